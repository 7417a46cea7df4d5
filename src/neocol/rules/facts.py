"""What is known of a case when rules are asked: plain facts, each with where it stood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from neocol.record import Recognised


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that conditions look at.

    Attributes
    ----------
    answers : dict
        Closed answers by field (pregnancy, lactation), ``unknown`` when not given.
    wish : frozenset of str
        Options that the wish contains (prp, lidocaine, …).
    unanswered : tuple of str
        Questions without which nothing can become eligible.
    not_understood, partly_understood : tuple of str
        Lines that say nothing known, and words beside something known.
    disagreeing : tuple of str
        Lines whose words and codes say different things.
    above_cap : tuple of str
        What of the wish lies above a depth cap, in words.
    fired : frozenset of str
        Tags of findings that were made before (for the session day and aftercare).
    day_after : float or None
        Days after the session, for triage.
    severity : float or None
        The patient's own 0 to 10.
    hba1c_percent : float or None
        As it was written, in percent.
    blood_pressure : tuple of float or None
        As it was written, systolic and diastolic in mmHg; the highest of several.
    label : str or None
        ``on`` or ``off``: whether the course is a cleared use; ``label_why`` says why.
    """

    on: dt.date
    mentions: tuple[Recognised, ...] = ()
    age_years: float | None = None
    phototype: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    device: str | None = None
    wish: frozenset[str] = frozenset()
    wish_text: str = ""
    planned: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    partly_understood: tuple[str, ...] = ()
    disagreeing: tuple[str, ...] = ()
    above_cap: tuple[str, ...] = ()
    fired: frozenset[str] = frozenset()
    day_after: float | None = None
    severity: float | None = None
    hba1c_percent: float | None = None
    blood_pressure: tuple[float, float] | None = None
    label: str | None = None
    label_why: str = ""
