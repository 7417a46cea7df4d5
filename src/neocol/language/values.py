"""Numbers that people write into a line: so far the HbA1c."""

from __future__ import annotations

import re
from typing import Final

from neocol.language.normalise import fold

_HBA1C: Final = re.compile(
    r"\b(?:hba1c|a1c|hb a1c|glycated haemoglobin)\D{0,12}(\d{1,3}(?:[.,]\d)?) ?(mmol)?"
)
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
