"""Plans made by hand, for everything that shows one: no figure here comes from a study."""

from __future__ import annotations

import datetime as dt
from typing import Any

from neocol.record import Case, Plan

FIRST = dt.date(2026, 4, 6)
CAPS = {"cheek_left": 2.0, "cheek_right": 2.0, "chin": 1.5, "temple_left": 0.75,
        "temple_right": 0.75, "forehead": 0.75}  # fmt: skip
AREAS = {"cheek_left": 41.0, "cheek_right": 39.0, "chin": 12.0, "temple_left": 9.0,
         "temple_right": 9.0, "forehead": 46.0}  # fmt: skip
SITES = {"cheek_left": "left cheek", "cheek_right": "right cheek", "chin": "chin",
         "temple_left": "left temple", "temple_right": "right temple", "forehead": "forehead"}  # fmt: skip

CASE = Case.read(
    {
        "id": "demo-1",
        "consult_date": "2026-03-16",
        "patient": {
            "name": "Ana R.",
            "age": 34,
            "sex": "F",
            "fitzpatrick": "IV",
            "concerns": ["acne scars", "pores"],
            "planned_areas": "cheeks, chin, temples, forehead",
        },
    }
)


def span(median: float, low: float, high: float, unit: str, **more: Any) -> dict[str, Any]:
    """Return a range; assumed where nothing else is said."""
    return {"median": median, "low90": low, "high90": high, "unit": unit,
            "basis": "assumed", **more}  # fmt: skip


def zones(depths: dict[str, float], passes: int, **more: Any) -> dict[str, Any]:
    """Return the settings of zones; forehead and temples lie over bone."""
    return {
        zone: {
            "device": "pen",
            "depth_mm": depth,
            "passes": passes,
            "punctures_per_cm2": 120.0 * passes,
            "endpoint": "pinpoint_bleeding",
            "cap_mm": CAPS[zone],
            "cap_from": f"sites.{zone.removesuffix('_left').removesuffix('_right')}.depth_cap",
            "start_mm": 0.5,
            "binds": f"the cap of the {SITES[zone]}, {CAPS[zone]:g} mm"
            if depth >= CAPS[zone]
            else "",
            "notes": ("over bone: no pressure",) if zone in {"forehead", "temple_left"} else (),
            "area_cm2": AREAS[zone],
            **more,
        }
        for zone, depth in depths.items()
    }


def timeline(days: tuple[int, ...], dated: bool, companions: bool = False) -> list[dict[str, Any]]:
    """Return what happens when."""
    last = days[-1]

    def item(kind: str, first: float, end: float, title: str, text: str = "") -> dict[str, Any]:
        dates = (FIRST + dt.timedelta(days=first), FIRST + dt.timedelta(days=end))
        return {"kind": kind, "from_day": first, "to_day": end, "title": title, "text": text,
                "dates": dates if dated else (), "sources": ("HAR",) if text else ()}  # fmt: skip

    items = [item("preparation", -14, 0, "preparation",
                  "sunscreen every morning; no new tan; strong products stop before")]  # fmt: skip
    for i, day in enumerate(days, start=1):
        items.append(item("session", day, day, f"session {i}"))
        items.append(item("redness", day, day + 3, f"red after session {i}"))
    if companions:
        items += [item("between", day + 7, day + 7, "PRP", "from own blood") for day in days]
    items.append(item("avoid", 40, 47, "no session", "holiday in the sun"))
    items.append(item("result", last + 30, last + 180, "results come in", "collagen matures"))
    items.append(item("judged", last + 90, last + 90, "photographs and score"))
    items.append(item("maintenance", last + 365, last + 365, "one session a year, if wanted"))
    return items


def option(
    role: str,
    label: str,
    days: tuple[int, ...],
    depths: dict[str, float],
    gain: tuple[float, float, float],
    *,
    passes: int = 4,
    burden: float,
    likely: float,
    versus: dict[str, Any] | None = None,
    dated: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """Return one course."""
    companions = bool(more.get("combined_with"))
    judged = days[-1] + 90
    return {
        "label": label,
        "role": role,
        "indication": "acne_scar",
        "sessions": len(days),
        "interval_days": days[1] if len(days) > 1 else 0,
        "days": days,
        "dates": [FIRST + dt.timedelta(days=day) for day in days] if dated else [],
        "zones": zones(depths, passes),
        "predicted": {
            "goodman_baron_quantitative": span(
                -gain[0] - 9, -gain[2] - 12, -gain[1] - 2, "% change of the score",
                basis="published", at_day=judged, about="trial mean", sources=("dogra2014",)),
            "goodman_baron_quantitative_due_to_needling": span(
                -gain[0], -gain[2], -gain[1], "% change of the score", basis="calibrated",
                at_day=judged, sources=("dogra2014", "ALA")),
        },
        "benefits": [
            {"indication": "acne_scar", "gain": span(*gain, "% of the score before"),
             "likely": likely, "worthwhile": 10.0,
             "by_zone": dict.fromkeys(depths, gain[0])},
            {"indication": "pores", "gain": span(6, -4, 17, "% of the score before"),
             "likely": 0.31, "worthwhile": 10.0},
        ],
        "versus": versus,
        "downtime_days": span(2, 1, 4, "d", basis="published", sources=("vietnam2019",)),
        "pih_probability": span(0.14, 0.06, 0.27, "1", basis="published", sources=("dogra2014",)),
        "risks": {
            "tram_track": span(0.008, 0.001, 0.03, "1", basis="published", sources=("HAR",)),
            "infection": {"refused": "cases are reported, nobody counted among how many"},
        },
        "burden": {
            "days": burden,
            "parts": {"visits": burden * 0.35, "redness": burden * 0.4, "pain": burden * 0.15,
                      "dark marks": burden * 0.1},
            "visits": len(days),
            "minutes": span(55, 45, 70, "min"),
            "redness_days": span(2.0 * len(days), len(days), 4.0 * len(days), "d"),
            "pain": span(3, 1, 6, "of 10", basis="published", sources=("ALS",)),
        },
        "on_label": False,
        "on_label_why": "the pen is cleared for facial acne scars from 22 years; the chin and "
        "temples beyond 1 mm are not in its label",
        "minutes_per_session": span(55, 45, 70, "min"),
        "cartridges": 2,
        "anaesthetic": "lidocaine 4 % cream, 30 to 45 minutes",
        "timeline": timeline(days, dated, companions),
        "why": ["inside what studies of acne scars did"],
        "caveats": [
            "what depth and density change is assumed, no trial compared them head to head",
            "forehead and temples are held back by bone",
        ],
        "sources": ("dogra2014",),
        **more,
    }  # fmt: skip


MILD = {"cheek_left": 1.5, "cheek_right": 1.5, "chin": 1.0, "temple_left": 0.5,
        "temple_right": 0.5, "forehead": 0.5}  # fmt: skip
DEEP = {"cheek_left": 2.0, "cheek_right": 2.0, "chin": 1.5, "temple_left": 0.75,
        "temple_right": 0.75, "forehead": 0.75}  # fmt: skip
GENTLE = option("gentlest", "gentlest course", (0, 28, 56), MILD, (22, 8, 39),
                burden=11, likely=0.84)  # fmt: skip
FULLER = option("fuller", "fuller course", (0, 28, 63, 91), DEEP, (26, 10, 44), passes=6,
                burden=18, likely=0.88, versus={"verdict": "not_told_apart", "better": 0.24,
                "worse": 0.03, "difference": span(4, -3, 12, "% of the score before")})  # fmt: skip
COMBINED = option("combined", "with PRP", (0, 28, 56), MILD, (34, 15, 54), burden=15, likely=0.93,
                  combined_with=["prp"], versus={"verdict": "better", "better": 0.91,
                  "worse": 0.01, "difference": span(12, 2, 23, "% of the score before")},
                  extrapolation=["no study did PRP on the temples"])  # fmt: skip
NOTHING: dict[str, Any] = {
    "label": "no treatment",
    "role": "no_treatment",
    "indication": "acne_scar",
    "sessions": 0,
    "interval_days": 0,
    "zones": {},
    "predicted": {"goodman_baron_quantitative": span(0, -6, 6, "% change of the score")},
    "versus": {"verdict": "worse", "better": 0.02, "worse": 0.84,
               "difference": span(-22, -39, -8, "% of the score before")},
    "downtime_days": span(0, 0, 0, "d"),
    "pih_probability": span(0, 0, 0, "1"),
    "burden": {"days": 0, "parts": {}, "visits": 0, "minutes": span(0, 0, 0, "min"),
               "redness_days": span(0, 0, 0, "d"), "pain": span(0, 0, 0, "of 10")},
    "on_label": True,
    "on_label_why": "nothing is done",
    "minutes_per_session": span(0, 0, 0, "min"),
    "cartridges": 0,
    "anaesthetic": "none",
    "why": ["always possible"],
    "caveats": [],
}  # fmt: skip
_LIFTED = "a clinician, with reason and name (override)"
LIMITS: list[dict[str, Any]] = [
    *({"name": "depth_cap", "zone": zone, "text": f"the cap of the {SITES[zone]}, {cap:g} mm",
       "allowed": cap, "unit": "mm", "binds": True, "frees": _LIFTED, "sources": ("HAR",)}
      for zone, cap in CAPS.items()),
    *({"name": "depth_cap", "zone": zone, "text": "the cap of plain needling, 2.5 mm",
       "allowed": 2.5, "unit": "mm", "frees": _LIFTED, "sources": ("ALS",)} for zone in CAPS),
    {"name": "least_interval", "text": "28 days between sessions at least, the longest for skin "
     "type IV", "allowed": 28.0, "unit": "d", "binds": True, "status": "judgement",
     "frees": "a policy inside the printed range"},
    {"name": "session_minutes", "text": "a session of 70 minutes at most", "allowed": 70.0,
     "unit": "min", "binds": True, "status": "judgement",
     "frees": "fewer zones a session, fewer passes, or a longer session"},
    {"name": "max_sessions", "text": "6 sessions that the person wants at most", "allowed": 6,
     "unit": "1", "frees": "ask the person whether more would be possible",
     "status": "judgement"},
]  # fmt: skip


def frontier() -> list[dict[str, Any]]:
    """Return the courses of the chart: three options, no treatment and a cloud."""
    told = [(0, 0, 0, 0, 3, True, 0.0, 0), (11, 22, 8, 39, 0, True, 1.5, 3),
            (18, 26, 10, 44, 1, False, 2.0, 4), (15, 34, 15, 54, 2, True, 1.5, 3)]  # fmt: skip
    named = [
        {"burden_days": burden, "gain": gain, "low90": low, "high90": high, "option": index,
         "pareto": pareto, "depth_mm": depth, "sessions": sessions, "passes": 4}
        for burden, gain, low, high, index, pareto, depth, sessions in told
    ]  # fmt: skip
    cloud = [
        {"burden_days": 3.0 + 2.3 * i % 21, "gain": (3 + 2.3 * i % 21) * (0.7 + 0.09 * (i % 7)),
         "low90": 2.0, "high90": 40.0, "depth_mm": 0.5 + 0.25 * (i % 6), "sessions": 1 + i % 6,
         "passes": 4, "pareto": i == 0}
        for i in range(26)
    ]  # fmt: skip
    return named + cloud


def raw(**more: Any) -> dict[str, Any]:
    """Return the whole plan as plain data, with some of it changed."""
    return {
        "id": "demo-1",
        "candidacy": {
            "id": "demo-1",
            "on": "2026-03-16",
            "decision": "caution",
            "findings": [
                {"rule": "C-120", "tag": "dark_skin_pih", "effect": "caution",
                 "message": "Skin type IV marks more easily.", "why": "Counted in trials.",
                 "evidence": ["phototype: IV"], "sources": ["dogra2014"]},
            ],
            "planned_zones": list(MILD),
            "indications": ["acne_scar", "pores"],
        },
        "options": [GENTLE, FULLER, COMBINED, NOTHING],
        "recommended": 0,
        "why_recommended": "the gentlest course that the twin can't tell from fuller needling",
        "concerns": [
            {"indication": "acne_scar", "zones": list(MILD), "leads": True},
            {"indication": "pores", "zones": ["cheek_left", "cheek_right"]},
            {"indication": "melasma", "refused": "no trial of needling alone gives usable figures"},
        ],
        "limits": LIMITS,
        "frontier": frontier(),
        "search": {"candidates": 1240, "excluded": {"depth_cap": 96, "max_sessions": 30},
                   "skins": 3, "screened": 310, "simulated": 42, "members": 200,
                   "screening_error": 1.2, "complete": True},
        "without_treatment": "Old acne scars change little by themselves; leaving them does no "
        "harm.",
        "bibliography": ["dogra2014", "ALA", "HAR", "ALS", "vietnam2019"],
        "stamp": {"engine": "0.0.test", "evidence": "test", "policy": "default"},
        **more,
    }  # fmt: skip


def full() -> Plan:
    """Return the usual plan: three courses and doing nothing; the gentlest is recommended."""
    return Plan.read(raw())


def nothing_wins() -> Plan:
    """Return a plan in which doing nothing is recommended."""
    gentle = {**GENTLE, "versus": {"verdict": "not_told_apart", "better": 0.35, "worse": 0.02,
              "difference": span(7, -2, 18, "% of the score before")}}  # fmt: skip
    free = {key: value for key, value in NOTHING.items() if key not in {"versus", "burden"}}
    return Plan.read(
        raw(options=[free, gentle], recommended=0, frontier=[
            {**frontier()[1], "option": 1}],
            why_recommended="no course is likely enough to bring a change that counts")
    )  # fmt: skip


def conditional() -> Plan:
    """Return a plan that waits for answers, with no first day."""
    waits = ["Warfarin: the prescriber and a recent INR first.", "Is there any allergy?"]
    made = option("gentlest", "gentlest course", (0, 28, 56), MILD, (22, 8, 39), burden=11,
                  likely=0.84, dated=False, conditional_on=waits)  # fmt: skip
    candidacy = {"on": "2026-03-16", "decision": "needs_clearance", "missing": [waits[1]]}
    return Plan.read(raw(options=[made], candidacy=candidacy, frontier=frontier()[1:2]))


def refused() -> Plan:
    """Return a plan that no course fits, with the limits that would have to give way."""
    binding = [{**LIMITS[-1], "binds": True, "allowed": 1, "asked": 3.0,
                "text": "1 session that the person wants at most",
                "frees": "three sessions instead of one"}, *LIMITS[-3:-1]]  # fmt: skip
    return Plan.read(raw(options=[], recommended=None, frontier=[], search=None, limits=binding,
                         why_recommended="", refused="no course fits every limit"))  # fmt: skip


def again() -> Plan:
    """Return a plan that was made again after the first session."""
    return Plan.read(
        raw(progress={"sessions": 1, "last": "2026-04-06",
                      "measures": ["goodman_baron_quantitative 24 → 21"],
                      "effective_members": 61.0,
                      "notes": ["redness lasted three days, as foretold"]})
    )  # fmt: skip


def unproven() -> Plan:
    """Return a plan of what is practised and no study showed: nothing is recommended."""
    made = option("as_practised", "as practised, not proven", (0, 28), MILD, (5, -6, 20),
                  burden=9, likely=0.3, benefits=[])  # fmt: skip
    free = {key: value for key, value in NOTHING.items() if key not in {"versus", "burden"}}
    return Plan.read(raw(options=[made, free], recommended=None, why_recommended="",
                         frontier=[], search=None))  # fmt: skip


def crowded() -> Plan:
    """Return a plan with as much to tell the patient as one can hold."""
    unlike = {**MILD, "temple_left": 0.75, "forehead": 0.6}
    made = option(
        "combined", "with much beside it", (0, 30, 61, 91, 122, 153), unlike, (34, 15, 54),
        burden=30, likely=0.93, combined_with=["prp", "tranexamic_acid", "subcision"],
        conditional_on=["Is there any allergy?"],
    )  # fmt: skip
    made["benefits"] += [
        {**made["benefits"][1], "indication": name}
        for name in ("photoageing", "striae", "uneven_tone")
    ]
    made["risks"] |= {name: {"refused": "nobody counted"} for name in ("herpes", "granuloma")}
    made["risks"] |= {name: span(0.004, 0.001, 0.02, "1") for name in ("scarring", "bruising")}
    others = [FULLER, {**FULLER, "role": "asked", "combined_with": ["prp", "ascorbic_acid"]},
              {**FULLER, "role": "as_practised"}]  # fmt: skip
    done = {"sessions": 2, "last": "2026-04-06", "effective_members": 30}
    return Plan.read(raw(options=[made, *others], progress=done))


EVERY = {"full": full, "nothing": nothing_wins, "conditional": conditional, "refused": refused,
         "again": again, "unproven": unproven, "crowded": crowded}  # fmt: skip
