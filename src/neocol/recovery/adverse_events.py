"""Adverse events: the report text for an authority, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Iterator

from neocol import __version__, evidence
from neocol.record import AdverseEvent, AdverseReport, Stamp
from neocol.record.session import Product
from neocol.recovery.messages import Messages, messages


def report(event: AdverseEvent, *, language: str | None = None) -> AdverseReport:
    """Return an event as text to copy into the form of an authority.

    Parameters
    ----------
    event : AdverseEvent
        The event; what is not known stays *not known* in the text.
    language : str, optional
        ``en`` (default) or ``es``.

    Returns
    -------
    AdverseReport
        The text, whether the event is serious, and what an authority will ask for and is missing.

    Limits
    ------
    No name and no birth date go into the text. Which authority, and until when, is the law of the
    place: the software does not decide it, and it judges no cause.
    """
    say = messages(language or "en")
    parts = [f"{say(f'report.field.{key}')}: {value}" for key, value in _fields(event, say)]
    return AdverseReport(
        id=event.id,
        serious=event.serious,
        text="\n".join([say("report.title"), *parts, "", say("report.where")]),
        missing=tuple(_missing(event, say)),
        language=say.language,
        event=event,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _fields(event: AdverseEvent, say: Messages) -> Iterator[tuple[str, str]]:
    unknown = say("report.unknown")
    person, session = event.patient, event.session
    age = None if person is None else person.age
    yield "event", event.text
    yield "began", event.date.isoformat()
    yield "after", _after(event, say)
    yield "zone", event.zone or unknown
    yield "serious", _seriousness(event, say)
    yield "severity", say(f"report.severity.{event.severity}") if event.severity else unknown
    yield "outcome", say(f"report.outcome.{event.outcome}")
    yield "resolved", event.resolved.isoformat() if event.resolved else unknown
    yield "causality", _causality(event, say)
    yield "action", event.action or unknown
    yield (
        "person",
        ", ".join(
            (
                f"{age:g}" if age is not None else unknown,
                person.sex if person else unknown,
                f"{say('report.phototype')} {(person.fitzpatrick if person else None) or unknown}",
            )
        ),
    )
    yield "procedure", _procedure(event, say)
    yield "device", _product(event.device, unknown) if event.device else unknown
    used = (*event.products, *(session.products if session else ()))
    yield "products", "; ".join(_product(product, unknown) for product in used) or unknown
    yield "reporter", event.reporter or unknown


def _after(event: AdverseEvent, say: Messages) -> str:
    if event.session is None:
        return say("report.unknown")
    return say("report.days", days=(event.date - event.session.date).days)


def _causality(event: AdverseEvent, say: Messages) -> str:
    if event.judged_by is None and event.causality == "unassessable":
        return say("report.causality.not_assessed")
    judged = f" ({event.judged_by})" if event.judged_by else ""
    return say(f"report.causality.{event.causality}") + judged


def _seriousness(event: AdverseEvent, say: Messages) -> str:
    if not event.serious:
        return say("report.not_serious")
    return ", ".join(say(f"report.seriousness.{reason}") for reason in event.seriousness)


def _procedure(event: AdverseEvent, say: Messages) -> str:
    session = event.session
    if session is None:
        return say("report.unknown")
    parts = [
        session.date.isoformat(),
        session.device,
        f"{session.depth_mm:g} mm" if session.depth_mm else None,
        ", ".join(session.zones) or None,
        ", ".join(session.topicals) or None,
    ]
    return "; ".join(part for part in parts if part)


def _product(product: Product, unknown: str) -> str:
    expires = f", exp {product.expires}" if product.expires else ""
    maker = f" ({product.maker})" if product.maker else ""
    return f"{product.name}{maker}, lot {product.lot or unknown}{expires}"


def _missing(event: AdverseEvent, say: Messages) -> Iterator[str]:
    """Yield what an authority asks for and the record does not hold."""
    session = event.session
    used = (*event.products, *(session.products if session else ()))
    lacking = {
        "session": session is None,
        "device": event.device is None,
        "device_lot": event.device is not None and event.device.lot is None,
        "products": not used,
        "lots": any(product.lot is None for product in used),
        "severity": event.severity is None,
        "outcome": event.outcome == "unknown",
        "causality": event.judged_by is None,
        "action": event.action is None,
        "reporter": event.reporter is None,
    }
    yield from (say(f"report.missing.{key}") for key, lacks in lacking.items() if lacks)
