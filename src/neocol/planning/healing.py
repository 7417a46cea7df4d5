"""The twin's course for the deepest zone of an option: how its skin may heal."""

from __future__ import annotations

from neocol import evidence
from neocol.record import PlanOption, SimulationRequest
from neocol.record.limits import MEMBERS_DEFAULT
from neocol.record.simulation import SimulatedSession, SkinInput


def healing_request(
    option: PlanOption, *, age: float | None, sex: str, phototype: str | None
) -> SimulationRequest:
    """Return the twin's course for the deepest zone of an option."""
    zone, deepest = max(option.zones.items(), key=lambda item: item[1].depth_mm)
    return SimulationRequest(
        skin=SkinInput.read({"site": zone, "age": age, "sex": sex, "fitzpatrick": phototype}),
        sessions=tuple(
            SimulatedSession(
                day=day,
                device=deepest.device,
                needle_mm=deepest.depth_mm,
                punctures_per_cm2=deepest.punctures_per_cm2,
            )
            for day in option.days
        ),
        days=option.days[-1] + evidence.number("indications.any.look_after", "d"),
        members=MEMBERS_DEFAULT,
    )
