"""A simulated course as one page: what it would bring, the phases, depth, every observable."""

from __future__ import annotations

from typing import Final

from neocol.care import HONEST_WORDS
from neocol.exchange.documents import healing
from neocol.exchange.documents.render import rendered
from neocol.exchange.documents.words import plain_name, zone_label
from neocol.record import Range, Simulation, SimulationRequest

STATUSES: Final = {
    "published": "link published",
    "calibrated": "gain fitted to studies",
    "assumed": "link assumed",
}


def simulation_html(request: SimulationRequest, simulation: Simulation) -> str:
    """Return a simulated course as one HTML page that asks nothing of the network.

    Parameters
    ----------
    request : SimulationRequest
        What was asked.
    simulation : Simulation
        What the twin answered.
    """
    sessions = [session.day for session in request.sessions]
    return rendered(
        "simulation.html",
        {
            "asked": request,
            "answer": simulation,
            "title": simulation.id or f"{zone_label(request.skin.site)}, needled",
            "collagen": healing.healing_curve(simulation, sessions),
            "phases": healing.phases_drawing(simulation, sessions) if sessions else None,
            "film": healing.depth_film(simulation.profile, sessions)
            if simulation.profile
            else None,
            "benefits": benefits(simulation),
            "multiples": [
                (healing.observable_drawing(name, band, simulation.days), band)
                for name, band in simulation.observables.items()
            ],
            "STATUSES": STATUSES,
            "honest": HONEST_WORDS,
        },
    )


def benefits(simulation: Simulation) -> list[tuple[str, Range]]:
    """Return the benefit of every observable at the last day, as ranges."""
    return [
        (
            plain_name(name),
            Range(
                median=round(band.benefit[-1], 2),
                low90=round(band.benefit_low90[-1], 2),
                high90=round(band.benefit_high90[-1], 2),
                unit="points" if band.unit.startswith("%") else band.unit,
                basis=band.basis,
                at_day=simulation.days[-1],
            ),
        )
        for name, band in simulation.observables.items()
    ]
