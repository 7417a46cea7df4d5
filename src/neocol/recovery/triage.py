"""Triage: is this normal today? The highest level wins; unknown words are never normal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from neocol import __version__, evidence
from neocol.evidence import Rule
from neocol.language import (
    background_signs,
    good_signs,
    neutral_signs,
    option_words,
    read_pain,
    read_signs,
    read_temperature,
    weak_words,
    zones_of,
)
from neocol.language.normalise import tokens
from neocol.record import (
    CheckIn,
    Differential,
    Finding,
    Policy,
    Recognised,
    Stamp,
    TriageAnswer,
)
from neocol.record.base import words_of
from neocol.record.words import TriageLevel
from neocol.recovery.messages import Messages, messages
from neocol.recovery.moments import HOURS_A_DAY
from neocol.recovery.spans import chosen_spans
from neocol.rules import Facts, fire

_MILDEST_FIRST: Final = words_of(TriageLevel)
_NOT_UNDERSTOOD: Final = "T-028"
_ALL_WELL: Final = "sign.all_well"
_ASKS: Final = "sign.asks"
_FEVER: Final = "sign.fever"
_TEMPERATURE: Final = "sign.temperature"
_NO_FEVER: Final = "sign.no_fever"
_WEAK: Final = "sign.weak_defence"
_ANSWERS: Final = {
    "fever": {"fever", "temperature", "no_fever"},
    "yellow": {"pus"},
    "near_eye": {"near_eye", "eye_pain"},
    "vision": {"vision"},
    "breathing": {"breathing"},
    "blood_thinner": {"blood_thinner"},
    "itch_lumps": {"itch", "nodules"},
    "skin_signs": {"redness", "swelling", "pus", "warmth"},
}
"""Which signs, said or denied, answer a question before it is put."""
_ALWAYS_ASKED: Final = ("what", "severity", "change")
"""What is asked where nothing was understood."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a check-in says, taken together."""

    signs: tuple[Recognised, ...]
    counted: tuple[Recognised, ...]
    severity: float | None
    temperature: float | None
    not_understood: tuple[str, ...]


def triage(check_in: CheckIn, *, policy: Policy | None = None) -> TriageAnswer:
    """Answer a worried sentence for its day.

    Parameters
    ----------
    check_in : CheckIn
        The day after the session, the patient's words, severity, ticked symptoms, and what is
        known of the person and the session.
    policy : Policy, optional
        The clinic's own numbers to call, and its language where the check-in names none.

    Returns
    -------
    TriageAnswer
        ``level`` normal, self_care, contact_clinic (with ``within_hours``) or urgent;
        ``emergency`` when emergency services are to be called; why, in the patient's words; what
        to do; what would change it; when to look again; at most three questions; and for the
        clinic what to think of.

    Limits
    ------
    Reads English and Spanish. What it does not understand is answered with *contact the clinic*.
    A danger that is told counts on any day, in the past and for somebody else too; only a *no*
    right before it takes it away. A photograph is never looked at and never lowers a level.
    """
    chosen = policy or Policy()
    say = messages(check_in.language or chosen.language)
    heard = _hear(check_in)
    facts = _facts(check_in, heard)
    findings = fire(evidence.rules("triage"), facts, chosen)
    if not findings:
        unknown = replace(facts, not_understood=facts.not_understood or ("?",), mentions=())
        findings = fire(evidence.rules("triage"), unknown, chosen)
    rules = [evidence.rule(finding.rule) for finding in findings]
    level = max((rule.level or "normal" for rule in rules), key=_MILDEST_FIRST.index)
    emergency = any(rule.emergency for rule in rules)
    deciding = [rule for rule in rules if rule.level == level and rule.emergency == emergency]
    hours = [rule.within_hours for rule in rules if rule.level == level and rule.within_hours]
    within = int(min(hours)) if hours and level == "contact_clinic" else None
    if within is not None:  # what decided is what asks for the sooner call
        deciding = [rule for rule in deciding if rule.within_hours == within]
    return TriageAnswer(
        id=check_in.id,
        level=level,
        within_hours=within,
        emergency=emergency,
        headline=_headline(level, within, emergency, say),
        because=tuple(_because(check_in, heard, deciding, findings, say)),
        says=tuple(dict.fromkeys(_says(check_in, heard, deciding, chosen, say))),
        advice=tuple(dict.fromkeys(_advice(level, emergency, deciding, chosen, say))),
        questions=tuple(_questions(check_in, heard, deciding, say)),
        would_change=tuple(_would_change(level, say)),
        check_again=_check_again(level, say),
        check_again_hours=_again_hours(level),
        differential=tuple(_differential(deciding, say)),
        findings=_leading(findings, [rule.id for rule in deciding]),
        recognised=heard.signs,
        language=say.language,
        stamp=Stamp(engine=__version__, evidence=evidence.version(), policy=chosen.name),
    )


# ---------------------------------------------------------------- what is heard


def _hear(check_in: CheckIn) -> _Heard:
    said = [text for text in (check_in.patient_words, *check_in.symptoms) if text.strip()]
    told = [sign for i, text in enumerate(said) for sign in read_signs(text, path=f"words.{i}")]
    around = _background(check_in)
    read = [value for text in said if (value := read_temperature(text)) is not None]
    temperature = max(read, default=None)
    pains = [value for text in said if (value := read_pain(text)) is not None]
    given = check_in.severity_0_10
    severity = max([*pains, *([given] if given is not None else [])], default=None)
    counted = [*_counted(told, temperature), *around]
    known = [sign for sign in told if sign.concept is not None]
    unclear = tuple(sign.text for sign in told if sign.concept is None)
    complained = [sign for sign in counted if sign.concept not in neutral_signs()]
    denied = [sign for sign in known if sign.concept not in neutral_signs()]
    if denied and not complained and not unclear:  # all that was named is denied or over
        counted += [_as_sign(denied[0], _ALL_WELL)]
    worried = [sign for sign in complained if sign.concept not in good_signs()]
    if not known and not around:
        unclear = tuple(said) or ("?",)
    if unclear and not worried:  # "I do not know what this is. Thank you!"
        counted = [sign for sign in counted if sign.concept not in good_signs()]
    return _Heard((*told, *around), tuple(counted), severity, temperature, unclear)


def _counted(told: Iterable[Recognised], temperature: float | None) -> Iterator[Recognised]:
    """Yield the signs that count: what is there, and a danger that was there."""
    held = [sign for sign in told if sign.concept is not None and sign.assertion != "absent"]
    measured = any(sign.concept == _NO_FEVER for sign in held)
    feverish = temperature is not None and temperature >= evidence.number(
        "triage.fever.celsius", "degC"
    )
    for sign in held:
        if sign.assertion == "past":
            continue
        if sign.concept != _TEMPERATURE:
            yield sign
        elif feverish or (temperature is None and not measured):
            yield _as_sign(sign, _FEVER)
    if feverish and not any(sign.concept in {_FEVER, _TEMPERATURE} for sign in held):
        yield Recognised(text=f"{temperature:g}", concept=_FEVER, kind="symptom", path="words")


def _background(check_in: CheckIn) -> list[Recognised]:
    """Read the context: who it is and what was done; of complaints only what is dangerous."""
    texts = {
        "context": check_in.context,
        "products": "; ".join(check_in.products),
        "anaesthetic": check_in.anaesthetic,
        "immune_state": check_in.immune_state,
        "medicines": "; ".join(check_in.medicines),
    }
    state = check_in.immune_state or ""
    weak = Recognised(text=state, concept=_WEAK, kind="symptom", path="immune_state")
    said = [weak] if weak_words() & set(tokens(state)) else []
    return said + [
        sign
        for path, text in texts.items()
        if text
        for sign in read_signs(text, path=path)
        if sign.concept in background_signs() and sign.assertion != "absent"
    ]


def _as_sign(sign: Recognised, concept: str) -> Recognised:
    return sign.model_copy(update={"concept": concept, "assertion": "present", "path": "words"})


def _facts(check_in: CheckIn, heard: _Heard) -> Facts:
    return Facts(
        on=dt.date.min,
        mentions=tuple(sign.model_copy(update={"assertion": "present"}) for sign in heard.counted),
        phototype=check_in.fitzpatrick,
        device=check_in.device,
        planned=tuple(zone for text in check_in.zones for zone in zones_of(text) or ()),
        wish=option_words(*check_in.products, check_in.anaesthetic),
        answers={
            "pregnancy": check_in.pregnancy,
            "anaesthetic": check_in.anaesthetic_used,
        },
        day_after=check_in.day_after_session,
        severity=heard.severity,
        not_understood=heard.not_understood if _nothing_said(heard) else (),
    )


def _nothing_said(heard: _Heard) -> bool:
    """Tell whether nothing that counts was said in words: no sign, and no question."""
    return not any(sign.path.startswith("words") for sign in heard.counted)


# ---------------------------------------------------------------- what is answered


def _headline(level: str, within: int | None, emergency: bool, say: Messages) -> str:
    if emergency:
        return say("triage.level.emergency")
    if within is None:
        return say(f"triage.level.{level}")
    soon = within <= evidence.number("triage.soon", "h")
    return say(f"triage.level.contact_{'today' if soon else 'soon'}", days=within // HOURS_A_DAY)


def _because(
    check_in: CheckIn,
    heard: _Heard,
    deciding: list[Rule],
    findings: Iterable[Finding],
    say: Messages,
) -> Iterator[str]:
    """Say what decided, in the patient's own words."""
    ids = {rule.id for rule in deciding}
    fired = {said for finding in findings if finding.rule in ids for said in finding.evidence}
    spoken = [sign for sign in heard.counted if _quoted(sign) in fired]
    if _NOT_UNDERSTOOD in ids:
        asked = [text for text in heard.not_understood if text != "?"]
        yield (
            say("triage.because.not_understood", words=_listed(asked))
            if asked
            else say("triage.because.nothing")
        )
    own = [sign.matched or sign.text for sign in spoken if sign.path.startswith("words")]
    if own:
        yield say("triage.because.said", words=_listed(own))
    beside = [sign.matched or sign.text for sign in spoken if not sign.path.startswith("words")]
    if beside:
        yield say("triage.because.background", words=_listed(beside))
    if heard.temperature is not None and any(sign.concept == _FEVER for sign in spoken):
        yield say("triage.because.temperature", value=f"{heard.temperature:g}")
    if heard.severity is not None and any(said.startswith("severity") for said in fired):
        yield say("triage.because.severity", points=f"{heard.severity:g}")
    if check_in.day_after_session is not None and any(rule.days for rule in deciding):
        yield say("triage.because.day", day=f"{check_in.day_after_session:g}")


def _says(
    check_in: CheckIn, heard: _Heard, deciding: list[Rule], policy: Policy, say: Messages
) -> Iterator[str]:
    """Say what it may be; to a question about daily life, what the calendar says of it today."""
    yield from (say(f"triage.say.{rule.id}") for rule in deciding)
    if not any(sign.concept == _ASKS for sign in heard.counted):
        return
    for topic in dict.fromkeys(sign.substance for sign in heard.counted if sign.substance):
        banned = {i.id: i for i in evidence.calendar() if i.topic == topic and i.kind == "dont"}
        for id_, span in chosen_spans(list(banned), check_in.needle_mm, policy).items():
            day = check_in.day_after_session
            waits = banned[id_].then == "again" and (day is None or day < span.end)
            word = "until" if waits else banned[id_].then
            title = say(f"aftercare.item.{id_}.title")
            yield say(f"triage.topic.{word}", title=title, day=f"{span.end:g}")


def _quoted(sign: Recognised) -> str:
    return f"{sign.path}: {sign.text}" if sign.path else sign.text


def _listed(words: Iterable[str]) -> str:
    """Return words in quotes, without those that a longer one holds already."""
    told = tuple(dict.fromkeys(words))
    outer = [word for word in told if not any(word in other != word for other in told)]
    return ", ".join(f"“{word}”" for word in outer)


def _advice(
    level: str, emergency: bool, deciding: list[Rule], policy: Policy, say: Messages
) -> Iterator[str]:
    """Yield what to do now, the call for help before anything else."""
    clinic = policy.contact
    if emergency:
        number = clinic.emergency_number
        yield say("triage.call.number", number=number) if number else say("triage.call.no_number")
    for rule in deciding:
        yield from (say(f"triage.advice.{key}") for key in rule.advice)
    if level in {"contact_clinic", "urgent"}:
        if clinic.phone:
            yield say("triage.call.clinic", phone=clinic.phone)
        if not emergency:
            yield say("triage.call.late")
            yield say("triage.photo.note")


def _questions(
    check_in: CheckIn, heard: _Heard, deciding: list[Rule], say: Messages
) -> Iterator[str]:
    """Yield at most three questions; none where help must come first."""
    if any(rule.emergency for rule in deciding):
        return
    wanted = ["day"] if check_in.day_after_session is None else []
    wanted += [key for rule in deciding for key in rule.ask]
    if heard.not_understood:
        wanted += _ALWAYS_ASKED[:1]
    told = {(sign.concept or "").removeprefix("sign.") for sign in heard.signs}
    answered = {
        "severity": heard.severity is not None,
        "numbing_cream": check_in.anaesthetic_used != "unknown",
        "products": bool(check_in.products),
        "rf": check_in.device is not None,
        **{key: bool(told & signs) for key, signs in _ANSWERS.items()},
    }
    most = int(evidence.number("triage.questions.most", "1"))
    kept = [key for key in dict.fromkeys(wanted) if not answered.get(key, False)]
    yield from (say(f"triage.ask.{key}") for key in kept[:most])


def _would_change(level: str, say: Messages) -> Iterator[str]:
    if level == "urgent":
        yield say("triage.change.seen")
        return
    yield from (say(f"triage.change.{key}") for key in ("worse", "eye", "breath", "later"))


def _again_hours(level: str) -> int | None:
    key = f"triage.again.{level}"
    return int(evidence.number(key, "h")) if evidence.has(key) else None


def _check_again(level: str, say: Messages) -> str:
    hours = _again_hours(level)
    if hours is not None:
        return say("triage.again.hours", hours=hours)
    return say("triage.again.now" if level == "urgent" else "triage.again.contact")


def _differential(deciding: list[Rule], say: Messages) -> Iterator[Differential]:
    """Yield what the clinic should think of, each once, with the sources of its rules."""
    held: dict[str, list[str]] = {}
    for rule in deciding:
        for key in rule.differential:
            held.setdefault(key, []).extend(rule.sources)
    for key, sources in held.items():
        yield Differential(
            key=key,
            text=say(f"triage.differential.{key}"),
            sources=tuple(dict.fromkeys(sources)),
        )


def _leading(findings: tuple[Finding, ...], first: list[str]) -> tuple[Finding, ...]:
    """Put the findings that decided before the others."""
    return tuple(sorted(findings, key=lambda finding: finding.rule not in first))
