"""The figures behind a zone's measures, each with its nine-in-ten interval, not yet judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.card import Card
from neocol.imaging.carry import Capture, Shown, Verdict
from neocol.imaging.look import Look
from neocol.imaging.marks import inside
from neocol.imaging.patch import patch_of
from neocol.imaging.pigments import Contrast, contrast_of
from neocol.imaging.sampling import Z_90, Blocks, ratio_error
from neocol.imaging.texture import described
from neocol.imaging.tone import tone_of
from neocol.imaging.unmixing import BLOOD, MELANIN

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

MM2_PER_CM2: Final = 100.0
_TOO_SMALL: Final = "too little skin in sight: take the zone larger in the picture"
_TOO_COARSE: Final = "move closer"
_FEWEST_PORES: Final = 5
_FEWEST_PX: Final = 200
_EVERY: Final = 4
"""Of the pixels, for a median."""
_PIXEL_ERROR: Final = 0.4
"""Of a pixel: how well the edge of a small shadow is found."""
_DARK_MARGIN: Final = 0.25
"""Share by which pigment and redness may read low on dark skin: rendered, see the validation."""


@dataclass(frozen=True)
class Zone:
    """A zone on a canvas, and what is known of how it was taken.

    Attributes
    ----------
    blocks : Blocks
        Its skin in sight, cut into squares.
    shown : Shown
    drawn : bool
        The clinician drew it.
    scars_cm2 : float or None
        Area of the scars that the clinician drew, in this zone; None where none was drawn.
    scars : int
        How many were drawn in the whole picture.
    """

    blocks: Blocks
    shown: Shown
    drawn: bool = False
    scars_cm2: float | None = None
    scars: int = 0

    @property
    def mask(self) -> Mask:
        """Its skin in sight, shape (h, w)."""
        return self.blocks.mask


@dataclass(frozen=True)
class Setting:
    """What all zones of one photograph share.

    Attributes
    ----------
    look : Look
    capture : Capture
    scale_error : float
        Half the width of the scale's interval, as a share.
    card : Card or None
    phototype : str or None
        As entered.
    """

    look: Look
    capture: Capture
    scale_error: float
    card: Card | None
    phototype: str | None


@dataclass(frozen=True)
class Figure:
    """A figure before it is judged.

    Attributes
    ----------
    value, low, high : float
        Nine in ten between `low` and `high`.
    detail : dict
        Figures behind it, their unit in the name.
    beware : tuple of verdicts
        What the figure itself brings.
    """

    value: float
    low: float
    high: float
    detail: Mapping[str, float]
    beware: tuple[Verdict, ...] = ()


Maker = Callable[[Zone, Setting], "Figure | str"]
"""Returns a figure, or why there is none and what would help."""


def _capture(name: str) -> float:
    return evidence.number(f"imaging.capture.{name}", "1")


def _around(value: float, *errors: float) -> tuple[float, float]:
    """Return nine in ten around a value that is not negative, from its standard errors."""
    half = Z_90 * float(np.hypot.reduce([error for error in errors if np.isfinite(error)]))
    return max(value - half, 0.0), value + half


def _tone(zone: Zone, setting: Setting) -> Figure | str:
    tone = tone_of(setting.look.canvas, zone.blocks, setting.card, setting.phototype)
    if tone is None:
        return _TOO_SMALL
    return Figure(tone.value, tone.low, tone.high, tone.detail, tuple(tone.beware))


def _pigment(name: str, pigment: int) -> Maker:
    def figure(zone: Zone, setting: Setting) -> Figure | str:
        pigments = setting.look.pigments
        mask = pigments.mask(zone.mask) & pigments.skin
        found = contrast_of(pigments, mask, pigment, drawn=zone.drawn)
        if found is None:
            return _TOO_SMALL
        _, margin = _around(0.0, found.error, _capture(name) * found.value)
        under = _DARK_MARGIN * found.high if found.dark else 0.0
        return Figure(
            found.value,
            max(found.low - margin, 0.0),
            found.high + margin + under,
            {
                "affected_share": found.share,
                "zone_above_surround_od": found.level,
                "heterogeneity_iqr_od": found.iqr,
                **_index(zone, setting, pigment),
            },
            tuple(_doubts(found, pigment, margin)),
        )

    return figure


def _doubts(found: Contrast, pigment: int, margin: float) -> Iterator[Verdict]:
    if found.dark and pigment == BLOOD:
        yield "warn", "on dark skin redness reads low: take it as at least"
    if found.dark and pigment == MELANIN:
        yield "warn", "on dark skin pigment and shadow look alike"
    if found.value and found.low <= margin:
        yield "warn", "it cannot be told from the other pigment with this camera"


def _index(zone: Zone, setting: Setting, pigment: int) -> dict[str, float]:
    """Return the classical index of the zone, for comparison with other work."""
    pigments = setting.look.pigments
    red, green, _ = np.median(pigments.density[pigments.mask(zone.mask)][::_EVERY], axis=0)
    if pigment == BLOOD:
        return {"erythema_index_log": float(green - red)}
    return {"melanin_index_log": float(red)}


def _spots(zone: Zone, setting: Setting) -> Figure | str:
    look = setting.look
    here = inside(zone.mask, look.spot_places)
    spots = [spot for spot, own in zip(look.spots, here, strict=True) if own]
    detail = {"count": float(len(spots))}
    if spots:
        detail["mean_diameter_mm"] = float(np.mean([spot.diameter_mm for spot in spots]))
        detail["mean_contrast_od"] = float(np.mean([spot.contrast for spot in spots]))
    return _density("spots", zone, look.spot_places[here], None, setting, detail)


def _wrinkles(zone: Zone, setting: Setting) -> Figure | str:
    steps = setting.look.line_steps
    here = inside(zone.mask, steps.at)
    lengths = steps.length_mm[here]
    detail = {"length_mm": float(lengths.sum())}
    if lengths.sum():
        detail["mean_width_mm"] = float(np.average(steps.width_mm[here], weights=lengths))
    return _density("wrinkle_length_density", zone, steps.at[here], lengths, setting, detail)


def _wrinkle_contrast(zone: Zone, setting: Setting) -> Figure | str:
    steps = setting.look.line_steps
    here = inside(zone.mask, steps.at)
    lengths, contrast, at = steps.length_mm[here], steps.contrast[here], steps.at[here]
    if not lengths.sum():
        return "no line was found whose contrast could be told"
    value = float(np.average(contrast, weights=lengths))
    sampling = ratio_error(
        zone.blocks.counts(at, contrast * lengths), zone.blocks.counts(at, lengths)
    )
    low, high = _around(value, sampling, _capture("wrinkle_contrast") * value)
    return Figure(value, low, high, {})


def _pore_density(zone: Zone, setting: Setting) -> Figure | str:
    pores = setting.look.pores
    if pores is None:
        return _TOO_COARSE
    at = pores.at[inside(zone.mask, pores.at)]
    return _density("pore_density", zone, at, None, setting, {"count": float(len(at))})


def _pore_diameter(zone: Zone, setting: Setting) -> Figure | str:
    pores = setting.look.pores
    if pores is None:
        return _TOO_COARSE
    found = pores.diameter_mm[inside(zone.mask, pores.at)]
    if len(found) < _FEWEST_PORES:
        return "too few pores were found to say how large they are"
    value = float(found.mean())
    sampling = float(found.std(ddof=1) / np.sqrt(len(found)))
    scale = setting.scale_error / Z_90 * value
    pixel = _PIXEL_ERROR / setting.look.canvas.px_per_mm
    low, high = _around(value, sampling, scale, pixel, _capture("pore_diameter") * value)
    spread = {"standard_deviation_mm": float(found.std(ddof=1))}
    return Figure(value, low, high, spread)


def _texture(zone: Zone, setting: Setting) -> Figure | str:
    if setting.look.grain is None:
        return _TOO_COARSE
    grain, skin = setting.look.grain
    mask = _resized(zone.mask, skin.shape) & skin
    if mask.sum() < _FEWEST_PX:
        return _TOO_SMALL
    detail = described(grain, mask)
    value = detail.pop("roughness")
    low, high = _around(value, grain.noise / 2, _capture("texture") * value)
    return Figure(value, low, high, detail)


def _scars(zone: Zone, setting: Setting) -> Figure | str:
    if zone.scars_cm2 is None:
        places = int(inside(zone.mask, setting.look.scar_middles).sum())
        needed = evidence.number("imaging.gate.resolution.scars", "px/mm")
        if (setting.capture.effective or 0) < needed:
            return f"move closer ({needed:g} px/mm) for proposals, or draw each scar"
        said = {0: "no place stands out", 1: "one place may be a scar"}.get(
            places, f"{places} places may be scars"
        )
        return f"{said}: confirm or draw each as scar; rolling scars do not show in one photograph"
    share = 2 * setting.scale_error
    value = zone.scars_cm2
    detail = {"drawn_count": float(zone.scars)}
    return Figure(value, value * (1 - share), value * (1 + share), detail)


def _patch(zone: Zone, setting: Setting) -> Figure | str:
    found = patch_of(setting.look.canvas, zone.mask, setting.look.skin)
    if found is None:
        return "no skin around it is in sight to compare with: leave some room around the patch"
    low, high = _around(
        found.difference, found.error, _capture("patch_contrast") * found.difference
    )
    detail = {"width_mm": found.width_mm, "orientation_coherence": found.coherence}
    return Figure(found.difference, low, high, detail)


def _density(
    name: str, zone: Zone, at: Array, lengths: Array | None, setting: Setting,
    detail: Mapping[str, float],
) -> Figure:  # fmt: skip
    """Return points or lengths per cm², with errors of sampling, capture, scale and what is missed.

    A count per area grows with the square of the scale, a length per area with the scale.
    """
    area = zone.blocks.sizes / setting.look.canvas.px_per_mm**2 / MM2_PER_CM2
    held = zone.blocks.counts(at, lengths)
    value = float(held.sum() / area.sum())
    power = 2 if lengths is None else 1
    low, high = _around(
        value,
        ratio_error(held, area),
        _capture(name) * value,
        power * setting.scale_error / Z_90 * value,
        evidence.number(f"imaging.floor.{name}", "1"),
    )
    return Figure(value, low, high, detail)


def _resized(mask: Mask, shape: tuple[int, ...]) -> Mask:
    rows = np.arange(shape[0]) * mask.shape[0] // shape[0]
    columns = np.arange(shape[1]) * mask.shape[1] // shape[1]
    held: Mask = mask[np.ix_(rows, columns)]
    return held


FIGURES: Final[Mapping[str, Maker]] = {
    "tone_ita": _tone,
    "redness": _pigment("redness", BLOOD),
    "pigment": _pigment("pigment", MELANIN),
    "spots": _spots,
    "wrinkle_length_density": _wrinkles,
    "wrinkle_contrast": _wrinkle_contrast,
    "pore_density": _pore_density,
    "pore_diameter": _pore_diameter,
    "texture": _texture,
    "scar_area": _scars,
    "patch_contrast": _patch,
}
