"""Protocols that showed benefit in some study, as evidence tables hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.record import Candidacy

NAMES: Final = ("gentle", "fuller")
"""Gentler first: that is the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """A course as it was trialled.

    Attributes
    ----------
    depth_mm : float
        Needle length set, before caps.
    sources : tuple of str
        Where depth, sessions and interval come from.
    """

    name: str
    indication: str
    depth_mm: float
    sessions: int
    interval_days: int
    trial_interval_days: int
    endpoint: str
    sources: tuple[str, ...]
    recalled: tuple[str, ...]


def protocols_for(candidacy: Candidacy, indication: str, phototype: str | None) -> list[Protocol]:
    """Return the trialled protocols of an indication, gentler first."""
    return [
        _read(indication, name, candidacy.planned_zones, phototype)
        for name in NAMES
        if evidence.has(f"indications.{indication}.{name}.depth")
    ]


def _read(indication: str, name: str, zones: tuple[str, ...], phototype: str | None) -> Protocol:
    base = f"indications.{indication}.{name}"
    entries = {part: evidence.entry(f"{base}.{part}") for part in ("depth", "sessions", "interval")}
    trial = int(evidence.number(f"{base}.interval", "d"))
    shortest, _, longest = evidence.span("indications.any.interval", "d")
    interval = trial
    if "scalp" not in zones:
        interval = max(trial, int(longest if is_dark(phototype) else shortest))
    endpoint = evidence.words(f"indications.{indication}.endpoint")[0]
    return Protocol(
        name=name,
        indication=indication,
        depth_mm=evidence.number(f"{base}.depth", "mm"),
        sessions=int(evidence.number(f"{base}.sessions", "1")),
        interval_days=interval,
        trial_interval_days=trial,
        endpoint="erythema" if is_dark(phototype) else endpoint,
        sources=tuple(dict.fromkeys(key for e in entries.values() for key in e.sources)),
        recalled=tuple(part for part, e in entries.items() if e.status != "found"),
    )


def is_dark(phototype: str | None) -> bool:
    """Tell whether the phototype is one of those that mark more easily; unknown counts so."""
    return phototype is None or phototype in {"IV", "V", "VI"}
