"""What lies outside of what studies did: followed or predicted all the same, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neocol import evidence

_UNITS: Final = {
    "needle": "mm",
    "density": "1/cm2",
    "sessions": "1",
    "interval": "d",
    "follow_up": "d",
    "age": "y",
    "dose_over_the_histology_series": "1",
}


def outside_trials(values: Mapping[str, Sequence[float]]) -> tuple[str, ...]:
    """Say which values lie outside of what was trialled.

    Parameters
    ----------
    values : mapping of str to sequence of float
        By name of ``healing.trialled``, in its unit.

    Returns
    -------
    tuple of str
        A sentence for every name with a value outside.
    """
    found = []
    for name, given in values.items():
        unit = _UNITS[name]
        _, low, high = evidence.span(f"healing.trialled.{name}", unit)
        outside = [value for value in given if not low <= value <= high]
        if outside:
            shown = "" if unit == "1" else f" {unit}"
            found.append(
                f"{name.replace('_', ' ')} {round(outside[0], 2):g}{shown} is outside the "
                f"{low:g} to {high:g}{shown} of the evidence"
            )
    return tuple(found)
