"""What the design page shows: every piece in every state, with invented contents."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import QueryDict

from neocol.clinic import engine
from neocol.clinic.asking import WhatIf, address_of
from neocol.clinic.demo_patients import invented
from neocol.exchange.documents import words
from neocol.exchange.documents.aftercare import page_view
from neocol.exchange.documents.palette import SKINS
from neocol.exchange.documents.plan import plan_view
from neocol.exchange.documents.what_if import what_if_view
from neocol.record import (
    CareDay,
    Case,
    CheckIn,
    Finding,
    Range,
    Refused,
    Session,
    dump_json,
)
from neocol.record.base import words_of
from neocol.record.words import Basis, Effect
from neocol.recovery import aftercare, triage

_SESSION: Final = Session(
    date=dt.date(2026, 3, 16), time=dt.time(14), zones=("cheeks",), depth_mm=1.0
)
_WORRIES: Final = (
    (1, "red and tight like a sunburn"),
    (5, "a few tiny white bumps"),
    (3, "it is oozing yellow and hot"),
    (1, "my tongue is swelling"),
)


_TOO_MUCH: Final = "by=all&depth=1.75&passes=16&sessions=8&interval=20"


def pieces() -> dict[str, Any]:
    """Return invented contents for the design page."""
    return {
        "findings": [_finding(effect) for effect in words_of(Effect)]
        + [
            _finding("absolute", scope="site", zones=("chin",)),
            _finding("absolute", scope="option", option="prp"),
        ],
        "ranges": [
            (f"a {words.BASES[basis]} range", _range(basis, low, high))
            for basis, (low, high) in zip(
                words_of(Basis), ((-8.0, -2.0), (4.0, 9.0), (-6.0, 3.0), (1.0, 40.0)), strict=True
            )
        ],
        "refused": Refused(refused="move closer: 3.3 px/mm here, pores need 8"),
        "skins": list(SKINS),
        "depths": {
            "forehead": 0.5,
            "cheek_left": 1.5,
            "cheek_right": 1.5,
            "nose": 0.25,
            "chin": 1.0,
            "periorbital_left": 0.5,
            "periorbital_right": 0.5,
        },
        "states": ["done", "done", "now", "open", "open", "open"],
        "day": CareDay(
            day=2,
            date=dt.date(2026, 3, 18),
            do=("Wash gently.",),
            dont=("No sun.",),
            expect=("Pink and tight.",),
            call_if=("It hurts more each hour.",),
        ),
        "numbers": {"SPC": 1},
        **_what_if(),
        "after": page_view(aftercare(_SESSION), _SESSION.date + dt.timedelta(days=2)),
        "answers": [
            triage(CheckIn(day_after_session=day, patient_words=words)) for day, words in _WORRIES
        ],
    }


def _what_if() -> dict[str, Any]:
    """Return an invented person's plan, and a course that breaks its limits."""
    case = Case.read(invented(_SESSION.date)[0]["case"])
    planned = engine.planned(engine.Key(dump_json(case, indent=None)))
    if planned.begin is None:
        return {}
    form = WhatIf(planned, planned.begin, QueryDict(_TOO_MUCH))
    form.full_clean()
    found = planned.asked(form.course())
    view = plan_view(planned.plan, case=case)
    return {
        **{name: view[name] for name in ("plan", "groups", "courses", "chart")},
        "form": form,
        "typed": True,
        "starts": [(i, address_of(o)) for i, o in enumerate(planned.plan.options) if o.sessions],
        "what_if": {
            "problems": [],
            **what_if_view(planned.plan, found.option, found.point, sources=found.sources),
        },
        "wrong": WhatIf(planned, planned.begin, QueryDict("sessions=99&depth=0")).problems(),
    }


def _finding(effect: str, **more: Any) -> Finding:
    return Finding.read(
        {
            "rule": "X-000",
            "tag": "example",
            "effect": effect,
            "message": "What was found, in one sentence.",
            "why": "Why it matters.",
            "evidence": ["patient.conditions.0: what was said"],
            "until": dt.date(2026, 9, 9) if effect == "defer" else None,
            "sources": ["SPC"],
            "conflict": "One source says this, another that." if effect == "relative" else None,
            "status": "recalled" if effect == "caution" else "found",
            **more,
        }
    )


def _range(basis: str, low: float, high: float) -> Range:
    middle = (low + high) / 2
    return Range.read(
        {"median": middle, "low90": low, "high90": high, "unit": "points", "basis": basis}
    )
