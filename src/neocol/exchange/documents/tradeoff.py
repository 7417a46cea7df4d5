"""Benefit against burden: every course that was compared, the options with what they may bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import look
from neocol.exchange.documents.plots import Panel, drawing, scale
from neocol.exchange.documents.words import ROLES, VERSUS, letter
from neocol.record import Frontier, Plan

_WIDTH: Final = 640
_HEIGHT: Final = 400
_LEFT: Final = 46
_TOP: Final = 34
_RIGHT: Final = 16
_BOTTOM: Final = 52
_RADIUS: Final = 11
_CAP: Final = 5
_LETTER: Final = 7.6
_LABEL: Final = 30
_STEP: Final = 6
_GAP: Final = 4
_AHEAD: Final = 1.3
"""How far the axis of burden runs: behind the heaviest course there is room for words."""
_LABEL_ROOM: Final = 0.16
"""Of the height, left free above the highest whisker for the names."""

_NOTHING: Final = Frontier(
    burden_days=0, gain=0, low90=0, high90=0, sessions=0, depth_mm=0, passes=0
)
"""Where the chart begins: nothing is done."""

Box = tuple[float, float, float, float]


def tradeoff_chart(plan: Plan) -> Markup:
    """Draw what needling may bring against what it asks, in days of a life.

    The band around the recommended course is as wide as the smallest change that counts, to either
    side: what lies in it differs by less. Verdicts are told beside the names; they are counted
    member by member and cannot be read off the whiskers.
    """
    named = {held.option: held for held in plan.frontier if held.option is not None}
    if not named:
        return Markup("")
    for index, option in enumerate(plan.options):
        if option.role == "no_treatment":
            named.setdefault(index, _NOTHING)
    panel = _panel(plan.frontier)
    chosen = named.get(plan.recommended) if plan.recommended is not None else None
    parts = [
        panel.frame(
            "Improvement by needling, % of the score before",
            {value: f"{value:g}" for value in scale(0, panel.x[1], 5) if value <= panel.x[1]},
            [value for value in scale(*panel.y, 5) if panel.y[0] <= value <= panel.y[1]],
        ),
        _below(panel),
        _band(panel, chosen, plan) if chosen else "",
        *(_dot(panel, held) for held in plan.frontier if held.option is None),
        _front(panel, plan.frontier),
        "" if any(not held.burden_days for held in named.values()) else _origin(panel),
        *(_whisker(panel, held) for held in named.values()),
        *(_mark(panel, index, held, index == plan.recommended) for index, held in named.items()),
        *_names(panel, plan, named),
    ]
    return drawing(_WIDTH, _HEIGHT, _title(plan, named), *parts, css="curve tradeoff")


def worthwhile(plan: Plan) -> float | None:
    """Return the smallest change that counts, % of the score; ``None`` where no option tells it."""
    told = [benefit.worthwhile for option in plan.options for benefit in option.benefits[:1]]
    return told[0] if told else None


def _panel(frontier: Iterable[Frontier]) -> Panel:
    held = list(frontier)
    burden = max([1.0, *(point.burden_days for point in held)])
    highs = [point.high90 if point.option is not None else point.gain for point in held]
    lows = [point.low90 if point.option is not None else point.gain for point in held]
    low, high = min([0.0, *lows]), max([1.0, *highs])
    return Panel(
        _LEFT,
        _TOP,
        _WIDTH - _LEFT - _RIGHT,
        _HEIGHT - _TOP - _BOTTOM,
        x=(0.0, scale(0.0, burden * _AHEAD, 5)[-1]),
        y=(scale(low, high, 5)[0], high + _LABEL_ROOM * (high - low)),
    )


def _below(panel: Panel) -> str:
    y = panel.top + panel.height + 36
    return (
        f'<text {look("tick")} x="{panel.left + panel.width}" y="{y}" text-anchor="end">'
        "burden: visits, redness, pain and risk of dark marks, weighed in days of a life →</text>"
    )


def _origin(panel: Panel) -> str:
    """Name the beginning where no option of doing nothing is drawn there."""
    x, y = panel.at_x(0), panel.at_y(0)
    return (
        f'<circle {look("trade-dot")} cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text {look("tick")} x="{x + 30:.1f}" y="{y - 5:.1f}">no treatment</text>'
    )


def _band(panel: Panel, chosen: Frontier, plan: Plan) -> str:
    least = worthwhile(plan)
    if least is None or plan.recommended is None:
        return ""
    top = panel.at_y(min(chosen.gain + least, panel.y[1]))
    foot = panel.at_y(max(chosen.gain - least, panel.y[0]))
    right = panel.left + panel.width
    edges = "".join(
        f'<line {look("trade-edge")} x1="{panel.left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        for y in (top, foot)
    )
    return (
        f'<rect {look("trade-band")} x="{panel.left}" y="{top:.1f}" width="{panel.width}" '
        f'height="{foot - top:.1f}"/>{edges}'
        f'<text {look("trade-note")} x="{right - 6}" y="{top + 15:.1f}" text-anchor="end">'
        f"within {least:g} points of {letter(plan.recommended)}</text>"
    )


def _dot(panel: Panel, held: Frontier) -> str:
    told = f"{held.sessions} sessions, {held.depth_mm:g} mm, {held.passes} passes"
    return (
        f'<circle {look("trade-dot")} cx="{panel.at_x(held.burden_days):.1f}" '
        f'cy="{panel.at_y(held.gain):.1f}" r="3"><title>{escape(told)}</title></circle>'
    )


def _front(panel: Panel, frontier: Iterable[Frontier]) -> str:
    """Draw the line of courses that no other beats; it begins where nothing is done."""
    best = {(held.burden_days, held.gain) for held in frontier if held.pareto} | {(0.0, 0.0)}
    xs, ys = zip(*sorted(best), strict=True)
    return panel.line(xs, ys, "trade-front")


def _whisker(panel: Panel, held: Frontier) -> str:
    if held.low90 == held.high90:
        return ""
    x, high, low = panel.at_x(held.burden_days), panel.at_y(held.high90), panel.at_y(held.low90)
    return (
        f'<path {look("trade-whisker")} fill="none" d="M{x:.1f},{high:.1f} V{low:.1f} '
        f'M{x - _CAP:.1f},{high:.1f} h{2 * _CAP} M{x - _CAP:.1f},{low:.1f} h{2 * _CAP}"/>'
    )


def _mark(panel: Panel, index: int, held: Frontier, chosen: bool) -> str:
    css = "trade-chosen" if chosen else "trade-other"
    x, y = panel.at_x(held.burden_days), panel.at_y(held.gain)
    return (
        f'<circle {look(css)} cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}"/>'
        f'<text {look(f"{css}-letter")} x="{x:.1f}" y="{y + 4:.1f}">{letter(index)}</text>'
    )


def _names(panel: Panel, plan: Plan, named: dict[int, Frontier]) -> list[str]:
    """Write name and verdict above each whisker, from left to right, none over another."""
    taken = [box for held in named.values() for box in _boxes(panel, held)]
    parts = []
    for index, held in sorted(named.items(), key=lambda item: item[1].burden_days):
        name, word = _told(plan, index)
        wide = _LETTER * max(len(name), len(word))
        top = min(panel.at_y(held.high90), panel.at_y(held.gain) - _RADIUS) - _LABEL - 3
        foot = panel.at_y(held.low90)
        left, top = _free(panel.at_x(held.burden_days), wide, (top, foot), taken)
        taken.append((left, top, left + wide, top + _LABEL))
        x = left + wide / 2
        parts.append(
            f'<text {look("trade-name")} x="{x:.1f}" y="{top + 12:.1f}" text-anchor="middle">'
            f"{escape(name)}</text>"
            f'<text {look("trade-word")} x="{x:.1f}" y="{top + 26:.1f}" text-anchor="middle">'
            f"{escape(word)}</text>"
        )
    return parts


def _boxes(panel: Panel, held: Frontier) -> tuple[Box, Box]:
    """Return what a whisker and its mark cover."""
    x, y = panel.at_x(held.burden_days), panel.at_y(held.gain)
    whisker = (x - _CAP, panel.at_y(held.high90), x + _CAP, panel.at_y(held.low90))
    return whisker, (x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS)


def _free(
    x: float, wide: float, ends: tuple[float, float], taken: Iterable[Box]
) -> tuple[float, float]:
    """Return where a name fits: above its whisker, else beside it, as high up as there is room."""
    above, foot = ends
    beside = (x + _RADIUS + _GAP, x - _RADIUS - _GAP - wide)
    places = [(left, above) for left in (x - wide / 2, x - _CAP, x + _CAP - wide)]
    places += [
        (left, above + _LABEL + _STEP * step)
        for step in range(int(max(foot - above - _LABEL, 0) / _STEP) + 1)
        for left in beside
    ]
    places = [(min(max(left, 2), _WIDTH - wide - 2), top) for left, top in places]
    for left, top in places:
        box = (left, top, left + wide, top + _LABEL)
        if not any(_touch(box, other) for other in taken):
            return left, top
    return places[0]


def _touch(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _told(plan: Plan, index: int) -> tuple[str, str]:
    option = plan.options[index]
    name = f"{letter(index)} {ROLES[option.role]}"
    if index == plan.recommended:
        return name, "recommended"
    return name, VERSUS[option.versus.verdict] if option.versus else ""


def _title(plan: Plan, named: dict[int, Frontier]) -> str:
    told = "; ".join(
        f"{' '.join(filter(None, _told(plan, i)))}: {held.gain:g} % "
        f"({held.low90:g} to {held.high90:g}) for {held.burden_days:g} days"
        for i, held in sorted(named.items())
    )
    return f"Benefit against burden. {told}"
