"""Limits of a plan: what each zone and the whole course may be, from what, and who may lift it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from neocol import evidence
from neocol.planning.caps import DEPTH, PASSES, ZoneLimits, is_dark, lifted, zone_limits
from neocol.planning.ensemble import Ensemble, skin_of
from neocol.planning.recovery_time import healed_after
from neocol.record import Candidacy, Case, LimitNote, Override, Policy
from neocol.record.words import EndpointWord
from neocol.twin.needling import Needling, punctures_per_cm2

INTERVAL: Final = "least_interval"
SESSIONS: Final = "max_sessions"
MINUTES: Final = "session_minutes"
DOWNTIME: Final = "max_downtime_days"
AREA: Final = "anaesthetic_area"
HOURS: Final = "anaesthetic_hours"
DATES: Final = "avoid"
LIFTABLE: Final = (DEPTH, PASSES, INTERVAL, MINUTES)
"""What a clinician may go beyond, with reason and name."""
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Limits:
    """What a whole course may be.

    Attributes
    ----------
    endpoint : str or None
        Where to stop, whatever a study did; ``None`` leaves it to the study.
    unlifted_interval_days, unlifted_minutes : int, float
        Without a clinician's override.
    overrides : tuple of Override
        Those of limits that may be lifted.
    """

    zones: Mapping[str, ZoneLimits]
    least_interval_days: int
    sessions: int | None
    minutes: float
    downtime_days: float | None
    endpoint: EndpointWord | None
    notes: tuple[LimitNote, ...]
    unlifted_interval_days: int
    unlifted_minutes: float
    overrides: tuple[Override, ...] = ()

    def note(self, name: str, zone: str | None = None) -> LimitNote | None:
        """Return a limit by name, of a zone or of the course."""
        return next((n for n in self.notes if n.name == name and n.zone == zone), None)


def limits_of(
    case: Case,
    candidacy: Candidacy,
    indication: str,
    zones: Iterable[str],
    device: str,
    held: Ensemble,
    policy: Policy,
) -> Limits:
    """Return every limit that a course for a person stays within.

    Parameters
    ----------
    case, candidacy
        The person, its wishes and what candidacy found.
    indication : str
        The concern that leads.
    zones : iterable of str
    device : str
    held : Ensemble
        Whose healing says how soon the next session may follow.
    policy : Policy
        The clinic's own choices.
    """
    overrides = case.patient.plan.overrides
    person = case.patient
    found = {
        zone: zone_limits(zone, case, candidacy, indication, device, overrides)
        for zone in dict.fromkeys(zones)
    }
    strongest = max((limit.depth_mm for limit in found.values()), default=0.0)
    interval = _interval(found, device, held, case, policy, strongest, overrides)
    unlifted = _interval(found, device, held, case, policy, strongest, ())
    minutes = _minutes(case, policy, overrides)
    notes = [note for limit in found.values() for note in limit.notes]
    notes += [*interval, minutes]
    most = person.preferences.max_sessions
    if most is not None:
        notes.append(_asked(SESSIONS, most, "1", "sessions that the person wants at most"))
    downtime = person.preferences.max_downtime_days
    if downtime is not None:
        notes.append(_asked(DOWNTIME, downtime, "d", "days of redness that the person accepts"))
    return Limits(
        zones=found,
        least_interval_days=int(max(note.allowed or 0.0 for note in interval)),
        sessions=most,
        minutes=float(minutes.allowed or 0.0),
        downtime_days=downtime,
        endpoint=_endpoint(person.fitzpatrick, indication),
        notes=tuple(notes),
        overrides=tuple(one for one in overrides if one.limit in LIFTABLE),
        unlifted_interval_days=int(max(note.allowed or 0.0 for note in unlifted)),
        unlifted_minutes=float(_minutes(case, policy, ()).allowed or 0.0),
    )


def _asked(name: str, allowed: float, unit: str, text: str) -> LimitNote:
    return LimitNote(
        name=name,
        text=f"{allowed:g} {text}",
        allowed=allowed,
        unit=unit,
        frees="ask the person whether more would be possible",
    )


def _endpoint(phototype: str | None, indication: str) -> EndpointWord | None:
    if is_dark(phototype) or indication in evidence.words("planning.pigment.indications"):
        return "erythema"
    return None


def _interval(
    zones: Mapping[str, ZoneLimits],
    device: str,
    held: Ensemble,
    case: Case,
    policy: Policy,
    strongest: float,
    overrides: tuple[Override, ...],
) -> list[LimitNote]:
    """Return how soon the next session may follow: by policy and phototype, and by healing."""
    notes = []
    asked = [one for one in overrides if one.limit == INTERVAL]
    lifted = min(asked, key=lambda one: one.value, default=None)
    usual, shortest, longest = evidence.span("indications.any.interval", "d")
    if set(zones) != {"scalp"}:
        dark = is_dark(case.patient.fitzpatrick)
        days = longest if dark else usual
        chosen = policy.planning.least_interval_days
        if chosen is not None:
            days = float(max(chosen, longest if dark else shortest))
        text = f"{days:g} days between sessions at least"
        if dark:
            text += f", the longest for skin type {case.patient.fitzpatrick or 'unknown'}"
        elif chosen is not None:
            text += ", by the clinic's policy"
        if lifted is not None and lifted.value < days:
            days, text = lifted.value, f"{lifted.value:g} days, by {lifted.by}: {lifted.reason}"
        entry = evidence.entry("indications.any.interval")
        notes.append(_wait(days, text, entry.sources, "a policy inside the printed range"))
    healed = 0.0
    for zone, limit in zones.items():
        density = punctures_per_cm2(device, limit.passes)
        needling = Needling(device, min(limit.depth_mm, strongest), density)
        skin = skin_of(zone, case.patient.sex, case.patient.fitzpatrick)
        healed = max(healed, *healed_after(held.phototype, held.seed, held.size, skin, needling))
    weeks = float(_WEEK * np.ceil(healed / _WEEK))
    most = evidence.number("planning.healed.quantile", "1")
    text = f"barrier closed and inflammation calm after {healed:g} days in {most:.0%} of people"
    sources = evidence.entry("planning.healed.quantile").sources
    notes.append(_wait(weeks, text, sources, "nothing: the skin is not calm before"))
    return notes


def _wait(days: float, text: str, sources: tuple[str, ...], frees: str) -> LimitNote:
    return LimitNote(
        name=INTERVAL, text=text, allowed=days, unit="d", frees=frees, sources=sources,
        status="judgement",
    )  # fmt: skip


def _minutes(case: Case, policy: Policy, overrides: tuple[Override, ...]) -> LimitNote:
    key = "procedure.session.longest"
    allowed = policy.planning.session_minutes or evidence.number(key, "min")
    text = f"a session of {allowed:g} minutes at most"
    longer = lifted(MINUTES, None, overrides)
    if longer is not None and longer.value > allowed:
        allowed, text = longer.value, f"{longer.value:g} minutes, by {longer.by}: {longer.reason}"
    wished = case.patient.preferences.max_minutes  # the person's own, which nobody else lifts
    if wished is not None and wished < allowed:
        allowed, text = wished, f"{wished:g} minutes that the person accepts"
    return LimitNote(
        name=MINUTES,
        text=text,
        allowed=allowed,
        unit="min",
        frees="fewer zones a session, fewer passes, or a longer session",
        sources=evidence.entry(key).sources,
    )


def first_day(case: Case, candidacy: Candidacy) -> dt.date:
    """Return the first day on which a session may be: what candidacy and the person allow."""
    wished = case.patient.preferences.not_before
    return max(day for day in (candidacy.on, candidacy.until, wished) if day is not None)
