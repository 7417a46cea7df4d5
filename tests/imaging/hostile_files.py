"""Image files that mean no good, or are merely strange: cut, corrupted, huge, trapped."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from tests.imaging.test_reading import HEIC
from tests.pictures import encoded

# White, 9000 × 9000 px.
HEIC_BOMB = zlib.decompress(
    base64.b85decode(
        "c-rmOKWtJ#90%~<z1LDuz&2`eXpGpJuyp8T2Zt9$qg^ykb@TNV!X-SoAS#;1ye1k=j7hDFF%FbCxT%wECv-GUU34*N2b~#-"
        "v8i`}4o#fzXY&1VaQ}V}KKvjDL^M&X-"
        "%+K43`j>Pi!){%O20@X=EFkWr+#Ehi{;v2OiBiI+7~Bfx!QY@yhlRcbcm&XPc(N%KTJwlDfXsj^{Ac{oWZPgE0{6Ew37AkZ^~DxY"
        "D)JTQUz7r-_>d7glm>odP!Ry`nB8b5*>1{>no0VA}RLvOoD4NT+_BT9naUB(`SX)x6`BxS1JDKTIJR1iyzzBW;-"
        "HEMrP~&g1%xTFFw@XE_nKd4hPk8trC<QdO1ZgokK_D4OQsByUAStPNPaTq*-"
        "y}@wo0XQiXpCsB1E`?6^a^82NC~*Y%s5&51X|qhqb9Rx7)+v$p1EdvRjhX6%a8rPE)6&gBOmy-wokm1s~cYc0LrTK;+b)JDTL#HH"
        "8Kv+?g8`wn^^J!GJ8$ysH=(Dh*97*i}5Pgqn#d}E-9O)x+t7#v-"
        "cSz&;fZZbfeZ!<vL_81`EF*qnhhJoQR0|SHO(z$2f;EppeY}z*rPuVwc`1Oo^wr?0&Vqkb_-"
        ";gNTHyn7xpbiZF&?RT>8xAt~KBO)(_$=lb)FB5$&+r@u)6!iSV1NOJe;C$bfB^;=V1NMz7+`<_1{h#~0R|XgfB^;=V1NMz7+`<_1"
        "{h#~0R|XgfB^;=V1NMz7+`<_1{h#~0R|ZO8vgHgv;7;_{d?p"
    )
)
RNG = np.random.default_rng(7)
SMOOTH = np.dstack(
    [np.add.outer(np.arange(240) * a, np.arange(320) * 0.4) + 20 for a in (0.5, 0.3, 0.2)]
).astype(np.uint8)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int,
    height: int,
    *middle: bytes,
    bits: int = 8,
    colour: int = 2,
    interlace: int = 0,
    rows: bytes | None = None,
) -> bytes:
    """A PNG, black unless rows are given, with chunks of any kind before the pixels."""
    if rows is None:
        rows = bytes(black_rows(width, height, bits * (1, 0, 3, 1, 2, 0, 4)[colour], interlace))
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            *middle,
            chunk(b"IDAT", zlib.compress(rows, 1)),
            chunk(b"IEND", b""),
        ]
    )


def black_rows(width: int, height: int, bits: int, interlace: int) -> int:
    """How many bytes the rows of a PNG take."""
    if not interlace:
        return height * (1 + (width * bits + 7) // 8)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
              (0, 1, 1, 2)]  # fmt: skip
    total = 0
    for x, y, across, down in passes:
        wide, high = -((x - width) // across), -((y - height) // down)
        total += high * (1 + (wide * bits + 7) // 8) if wide > 0 else 0
    return total


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_with(*segments: bytes) -> bytes:
    """A JPEG with segments put behind its first two bytes."""
    return PLAIN["jpeg"][:2] + b"".join(segments) + PLAIN["jpeg"][2:]


def resized_jpeg(width: int, height: int, data: bytes | None = None) -> bytes:
    """A JPEG that declares another size."""
    data = data or PLAIN["jpeg"]
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def tiff(tags: list[tuple[int, int, int, int]], after: int = 0, tail: bytes = b"") -> bytes:
    """A TIFF of one directory: (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + body + struct.pack("<I", after) + tail


def grey_tiff(width: int, height: int, *more: tuple[int, int, int, int], after: int = 0) -> bytes:
    start = 8 + 2 + 12 * (9 + len(more)) + 4
    size = min(width * height, 240 * 320)
    return tiff(
        [
            (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1),
            (262, 3, 1, 1), (273, 4, 1, start), (277, 3, 1, 1), (278, 4, 1, height),
            (279, 4, 1, size), *more,
        ],
        after,
        bytes(size),
    )  # fmt: skip


def resized_heic(width: int, height: int, data: bytes = HEIC) -> bytes:
    at = data.find(b"ispe") + 8
    return data[:at] + struct.pack(">II", width, height) + data[at + 8 :]


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opencv(extension: str, array: np.ndarray) -> bytes:
    return cv2.imencode(extension, array)[1].tobytes()


PLAIN = {
    "jpeg": encoded(SMOOTH, "JPEG", quality=80),
    "progressive": encoded(SMOOTH, "JPEG", quality=80, progressive=True),
    "png": encoded(SMOOTH, "PNG"),
    "tiff": encoded(SMOOTH, "TIFF"),
    "tiff-lzw": encoded(SMOOTH, "TIFF", compression="tiff_lzw"),
    "tiff-deflate": encoded(SMOOTH, "TIFF", compression="tiff_adobe_deflate"),
    "tiff-jpeg": encoded(SMOOTH, "TIFF", compression="jpeg"),
    "heic": HEIC,
}


def truncated() -> Iterator[tuple[str, bytes]]:
    for name, data in PLAIN.items():
        for share in (0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.99):
            yield f"{name} cut at {share:.0%}", data[: int(len(data) * share)]


def corrupted() -> Iterator[tuple[str, bytes]]:
    for name, data in PLAIN.items():
        for turn in range(6):
            harmed = bytearray(data)
            reach = len(data) if turn % 2 else min(len(data), 600)
            for at in RNG.integers(4, reach, 4 + turn):
                harmed[at] = RNG.integers(256)
            yield f"{name} corrupted {turn}", bytes(harmed)


def strangers() -> Iterator[tuple[str, bytes]]:
    image = Image.fromarray(SMOOTH)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.jpg", "x" * 1000)
    yield "nothing", b""
    yield "one byte", b"\xff"
    yield "text", b"hello\n" * 100
    yield "zip", archive.getvalue()
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>'
    yield "pdf", saved(image, "PDF")
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 400\n"
    yield "gif", saved(image.convert("P"), "GIF")
    yield (
        "animated gif",
        saved(
            image.convert("P"), "GIF", save_all=True, append_images=[image.convert("P").rotate(9)]
        ),
    )
    yield "webp", saved(image, "WEBP")
    yield "animated webp", saved(image, "WEBP", save_all=True, append_images=[image.rotate(9)])
    for other in ("BMP", "PPM", "ICO", "TGA", "JPEG2000", "AVIF", "PCX", "DDS"):
        yield other.lower(), saved(image, other)
    yield "random", RNG.bytes(20_000)
    for name, start in {"jpeg": b"\xff\xd8\xff\xe0", "png": b"\x89PNG\r\n\x1a\n", "tiff": b"II*\0",
                        "bigtiff": b"II+\0", "heic": b"\0\0\0\x18ftypheic"}.items():  # fmt: skip
        yield f"random behind a {name} signature", start + RNG.bytes(20_000)
    yield "zeros behind a jpeg signature", b"\xff\xd8\xff" + bytes(100_000)
    yield "html", b"<!doctype html><title>404</title>"


def sizes() -> Iterator[tuple[str, bytes]]:
    for side in (1, 2, 199):
        small = SMOOTH[:side, :side]
        for name in ("JPEG", "PNG", "TIFF"):
            yield f"{name} of {side} px", encoded(small, name)
    for width, height in ((30_000, 30_000), (60_000, 999), (0, 0), (0, 400), (1_000_000, 1)):
        what = f"declares {width}x{height}"
        yield f"png {what}", png(width, height, rows=b"\0" * 1000)
        yield f"tiff {what}", grey_tiff(width, height)
        yield f"heic {what}", resized_heic(width, height)
        if width < 65_536:
            yield f"jpeg {what}", resized_jpeg(width, height)
    yield "jpeg declares 65535x65535", resized_jpeg(65_535, 65_535)
    yield "jpeg declares 7000x7000", resized_jpeg(7000, 7000)
    yield "progressive declares 7000x7000", resized_jpeg(7000, 7000, PLAIN["progressive"])
    yield "tiff declares 7000x7000", grey_tiff(7000, 7000)
    yield "heic declares 7000x7000", resized_heic(7000, 7000)
    yield "png declares 2^31", png(2**31 - 1, 2**31 - 1, rows=b"\0")
    black = Image.new("RGB", (9000, 9000))
    yield "png bomb", png(9000, 9000)
    yield "tiff bomb", saved(black, "TIFF", compression="tiff_adobe_deflate")
    yield "heic bomb", HEIC_BOMB
    yield "heic bomb that declares 300x300", resized_heic(300, 300, HEIC_BOMB)
    yield "png of 60 megapixels", png(7700, 7700)
    yield "png of 60 megapixels, 16 bit and alpha", png(7700, 7700, bits=16, colour=6)
    yield "png of 60 megapixels, interlaced", png(7700, 7700, interlace=1)
    large = Image.new("RGB", (7700, 7700), "tan")
    yield "jpeg of 60 megapixels", saved(large, "JPEG")
    yield "progressive of 60 megapixels", saved(large, "JPEG", progressive=True)
    yield "cmyk of 60 megapixels", saved(large.convert("CMYK"), "JPEG")
    yield "tiff of 60 megapixels", saved(large, "TIFF", compression="tiff_lzw")
    yield "palette of 60 megapixels", saved(Image.new("P", (7700, 7700)), "PNG")
    yield "1-bit tiff of 60 megapixels", saved(Image.new("1", (7700, 7700)), "TIFF")
    yield "16-bit tiff of 60 megapixels", opencv(".tiff", np.zeros((7700, 7700), np.uint16))


def kinds() -> Iterator[tuple[str, bytes]]:
    image = Image.fromarray(SMOOTH)
    deep = SMOOTH.astype(np.uint16) * 257
    floats = SMOOTH.astype(np.float32) / 255
    holes = np.where(floats > 0.5, np.nan, floats)
    yield "16-bit grey png", opencv(".png", deep[:, :, 0])
    yield "16-bit rgb png", opencv(".png", deep)
    yield "16-bit rgb tiff", opencv(".tiff", deep)
    yield "16-bit grey tiff", opencv(".tiff", deep[:, :, 0])
    yield "float tiff with NaN", saved(Image.fromarray(holes[:, :, 0]), "TIFF")
    yield "float rgb tiff with NaN", opencv(".tiff", holes)
    yield "32-bit tiff", saved(Image.fromarray(deep[:, :, 0].astype(np.int32)), "TIFF")
    for mode, name in {"CMYK": "JPEG", "1": "PNG", "P": "PNG", "LA": "PNG", "RGBA": "PNG",
                         "L": "JPEG", "YCbCr": "TIFF", "LAB": "TIFF"}.items():  # fmt: skip
        source = (
            ImageCms.profileToProfile(
                image,
                ImageCms.createProfile("sRGB"),
                ImageCms.createProfile("LAB"),
                outputMode=mode,
            )
            if mode == "LAB"
            else image.convert(mode)
        )
        yield f"{mode} {name}", saved(source, name)
    yield "cmyk tiff", saved(image.convert("CMYK"), "TIFF")
    yield "fax tiff", saved(image.convert("1"), "TIFF", compression="group4")
    yield "transparent palette", saved(image.convert("P"), "PNG", transparency=3)
    yield "palette without a palette", png(300, 300, colour=3)
    yield "impossible depth", png(300, 300, bits=3)
    yield "interlaced", png(300, 300, interlace=1)
    yield "animated png", saved(image, "PNG", save_all=True, append_images=[image.rotate(9)])
    yield "animated png of a million", png(300, 300, chunk(b"acTL", struct.pack(">II", 10**6, 0)))
    yield "pages", saved(image, "TIFF", save_all=True, append_images=[image.rotate(9)] * 3)
    yield "mpo", saved(image, "MPO", save_all=True, append_images=[image.rotate(9)])
    yield "bigtiff", saved(image, "TIFF", big_tiff=True)


def traps() -> Iterator[tuple[str, bytes]]:
    image = Image.fromarray(SMOOTH)
    exif = b"Exif\0\0"
    loop = b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 0x8769, 4, 1, 8, 8)
    yield "exif loop", jpeg_with(segment(0xE1, exif + loop))
    yield "exif garbage", jpeg_with(segment(0xE1, exif + RNG.bytes(60_000)))
    yield "exif cut", jpeg_with(segment(0xE1, exif + b"MM\0*\0\0\0\x08\0\xff"))
    yield "exif far away", jpeg_with(segment(0xE1, exif + b"MM\0*\xff\xff\xff\xf0"))
    yield "exif of 30 MB", png(300, 300, chunk(b"eXIf", b"MM\0*" + bytes(30_000_000)))
    yield "exif of many segments", jpeg_with(*[segment(0xE1, exif + bytes(65_000))] * 300)
    for turn in (0, 9, 65_535):
        tags = Image.Exif()
        tags[0x0112] = turn
        yield f"orientation {turn}", saved(image, "JPEG", exif=tags)
    words = b"MM\0*" + struct.pack(">IHHHI4sI", 8, 1, 0x0112, 2, 4, b"left", 0)
    yield "orientation in words", jpeg_with(segment(0xE1, exif + words))
    yield "icc garbage", saved(image, "PNG", icc_profile=RNG.bytes(900_000))
    yield (
        "icc cut",
        saved(
            image,
            "JPEG",
            icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()[:200],
        ),
    )
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield "icc of another space", saved(image, "JPEG", icc_profile=lab)
    bomb = zlib.compress(bytes(200_000_000), 9)
    yield "icc bomb", png(300, 300, chunk(b"iCCP", b"x\0\0" + bomb))
    yield "text bomb", png(300, 300, chunk(b"zTXt", b"x\0\0" + bomb))
    yield (
        "text bombs",
        png(300, 300, *[chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(900_000)))] * 200),
    )
    info = PngImagePlugin.PngInfo()
    info.add_text("XML:com.adobe.xmp", 'tiff:Orientation="9"')
    yield "xmp orientation 9", saved(image, "PNG", pnginfo=info)
    yield "100000 empty chunks", png(300, 300, *[chunk(b"IDAT", b"")] * 100_000)
    yield "png without pixels", b"\x89PNG\r\n\x1a\n" + png(300, 300)[8:33] + chunk(b"IEND", b"")
    yield "png of garbage", png(300, 300, chunk(b"IDAT", RNG.bytes(5000)))
    yield "png with too much", png(300, 300, rows=bytes(50_000_000))
    yield "png with too little", png(300, 300, rows=bytes(5000))
    yield "png with two headers", png(300, 300, png(9000, 9000, rows=b"")[8:33])
    yield "png with a filter unknown", png(300, 300, rows=b"\x09" * 300 * 901)
    wrong = bytearray(png(300, 300))
    wrong[40] ^= 1
    yield "png with a wrong sum", bytes(wrong)
    scan = PLAIN["progressive"].rfind(b"\xff\xda")
    yield (
        "jpeg of 20000 passes",
        resized_jpeg(
            7000,
            7000,
            PLAIN["progressive"][:-2] + PLAIN["progressive"][scan:-2] * 20_000 + b"\xff\xd9",
        ),
    )
    yield (
        "jpeg of 60 passes",
        resized_jpeg(
            7000, 7000, PLAIN["progressive"][:-2] + PLAIN["progressive"][scan:-2] * 50 + b"\xff\xd9"
        ),
    )
    yield "jpeg of 12 bit", PLAIN["jpeg"].replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c")
    yield "arithmetic jpeg", PLAIN["jpeg"].replace(b"\xff\xc0", b"\xff\xc9")
    yield "lossless jpeg", PLAIN["jpeg"].replace(b"\xff\xc0", b"\xff\xc3")
    yield "jpeg without tables", PLAIN["jpeg"].replace(b"\xff\xc4", b"\xff\xfe")
    yield "jpeg without divisors", PLAIN["jpeg"].replace(b"\xff\xdb", b"\xff\xfe")
    yield "jpeg with zero divisors", jpeg_with(segment(0xDB, bytes(65)))
    yield "jpeg with a zip behind", PLAIN["jpeg"] + b"PK\x03\x04" + RNG.bytes(5000)
    yield "jpeg of restarts", PLAIN["jpeg"][:-400] + b"\xff\xd0" * 200 + b"\xff\xd9"
    yield "jpeg segment of no length", jpeg_with(b"\xff\xe1\x00\x00")
    yield "tiff that is its own next", grey_tiff(300, 200, after=8)
    yield "tiff whose next is nowhere", grey_tiff(300, 200, after=2**31)
    yield "tiff exif that is itself", grey_tiff(300, 200, (34_665, 4, 1, 8))
    yield "tiff sub-directory that is itself", grey_tiff(300, 200, (330, 4, 1, 8))
    yield "tiff tag of 4 GB", grey_tiff(300, 200, (270, 2, 2**32 - 1, 8))
    yield "tiff tag of an unknown type", grey_tiff(300, 200, (270, 99, 4, 8))
    yield (
        "tiff of 65535 samples",
        grey_tiff(300, 200).replace(
            struct.pack("<HHII", 277, 3, 1, 1), struct.pack("<HHII", 277, 3, 1, 65_535)
        ),
    )
    yield "tiff of huge tiles", grey_tiff(300, 200, (322, 4, 1, 2**30), (323, 4, 1, 2**30))
    yield "tiff without a size", tiff([(258, 3, 1, 8)])
    yield "tiff without tags", tiff([])
    yield "tiff directory outside", b"II*\0\xff\xff\xff\x7f"
    yield "many directories", many_directories(20_000)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = 6
    yield "tiff turned", saved(image, "TIFF", tiffinfo=tags)
    yield "heic of another brand", HEIC.replace(b"ftypheic", b"ftypavif")
    yield "heic beginning only", HEIC[:28]
    yield "heic of a huge box", HEIC[:28] + b"\xff\xff\xff\xff" + HEIC[32:]
    yield "heic of an endless box", HEIC[:28] + b"\0\0\0\0" + HEIC[32:]
    yield "heic without data", HEIC[: HEIC.find(b"mdat") + 4]
    yield (
        "heic of deep boxes",
        HEIC[:28] + b"".join(struct.pack(">I", 200_000 - 8 * i) + b"moov" for i in range(20_000)),
    )
    at = HEIC.find(b"iloc")
    yield "heic whose data lie outside", HEIC[: at + 12] + b"\xff" * 16 + HEIC[at + 28 :]


def many_directories(count: int) -> bytes:
    """A TIFF of many pages of which each holds but one tag."""
    first = grey_tiff(300, 200)
    at = len(first)
    linked = first[: 8 + 2 + 12 * 9] + struct.pack("<I", at) + first[8 + 2 + 12 * 9 + 4 :]
    pages = [
        struct.pack("<HHHIII", 1, 256, 4, 1, 300, at + 18 * (page + 1) if page < count - 1 else 0)
        for page in range(count)
    ]
    return linked + b"".join(pages)


@cache
def files() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for source in (truncated, corrupted, strangers, sizes, kinds, traps):
        for name, data in source():
            assert name not in found
            found[name] = data
    return found
