"""Skin tone as an angle with its interval; it never sets a phototype."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.canvas import Canvas
from neocol.imaging.card import Card
from neocol.imaging.carry import Verdict
from neocol.imaging.colour import lab, tone_angle
from neocol.imaging.sampling import Z_90, Blocks, mean_error
from neocol.record.base import words_of
from neocol.record.words import Phototype

_FEWEST_PX: Final = 25
_APART: Final = 2
"""Classes by which tone and phototype may differ before it is worth asking."""


@dataclass(frozen=True)
class Tone:
    """The tone angle of a zone.

    Attributes
    ----------
    value, low, high : float
        Degrees; nine in ten between `low` and `high`.
    detail : dict
        L*, a* and b* of the median colour.
    beware : list of verdicts
    """

    value: float
    low: float
    high: float
    detail: dict[str, float]
    beware: list[Verdict]


def tone_of(canvas: Canvas, zone: Blocks, card: Card | None, phototype: str | None) -> Tone | None:
    """Return the tone of a zone.

    Parameters
    ----------
    canvas : Canvas
    zone : Blocks
    card : Card, optional
        A usable one; without it the exposure and white balance are the camera's own.
    phototype : str, optional
        As the clinician entered it, I to VI; only compared.

    Notes
    -----
    The angle of the zone's median colour. Exposure enters by recomputing the angle of a brighter
    and a darker colour: on dark skin the same error turns it further.

    Limits
    ------
    From one photograph without a card the class is a guess; left and right differ by 8 degrees
    even in a studio.
    """
    if zone.px < _FEWEST_PX:
        return None
    blocks = zone.means(canvas.linear)
    whole = np.median(zone.values(canvas.linear), axis=0)
    colours = np.concatenate((whole[None], blocks)) if len(blocks) else whole[None]
    if card is not None:
        colours = card.corrected(colours.astype(np.float32))
    middle, *rest = colours.astype(np.float64)
    value = float(tone_angle(middle))
    sampling = mean_error(tone_angle(np.array(rest))) if len(rest) > 1 else 0.0
    capture = evidence.number("imaging.capture.tone_ita", "deg")
    own = Z_90 * float(np.hypot(sampling, capture))
    down, up = _calibration(middle, value, card)
    lightness, red, yellow = lab(middle)
    beware: list[Verdict] = []
    if card is None:
        beware.append(("warn", "relative only: put a grey card into the picture"))
    low, high = value - float(np.hypot(own, down)), value + float(np.hypot(own, up))
    if phototype is not None and (asked := _disagrees(low, high, phototype)):
        beware.append(("warn", asked))
    detail = {"lab_l": float(lightness), "lab_a": float(red), "lab_b": float(yellow)}
    return Tone(value, low, high, detail, beware)


def _calibration(
    middle: NDArray[np.float64], value: float, card: Card | None
) -> tuple[float, float]:
    """Return how far light and camera may turn the angle, down and up, nine in ten."""
    if card is not None:
        left = evidence.number("imaging.tone.card", "deg")
        return left, left
    share = evidence.number("imaging.tone.exposure", "1")
    balance = evidence.number("imaging.tone.white_balance", "deg")
    down = value - float(tone_angle(middle * (1 - share)))
    up = float(tone_angle(middle * (1 + share))) - value
    return float(np.hypot(down, balance)), float(np.hypot(up, balance))


def _disagrees(low: float, high: float, phototype: str) -> str:
    """Return a question when the whole interval lies far from where a phototype usually lies."""
    ends = evidence.numbers("imaging.tone.classes", "deg")
    lightest, darkest = (sum(angle <= end for end in ends) for angle in (high, low))
    entered = words_of(Phototype).index(phototype)
    away = max(lightest - entered, entered - darkest, 0)
    if away < _APART:
        return ""
    return f"the picture rarely goes with phototype {phototype}: check the light, or the type"
