"""No treatment, as an option of its own: it wins when nothing is likely to help."""

from __future__ import annotations

from neocol.planning.context import Context
from neocol.record import Burden, PlanOption, Range

_NATURAL = (
    "Without needling skin ages as before; scars and stretch marks stay about as they are, and "
    "scores may still look a little better at a second visit, because people come at their worst."
)


def without_treatment(context: Context) -> str:
    """Say what may be expected without treatment."""
    if context.done is not None:
        return "Stopping here keeps what was gained, as far as it lasts."
    return _NATURAL


def no_treatment(context: Context, why: tuple[str, ...]) -> PlanOption:
    """Return the option of doing nothing, or of stopping here."""
    zero = Range(median=0.0, low90=0.0, high90=0.0, unit="d", basis="published")
    return PlanOption(
        label="No treatment" if context.done is None else "No further sessions",
        role="no_treatment",
        indication=context.lead,
        sessions=0,
        interval_days=0,
        zones={},
        predicted={},
        downtime_days=zero,
        pih_probability=zero.model_copy(update={"unit": "1"}),
        on_label=True,
        on_label_why="nothing is done",
        burden=Burden(
            days=0.0,
            parts={},
            visits=0,
            minutes=zero.model_copy(update={"unit": "min"}),
            redness_days=zero,
            pain=zero.model_copy(update={"unit": "0 to 10"}),
        ),
        minutes_per_session=zero.model_copy(update={"unit": "min"}),
        cartridges=0,
        anaesthetic="none",
        why=why,
        caveats=(without_treatment(context),),
    )
