"""Composites: the few combinations of rates that studies can tell, and how rates follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.members import Members

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Composite:
    """A combination of rates: the mean of their logarithms over their medians, with signs.

    Attributes
    ----------
    rates : dict
        Rate → +1 where it grows with the composite, -1 where it falls.
    """

    rates: dict[str, int]
    text: str

    @property
    def prior_sd(self) -> float:
        """Standard deviation under the rates' own priors, which are independent."""
        variances = [_log_sd(name) ** 2 for name in self.rates]
        return float(np.sqrt(sum(variances))) / len(variances)


def _log_sd(name: str) -> float:
    spread = evidence.entry(f"healing.rate.{name}").spread
    return (spread.sd or 0.0) if spread else 0.0


COMPOSITES: Final[dict[str, Composite]] = {
    "collagen_gain": Composite(
        {"collagen_gain": 1}, "new collagen of a session, over what meets the histology series"
    ),
    "collagen_turnover": Composite(
        {"collagen_turnover": 1}, "how fast collagen that was gained is lost again"
    ),
    "collagen_maturing": Composite({"collagen_maturing": 1}, "how fast collagen III becomes I"),
    "inflammation_time": Composite(
        {"debris_loss": -1, "neutrophil_loss": -1, "macrophage_loss": -1},
        "how long debris, neutrophils and macrophages stay",
    ),
    "erythema_gain": Composite({"redness_gain": 1, "redness_jump": 1}, "how red a session leaves"),
    "erythema_decay": Composite({"redness_loss": 1}, "how fast redness fades"),
    "pigment_gain": Composite(
        {"melanocyte_gain": 1, "melanin_gain": 1}, "how much melanin follows inflammation"
    ),
    "pigment_decay": Composite(
        {"melanocyte_loss": 1, "melanin_loss": 1, "dropped_loss": 1}, "how fast pigment clears"
    ),
}
"""The calibrated vector. Cytokines, cells and spreads stay at their priors: no trial sees them."""


def prior_sds() -> Array:
    """Return the standard deviations of the composites, shape (composites,)."""
    return np.array([composite.prior_sd for composite in COMPOSITES.values()])


def composites_of(rates: Members, medians: Members) -> Array:
    """Return the composites of members, shape (members, composites).

    Parameters
    ----------
    rates : Members
        As drawn, before gains are held to their anchor.
    medians : Members
        One member with every rate at its median.
    """
    return np.stack(
        [
            np.mean(
                [
                    sign * np.log(rates.rate(name) / medians.rate(name)[0])
                    for name, sign in composite.rates.items()
                ],
                axis=0,
            )
            for composite in COMPOSITES.values()
        ],
        axis=1,
    )


def imposed(members: Members, medians: Members, wanted: Array) -> Members:
    """Return members whose composites are as wanted; what differs inside a composite stays.

    Parameters
    ----------
    members, medians : Members
        As in `composites_of`.
    wanted : array of shape (members, composites)
    """
    shift = wanted - composites_of(members, medians)
    return members.with_rates(
        **{
            name: members.rate(name) * np.exp(sign * shift[:, k])
            for k, composite in enumerate(COMPOSITES.values())
            for name, sign in composite.rates.items()
        }
    )
