"""Close-up pictures of skin, rendered with all that is in them known.

A height field with furrows, grooves and pits is lit by one lamp and its surroundings; maps of
melanin and blood give it the colours of `_skin_spectra`. A seed's skin is the same at every
resolution and in every light. Not in it: a face's curvature, light that wanders below the surface.

Places are in mm from the upper left corner, x to the right and y down; the middle of pixel i is at
(i + 0.5) / px_per_mm. Directions are in degrees as one looks at the picture: 0 right, 90 up.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import cv2
import numpy as np
from scipy.spatial import cKDTree

from _skin_scores import darkest_across, noise_field, resampled, scattered, wavy_lines
from _skin_spectra import colour_table, ita_deg, linear_rgb, photographed, reflectance

FINE_PX_PER_MM, RELIEF_PX_PER_MM, MOTTLE_PX_PER_MM = 30.0, 20.0, 4.0
STEEPNESS = {"pore": 4.0, "icepick": 3.0, "boxcar": 12.0, "rolling": 2.0}
SCARS_MM = {"icepick": (1.0, 0.6), "boxcar": (2.5, 0.35), "rolling": (5.0, 0.25)}
LAMP_TO_LINES_DEG = {"across": 90.0, "oblique": 45.0, "along": 0.0}
SOFT_EDGE_MM, TAPER_MM, APART_MM = 0.1, 1.5, 2.0
HAIR_COLOUR = np.array([0.022, 0.016, 0.012], np.float32)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Wrinkle:
    """A groove along a polyline (n, 2); a Gaussian across, with four sigmas to its width."""

    points_mm: np.ndarray
    depth_mm: float
    width_mm: float


@dataclass(frozen=True)
class Pore:
    """A round pit; its diameter is taken at half its depth."""

    at_mm: tuple[float, float]
    diameter_mm: float
    depth_mm: float


@dataclass(frozen=True)
class Disc:
    """A spot with more melanin or blood, in fractions added to the skin's; its edge is 0.1 mm."""

    at_mm: tuple[float, float]
    diameter_mm: float
    melanin: float = 0.0
    blood: float = 0.0


@dataclass(frozen=True)
class Scar:
    """An atrophic scar with an uneven outline; its diameter is taken at half its depth."""

    kind: Literal["icepick", "boxcar", "rolling"]
    at_mm: tuple[float, float]
    diameter_mm: float
    depth_mm: float


@dataclass(frozen=True)
class Hair:
    """A dark hair along a polyline (n, 2), lying on the skin."""

    points_mm: np.ndarray
    width_mm: float = 0.08


@dataclass(frozen=True)
class Skin:
    """What colours the skin; `unevenness` is the SD of log melanin, and half that of log blood."""

    melanin: float = 0.012
    blood: float = 0.009
    oxygenation: float = 0.7
    unevenness: float = 0.05


@dataclass(frozen=True)
class Light:
    """One lamp and an even glow: flat skin gets 1, of which `ambient` is the glow's.

    `gradient` is how much more falls on the edge towards the lamp than on the far one; `gloss` is
    what a surface turned to mirror the lamp adds, as a share of white.
    """

    azimuth_deg: float = 90.0
    elevation_deg: float = 35.0
    ambient: float = 0.35
    gradient: float = 0.0
    gloss: float = 0.0


@dataclass(frozen=True)
class Camera:
    """What becomes of the light; `curves` as the camera of `_skin_spectra.linear_rgb`.

    `noise` is the SD at white, in linear light; a tenth of that variance is there in the dark.
    """

    px_per_mm: float = 10.0
    blur_px: float = 0.7
    noise: float = 0.006
    exposure: float = 1.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    jpeg_quality: int | None = None
    curves: str = "cie"


@dataclass(frozen=True)
class Scene:
    """A square of skin under a lamp before a camera; the relief has an RMS and a spacing."""

    size_mm: float = 40.0
    relief_um: float = 12.0
    relief_mm: float = 0.35
    skin: Skin = field(default_factory=Skin)
    light: Light = field(default_factory=Light)
    camera: Camera = field(default_factory=Camera)
    wrinkles: tuple[Wrinkle, ...] = ()
    pores: tuple[Pore, ...] = ()
    discs: tuple[Disc, ...] = ()
    scars: tuple[Scar, ...] = ()
    hairs: tuple[Hair, ...] = ()


@dataclass(frozen=True)
class Phantom:
    """A picture (sRGB, uint8) and what is true of it.

    `ita_deg` is the plain skin's own, to the standard observer; `disc_density` (discs, 3) is
    −log10 of what a disc's centre leaves of the plain skin's linear RGB, to this camera's curves.
    """

    rgb: np.ndarray
    scene: Scene
    ita_deg: float
    disc_density: np.ndarray

    @cached_property
    def line_contrast(self) -> np.ndarray:
        """Mean −log10 luminance of each wrinkle's darkest pixels against flat skin: (wrinkles,).

        As the camera blurs it, but without relief and noise; over the middle of its length.
        """
        scene = self.scene
        skin = replace(scene.skin, unevenness=0.0)
        light = replace(scene.light, gradient=0.0, gloss=0.0)
        bare = Scene(scene.size_mm, 0.0, 0.35, skin, light, scene.camera, scene.wrinkles)
        flat = _exposed(replace(bare, wrinkles=()), 0) @ LUMINANCE
        density = np.log10(flat / (_exposed(bare, 0) @ LUMINANCE))
        scale, lines = scene.camera.px_per_mm, scene.wrinkles
        dark = (darkest_across(density, line.points_mm, line.width_mm, scale) for line in lines)
        return np.fromiter(dark, float)


def render(scene: Scene, seed: int, *, shot: int = 0) -> Phantom:
    """Return a picture of a scene: `seed` makes the skin, `shot` only the camera's noise."""
    skin = scene.skin
    melanin = skin.melanin + np.array([0.0, *(disc.melanin for disc in scene.discs)])
    blood = skin.blood + np.array([0.0, *(disc.blood for disc in scene.discs)])
    spectra = reflectance(melanin, blood, skin.oxygenation)
    seen = linear_rgb(spectra, scene.camera.curves)
    rng = np.random.default_rng([seed, 0, shot])
    return Phantom(
        rgb=photographed(_exposed(scene, seed), scene.camera, rng),
        scene=scene,
        ita_deg=float(ita_deg(linear_rgb(spectra[0]))),
        disc_density=-np.log10(seen[1:] / seen[0]),
    )


def _exposed(scene: Scene, seed: int) -> np.ndarray:
    """Return the linear light that reaches the sensor, in pixels: (height, width, 3)."""
    camera = scene.camera
    finer = max(2, int(np.ceil(FINE_PX_PER_MM / camera.px_per_mm)))
    side = round(scene.size_mm * camera.px_per_mm)

    def pixels(fine: np.ndarray) -> np.ndarray:
        return cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA)

    surface = _Surface(scene, seed, side * finer, camera.px_per_mm * finer)
    shade, mirrored = surface.lit(scene.light)
    colours = colour_table(camera.curves, scene.skin.oxygenation)
    picture = colours.image(*map(pixels, surface.pigments())) * pixels(shade)[..., None]
    if scene.light.gloss:
        picture += pixels(mirrored)[..., None]
    if scene.hairs:
        cover = pixels(surface.under_hair())[..., None]
        picture += cover * (HAIR_COLOUR - picture)
    if camera.blur_px:
        picture = cv2.GaussianBlur(picture, (0, 0), camera.blur_px)
    return picture


class _Surface:
    """The skin of a scene on the fine grid: its height in mm, and how much glow each place sees."""

    def __init__(self, scene: Scene, seed: int, side: int, px_per_mm: float) -> None:
        self.scene, self.seed, self.side, self.px_per_mm = scene, seed, side, px_per_mm
        self.height = np.zeros((side, side), np.float32)
        self.open = np.ones((side, side), np.float32)
        for wrinkle in scene.wrinkles:
            place, off, end = self._beside(wrinkle.points_mm, wrinkle.width_mm)
            taper = np.clip(end / TAPER_MM, 0.0, 1.0)
            taper *= taper * (3.0 - 2.0 * taper)
            shape = taper * np.exp(-8.0 * (off / wrinkle.width_mm) ** 2)
            self._carve(place, shape, wrinkle.depth_mm, 2 * wrinkle.depth_mm / wrinkle.width_mm, 1)
        rng = np.random.default_rng([seed, 1])
        for pit in (*scene.pores, *scene.scars):
            kind, wobble = (pit.kind, 0.07) if isinstance(pit, Scar) else ("pore", 0.02)
            place, off, angle = self._around(pit.at_mm, 1.2 * pit.diameter_mm)
            turn = rng.uniform(0.0, 2.0 * np.pi, 2)
            lobes = np.cos(2.0 * angle + turn[0]) + np.cos(3.0 * angle + turn[1])
            share = 2.0 * off / (pit.diameter_mm * (1.0 + wobble * lobes))
            shape = 0.5 ** (share ** STEEPNESS[kind])
            self._carve(place, shape, pit.depth_mm, 2.0 * pit.depth_mm / pit.diameter_mm, 2)
        self.deepest = -float(self.height.min())
        if scene.relief_um:
            self.height += self._stretched(_relief(scene, np.random.default_rng([seed, 2])))

    def _carve(self, place, shape, depth_mm: float, aspect: float, ways: int) -> None:
        """Press a shape in; the bottom sees the sky of a slot (1 way) or of a well (2 ways)."""
        self.height[place] = np.minimum(self.height[place], -depth_mm * shape)
        sky = (1.0 + aspect**2) ** (-0.5 * ways)
        self.open[place] = np.minimum(self.open[place], 1.0 - (1.0 - sky) * shape)

    def _around(self, at_mm, reach_mm: float):
        """Return a window of the grid, and how far (mm) and where to it is from a place."""
        spans, axes = [], []
        for middle in at_mm:
            low, high = ((middle + reach_mm * np.array([-1.0, 1.0])) * self.px_per_mm).astype(int)
            span = slice(max(low, 0), max(min(high + 1, self.side), 0))
            axes.append((np.arange(self.side)[span] + 0.5) / self.px_per_mm - middle)
            spans.append(span)
        x, y = np.meshgrid(*axes)
        return (spans[1], spans[0]), np.hypot(x, y), np.arctan2(y, x)

    def _beside(self, points_mm, reach_mm: float):
        """Return the places near a polyline, how far off they are, and how far from its end."""
        line, along = resampled(points_mm, 0.02)
        reach_px = int(np.ceil(reach_mm * self.px_per_mm)) + 1
        near = np.zeros((self.side, self.side), np.uint8)
        drawn = np.rint(line * self.px_per_mm - 0.5).astype(np.int32)
        cv2.polylines(near, [drawn], isClosed=False, color=1, thickness=2 * reach_px)
        place = np.nonzero(near)
        at = (np.stack(place[::-1], axis=-1) + 0.5) / self.px_per_mm
        off, nearest = cKDTree(line).query(at)
        return place, off, np.minimum(along[nearest], along[-1] - along[nearest])

    def _stretched(self, coarse: np.ndarray) -> np.ndarray:
        return cv2.resize(coarse, (self.side, self.side), interpolation=cv2.INTER_CUBIC)

    def lit(self, light: Light) -> tuple[np.ndarray, np.ndarray]:
        """Return the light on the skin (1 where flat) and what it mirrors to the camera."""
        azimuth, rise = np.radians(light.azimuth_deg), np.radians(light.elevation_deg)
        right, down = np.cos(azimuth), -np.sin(azimuth)
        slope_y, slope_x = np.gradient(self.height, 1.0 / self.px_per_mm)
        upright = 1.0 / np.sqrt(1.0 + slope_x**2 + slope_y**2)
        towards = -(slope_x * np.float32(right) + slope_y * np.float32(down))
        facing = np.maximum(towards * np.float32(np.cos(rise)) + np.float32(np.sin(rise)), 0.0)
        direct = facing * upright * self._unshaded(right, down, np.tan(rise)) / np.sin(rise)
        middle = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side - 0.5
        fall = 1.0 + light.gradient * (right * middle[None, :] + down * middle[:, None])
        shade = (light.ambient * self.open + (1.0 - light.ambient) * direct) * fall
        half = 0.5 * (np.pi / 2.0 + rise)
        mirror = (towards * np.cos(half) + np.sin(half)) * upright
        return shade.astype(np.float32), (light.gloss * fall * mirror**24).astype(np.float32)

    def _unshaded(self, right: float, down: float, steep: float) -> np.ndarray | float:
        """Return what share of a small lamp is seen over the horizon towards it."""
        if self.deepest < 0.03:
            return 1.0
        horizon = np.zeros_like(self.height)
        furthest = self.deepest / steep * self.px_per_mm
        for step in np.unique(np.rint(np.geomspace(1.0, max(furthest, 2.0), 9))):
            shift = np.array([[1.0, 0.0, step * right], [0.0, 1.0, step * down]])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            ahead = cv2.warpAffine(
                self.height, shift, self.height.shape, flags=flags, borderMode=cv2.BORDER_REPLICATE
            )
            np.maximum(horizon, (ahead - self.height) * (self.px_per_mm / step), out=horizon)
        return np.clip((steep - horizon) / (0.25 * steep), 0.0, 1.0)

    def pigments(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the maps of melanin and blood."""
        skin, rng = self.scene.skin, np.random.default_rng([self.seed, 3])
        cells = int(np.ceil(self.scene.size_mm * MOTTLE_PX_PER_MM))
        uneven = [
            noise_field(rng, cells, 4.0 * MOTTLE_PX_PER_MM, 0.7) * skin.unevenness for _ in "mb"
        ]
        melanin = skin.melanin * np.exp(self._stretched(uneven[0]))
        blood = skin.blood * np.exp(self._stretched(2.0 * uneven[1]))
        for disc in self.scene.discs:
            place, off, _ = self._around(disc.at_mm, disc.diameter_mm / 2.0 + SOFT_EDGE_MM)
            cover = np.clip((disc.diameter_mm / 2.0 - off) / SOFT_EDGE_MM + 0.5, 0.0, 1.0)
            melanin[place] += disc.melanin * cover
            blood[place] += disc.blood * cover
        return melanin, blood

    def under_hair(self) -> np.ndarray:
        """Return the share of every place that hair covers."""
        cover = np.zeros_like(self.height)
        for hair in self.scene.hairs:
            place, off, _ = self._beside(hair.points_mm, hair.width_mm)
            edge = np.clip((hair.width_mm / 2.0 - off) * self.px_per_mm + 0.5, 0.0, 1.0)
            cover[place] = np.maximum(cover[place], edge)
        return cover


def _relief(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Return the skin's own relief in mm: two families of furrows, and unevenness between them."""
    side = int(np.ceil(scene.size_mm * RELIEF_PX_PER_MM))
    period, turn = scene.relief_mm * RELIEF_PX_PER_MM, rng.uniform(0.0, np.pi)
    made = 0.5 * noise_field(rng, side, period, 0.4)
    made += 0.15 * noise_field(rng, side, period / 2.5, 0.3)
    for towards in (turn, turn + np.radians(65.0)):
        made -= np.exp(-((noise_field(rng, side, 2.0 * period, 0.35, towards) / 0.35) ** 2))
    made -= made.mean()
    return (made * (1e-3 * scene.relief_um / made.std())).astype(np.float32)


def wrinkled(
    seed: int,
    *,
    depth_mm,
    width_mm,
    count: int = 6,
    angle_deg: float = 0.0,
    light="across",
    **scene,
) -> Scene:
    """Return skin with `count` wavy wrinkles of 8 to 20 mm that run along `angle_deg`.

    Depth and width are one number, or one for each wrinkle; `light` is a `Light`, or where the
    lamp stands to the lines: "across", "oblique" or "along". `scene` holds what else a `Scene` has.
    """
    rng = np.random.default_rng([seed, 4])
    base = Scene(**scene)
    lines = wavy_lines(rng, count, base.size_mm, angle_deg, APART_MM)
    if not isinstance(light, Light):
        light = Light(azimuth_deg=angle_deg + LAMP_TO_LINES_DEG[light])
    sizes = np.broadcast_arrays(depth_mm, width_mm, np.zeros(count))[:2]
    wrinkles = tuple(map(Wrinkle, lines, *(size.tolist() for size in sizes)))
    return replace(base, light=light, wrinkles=wrinkles)


def mixed_wrinkles(seed: int, *, count: int = 7, **scene) -> Scene:
    """Return skin with wrinkles 0.05 to 0.5 mm deep and 0.2 to 1 mm wide, as `wrinkled`."""
    rank = np.random.default_rng([seed, 5]).permutation(count) / max(count - 1, 1)
    return wrinkled(seed, depth_mm=0.05 * 10**rank, width_mm=0.2 * 5**rank, count=count, **scene)


def plain(seed: int, **scene) -> Scene:
    """Return skin with nothing but its relief, lit from somewhere above that the seed chooses."""
    azimuth = np.random.default_rng([seed, 6]).uniform(20.0, 160.0)
    return Scene(**({"light": Light(azimuth_deg=float(azimuth))} | scene))


def with_pores(seed: int, diameter_mm=0.3, density: float = 30.0, **scene) -> Scene:
    """Return skin with `density` pores a cm², of one diameter, or "mixed" (0.15 to 0.5 mm)."""
    rng, base = np.random.default_rng([seed, 7]), plain(seed, **scene)
    places = scattered(rng, round(density * base.size_mm**2 / 100.0), base.size_mm, 0.8)
    least, most = (0.15, 0.5) if diameter_mm == "mixed" else (diameter_mm, diameter_mm)
    widths = rng.uniform(least, most, len(places))
    depths = widths * rng.uniform(0.4, 0.7, len(places))
    pores = tuple(map(Pore, places, widths.tolist(), depths.tolist()))
    return replace(base, pores=pores)


def with_discs(
    seed: int, kind: str, amount: float, diameter_mm: float = 3.0, count: int = 9, **scene
) -> Scene:
    """Return skin with `count` spots that have `amount` more "melanin" or "blood"."""
    rng, base = np.random.default_rng([seed, 8]), plain(seed, **scene)
    places = scattered(rng, count, base.size_mm, 2.0 * diameter_mm)
    discs = tuple(Disc(at, diameter_mm, **{kind: amount}) for at in places)
    return replace(base, discs=discs)


def scarred(seed: int, kind: str, count: int = 8, **scene) -> Scene:
    """Return skin with scars of one kind, of about the sizes that acne leaves."""
    rng, base = np.random.default_rng([seed, 9]), plain(seed, **scene)
    places = scattered(rng, count, base.size_mm, 1.6 * SCARS_MM[kind][0])
    sizes = (rng.uniform(0.8, 1.2, (count, 2)) * SCARS_MM[kind]).tolist()
    scars = tuple(Scar(kind, at, *size) for at, size in zip(places, sizes, strict=True))
    return replace(base, scars=scars)
