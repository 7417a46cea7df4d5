"""From the bytes of an image file to an upright RGB picture without metadata."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from neocol.record import RecordError

FORMATS: Final = ("JPEG", "PNG", "TIFF")
BYTES_MAX: Final = 60_000_000
PIXELS_MAX: Final = 60_000_000
_MEGA: Final = 1_000_000
SIDE_MIN_PX: Final = 200
_BITS_16_TO_8: Final = 257.0
"""65535 / 255: what a 16-bit level counts in 8-bit levels."""
_LEVELS: Final = 255


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture.

    Attributes
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    wide_gamut : bool
        The file held a profile other than sRGB, from which colours were converted.
    """

    rgb: NDArray[np.uint8]
    sha256: str
    wide_gamut: bool


def read_picture(data: bytes) -> Picture:
    """Decode an image, turn it upright and forget everything else it said.

    Raises
    ------
    RecordError
        When it is no image, truncated, too large or too small.
    """
    if len(data) > BYTES_MAX:
        raise RecordError(f"larger than {BYTES_MAX / _MEGA:.0f} MB")
    try:
        with warnings.catch_warnings(), _whole_files_only():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(*image.size)
            profile = image.info.get("icc_profile")
            image.load()
            image = ImageOps.exif_transpose(image)
            rgb, wide = _to_srgb(image, profile)
    except RecordError:
        raise
    except UnidentifiedImageError:
        raise RecordError(f"not a {', '.join(FORMATS)} image") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RecordError(f"more than {PIXELS_MAX / _MEGA:.0f} megapixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        reason = str(error).partition("\n")[0].lower() or "cannot be decoded"
        raise RecordError(f"damaged image: {reason}") from None
    return Picture(rgb, hashlib.sha256(data).hexdigest(), wide)


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """Refuse truncated files, although another library (WeasyPrint) lets Pillow accept them."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_size(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise RecordError(f"{width}x{height} px is more than {PIXELS_MAX / _MEGA:.0f} megapixels")
    if min(width, height) < SIDE_MIN_PX:
        raise RecordError(f"{width}x{height} px is too small: at least {SIDE_MIN_PX} px a side")


def _to_srgb(image: Image.Image, profile: bytes | None) -> tuple[NDArray[np.uint8], bool]:
    """Return 8-bit sRGB; transparency is laid on white."""
    if image.mode.startswith(("I", "F")):
        levels = np.asarray(image, dtype=np.float64) / _BITS_16_TO_8
        image = Image.fromarray(np.clip(levels, 0, _LEVELS).astype(np.uint8))
    wide = False
    if profile:
        image, wide = _converted(image, profile)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), dtype=np.uint8)), wide


def _converted(image: Image.Image, profile: bytes) -> tuple[Image.Image, bool]:
    """Convert from the file's own colour profile; a profile that cannot be used is ignored."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(own).strip()
        if "srgb" in name.lower() or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
            return image, False
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        made = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image, False
    return (image if made is None else made), image.mode != "L"
