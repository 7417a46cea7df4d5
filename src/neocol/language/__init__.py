"""Plain words → concept, codes, assertion, date and body site."""

from neocol.language.areas import Area, area_of, zones_of
from neocol.language.complaints import read_signs
from neocol.language.concepts import Concept, concept
from neocol.language.history import read_history
from neocol.language.recognise import EVERYDAY, SLOT_KINDS, Codes, recognise
from neocol.language.signs import background_signs, good_signs, neutral_signs, topics_of, weak_words
from neocol.language.timing import Timing, read_timing
from neocol.language.values import (
    highest,
    read_blood_pressure,
    read_hba1c,
    read_pain,
    read_temperature,
)
from neocol.language.wishes import indications_of, option_words

__all__ = [
    "EVERYDAY",
    "SLOT_KINDS",
    "Area",
    "Codes",
    "Concept",
    "Timing",
    "area_of",
    "background_signs",
    "concept",
    "good_signs",
    "highest",
    "indications_of",
    "neutral_signs",
    "option_words",
    "read_blood_pressure",
    "read_hba1c",
    "read_history",
    "read_pain",
    "read_signs",
    "read_temperature",
    "read_timing",
    "recognise",
    "topics_of",
    "weak_words",
    "zones_of",
]
