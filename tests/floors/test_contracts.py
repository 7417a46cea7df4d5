"""The walls of the house: every contract is kept, and each one catches its own violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]

VIOLATIONS = {
    "Floors": ("twin/needling.py", "import neocol.planning"),
    "Stages": ("recovery/calendar.py", "import neocol.consult"),
    "No engine room knows Django": ("consult/candidacy.py", "import django"),
    "Words and rules": ("rules/engine.py", "import numpy"),
    "Only the imaging room": ("planning/plan.py", "import cv2"),
    "No engine room reaches the network": ("imaging/__init__.py", "import socket"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the source, so that walls can be broken in it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_is_kept(copy: Path) -> None:
    result = _lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in result.stdout


def test_every_contract_has_a_violation_here() -> None:
    for contract in CONTRACTS:
        assert sum(contract["name"].startswith(start) for start in VIOLATIONS) == 1


@pytest.mark.parametrize("start", VIOLATIONS)
def test_a_broken_wall_is_seen(copy: Path, start: str) -> None:
    file, line = VIOLATIONS[start]
    path = copy / "src" / "neocol" / file
    whole = path.read_text("utf-8")
    path.write_text(f"{whole}\n{line}\n", "utf-8")
    try:
        result = _lint(copy)
    finally:
        path.write_text(whole, "utf-8")
    name = next(c["name"] for c in CONTRACTS if c["name"].startswith(start))
    assert result.returncode != 0
    assert f"{name} BROKEN" in result.stdout


def test_a_room_without_a_floor_is_seen(copy: Path) -> None:
    room = copy / "src" / "neocol" / "attic"
    room.mkdir()
    (room / "__init__.py").touch()
    try:
        result = _lint(copy)
    finally:
        shutil.rmtree(room)
    assert result.returncode != 0
    assert "attic" in result.stdout


def test_screening_loads_nothing_heavy() -> None:
    heavy = ("numpy", "scipy", "cv2", "django", "fhir", "rich", "weasyprint", "PIL")
    code = (
        "import sys, neocol.cli, neocol.cli.answers, neocol.consult, neocol.exchange.casefile;"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
