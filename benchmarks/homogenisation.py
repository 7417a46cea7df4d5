"""What smearing the channels over the skin costs: the twin's column beside resolved skin.

The same member, the same session, followed in the column (as the product does) and around one
resolved channel, over densities of 25 to 400 per cm² and true depths, the same in everybody, of 0.5
to 2.5 mm below the surface. The error of an observable is its largest difference over half a year,
relative to the largest change that the session makes in it (and to its own value).

    python benchmarks/homogenisation.py [--quick] [--json]
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from _figures import show
from _unit_cell import resolved
from neocol import evidence
from neocol.twin.column import Column
from neocol.twin.ensemble import follow, untouched
from neocol.twin.members import reference_share
from neocol.twin.needling import Needling
from neocol.twin.observables import LINKS
from neocol.twin.priors import draw_members
from neocol.twin.skin import INTERVAL_ENDS, Skin

DENSITIES = (25.0, 100.0, 250.0, 400.0)
DEPTHS_MM = (0.5, 1.0, 1.5, 2.5)
LONGEST_MM = 3.0
DAYS = np.array([0.0, 0.5, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60, 90, 120, 180])
FINE = Column(papillary=10, reticular=10)
NAMES = (
    "papillary_collagen", "collagen_III", "collagen_I", "elastin", "tropoelastin", "dermal_density",
    "elasticity", "erythema_index", "melanin_index", "epidermal_thickness",
)  # fmt: skip


def reaching(members, depth_mm):
    """Return these members with channels of exactly this depth under a pen's longest needle."""
    gives = evidence.number("devices.pen.indentation", "mm")
    usual, low, high = evidence.span("devices.pen.depth_ratio", "1")
    more = depth_mm / (LONGEST_MM - gives) - usual
    side = (high - usual if more > 0 else usual - low) / INTERVAL_ENDS["range"]
    return replace(
        members,
        depth=np.full(members.size, more / side),
        indentation=np.zeros(members.size),
    )


def compare(members, which, needling):
    """Return observable → (error over its change, error over its value) of one member."""
    one = members.take([which])
    smeared = follow(one, [((0.0, needling),)], DAYS, column=FINE, tolerance=1e-4)
    papillary = evidence.number("healing.look.papillary", "mm")
    edges = FINE.edges_mm(papillary, one.dermis_mm)[0]
    radius = one.channel_radius_mm(needling.device)
    open_share = float(one.open_share(needling)[0])
    true = resolved(
        one.rates[0], edges, papillary, float(radius[0]), float(one.reached_mm(needling)[0]),
        float(one.epidermis_mm[0]), needling.punctures_per_cm2,
        (open_share, open_share / reference_share()), DAYS,
    )  # fmt: skip
    truth = {name: values[None, None] for name, values in true.items()}
    healthy = untouched(truth)
    found = {}
    for name in NAMES:
        of = LINKS[name].of
        exact = of(truth, one)
        apart = np.abs(of(smeared, one) - exact).max()
        change = np.abs(exact - of(healthy, one)).max()
        found[name] = (apart / change if change > 0 else 0.0, apart / np.abs(exact).max())
    return found


def measure(quick: bool) -> dict[str, object]:
    """Compare over the range, for the median member and some others."""
    members = draw_members(Skin("back"), 3 if quick else 12, seed=11)
    densities = DENSITIES[::3] if quick else DENSITIES
    depths = DEPTHS_MM[::3] if quick else DEPTHS_MM
    median, every = {}, []
    for density in densities:
        for depth in depths:
            needling = Needling("pen", LONGEST_MM, density)
            here = reaching(members, depth)
            found = [compare(here, i, needling) for i in range(members.size)]
            median[f"{density:g}/cm2, {depth:g} mm"] = {
                name: round(float(found[0][name][0]), 4) for name in NAMES
            }
            every.extend(found)
    return {
        "members": members.size,
        **{
            f"error_{name}": {
                "median_of_change": round(float(np.median([one[name][0] for one in every])), 4),
                "worst_of_change": round(float(max(one[name][0] for one in every)), 4),
                "worst_of_value": round(float(max(one[name][1] for one in every)), 4),
            }
            for name in NAMES
        },
        "median_member": median,
    }


if __name__ == "__main__":
    show(__doc__, measure)
