"""What the benchmarks share: which machine it was, and how figures are asked for and printed."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable


def machine() -> dict[str, object]:
    """Return what the figures of a run depend on."""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
    }


def show(about: str | None, measure: Callable[[bool], dict[str, object]]) -> None:
    """Measure, quickly where the command line asks for it, and print a line for every figure."""
    parser = argparse.ArgumentParser(description=(about or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    asked = parser.parse_args()
    told(measure(asked.quick), as_json=asked.json)


def told(figures: dict[str, object], *, as_json: bool) -> None:
    """Print figures and the machine: one document, or a line for each."""
    found = {**figures, **machine()}
    if as_json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:28}{value}")
