"""Photographs: face map, zones with areas, measures with intervals, and refusals that say why.

Importing the room is cheap; OpenCV and Pillow load with the first photograph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neocol.imaging.neutral import neutral_face

if TYPE_CHECKING:
    from neocol.imaging.analysis import analyse
    from neocol.imaging.drawing import overlay, zone_paths
    from neocol.imaging.repeats import combine
    from neocol.imaging.sheet import sticker_sheet

__all__ = ["analyse", "combine", "neutral_face", "overlay", "sticker_sheet", "zone_paths"]

_HOMES = {
    "analyse": "analysis",
    "combine": "repeats",
    "overlay": "drawing",
    "sticker_sheet": "sheet",
    "zone_paths": "drawing",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    from importlib import import_module

    from neocol.record import RecordError

    try:
        return getattr(import_module(f"neocol.imaging.{home}"), name)
    except ImportError as error:
        missing = error.name or "a library"
        raise RecordError(f"photographs need {missing}: install neocol[imaging]") from None
