"""From a person's wishes to the courses worth discussing, and the gentlest of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from neocol import __version__, evidence
from neocol.planning.binding import at_limit, excluded_by, space_for, why_empty
from neocol.planning.checked import checked
from neocol.planning.context import Context, context_of
from neocol.planning.done import done_of
from neocol.planning.frontier import point_of
from neocol.planning.nothing import without_treatment
from neocol.planning.numbing import numbing_limits
from neocol.planning.offers import offers, stop_here
from neocol.planning.option import measured, option, sources_in
from neocol.planning.search import Told
from neocol.planning.space import Grid
from neocol.planning.weighing import weighed
from neocol.record import (
    Candidacy,
    Case,
    Course,
    Frontier,
    LimitNote,
    Plan,
    PlanOption,
    Policy,
    Progress,
    Stamp,
)
from neocol.twin.priors import DEFAULT_SEED

_UNSTUDIED: Final = "no course that was studied fits here"
_ALL_DONE: Final = "as many sessions were done as studies, or the limits, go to"


def plan(
    case: Case,
    candidacy: Candidacy,
    *,
    areas_cm2: Mapping[str, float] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
    grid: Grid | None = None,
    seconds: float | None = None,
    progress: Told | None = None,
) -> Plan:
    """Offer the courses worth discussing, and say which is the gentlest that may be enough.

    Parameters
    ----------
    case : Case
        The consultation.
    candidacy : Candidacy
        Its decision; excluded zones are left out, open conditions are carried to every option.
    areas_cm2 : mapping, optional
        Zone → area in cm², from a face map.
    policy : Policy, optional
        The clinic's thresholds and least interval.
    seed : int
        The same seed, the same plan.
    grid : Grid, optional
        How finely the space is cut.
    seconds : float, optional
        Time given; then the best so far, and ``search.complete`` is false.
    progress : callable, optional
        Told what is being done, and its share.

    Returns
    -------
    Plan
        Options, the recommended one first; or ``refused`` with the limits that bind and what would
        free them.

    Notes
    -----
    Of every zone the best course is the one of the highest mean gain by needling. A course is
    acceptable there when a worthwhile gain is likely and the best is not better by a worthwhile
    change with the policy's probability, compared member by member. Recommended is the least burden
    whose acceptable zones make most of the area. The fuller course is what would be recommended if
    more needling did make more, in proportion.

    Limits
    ------
    How dose acts is assumed (three laws, a third of the members each). The burden's weights are
    judgement.
    """
    refused = _refusal(case, candidacy)
    if refused is not None:
        return _plan(case, candidacy, refused=refused)
    context, so_far = read(case, candidacy, areas_cm2=areas_cm2, policy=policy, seed=seed)
    if not context.planned:
        said = "; ".join(one.refused for one in context.concerns)
        return _plan(case, candidacy, refused=said, context=context)
    numbed = numbing_limits(context)
    too_much = tuple(note for note in numbed if note.binds)
    if too_much:
        return _bound(context, too_much, so_far)
    space = space_for(context, grid=grid)
    if space.candidates:
        made = offers(context, space, seconds=seconds, progress=progress)
    elif context.enough_done:
        made = stop_here(context, _ALL_DONE)
    else:
        return _bound(context, why_empty(context, grid), so_far)
    report = made.search
    if report is not None:
        report = report.model_copy(update={"excluded": excluded_by(context, space, grid)})
    found = _plan(case, candidacy, context=context, options=made.options, refused=made.refused)
    return found.model_copy(
        update={
            "why_recommended": made.why,
            "progress": so_far,
            "search": report,
            "frontier": made.frontier,
            "limits": made.binding or (*at_limit(found.limits, made.options[:1]), *numbed),
        }
    )


def read(
    case: Case,
    candidacy: Candidacy,
    *,
    areas_cm2: Mapping[str, float] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
) -> tuple[Context, Progress | None]:
    """Read a person for planning, with what was done and measured of a course so far.

    Returns
    -------
    Context, Progress or None
        Ready for `evaluate`; what a plan goes on from.

    Raises
    ------
    neocol.record.RecordError
        When a session that was done cannot be followed.
    """
    context = context_of(
        case,
        candidacy,
        areas_cm2=areas_cm2 or {},
        policy=policy or Policy(),
        seed=seed,
        done=done_of(case, candidacy.on, candidacy.planned_zones),
    )
    return weighed(context) if context.planned else (context, None)


def what_if(
    course: Course,
    case: Case,
    candidacy: Candidacy,
    *,
    areas_cm2: Mapping[str, float] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
) -> PlanOption:
    """Evaluate a course with any numbers: what it brings and costs, and which limits it breaks.

    Parameters
    ----------
    course : Course
        Outside of what was studied it is computed all the same, and marked.
    case, candidacy, areas_cm2, policy, seed
        As for `plan`.

    Raises
    ------
    neocol.record.RecordError
        When no wish of the case can be planned, or the twin cannot follow the device.
    """
    context, _ = read(case, candidacy, areas_cm2=areas_cm2, policy=policy, seed=seed)
    return evaluate(course, context)


def evaluate(course: Course, context: Context, *, against: Course | None = None) -> PlanOption:
    """Evaluate a course for a person that was read already (see `what_if` and `read`).

    Parameters
    ----------
    against : Course, optional
        What it is compared with, member by member: the recommended course.
    """
    checked(course, context)
    held = measured(context, course)
    other = None if against is None else measured(context, against)
    return option(context, held, "asked", against=other)


def chart_point(course: Course, context: Context) -> Frontier | None:
    """Return where a course lies between benefit and burden, for the plan's chart."""
    checked(course, context)
    return point_of(context, measured(context, course))


def _refusal(case: Case, candidacy: Candidacy) -> str | None:
    if candidacy.decision == "not_a_candidate":
        return "not a candidate: no course is offered"
    if case.patient.plan.device == "rf_needling":
        return "radio-frequency needling has its own depth table and is not planned here"
    if not candidacy.planned_zones:
        return "no area was named: which areas should be treated?"
    if not set(candidacy.planned_zones) - set(candidacy.excluded_zones):
        return "nothing is left of the wished areas"
    if not candidacy.indications:
        return "no wish was understood: what should change?"
    return None


def _bound(context: Context, binding: tuple[LimitNote, ...], so_far: Progress | None) -> Plan:
    """Return the refusal of a plan that limits leave no course for."""
    said = "; ".join(f"the limit that binds is {one.text}" for one in binding) or _UNSTUDIED
    found = _plan(context.case, context.candidacy, refused=said, context=context)
    return found.model_copy(update={"limits": binding, "progress": so_far})


def _plan(
    case: Case,
    candidacy: Candidacy,
    *,
    refused: str | None = None,
    context: Context | None = None,
    options: tuple[PlanOption, ...] = (),
) -> Plan:
    planned = context is not None and bool(context.planned)
    notes = context.limits.notes if context and planned else ()
    keys = [key for one in options for key in sources_in(one)]
    keys += [key for note in notes for key in note.sources] if options else []
    return Plan(
        id=case.id,
        candidacy=candidacy,
        options=options,
        recommended=0 if options else None,
        refused=refused,
        concerns=context.concerns if context else (),
        limits=notes,
        without_treatment=without_treatment(context) if context and planned else "",
        bibliography=tuple(dict.fromkeys(keys)),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )
