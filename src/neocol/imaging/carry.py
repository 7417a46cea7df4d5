"""Which measures a photograph can carry: allowed, to be read with care, or refused, and why.

Nothing here asks how bright a face is: dark skin is judged by the same edges, the same noise as
contrast, the same share of clipped pixels as light skin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from neocol import evidence
from neocol.imaging.light import Light
from neocol.record.words import MeasureState

Verdict = tuple[Literal["warn", "refused"], str]

COLOURS: Final = ("tone_ita", "redness", "pigment", "spots")
LINES: Final = ("wrinkle_length_density", "wrinkle_contrast")
FINE: Final = ("pore_density", "pore_diameter", "texture")
_STRICT: Final[dict[MeasureState, int]] = {"ok": 0, "warn": 1, "refused": 2}


@dataclass(frozen=True, slots=True)
class Capture:
    """How a photograph was taken, as far as it shows.

    Attributes
    ----------
    px_per_mm : float or None
        Of the working picture; None when nothing tells the scale.
    resolved : float or None
        Share of that which its edges resolve; None where it shows no edge to judge by.
    noise : float
        Standard deviation as density on the skin.
    jpeg_quality : float or None
    slope : float
        Change of density by light across the picture's skin.
    light : Light or None
        As the skin's relief shows it; None without skin.
    """

    px_per_mm: float | None
    resolved: float | None
    noise: float
    jpeg_quality: float | None
    slope: float
    light: Light | None

    @property
    def effective(self) -> float | None:
        """Pixels per mm that really carry something."""
        if self.px_per_mm is None:
            return None
        return self.px_per_mm * (1.0 if self.resolved is None else self.resolved)


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of a zone a photograph shows.

    Attributes
    ----------
    visible : float
        Share of the zone that is skin in sight.
    clipped : float
        Share of its skin that is too bright or too dark to tell.
    turned : float
        True area over seen area.
    bearded : bool
    """

    visible: float
    clipped: float
    turned: float
    bearded: bool


def verdicts(measure: str, capture: Capture, zone: Shown) -> Iterator[Verdict]:
    """Yield what speaks against a measure in a zone, each with what would help."""
    yield from _seen(zone)
    if measure == "scar_area":
        return
    if capture.px_per_mm is None:
        if measure != "tone_ita":
            yield "refused", "nothing tells the scale: put a sticker beside it, or enter px per mm"
    else:
        yield from _fine_enough(measure, capture)
    if measure in COLOURS:
        yield from _coloured(capture, zone)
    if measure in FINE or measure in LINES:
        yield from _clean(capture)
    if measure in LINES:
        yield from _lit(capture)
    if zone.bearded and measure.startswith("pore"):
        yield "refused", "hair and stubble look like pores: shave, or choose another zone"
    if zone.turned > _number("turned", "1") and measure in LINES:
        yield "warn", "the zone is turned away: photograph it from its own side"


def strictest(found: list[Verdict]) -> tuple[MeasureState, str]:
    """Return the strictest state and its reasons as one line; only a refusal's when refused."""
    state: MeasureState = "ok"
    for held, _ in found:
        if _STRICT[held] > _STRICT[state]:
            state = held
    said = [reason for held, reason in found if held == state]
    return state, "; ".join(dict.fromkeys(said))


def _seen(zone: Shown) -> Iterator[Verdict]:
    part = f"{zone.visible:.0%} of the zone is in sight"
    if zone.visible < _number("visible.refuse", "1"):
        yield (
            "refused",
            f"only {part}: tie back hair, take off spectacles, turn the zone to the lens",
        )
    elif zone.visible < _number("visible.warn", "1"):
        yield "warn", part


def _fine_enough(measure: str, capture: Capture) -> Iterator[Verdict]:
    found, nominal = capture.effective or 0.0, capture.px_per_mm or 0.0
    kind = _KINDS.get(measure)
    if kind is None:
        return
    needed = _number(f"resolution.{kind}", "px/mm")
    if found < needed:
        blurred = nominal >= needed
        said = f"blurred to about {found:.1f} px/mm" if blurred else f"{nominal:.1f} px/mm"
        cure = "focus and hold still" if blurred else "move closer"
        yield "refused", f"{cure}: {said}, {_NEEDS[kind]} {needed:g}"
    elif kind == "lines" and found < (all_ := _number("resolution.fine_lines", "px/mm")):
        yield "warn", f"{found:.1f} px/mm shows only wider lines: {all_:g} show fine ones too"


_KINDS: Final = {
    "redness": "colour",
    "pigment": "colour",
    "spots": "colour",
    "wrinkle_length_density": "lines",
    "wrinkle_contrast": "lines",
    "pore_density": "pores",
    "pore_diameter": "pores",
    "texture": "texture",
}
_NEEDS: Final = {
    "colour": "colours need",
    "lines": "lines need",
    "pores": "pores need",
    "texture": "grain needs",
}


def _coloured(capture: Capture, zone: Shown) -> Iterator[Verdict]:
    part = f"{zone.clipped:.0%} of the skin is too bright or too dark to tell"
    if zone.clipped > _number("clipped.refuse", "1"):
        yield "refused", f"{part}: softer light, less exposure"
    elif zone.clipped > _number("clipped.warn", "1"):
        yield "warn", part
    if capture.slope > _number("slope.warn", "1"):
        yield "warn", "light from one side: colours of left and right do not compare"


def _lit(capture: Capture) -> Iterator[Verdict]:
    light = capture.light
    if light is not None and light.relief < _number("relief.least", "1"):
        yield "warn", "hardly any relief shows, by soft light or smooth skin: lines may be lost"
    if capture.resolved is not None and capture.resolved < _number("sharpness.warn", "1"):
        yield "warn", "blurred: lines are lost; focus and hold still"


def along_the_light(capture: Capture) -> str:
    """Return which lines show least, where the light has a direction."""
    light = capture.light
    if light is None or light.coherence < _number("light_axis.least", "1"):
        return ""
    return f"lines that run about {light.axis_deg:.0f}° from level show least in this light"


def _clean(capture: Capture) -> Iterator[Verdict]:
    if capture.noise > _number("noise.refuse", "1"):
        yield (
            "refused",
            f"too noisy ({capture.noise:.2f} as density): more light, lower sensitivity",
        )
    elif capture.noise > _number("noise.warn", "1"):
        yield "warn", f"noisy ({capture.noise:.2f} as density): more light would help"
    quality = capture.jpeg_quality
    if quality is None:
        return
    if quality < _number("compression.refuse", "1"):
        yield "refused", f"compressed too much (JPEG quality {quality:.0f}): send the original file"
    elif quality < _number("compression.warn", "1"):
        yield "warn", f"compressed (JPEG quality {quality:.0f}): the original file would help"


def _number(key: str, unit: str) -> float:
    return evidence.number(f"imaging.gate.{key}", unit)
