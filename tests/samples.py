"""The project's own small inputs: invented people, written for the tests."""

from __future__ import annotations

from typing import Any

HEALTHY: dict[str, Any] = {
    "id": "healthy",
    "consult_date": "2026-03-16",
    "patient": {
        "age": 34,
        "sex": "F",
        "fitzpatrick": "III",
        "pregnancy": "no",
        "lactation": "no",
        "conditions": [],
        "medications": [],
        "allergies": [],
        "recent_procedures": [],
        "concerns": "acne scars",
        "planned_areas": "cheeks",
        "plan": {"device": "pen", "needle_mm": 1.5, "topical_anaesthetic": "lidocaine 4% cream"},
    },
}


def case(id: str = "sample", **patient: Any) -> dict[str, Any]:
    """Return the healthy case with some of the patient's answers changed."""
    return {**HEALTHY, "id": id, "patient": {**HEALTHY["patient"], **patient}}
