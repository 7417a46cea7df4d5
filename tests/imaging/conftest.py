"""A photograph with a face that comes with a development dependency, and blanks we draw."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image


def encoded(rgb: np.ndarray, format: str = "JPEG", **options: object) -> bytes:
    """Return an image file as bytes."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format, **options)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def portrait() -> np.ndarray:
    """Return a portrait of shape (512, 512, 3): scikit-image's astronaut."""
    from skimage import data

    return np.asarray(data.astronaut())


@pytest.fixture(scope="session")
def portrait_jpeg(portrait: np.ndarray) -> bytes:
    """Return the portrait as a JPEG file."""
    return encoded(portrait, quality=95)
