"""The whole pathway on one page: a course of care from the first question to the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from neocol import __version__, evidence
from neocol.consult import preparation, screen
from neocol.language import option_words
from neocol.planning import plan
from neocol.planning import what_if as evaluated
from neocol.planning.healing import healing_request
from neocol.procedure import prepare
from neocol.record import (
    AftercarePlan,
    Analysis,
    Candidacy,
    CareDocument,
    Case,
    Course,
    CourseHistory,
    Plan,
    PlanOption,
    Policy,
    RecordError,
    Session,
    SessionDay,
    Simulation,
    Stamp,
)
from neocol.record.care import Reference
from neocol.record.words import Phototype
from neocol.recovery import aftercare
from neocol.review import assess
from neocol.twin import simulate
from neocol.twin.priors import DEFAULT_SEED

HONEST_WORDS = (
    "Research and decision-support software; not cleared, certified or clinically validated "
    "anywhere as a medical device. Where the law treats such functions as a device, they must not "
    "be used in care without that clearance. A qualified practitioner checks every plan, dose and "
    "message. In an emergency call emergency services."
)


def follow(
    case: Case,
    *,
    on: dt.date | None = None,
    photos: Mapping[str, bytes] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
) -> CareDocument:
    """Follow one person through all six stages and write down every answer.

    Parameters
    ----------
    case : Case
        The consultation.
    on : datetime.date, optional
        The day to answer for; wins over the case's own date.
    photos : mapping, optional
        Name → image file as bytes (JPEG, PNG, TIFF or HEIC).
    policy : Policy, optional
        The clinic's choices where sources disagree.
    seed : int
        For the twin's ensemble.

    Raises
    ------
    neocol.record.RecordError
        When the case or a photograph cannot be used.
    """
    candidacy = screen(case, on=on, policy=policy)
    seen = analyses(case, photos or {})
    plan_ = plan(case, candidacy, areas_cm2=_areas(seen), policy=policy, seed=seed)
    option = _course_of(plan_)
    healing = _healing(case, candidacy, option, seed) if option else None
    day = _session_day(case, candidacy, option) if option else None
    session = case.session or (_next_session(option, day) if option and day else None)
    calendar = _calendar(case, session, candidacy, policy=policy) if session else None
    if day is not None:
        way = preparation(case, candidacy, day.date, policy=policy)
        candidacy = candidacy.model_copy(update={"preparation": way})
    history = CourseHistory(id=case.id, sessions=(case.session,) if case.session else ())
    sources = _sources(candidacy, plan_, healing, day, calendar)
    return CareDocument(
        id=case.id,
        case=case,
        candidacy=candidacy,
        photos=seen,
        plan=plan_,
        healing=healing,
        session_day=day,
        aftercare=calendar,
        review=assess(history),
        bibliography=tuple(
            Reference(key=source.key, text=source.text, url=source.link, status=source.status)
            for source in evidence.cite(sources)
        ),
        honest_words=HONEST_WORDS,
        stamp=Stamp(
            engine=__version__,
            evidence=evidence.version(),
            policy=policy.name if policy else "default",
        ),
    )


def offer(
    case: Case,
    *,
    on: dt.date | None = None,
    photos: Mapping[str, bytes] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
) -> Plan:
    """Return the plan alone; areas are those of the photographs."""
    areas = _areas(analyses(case, photos or {}))
    candidacy = screen(case, on=on, policy=policy)
    return plan(case, candidacy, areas_cm2=areas, policy=policy, seed=seed)


def what_if(
    course: Course,
    case: Case,
    *,
    on: dt.date | None = None,
    photos: Mapping[str, bytes] | None = None,
    policy: Policy | None = None,
    seed: int = DEFAULT_SEED,
) -> PlanOption:
    """Return what a course with any numbers would bring and cost, and which limits it breaks.

    Raises
    ------
    neocol.record.RecordError
        When nothing of the case can be planned, or the course cannot be followed.
    """
    areas = _areas(analyses(case, photos or {}))
    candidacy = screen(case, on=on, policy=policy)
    return evaluated(course, case, candidacy, areas_cm2=areas, policy=policy, seed=seed)


def analyses(case: Case, photos: Mapping[str, bytes]) -> tuple[Analysis, ...]:
    """Return what the photographs of a case say.

    Raises
    ------
    neocol.record.RecordError
        Naming the photograph that cannot be used.
    """
    phototype = case.patient.fitzpatrick
    return tuple(_analyse(data, name, phototype) for name, data in photos.items())


def recover(
    case: Case,
    *,
    on: dt.date | None = None,
    policy: Policy | None = None,
    language: str | None = None,
) -> AftercarePlan:
    """Return the calendar that follows the session of a case.

    Parameters
    ----------
    case : Case
        With the session that was done, and the check-ins that were answered.
    on : datetime.date, optional
        Today, for which check-ins are due or missed; else the day of the session.
    language : str, optional
        ``en`` or ``es``; else the clinic's.

    Raises
    ------
    neocol.record.RecordError
        When there is no session, or the policy chooses what no source prints.
    """
    if case.session is None:
        raise RecordError("required: the session that was done (date, depth, zones)", "session")
    candidacy = screen(case, policy=policy)
    return _calendar(case, case.session, candidacy, policy=policy, language=language, today=on)


def _calendar(
    case: Case,
    session: Session,
    candidacy: Candidacy,
    *,
    policy: Policy | None = None,
    language: str | None = None,
    today: dt.date | None = None,
) -> AftercarePlan:
    """Return the calendar, with the way to the next session in it."""
    said = candidacy.recognised
    plain = aftercare(session, case=case, recognised=said, policy=policy, language=language)
    following = plain.next_session
    way = preparation(case, candidacy, following, policy=policy) if following else None
    return aftercare(
        session,
        id=case.id,
        case=case,
        recognised=said,
        policy=policy,
        language=language,
        today=today,
        preparation=way,
    )


def _analyse(data: bytes, name: str, phototype: Phototype | None) -> Analysis:
    """Look at a photograph; the imaging room is heavy and loads only when there is one."""
    from neocol.imaging import analyse

    try:
        return analyse(data, name=name, phototype=phototype)
    except RecordError as error:
        raise RecordError(f"{name}: {error}") from None


def _course_of(plan_: Plan) -> PlanOption | None:
    """Return the recommended course; none where no treatment is recommended."""
    option = plan_.options[plan_.recommended] if plan_.recommended is not None else None
    return option if option is not None and option.zones else None


def _areas(seen: tuple[Analysis, ...]) -> dict[str, float]:
    """Return zone → cm² from the first photograph that shows the zone."""
    areas: dict[str, float] = {}
    for analysis in seen:
        for zone, reading in analysis.zones.items():
            if reading.area_cm2 is not None:
                areas.setdefault(zone, reading.area_cm2)
    return areas


def _healing(case: Case, candidacy: Candidacy, option: PlanOption, seed: int) -> Simulation | None:
    if "scalp" in option.zones:
        return None
    request = healing_request(
        option,
        age=case.age_years(candidacy.on),
        sex=case.patient.sex,
        phototype=case.patient.fitzpatrick,
    )
    return simulate(request, seed=seed)


def _session_day(case: Case, candidacy: Candidacy, option: PlanOption) -> SessionDay:
    """Prepare the first session: on its own day, else on the first day that candidacy allows."""
    wished = option_words(case.patient.plan.combined_therapy, case.patient.plan.topical_anaesthetic)
    first = case.session.date if case.session else candidacy.until or candidacy.on
    return prepare(option, candidacy, date=max(first, candidacy.on), wish=wished, case=case)


def _next_session(option: PlanOption, day: SessionDay) -> Session:
    """Return the session that is planned, so that its aftercare can be read beforehand."""
    deepest = max(option.zones.values(), key=lambda zone: zone.depth_mm)
    return Session(
        date=day.date,
        device=deepest.device,
        depth_mm=deepest.depth_mm,
        passes=deepest.passes,
        endpoint=deepest.endpoint,
        zones=tuple(option.zones),
    )


def _sources(
    candidacy: Candidacy,
    plan_: Plan,
    healing: Simulation | None,
    day: SessionDay | None,
    calendar: AftercarePlan | None,
) -> list[str]:
    """Return every source key that the document rests on, in order of first use."""
    keys = [*candidacy.sources(), *plan_.bibliography]
    if healing is not None:
        keys += [key for entry in evidence.search("healing").values() for key in entry.sources]
    if day is not None:
        keys += [key for item in day.checklist for key in item.sources]
        rows = day.numbing.rows if day.numbing else ()
        keys += [key for row in rows for key in row.sources]
    if candidacy.preparation is not None:
        keys += [key for item in candidacy.preparation.items for key in item.sources]
    if calendar is not None:
        keys += calendar.sources
    return keys
