"""From the bytes of an image file to an upright RGB picture without metadata."""

from __future__ import annotations

import ctypes
import hashlib
import io
import logging
import math
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageFile, UnidentifiedImageError

from neocol.record import RecordError

FORMATS: Final = ("JPEG", "PNG", "TIFF", "HEIF")
BYTES_MAX: Final = 60_000_000
PIXELS_MAX: Final = 60_000_000
PIXELS_KEPT: Final = 25_000_000
"""A larger picture is read at half size: beyond this a pore gains nothing, but memory doubles."""
SIDE_MIN_PX: Final = 200
_MEGA: Final = 1_000_000
_BITS_16_TO_8: Final = 257.0
"""65535 / 255: what a 16-bit level counts in 8-bit levels."""
_BITS: Final = 8
_SCANS_MAX: Final = 64
"""Passes over a progressive JPEG; cameras and libraries write about ten."""
_STANDARD_SUM: Final = 3685.0
"""Of the 64 luminance divisors at quality 50 (ITU-T T.81, table K.1)."""
_PERCENT: Final = 100.0
_HALF_QUALITY: Final = 5000.0
"""IJG: below quality 50 the divisors grow by 50 / quality."""
_REASON_MAX: Final = 120
_SIGNATURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC: Final = re.compile(rb".{4}ftyp(he[iv]|mif1|msf1)", re.DOTALL)
_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""A JPEG segment: not a stuffed byte, not a restart."""
_START_OF_SCAN: Final = b"\xda"
_END_OF_IMAGE: Final = b"\xd9"
_MODES: Final = frozenset("1 L LA La P PA RGB RGBA RGBa RGBX CMYK YCbCr".split())
_PROFILED: Final = frozenset({"RGB", "RGBA", "CMYK", "L"})
_TURNS: Final = (
    None, None,
    Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)  # fmt: skip
"""How to turn upright, by the EXIF orientation."""
_SRGB_PRIMARIES: Final = (1, 2)
"""Of an nclx profile in HEIC: those of sRGB, and unspecified (ITU-T H.273)."""
_DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error, TypeError, LookupError,
    ArithmeticError, AttributeError, RuntimeError, AssertionError,
)  # fmt: skip
"""What decoders are known to raise on damaged files."""


def _keep_decoders_quiet() -> None:
    """Keep Pillow, and the TIFF library of its wheels, off the terminal; errors still raise."""
    logging.getLogger("PIL").addHandler(logging.NullHandler())
    for path in (Path(Image.__file__).parents[1] / "pillow.libs").glob("libtiff*"):
        ctypes.CDLL(str(path)).TIFFSetErrorHandler(None)


_keep_decoders_quiet()
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture; nothing that says whom it shows, when or where.

    Attributes
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    sha256 : str
        Of the file.
    wide_gamut : bool
        The file held a profile other than sRGB, from which colours were converted.
    jpeg_quality : float or None
        0 to 100 as libjpeg counts it, estimated from the luminance divisors to 1.5 above 30, too
        high below; None where the file
        is no JPEG (PNG and TIFF are lossless as a rule, HEIC tells nothing of the kind).
    focal_35mm : float or None
        Focal length in mm on a frame of 36 × 24 mm, of the uncropped photograph.
    shrink : int
        Pixels of the file per pixel of `rgb`, along a side.
    note : str
        What had to be converted or left out, if anything.
    """

    rgb: NDArray[np.uint8]
    sha256: str
    wide_gamut: bool
    jpeg_quality: float | None = None
    focal_35mm: float | None = None
    shrink: int = 1
    note: str = ""


def read_picture(data: bytes) -> Picture:
    """Decode an image, turn it upright and forget who, when and where.

    Of several pictures in one file the first is read, which every viewer shows first.

    Raises
    ------
    RecordError
        When it is no image, truncated, too large, too small, or holds samples whose brightness
        cannot be known (floating point, 32 bit).

    Limits
    ------
    Levels become 8-bit sRGB. More than 25 megapixels are read at half size.
    """
    if len(data) > BYTES_MAX:
        raise RecordError(f"larger than {BYTES_MAX / _MEGA:.0f} MB")
    try:
        with warnings.catch_warnings(), _whole_files_only():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decoded(data)
    except RecordError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RecordError(f"more than {PIXELS_MAX / _MEGA:.0f} megapixels") from None
    except _DAMAGE as error:
        raise RecordError(_damage(data, error)) from None


def _decoded(data: bytes) -> Picture:
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    _check_size(width, height)
    notes = _check_kind(image, data)
    profile = image.info.get("icc_profile")
    quality = _jpeg_quality(image)
    shrink = 1 if width * height <= PIXELS_KEPT else 2
    if shrink > 1:
        image.draft(image.mode, (width // shrink, height // shrink))
        notes.append("read at half size")
    image.load()
    _check_size(*image.size)
    turn, focal = _from_exif(image)
    image = _averageable(image)
    if shrink > 1 and image.size == (width, height):
        image = image.reduce(shrink)
    image, wide = _to_srgb(image, profile, notes)
    if turn is not None:
        image = image.transpose(turn)
    rgb = np.ascontiguousarray(np.asarray(image, dtype=np.uint8))
    sha256 = hashlib.sha256(data).hexdigest()
    return Picture(rgb, sha256, wide, quality, focal, shrink, "; ".join(notes))


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """Refuse truncated files, although another library (WeasyPrint) lets Pillow accept them."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _damage(data: bytes, error: BaseException) -> str:
    """Return one line that says what is wrong with a file that a decoder gave up on."""
    if isinstance(error, UnidentifiedImageError):
        if not data.startswith(_SIGNATURES) and not _HEIC.match(data):
            return "not a JPEG, PNG, TIFF or HEIC image"
        return "damaged image: its header cannot be read"
    reason = " ".join(str(error).partition("\n")[0].split()).lower()
    return f"damaged image: {reason[:_REASON_MAX] or 'cannot be decoded'}"


def _check_size(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise RecordError(f"{width}x{height} px is more than {PIXELS_MAX / _MEGA:.0f} megapixels")
    if min(width, height) < SIDE_MIN_PX:
        raise RecordError(f"{width}x{height} px is too small: at least {SIDE_MIN_PX} px a side")


def _check_kind(image: Image.Image, data: bytes) -> list[str]:
    """Return notes on what will be converted, before anything is decoded."""
    if image.mode not in _MODES and not image.mode.startswith("I;16"):
        raise RecordError(
            f"samples of kind {image.mode}, whose brightness is unknown: save as JPEG or 8-bit RGB"
        )
    if image.format == "JPEG" and _scans(data) > _SCANS_MAX:
        raise RecordError(f"damaged image: more than {_SCANS_MAX} passes")
    notes = []
    deep = ";16" in f"{image.mode} {getattr(image, 'tile', '')}"
    if deep or int(image.info.get("bit_depth") or _BITS) > _BITS:
        notes.append("levels reduced to 8 bit")
    if image.mode == "CMYK":
        notes.append("converted from printing colours (CMYK)")
    primaries = (image.info.get("nclx_profile") or {}).get("color_primaries", 1)
    if primaries not in _SRGB_PRIMARIES and not image.info.get("icc_profile"):
        notes.append("colours of a wider gamut were read as sRGB")
    # A photograph of a phone may carry a preview or a depth map besides; they are not missed.
    if image.format in {"PNG", "TIFF"} and getattr(image, "is_animated", False):
        notes.append("several pictures in the file: the first was read")
    return notes


def _scans(data: bytes) -> int:
    """Count the passes of a JPEG: thousands of empty ones would take minutes to decode."""
    count, at = 0, 2
    while (found := _MARKER.search(data, at)) and found[1] != _END_OF_IMAGE:
        at = found.end()
        at += int(struct.unpack_from(">H", data, at)[0]) if at + 1 < len(data) else 0
        count += found[1] == _START_OF_SCAN
        if count > _SCANS_MAX:
            break
    return count


def _jpeg_quality(image: Image.Image) -> float | None:
    tables: dict[int, Any] = getattr(image, "quantization", None) or {}
    if not tables:
        return None
    scale = _PERCENT * sum(tables[min(tables)]) / _STANDARD_SUM
    quality: float = _PERCENT - scale / 2 if scale <= _PERCENT else _HALF_QUALITY / scale
    return round(quality, 1)


def _from_exif(image: Image.Image) -> tuple[Image.Transpose | None, float | None]:
    """Return the turn to upright and the focal length; EXIF that cannot be read says nothing."""
    turn, focal = None, None
    try:
        exif = image.getexif()
        turn = _TURNS[int(exif.get(ExifTags.Base.Orientation, 1))]
        told = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.FocalLengthIn35mmFilm)
        focal = None if told is None else float(told)
    except _DAMAGE:
        pass
    usable = focal is not None and math.isfinite(focal) and focal > 0
    return turn, focal if usable else None


def _averageable(image: Image.Image) -> Image.Image:
    """Return levels of 8 bit, of colours and not of palettes."""
    if image.mode.startswith("I;16"):
        levels = np.asarray(image).astype(np.uint16, copy=False)
        return Image.fromarray(cv2.convertScaleAbs(levels, alpha=1 / _BITS_16_TO_8))
    if image.mode in {"P", "PA"}:
        clear = image.mode == "PA" or "transparency" in image.info
        return image.convert("RGBA" if clear else "RGB")
    simple = {"1": "L", "La": "LA", "RGBa": "RGBA"}.get(image.mode)
    return image if simple is None else image.convert(simple)


def _to_srgb(
    image: Image.Image, profile: bytes | None, notes: list[str]
) -> tuple[Image.Image, bool]:
    """Return 8-bit sRGB; transparency is laid on white."""
    wide = False
    if profile:
        image, wide = _converted(image, profile, notes)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    return (image if image.mode == "RGB" else image.convert("RGB")), wide


def _converted(image: Image.Image, profile: bytes, notes: list[str]) -> tuple[Image.Image, bool]:
    """Convert from the file's own colour profile; a profile that cannot be used is ignored."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(own).strip()
        if "srgb" in name.lower() or image.mode not in _PROFILED:
            return image, False
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        made = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, *_DAMAGE):
        notes.append("a colour profile that cannot be used was ignored")
        return image, False
    return (image if made is None else made), image.mode != "L"
