"""Fixtures shared by all rooms."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.pictures import encoded

# No test is judged by the clock. In CI the same examples run each time; at home new ones are tried.
settings.register_profile("neocol", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("neocol")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of shared test data beside the checkout; skip when it is not there."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no shared/data beside this checkout: the project's own inputs still run")
    return folder


@pytest.fixture(scope="session")
def published_cases(shared_data: Path) -> Path:
    """Return the folder with the 20 candidacy cases and 16 triage situations."""
    return shared_data / "cases"


@pytest.fixture(scope="session")
def portrait() -> np.ndarray:
    """Return a portrait of shape (512, 512, 3): scikit-image's astronaut."""
    from skimage import data

    return np.asarray(data.astronaut())


@pytest.fixture(scope="session")
def portrait_jpeg(portrait: np.ndarray) -> bytes:
    """Return the portrait as a JPEG file."""
    return encoded(portrait, quality=95)
