"""Puts options together: trialled protocols, cut to the caps of every zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from neocol import __version__, evidence
from neocol.planning import outcomes
from neocol.planning.protocols import Protocol, is_dark, protocols_for
from neocol.procedure import minutes_per_session
from neocol.record import Candidacy, Case, Plan, PlanOption, Stamp, ZonePlan
from neocol.record.zones import FACE_ZONES, zone_label
from neocol.rules import Cap, depth_cap
from neocol.twin import punctures_per_cm2
from neocol.twin.priors import DEFAULT_SEED

_PLANNABLE: Final = ("pen", "roller", "stamp")
_NO_DOSE_EVIDENCE: Final = (
    "no human trial shows how depth, density, interval or number of sessions change the result, "
    "so the gentler course comes first"
)


def plan(
    case: Case,
    candidacy: Candidacy,
    *,
    areas_cm2: Mapping[str, float] | None = None,
    seed: int = DEFAULT_SEED,
) -> Plan:
    """Offer courses for the first wish that can be planned.

    Parameters
    ----------
    case : Case
        The consultation.
    candidacy : Candidacy
        Its decision; excluded zones are left out, open conditions are carried to every option.
    areas_cm2 : mapping, optional
        Zone → area in cm², from a face map.

    Returns
    -------
    Plan
        Options, gentler first; or ``refused`` with the reason.

    Limits
    ------
    A table, not a search: depth, sessions and interval are those of studies, cut to the caps.
    """
    refused = _refusal(case, candidacy)
    options: tuple[PlanOption, ...] = ()
    if refused is None:
        options, refused = _options(case, candidacy, areas_cm2 or {}, seed)
    return Plan(
        id=case.id,
        candidacy=candidacy,
        options=options,
        recommended=0 if options else None,
        refused=refused,
        why_recommended=_NO_DOSE_EVIDENCE if options else "",
        bibliography=tuple(dict.fromkeys(key for option in options for key in option.sources)),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _refusal(case: Case, candidacy: Candidacy) -> str | None:
    if candidacy.decision == "not_a_candidate":
        return "not a candidate: no course is offered"
    if case.patient.plan.device == "rf_needling":
        return "radio-frequency needling has its own depth table and is not planned here"
    if not candidacy.planned_zones:
        return "no area was named: which areas should be treated?"
    if not _zones(candidacy):
        return "nothing is left of the wished areas"
    if not candidacy.indications:
        return "no wish was understood: what should change?"
    return None


def _zones(candidacy: Candidacy) -> tuple[str, ...]:
    return tuple(z for z in candidacy.planned_zones if z not in candidacy.excluded_zones)


def _options(
    case: Case, candidacy: Candidacy, areas: Mapping[str, float], seed: int
) -> tuple[tuple[PlanOption, ...], str | None]:
    reasons = []
    for indication in candidacy.indications:
        reason = _not_planned(indication, candidacy)
        if reason is not None:
            reasons.append(reason)
            continue
        found = protocols_for(candidacy, indication, case.patient.fitzpatrick)
        most = case.patient.preferences.max_sessions
        kept = [p for p in found if most is None or p.sessions <= most]
        if not kept:
            fewest = min((p.sessions for p in found), default=0)
            reasons.append(
                f"the limit that binds is max_sessions {most}: the shortest trialled course for "
                f"{indication.replace('_', ' ')} has {fewest} sessions"
            )
            continue
        return tuple(_option(case, candidacy, p, areas, seed) for p in kept), None
    return (), "; ".join(reasons)


def _not_planned(indication: str, candidacy: Candidacy) -> str | None:
    named = indication.replace("_", " ")
    if indication in evidence.words("indications.any.specialist"):
        return f"{named}: specialist care, not planned here"
    if indication in evidence.words("indications.any.not_offered"):
        return f"{named}: not offered; active inflammation is a reason to wait"
    scalp = "scalp" in candidacy.planned_zones
    if indication == "androgenetic_alopecia" and not scalp:
        return f"{named}: planned on the scalp only"
    if indication == "acne_scar" and _only_icepick(candidacy):
        fall = evidence.number("indications.acne_scar.icepick_fall", "1")
        return (
            f"ice-pick scars alone: needling changed them by {fall:.1%} in a series; "
            "other methods (TCA CROSS, punch) are for a dermatologist to choose"
        )
    return None


def _only_icepick(candidacy: Candidacy) -> bool:
    said = " ".join(m.text.lower() for m in candidacy.recognised if m.concept == "acne_scar")
    icepick = "ice pick" in said or "icepick" in said or "ice-pick" in said
    return icepick and not any(word in said for word in ("rolling", "boxcar"))


def _option(
    case: Case, candidacy: Candidacy, protocol: Protocol, areas: Mapping[str, float], seed: int
) -> PlanOption:
    device = case.patient.plan.device
    device = device if device in _PLANNABLE else "pen"
    zones = {zone: _zone(zone, device, protocol, areas) for zone in _zones(candidacy)}
    known = [plan.area_cm2 for plan in zones.values()]
    area = sum(a for a in known if a is not None) if all(a is not None for a in known) else None
    on_label, why_label = _label(case, candidacy, protocol, device, zones)
    option = PlanOption(
        label=f"{'Gentler' if protocol.name == 'gentle' else 'Fuller'} course",
        indication=protocol.indication,
        sessions=protocol.sessions,
        interval_days=protocol.interval_days,
        zones=zones,
        predicted=outcomes.predicted(protocol),
        downtime_days=outcomes.downtime(),
        pih_probability=outcomes.pih_probability(case.patient.fitzpatrick, seed),
        on_label=on_label,
        on_label_why=why_label,
        conditional_on=candidacy.open_conditions(),
        minutes_per_session=minutes_per_session(area),
        cartridges=int(evidence.number("procedure.session.cartridges", "1")),
        anaesthetic=_anaesthetic(case),
        why=_why(protocol, zones),
        caveats=_caveats(case, protocol),
        sources=protocol.sources,
    )
    if "scalp" in zones:
        return option
    collagen = outcomes.collagen(
        option, age=case.age_years(candidacy.on), sex=case.patient.sex, seed=seed
    )
    return option.model_copy(
        update={"predicted": {**option.predicted, "collagen_fraction": collagen}}
    )


def _zone(zone: str, device: str, protocol: Protocol, areas: Mapping[str, float]) -> ZonePlan:
    cap: Cap = depth_cap(zone, device)
    passes = int(evidence.number("devices.any.passes", "1"))
    return ZonePlan.read(
        {
            "device": device,
            "depth_mm": min(protocol.depth_mm, cap.mm),
            "passes": passes,
            "punctures_per_cm2": punctures_per_cm2(device, passes),
            "endpoint": protocol.endpoint,
            "cap_mm": cap.mm,
            "cap_from": cap.key,
            "area_cm2": areas.get(zone),
        }
    )


def _label(
    case: Case,
    candidacy: Candidacy,
    protocol: Protocol,
    device: str,
    zones: Mapping[str, ZonePlan],
) -> tuple[bool, str]:
    """Compare with the cleared uses; whatever is not known makes it off label."""
    age = case.age_years(candidacy.on)
    youngest = evidence.number("devices.pen.label_age", "y")
    place = "face" if set(zones) <= set(FACE_ZONES) else "neck" if set(zones) == {"neck"} else None
    reasons = []
    if place is None:
        reasons.append("cleared for the face or the neck only")
    elif protocol.indication not in evidence.words(f"indications.label.{place}"):
        reasons.append(f"{protocol.indication.replace('_', ' ')} of the {place} is not cleared")
    elif place == "neck" and case.patient.fitzpatrick not in evidence.words(
        "indications.label.neck_phototypes"
    ):
        reasons.append("cleared on the neck for types II to IV")
    if device != "pen":
        reasons.append(f"no {device} is cleared for this")
    if age is None or age < youngest:
        reasons.append(f"cleared from {youngest:g} years")
    return not reasons, "; ".join(reasons) or "a use cleared in the US for one pen"


def _anaesthetic(case: Case) -> str:
    wished = case.patient.plan.topical_anaesthetic
    if not wished:
        return "none wished"
    return (
        f"{wished}: inside its label's grams, area and hours (see the session day), on intact skin "
        "only, taken off before needling"
    )


def _why(protocol: Protocol, zones: Mapping[str, ZonePlan]) -> tuple[str, ...]:
    lowered = [zone_label(z) for z, p in zones.items() if p.depth_mm < protocol.depth_mm]
    named = protocol.indication.replace("_", " ")
    found = [f"{protocol.sessions} sessions for {named}, as in studies that reported benefit"]
    if lowered:
        found.append(f"depth lowered to the cap of the site: {', '.join(lowered)}")
    if protocol.interval_days > protocol.trial_interval_days:
        found.append(
            f"the study had {protocol.trial_interval_days} days between sessions; "
            f"{protocol.interval_days} days are booked to let the skin settle"
        )
    return tuple(found)


def _caveats(case: Case, protocol: Protocol) -> tuple[str, ...]:
    found = [
        _NO_DOSE_EVIDENCE,
        "needle length is what is set; how deep it reaches differs by device",
    ]
    if protocol.recalled:
        found.append(f"not read in a paper but recalled or judged: {', '.join(protocol.recalled)}")
    if is_dark(case.patient.fitzpatrick):
        kind = case.patient.fitzpatrick
        found.append(
            f"skin type {kind or 'unknown, read as the more easily marked'}: begin lower, stop at "
            "redness, longest interval, strict sun protection; depths are ceilings"
        )
    most = case.patient.preferences.max_downtime_days
    if most is not None and most < outcomes.downtime().high90:
        found.append(f"redness may outlast the {most:g} days that are acceptable")
    return tuple(found)
