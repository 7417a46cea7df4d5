"""Three invented people at different points of their course. Only what they say is here."""

from __future__ import annotations

import datetime as dt
from typing import Any


def invented(today: dt.date) -> list[dict[str, Any]]:
    """Return slug, case and sessions of every invented patient, with dates around `today`."""

    def ago(days: int) -> str:
        return (today - dt.timedelta(days=days)).isoformat()

    return [
        {
            "slug": "ana",
            "case": {
                "id": "ana",
                "consult_date": ago(0),
                "patient": {
                    "name": "Ana R.",
                    "age": 34,
                    "sex": "F",
                    "fitzpatrick": "IV",
                    "pregnancy": "no",
                    "lactation": "no",
                    "weight_kg": 61,
                    "conditions": ["rolling acne scars", "cold sores as a teenager"],
                    "medications": "none",
                    "allergies": ["benzocaine"],
                    "recent_procedures": "none",
                    "concerns": "acne scars",
                    "planned_areas": "cheeks, chin, temples",
                    "plan": {
                        "device": "pen",
                        "needle_mm": 1.5,
                        "topical_anaesthetic": "lidocaine 4% cream",
                    },
                    "preferences": {"max_downtime_days": 3, "max_sessions": 6},
                },
            },
            "sessions": [],
        },
        {
            "slug": "tomas",
            "case": {
                "id": "tomas",
                "consult_date": ago(0),
                "patient": {
                    "name": "Tomás V.",
                    "age": 27,
                    "sex": "M",
                    "fitzpatrick": "II",
                    "conditions": ["boxcar scars"],
                    "medications": [
                        {"text": "Roacutane 30 mg", "status": "stopped", "last_dose_date": ago(92)}
                    ],
                    "allergies": "none",
                    "recent_procedures": "none",
                    "concerns": "acne scars",
                    "planned_areas": "cheeks",
                    "plan": {"device": "pen"},
                },
            },
            "sessions": [],
        },
        {
            "slug": "grace",
            "case": {
                "id": "grace",
                "consult_date": ago(16),
                "patient": {
                    "name": "Grace O.",
                    "age": 52,
                    "sex": "F",
                    "fitzpatrick": "VI",
                    "pregnancy": "no",
                    "lactation": "no",
                    "conditions": ["high blood pressure", "dark marks after spots"],
                    "medications": [{"text": "amlodipine 5 mg", "status": "current"}],
                    "allergies": "none",
                    "recent_procedures": "none",
                    "concerns": "fine lines",
                    "planned_areas": "face",
                    "plan": {"device": "pen", "topical_anaesthetic": "lidocaine 4% cream"},
                },
            },
            "sessions": [
                {
                    "date": ago(2),
                    "device": "pen",
                    "depth_mm": 1.0,
                    "passes": 16,
                    "endpoint": "erythema",
                    "zones": ["face"],
                    "topicals": ["sterile gel"],
                }
            ],
        },
    ]
