"""Two or three photographs of one visit become one measure with a narrower interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from neocol import evidence
from neocol.imaging.concerns import concerns_of
from neocol.imaging.sampling import Z_90
from neocol.record import Analysis, Measure, RecordError, ZoneReading

_DIGITS: Final = 3
_TRUST: Final = 2.0
"""Photographs' worth of trust in the usual spread between shots, beside the spread seen here."""
_APART: Final = 3.0
"""Times the usual spread, from where on the photographs do not agree."""
_ABSOLUTE: Final = frozenset({"tone_ita"})
"""Measures whose spread between shots is no share of their value."""


def combine(answers: Sequence[Analysis]) -> Analysis:
    """Combine photographs of one visit, zone by zone and measure by measure.

    Parameters
    ----------
    answers : sequence of Analysis
        The first gives the face, the outlines and the gates.

    Raises
    ------
    RecordError
        When one of them is still a question: it would silently count for nothing.

    Notes
    -----
    What differs from shot to shot shrinks with their number: its variance is the usual one (worth
    two shots) pooled with the one seen. What all shots share (scale, camera, the zone's own
    unevenness) does not shrink.

    Limits
    ------
    Whether they show the same person and the same day is for whoever took them to say.
    """
    for answer in answers:
        if answer.question is not None:
            raise RecordError(f"{answer.photo.name}: {answer.question}")
    first = answers[0]
    names = dict.fromkeys(zone for answer in answers for zone in answer.zones)
    zones = {
        zone: _zone([answer.zones[zone] for answer in answers if zone in answer.zones])
        for zone in names
    }
    return first.model_copy(
        update={
            "repeats": len(answers),
            "photos": tuple(answer.photo for answer in answers),
            "zones": zones,
            "concerns": concerns_of(zones),
            "notes": tuple(dict.fromkeys(note for answer in answers for note in answer.notes)),
            "referral": tuple(dict.fromkeys(why for answer in answers for why in answer.referral)),
        }
    )


def _zone(readings: list[ZoneReading]) -> ZoneReading:
    first = readings[0]
    areas = {
        name: _mean([getattr(reading, name) for reading in readings])
        for name in ("area_cm2", "area_low_cm2", "area_high_cm2")
    }
    measures = {
        name: _measure(name, [reading.measures[name] for reading in readings])
        for name in first.measures
    }
    return first.model_copy(update={**areas, "measures": measures})


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(float(np.mean(known)), _DIGITS) if known else None


def _measure(name: str, found: list[Measure]) -> Measure:
    told = [measure for measure in found if measure.value is not None]
    if len(told) <= 1:
        return told[0] if told else found[0]
    values, lows, highs = (
        np.array([getattr(measure, end) for measure in told], np.float64)
        for end in ("value", "low", "high")
    )
    value, count = float(values.mean()), len(told)
    usual = _usual(name, value)
    seen = float(((values - value) ** 2).sum())
    spread = np.sqrt((_TRUST * usual**2 + seen) / (_TRUST + count - 1))
    shots = Z_90 * spread / np.sqrt(count)
    single = Z_90 * np.array([_usual(name, each) for each in values])
    below, above = (
        float(np.hypot(np.sqrt(np.maximum(side**2 - single**2, 0)).mean(), shots))
        for side in (values - lows, highs - values)
    )
    state = max((measure.state for measure in told), key=("ok", "warn").index)
    reasons = [measure.reason for measure in told if measure.reason]
    if usual and np.sqrt(seen / (count - 1)) > _APART * usual:
        state = "warn"
        reasons.append("the photographs do not agree: keep light, distance and face the same")
    least = value - below
    return told[0].model_copy(
        update={
            "value": round(value, _DIGITS),
            "low": round(least if name in _ABSOLUTE else max(least, 0.0), _DIGITS),
            "high": round(value + above, _DIGITS),
            "state": state,
            "reason": "; ".join(dict.fromkeys(reasons)),
            "detail": {
                key: round(float(np.mean([measure.detail[key] for measure in told])), _DIGITS)
                for key in told[0].detail
                if all(key in measure.detail for measure in told)
            },
        }
    )


def _usual(name: str, value: float) -> float:
    """Return the standard deviation between two shots of one visit."""
    key = f"imaging.capture.{name}"
    if name in _ABSOLUTE:
        return evidence.number(key, "deg")
    return evidence.number(key, "1") * abs(value) if evidence.has(key) else 0.0
