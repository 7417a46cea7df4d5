"""What a course may bring and cost, as ranges with what they rest on."""

from __future__ import annotations

from typing import Final

import numpy as np

from neocol import evidence
from neocol.planning.protocols import Protocol, is_dark
from neocol.record import PlanOption, Range, Refused, SimulationRequest, ZonePlan
from neocol.record.course import SimulatedSession, SkinInput
from neocol.twin import simulate
from neocol.twin.observables import PERCENT

_JEFFREYS: Final = 0.5
_DRAWS: Final = 20_000
_BAND: Final = (5.0, 50.0, 95.0)
_DIGITS: Final = 3
MEMBERS: Final = 200

_BEFORE_AFTER: Final = "before and after, without a control: part of it is not due to needling"
_OTHER_COURSE: Final = "no figure on this scale from the studies of this course"


def predicted(protocol: Protocol) -> dict[str, Range | Refused]:
    """Return what studies of the indication reported, or why nothing can be said."""
    base = f"indications.{protocol.indication}"
    if evidence.has(f"{base}.fall_per_session"):
        return {evidence.words(f"{base}.measure")[0]: _fall(base, protocol)}
    if evidence.has(f"{base}.mean_change"):
        if protocol.sessions != int(evidence.number(f"{base}.gentle.sessions", "1")):
            return {"improvement": Refused(refused=_OTHER_COURSE)}
        return {evidence.words(f"{base}.measure")[0]: _mean_change(base)}
    if evidence.has(f"{base}.pooled_difference"):
        return {evidence.words(f"{base}.measure")[0]: _pooled(base)}
    return {
        "improvement": Refused(
            refused="no figure: no trial of needling alone for this with usable numbers was found"
        )
    }


def _fall(base: str, protocol: Protocol) -> Range:
    fall, least, most = evidence.span(f"{base}.fall_per_session", "1")
    after = evidence.number(f"{base}.judged_at", "d")

    def change(per_session: float) -> float:
        left: float = (1.0 - per_session) ** protocol.sessions
        return PERCENT * (left - 1.0)

    return Range(
        median=change(fall),
        low90=change(most),
        high90=change(least),
        unit="% change of the score",
        basis="published",
        at_day=protocol.interval_days * (protocol.sessions - 1) + after,
        about="trial mean",
        sources=evidence.entry(f"{base}.fall_per_session").sources,
        note=_BEFORE_AFTER,
    )


def _mean_change(base: str) -> Range:
    change, least, most = evidence.span(f"{base}.mean_change", "points")
    return Range(
        median=change,
        low90=min(least, most),
        high90=max(least, most),
        unit="points",
        basis="published",
        at_day=evidence.number(f"{base}.judged_at", "d"),
        about="trial mean",
        sources=evidence.entry(f"{base}.mean_change").sources,
        note=f"99 % interval of the mean; {_BEFORE_AFTER}",
    )


def _pooled(base: str) -> Range:
    gain, least, most = evidence.span(f"{base}.pooled_difference", "hairs/cm2")
    return Range(
        median=gain,
        low90=least,
        high90=most,
        unit="hairs/cm2",
        basis="meta_analysis",
        at_day=evidence.number(f"{base}.judged_at", "d"),
        about="trial mean",
        sources=evidence.entry(f"{base}.pooled_difference").sources,
        note="over the medicine alone; 95 % interval of the mean difference",
    )


def healing_request(
    option: PlanOption, *, age: float | None, sex: str, phototype: str | None
) -> SimulationRequest:
    """Return the twin's course for the deepest zone of an option."""
    zone, deepest = max(option.zones.items(), key=lambda item: item[1].depth_mm)
    return _request(
        zone, deepest, option.sessions, option.interval_days, age=age, sex=sex, phototype=phototype
    )


def _request(
    zone: str,
    plan: ZonePlan,
    sessions: int,
    interval: int,
    *,
    age: float | None,
    sex: str,
    phototype: str | None,
) -> SimulationRequest:
    return SimulationRequest(
        skin=SkinInput.read({"site": zone, "age": age, "sex": sex, "fitzpatrick": phototype}),
        sessions=tuple(
            SimulatedSession(
                day=i * interval,
                device=plan.device,
                needle_mm=plan.depth_mm,
                punctures_per_cm2=plan.punctures_per_cm2,
            )
            for i in range(sessions)
        ),
        days=(sessions - 1) * interval + evidence.number("indications.any.look_after", "d"),
        members=MEMBERS,
    )


def collagen(option: PlanOption, *, age: float | None, sex: str, seed: int) -> Range:
    """Return what the twin's papillary collagen gains over untreated skin, for the deepest zone."""
    request = healing_request(option, age=age, sex=sex, phototype=None)
    band = simulate(request, seed=seed).observables["papillary_collagen"]
    return Range(
        median=band.benefit[-1],
        low90=band.benefit_low90[-1],
        high90=band.benefit_high90[-1],
        unit="% of own skin, over untreated",
        basis="assumed",
        at_day=request.days,
        sources=evidence.entry("healing.anchor.collagen_gain").sources,
        note="scaled to one histology series; how depth and density act is assumed",
    )


def downtime() -> Range:
    """Return the days of visible redness."""
    days, least, most = evidence.span("risks.downtime.redness", "d")
    entry = evidence.entry("risks.downtime.redness")
    return Range(
        median=days,
        low90=least,
        high90=most,
        unit="d",
        basis="published",
        sources=entry.sources,
        note=entry.conflict or "",
    )


def pih_probability(phototype: str | None, seed: int) -> Range:
    """Return the chance of dark marks over a course, from counted people.

    Notes
    -----
    Beta posterior with Jeffreys' prior on the counts of one study; an unknown phototype is read as
    the darker group.
    """
    group = "dark" if is_dark(phototype) else "light"
    events = evidence.number(f"risks.pih.{group}.events", "1")
    people = evidence.number(f"risks.pih.{group}.people", "1")
    rng = np.random.default_rng(seed)
    draws = rng.beta(events + _JEFFREYS, people - events + _JEFFREYS, _DRAWS)
    low, median, high = (round(float(p), _DIGITS) for p in np.percentile(draws, _BAND))
    return Range(
        median=median,
        low90=low,
        high90=high,
        unit="1",
        basis="published",
        about="one patient",
        sources=evidence.entry(f"risks.pih.{group}.events").sources,
        note=evidence.entry("risks.pih.conflict").conflict or "",
    )
