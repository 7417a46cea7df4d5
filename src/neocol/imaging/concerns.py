"""What stands out, in plain words with the measure behind it; and what only a person can tell.

No lesion is named, no beauty is scored, no age is guessed. What may be serious (a spot that
changes, bleeds or does not heal) is asked, never read from a picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.record import Concern, Measure, ZoneReading
from neocol.record.words import Indication, PhotoMeasure, SpotAnswer
from neocol.record.zones import zone_label


@dataclass(frozen=True, slots=True)
class _Topic:
    measure: PhotoMeasure
    concern: Indication
    words: str


_TOPICS: Final = (
    _Topic("wrinkle_length_density", "wrinkle", "lines"),
    _Topic("spots", "uneven_tone", "darker spots"),
    _Topic("pigment", "uneven_tone", "darker patches"),
    _Topic("redness", "rejuvenation", "redder patches"),
    _Topic("pore_density", "pores", "visible pores"),
    _Topic("texture", "texture", "rough grain"),
    _Topic("scar_area", "acne_scar", "scars, as they were drawn"),
)

QUESTIONS: Final = (
    "Has any spot in this area grown, changed its shape or colour, or begun to itch?",
    "Does any spot bleed, crust or ooze?",
    "Is there a spot or sore that has not healed within weeks?",
)
_REASONS: Final[Mapping[SpotAnswer, str]] = {
    "changing": "a spot that changes: have a dermatologist look at it before any needling",
    "bleeding": "a spot that bleeds or crusts: have a dermatologist look at it before any needling",
    "not_healing": "a spot that does not heal: have a dermatologist look at it before any needling",
}


def concerns_of(zones: Mapping[str, ZoneReading]) -> tuple[Concern, ...]:
    """Return what stands out, most first.

    Notes
    -----
    A measure stands out when its lower end lies above what the judgement in
    ``imaging.concern.<measure>`` names; rank is how many times above. The figure is no grade.
    """
    found = [
        (rank, concern)
        for zone, reading in zones.items()
        for rank, concern in _of_zone(zone, reading)
    ]
    return tuple(concern for _, concern in sorted(found, key=lambda item: -item[0]))


def _of_zone(zone: str, reading: ZoneReading) -> Iterator[tuple[float, Concern]]:
    for topic in _TOPICS:
        measure = reading.measures.get(topic.measure)
        if measure is None or measure.value is None or measure.low is None:
            continue
        least = evidence.number(f"imaging.concern.{topic.measure}", "1")
        if measure.low > least:
            yield measure.low / least, _concern(zone, topic, measure)


def _concern(zone: str, topic: _Topic, measure: Measure) -> Concern:
    said = f"{topic.words} on the {zone_label(zone)}"
    return Concern.read(
        {
            "zone": zone,
            "concern": topic.concern,
            "words": said[:1].upper() + said[1:],
            "measure": topic.measure,
            "value": measure.value,
            "unit": measure.unit,
            "low": measure.low,
            "high": measure.high,
            "state": measure.state,
        }
    )


def asked(told: tuple[SpotAnswer, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the questions that are open and the reasons for a dermatologist that were told."""
    if not told:
        return QUESTIONS, ()
    return (), tuple(_REASONS[answer] for answer in told if answer in _REASONS)
