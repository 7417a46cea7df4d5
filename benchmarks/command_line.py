"""How long the command line keeps a person waiting, beside a peer in the same run.

The peer is a bare ``python -c "import typer"``: what any Typer program costs on this machine.
Runs are interleaved (ours, peer, ours, …), so that a drifting machine hits both.

    python benchmarks/command_line.py [--quick] [--json]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figures import show

CASE = {
    "id": "bench",
    "consult_date": "2026-03-16",
    "patient": {
        "age": 58,
        "sex": "F",
        "fitzpatrick": "II",
        "pregnancy": "no",
        "lactation": "no",
        "conditions": ["mechanical mitral valve"],
        "medications": [{"text": "coumadin 4mg", "status": "current"}],
        "allergies": [],
        "recent_procedures": [],
        "concerns": "neck lines",
        "planned_areas": "neck",
    },
}
COURSE = {
    "sessions": [{"day": 0, "device": "pen", "needle_mm": 1.0, "passes": 16}],
    "days": 180,
    "members": 50,
}
PEER = [sys.executable, "-c", "import typer"]
GOALS_S = {"help": 0.4, "screen": 1.0, "simulate": 1.5}


def once(command: list[str]) -> float:
    """Return the wall-clock seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(runs: int) -> dict[str, object]:
    """Time help, screening one case, a course on the twin, and the peer, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        case, course = Path(folder) / "case.json", Path(folder) / "course.json"
        case.write_text(json.dumps(CASE), encoding="utf-8")
        course.write_text(json.dumps(COURSE), encoding="utf-8")
        neocol = [sys.executable, "-m", "neocol"]
        commands = {
            "help": [*neocol, "--help"],
            "screen": [*neocol, "screen", str(case), "--json"],
            "simulate": [*neocol, "simulate", str(course), "--json"],
            "peer": PEER,
        }
        for command in commands.values():
            once(command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(once(command))
    median = {name: statistics.median(found) for name, found in times.items()}
    return {
        "seconds_help": round(median["help"], 3),
        "seconds_screen": round(median["screen"], 3),
        "seconds_simulate": round(median["simulate"], 3),
        "seconds_peer": round(median["peer"], 3),
        "ratio_help_to_peer": round(median["help"] / median["peer"], 2),
        "ratio_screen_to_peer": round(median["screen"] / median["peer"], 2),
        "help_within_goal": median["help"] <= GOALS_S["help"],
        "screen_within_goal": median["screen"] <= GOALS_S["screen"],
        "ratio_simulate_to_peer": round(median["simulate"] / median["peer"], 2),
        "simulate_within_goal": median["simulate"] <= GOALS_S["simulate"],
        "runs": runs,
    }


if __name__ == "__main__":
    show(__doc__, lambda quick: measure(5 if quick else 21))
