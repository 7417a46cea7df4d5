"""The evidence that is shipped: it loads whole, every source resolves, every word has a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from neocol import evidence
from neocol.evidence import store
from neocol.language.concepts import table
from neocol.language.signs import signs_table
from neocol.record.zones import ZONES, site_of

EVERY = [*evidence.search().values(), *evidence.rules(), *evidence.calendar()]


def test_everything_loads_and_every_source_resolves() -> None:
    assert len(evidence.search()) > 100
    assert len(evidence.rules()) > 100
    for item in EVERY:
        assert evidence.cite(item.sources)


def test_no_source_is_carried_without_use_or_reason() -> None:
    used = {key for item in EVERY for key in item.sources}
    used |= {k for r in evidence.rules() if r.window for k in r.window.by_source}
    unused = {source.key for source in evidence.bibliography()} - used
    assert len(unused) < len(evidence.bibliography()) / 3, sorted(unused)


def test_papers_are_cited_by_identifier_not_by_mirror() -> None:
    mirrors = ("scribd", "researchgate", "europepmc", "abcdocz", "docksci", "qxmd")
    for source in evidence.bibliography():
        assert not any(name in (source.link or "") for name in mirrors), source.key


def test_what_was_recalled_says_so() -> None:
    """A found value rests on at least one source that was read."""
    for item in EVERY:
        read = [s for s in evidence.cite(item.sources) if s.status == "found"]
        if item.status == "found":
            assert read, item


def test_every_zone_has_a_cap() -> None:
    for zone in ZONES:
        assert evidence.number(f"sites.{site_of(zone)}.depth_cap", "mm") > 0


def _conditions(when: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield when
    for part in (*when.get("all", ()), *when.get("any", ())):
        yield from _conditions(part)
    if "not" in when:
        yield from _conditions(when["not"])


def test_every_concept_that_rules_ask_for_can_be_said() -> None:
    for rule in evidence.rules():
        signs = {f"sign.{name}" for name in signs_table()}
        for name in rule.asked():
            assert name in (signs if rule.stage == "triage" else table().concepts), rule.id
        for part in _conditions(rule.when or {}):
            for key in ("age_below", "age_from"):
                assert key not in part or evidence.number(part[key], "y")


def test_conflicts_point_to_rules_that_exist() -> None:
    known = {rule.id for rule in evidence.rules()}
    for rule in evidence.rules():
        assert set(rule.conflicts_with) <= known, rule.id


def test_triage_rules_say_a_level_and_others_do_not() -> None:
    for rule in evidence.rules():
        assert (rule.level is not None) == (rule.stage == "triage"), rule.id
        assert not rule.emergency or (rule.level == "urgent" and not rule.overridable), rule.id


def test_words_that_are_never_printed() -> None:
    said = " ".join(
        text for rule in evidence.rules() for text in (rule.message, rule.why, rule.conflict or "")
    )
    said += " ".join(f"{item.why} {item.conflict or ''}" for item in evidence.calendar())
    for never in ("completely safe", "no downtime", "last option", "guaranteed"):
        assert never not in said.lower()


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(evidence.EvidenceError, match=r"did you mean 'sites\.forehead\.depth_cap'"):
        evidence.number("sites.forehead.depth_kap", "mm")
    with pytest.raises(evidence.EvidenceError, match="kept in mm, not um"):
        evidence.number("sites.forehead.depth_cap", "um")
    with pytest.raises(evidence.EvidenceError, match="no source"):
        evidence.source("NOBODY")
    with pytest.raises(evidence.EvidenceError, match="no rule"):
        evidence.rule("C-999")


def test_the_version_follows_the_content(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("data")
    for path in (*store.DATA.glob("*.toml"), *store.DATA.glob("*.csv")):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(store, "DATA", folder)
    same = store.version.__wrapped__()
    assert same == evidence.version()
    (folder / "sites.toml").write_text("# changed\n", encoding="utf-8")
    assert store.version.__wrapped__() != same
