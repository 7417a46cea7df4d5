"""Numbers that people write into a line: HbA1c and blood pressure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from neocol.language.normalise import fold

_HBA1C: Final = re.compile(
    r"\b(?:hba1c|a1c|hb a1c|glycated haemoglobin|glicosilada|hemoglobina glicada)"
    r"\D{0,20}(\d{1,3}(?:[.,]\d)?) ?(mmol)?"
)
_LATER: Final = re.compile(
    r"\b(?:now|today|latest|currently|ahora|hoy)(?: at| is| of| de)? (\d{1,3}(?:[.,]\d)?)"
    r"(?![\d.]) ?(?:(mmol)|%|$|[,;.)])"
)
"""A second figure behind the first one's name."""
_PRESSURE: Final = re.compile(r"\b([12]\d\d) ?(?:/|over|sobre) ?(\d{2,3})\b(?![/.]\d)")
_PERCENT_MAX: Final = 20.0
"""No HbA1c in percent lies above; a larger figure is in mmol/mol."""
_IFCC: Final = (0.09148, 2.152)
"""NGSP % = 0.09148 × IFCC mmol/mol + 2.152 (the master equation of the two units)."""


def read_hba1c(text: str) -> float | None:
    """Return the highest HbA1c that a line tells, in percent; mmol/mol is converted.

    Examples
    --------
    >>> read_hba1c("type 2 diabetes, HbA1c 6.5% in May, now 9.5%")
    9.5
    """
    said = fold(text)
    told = list(_HBA1C.finditer(said))
    if not told:
        return None
    later = _LATER.finditer(said, told[0].end())
    return max(_percent(*found.groups()) for found in (*told, *later))


def _percent(figure: str, unit: str | None) -> float:
    value = float(figure.replace(",", "."))
    if unit or value > _PERCENT_MAX:
        slope, offset = _IFCC
        return slope * value + offset
    return value


def read_blood_pressure(text: str) -> tuple[float, float] | None:
    """Return the highest of each of the two blood pressures that a line tells, in mmHg.

    Examples
    --------
    >>> read_blood_pressure("hypertension, 150/112 at the GP, 184/98 today")
    (184.0, 112.0)
    """
    return highest((float(s), float(d)) for s, d in _PRESSURE.findall(fold(text)))


def highest(pressures: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the highest of each of the two values; ``None`` without any."""
    both = list(zip(*pressures, strict=True))
    return (max(both[0]), max(both[1])) if both else None
