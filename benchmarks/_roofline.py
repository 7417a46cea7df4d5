"""What this machine can do at most, and what a step of the twin asks of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import numpy as np
from numba import njit

from neocol.twin.ensemble import scratch
from neocol.twin.kernels.lanes import put, row

REPEATS = 5
COUNT = """
import json
import operator
import numpy as np
from neocol.twin.kernels import course, step
from neocol.twin.kernels.layout import FIELDS, GRID, LUMPED, PARAMETERS

done = 0

class Number:
    def __init__(self, value):
        self.value = float(value)

def counted(function):
    def apply(self, other):
        global done
        done += 1
        return Number(function(self.value, getattr(other, "value", other)))
    return apply

for name in ("add", "sub", "mul", "truediv"):
    function = getattr(operator, name)
    setattr(Number, f"__{name}__", counted(function))
    setattr(Number, f"__r{name}__", counted(lambda a, b, f=function: f(b, a)))
Number.__gt__ = lambda self, other: self.value > getattr(other, "value", other)
Number.__abs__ = lambda self: Number(abs(self.value))

def column(rows):
    return np.array([Number(x) for x in np.random.default_rng(1).random(rows)], object)

def flops(n):
    global done
    rate, grid, _, y, new, k1, k2, work, scale, *_ = map(column, course.scratch_rows(n))
    done = 0
    step.first_stage(rate, grid, y, Number(0.1), n, work, k1, new)
    step.second_stage(rate, grid, y, Number(0.1), n, work, k1, k2, new, scale)
    return done

print(json.dumps({"two": flops(2), "ten": flops(10)}))
"""


def flops_of_a_step(cells: int) -> int:
    """Return the additions, multiplications and divisions of one member's step, by counting them.

    The kernels' own source is run, not compiled, on numbers that count what is done to them.
    """
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    said = subprocess.run(
        [sys.executable, "-c", COUNT], env=environment, check=True, capture_output=True, text=True
    )
    two, ten = json.loads(said.stdout).values()
    return two + (ten - two) * (cells - 2) // 8


@njit
def _multiply_add(count, x):
    c, d = row(x, 12), row(x, 13)
    a0, a1, a2, a3, a4, a5 = row(x, 0), row(x, 1), row(x, 2), row(x, 3), row(x, 4), row(x, 5)
    a6, a7, a8, a9, b0, b1 = row(x, 6), row(x, 7), row(x, 8), row(x, 9), row(x, 10), row(x, 11)
    for _ in range(count):
        a0, a1, a2 = a0 * c + d, a1 * c + d, a2 * c + d
        a3, a4, a5 = a3 * c + d, a4 * c + d, a5 * c + d
        a6, a7, a8 = a6 * c + d, a7 * c + d, a8 * c + d
        a9, b0, b1 = a9 * c + d, b0 * c + d, b1 * c + d
    put(x, 0, a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + b0 + b1)


@njit
def _triad(count, a, b, c):
    for _ in range(count):
        for i in range(a.shape[0]):
            put(a, i, row(b, i) + 0.5 * row(c, i))


def peak_gflops(precision: type = np.float64) -> float:
    """Return the multiply-adds of one core, in 1e9 operations a second."""
    x = scratch(10, np.dtype(precision)).y
    x[:] = 0.25
    count = 2_000_000
    _multiply_add(10, x)
    return 24 * x.shape[1] * count / _best(lambda: _multiply_add(count, x)) / 1e9


def bandwidth_gb_s(kilobytes: float) -> float:
    """Return the traffic of one core over three arrays of so many kilobytes together, in GB/s."""
    rows = max(int(kilobytes * 1024 / 3 / 64), 1)
    a, b, c = (on_a_boundary(rows) for _ in range(3))
    count = max(int(2e8 / (rows * 192)), 1)
    _triad(1, a, b, c)
    return count * rows * 192 / _best(lambda: _triad(count, a, b, c)) / 1e9


def on_a_boundary(rows: int) -> np.ndarray:
    """Return zeros of shape (rows, 8) that begin where a vector may be loaded in one piece."""
    raw = np.zeros(rows * 8 + 8)
    begin = -raw.ctypes.data % 64 // 8
    return raw[begin : begin + rows * 8].reshape(rows, 8)


def _best(run) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)
