"""Numbers that people write into a line: HbA1c and blood pressure."""

from __future__ import annotations

import re
from typing import Final

from neocol.language.normalise import fold

_HBA1C: Final = re.compile(
    r"\b(?:hba1c|a1c|hb a1c|glycated haemoglobin|glicosilada|hemoglobina glicada)"
    r"\D{0,20}(\d{1,3}(?:[.,]\d)?) ?(mmol)?"
)
_PRESSURE: Final = re.compile(r"\b([12]\d\d) ?(?:/|over|sobre) ?(\d{2,3})\b(?![/.]\d)")
_PERCENT_MAX: Final = 20.0
"""No HbA1c in percent lies above; a larger figure is in mmol/mol."""
_IFCC: Final = (0.09148, 2.152)
"""NGSP % = 0.09148 × IFCC mmol/mol + 2.152 (the master equation of the two units)."""


def read_hba1c(text: str) -> float | None:
    """Return the HbA1c that a line tells, in percent; mmol/mol is converted.

    Examples
    --------
    >>> read_hba1c("type 2 diabetes, HbA1c 9.5%")
    9.5
    """
    found = _HBA1C.search(fold(text))
    if found is None:
        return None
    value = float(found.group(1).replace(",", "."))
    if found.group(2) or value > _PERCENT_MAX:
        slope, offset = _IFCC
        return slope * value + offset
    return value


def read_blood_pressure(text: str) -> tuple[float, float] | None:
    """Return the blood pressure that a line tells, in mmHg.

    Examples
    --------
    >>> read_blood_pressure("hypertension, 184/108 today")
    (184.0, 108.0)
    """
    found = _PRESSURE.search(fold(text))
    return None if found is None else (float(found.group(1)), float(found.group(2)))
