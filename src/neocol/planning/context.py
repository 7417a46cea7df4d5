"""Everything about one person that planning asks for, read once: wishes, limits, members, areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.evidence import TrialledProtocol
from neocol.language import option_words
from neocol.planning.benefit import Concern, concern
from neocol.planning.caps import DEPTH
from neocol.planning.dates import Blocked, blocked, placed
from neocol.planning.done import Done
from neocol.planning.ensemble import MEMBERS, Ensemble, ensemble
from neocol.planning.limits import LIFTABLE, Limits, first_day, limits_of
from neocol.planning.space import Grid, Setting, gaps_of, hull_of, is_known, protocols_of
from neocol.procedure import typical_area
from neocol.record import Candidacy, Case, PlannedConcern, Policy, RecordError
from neocol.record.limits import NEEDLE_MAX_SIMULATED_MM
from neocol.record.zones import ZONES, in_order
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.needling import Needling, punctures_per_cm2

Array = NDArray[np.float64]

PLANNABLE: Final = ("pen", "roller", "stamp")
_HAIR: Final = "androgenetic_alopecia"
_SCARS: Final = {
    "icepick": ("ice pick", "icepick", "ice-pick"),
    "rolling": ("rolling",),
    "boxcar": ("boxcar", "box car", "box-car"),
}
"""Type of scar → how people write it."""


@dataclass(frozen=True)
class Context:
    """One person's planning.

    Attributes
    ----------
    zones : tuple of str
        Wished, without those that candidacy excludes, from the forehead down.
    measured_cm2 : mapping
        Zone → area from a photograph.
    concerns : tuple of PlannedConcern
        Every wish; one of them leads, where any can be planned.
    done : Done or None
        Sessions of this course that were done already.
    members : int
    """

    case: Case
    candidacy: Candidacy
    policy: Policy
    seed: int
    device: str
    zones: tuple[str, ...]
    measured_cm2: Mapping[str, float]
    concerns: tuple[PlannedConcern, ...]
    done: Done | None = None
    weighed: Array | None = None
    members: int = MEMBERS

    @cached_property
    def running(self) -> bool:
        """Whether the next session still belongs to the course of those that were done.

        It does as long after the last one as twice the longest interval that was studied.
        """
        if self.done is None:
            return False
        stretch = evidence.number("planning.space.stretch", "1")
        studied = [row.interval_high_days for row in self.rows if row.interval_high_days]
        return (self.start - self.done.last).days <= stretch * max(studied, default=0.0)

    @property
    def before(self) -> int:
        """Number of sessions of this course that were done already."""
        return self.done.count if self.done and self.running else 0

    @cached_property
    def enough_done(self) -> bool:
        """Whether as many sessions were done as the shortest studied course has.

        Only then is stopping inside what was studied, and further sessions count for themselves.
        """
        if self.done is not None and not self.running:
            return True
        shown = [row for row in self.rows if row.helps == "shown" and is_known(row)]
        fewest = [row.sessions_low for row in shown if row.sessions_low is not None]
        return self.before > 0 and self.before >= min(fewest, default=1)

    def done_in(self, zone: str) -> TwinCourse:
        """Return what a zone had already, in days from the first session that was done."""
        return self.done.of(zone) if self.done else ()

    def sessions(self, zone: str, days: Sequence[int], device: str, setting: Setting) -> TwinCourse:
        """Return a zone's sessions as the twin follows them: those done, then those planned."""
        density = punctures_per_cm2(device, setting.passes)
        needling = Needling(device, setting.depth_mm, density)
        offset = (self.start - self.done.first).days if self.done else 0
        return (*self.done_in(zone), *((float(offset + day), needling) for day in days))

    def judged(self, days: Sequence[int]) -> float:
        """Return the day on which a course is judged, as the days of `sessions` count."""
        offset = (self.start - self.done.first).days if self.done else 0
        return offset + days[-1] + evidence.number("indications.any.look_after", "d")

    @cached_property
    def weights(self) -> Array:
        """What each member counts, shape (members,), adding up to one."""
        return self.ensemble.weights() if self.weighed is None else self.weighed

    @property
    def lead(self) -> str:
        """The indication whose studies set the space."""
        return next(one.indication for one in self.concerns if one.leads)

    @property
    def phototype(self) -> str | None:
        """The person's, if it is known."""
        return self.case.patient.fitzpatrick

    @property
    def sex(self) -> str:
        """The person's."""
        return self.case.patient.sex

    @property
    def age(self) -> float | None:
        """In years, if it is known."""
        return self.case.age_years(self.candidacy.on)

    @cached_property
    def ensemble(self) -> Ensemble:
        """The members that courses are compared on."""
        return ensemble(self.phototype, self.seed, self.members)

    @cached_property
    def limits(self) -> Limits:
        """Every limit, of the zones that are planned."""
        return self.limits_for(self.zones)

    @cached_property
    def _known(self) -> dict[tuple[str, ...], Limits]:
        return {}

    def limits_for(self, zones: Iterable[str]) -> Limits:
        """Return the limits of any zones."""
        named = tuple(in_order(set(zones)))
        if named not in self._known:
            self._known[named] = limits_of(
                self.case, self.candidacy, self.lead, named, self.device, self.ensemble, self.policy
            )
        return self._known[named]

    @cached_property
    def rows(self) -> tuple[TrialledProtocol, ...]:
        """Protocols of the leading indication."""
        return protocols_of(self.lead, self.zones, self.scar_types)

    @cached_property
    def benefits(self) -> dict[str, Concern]:
        """How each concern follows, of those that something can be told of."""
        told = (
            concern(one.indication, self.ensemble, self.policy.planning) for one in self.planned
        )
        return {one.indication: one for one in told if one is not None}

    @property
    def planned(self) -> tuple[PlannedConcern, ...]:
        """Concerns that are not refused."""
        return tuple(one for one in self.concerns if not one.refused)

    @cached_property
    def scar_types(self) -> frozenset[str]:
        """Types of acne scars that somebody named."""
        return scar_types(self.candidacy)

    @cached_property
    def wished(self) -> frozenset[str]:
        """Combinations that somebody wishes for."""
        return option_words(self.case.patient.plan.combined_therapy)

    @property
    def excluded(self) -> frozenset[str]:
        """Combinations that candidacy excludes."""
        return frozenset(self.candidacy.excluded_options)

    @cached_property
    def start(self) -> dt.date:
        """The first day that the next session may be on."""
        day = first_day(self.case, self.candidacy)
        if self.done is None:
            return day
        rest = dt.timedelta(days=self.limits.least_interval_days)
        return max(day, self.done.last + rest)

    @cached_property
    def blocked(self) -> tuple[Blocked, ...]:
        """Days that no session may be on."""
        return blocked(self.case.patient.preferences.avoid, self.policy)

    def protocols(self, sessions: int, combined_with: Sequence[str]) -> list[TrialledProtocol]:
        """Return the studied protocols that have as many sessions, with what was done already."""
        whole = self.before + sessions
        return [
            row
            for row in self.rows
            if is_known(row)
            and set(row.combined_with) == set(combined_with)
            and (row.sessions_low or 0) <= whole <= (row.sessions_high or row.sessions_low or 0)
        ]

    def dates(self, days: Sequence[int]) -> tuple[dt.date, ...]:
        """Return the dates of sessions so far apart, if the avoided days leave room."""
        return placed(days, self.start, self.blocked) or ()

    def around(
        self, days: Sequence[int], combined_with: Sequence[str] = ()
    ) -> tuple[int, ...] | None:
        """Return the days of sessions, further apart where days are to be avoided.

        ``None`` where that tears them further apart than such a course was studied.
        """
        hull, grid = hull_of(self.rows), Grid.usual()
        rows = self.protocols(len(days), combined_with)
        longest = max((gaps_of(row, hull, grid)[1] for row in rows), default=0)
        dates = placed(days, self.start, self.blocked, longest)
        return None if dates is None else tuple((date - dates[0]).days for date in dates)

    def area(self, zone: str) -> float:
        """Return the area of a zone in cm²: as measured, else as is typical."""
        return self.measured_cm2.get(zone) or typical_area(zone).median


def context_of(
    case: Case,
    candidacy: Candidacy,
    *,
    areas_cm2: Mapping[str, float],
    policy: Policy,
    seed: int,
    members: int = MEMBERS,
    done: Done | None = None,
) -> Context:
    """Read a person for planning; nothing is followed yet."""
    left = set(candidacy.planned_zones) - set(candidacy.excluded_zones)
    zones = tuple(in_order(left))
    device = case.patient.plan.device
    _check_overrides(case)
    concerns = _concerns(candidacy, zones)
    leading = next((one for one in concerns if one.leads), None)
    return Context(
        case=case,
        candidacy=candidacy,
        policy=policy,
        seed=seed,
        device=device if device in PLANNABLE else PLANNABLE[0],
        zones=leading.zones if leading else zones,
        measured_cm2={zone: area for zone, area in areas_cm2.items() if area},
        concerns=concerns,
        done=done,
        members=members,
    )


def _concerns(candidacy: Candidacy, zones: tuple[str, ...]) -> tuple[PlannedConcern, ...]:
    """Return every wish with its own zones; the first with a study of its own leads.

    The scalp is for hair, and hair is for the scalp; what lies elsewhere is a plan of its own.
    """
    found = []
    for name in candidacy.indications:
        scalp = name == _HAIR
        own = tuple(zone for zone in zones if (zone == "scalp") == scalp)
        why = _refused(name, candidacy, own)
        found.append(PlannedConcern(indication=name, zones=own, refused=why))
    open_ = [one for one in found if not one.refused]
    proven = [one for one in open_ if _studied(one)]
    lead = next(iter(proven or open_), None)
    return tuple(_beside(one, lead) for one in found)


def _studied(one: PlannedConcern) -> bool:
    rows = protocols_of(one.indication, one.zones)
    return any(row.helps == "shown" and is_known(row) for row in rows)


def _beside(one: PlannedConcern, lead: PlannedConcern | None) -> PlannedConcern:
    """Mark the concern that leads, and refuse those of other zones."""
    if lead is None or one.refused:
        return one
    if one is lead:
        return one.model_copy(update={"leads": True})
    if one.zones != lead.zones:
        named = one.indication.replace("_", " ")
        return one.model_copy(update={"refused": f"{named}: other zones, so a plan of its own"})
    return one


def _check_overrides(case: Case) -> None:
    """Refuse an override of what is no limit, or of a zone that is none."""
    for k, one in enumerate(case.patient.plan.overrides):
        where = f"patient.plan.overrides.{k}"
        if one.limit not in LIFTABLE:
            known = ", ".join(LIFTABLE)
            raise RecordError(
                f"no limit '{one.limit}' can be lifted; {known} can", f"{where}.limit"
            )
        most = NEEDLE_MAX_SIMULATED_MM
        if one.limit == DEPTH and one.value > most:
            raise RecordError(f"up to {most:g} mm can be followed", f"{where}.value", one.value)
        if one.zone is not None and one.zone not in ZONES:
            raise RecordError(f"no zone '{one.zone}'; known: {', '.join(ZONES)}", f"{where}.zone")


def scar_types(candidacy: Candidacy) -> frozenset[str]:
    """Return the types of acne scars that were named."""
    said = " ".join(m.text.lower() for m in candidacy.recognised if m.concept == "acne_scar")
    return frozenset(kind for kind, words in _SCARS.items() if any(word in said for word in words))


def _refused(indication: str, candidacy: Candidacy, zones: tuple[str, ...]) -> str:
    """Return why a wish is not planned here; empty where it is."""
    named = indication.replace("_", " ")
    if indication in evidence.words("indications.any.specialist"):
        return f"{named}: specialist care, not planned here"
    if indication in evidence.words("indications.any.not_offered"):
        return (
            f"{named}: not offered; active inflammation is a reason to wait, and a clinician's "
            "own decision"
        )
    if not zones:
        return f"{named}: planned {'on the scalp only' if indication == _HAIR else 'elsewhere'}"
    if indication == "acne_scar" and scar_types(candidacy) == {"icepick"}:
        fall = evidence.number("indications.acne_scar.icepick_fall", "1")
        return (
            f"ice-pick scars alone: needling changed them by {fall:.1%} in a series; "
            "other methods (TCA CROSS, punch) are for a dermatologist to choose"
        )
    if not evidence.protocols(indication):
        return f"{named}: no protocol was read"
    return ""
