"""Requests for numbing cream, as tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from neocol.procedure.anaesthetic import anaesthetic_limits
from neocol.record import AnaestheticAnswer, AnaestheticRequest

NOBODYS_TROUBLE: dict[str, Any] = {"conditions": [], "medications": [], "allergies": []}
ADULT: dict[str, Any] = {"age": 34, "weight_kg": 61, **NOBODYS_TROUBLE}
SAID: dict[str, Any] = {
    "skin": "intact",
    "occluded": "no",
    "heat": "no",
    "where": "clinic",
    "other_local_anaesthetic_mg": 0,
}
CREAM: dict[str, Any] = {
    "product": "lidocaine_prilocaine_2_5",
    "grams": 20,
    "area_cm2": 130,
    "hours": 1,
    "patient": ADULT,
    **SAID,
}


def ask(*, at: dt.datetime | None = None, **changed: Any) -> AnaestheticAnswer:
    """Answer for a healthy adult with a little cream, changed as a test asks."""
    return anaesthetic_limits(AnaestheticRequest.read({**CREAM, **changed}), at=at)


def person(**changed: Any) -> dict[str, Any]:
    """Return a healthy adult, changed as a test asks."""
    return {**ADULT, **changed}


def rules(answer: AnaestheticAnswer) -> set[str]:
    """Return the rules that were told."""
    return {found.rule for found in answer.findings}
