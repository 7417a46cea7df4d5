"""The measures of one zone: value, nine-in-ten interval, state and reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from neocol.imaging.carry import LINES, along_the_light, strictest, verdicts
from neocol.imaging.figures import FIGURES, Setting, Zone
from neocol.record import Measure

_DIGITS: Final = 3
UNITS: Final[Mapping[str, str]] = {
    "tone_ita": "deg",
    "redness": "OD",
    "pigment": "OD",
    "spots": "1/cm2",
    "wrinkle_length_density": "mm/cm2",
    "wrinkle_contrast": "OD",
    "pore_density": "1/cm2",
    "pore_diameter": "mm",
    "texture": "OD",
    "scar_area": "cm2",
    "patch_contrast": "dE00",
}
_DRAWN_ONLY: Final = frozenset({"patch_contrast"})


def measures_of(zone: Zone, setting: Setting) -> dict[str, Measure]:
    """Return every measure of the contract for a zone.

    Limits
    ------
    A refused measure has no value: it is never estimated.
    """
    return {
        name: _measure(name, zone, setting)
        for name in UNITS
        if zone.drawn or name not in _DRAWN_ONLY
    }


def _measure(name: str, zone: Zone, setting: Setting) -> Measure:
    against = list(verdicts(name, setting.capture, zone.shown))
    state, reason = strictest(against)
    if state == "refused":
        return Measure(unit=UNITS[name], state="refused", reason=reason)
    figure = FIGURES[name](zone, setting)
    if isinstance(figure, str):
        return Measure(unit=UNITS[name], state="refused", reason=figure)
    state, reason = strictest([*against, *figure.beware])
    if name in LINES and state == "ok":
        reason = along_the_light(setting.capture)
    return Measure(
        value=round(figure.value, _DIGITS),
        unit=UNITS[name],
        low=round(min(figure.low, figure.value), _DIGITS),
        high=round(max(figure.high, figure.value), _DIGITS),
        state=state,
        reason=reason,
        detail={key: round(value, _DIGITS) for key, value in figure.detail.items()},
    )
