"""An independent checker of plans: from the case, candidacy, policy and evidence files alone.

Nothing of :mod:`neocol.planning` is used, so that an error there cannot hide itself here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from neocol import evidence
from neocol.language import option_words
from neocol.record import Candidacy, Case, Override, Plan, PlanOption, Policy, Range
from neocol.record.zones import site_of
from neocol.rules import window_of
from tests.planning.membership import studied

_TOL: Final = 1e-6
_STUDIED: Final = {"gentlest", "fuller", "combined", "unlikely"}
_STUDIES_ALONE: Final = {"melasma", "lentigo", "uneven_tone", "androgenetic_alopecia"}
"""Indications that no depth is told apart in: their contrasts come from pooled studies."""


@dataclass(frozen=True)
class Checked:
    """What a plan is held against."""

    case: Case
    candidacy: Candidacy
    policy: Policy = field(default_factory=Policy)
    areas_cm2: Mapping[str, float] | None = None

    @property
    def dark(self) -> bool:
        """Whether the skin marks easily, or may."""
        return self.case.patient.fitzpatrick in {None, "IV", "V", "VI"}

    def override(self, limit: str, zone: str | None = None) -> list[Override]:
        """Return the overrides of a limit that have a reason and a name."""
        every = self.case.patient.plan.overrides
        return [
            one
            for one in every
            if one.limit == limit and one.reason and one.by and one.zone in {None, zone}
        ]


def violations(held: Checked, plan: Plan) -> list[str]:
    """Return every limit that an option breaks without saying so, and every flaw of the plan."""
    found = [
        f"option {k} ({option.role}): {text}"
        for k, option in enumerate(plan.options)
        if option.zones
        for text in _of_option(held, plan, option)
    ]
    return found + list(_of_plan(plan))


def _of_option(held: Checked, plan: Plan, option: PlanOption) -> Iterator[str]:
    marked = {(note.name, note.zone) for note in option.over}
    names = {name for name, _ in marked}
    for name, zone, text in [*_zones(held, option), *_course(held, option)]:
        if (name, zone) not in marked and not (zone is None and name in names):
            yield text
    for note in plan.limits:
        yield from _printed(option, note.name, note.zone, note.allowed, names)
    yield from _dates(held, option)
    yield from _words(held, option)
    yield from _numbers(held, option)


def _caps(held: Checked, zone: str, device: str, indication: str) -> float:
    keys = [
        f"sites.{site_of(zone)}.depth_cap",
        "sites.any.depth_cap",
        f"devices.{device}.label_depth",
        f"planning.cap.{indication}",
    ]
    return min(evidence.number(key, "mm") for key in keys if evidence.has(key))


def _zones(held: Checked, option: PlanOption) -> Iterator[tuple[str, str, str]]:
    """Yield limit, zone and what is wrong."""
    _, _, usual = evidence.span("planning.space.passes", "1")
    _, _, fewer = evidence.span("planning.dark.passes", "1")
    for zone, one in option.zones.items():
        cap = _caps(held, zone, one.device, option.indication)
        lifted = [o.value for o in held.override("depth_cap", zone)]
        if one.depth_mm > max([cap, *lifted]) + _TOL:
            yield "depth_cap", zone, f"{zone}: {one.depth_mm:g} mm above its cap {cap:g}"
        if one.depth_mm > cap + _TOL and lifted and not option.overrides:
            yield "depth_cap", zone, f"{zone}: an override is used and not printed"
        most = max(
            [fewer if held.dark else usual, *(o.value for o in held.override("passes", zone))]
        )
        if one.passes > most:
            yield "passes", zone, f"{zone}: {one.passes} passes, at most {most:g}"
        if zone in held.candidacy.excluded_zones or zone not in held.candidacy.planned_zones:
            yield "excluded_zone", zone, f"{zone}: excluded, or not wished for"
        if "rim" in zone:
            yield "excluded_zone", zone, f"{zone}: inside the orbital rim"
        if site_of(zone) == "periorbital" and not any("orbital rim" in n for n in one.notes):
            yield "rim", zone, f"{zone}: nothing says to stay outside the orbital rim"


def _course(held: Checked, option: PlanOption) -> Iterator[tuple[str, None, str]]:
    wishes = held.case.patient.preferences
    whole = len(held.case.done) + option.sessions
    if wishes.max_sessions is not None and whole > wishes.max_sessions:
        yield "max_sessions", None, f"{whole} sessions, {wishes.max_sessions} wished at most"
    least = _least_interval(held, option)
    gaps = [later - earlier for earlier, later in pairwise(option.days)]
    if gaps and min(gaps) < least:
        yield "least_interval", None, f"{min(gaps)} days apart, {least:g} at least"
    minutes = _longest_session(held)
    if option.minutes_per_session.median > minutes + _TOL:
        yield "session_minutes", None, f"{option.minutes_per_session.median:g} min > {minutes:g}"
    most = wishes.max_downtime_days
    if most is not None and option.downtime_days.median > most + _TOL:
        yield "max_downtime_days", None, f"{option.downtime_days.median:g} days red > {most:g}"


def _least_interval(held: Checked, option: PlanOption) -> float:
    if set(option.zones) == {"scalp"}:
        return 0.0
    usual, shortest, longest = evidence.span("indications.any.interval", "d")
    chosen = held.policy.planning.least_interval_days
    days = longest if held.dark else usual
    if chosen is not None:
        days = max(float(chosen), longest if held.dark else shortest)
    return min([days, *(one.value for one in held.override("least_interval"))])


def _longest_session(held: Checked) -> float:
    longest = held.policy.planning.session_minutes or evidence.number(
        "procedure.session.longest", "min"
    )
    wished = held.case.patient.preferences.max_minutes
    lifted = [one.value for one in held.override("session_minutes")]
    return max([min(longest, wished) if wished is not None else longest, *lifted])


def _printed(
    option: PlanOption, name: str, zone: str | None, allowed: float | None, names: set[str]
) -> Iterator[str]:
    """Hold an option against a limit as the plan itself prints it."""
    if allowed is None or name in names or option.overrides:
        return
    gaps = [later - earlier for earlier, later in pairwise(option.days)]
    asked = {
        "depth_cap": option.zones[zone].depth_mm if zone in option.zones else 0.0,
        "passes": float(option.zones[zone].passes) if zone in option.zones else 0.0,
        "session_minutes": option.minutes_per_session.median,
        "max_downtime_days": option.downtime_days.median,
        "least_interval": -float(min(gaps, default=10**6)),
    }
    bound = -allowed if name == "least_interval" else allowed
    if name in asked and asked[name] > bound + _TOL:
        yield f"{name} of {zone}: {abs(asked[name]):g} against the printed {allowed:g}"


def blocked_days(held: Checked) -> list[tuple[float, float]]:
    """Return stretches without sessions as ordinals, ends included."""
    found = []
    calm = evidence.span("risks.downtime.redness", "d")[2]
    for one in held.case.patient.preferences.avoid:
        before = after = 0.0
        if one.kind == "sun":
            before = float(evidence.calendar_item("A-004").days[1])
            after = window_of(evidence.rule("C-052"), held.policy) or 0.0
        elif one.kind == "event":
            before = calm
        found.append((one.from_.toordinal() - before, one.to.toordinal() + after))
    return found


def _dates(held: Checked, option: PlanOption) -> Iterator[str]:
    marked = {note.name for note in option.over}
    if not option.dates:
        if "avoid" not in marked:
            yield "no dates, and nothing says why"
        return
    gaps = tuple((date - option.dates[0]).days for date in option.dates)
    if gaps != option.days or len(option.days) != option.sessions:
        yield f"dates {gaps} are not the days {option.days} of {option.sessions} sessions"
    earliest = [held.candidacy.on, held.candidacy.until, held.case.patient.preferences.not_before]
    if option.dates[0] < max(day for day in earliest if day is not None):
        yield f"begins on {option.dates[0]}, too early"
    done = [one.date for one in held.case.done]
    rest = dt.timedelta(days=_least_interval(held, option))
    if done and option.dates[0] < max(done) + rest:
        yield f"begins on {option.dates[0]}, too soon after {max(done)}"
    for first, last in blocked_days(held):
        for date in option.dates:
            if first <= date.toordinal() <= last:
                yield f"a session on {date}, which is to be avoided"


def _words(held: Checked, option: PlanOption) -> Iterator[str]:
    if set(option.combined_with) & set(held.candidacy.excluded_options):
        yield f"excluded by candidacy: {option.combined_with}"
    between = {"peel", "tca_cross", "subcision", "laser"} & set(option.combined_with)
    if between - option_words(held.case.patient.plan.combined_therapy):
        yield f"a procedure of its own that nobody wished for: {sorted(between)}"
    if held.dark or option.indication in evidence.words("planning.pigment.indications"):
        wrong = {zone for zone, one in option.zones.items() if one.endpoint != "erythema"}
        if wrong:
            yield f"to bleeding on skin that marks: {sorted(wrong)}"
    waits = held.candidacy.decision in {"defer", "needs_clearance"}
    if waits and set(option.conditional_on) != set(held.candidacy.open_conditions()):
        yield "does not say what it waits for"
    if waits and not option.conditional_on:
        yield "waits for nothing, where candidacy does"
    if option.role in _STUDIED:
        depths = {
            zone: (one.depth_mm, min(one.cap_mm, _caps(held, zone, one.device, option.indication)))
            for zone, one in option.zones.items()
        }
        yield from studied(
            held.candidacy,
            option.indication,
            option.days,
            depths,
            option.combined_with,
            len(held.case.done),
        )
        if option.extrapolation:
            yield f"marked as outside studies: {option.extrapolation}"


def _numbers(held: Checked, option: PlanOption) -> Iterator[str]:
    chances = {"dark marks": option.pih_probability, **option.risks}
    for name, one in chances.items():
        if isinstance(one, Range) and (one.low90 < 0 or one.high90 > 1):
            yield f"{name} is no probability"
    shares = [one.likely for one in option.benefits]
    if option.versus is not None:
        shares += [option.versus.better, option.versus.worse]
        if option.indication not in _STUDIES_ALONE and option.versus.difference.basis != "assumed":
            yield "a contrast of depths that is not called assumed"
    if any(not 0 <= share <= 1 + _TOL for share in shares):
        yield f"no probabilities: {shares}"
    if (
        option.burden is not None
        and abs(sum(option.burden.parts.values()) - option.burden.days) > _TOL
    ):
        yield "the parts of the burden do not add up"
    areas = dict(held.areas_cm2 or {})
    pace = evidence.number(f"procedure.pace.{next(iter(option.zones.values())).device}", "min/cm2")
    minutes = evidence.number("procedure.session.getting_ready", "min")
    for zone, one in option.zones.items():
        typical = f"procedure.area.{zone.removesuffix('_left').removesuffix('_right')}"
        minutes += pace * (areas.get(zone) or evidence.number(typical, "cm2")) * one.passes
    if abs(minutes - option.minutes_per_session.median) > _TOL:
        yield f"{option.minutes_per_session.median:g} minutes, {minutes:g} by evidence"


def _of_plan(plan: Plan) -> Iterator[str]:
    if not plan.options and not plan.refused:
        yield "neither options nor a reason"
    if plan.options:
        yield from _of_the_first(plan)
    for option in plan.options:
        for one in ranges_in(option):
            if not one.low90 <= one.median <= one.high90:
                yield f"a range out of order: {one}"
    known = {one.key for one in evidence.bibliography()}
    printed = set(plan.bibliography)
    missing = {key for option in plan.options for key in keys_in(option)} - printed
    if missing:
        yield f"not in the bibliography: {sorted(missing)}"
    if printed - known:
        yield f"no source of that name: {sorted(printed - known)}"


def _of_the_first(plan: Plan) -> Iterator[str]:
    if plan.recommended is None or not 0 <= plan.recommended < len(plan.options):
        yield f"recommended is no option: {plan.recommended}"
        return
    first = plan.options[plan.recommended]
    if first.over or first.extrapolation or first.role in {"as_practised", "unlikely"}:
        yield "what is recommended goes beyond limits or studies"
    if first.versus is not None:
        yield "what is recommended is compared with itself"


def _walk(held: Any) -> Iterator[BaseModel]:
    """Yield every model inside a model, itself first."""
    if isinstance(held, BaseModel):
        yield held
        for name in type(held).model_fields:
            yield from _walk(getattr(held, name))
    elif isinstance(held, Mapping):
        for one in held.values():
            yield from _walk(one)
    elif isinstance(held, tuple | list):
        for one in held:
            yield from _walk(one)


def keys_in(held: BaseModel) -> set[str]:
    """Return every source key that stands anywhere inside."""
    return {key for one in _walk(held) for key in getattr(one, "sources", ())}


def ranges_in(held: BaseModel) -> list[Range]:
    """Return every range that stands anywhere inside."""
    return [one for one in _walk(held) if isinstance(one, Range)]


def unsourced(plan: Plan) -> list[str]:
    """Return every range that says no source and is not zero."""
    return sorted(
        {
            f"{option.role}: {one.unit} {one.about}, {one.note[:40]}"
            for option in plan.options
            for one in ranges_in(option)
            if not one.sources and (one.low90, one.high90) != (0.0, 0.0)
        }
    )
