"""How a photograph was taken, each with its limit: what the measures' states rest on."""

from __future__ import annotations

from typing import Final

import numpy as np

from neocol import evidence
from neocol.imaging.carry import Capture, along_the_light
from neocol.imaging.scene import Scene
from neocol.record import Measure, Scale
from neocol.record.words import MeasureState

_DIGITS: Final = 3


def gates_of(scene: Scene, scale: Scale | None, pose: dict[str, float]) -> dict[str, Measure]:
    """Return every gate of a photograph.

    Parameters
    ----------
    scene : Scene
    scale : Scale, optional
    pose : dict
        Yaw, pitch and roll in degrees; empty without a face.
    """
    capture = scene.capture
    clipped = [shown.clipped for shown in scene.shown.values()]
    found = {"resolution": _resolution(scale), **_pose(pose)}
    if capture.effective is not None:
        needed = _limit("resolution.pores", "px/mm")
        found["pores"] = _gate(
            capture.effective,
            "px/mm",
            "ok" if capture.effective >= needed else "refused",
            f"move closer: {capture.effective:.1f} px/mm, pores need {needed:g}",
        )
    found["sharpness"] = _sharpness(capture.resolved)
    found["noise"] = _above("noise", capture.noise, "OD", "more light, lower sensitivity")
    found["clipping"] = _above(
        "clipped", float(np.mean(clipped)) if clipped else 0.0, "1", "softer light, less exposure"
    )
    found["light_slope"] = _above(
        "slope", capture.slope, "OD", "light from one side: turn the face or the lamp"
    )
    found["light_axis"] = _light_axis(capture)
    if capture.jpeg_quality is not None:
        found["compression"] = _compression(capture.jpeg_quality)
    return found


def _limit(key: str, unit: str = "1") -> float:
    return evidence.number(f"imaging.gate.{key}", unit)


def _gate(value: float, unit: str, state: MeasureState, reason: str) -> Measure:
    return Measure(
        value=round(value, _DIGITS), unit=unit, state=state, reason="" if state == "ok" else reason
    )


def _resolution(scale: Scale | None) -> Measure:
    if scale is None:
        return Measure(
            unit="px/mm",
            state="refused",
            reason="nothing tells the scale: put a sticker beside the skin, or enter px per mm",
        )
    return Measure(
        value=round(scale.value, _DIGITS),
        unit="px/mm",
        low=round(scale.low, _DIGITS),
        high=round(scale.high, _DIGITS),
        state="ok",
        reason=f"scale from {scale.from_}",
    )


def _sharpness(resolved: float | None) -> Measure:
    if resolved is None:
        return Measure(unit="1", state="warn", reason="no sharp edge in sight to judge focus by")
    limit = _limit("sharpness.warn")
    return _gate(
        resolved, "1", "ok" if resolved >= limit else "warn", "blurred: focus and hold still"
    )


def _above(key: str, value: float, unit: str, cure: str) -> Measure:
    """Return a gate that is passed from below."""
    refuse = f"imaging.gate.{key}.refuse"
    state: MeasureState = "ok"
    if value > _limit(f"{key}.warn"):
        state = "warn"
    if evidence.has(refuse) and value > evidence.number(refuse, "1"):
        state = "refused"
    return _gate(value, unit, state, cure)


def _compression(quality: float) -> Measure:
    state: MeasureState = "ok"
    if quality < _limit("compression.warn"):
        state = "warn"
    if quality < _limit("compression.refuse"):
        state = "refused"
    return _gate(quality, "1", state, "compressed: send the original file")


def _light_axis(capture: Capture) -> Measure:
    """Return along which direction light grazes the skin; lines that run with it are lost."""
    light, said = capture.light, along_the_light(capture)
    if light is None:
        return Measure(unit="deg", state="refused", reason="no skin in sight")
    detail = {
        "coherence": round(light.coherence, _DIGITS),
        "relief_od": round(light.relief, _DIGITS),
    }
    if not said or light.relief < _limit("relief.least"):
        reason = "light from no one side, or no relief to tell it by: lines show less"
        return Measure(unit="deg", state="warn", reason=reason, detail=detail)
    return Measure(value=round(light.axis_deg), unit="deg", state="ok", reason=said, detail=detail)


def _pose(pose: dict[str, float]) -> dict[str, Measure]:
    found = {}
    for axis, angle in pose.items():
        limit = evidence.number(f"imaging.pose.{axis}", "deg")
        within = abs(angle) <= limit
        found[axis] = _gate(
            angle,
            "deg",
            "ok" if within else "warn",
            f"more than {limit:g}° from straight: areas are less certain",
        )
    return found
