"""Reading: upright, without metadata, or one clear sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from neocol.imaging.reading import read_picture
from neocol.record import RecordError
from tests.pictures import encoded

GRADIENT = np.dstack([np.tile(np.arange(256, dtype=np.uint8), (300, 1))] * 3)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_lossless_files_are_read_exactly(format: str) -> None:
    assert np.array_equal(read_picture(encoded(GRADIENT, format)).rgb, GRADIENT)


def test_a_picture_is_turned_upright() -> None:
    image = Image.fromarray(GRADIENT)
    exif = image.getexif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "PNG", exif=exif)
    assert read_picture(buffer.getvalue()).rgb.shape == (256, 300, 3)


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray(GRADIENT[:, :, 0]),
        Image.fromarray(GRADIENT[:, :, 0].astype(np.uint16) * 257),
        Image.fromarray(GRADIENT).convert("RGBA"),
        Image.fromarray(GRADIENT).convert("LA"),
    ],
)
def test_other_modes_become_rgb(image: Image.Image) -> None:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    rgb = read_picture(buffer.getvalue()).rgb
    assert rgb.dtype == np.uint8
    assert np.abs(rgb.astype(int) - GRADIENT).max() <= 3


def test_cmyk_becomes_rgb() -> None:
    buffer = io.BytesIO()
    Image.fromarray(GRADIENT).convert("CMYK").save(buffer, "JPEG")
    assert read_picture(buffer.getvalue()).rgb.shape == (300, 256, 3)


WHOLE = encoded(np.random.default_rng(1).integers(0, 255, (300, 300, 3), np.uint8))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_jpeg_is_refused(
    kept: float, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after another library has told Pillow to be lenient (WeasyPrint does)."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    with pytest.raises(RecordError, match=r"damaged image|not a JPEG"):
        read_picture(WHOLE[: int(len(WHOLE) * kept)])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a JPEG"),
        (b"hello", "not a JPEG"),
        (encoded(GRADIENT[:50, :50], "PNG"), "too small"),
        (encoded(GRADIENT, "GIF"), "not a JPEG"),
    ],
)
def test_what_is_no_usable_picture_says_why(data: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        read_picture(data)


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    bomb = encoded(np.zeros((9000, 9000), np.uint8), "PNG")
    assert len(bomb) < 1_000_000
    with pytest.raises(RecordError, match="megapixels"):
        read_picture(bomb)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_a_picture_or_a_record_error(at: int, noise: bytes) -> None:
    try:
        rgb = read_picture(WHOLE[:at] + noise + WHOLE[at + len(noise) :]).rgb
    except RecordError as error:
        assert "\n" not in str(error)
    else:
        assert rgb.ndim == 3
