"""Zones in rows: what they are set to and what limits them; the two sides of one together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neocol import evidence
from neocol.record import LimitNote, PlanOption, ZonePlan
from neocol.record.zones import zone_label

_BY_ZONE = ("depth_cap", "passes")
"""Limits that every zone has of its own."""


@dataclass(frozen=True)
class ZoneRow:
    """Zones that are set alike: both sides of one, their areas apart."""

    zones: tuple[str, ...]
    held: ZonePlan
    areas_cm2: tuple[float, ...]
    notes: tuple[str, ...]
    cap_sources: tuple[str, ...]


@dataclass(frozen=True)
class LimitRow:
    """A limit, and the zones that it says the same of; none where its words name them."""

    note: LimitNote
    zones: tuple[str, ...]


def zone_rows(option: PlanOption) -> tuple[ZoneRow, ...]:
    """Return the zones of an option, the two sides of one in a row where they are set alike."""
    held: dict[tuple[str, ZonePlan], list[str]] = {}
    for zone, setting in option.zones.items():
        alike = setting.model_copy(update={"area_cm2": None, "notes": (), "binds": ""})
        held.setdefault((_bare(zone), alike), []).append(zone)
    return tuple(_row(option, tuple(zones), alike) for (_, alike), zones in held.items())


@dataclass(frozen=True)
class ZoneGain:
    """What needling may make of zones that are set alike, beside what another course makes of them.

    Attributes
    ----------
    gain, other : float, float or None
        Medians, in `unit`.
    share : float
        The gain as part of the largest of all zones, 0 to 1.
    """

    zones: tuple[str, ...]
    depth_mm: float
    passes: int
    gain: float
    share: float
    other: float | None
    unit: str


def zone_gains(option: PlanOption, other: PlanOption | None = None) -> tuple[ZoneGain, ...]:
    """Return the gain of the leading concern zone by zone; nothing where none is told by zone."""
    leading = next(iter(option.benefits), None)
    if leading is None or not leading.by_zone:
        return ()
    beside = next(iter(other.benefits), None) if other is not None else None
    held = beside.by_zone if beside is not None else {}
    most = max([*map(abs, leading.by_zone.values()), *map(abs, held.values())]) or 1.0
    return tuple(
        ZoneGain(
            zones=row.zones,
            depth_mm=row.held.depth_mm,
            passes=row.held.passes,
            gain=leading.by_zone[row.zones[0]],
            share=max(leading.by_zone[row.zones[0]], 0.0) / most,
            other=held.get(row.zones[0]),
            unit=leading.gain.unit,
        )
        for row in zone_rows(option)
        if row.zones[0] in leading.by_zone
    )


def limit_rows(notes: Iterable[LimitNote]) -> tuple[LimitRow, ...]:
    """Return limits that say the same of several zones once, in the order they came."""
    held: dict[LimitNote, list[str]] = {}
    for note in notes:
        text = note.text if note.zone is None else _of_both(note.text, note.zone)
        zones = held.setdefault(note.model_copy(update={"zone": None, "text": text}), [])
        if note.zone is not None and zone_label(_bare(note.zone)) not in text:
            zones.append(note.zone)
    return tuple(LimitRow(note, tuple(zones)) for note, zones in held.items())


def checked_words(rows: Iterable[LimitRow]) -> str:
    """Return what else was checked in a few words: caps of zones together, the others one by one.

    A zone has a cap from its site, the label, the wish and the person's own dermis; what matters is
    that none of them is lower than the one that is shown.
    """
    told = [row.note.text for row in rows if not row.zones and row.note.name not in _BY_ZONE]
    if any(row.note.name in _BY_ZONE for row in rows):
        told.append(
            "for every zone the cap of its site, of plain needling, of the device's label, of the "
            "wish and of the person's own dermis, and the most passes"
        )
    return "; ".join(told)


def _row(option: PlanOption, zones: tuple[str, ...], alike: ZonePlan) -> ZoneRow:
    settings = {zone: option.zones[zone] for zone in zones}
    binds = [_of_both(held.binds, zone) for zone, held in settings.items() if held.binds]
    said = [note for held in settings.values() for note in held.notes]
    return ZoneRow(
        zones=zones,
        held=alike,
        areas_cm2=tuple(h.area_cm2 for h in settings.values() if h.area_cm2 is not None),
        notes=tuple(dict.fromkeys([*(f"held by {text}" for text in binds), *said])),
        cap_sources=evidence.entry(alike.cap_from).sources if evidence.has(alike.cap_from) else (),
    )


def _bare(zone: str) -> str:
    return zone.removesuffix("_left").removesuffix("_right")


def _of_both(text: str, zone: str) -> str:
    """Return words about one side as words about either: "the left cheek" → "the cheek"."""
    return text.replace(zone_label(zone), zone_label(_bare(zone)))
