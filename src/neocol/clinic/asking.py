"""The what-if form: any numbers of a course, read from an address and told back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode

from neocol.clinic.engine import Planned
from neocol.exchange.documents import words
from neocol.exchange.documents.ribbon import session_days
from neocol.planning.context import PLANNABLE
from neocol.record import Course, PlanOption
from neocol.record.base import shorten
from neocol.record.limits import DAYS_MAX_SIMULATED, NEEDLE_MAX_SIMULATED_MM, PASSES_MAX
from neocol.record.plan import gaps_between
from neocol.record.zones import ZONES

SESSIONS_MAX: Final = 20
"""How many are followed while somebody waits."""
INTERVAL_MAX: Final = 365
ALL, EACH = "all", "each"
_LISTS: Final = ("zone", "with")
_DEPTH_SAID: Final = f"a number of mm above 0, at most {NEEDLE_MAX_SIMULATED_MM:g}"
_PASSES_SAID: Final = f"a whole number from 1 to {PASSES_MAX}"
_DAYS_SAID: Final = f"a whole number of days from 1 to {INTERVAL_MAX}"


class WhatIf(forms.Form):
    """Numbers of a course for one person; what the address leaves out is as recommended.

    Only what counts is a field: one depth for all zones, or the depths of the zones that are
    ticked. What else was typed is kept in `data`.
    """

    most: ClassVar = {
        "sessions": SESSIONS_MAX,
        "interval": INTERVAL_MAX,
        "later": INTERVAL_MAX,
        "depth": NEEDLE_MAX_SIMULATED_MM,
        "passes": PASSES_MAX,
    }
    by = forms.ChoiceField(choices=[(ALL, ALL), (EACH, EACH)], label="depth and passes")
    device = forms.ChoiceField(choices=[(name, name) for name in PLANNABLE])
    sessions = forms.IntegerField(
        min_value=1, max_value=SESSIONS_MAX, help_text=f"a whole number from 1 to {SESSIONS_MAX}"
    )
    interval = forms.IntegerField(
        min_value=1, max_value=INTERVAL_MAX, required=False, help_text=_DAYS_SAID
    )
    later = forms.IntegerField(
        min_value=1,
        max_value=INTERVAL_MAX,
        required=False,
        label="later interval",
        help_text=f"{_DAYS_SAID}, or nothing where all are alike",
    )

    def __init__(self, planned: Planned, begin: PlanOption, given: QueryDict | None = None) -> None:
        self.zones = _offered(planned, begin)
        self.companions = _companions(planned, begin)
        super().__init__(_filled(begin, given))
        self.fields["by"].help_text = f"{ALL} or {EACH}"
        self.fields["device"].help_text = f"one of {', '.join(PLANNABLE)}"
        self.fields["zone"] = forms.MultipleChoiceField(
            choices=[(zone, zone) for zone in ZONES],
            label="zones",
            help_text=f"at least one of {words.zones_label(self.zones)}",
        )
        self.fields["with"] = forms.MultipleChoiceField(
            choices=[(word, word) for word in self.companions],
            required=False,
            label="combined with",
            help_text=f"one of {', '.join(map(words.plain_name, self.companions)) or 'nothing'}",
        )
        for suffix, said in self._settings():
            self.fields[f"depth{suffix}"] = forms.FloatField(
                max_value=NEEDLE_MAX_SIMULATED_MM,
                validators=[_above_zero],
                label=f"depth{said}",
                help_text=_DEPTH_SAID,
            )
            self.fields[f"passes{suffix}"] = forms.IntegerField(
                min_value=1, max_value=PASSES_MAX, label=f"passes{said}", help_text=_PASSES_SAID
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a course without intervals, or longer than anything is followed."""
        held: dict[str, Any] = super().clean() or {}
        if held.get("sessions", 1) > 1 and "interval" in held and not held["interval"]:
            self.add_error("interval", "needed")
        if not self.errors and self._days()[-1] > DAYS_MAX_SIMULATED:
            raise ValidationError(
                f"the last session would be on day {self._days()[-1]}; nothing is followed "
                f"beyond day {DAYS_MAX_SIMULATED}"
            )
        return held

    def course(self) -> Course:
        """Return the course; the form is valid."""
        held = self.cleaned_data
        zones = {
            zone: {"depth_mm": held[f"depth{own}"], "passes": held[f"passes{own}"]}
            for zone in held["zone"]
            for own in (self._suffix(zone),)
        }
        return Course.read(
            {
                "device": held["device"],
                "zones": zones,
                "days": self._days(),
                "combined_with": held["with"],
            }
        )

    def problems(self) -> list[tuple[str, str]]:
        """Return what cannot be used: the field, and a sentence with what would do."""
        told = []
        for name, errors in self.errors.items():
            field = self.fields.get(name)
            if field is None:
                told += [("", words.sentence(text)) for text in errors]
                continue
            typed = self.data.getlist(name)
            if isinstance(field, forms.MultipleChoiceField):
                typed = [value for value in typed if not field.valid_value(value)]
            had = f", not {shorten(', '.join(typed))}" if any(typed) else "; nothing was given"
            label = field.label or name
            told.append((name, words.sentence(f"{label}: {field.help_text}{had}")))
        return told

    def typed(self, name: str) -> str:
        """Return what was typed."""
        return str(self.data.get(name, ""))

    def ticked(self, name: str, value: str) -> bool:
        """Tell whether a box was ticked."""
        return value in self.data.getlist(name)

    def _settings(self) -> Iterator[tuple[str, str]]:
        """Return the endings of the fields that count, and how they are called."""
        if self.data.get("by") == ALL:
            yield "", ", all zones"
            return
        for zone in self.data.getlist("zone"):
            if zone in ZONES:
                yield f".{zone}", f", {words.zone_label(zone)}"

    def _suffix(self, zone: str) -> str:
        return "" if self.cleaned_data["by"] == ALL else f".{zone}"

    def _days(self) -> list[int]:
        held, days = self.cleaned_data, [0]
        for index in range(1, held["sessions"]):
            later = held["later"] if index > 1 and held["later"] else held["interval"]
            days.append(days[-1] + later)
        return days


def numbers_of(option: PlanOption) -> dict[str, list[str]]:
    """Return the numbers of an option as an address holds them.

    Uneven intervals are told by the first and the second, which is all that the form can set.
    """
    usual = Counter((held.depth_mm, held.passes) for held in option.zones.values())
    (depth, passes), _ = usual.most_common(1)[0]
    gaps = gaps_between(session_days(option))
    held = {
        "by": ALL if len(usual) == 1 else EACH,
        "device": next(iter(option.zones.values())).device,
        "sessions": option.sessions,
        "interval": gaps[0] if gaps else option.interval_days or "",
        "later": gaps[1] if len(gaps) > 1 and gaps[1] != gaps[0] else "",
        "depth": f"{depth:g}",
        "passes": passes,
    }
    for zone, setting in option.zones.items():
        held[f"depth.{zone}"] = f"{setting.depth_mm:g}"
        held[f"passes.{zone}"] = setting.passes
    lists = {"zone": list(option.zones), "with": list(option.combined_with)}
    return {name: [str(value)] for name, value in held.items()} | lists


def address_of(option: PlanOption) -> str:
    """Return the query that asks about an option's numbers."""
    return str(urlencode({"form": "1", **numbers_of(option)}, doseq=True))


def _filled(begin: PlanOption, given: QueryDict | None) -> QueryDict:
    """Return what was given, and the numbers to begin with where nothing was."""
    filled = QueryDict(mutable=True) if given is None else given.copy()
    for name, values in numbers_of(begin).items():
        # A form sends no box that is not ticked: then none is.
        if name not in filled and not (name in _LISTS and "form" in filled):
            filled.setlist(name, values)
    for zone in filled.getlist("zone"):
        for name in ("depth", "passes"):
            filled.setdefault(f"{name}.{zone}", filled[name])
    return filled


def _offered(planned: Planned, begin: PlanOption) -> tuple[str, ...]:
    wished = planned.context.zones if planned.context is not None else ()
    return tuple(zone for zone in ZONES if zone in {*wished, *begin.zones})


def _companions(planned: Planned, begin: PlanOption) -> tuple[str, ...]:
    """Return what studies of the concern, the plan and the wish combine needling with."""
    rows = planned.context.rows if planned.context is not None else ()
    wished: Sequence[str] = sorted(planned.context.wished) if planned.context is not None else ()
    studied = [word for row in rows for word in row.combined_with]
    held = [word for option in planned.plan.options for word in option.combined_with]
    return tuple(dict.fromkeys([*begin.combined_with, *held, *sorted(studied), *wished]))


def _above_zero(value: float) -> None:
    if value <= 0:
        raise ValidationError("not above zero")
