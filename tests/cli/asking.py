"""Asks the command line and reads its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from neocol.cli import run


def answer(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    """Return what a verb prints with ``--json``."""
    assert run(arguments) == status
    return json.loads(capsys.readouterr().out)
