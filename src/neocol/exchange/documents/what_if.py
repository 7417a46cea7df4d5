"""A course that somebody set by its numbers, drawn and told beside the plan's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from neocol import evidence
from neocol.exchange.documents import words
from neocol.exchange.documents.comparison import Cell, at_a_glance, comparison, when_words
from neocol.exchange.documents.ribbon import course_ribbon, session_days, stretch_of
from neocol.exchange.documents.tradeoff import tradeoff_chart
from neocol.exchange.documents.zones import limit_rows, zone_gains
from neocol.record import Frontier, Plan, PlanOption


def beside(plan: Plan, asked: PlanOption, point: Frontier | None = None) -> Plan:
    """Return a plan with one more option behind its own, so that all are drawn on one scale.

    Parameters
    ----------
    plan : Plan
    asked : PlanOption
        With `versus` against the recommended course.
    point : Frontier, optional
        Where it lies on the chart.
    """
    index = len(plan.options)
    points = (point.model_copy(update={"option": index}),) if point is not None else ()
    return plan.model_copy(
        update={"options": (*plan.options, asked), "frontier": (*plan.frontier, *points)}
    )


def what_if_view(
    plan: Plan,
    asked: PlanOption,
    point: Frontier | None = None,
    *,
    sources: Iterable[str] = (),
    today: dt.date | None = None,
) -> dict[str, Any]:
    """Return what the templates show of a course that was set.

    Parameters
    ----------
    plan, asked, point
        As for `beside`.
    sources : iterable of str
        Source keys that the course rests on; those that the plan has not are told with it.
    today : datetime.date, optional
        Marked on the ribbon.
    """
    recommended = plan.options[plan.recommended] if plan.recommended is not None else None
    same = recommended is not None and _numbers(recommended) == _numbers(asked)
    whole = beside(plan, asked, None if same else point)
    index = len(plan.options)
    groups = comparison(whole)
    drawn = [asked] if recommended is None or not recommended.sessions else [recommended, asked]
    known = dict.fromkeys(plan.bibliography)
    more = evidence.cite([key for key in sources if key not in known])
    keys = [*known, *(ref.key for ref in more)]
    return {
        "asked": asked,
        "plan": whole,
        "index": index,
        "letter": words.letter(index),
        "when": when_words(asked),
        "verdict": groups[0].rows[0].cells[index] if recommended is not None else Cell(),
        "same": same,
        "rows": at_a_glance(whole.options),
        "groups": groups,
        "columns": [i for i in (plan.recommended, index) if i is not None],
        "by_zone": zone_gains(asked, recommended),
        "over": limit_rows(asked.over),
        "chart": tradeoff_chart(whole),
        "ribbons": [
            (words.letter(index if held is asked else plan.recommended or 0), held is not asked,
             course_ribbon(held, today=today, stretch=stretch_of(drawn)))
            for held in drawn
        ],
        "numbers": {key: i for i, key in enumerate(keys, start=1)},
        "further": more,
        "begins_at": len(known) + 1,
    }  # fmt: skip


def _numbers(option: PlanOption) -> tuple[object, ...]:
    """Return what somebody may set of a course."""
    zones = {zone: (one.device, one.depth_mm, one.passes) for zone, one in option.zones.items()}
    return zones, session_days(option), set(option.combined_with)
