"""Dose laws: three ways in which more needling may, or may not, make more of a change.

No human trial shows how depth, density, interval or number of sessions change the result, so the
law is one of the things that are not known: each member of the posterior lives under one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

LAWS: Final = ("linear", "saturating", "flat")


def sizes(log_size: Any, saturation: Any, xp: Any = np) -> Any:
    """Return the size of a response under every law, over that of the histology series' course.

    Parameters
    ----------
    log_size : array
        Logarithm of the twin's own, which grows as the injury does.
    saturation : array, broadcast to `log_size`
        Dose, over the series', at which the saturating law has made 63 % of all that it can.
    xp : module
        ``numpy``, or another module with the same functions.

    Returns
    -------
    array of shape (laws, ...)

    Notes
    -----
    With q the twin's own size and s the saturation: linear q, saturating
    (1 - e^(-q/s)) / (1 - e^(-1/s)), flat 1. All are 1 for the course of the series.
    """
    linear = xp.exp(log_size)
    saturating = xp.expm1(-linear / saturation) / xp.expm1(-1.0 / saturation)
    return xp.stack([linear, saturating, xp.ones_like(linear)])
