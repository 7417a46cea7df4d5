"""Reading: upright, without metadata, or one clear sentence."""

from __future__ import annotations

import base64
import io
import zlib
from dataclasses import fields

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from neocol.imaging.reading import Picture, read_picture
from neocol.record import RecordError
from tests.pictures import encoded

# 320 × 240 px, written by pillow-heif with the EXIF orientation 6 and a focal length of 26 mm.
HEIC = zlib.decompress(
    base64.b85decode(
        "c-"
        "muNV30{GsVvAy%}izhg51nBLl8SRGck>UfpKAOYDppk1Sn>t<P<^K3<a6VB@Af5Br_);Y>0~k0}}%yh{bpmLNhQh$pOWHfcY^@ga"
        "KrjMP_DR8bkpQivl^RU}Zox8D+_a3`l~EASJF9nPBC71(_we3{aH}4>Aji3V`&1%!1^6AYB2}>&(au5}E*3Wb=XH&)*+E7#R4O6M"
        "#A-92j{R|NjRmU<RpR1|geWOb&@aNo^-aMl_iPTpavj(JNJ!?cBkUVW0pMV+Iinib+8A>@JK4i#8-"
        "V0Id;D&d({zOU|hP3iC3sH2{S~GK&jRA^v3qDfs}z0tJ~Bnc%?S;NSpKoS8-"
        "WB|w`PBr*$fVZqJFz{uLj#LUtPWJ_fhrKUl}`I1wLlfmH&^f}Xv+>}IML@-"
        "HdFs={cm{DKe@KZ25zRknfHoYP2%p;lCS027rka{ezTu1BUjTQA@?nvCrl>6SGCRL|$YD>Su{<tVP?|t`m4z*4!*!DCg<HvXHFo%"
        "t4i7z|Z7M}1(@u)h+YNxV#_Qo6UUgmu|#NcD{YoAEO&12G<2Mc5$&bb+H^Dp^O{5$Vs9Kq*o-"
        "E}uFtBQOw<vHUmEk5RgeM0jtPDp#R)1g*L`E$cWt(~_Pr>wXfGw=Amm*-"
        "huZ%w~1)s%iTXSONFrWMclCT|zEUhL9dUEXTC#KBw7r}jSc=4VARbI(4~TE0))RbdaOMX-"
        "K!chjqNi#yIYK00=MTfOV)W1qgv$=bJn7n4|_OYFh7O~u!bul#dAPT}aoWZt~Q8yasmpLi@Eu)pfKlN+PzteiW{j}zA}J>96iHCV"
        "N#so=8^C)4B%w(0MWYz}KR2w1M2@&88R+Jky28`}9&u9{0OJY2kRS!_|}yY152&K8$v{bo^j)qU4$eAjF9VTrcO=JOZLe`&X^am("
        "Df=^P>c(Wi|zCrg)e@B1~m`KLVpOXkJS5{op987}BQdbjKhV@<s0jZ426_UGuEl-"
        "~+V&lYMpWV+_k@xAJ2PoHUJa^OnOK05!qQLX92iLYj~u4;X9S|*2uSMt4roz4Ok<B-"
        "D8r3%Y8)o5P4l)m8SI!#3$AM1Pb_#2!>EI-"
        "{oZ~5hJMECc9M>{$u#9q(auDHqkH=AI8Z`2zd#dn!{Juw!*G{XkTHom?LT0kBL0}CTRIKQz0u^pojD3t?K6Oh-Q$-"
        "n~5Q!X8<aCR6d;rS+JrvkGq;}TY=dMQLo1)Ij?2NeJS!vJ8H"
    )
)
GRADIENT = np.dstack([np.tile(np.arange(256, dtype=np.uint8), (300, 1))] * 3)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_lossless_files_are_read_exactly(format: str) -> None:
    assert np.array_equal(read_picture(encoded(GRADIENT, format)).rgb, GRADIENT)


CORNERED = np.zeros((300, 400, 3), np.uint8)
CORNERED[:100, :100] = 255
"""White in the upper left corner."""


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_turned_upright(format: str, turn: int) -> None:
    """Stored as each orientation would store it, it comes back as it was."""
    back = (None, None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180,
            Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_90,
            Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_270)[turn]  # fmt: skip
    image = Image.fromarray(CORNERED)
    stored = image if back is None else image.transpose(back)
    exif = Image.Exif()
    exif[0x0112] = turn
    rgb = read_picture(saved(stored, format, exif=exif)).rgb
    assert rgb.shape == CORNERED.shape
    assert np.abs(rgb.astype(int) - CORNERED)[20:80, 20:80].max() < 20
    assert rgb[220:, 320:].max() < 20


def test_heic_is_read_and_turned_as_the_phone_says() -> None:
    picture = read_picture(HEIC)
    assert picture.rgb.shape == (320, 240, 3)
    # Stored, red rises to the right and green downwards; turned by a quarter, down and to the left.
    red, green, _ = np.moveaxis(picture.rgb.astype(int), -1, 0)
    assert red[300].mean() > red[20].mean() + 150
    assert green[:, 20].mean() > green[:, 220].mean() + 150
    assert picture.focal_35mm == 26
    assert picture.jpeg_quality is None


def test_nothing_leaves_but_pixels_and_technical_facts() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Jane Roe"
    exif[0x9C9B] = "Jane"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)
    exif.get_ifd(0x8769)[0xA405] = 27
    picture = read_picture(saved(Image.fromarray(GRADIENT), "JPEG", exif=exif))
    assert "Jane" not in repr(picture)
    assert picture.focal_35mm == 27
    assert {field.name for field in fields(Picture)} == {
        "rgb", "sha256", "wide_gamut", "jpeg_quality", "focal_35mm", "shrink", "note"
    }  # fmt: skip


@pytest.mark.parametrize("told", [0, None])
def test_a_focal_length_that_is_not_known_is_none(told: int | None) -> None:
    exif = Image.Exif()
    if told is not None:
        exif.get_ifd(0x8769)[0xA405] = told
    assert read_picture(saved(Image.fromarray(GRADIENT), "JPEG", exif=exif)).focal_35mm is None


@pytest.mark.parametrize("quality", [30, 50, 75, 85, 92, 98])
def test_the_quality_of_a_jpeg_is_estimated(quality: int) -> None:
    found = read_picture(encoded(GRADIENT, "JPEG", quality=quality)).jpeg_quality
    assert found == pytest.approx(quality, abs=1.5)


def test_the_worst_quality_is_still_told_from_a_bad_one() -> None:
    found = read_picture(encoded(GRADIENT, "JPEG", quality=10)).jpeg_quality
    assert found is not None
    assert found < 20


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_lossless_files_have_no_such_quality(format: str) -> None:
    assert read_picture(encoded(GRADIENT, format)).jpeg_quality is None


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
def test_a_very_large_picture_is_read_at_half_size(format: str) -> None:
    large = np.zeros((5001, 6001, 3), np.uint8)
    large[:2500, :3000] = 200
    lean = {"compression": "tiff_lzw"} if format == "TIFF" else {}
    picture = read_picture(encoded(large, format, **lean))
    assert picture.rgb.shape == (2501, 3001, 3)
    assert picture.shrink == 2
    assert "half size" in picture.note
    assert abs(int(picture.rgb[1240, 1490, 0]) - 200) < 4
    assert picture.rgb[1260, 1490, 0] < 4


def test_an_ordinary_picture_is_not_shrunk_and_needs_no_note() -> None:
    picture = read_picture(encoded(GRADIENT))
    assert (picture.shrink, picture.note, picture.wide_gamut) == (1, "", False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (saved(Image.fromarray(GRADIENT).convert("CMYK"), "JPEG"), "CMYK"),
        (cv2.imencode(".png", GRADIENT.astype(np.uint16) * 257)[1].tobytes(), "8 bit"),
        (cv2.imencode(".tiff", GRADIENT.astype(np.uint16) * 257)[1].tobytes(), "8 bit"),
        (saved(Image.fromarray(GRADIENT), "TIFF", save_all=True,
               append_images=[Image.fromarray(GRADIENT[::-1])]), "the first was read"),
        (saved(Image.fromarray(GRADIENT), "PNG", save_all=True,
               append_images=[Image.fromarray(GRADIENT[::-1])]), "the first was read"),
        (saved(Image.fromarray(GRADIENT), "PNG", icc_profile=b"nonsense"), "profile"),
    ],
)  # fmt: skip
def test_what_was_converted_is_noted(data: bytes, said: str) -> None:
    picture = read_picture(data)
    assert said in picture.note
    assert np.abs(picture.rgb.astype(int) - GRADIENT).max() <= 4


def test_the_extra_pictures_of_a_phone_are_not_worth_a_note() -> None:
    data = saved(Image.fromarray(GRADIENT), "MPO", save_all=True,
                 append_images=[Image.fromarray(GRADIENT[::-1])])  # fmt: skip
    picture = read_picture(data)
    assert picture.note == ""
    assert np.abs(picture.rgb.astype(int) - GRADIENT).max() <= 4


def test_a_profile_of_srgb_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = read_picture(saved(Image.fromarray(GRADIENT), "PNG", icc_profile=profile))
    assert np.array_equal(picture.rgb, GRADIENT)
    assert not picture.wide_gamut


def test_transparency_is_laid_on_white() -> None:
    clear = np.dstack([GRADIENT, np.full(GRADIENT.shape[:2], 0, np.uint8)])
    assert (read_picture(encoded(clear, "PNG")).rgb == 255).all()


@pytest.mark.parametrize("kind", ["F", "I"])
def test_samples_of_unknown_brightness_are_refused(kind: str) -> None:
    image = Image.fromarray(GRADIENT[:, :, 0]).convert(kind)
    with pytest.raises(RecordError, match="brightness is unknown"):
        read_picture(saved(image, "TIFF"))


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
