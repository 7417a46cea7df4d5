"""What the published models share: how to follow a run and compare with a printed number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

State = NDArray[np.float64]


def follow(
    slope: Callable[[float, State], State],
    start: Sequence[float] | State,
    days: Sequence[float] | State,
    events: Sequence[Callable[[float, State], float]] = (),
) -> Any:
    """Return the run from day 0 to the last of ``days``, as scipy gives it."""
    run = solve_ivp(
        slope,
        (0.0, days[-1]),
        start,
        method="LSODA",
        t_eval=days,
        events=list(events),
        rtol=1e-10,
        atol=1e-12,
    )
    assert run.success, run.message
    return run


def printed(number: str) -> Any:
    """Return what equals all that rounds to ``number``: half of its last digit either way."""
    half = Decimal((0, (5,), int(Decimal(number).as_tuple().exponent) - 1))
    return pytest.approx(float(number), rel=0, abs=float(half))
