"""Caps of one zone: its depth and passes, what each rests on, and who lifted them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from neocol import evidence
from neocol.record import Candidacy, Case, LimitNote, Override
from neocol.record.zones import site_of, zone_label
from neocol.twin.skin import Skin

DEPTH: Final = "depth_cap"
PASSES: Final = "passes"


@dataclass(frozen=True, slots=True)
class ZoneLimits:
    """What one zone may get.

    Attributes
    ----------
    unlifted_mm, unlifted_passes : float, int
        Without a clinician's override.
    notes : tuple of LimitNote
        Every limit of its depth and passes; the smallest of each kind counts.
    """

    zone: str
    depth_mm: float
    depth_key: str
    depth_because: str
    passes: int
    unlifted_mm: float
    unlifted_passes: int
    fewest_passes: int
    notes: tuple[LimitNote, ...]
    advice: tuple[str, ...] = ()


def is_dark(phototype: str | None) -> bool:
    """Tell whether the phototype is one of those that mark more easily; unknown counts so."""
    return phototype is None or phototype in evidence.words("planning.dark.phototypes")


def zone_limits(
    zone: str,
    case: Case,
    candidacy: Candidacy,
    indication: str,
    device: str,
    overrides: tuple[Override, ...],
) -> ZoneLimits:
    """Return what one zone may get."""
    depths = [*_depth_notes(zone, case, candidacy, indication, device)]
    beyond = lifted(DEPTH, zone, overrides)
    smallest = min(depths, key=lambda pair: pair[0].allowed or 0.0)
    allowed, key = smallest[0].allowed or 0.0, smallest[1]
    because = smallest[0].text
    unlifted = allowed
    if beyond is not None and beyond.value > allowed:
        allowed = beyond.value
        because = f"lifted to {beyond.value:g} mm by {beyond.by}: {beyond.reason}"
    notes = [note for note, _ in depths]
    passes = _passes_note(zone, case.patient.fitzpatrick)
    most = lifted(PASSES, zone, overrides)
    strokes = max(passes.allowed or 0.0, most.value if most else 0.0)
    return ZoneLimits(
        zone=zone,
        depth_mm=allowed,
        depth_key=key,
        depth_because=because,
        passes=int(strokes),
        unlifted_mm=unlifted,
        unlifted_passes=int(passes.allowed or 0.0),
        fewest_passes=_fewest(case.patient.fitzpatrick),
        notes=(*notes, passes),
        advice=_advice(zone),
    )


def lifted(name: str, zone: str | None, overrides: tuple[Override, ...]) -> Override | None:
    """Return the override of a limit that reaches highest here."""
    here = [one for one in overrides if one.limit == name and one.zone in {None, zone}]
    return max(here, key=lambda one: one.value, default=None)


def _depth_notes(
    zone: str, case: Case, candidacy: Candidacy, indication: str, device: str
) -> Iterable[tuple[LimitNote, str]]:
    """Yield each cap of a zone's depth with the evidence key it comes from; the smallest wins."""
    frees = "a clinician, with reason and name (override)"
    site = site_of(zone)
    keys = {
        f"sites.{site}.depth_cap": f"the cap of the {zone_label(zone)}",
        "sites.any.depth_cap": "the cap of plain needling",
        f"devices.{device}.label_depth": f"the deepest setting that the {device}'s label studied",
        f"planning.cap.{indication}": f"the cap for {indication.replace('_', ' ')}",
    }
    for key, text in keys.items():
        if evidence.has(key):
            entry = evidence.entry(key)
            note = LimitNote(
                name=DEPTH,
                zone=zone,
                text=f"{text}, {evidence.number(key, 'mm'):g} mm",
                allowed=evidence.number(key, "mm"),
                unit="mm",
                frees=frees,
                sources=entry.sources,
                status=entry.status,
            )
            yield note, key
    person, key = _thin_dermis(zone, case, candidacy, device)
    yield person, key


def _thin_dermis(zone: str, case: Case, candidacy: Candidacy, device: str) -> tuple[LimitNote, str]:
    """Return the setting whose usual reach ends at the foot of this person's dermis.

    Notes
    -----
    Dermis by site and sex, thinner by a share each decade from the age that ageing is counted from;
    reach = ratio x (setting - what the skin gives way).
    """
    skin = Skin(zone, None, case.patient.sex)
    age = case.age_years(candidacy.on)
    dermis = float(skin.dermis_mm(_median)[0])
    if age is not None:
        from_age = evidence.number("healing.ageing.from_age", "y")
        decade = evidence.number("healing.ageing.decade", "y")
        kept = 1.0 - evidence.number("healing.ageing.dermis_loss", "1")
        dermis *= kept ** (max(age - from_age, 0.0) / decade)
    depth = dermis + float(skin.epidermis_mm(_median)[0])
    ratio = evidence.number(f"devices.{device}.depth_ratio", "1")
    gives = evidence.number(f"devices.{device}.indentation", "mm")
    key = f"sites.{skin.measured_site}.dermis_female"
    sources = (*evidence.entry(key).sources, *evidence.entry("healing.ageing.dermis_loss").sources)
    note = LimitNote(
        name=DEPTH,
        zone=zone,
        text=f"beyond {depth / ratio + gives:.2f} mm the needle passes this person's whole dermis",
        allowed=depth / ratio + gives,
        unit="mm",
        frees="a measured thickness of the dermis",
        sources=tuple(dict.fromkeys(sources)),
        status="derived",
    )
    return note, key


def _median(_: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.zeros(1)


def _passes_note(zone: str, phototype: str | None) -> LimitNote:
    dark = is_dark(phototype)
    key = "planning.dark.passes" if dark else "planning.space.passes"
    _, _, most = evidence.span(key, "1")
    told = f"fewer for skin type {phototype or 'unknown'}" if dark else "the most that studies say"
    entry = evidence.entry(key)
    return LimitNote(
        name=PASSES,
        zone=zone,
        text=f"{most:g} passes, {told}",
        allowed=most,
        unit="1",
        frees="a clinician, with reason and name (override)",
        sources=entry.sources,
        status=entry.status,
    )


def _fewest(phototype: str | None) -> int:
    key = "planning.dark.passes" if is_dark(phototype) else "planning.space.passes"
    return int(evidence.span(key, "1")[1])


def _advice(zone: str) -> tuple[str, ...]:
    said = []
    if site_of(zone) in evidence.words("planning.bone.zones"):
        said.append("over bone: no pressure")
    if site_of(zone) in evidence.words("planning.rim.zones"):
        said.append("outside the orbital rim only")
    return tuple(said)
