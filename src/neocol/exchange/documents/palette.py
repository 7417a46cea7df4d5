"""Colours that carry meaning, once: figures use them here, pages through the stylesheet."""

from __future__ import annotations

from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
DEPTH_LIGHT: Final = (243, 217, 190)
DEPTH_DEEP: Final = (110, 29, 46)
DEPTH_FULL_MM: Final = 2.0
"""The depth at which the scale is at its deepest, the same on every drawing."""

PHASES: Final = {
    "inflammation": "#d9705a",
    "proliferation": "#d99a2b",
    "remodelling": "#2f7f79",
}
FILM_LIGHT: Final = (250, 244, 234)
FILM_DEEP: Final = (24, 92, 88)
"""From healthy to the most collagen, on drawings of depth and time."""
SKINS: Final = {
    "I": "#f3ddcd",
    "II": "#ecc9ae",
    "III": "#dcae8a",
    "IV": "#bd8760",
    "V": "#8b5a3c",
    "VI": "#55352a",
}
HAIR: Final = {
    "I": "#b98a5a",
    "II": "#8a6040",
    "III": "#5a4032",
    "IV": "#3a2b26",
    "V": "#2a211f",
    "VI": "#1f1a1a",
}


def depth_colour(depth_mm: float) -> str:
    """Return the colour of a depth on the one sequential scale, light to deep."""
    return _mixed(DEPTH_LIGHT, DEPTH_DEEP, depth_mm / DEPTH_FULL_MM)


def film_colour(share: float) -> str:
    """Return the colour of a share, 0 to 1, on drawings of depth and time."""
    return _mixed(FILM_LIGHT, FILM_DEEP, share)


def _mixed(light: tuple[int, ...], deep: tuple[int, ...], share: float) -> str:
    share = min(max(share, 0.0), 1.0)
    mixed = (round(a + (b - a) * share) for a, b in zip(light, deep, strict=True))
    return "#" + "".join(f"{level:02x}" for level in mixed)


def ink_on_depth(depth_mm: float) -> str:
    """Return the lettering that stands out more from a depth's colour."""
    ground = depth_colour(depth_mm)
    return max(_INKS, key=lambda ink: contrast(ink, ground))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    levels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_INKS: Final = ("#2a2320", "#fffdf9")
_LOOKS: Final = {
    "pill-axis": 'stroke="#e4d9cb" stroke-width="2" stroke-linecap="round"',
    "pill-zero": 'stroke="#665a52" stroke-width="1" stroke-dasharray="2 2"',
    "pill-span": 'fill="#0f5b5e" fill-opacity=".28"',
    "pill-median": 'stroke="#0f5b5e" stroke-width="3" stroke-linecap="round"',
    "tick": 'fill="#665a52" font-size="11" font-family="sans-serif"',
    "grid": 'stroke="#e4d9cb" stroke-width="1"',
    "session": 'fill="#0f5b5e"',
    "c3-area": 'fill="#c9825f" fill-opacity=".55"',
    "c1-area": 'fill="#7c2f2a" fill-opacity=".55"',
    "band": 'fill="#0f5b5e" fill-opacity=".14"',
    "median": 'fill="none" stroke="#0f5b5e" stroke-width="2.25" stroke-linejoin="round"',
    "second-band": 'fill="#875600" fill-opacity=".14"',
    "second": 'fill="none" stroke="#875600" stroke-width="2.25" stroke-linejoin="round"',
    "untreated": 'fill="none" stroke="#665a52" stroke-width="1.25" stroke-dasharray="4 3"',
    "inflammation": 'fill="none" stroke="#d9705a" stroke-width="2.25"',
    "proliferation": 'fill="none" stroke="#d99a2b" stroke-width="2.25"',
    "remodelling": 'fill="none" stroke="#2f7f79" stroke-width="2.25"',
    "panel-title": 'fill="#2a2320" font-size="13" font-weight="600" font-family="sans-serif"',
    "c3-line": 'fill="none" stroke="#c9825f" stroke-width="2.5"',
    "c1-line": 'fill="none" stroke="#7c2f2a" stroke-width="2.5"',
    "rib-line": 'stroke="#e4d9cb" stroke-width="4" stroke-linecap="round"',
    "rib-prep": 'stroke="#5a4789" stroke-opacity=".45" stroke-width="4" stroke-linecap="round"',
    "rib-result": 'stroke="#2f7f79" stroke-opacity=".6" stroke-width="4" stroke-linecap="round"',
    "rib-down": 'fill="#d9705a" fill-opacity=".55"',
    "rib-session": 'fill="#fffdf9" stroke="#0f5b5e" stroke-width="2"',
    "rib-done": 'fill="#e2eeec" stroke="#0f5b5e" stroke-width="2"',
    "rib-number": 'fill="#0f5b5e" font-size="11" font-weight="600" font-family="sans-serif" '
    'text-anchor="middle"',
    "chart-label": 'fill="#2a2320" font-size="12" font-family="sans-serif"',
    "chart-most": 'fill="#d9705a"',
    "chart-some": 'fill="#d9705a" fill-opacity=".28"',
    "chart-today": 'stroke="#0f5b5e" stroke-width="2" stroke-dasharray="3 3" fill="none"',
    "rib-today": 'fill="#97321f"',
    "rib-between": 'stroke="#d99a2b" stroke-width="4" stroke-linecap="round"',
    "rib-avoid": 'fill="#97321f" fill-opacity=".1" stroke="#97321f" stroke-width="1" '
    'stroke-dasharray="3 2"',
    "rib-avoid-word": 'fill="#97321f" font-size="11" font-family="sans-serif"',
    "rib-judged": 'fill="#2f7f79" stroke="#fffdf9" stroke-width="1.5"',
    "rib-onward": 'fill="none" stroke="#665a52" stroke-width="1.5" stroke-linejoin="round"',
    "trade-band": 'fill="#0f5b5e" fill-opacity=".1"',
    "trade-edge": 'stroke="#0f5b5e" stroke-opacity=".45" stroke-width="1" stroke-dasharray="4 3"',
    "trade-note": 'fill="#0f5b5e" font-size="12" font-family="sans-serif"',
    "trade-dot": 'fill="#665a52" fill-opacity=".3"',
    "trade-front": 'fill="none" stroke="#665a52" stroke-width="1.5" stroke-linejoin="round"',
    "trade-whisker": 'stroke="#0f5b5e" stroke-width="1.75" stroke-linecap="round"',
    "trade-chosen": 'fill="#0f5b5e" stroke="#fffdf9" stroke-width="2"',
    "trade-other": 'fill="#fffdf9" stroke="#0f5b5e" stroke-width="2"',
    "trade-chosen-letter": 'fill="#fffdf9" font-size="12" font-weight="700" '
    'font-family="sans-serif" text-anchor="middle"',
    "trade-other-letter": 'fill="#0f5b5e" font-size="12" font-weight="700" '
    'font-family="sans-serif" text-anchor="middle"',
    "trade-name": 'fill="#2a2320" font-size="13" font-weight="600" font-family="sans-serif"',
    "trade-word": 'fill="#665a52" font-size="12" font-family="sans-serif"',
    "forest-title": 'fill="#2a2320" font-size="20" font-family="serif"',
    "forest-group": 'fill="#0f5b5e" font-size="12" font-weight="600" font-family="sans-serif"',
    "forest-twin": 'fill="#0f5b5e" fill-opacity=".28"',
    "forest-papers": 'fill="none" stroke="#0f5b5e" stroke-opacity=".6" stroke-width="1.5" '
    'stroke-dasharray="3 2"',
    "forest-in": 'fill="#3f6248" stroke="#fffdf9" stroke-width="1.5"',
    "forest-out": 'fill="#fffdf9" stroke="#97321f" stroke-width="2.25"',
    "forest-open": 'fill="#fffdf9" stroke="#665a52" stroke-width="2"',
    "forest-in-word": 'fill="#3f6248" font-size="11"',
    "forest-out-word": 'fill="#97321f" font-size="11" font-weight="600"',
    "forest-open-word": 'fill="#665a52" font-size="11"',
}


def look(name: str) -> str:
    """Return the attributes of a drawn thing: its class, and how it looks where no style reaches.

    Print engines do not style inside a drawing; browsers do, so the stylesheet there wins and
    brings dark mode.
    """
    return f'class="{name}" {_LOOKS[name]}'
