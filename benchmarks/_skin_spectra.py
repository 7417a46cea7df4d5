"""Skin colour from the spectra of its pigments, so that what inverts a colour has not made it.

Light passes the epidermis as through a filter of melanin, is scattered back by the dermis with its
blood, and is partly thrown back in again at the surface: Kubelka and Munk's endless layer under a
filter, with Saunderson's correction for the surface. Pigments and scattering are published
(Jacques, Phys Med Biol 2013, 58:R37; Prahl, omlc.org/spectra/hemoglobin). No photon wanders
sideways: right for the colour of an even patch, not for the blur around a small one.

Melanin lies in clumps. Were it spread evenly, dark skin would come out orange; here its amount
varies from place to place as a gamma distribution, whose mean filter is (1 + x/k)^−k in place of
exp(−x). That k, the echo of the horny layer above it and the bloodless absorption were chosen so
that colours fall where skin lies (L* 75, a* 4, b* 14 when light and pale; 33, 9, 15 when darkest).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

WAVELENGTHS_NM = np.arange(380.0, 731.0, 10.0)

# Molar extinction in 1/cm per mol/l, one value each 10 nm from 380 nm on.
OXYHAEMOGLOBIN = np.array([
    109564, 167748, 266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209.2, 26629.2, 23684.4,
    20932.8, 20035.2, 24202.4, 39956.8, 53236, 43016, 32613.2, 44496, 50104, 14400.8, 3200, 1506,
    942, 610, 442, 368, 319.6, 294, 277.6, 276, 290, 314, 348, 390,
])  # fmt: skip
DEOXYHAEMOGLOBIN = np.array([
    145232, 167780, 223296, 303956, 407560, 528600, 413280, 103292, 23388.8, 16156.4, 14550, 16684,
    20862, 25773.6, 31589.6, 39036.4, 46592, 53412, 53788, 45072, 37020, 28324.4, 14677.2, 9443.6,
    6509.6, 5148.8, 4345.2, 3750.12, 3226.56, 2795.12, 2407.92, 2051.96, 1794.28, 1540.48, 1325.88,
    1102.2,
])  # fmt: skip
BLOOD_MOL_PER_L = 150.0 / 64_500.0

EPIDERMIS_CM = 0.006
DIFFUSE_PATH = 2.0  # diffuse light crosses a thin layer on twice its thickness
OUTSIDE, INSIDE = 0.04, 0.50  # share thrown back at the surface, from outside and from within
ECHO = 0.02  # share that the horny layer sends back before any melanin
CLUMPING = 1.5
BLOODLESS = 0.7  # of Jacques's absorption of skin without blood and melanin

MOST_MELANIN, MOST_BLOOD = 0.6, 0.2
CAMERAS = {"nikon": "Nikon 5100 (NPL)", "sigma": "Sigma SDMerill (NPL)"}
SRGB_FROM_XYZ = np.array([
    [3.2404542, -1.5371385, -0.4985314],
    [-0.9692660, 1.8760108, 0.0415560],
    [0.0556434, -0.2040259, 1.0572252],
])  # fmt: skip


def reflectance(melanin, blood, oxygenation: float = 0.7) -> np.ndarray:
    """Return the diffuse reflectance of skin, without its gloss.

    Parameters
    ----------
    melanin
        Volume fraction of melanosomes in the epidermis: 0.004 in the lightest, 0.3 in the darkest.
    blood
        Volume fraction of blood in the dermis: 0.004 in pale, 0.01 in rosy, 0.03 in flushed skin.
    oxygenation
        Share of the haemoglobin that carries oxygen.

    Returns
    -------
    array, shape (..., 36)
        One value for each of `WAVELENGTHS_NM`; the leading axes are those of the arguments.
    """
    melanin, blood = np.broadcast_arrays(np.asarray(melanin, float), np.asarray(blood, float))
    melanin, blood = melanin[..., None], blood[..., None]
    bloodless = BLOODLESS * (0.244 + 85.3 * np.exp(-(WAVELENGTHS_NM - 154.0) / 66.2))
    melanosome = 6.6e11 * WAVELENGTHS_NM**-3.33
    haemoglobin = oxygenation * OXYHAEMOGLOBIN + (1.0 - oxygenation) * DEOXYHAEMOGLOBIN
    whole_blood = np.log(10.0) * BLOOD_MOL_PER_L * haemoglobin
    scattering = 46.0 * (WAVELENGTHS_NM / 500.0) ** -1.421

    dermis = blood * whole_blood + (1.0 - blood) * bloodless
    ratio = 2.0 * dermis / (0.75 * scattering)
    below = 1.0 + ratio - np.sqrt(ratio**2 + 2.0 * ratio)
    there_and_back = 2.0 * DIFFUSE_PATH * EPIDERMIS_CM
    clumps = (1.0 + there_and_back * melanin * melanosome / CLUMPING) ** -CLUMPING
    within = below * clumps * np.exp(-there_and_back * (1.0 - melanin) * bloodless)
    returned = (1.0 - INSIDE) * within / (1.0 - INSIDE * within)
    return ECHO + (1.0 - OUTSIDE - ECHO) * returned


def linear_rgb(reflectance, camera: str = "cie") -> np.ndarray:
    """Return linear sRGB under D65 of surfaces given by their reflectance; white is (1, 1, 1).

    Parameters
    ----------
    reflectance
        Shape (..., 36), at `WAVELENGTHS_NM`.
    camera
        "cie" for the standard observer of 1931 (2°); "nikon" or "sigma" for a camera's own curves,
        balanced on white, with the 3×3 matrix that fits the ColorChecker best.

    Returns
    -------
    array, shape (..., 3)
        Not clipped.
    """
    return np.asarray(reflectance, float) @ _weights(camera)


def srgb_encoded(linear) -> np.ndarray:
    """Return sRGB in 0..1 of linear light, which is clipped to it first."""
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def photographed(light: np.ndarray, camera, rng: np.random.Generator) -> np.ndarray:
    """Return what a `Camera` of `_skin_phantoms` makes of linear light: sRGB, uint8."""
    signal = light * np.float32(camera.exposure) * np.array(camera.white_balance, np.float32)
    spread = np.float32(camera.noise) * np.sqrt(0.1 + 0.9 * signal)
    signal += spread * rng.standard_normal(signal.shape, np.float32)
    rgb = np.rint(255.0 * srgb_encoded(signal)).astype(np.uint8)
    if camera.jpeg_quality is None:
        return rgb
    options = [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg_quality]
    file = cv2.imencode(".jpg", rgb[..., ::-1], options)[1]
    return np.ascontiguousarray(cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1])


def lab(linear_rgb) -> np.ndarray:
    """Return CIELAB (D65) of linear sRGB, shape (..., 3)."""
    xyz_from_srgb = np.linalg.inv(SRGB_FROM_XYZ)
    relative = np.asarray(linear_rgb, float) @ xyz_from_srgb.T / xyz_from_srgb.sum(axis=1)
    bent = np.where(
        relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29
    )
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def ita_deg(linear_rgb) -> np.ndarray:
    """Return the individual typology angle atan2(L* − 50, b*) of linear sRGB, in degrees."""
    lightness, _, yellow = np.moveaxis(lab(linear_rgb), -1, 0)
    return np.degrees(np.arctan2(lightness - 50.0, yellow))


@dataclass(frozen=True)
class ColourTable:
    """Linear RGB over melanin and blood, tabulated closely enough to read between the lines.

    The table is even in the square roots of both, and holds the logarithm of the colour.
    """

    density: np.ndarray

    def image(self, melanin: np.ndarray, blood: np.ndarray) -> np.ndarray:
        """Return the linear picture (..., 3), float32, of maps of melanin and blood."""
        steps = np.array(self.density.shape[1:]) - 1
        at = [
            np.sqrt(np.clip(amount, 0.0, most) / most) * last
            for amount, most, last in zip(
                (melanin, blood), (MOST_MELANIN, MOST_BLOOD), steps, strict=True
            )
        ]
        planes = [map_coordinates(plane, at, order=1, output=np.float32) for plane in self.density]
        return np.exp(np.stack(planes, axis=-1))


@cache
def colour_table(camera: str = "cie", oxygenation: float = 0.7) -> ColourTable:
    """Return the colours that a camera sees, for melanin up to 0.6 and blood up to 0.2.

    Reading it is within 0.1 % of `linear_rgb(reflectance(…))`; what lies beyond gets the last.
    """
    melanin = MOST_MELANIN * np.linspace(0.0, 1.0, 161)[:, None] ** 2
    blood = MOST_BLOOD * np.linspace(0.0, 1.0, 121)[None, :] ** 2
    colours = linear_rgb(reflectance(melanin, blood, oxygenation), camera)
    return ColourTable(np.moveaxis(np.log(colours), -1, 0).astype(np.float32))


@cache
def _weights(camera: str) -> np.ndarray:
    """Return what turns a reflectance into linear sRGB, shape (36, 3)."""
    observer, light = _observer_and_light()
    exact = (observer * light[:, None]) @ SRGB_FROM_XYZ.T
    exact /= exact.sum(axis=0)
    if camera == "cie":
        return exact
    raw = _sensitivities(camera) * light[:, None]
    raw /= raw.sum(axis=0)
    return raw @ _fitted(_training_patches() @ raw, _training_patches() @ exact)


def _fitted(seen: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the least-squares 3×3 matrix from `seen` to `wanted` that keeps white white."""
    matrix = np.empty((3, 3))
    against = seen[:, :2] - seen[:, 2:]
    for channel in range(3):
        first_two = np.linalg.lstsq(against, wanted[:, channel] - seen[:, 2], rcond=None)[0]
        matrix[:, channel] = [*first_two, 1.0 - first_two.sum()]
    return matrix


@cache
def _colour():
    """Return the package colour-science; slow to load, and it warns of what it does not find."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
    return colour


def _sampled(spectrum) -> np.ndarray:
    """Return a spectrum of colour-science at `WAVELENGTHS_NM`, nought outside its own range."""
    values = spectrum.values.reshape(spectrum.wavelengths.size, -1)
    columns = [
        np.interp(WAVELENGTHS_NM, spectrum.wavelengths, column, left=0.0, right=0.0)
        for column in values.T
    ]
    return np.stack(columns, axis=-1)


def _observer_and_light() -> tuple[np.ndarray, np.ndarray]:
    colour = _colour()
    observer = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"]
    return _sampled(observer), _sampled(colour.SDS_ILLUMINANTS["D65"])[:, 0]


def _sensitivities(camera: str) -> np.ndarray:
    return np.maximum(_sampled(_colour().MSDS_CAMERA_SENSITIVITIES[CAMERAS[camera]]), 0.0)


@cache
def _training_patches() -> np.ndarray:
    patches = _colour().SDS_COLOURCHECKERS["ColorChecker N Ohta"].values()
    return np.stack([_sampled(patch)[:, 0] for patch in patches])
