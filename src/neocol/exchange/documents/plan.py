"""The plan on paper and screen: options side by side, zones, benefit against burden, time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from neocol import evidence
from neocol.care import HONEST_WORDS
from neocol.exchange.documents import faces, words
from neocol.exchange.documents.comparison import caveats_of, comparison
from neocol.exchange.documents.consent import consent_view
from neocol.exchange.documents.render import rendered
from neocol.exchange.documents.ribbon import course_ribbon, stretch_of
from neocol.exchange.documents.tradeoff import tradeoff_chart, worthwhile
from neocol.exchange.documents.zones import limit_rows
from neocol.record import Analysis, Case, Contact, Plan, PlanOption, TimelineItem


@dataclass(frozen=True)
class CourseOverTime:
    """One option as a ribbon, and what of its timeline is told in words."""

    letter: str
    option: PlanOption
    recommended: bool
    ribbon: Markup
    items: tuple[TimelineItem, ...]
    others: int = 0


def plan_html(
    plan: Plan,
    *,
    case: Case | None = None,
    analyses: Iterable[Analysis] = (),
    photos: Mapping[str, bytes] | None = None,
    language: str = "en",
    contact: Contact | None = None,
) -> str:
    """Return a plan as one HTML page that asks nothing of the network.

    Parameters
    ----------
    plan : Plan
    case : Case, optional
        Whom it is for: name, age and phototype.
    analyses : iterable of Analysis, optional
        The photographs as they were read; with `photos`, zones lie on the first that shows a face.
    photos : mapping, optional
        Name → image file as bytes.
    language : str
        Of the summary for the patient: ``en`` or ``es``. The rest is for the practitioner.
    contact : Contact, optional
        How the clinic is reached.
    """
    view = plan_view(
        plan, case=case, analyses=analyses, photos=photos, language=language, contact=contact
    )
    return rendered("plan.html", view)


def plan_view(
    plan: Plan,
    *,
    case: Case | None = None,
    analyses: Iterable[Analysis] = (),
    photos: Mapping[str, bytes] | None = None,
    language: str = "en",
    contact: Contact | None = None,
) -> dict[str, Any]:
    """Return what the templates show of a plan; arguments as in :func:`plan_html`."""
    option = plan.options[plan.recommended] if plan.recommended is not None else None
    mapped = next((i for i in _first(plan) if plan.options[i].zones), None)
    references = evidence.cite(plan.bibliography)
    return {
        "plan": plan,
        "option": option,
        "mapped": mapped,
        "name": (case and case.patient.name) or plan.id or "Patient",
        "age": case.age_years(plan.candidacy.on) if case else None,
        "phototype": case.patient.fitzpatrick if case else None,
        "numbers": {ref.key: i for i, ref in enumerate(references, start=1)},
        "references": references,
        "groups": comparison(plan),
        "face": _face(plan, mapped, case, tuple(analyses), photos or {}),
        "chart": tradeoff_chart(plan),
        "worthwhile": worthwhile(plan),
        "courses": courses_over_time(plan),
        "binding": limit_rows(note for note in plan.limits if note.binds),
        "loose": limit_rows(note for note in plan.limits if not note.binds),
        "alone": plan.search.excluded if plan.search else {},
        "caveats": caveats_of(plan.options),
        "contrast": next((o.versus.difference.basis for o in plan.options if o.versus), None),
        "consent": consent_view(plan, language, case=case, contact=contact),
        "honest": HONEST_WORDS,
    }


def courses_over_time(
    plan: Plan, *, start: dt.date | None = None, today: dt.date | None = None, done: int = 0
) -> tuple[CourseOverTime, ...]:
    """Return every course over time on one scale; what differs from the first told is told."""
    stretch = stretch_of(plan.options)
    told: set[tuple[str, str, float]] = set()
    courses = []
    for index in _first(plan):
        option = plan.options[index]
        if not option.sessions:
            continue
        fresh = [item for item in option.timeline if _key(item) not in told]
        told |= {_key(item) for item in option.timeline}
        courses.append(
            CourseOverTime(
                letter=words.letter(index),
                option=option,
                recommended=index == plan.recommended,
                ribbon=course_ribbon(option, start, today, done=done, stretch=stretch),
                items=_merged(item for item in fresh if item.kind not in {"session", "redness"}),
                others=len(option.timeline) - len(fresh),
            )
        )
    return tuple(courses)


def _merged(items: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    """Return what comes again and again once, from its first day to its last."""
    held: dict[tuple[str, str, str], list[TimelineItem]] = {}
    for item in items:
        held.setdefault((item.kind, item.title, item.text), []).append(item)
    return tuple(
        each[0].model_copy(
            update={
                "title": f"{len(each)} times {each[0].title}" if len(each) > 1 else each[0].title,
                "to_day": each[-1].to_day,
                "dates": (*each[0].dates[:1], *each[-1].dates[-1:]),
            }
        )
        for each in held.values()
    )


def _key(item: TimelineItem) -> tuple[str, str, float]:
    return item.kind, item.title, item.from_day


def _first(plan: Plan) -> list[int]:
    """Return the options' indices, the recommended one first."""
    every = range(len(plan.options))
    return sorted(every, key=lambda i: (i != plan.recommended, i))


def _face(
    plan: Plan,
    mapped: int | None,
    case: Case | None,
    analyses: tuple[Analysis, ...],
    photos: Mapping[str, bytes],
) -> Markup | None:
    """Return the face map of an option; none where nothing of it lies on the face."""
    if mapped is None:
        return None
    return faces.face_of(
        {zone: held.depth_mm for zone, held in plan.options[mapped].zones.items()},
        analyses,
        photos,
        case.patient.fitzpatrick if case else None,
    )
