"""What is known of each indication: whose studies speak for it, and why some are refused."""

from __future__ import annotations

import re
from typing import Final

from neocol.record.outcome import PredictionRequest

COLLAGEN_GROUPS: Final = ("acne_scar", "ageing", "scar", "striae")
"""Groups whose change the twin's collagen may make; it has no pigment or hair in it yet."""
GROUP_OF: Final[dict[str, str]] = {
    "acne_scar": "acne_scar",
    "scar": "scar",
    "burn_scar": "scar",
    "hypertrophic_scar": "scar",
    "wrinkle": "ageing",
    "photoageing": "ageing",
    "laxity": "ageing",
    "texture": "ageing",
    "rejuvenation": "ageing",
    "striae": "striae",
    "melasma": "melasma",
    "lentigo": "melasma",
    "uneven_tone": "melasma",
    "androgenetic_alopecia": "hair",
}
"""Indication → group whose studies are pooled."""
BORROWED: Final[dict[str, str]] = {
    "lentigo": "melasma",
    "uneven_tone": "melasma",
    "rejuvenation": "wrinkle",
    "photoageing": "wrinkle",
    "laxity": "wrinkle",
    "texture": "wrinkle",
}
"""Indications that have no study of their own on a usable scale → whose studies speak."""
_REFUSED: Final[dict[str, str]] = {
    "pores": "no trial of needling for pores was found, only one case: nothing can be predicted",
    "acne": "active acne is a reason to wait, and no trial of plain needling for it was found",
}
_RADIO: Final = re.compile(r"\b(?:rf|fmr|mfr)\b|radio")


def refusal(request: PredictionRequest) -> str | None:
    """Return why an indication, its scars or the device cannot be spoken of; else nothing."""
    if request.indication in _REFUSED:
        return _REFUSED[request.indication]
    if set(request.scar_types) == {"icepick"} and not request.protocol.combined_with:
        return (
            "ice-pick scars by needling alone: no benefit is expected; one study found a change "
            "of a few per cent, another only slight"
        )
    if _RADIO.search((request.protocol.device or "").lower().replace("_", " ")):
        return "radio-frequency needling heats the skin: plain needling says nothing about it"
    return None
