"""Which pigment a difference of colour speaks of, when cameras and skins do not agree on colours.

A patch that is darker than its surround is explained by melanin, by blood, by both, or by a shadow,
with each of several published and derived colours of the pigments. What explains the patch well
weighs much; how far the good explanations lie apart is part of the interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neocol import evidence

Array = NDArray[np.float64]

MELANIN, BLOOD = 0, 1
_GREY: Final = 1 / np.sqrt(3)
_SHADOW: Final = np.full(3, _GREY)
"""The colour of a shadow: every channel darkens alike."""
_TEN: Final = 10
_KEPT: Final = 256
_SHADES: Final = 6
"""Colours of melanin between its spectrum and the greyest that the skin's tone allows."""
_TOLERANCE: Final = 0.06
"""Share of a difference that an explanation may leave: cameras round and mix their colours."""
_BOTH: Final = 0.3
"""Prior weight of two pigments at once, beside one alone."""
_STEADY: Final = 0.01
"""Keeps colours that lie close together from tearing a difference apart."""
_CODED: Final = 2.2
"""Levels of a picture are about this root of light."""
_TRUST_LEAST: Final = 0.1
_LIGHT: Final = 0.45
_DARK: Final = 1.25
"""Densities of green between which skin goes from light to dark."""
_NOTHING: Final = 1e-6
_QUANTILES: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Share:
    """One pigment's part in a difference of colour, as density along its own colour.

    Attributes
    ----------
    value, low, high : float
        Mean over the explanations, and where nine in ten of their weight lie.
    """

    value: float
    low: float
    high: float


def explained(difference: Array, surround: Array, *, shadow: bool) -> tuple[Share, Share]:
    """Return what melanin and what blood add in a patch.

    Parameters
    ----------
    difference : array of shape (3,)
        Density of the patch above its surround, of linear red, green and blue.
    surround : array of shape (3,)
        Density of the surround: on dark skin melanin is greyer.
    shadow : bool
        Whether it may be no pigment at all but a shadow; a patch that somebody drew is none.

    Limits
    ------
    A grey difference on dark skin may be melanin or a shadow; no picture tells.
    """
    if np.abs(difference).max() < _NOTHING:
        return Share(0.0, 0.0, 0.0), Share(0.0, 0.0, 0.0)
    trust = _trust(surround)
    held = _explanations(round(_darkness(surround), 1), shadow, trust)
    amounts = np.maximum(held.inverse @ (difference * trust), 0)
    rest = difference - np.einsum("eck,ec->ek", held.colours, amounts)
    share = np.square(rest * trust).sum(1) / np.square(difference * trust).sum()
    weights = held.prior * np.exp(-share / (2 * _TOLERANCE**2))
    if weights.sum() <= 0:
        weights = held.prior * (share == share.min())
    melanin, blood = (_share(amounts[:, pigment], weights) for pigment in (MELANIN, BLOOD))
    return melanin, blood


def _share(amounts: Array, weights: Array) -> Share:
    order = np.argsort(amounts)
    heaped = np.cumsum(weights[order]) / weights.sum()
    low, high = (float(amounts[order][np.searchsorted(heaped, q)]) for q in _QUANTILES)
    return Share(float(np.average(amounts, weights=weights)), low, high)


def matrix_of(surround: Array, *, shadow: bool) -> Array:
    """Return the map from density to melanin and blood, shape (2, 3), for skin of this tone.

    Parameters
    ----------
    surround : array of shape (3,)
    shadow : bool
        Leave out what is grey, as far as melanin on this tone is not grey itself.
    """
    melanins, bloods = _colours(round(_darkness(surround), 1))
    colours = [_unit(melanins[:_SHADES].mean(0)), _unit(bloods.mean(0))]
    trust = np.array(_trust(surround))
    held = np.array([*colours, _SHADOW] if shadow else colours) * trust
    steady = held @ held.T + _STEADY * np.eye(len(held))
    matrix: Array = np.linalg.solve(steady, held)[: len(colours)] * trust
    return matrix


def _trust(surround: Array) -> tuple[float, float, float]:
    """Return how far each channel is to be trusted, the best one 1.

    A level of 8 bits, and the noise and compression that go with it, is worth more density the
    darker the channel: blue on dark skin tells little.
    """
    light = np.exp(-np.asarray(surround, np.float64) * np.log(_TEN) / _CODED)
    red, green, blue = np.round(light / light.max(), 1)
    return (
        max(float(red), _TRUST_LEAST),
        max(float(green), _TRUST_LEAST),
        max(float(blue), _TRUST_LEAST),
    )


def _darkness(surround: Array) -> float:
    return float(np.clip((surround[1] - _LIGHT) / (_DARK - _LIGHT), 0, 1))


@lru_cache(maxsize=_KEPT)
def _colours(darkness: float) -> tuple[Array, Array]:
    """Return colours of melanin and of blood as unit vectors, shapes (m, 3) and (b, 3)."""
    light, dark = (
        evidence.number(f"imaging.unmix.melanin.greyest_{end}", "1") for end in ("light", "dark")
    )
    greyest = light + (dark - light) * darkness
    pure = _named("melanin.spectral")
    shades = [_unit((1 - grey) * pure + grey * _GREY) for grey in np.linspace(0, greyest, _SHADES)]
    melanins = np.array([*shades, _named("melanin.fitted")])
    bloods = np.array([_named(f"blood.{name}") for name in ("spectral", "fitted", "lips")])
    return melanins, bloods


def _named(key: str) -> Array:
    return _unit(np.array(evidence.numbers(f"imaging.unmix.{key}", "1")))


def _unit(vector: Array) -> Array:
    unit: Array = vector / np.linalg.norm(vector)
    return unit


class _Explanations(NamedTuple):
    """Ways to explain a difference.

    Colours of melanin, blood and shadow as rows, zeros for what takes no part, shape (e, 3, 3);
    what turns a difference into their amounts, likewise; how likely each is beforehand, shape (e,).
    """

    colours: Array
    inverse: Array
    prior: Array


@lru_cache(maxsize=_KEPT)
def _explanations(
    darkness: float, shadow: bool, trust: tuple[float, float, float]
) -> _Explanations:
    melanins, bloods = _colours(darkness)
    none, grey = np.zeros_like(_SHADOW), _SHADOW
    both = _BOTH / (len(melanins) * len(bloods))
    found = [((melanin, none, none), 1 / len(melanins)) for melanin in melanins]
    found += [((none, blood, none), 1 / len(bloods)) for blood in bloods]
    found += [((melanin, blood, none), both) for melanin, blood in product(melanins, bloods)]
    if shadow:
        found += [((none, none, grey), 1.0)]
        found += [((melanin, none, grey), _BOTH / len(melanins)) for melanin in melanins]
        found += [((none, blood, grey), _BOTH / len(bloods)) for blood in bloods]
    colours = np.array([held for held, _ in found])
    inverse = np.linalg.pinv(np.swapaxes(colours * np.array(trust), 1, 2))
    return _Explanations(colours, inverse, np.array([prior for _, prior in found]))
