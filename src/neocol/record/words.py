"""The closed vocabularies of the contract: extend them, never rename a word."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

Effect = Literal["absolute", "relative", "defer", "caution", "info"]
Scope = Literal["session", "site", "option"]
Decision = Literal["eligible", "caution", "defer", "needs_clearance", "not_a_candidate"]
Assertion = Literal["present", "absent", "family", "past", "uncertain"]
Basis = Literal["published", "meta_analysis", "calibrated", "assumed"]
Status = Literal["found", "recalled", "derived", "judgement"]
Confidence = Literal["high", "medium", "low"]
Device = Literal["roller", "pen", "stamp", "rf_needling", "home_device"]
EndpointWord = Literal["erythema", "pinpoint_bleeding"]
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
MedicationStatus = Literal["current", "stopped", "unknown"]
MeasureState = Literal["ok", "warn", "refused"]
ScaleFrom = Literal["entered", "sticker", "distance", "iris"]
TriageLevel = Literal["normal", "self_care", "contact_clinic", "urgent"]
Language = Literal["en", "es"]
NextStep = Literal["continue", "maintain", "pause", "stop", "refer"]
Who = Literal["patient", "clinic", "prescriber"]
DaySection = Literal[
    "before_today",
    "asked_again",
    "consent",
    "photographs",
    "room",
    "numbing",
    "hygiene",
    "skin",
    "single_use",
    "blood",
    "stop",
    "needling",
    "record",
]
"""Parts of the sheet for the session day, in the order of the day."""

Indication = Literal[
    "acne_scar",
    "scar",
    "burn_scar",
    "hypertrophic_scar",
    "wrinkle",
    "photoageing",
    "laxity",
    "texture",
    "pores",
    "striae",
    "melasma",
    "lentigo",
    "uneven_tone",
    "acne",
    "androgenetic_alopecia",
    "rejuvenation",
]
Zone = Literal[
    "forehead",
    "glabella",
    "temple_left",
    "temple_right",
    "periorbital_left",
    "periorbital_right",
    "nose",
    "cheek_left",
    "cheek_right",
    "nasolabial_left",
    "nasolabial_right",
    "upper_lip",
    "perioral",
    "chin",
    "jawline",
    "neck",
    "decollete",
    "scalp",
    "abdomen",
    "thigh",
    "buttock",
    "breast",
    "back",
    "arm",
    "hand",
    "scar",
]
Observable = Literal[
    "collagen_I",
    "collagen_III",
    "collagen_III_share",
    "papillary_collagen",
    "tropoelastin",
    "elastin",
    "dermal_density",
    "elasticity",
    "erythema_index",
    "melanin_index",
    "tewl",
    "epidermal_thickness",
]
PhotoMeasure = Literal[
    "tone_ita",
    "redness",
    "pigment",
    "spots",
    "wrinkle_length_density",
    "wrinkle_contrast",
    "pore_density",
    "pore_diameter",
    "texture",
    "scar_area",
    "patch_contrast",
]
Anaesthetic = Literal["lidocaine", "prilocaine", "tetracaine", "benzocaine"]
SpotAnswer = Literal["changing", "bleeding", "not_healing", "none"]
CardZone = Literal["grey_card", "color_checker"]


def _answer(value: Any) -> Any:
    """Read yes, no and their relatives; nothing said is ``unknown``, never ``no``."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        word = value.strip().lower()
        return {"y": "yes", "true": "yes", "n": "no", "false": "no", "none": "no"}.get(word, word)
    return value


Answer = Annotated[Literal["yes", "no", "unknown"], BeforeValidator(_answer)]
PregnancyAnswer = Annotated[Literal["yes", "no", "possible", "unknown"], BeforeValidator(_answer)]


def _sex(value: Any) -> Any:
    if isinstance(value, str):
        word = value.strip().lower()
        return {"f": "F", "female": "F", "m": "M", "male": "M"}.get(word, word)
    return "unknown" if value is None else value


Sex = Annotated[Literal["F", "M", "other", "unknown"], BeforeValidator(_sex)]


_RADIO_FREQUENCY = (
    "rf needling",
    "radiofrequency",
    "radio frequency",
    "radiofrecuencia",
    "morpheus",
    "secret rf",
    "infini",
    "intensif",
    "profound",
    "vivace",
    "genius",
    "potenza",
)
"""What radio-frequency needling devices are called."""


def _device(value: Any) -> Any:
    """Read the ways people name a device; anything else is refused by the vocabulary."""
    if not isinstance(value, str):
        return value
    words = value.strip().lower().replace("-", " ").replace("_", " ")
    if "rf" in words.split() or any(name in words for name in _RADIO_FREQUENCY):
        return "rf_needling"
    if "home" in words or "at home" in words:
        return "home_device"
    for device in ("roller", "stamp", "pen"):
        if device in words:
            return device
    return words.replace(" ", "_")


DeviceName = Annotated[Device, BeforeValidator(_device)]
