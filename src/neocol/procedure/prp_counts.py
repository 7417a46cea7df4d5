"""What platelet counts say: how many times richer, how many were kept, and when a unit slipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neocol import evidence
from neocol.record.prp import Count, PrpFigure, PrpWorksheet

PER_UL_IN_E9_PER_L: Final = 1000.0
"""10⁹ per litre are a thousand per microlitre."""
_SLIP: Final = "a count lies outside what blood holds: is its unit right?"
_BLOODS: Final = {"whole blood": "platelets_whole_blood", "PRP": "platelets_prp"}


def factor(worksheet: PrpWorksheet) -> PrpFigure:
    """Return how many times richer PRP is than whole blood, or what is needed to say so.

    Parameters
    ----------
    worksheet : PrpWorksheet
        Both counts must have been measured.
    """
    before, after = _counts(worksheet)
    if before is None or after is None:
        return PrpFigure(unit="1", reason=f"needs platelets measured in {_lacking(worksheet)}")
    if any(_slipped(worksheet)):
        return PrpFigure(unit="1", reason=_SLIP)
    return PrpFigure(value=after / before, unit="1")


def recovered(worksheet: PrpWorksheet) -> PrpFigure:
    """Return the share of the drawn platelets that is in the PRP, or what is needed to say so.

    Parameters
    ----------
    worksheet : PrpWorksheet
        Both counts, the volume of every tube and the volume of PRP.

    Notes
    -----
    count of PRP · its volume / (count of whole blood · volume drawn). A volume that includes the
    anticoagulant makes the share too small.
    """
    share = _share(worksheet)
    if share is None:
        needs = [f"platelets measured in {_lacking(worksheet)}"] if _lacking(worksheet) else []
        needs += ["the volume drawn into every tube"] if _drawn_ml(worksheet) is None else []
        needs += ["the volume of PRP"] if worksheet.prp_volume_ml is None else []
        return PrpFigure(unit="1", reason=f"needs {', '.join(needs)}")
    if any(_slipped(worksheet)):
        return PrpFigure(unit="1", reason=_SLIP)
    if share > 1:
        return PrpFigure(unit="1", reason=_impossible(share))
    return PrpFigure(value=share, unit="1")


def count_slips(worksheet: PrpWorksheet) -> Iterator[str]:
    """Yield counts that no blood has, and more platelets than were drawn.

    Parameters
    ----------
    worksheet : PrpWorksheet
        As it was filled in; nothing is corrected.
    """
    slips = list(_slipped(worksheet))
    yield from slips
    share = _share(worksheet)
    if share is not None and share > 1 and not slips:
        yield _impossible(share)


def low_count(worksheet: PrpWorksheet) -> str | None:
    """Return in words that whole blood holds fewer platelets than PRP is made from, if so.

    Parameters
    ----------
    worksheet : PrpWorksheet
        A count that is more likely a slip of the unit is asked about instead.
    """
    count = _counts(worksheet)[0]
    least = evidence.number("prp.count.excluded_below", "1/uL")
    if count is None or count >= least or not _plausible(count):
        return None
    return f"platelets in whole blood: {count:,.0f} per µl, under {least:,.0f}"


def _impossible(share: float) -> str:
    return (
        f"PRP cannot hold {share:.0%} of the platelets that were drawn: a count is probably in "
        "another unit (per µl, 10^9/l), or a volume is wrong"
    )


def _counts(worksheet: PrpWorksheet) -> tuple[float | None, float | None]:
    """Return platelets per microlitre in whole blood and in PRP."""
    before, after = (
        _per_ul(getattr(worksheet, f"{name}_per_ul"), getattr(worksheet, name))
        for name in _BLOODS.values()
    )
    return before, after


def _per_ul(plain: float | None, counted: Count | None) -> float | None:
    if counted is None:
        return plain
    return counted.value * (PER_UL_IN_E9_PER_L if counted.unit == "10^9/l" else 1)


def _lacking(worksheet: PrpWorksheet) -> str:
    pairs = zip(_BLOODS, _counts(worksheet), strict=True)
    return " and ".join(blood for blood, count in pairs if count is None)


def _plausible(count: float) -> bool:
    _, low, high = evidence.span("prp.count.plausible", "1/uL")
    return low <= count <= high


def _slipped(worksheet: PrpWorksheet) -> Iterator[str]:
    for blood, count in zip(_BLOODS, _counts(worksheet), strict=True):
        if count is not None and not _plausible(count):
            other = "10^9/l" if getattr(worksheet, _BLOODS[blood]) is None else "per µl"
            yield f"{count:,.0f} platelets per µl in {blood}: is the count in {other}?"


def _drawn_ml(worksheet: PrpWorksheet) -> float | None:
    volumes = [tube.draw_volume_ml for tube in worksheet.tubes if tube.draw_volume_ml is not None]
    return sum(volumes) if volumes and len(volumes) == len(worksheet.tubes) else None


def _share(worksheet: PrpWorksheet) -> float | None:
    before, after = _counts(worksheet)
    drawn, made = _drawn_ml(worksheet), worksheet.prp_volume_ml
    if before is None or after is None or drawn is None or made is None:
        return None
    return after * made / (before * drawn)
