"""The plan in plain words for the patient: one side of A4, in English and Spanish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from neocol.exchange.documents.aftercare import date_words
from neocol.exchange.documents.render import rendered
from neocol.exchange.documents.ribbon import session_days
from neocol.exchange.documents.words import capfirst, number
from neocol.language.catalogue import Messages, read_catalogue
from neocol.record import Case, Contact, Plan, PlanOption, Range, Refused
from neocol.record.plan import gaps_between
from neocol.recovery import messages as recovery_messages

_CATALOGUE: Final = Path(__file__).parent / "catalogue"
_HALF: Final = 0.5
_TEN: Final = 10
_HUNDRED: Final = 100
_THOUSAND: Final = 1000
_WEEK: Final = 7
_AIRY: Final = 2600
"""Characters that stand on one side of A4 in the usual size; more are set smaller."""
_COUNTED: Final = frozenset({"published", "meta_analysis"})
"""What a figure rests on where somebody counted."""
_ALWAYS_TOLD: Final = ("infection", "herpes", "scarring", "granuloma")
"""Harms that are named whether or not a plan has a figure for them."""
Parts = dict[str, list[str]]


@cache
def messages(language: str) -> Messages:
    """Return the texts of the summary in a language.

    Raises
    ------
    neocol.record.RecordError
        When there is none.
    """
    return read_catalogue(_CATALOGUE, language)


def consent_html(
    plan: Plan,
    language: str = "en",
    *,
    case: Case | None = None,
    contact: Contact | None = None,
    option: int | None = None,
) -> str:
    """Return the summary as one HTML page, one side of A4 when printed.

    Parameters
    ----------
    plan : Plan
    language : str
        ``en`` or ``es``.
    case : Case, optional
        Whose it is.
    contact : Contact, optional
        How the clinic is reached.
    option : int, optional
        The course that was chosen; without one, the recommended.

    Raises
    ------
    neocol.record.RecordError
        When there are no texts in the language.
    """
    view = consent_view(plan, language, case=case, contact=contact, option=option)
    return rendered("consent.html", {"consent": view})


def consent_view(
    plan: Plan,
    language: str = "en",
    *,
    case: Case | None = None,
    contact: Contact | None = None,
    option: int | None = None,
) -> dict[str, Any]:
    """Return what the templates show; arguments as in :func:`consent_html`."""
    say = messages(language)
    chosen = plan.recommended if option is None else option
    course = plan.options[chosen] if chosen is not None else None
    if course is not None and not course.sessions:
        course = None
    name = case.patient.name if case else None
    date = date_words(plan.candidacy.on, language)
    parts = _parts(plan, course, chosen, say, contact or Contact())
    return {
        "say": say,
        "language": language,
        "whom": say("consent.page.whom", name=name, date=date) if name else date,
        "course": course,
        "parts": parts,
        "dense": sum(len(line) for lines in parts.values() for line in lines) > _AIRY,
        "honest": recovery_messages(language)("pages.honest.sheet"),
    }


def _parts(
    plan: Plan, course: PlanOption | None, chosen: int | None, say: Messages, contact: Contact
) -> Parts:
    """Return the sections in order of reading: the key of the heading → its lines."""
    beside = {
        "without": [_without(plan, course, say)],
        "else": list(_else(plan, chosen, say)),
    }
    if course is None:
        return {
            "none": [say(f"consent.none.{'what' if chosen is not None else 'unproven'}")],
            **beside,
        }
    return {
        "plan": list(_planned(plan, course, say)),
        "visits": list(_visits(course, say)),
        "notice": list(_notice(course, say)),
        "help": list(_help(course, say)),
        "harm": list(_harm(course, say)),
        **beside,
        "unknown": [say(f"consent.unknown.{key}") for key in ("skin", "depth", "long")],
        "ready": [say(f"consent.ready.{key}") for key in ("sun", "tell", "medicine", "clean")],
        "stop": [say("consent.stop.text")],
        "call": list(_call(say, contact)),
    }


def _planned(plan: Plan, course: PlanOption, say: Messages) -> Iterator[str]:
    yield say("consent.plan.what")
    depths: dict[float, list[str]] = {}
    for zone, held in course.zones.items():
        depths.setdefault(held.depth_mm, []).append(zone)
    for depth, zones in sorted(depths.items(), reverse=True):
        where = capfirst(", ".join(_zones(zones, say)))
        yield say("consent.plan.where", zones=where, depth=_figure(depth, say)) + "."
    for added in dict.fromkeys(_word("added", name, say) for name in course.combined_with):
        yield say("consent.plan.added", added=added)
    if plan.progress is not None:
        one = plan.progress.sessions == 1
        key = "consent.plan.again_one" if one else "consent.plan.again"
        yield say(key, **({} if one else {"count": plan.progress.sessions}))
    if not course.on_label:
        yield say("consent.plan.off_label")
    if course.conditional_on:
        yield say("consent.plan.conditional")


def _visits(course: PlanOption, say: Messages) -> Iterator[str]:
    days = session_days(course)
    steps = set(gaps_between(days))
    if len(days) == 1:
        yield say("consent.visits.one")
    elif len(steps) == 1:
        yield say("consent.visits.equal", count=len(days), days=steps.pop())
    else:
        yield say("consent.visits.uneven", count=len(days), days=days[-1])
    if course.dates:
        dates = ", ".join(date_words(date, say.language) for date in course.dates)
        yield say("consent.visits.dates", dates=dates)
    yield say("consent.visits.minutes", **_span(course.minutes_per_session, say))
    judged = next((item for item in course.timeline if item.kind == "judged"), None)
    if judged is not None and judged.dates:
        yield say("consent.visits.judged_on", date=date_words(judged.dates[0], say.language))
    elif judged is not None:
        yield say("consent.visits.judged", weeks=round(judged.from_day / _WEEK))


def _notice(course: PlanOption, say: Messages) -> Iterator[str]:
    red = _span(course.downtime_days, say)
    if round(course.downtime_days.median) > 1:
        yield say("consent.notice.red", **red)
    else:
        yield say("consent.notice.red_one", span=red["span"])
    if course.burden is not None:
        yield say("consent.notice.pain", **_span(course.burden.pain, say))
    yield say("consent.notice.slow")


def _help(course: PlanOption, say: Messages) -> Iterator[str]:
    """Say how likely a change that counts is, for every concern; how large, for the first."""
    if not course.benefits:
        yield say("consent.help.unknown")
        return
    for first, benefit in zip(
        (True, *[False] * len(course.benefits)), course.benefits, strict=False
    ):
        count = round(benefit.likely * _TEN)
        key = "few" if count < 1 else "most" if count == _TEN else "likely"
        more = {"count": count} if key == "likely" else {}
        yield say(f"consent.help.{key}", concern=_word("concern", benefit.indication, say), **more)
        own = f"consent.help.amount_{benefit.indication}"
        if first and benefit.gain.unit.startswith("%"):
            yield say("consent.help.amount", **_span(benefit.gain, say))
        elif first and say.has(own):
            yield say(own, **_span(benefit.gain, say))
    yield say("consent.help.model")


def _harm(course: PlanOption, say: Messages) -> Iterator[str]:
    """Say how often each harm is, where somebody counted or worked it out; then name the others."""
    unknown = [name for name in _ALWAYS_TOLD if name not in course.risks]
    for key, held in {"pih": course.pih_probability, **course.risks}.items():
        if isinstance(held, Refused):
            unknown.insert(0, key)
            continue
        name = _word("harm.name", key, say)
        of = _HUNDRED if held.median * _HUNDRED >= 1 else _THOUSAND
        said = "counted" if held.basis in _COUNTED else "worked_out" if held.sources else "guessed"
        yield say(f"consent.harm.{said}", name=name, of=of, **_span(held, say, of))
    names = dict.fromkeys(_word("harm.name", key, say) for key in unknown)
    if names:
        told = ", ".join(name[:1].lower() + name[1:] for name in names)
        yield say("consent.harm.uncounted", names=told)


def _without(plan: Plan, course: PlanOption | None, say: Messages) -> str:
    indications = [o.indication for o in ((course,) if course else plan.options)]
    return _word("without", indications[0] if indications else "other", say)


def _else(plan: Plan, chosen: int | None, say: Messages) -> Iterator[str]:
    """Say what else can be done; courses are set against the recommended one only."""
    if chosen is not None and plan.options[chosen].sessions:
        yield say("consent.else.nothing")
    for index, option in enumerate(plan.options):
        if index == chosen or not option.sessions:
            continue
        told = _course(option, say)
        if option.versus is not None and chosen == plan.recommended:
            yield say(f"consent.else.{option.versus.verdict}", course=told)
        else:
            yield f"{told}."
    yield say("consent.else.other")


def _course(option: PlanOption, say: Messages) -> str:
    depth = _figure(max(held.depth_mm for held in option.zones.values()), say)
    if option.sessions == 1:
        told = say("consent.else.course_one", depth=depth)
    else:
        told = say("consent.else.course", count=option.sessions, depth=depth)
    if option.combined_with:
        told = say("consent.else.course_with", course=told, added=_added(option, say))
    return told


def _call(say: Messages, contact: Contact) -> Iterator[str]:
    yield say("consent.call.clinic")
    if contact.phone:
        yield say("consent.call.phone", phone=contact.phone)
    yield say("consent.call.emergency")
    if contact.emergency_number:
        yield say("consent.call.number", number=contact.emergency_number)
    else:
        yield say("consent.call.no_number")


def _word(group: str, name: str, say: Messages) -> str:
    key = f"consent.{group}.{name}"
    return say(key if say.has(key) else f"consent.{group}.other")


def _added(option: PlanOption, say: Messages) -> str:
    return ", ".join(dict.fromkeys(_word("added", name, say) for name in option.combined_with))


def _zones(zones: Iterable[str], say: Messages) -> list[str]:
    """Return zones in plain words, the two sides of one as both."""
    named = tuple(zones)
    told = []
    for zone in named:
        bare = zone.removesuffix("_left").removesuffix("_right")
        both = {f"{bare}_left", f"{bare}_right"} <= set(named)
        told.append(say(f"consent.zone.{bare if both else zone}"))
    return list(dict.fromkeys(told))


def _span(value: Range, say: Messages, times: float = 1.0) -> dict[str, str]:
    """Return a median in whole numbers, and its interval where that says more."""
    median, low, high = (
        _whole(times * edge, say) for edge in (value.median, value.low90, value.high90)
    )
    span = "" if low == high else f" {say('consent.page.span', low=low, high=high)}"
    return {"median": median, "span": span}


def _whole(value: float, say: Messages) -> str:
    return say("consent.page.under") if 0 < value < _HALF else f"{value:.0f}".replace("-", "−")


def _figure(value: float, say: Messages) -> str:
    """Return a number as the language writes it."""
    written = number(value)
    return written.replace(".", ",") if say.language == "es" else written
