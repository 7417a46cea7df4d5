"""What is wished for: indications, and options such as PRP or a numbing cream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol.language.concepts import table
from neocol.language.normalise import fold
from neocol.language.recognise import recognise
from neocol.record import Recognised

_OPTIONS: Final = {
    "prp": ("prp", "platelet", "vampire"),
    "minoxidil": ("minoxidil",),
    "tranexamic_acid": ("tranexamic", "txa"),
    "peel": ("peel", "tca", "glycolic"),
    "laser": ("laser",),
    "exosomes": ("exosome", "growth factor"),
    "vitamin_c": ("vitamin c", "ascorbic"),
    "prilocaine": ("prilocaine", "emla"),
    "lidocaine": ("lidocaine", "lignocaine", "emla"),
    "tetracaine": ("tetracaine", "amethocaine", "benzocaine", "blt"),
}


def indications_of(
    concerns: Iterable[str], on: dt.date
) -> tuple[tuple[str, ...], tuple[Recognised, ...]]:
    """Return the indications that the concerns name, and how each concern was understood."""
    understood = [
        item
        for i, text in enumerate(concerns)
        for item in recognise(text, slot="concerns", on=on, path=f"patient.concerns.{i}")
    ]
    named = (
        table().concepts[item.concept].indication
        for item in understood
        if item.concept is not None and item.assertion != "absent"
    )
    return tuple(dict.fromkeys(name for name in named if name)), tuple(understood)


def option_words(*texts: str | None) -> frozenset[str]:
    """Return the options that the wish contains: prp, minoxidil, prilocaine and so on.

    Examples
    --------
    >>> sorted(option_words("EMLA cream"))
    ['lidocaine', 'prilocaine']
    """
    said = " ".join(fold(text) for text in texts if text)
    return frozenset(name for name, marks in _OPTIONS.items() if any(m in said for m in marks))
