"""Image files for tests."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def encoded(rgb: np.ndarray, format: str = "JPEG", **options: object) -> bytes:
    """Return an image file as bytes."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format, **options)
    return buffer.getvalue()
