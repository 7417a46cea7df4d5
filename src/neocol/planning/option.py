"""One course with everything that is said of it: zones, benefit, burden, risks, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.planning import burden as cost
from neocol.planning import wording
from neocol.planning.answers import (
    follow_zones,
    over_zones,
    pigment_log_rise,
    redness_log_ratio,
    zone_gains,
)
from neocol.planning.benefit import Concern
from neocol.planning.choice import Thresholds, probability
from neocol.planning.context import Context
from neocol.planning.inside import outside
from neocol.planning.label import on_label
from neocol.planning.overrun import overrides_used, overrun
from neocol.planning.predicted import predicted
from neocol.planning.recovery_time import redness_days
from neocol.planning.space import Schedule, hull_of
from neocol.planning.timeline import timeline
from neocol.procedure import cartridges, minutes_per_session
from neocol.record import Benefit, Burden, Contrast, Course, PlanOption, Range, ZonePlan
from neocol.record.plan import Role, Verdict, gaps_between
from neocol.record.zones import in_order
from neocol.twin.assimilation import weighted_quantiles
from neocol.twin.needling import punctures_per_cm2

Array = NDArray[np.float64]
_BAND: Final = (0.05, 0.5, 0.95)
_MIDDLE: Final = (0.5,)


@dataclass(frozen=True, slots=True)
class Measured:
    """A course's gains and burden, before they are put into words.

    Attributes
    ----------
    gains : mapping
        Indication → zone → gain, shape (members,).
    red_log_ratio, mark_shift, pain
        Of the zone that has it worst.
    parts : mapping
        Part → days; redness, pain and dark marks by share of the area.
    """

    course: Course
    gains: Mapping[str, Mapping[str, Array]]
    minutes: Range
    red_log_ratio: float
    mark_shift: float
    pain: tuple[float, int]
    parts: Mapping[str, float]

    @property
    def days(self) -> float:
        """The whole burden in days."""
        return sum(self.parts.values())


def measured(context: Context, course: Course) -> Measured:
    """Follow a course and weigh it, as the search does."""
    weights = cost.Weights.usual()
    follow_zones(context, course)
    gains = {
        name: zone_gains(context, one, course)
        for name, one in context.benefits.items()
        if one.by_twin or name == context.lead
    }
    areas = {zone: context.measured_cm2.get(zone) for zone in sorted(course.zones)}
    passes = {zone: course.zones[zone].passes for zone in areas}
    minutes = minutes_per_session(areas, passes, course.device)
    most = evidence.number("planning.pain.most", "points")
    sessions = len(course.days)
    ratio = {zone: redness_log_ratio(context, course, zone) for zone in areas}
    shift = {
        zone: pigment_log_rise(context, course, zone) / cost.scatter(context.ensemble)
        for zone in areas
    }
    usual = float(np.median(redness_days(context.ensemble, 0.0)))
    whole = sum(context.area(zone) for zone in {*context.zones, *areas})
    parts = dict.fromkeys(("redness", "pain", "dark marks"), 0.0)
    for zone in areas:
        setting, share = course.zones[zone], context.area(zone) / whole
        hurt = cost.pain_of(setting.depth_mm, setting.passes)
        chance = float(cost.dark_mark_draws(context.ensemble, shift[zone]).mean())
        red = usual * float(np.exp(ratio[zone]))
        parts["redness"] += share * sessions * weights.redness * red
        parts["pain"] += share * sessions * weights.pain * hurt / most
        parts["dark marks"] += share * weights.dark_mark * chance
    rows = context.protocols(sessions, course.combined_with)
    visits = cost.visit_days(course.days, course.combined_with, rows, weights)
    return Measured(
        course=course,
        gains=gains,
        minutes=minutes,
        red_log_ratio=max(ratio.values()),
        mark_shift=max(shift.values()),
        pain=max(
            ((one.depth_mm, one.passes) for one in course.zones.values()),
            key=lambda pair: cost.pain_of(*pair),
        ),
        parts={
            "visits": visits + sessions * minutes.median / weights.minutes_a_day,
            **parts,
        },
    )


def benefits(context: Context, held: Measured) -> tuple[Benefit, ...]:
    """Return what needling makes of every concern, with the chance that it is worthwhile."""
    weights = context.weights
    found = []
    for name, gains in held.gains.items():
        one = context.benefits[name]
        whole = over_zones(context, gains, tuple(sorted(held.course.zones)))
        found.append(
            Benefit(
                indication=name,
                gain=gain_range(whole, one, weights),
                likely=float(probability(whole >= one.worthwhile, weights)),
                worthwhile=one.worthwhile,
                by_zone={
                    zone: weighted_quantiles(gain, weights, _MIDDLE)[0]
                    for zone, gain in gains.items()
                },
            )
        )
    return tuple(found)


def gain_range(draws: Array, one: Concern, weights: Array) -> Range:
    """Return median and 90 % interval of gains."""
    low, median, high = weighted_quantiles(draws, weights, _BAND)
    percent = one.unit == "%"
    return Range(
        median=float(median),
        low90=float(low),
        high90=float(high),
        unit="% of the score before" if percent else one.unit,
        basis=one.basis,
        about="due to needling",
        sources=one.sources,
        note=wording.NO_DOSE if one.by_twin else "studies alone: no depth or density is told apart",
    )


def contrast(context: Context, held: Measured, other: Measured) -> Contrast | None:
    """Compare a course with another, member by member, in the concern that leads."""
    one = context.benefits.get(context.lead)
    if one is None:
        return None
    zones = tuple(sorted({*held.course.zones, *other.course.zones}))
    difference = over_zones(context, held.gains[context.lead], zones) - over_zones(
        context, other.gains[context.lead], zones
    )
    weights = context.weights
    better = float(probability(difference >= one.worthwhile, weights))
    worse = float(probability(-difference >= one.worthwhile, weights))
    told = Thresholds.of(context.policy.planning).told_apart
    verdict: Verdict = (
        "better" if better >= told else "worse" if worse >= told else "not_told_apart"
    )
    return Contrast(
        verdict=verdict,
        better=better,
        worse=worse,
        difference=gain_range(difference, one, weights),
    )


def option(
    context: Context,
    held: Measured,
    role: Role,
    *,
    schedule: Schedule | None = None,
    against: Measured | None = None,
    why: tuple[str, ...] = (),
) -> PlanOption:
    """Put everything that is said of a course together.

    Parameters
    ----------
    context : Context
    held : Measured
    role : str
    schedule : Schedule, optional
        The studied protocol that it follows.
    against : Measured, optional
        The recommended course, where this is another.
    why : tuple of str
        Said first.
    """
    course = held.course
    redness = cost.redness(context.ensemble, held.red_log_ratio)
    dates = context.dates(course.days)
    label, why_label = on_label(
        context.lead, course.zones, course.device, context.age, context.phototype
    )
    limits = context.limits_for(course.zones)
    beyond = outside(course, context.rows, context.lead, limits, context.before)
    over = overrun(context, course, held.minutes, redness, dates)
    named = wording.combined(course)
    sources = _sources(context, schedule)
    gaps = gaps_between(course.days)
    return PlanOption(
        label=wording.label(role, course),
        role=role,
        indication=context.lead,
        sessions=len(course.days),
        interval_days=gaps[0] if gaps else 0,
        days=course.days,
        dates=dates,
        zones={zone: zone_plan(context, course, zone) for zone in in_order(course.zones)},
        combined_with=course.combined_with,
        predicted=predicted(context, course),
        benefits=benefits(context, held),
        versus=contrast(context, held, against) if against else None,
        downtime_days=redness,
        pih_probability=cost.dark_marks(context.ensemble, held.mark_shift),
        risks={
            "tram_track": cost.tram_track(course.device),
            "long_redness": cost.long_redness(context.ensemble, held.red_log_ratio),
        },
        burden=Burden(
            days=held.days,
            parts=dict(held.parts),
            visits=len(course.days),
            minutes=held.minutes,
            redness_days=redness,
            pain=cost.pain(*held.pain),
        ),
        on_label=label and not course.combined_with,
        on_label_why=f"combined with {named}" if label and course.combined_with else why_label,
        conditional_on=context.candidacy.open_conditions(),
        minutes_per_session=held.minutes,
        cartridges=cartridges(course.device),
        anaesthetic=wording.anaesthetic(context),
        timeline=timeline(context, course, schedule, redness, dates),
        over=over,
        overrides=overrides_used(context, course, held.minutes),
        extrapolation=beyond,
        why=(*why, *wording.why(context, course, schedule)),
        caveats=wording.caveats(context, course, schedule),
        sources=sources,
    )


def zone_plan(context: Context, course: Course, zone: str) -> ZonePlan:
    """Return what a zone gets, and what holds its depth."""
    setting = course.zones[zone]
    limits = context.limits_for(course.zones)
    held = limits.zones[zone]
    study = wording.endpoint(context)
    at_cap = setting.depth_mm >= held.depth_mm
    return ZonePlan(
        device=course.device,
        depth_mm=setting.depth_mm,
        passes=setting.passes,
        punctures_per_cm2=punctures_per_cm2(course.device, setting.passes),
        endpoint=setting.endpoint or limits.endpoint or study,
        cap_mm=held.depth_mm,
        cap_from=held.depth_key,
        start_mm=min(setting.depth_mm, hull_of(context.rows).least_mm),
        binds=held.depth_because if at_cap else "",
        notes=held.advice,
        area_cm2=context.measured_cm2.get(zone),
    )


def _sources(context: Context, schedule: Schedule | None) -> tuple[str, ...]:
    held = [row for row in context.rows if schedule and row.id in schedule.protocols]
    return tuple(dict.fromkeys(key for row in held for key in row.sources))


def sources_in(one: PlanOption) -> tuple[str, ...]:
    """Return every source key that an option rests on, in order of first use."""
    told = [
        *one.predicted.values(),
        *(held.gain for held in one.benefits),
        one.downtime_days,
        one.pih_probability,
        *one.risks.values(),
        one.minutes_per_session,
        *((one.burden.pain,) if one.burden else ()),
        *one.timeline,
        *one.over,
    ]
    caps = sorted({held.cap_from for held in one.zones.values()})
    keys = [*one.sources, *(key for held in told for key in getattr(held, "sources", ()))]
    keys += [key for cap in caps for key in evidence.entry(cap).sources]
    return tuple(dict.fromkeys(keys))
