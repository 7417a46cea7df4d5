"""A complete sheet of answers for every scale and version, for tests to bend."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.consult.scales import score
from neocol.record import RecordError, ScaleAnswers, ScaleScore

AREAS = ("forehead", "malar_right", "malar_left", "chin")
GB_TYPES = {
    "macular": 1,
    "mild_atrophic": 1,
    "moderate_atrophic": 2,
    "punched_out_shallow": 2,
    "broad_shallow": 2,
    "punched_out_deep_normal_base": 3,
    "punched_out_deep_abnormal_base": 3,
    "linear_or_troughed": 3,
    "broad_deep": 3,
    "hyperplastic_papular": 2,
}
ECCA = {
    "v_shaped": 15,
    "u_shaped": 20,
    "m_shaped": 25,
    "superficial_elastolysis": 30,
    "hypertrophic": 40,
    "keloid": 50,
}
PATIENT = ("pain", "itching", "colour", "stiffness", "thickness", "irregularity")
OBSERVER = ("vascularity", "pigmentation", "thickness", "relief", "pliability", "surface_area")
VSS = {"vascularity": 3, "pigmentation": 2, "pliability": 5, "height": 3}


def goodman_baron(**counts: float) -> dict[str, Any]:
    items = dict.fromkeys(GB_TYPES, 0) | {"keloid_area_cm2": 0} | counts
    return {"scale": "goodman_baron_quantitative", "items": items}


def ecca(**grades: float) -> dict[str, Any]:
    return {"scale": "ecca", "items": dict.fromkeys(ECCA, 0) | grades}


def masi(area: float = 0, darkness: float = 0, homogeneity: float | None = 0, **areas: Any) -> Any:
    """Answers of MASI, or of mMASI when homogeneity is None; areas may be given one by one."""
    one = {"area": area, "darkness": darkness}
    if homogeneity is not None:
        one["homogeneity"] = homogeneity
    scale = "mmasi" if homogeneity is None else "masi"
    return {"scale": scale, "areas": {name: dict(one) for name in AREAS} | areas}


def vss(version: str | None = "original", **items: float) -> dict[str, Any]:
    return {"scale": "vss", "version": version, "items": VSS | items}


def posas(side: str = "patient", grade: float = 1, **items: float) -> dict[str, Any]:
    names = PATIENT if side == "patient" else OBSERVER
    return {
        "scale": "posas",
        "version": f"2.0 {side}",
        "items": dict.fromkeys(names, grade) | items,
    }


COMPLETE: list[dict[str, Any]] = [
    goodman_baron(macular=12, keloid_area_cm2=3.5),
    {"scale": "goodman_baron_grade", "items": {"grade": 4, "flattens_on_stretching": "no"}},
    {
        "scale": "goodman_baron_grade",
        "items": {"contour": "yes", "obvious_at_50_cm": "yes", "flattens_on_stretching": "yes"},
    },
    ecca(v_shaped=2, keloid=1),
    masi(3, 2, 1),
    masi(3, 2, None),
    vss(),
    vss("pigment_to_three", pigmentation=3),
    posas("patient", 4, overall_opinion=5),
    posas("observer", 4),
    {"scale": "lemperle", "areas": {"nasolabial_left": 3, "nasolabial_right": 2}},
    {"scale": "glogau", "items": {"type": "III"}},
    {"scale": "fwes", "items": {"grade": 5}},
    {"scale": "gais", "version": "skinpen", "items": {"grade": 2}},
    {"scale": "gais", "version": "zero_to_four", "items": {"grade": 2}},
    {"scale": "gais", "version": "plus_three", "items": {"grade": 2}},
    {"scale": "pain_vas", "unit": "points", "items": {"pain": 3.5}},
    {"scale": "pain_vas", "unit": "mm", "items": {"pain": 35}},
    {"scale": "dlqi", "items": {"total": 12}},
]


def of(sheet: dict[str, Any]) -> ScaleScore:
    return score(ScaleAnswers.read(sheet))


def value(sheet: dict[str, Any]) -> float:
    found = of(sheet).value
    assert found is not None
    return found


def refused(sheet: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        of(sheet)
    assert error.value.path == path, error.value
    assert said in error.value.message, error.value
