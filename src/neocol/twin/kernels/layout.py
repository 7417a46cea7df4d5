"""Where things stand in the plain arrays: fields over depth, lumped states, rates of a member."""

from __future__ import annotations

from typing import Final

SPREADING: Final = ("neutrophil", "macrophage", "signal", "fibroblast", "protease", "vessel")
"""Fields that diffuse."""
RESTING: Final = (
    "debris", "myofibroblast", "collagen_new", "collagen_III", "collagen_I", "tropoelastin",
    "elastin",
)  # fmt: skip
"""Fields that stay where they are made."""
FIELDS: Final = (*SPREADING, *RESTING)
"""Every field over depth, in the order of the arrays."""
LUMPED: Final = (
    "redness", "barrier", "opening", "thickness", "melanocyte", "melanin", "dropped_melanin",
)  # fmt: skip
"""States of the surface, without depth."""
PARAMETERS: Final = (
    # inflammation
    "debris_loss", "neutrophil_gain", "neutrophil_loss", "macrophage_gain",
    "macrophage_call", "macrophage_loss",
    # signal and cells
    "signal_debris", "signal_macrophage", "signal_myofibroblast", "signal_loss",
    "fibroblast_growth", "fibroblast_room", "activation", "myofibroblast_loss",
    # matrix
    "protease_macrophage", "protease_check", "protease_loss", "vessel_growth", "vessel_room",
    "collagen_gain", "myofibroblast_share", "signal_share", "collagen_maturing",
    "collagen_turnover", "collagen_yield", "tropoelastin_gain", "tropoelastin_loss",
    "elastin_yield", "elastin_turnover",
    # movement
    "neutrophil_spread", "macrophage_spread", "signal_spread", "fibroblast_spread",
    "protease_spread", "vessel_spread",
    # surface: the losses in the order of the lumped states
    "redness_loss", "barrier_loss", "opening_loss", "thickness_loss", "melanocyte_loss",
    "melanin_loss", "dropped_loss", "redness_gain", "thickness_gain", "melanocyte_gain",
    "melanin_gain",
    # what a session does
    "injury_gain", "removed", "redness_jump", "barrier_jump", "melanin_drop",
)  # fmt: skip
"""Rates and shares of a member, in the order of the arrays (docs/handbook/twin.md)."""

GRID: Final = ("up", "low", "papillary")
"""What every cell knows of its place: couplings to its neighbours, share of the papillary layer."""
BASELINE: Final = (0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1)
"""Healthy skin, field by field: an exact fixed point."""
LUMPED_BASELINE: Final = (0, 0, 0, 1, 0, 1, 0)
"""Healthy surface."""
DEEP: Final = ("collagen_new", "collagen_III", "collagen_I", "elastin")
"""Fields that are also looked at over the whole dermis."""
FEATURES: Final = (*FIELDS, *(f"dermal_{name}" for name in DEEP), *LUMPED)
"""What is looked at: means over the papillary dermis, means over the dermis, the surface."""
