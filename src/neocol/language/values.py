"""Numbers that people write into a line: HbA1c, blood pressure, temperature, pain."""

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
_TEMPERATURE: Final = re.compile(
    r"\b(?:temp\w*|fever\w*|fiebre|calentura|thermometer|termometro|febril|running)\D{0,25}?"
    r"(\d{2,3}(?:[.,]\d{1,2})?)"
    r"|\b(\d{2,3}(?:[.,]\d{1,2})?) ?(?:degrees|deg|º|°|grados|de fiebre|de temperatura|c\b|f\b)"
    r"|\b((?:3[5-9]|4[0-2])[.,]\d)\b"
    r"|\btengo ((?:3[89]|4[0-2]))\b(?! ?anos| ?a\b)"
)
_CELSIUS: Final = (34.0, 43.0)
_FAHRENHEIT: Final = (93.0, 109.0)
"""What a living person's thermometer shows; other figures are no temperatures."""
_FAHRENHEIT_SCALE: Final = (32.0, 1.8)
"""°F = 32 + 1.8 °C."""
_PAIN: Final = re.compile(
    r"(?<![\d/.])(\d{1,2})(?:[.,]\d)? ?(?:/|out of|sobre|de un|de) ?(?:a )?10\b(?![/.]\d)"
)
_PAIN_MAX: Final = 10.0
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


def read_temperature(text: str) -> float | None:
    """Return the highest body temperature that a text tells, in °C; Fahrenheit is converted.

    Examples
    --------
    >>> read_temperature("fever of 38,6 since last night")
    38.6
    >>> read_temperature("my temp is 101.3")
    38.5
    """
    figures = (next(filter(None, found)) for found in _TEMPERATURE.findall(fold(text)))
    told = [celsius for figure in figures if (celsius := _celsius(figure)) is not None]
    return max(told, default=None)


def _celsius(figure: str) -> float | None:
    value = float(figure.replace(",", "."))
    if _CELSIUS[0] <= value <= _CELSIUS[1]:
        return value
    if _FAHRENHEIT[0] <= value <= _FAHRENHEIT[1]:
        freezing, step = _FAHRENHEIT_SCALE
        return round((value - freezing) / step, 1)
    return None


def read_pain(text: str) -> float | None:
    """Return the highest *so many out of ten* that a text tells.

    Examples
    --------
    >>> read_pain("it was 3/10 and now it is 8 out of 10")
    8.0
    """
    told = [float(figure) for figure in _PAIN.findall(fold(text))]
    return max((value for value in told if value <= _PAIN_MAX), default=None)
