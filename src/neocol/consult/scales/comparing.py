"""Two scores of one scale, compared by the scale's own direction; versions are never mixed."""

from __future__ import annotations

from typing import Final, Literal

from neocol.record import RecordError, ScaleChange, ScaleScore

_DIGITS: Final = 6
"""As the scores themselves are rounded."""


def change(before: ScaleScore, after: ScaleScore) -> ScaleChange:
    """Return what changed between two scores.

    Parameters
    ----------
    before, after : ScaleScore
        Of the same scale, version and areas.

    Limits
    ------
    Says nothing of whether a difference is beyond the error of rating.

    Raises
    ------
    RecordError
        When the scores differ in scale, version or what was rated, or are themselves a change.
    """
    for what in ("scale", "version", "unit"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            raise RecordError(
                f"'{old}' and '{new}' are not comparable; convert one, or score it again", what
            )
    if before.scale == "gais":
        raise RecordError("GAIS is a change already: two of them are not subtracted", "scale")
    if before.scale == "lemperle" and _rated(before) != _rated(after):
        raise RecordError("different areas were rated: their means are not comparable", "areas")
    old, new = _rank(before), _rank(after)
    numbered = not before.ordinal and before.value is not None and after.value is not None
    return ScaleChange(
        scale=before.scale,
        version=before.version,
        before=_shown(before),
        after=_shown(after),
        change=round(new - old, _DIGITS) if numbered else None,
        unit=before.unit,
        direction=before.direction,
        verdict=_verdict(new - old, before.direction),
    )


def _verdict(rise: float, direction: str) -> Literal["better", "same", "worse"]:
    if rise == 0:
        return "same"
    return "worse" if (rise > 0) == (direction == "higher_is_worse") else "better"


def _rank(score: ScaleScore) -> float:
    if score.value is not None:
        return score.value
    return score.grades.index(score.grade) if score.grade in score.grades else 0


def _shown(score: ScaleScore) -> float | str:
    return score.value if score.value is not None else score.grade or ""


def _rated(score: ScaleScore) -> set[str]:
    return {part.name for part in score.parts}
