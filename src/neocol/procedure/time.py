"""How long a session takes, on how much skin, and what it uses up."""

from __future__ import annotations

from collections.abc import Mapping

from neocol import evidence
from neocol.record import Range
from neocol.record.zones import zone_label

_READY = "procedure.session.getting_ready"
_STROKES = "devices.any.passes"


def typical_area(zone: str) -> Range:
    """Return the area of a zone where none was measured.

    Parameters
    ----------
    zone : str
        A word of :class:`neocol.record.words.Zone`; left and right have the same.

    Returns
    -------
    Range
        In cm². Of the face as a front photograph shows it; elsewhere judged, wide.

    Raises
    ------
    neocol.evidence.EvidenceError
        When there is no such zone.
    """
    key = f"procedure.area.{zone.removesuffix('_left').removesuffix('_right')}"
    typical, low, high = evidence.span(key, "cm2")
    found = evidence.entry(key)
    return Range(
        median=typical,
        low90=low,
        high90=high,
        unit="cm2",
        basis="assumed",
        sources=found.sources,
        note=found.note,
    )


def minutes_per_session(
    areas: Mapping[str, float | None],
    passes: Mapping[str, int] | None = None,
    device: str = "pen",
) -> Range:
    """Return the minutes of a session, without the time under numbing cream.

    Parameters
    ----------
    areas : Mapping of str to float or None
        Zone → treated area, cm²; ``None`` takes the typical area of that zone.
    passes : Mapping of str to int, optional
        Zone → strokes over every point; a zone that is missing takes the usual number.
    device : str
        ``pen``, ``roller`` or ``stamp``.

    Returns
    -------
    Range
        In minutes; its note names the zones whose area, or strokes, were assumed.

    Raises
    ------
    neocol.evidence.EvidenceError
        When a zone or the device is unknown.

    Notes
    -----
    minutes = getting ready + pace × Σ area × strokes. Low ends are added to low ends, high to high:
    a slow operator is slow everywhere.

    Limits
    ------
    The sources give a range for a session, not a pace. Not for billing or staffing.
    """
    passes = passes or {}
    usual = evidence.number(_STROKES, "1")
    work, least, most = 0.0, 0.0, 0.0
    sources = [*evidence.entry(_READY).sources, *evidence.entry(f"procedure.pace.{device}").sources]
    for zone, measured in areas.items():
        strokes = float(passes.get(zone, usual))
        if measured is None:
            area = typical_area(zone)
            sources += area.sources
            work += area.median * strokes
            least += area.low90 * strokes
            most += area.high90 * strokes
        else:
            work += measured * strokes
            least += measured * strokes
            most += measured * strokes
    ready, ready_least, ready_most = evidence.span(_READY, "min")
    pace, quick, slow = evidence.span(f"procedure.pace.{device}", "min/cm2")
    return Range(
        median=ready + pace * work,
        low90=ready_least + quick * least,
        high90=ready_most + slow * most,
        unit="min",
        basis="assumed",
        sources=tuple(dict.fromkeys(sources)),
        note="; ".join(_assumed(areas, passes)),
    )


def cartridges(device: str = "pen") -> int:
    """Return how many sterile cartridges, or rollers, one person's session uses up.

    Parameters
    ----------
    device : str
        A roller or stamp counts as one, as a cartridge does: each is for one person and session.
    """
    evidence.entry(f"procedure.pace.{device}")  # an unknown device is refused by name
    return int(evidence.number("procedure.session.cartridges", "1"))


def _assumed(areas: Mapping[str, float | None], passes: Mapping[str, int]) -> list[str]:
    """Say what was not known."""
    said = ["without numbing; pace derived from how long sessions take"]
    unmeasured = [zone_label(zone) for zone, area in areas.items() if area is None]
    uncounted = [zone_label(zone) for zone in areas if zone not in passes]
    if unmeasured:
        said.append(f"areas typical, not measured: {', '.join(unmeasured)}")
    if uncounted:
        said.append(f"usual strokes taken: {', '.join(uncounted)}")
    return said
