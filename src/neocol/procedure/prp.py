"""The PRP worksheet answered: whose blood it is, how it was spun, and what is missing."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import Final

from neocol import __version__, evidence
from neocol.procedure.centrifuge import spin_force, trial_spins
from neocol.procedure.prp_counts import count_slips, factor, low_count, recovered
from neocol.record import Finding, Stamp
from neocol.record.prp import (
    Identifiers,
    Kit,
    PrpFigure,
    PrpSheet,
    PrpVerdict,
    PrpWorksheet,
    SpinForce,
    TrialSpin,
    Tube,
    TubeCheck,
)
from neocol.rules import state

_IDENTIFIERS: Final = ("name", "birth_date", "record_number")
_IDENTITY: Final = "D-021"
_PLATELETS: Final = "C-171"
_NO_STANDARD: Final = "X-002"
_DAY: Final = dt.timedelta(days=1)
_MINUTE: Final = dt.timedelta(minutes=1)


def prp_sheet(worksheet: PrpWorksheet) -> PrpSheet:
    """Answer a PRP worksheet.

    Parameters
    ----------
    worksheet : PrpWorksheet
        Volumes in ml, radius in mm or cm, counts per microlitre or in 10⁹ per litre.

    Returns
    -------
    PrpSheet
        ``blocked`` when a label, the kit or the count forbids its use; ``incomplete`` while
        something is missing or does not fit; else ``ready``. What cannot be said says why.

    Limits
    ------
    It tells no good preparation from a bad one: no standard exists. A person reads the labels.
    """
    checks = tuple(_tube_check(i, tube, worksheet) for i, tube in enumerate(worksheet.tubes, 1))
    spins = tuple(spin_force(spin) for spin in worksheet.spins)
    findings = tuple(_findings(worksheet, checks))
    told = tuple(_told(worksheet, spins))
    missing = tuple(_missing(worksheet))
    trial = trial_spins()
    return PrpSheet(
        id=worksheet.id,
        verdict=_verdict(findings, told, missing),
        findings=findings,
        told=told,
        missing=missing,
        to_record=tuple(_to_record(worksheet)),
        tubes=checks,
        spins=spins,
        platelet_factor=factor(worksheet),
        platelets_recovered=recovered(worksheet),
        trial=trial,
        statement=evidence.words("prp.statement.text")[0],
        sources=_sources(findings, trial),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _tube_check(number: int, tube: Tube, worksheet: PrpWorksheet) -> TubeCheck:
    matches: list[str] = []
    differs: list[str] = []
    for name in _IDENTIFIERS:
        chart, label = getattr(worksheet.patient, name), getattr(tube.label, name)
        if chart is not None and label is not None:
            (matches if _plain(chart) == _plain(label) else differs).append(name)
    return TubeCheck(
        tube=number,
        matches=tuple(matches),
        differs=tuple(differs),
        identified=len(matches) >= 2 and not differs,
        minutes_to_application=_minutes(tube, worksheet),
    )


def _plain(said: object) -> str:
    """Return an identifier without what no reader takes for a difference: case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", str(said)).casefold().split())


def _minutes(tube: Tube, worksheet: PrpWorksheet) -> PrpFigure:
    if tube.drawn_at is None or worksheet.applied_at is None:
        lacking = "when it was drawn" if tube.drawn_at is None else "when it was applied"
        return PrpFigure(unit="min", reason=f"not noted: {lacking}")
    return PrpFigure(value=(worksheet.applied_at - tube.drawn_at) / _MINUTE, unit="min")


def _findings(worksheet: PrpWorksheet, checks: tuple[TubeCheck, ...]) -> Iterator[Finding]:
    """Return what forbids the use, and that there is no standard."""
    wrong = [said for check in checks if (said := _identity(check)) is not None]
    if not checks and (worksheet.applied_at or worksheet.applied_volume_ml):
        wrong.append("applied, and no tube is on the worksheet")
    if worksheet.kit is not None and worksheet.kit.single_use == "no":
        wrong.append(f"the kit is not single use: {worksheet.kit.name}")
    if wrong:
        yield state(evidence.rule(_IDENTITY), *wrong)
    low = low_count(worksheet)
    if low is not None:
        yield state(evidence.rule(_PLATELETS), low)
    yield state(evidence.rule(_NO_STANDARD))


def _identity(check: TubeCheck) -> str | None:
    if check.identified:
        return None
    if check.differs:
        return f"tube {check.tube}: {_named(check.differs)} on the label differs from the chart"
    held = _named(check.matches) if check.matches else "none"
    return f"tube {check.tube}: two identifiers must match the chart; matching: {held}"


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _told(worksheet: PrpWorksheet, spins: tuple[SpinForce, ...]) -> Iterator[str]:
    """Return what does not fit together, or is out of date."""
    for i, tube in enumerate(worksheet.tubes, 1):
        yield from _expired(f"tube {i}", tube, _day_of(worksheet, tube))
        late = worksheet.applied_at and tube.drawn_at and worksheet.applied_at - tube.drawn_at
        if late and late > _DAY:
            yield f"tube {i}: more than a day from draw to application; are the times right?"
    if worksheet.kit is not None:
        yield from _expired("the kit", worksheet.kit, _day_of(worksheet))
    for i, (spin, force) in enumerate(zip(worksheet.spins, spins, strict=True), 1):
        if spin.g is not None and force.force.reason is not None:
            yield f"spin {i}: {force.force.reason}"
    made, used = worksheet.prp_volume_ml, worksheet.applied_volume_ml
    if made is not None and used is not None and used > made:
        yield f"{used:g} ml applied of {made:g} ml made"
    yield from count_slips(worksheet)


def _expired(what: str, held: Tube | Kit, day: dt.date | None) -> Iterator[str]:
    if held.expires is not None and day is not None and held.expires < day:
        yield f"{what}: out of date since {held.expires}"


def _day_of(worksheet: PrpWorksheet, tube: Tube | None = None) -> dt.date | None:
    """Return the day on which a lot must be in date."""
    moment = (tube.drawn_at if tube else None) or worksheet.applied_at
    if moment is None:
        moment = next((held.drawn_at for held in worksheet.tubes if held.drawn_at), None)
    return moment.date() if moment is not None else worksheet.date


def _missing(worksheet: PrpWorksheet) -> Iterator[str]:
    """Return what must be known before the blood is used."""
    if _count(worksheet.patient) < 2:
        yield "the chart: two of name, birth date, record number"
    if not worksheet.tubes:
        yield "the tubes, with what their labels say"
    for i, tube in enumerate(worksheet.tubes, 1):
        yield from (f"tube {i}: {ask}" for ask in _missing_of_tube(tube, worksheet))
    yield from _missing_of_spins(worksheet)
    if worksheet.prp_volume_ml is None:
        yield "volume of PRP, ml"
    if worksheet.activator is None:
        yield "activator and its lot, or none"
    elif worksheet.activator != "none" and worksheet.activator.lot is None:
        yield "lot of the activator"
    yield from _missing_of_kit(worksheet.kit)


def _count(identifiers: Identifiers) -> int:
    return sum(getattr(identifiers, name) is not None for name in _IDENTIFIERS)


def _missing_of_tube(tube: Tube, worksheet: PrpWorksheet) -> Iterator[str]:
    asked = {
        "lot or UDI": tube.lot or tube.udi,
        "expiry": tube.expires,
        "anticoagulant, or none": tube.anticoagulant,
        "volume drawn, ml": tube.draw_volume_ml,
        "time of the draw": tube.drawn_at,
    }
    yield from (ask for ask, said in asked.items() if said is None)
    if tube.expires is not None and _day_of(worksheet, tube) is None:
        yield "the day, to tell whether it is in date"


def _missing_of_spins(worksheet: PrpWorksheet) -> Iterator[str]:
    if not worksheet.spins:
        yield "the spins: rpm with the radius, or g; minutes"
    for i, spin in enumerate(worksheet.spins, 1):
        force = spin_force(spin).force
        if force.reason is not None and spin.g is None:
            yield f"spin {i}: {force.reason}"
        if spin.minutes is None:
            yield f"spin {i}: minutes"


def _missing_of_kit(kit: Kit | None) -> Iterator[str]:
    if kit is None:
        yield "the kit: name, lot, expiry, single use"
        return
    if kit.single_use == "unknown":
        yield "the kit: is it single use?"
    asked = {"lot": kit.lot, "expiry": kit.expires}
    yield from (f"the kit: {ask}" for ask, said in asked.items() if said is None)


def _to_record(worksheet: PrpWorksheet) -> Iterator[str]:
    """Return what is noted once the blood was applied."""
    asked = {
        "time of application": worksheet.applied_at,
        "volume applied, ml": worksheet.applied_volume_ml,
        "zones": worksheet.zones or None,
    }
    yield from (ask for ask, said in asked.items() if said is None)


def _verdict(
    findings: tuple[Finding, ...], told: tuple[str, ...], missing: tuple[str, ...]
) -> PrpVerdict:
    if any(found.effect == "absolute" for found in findings):
        return "blocked"
    return "incomplete" if told or missing else "ready"


def _sources(findings: tuple[Finding, ...], trial: tuple[TrialSpin, ...]) -> tuple[str, ...]:
    keys = [*evidence.entry("prp.statement.text").sources]
    keys += [key for found in findings for key in found.sources]
    keys += [key for spin in trial for key in spin.sources]
    return tuple(dict.fromkeys(keys))
