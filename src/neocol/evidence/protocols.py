"""What was done in studies, and in practice where nothing was studied: one row is one protocol."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from neocol.evidence.model import Sourced
from neocol.record.base import Number, Whole, words_of
from neocol.record.limits import NEEDLE_MAX_SIMULATED_MM
from neocol.record.outcome import ScarTypes
from neocol.record.words import EndpointWord, Indication
from neocol.record.zones import ZONES, site_of

NeedleMm = Annotated[Number, Field(gt=0, le=NEEDLE_MAX_SIMULATED_MM)]
Days = Annotated[Number, Field(gt=0)]
Sessions = Annotated[Whole, Field(ge=1)]
PlainDevice = Literal["roller", "pen", "stamp"]
Helps = Literal["shown", "unproven", "not_alone"]
Companion = Literal[
    "prp", "minoxidil", "tranexamic_acid", "peel", "tca_cross", "subcision", "laser"
]
"""What was done besides the needling, in the words of a wish."""
COMPANIONS: Final = words_of(Companion)
SITES: Final = tuple(dict.fromkeys(site_of(zone) for zone in ZONES))
_SPANS: Final = (
    ("needle_low_mm", "needle_high_mm"),
    ("sessions_low", "sessions_high"),
    ("interval_low_days", "interval_high_days"),
)


class TrialledProtocol(Sourced):
    """One protocol of one study, or of practice. What is not known is ``None``, or empty.

    Attributes
    ----------
    devices : tuple of str
        Empty where what was read does not say.
    needle_low_mm, needle_high_mm : float or None
        Needle length set.
    least_mm : float or None
        The lowest setting that the study left to the operator, where the skin asked for it.
    interval_low_days, interval_high_days : float or None
        From one needling session to the next.
    combined_with : tuple of str
        What was done besides, in the words of :func:`neocol.language.option_words`.
    companion, companion_after_days : str, float or None
        What is done between the sessions, and how long after each.
    sites : tuple of str
        Sites that it is for (see :func:`neocol.record.zones.site_of`); empty: any.
    scar_types : tuple of str
        Scars that it is for; empty: any.
    helps : str
        ``shown``: a study reported benefit of this protocol; ``unproven``: practised, nothing
        usable was read; ``not_alone``: without what else is done, weak or without benefit.
    recalled, judged : tuple of str
        Fields of this row that were recalled, not read; that are ours, not the study's.
    """

    id: Annotated[str, Field(min_length=1)]
    indication: Indication
    devices: tuple[PlainDevice, ...] = ()
    needle_low_mm: NeedleMm | None = None
    needle_high_mm: NeedleMm | None = None
    least_mm: NeedleMm | None = None
    sessions_low: Sessions | None = None
    sessions_high: Sessions | None = None
    interval_low_days: Days | None = None
    interval_high_days: Days | None = None
    endpoint: EndpointWord | None = None
    combined_with: tuple[Companion, ...] = ()
    companion: str = ""
    companion_after_days: Days | None = None
    sites: tuple[str, ...] = ()
    scar_types: ScarTypes = ()
    helps: Helps
    recalled: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _spans_are_whole(self) -> Self:
        for first, last in _SPANS:
            low, high = getattr(self, first), getattr(self, last)
            if (low is None) != (high is None):
                raise ValueError(f"{first} and {last} stand together")
            if low is not None and low > high:
                raise ValueError(f"{first} ≤ {last} is expected")
        if self.least_mm is not None and (
            self.needle_low_mm is None or self.least_mm > self.needle_low_mm
        ):
            raise ValueError("least_mm ≤ needle_low_mm is expected")
        return self

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.needle_low_mm is None and self.sessions_low is None:
            raise ValueError("a protocol needs its needle or its sessions")
        if self.companion_after_days is not None and not self.companion:
            raise ValueError("companion_after_days stands without companion")
        return self

    @model_validator(mode="after")
    def _names_what_exists(self) -> Self:
        unknown = set(self.sites) - set(SITES)
        if unknown:
            raise ValueError(f"unknown site: {', '.join(sorted(unknown))}")
        for name in ("recalled", "judged"):
            odd = {f for f in getattr(self, name) if getattr(self, f, None) in (None, "", ())}
            if odd:
                raise ValueError(f"{name} names no field that is known: {', '.join(sorted(odd))}")
        if set(self.recalled) & set(self.judged):
            raise ValueError("a field is recalled or judged, not both")
        return self

    @property
    def needle_known(self) -> bool:
        """Whether the needle length is known."""
        return self.needle_low_mm is not None
