"""The expected course: how long most people like this one are red, swollen, open, flaking."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from neocol import evidence
from neocol.record import ExpectedCourse, ExpectedSign, Session
from neocol.recovery.messages import Messages

_SIGNS: Final = ("redness", "swelling", "water_loss", "flaking", "bruise")


def expected_course(session: Session, say: Messages) -> ExpectedCourse:
    """Return how long each sign of healing is usually seen, and at the latest.

    Parameters
    ----------
    session : Session
        Its depth chooses among the published courses of redness.
    say : Messages
        The catalogue of the patient's language.

    Limits
    ------
    Published ranges, not this person's course: the twin that would tell it is not calibrated.
    Phototype and age are not known to change these ranges.
    """
    return ExpectedCourse(
        signs=tuple(_signs(session.depth_mm, say)),
        basis="published",
        note=say("pages.course.note"),
    )


def _signs(depth_mm: float | None, say: Messages) -> Iterator[ExpectedSign]:
    for sign in _SIGNS:
        entry = evidence.entry(f"expected_course.{_version(sign, depth_mm)}")
        usual, first, latest = evidence.span(entry.key, "d")
        title = say(f"pages.course.{sign}")
        wording = "same" if usual == latest else "usual"
        yield ExpectedSign(
            sign=sign,
            title=title,
            from_day=first,
            usual_to_day=usual,
            latest_day=latest,
            text=say(
                f"pages.course.{wording}",
                title=title,
                usual=f"{usual:g}",
                latest=f"{math.ceil(latest)}",
            ),
            sources=entry.sources,
            status=entry.status,
            confidence=entry.confidence,
        )


def _version(sign: str, depth_mm: float | None) -> str:
    """Return which published course is shown: some differ by depth."""
    if depth_mm is not None and depth_mm <= evidence.number("aftercare.depth.shallow", "mm"):
        shallow = f"{sign}_shallow"
        return shallow if evidence.has(f"expected_course.{shallow}") else sign
    if depth_mm is not None and depth_mm >= evidence.number("expected_course.deep", "mm"):
        deep = f"{sign}_deep"
        return deep if evidence.has(f"expected_course.{deep}") else sign
    return sign
