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
    "prp": ("prp", "platelet", "vampire", "plasma rico", "vampiro"),
    "minoxidil": ("minoxidil", "regaine", "rogaine"),
    "tranexamic_acid": ("tranexamic", "txa", "tranexamico"),
    "peel": ("peel", "tca", "glycolic", "glicolico", "exfoliacion quimica"),
    "tca_cross": ("cross",),
    "laser": ("laser",),
    "dermabrasion": ("dermabrasion",),
    "subcision": ("subcision", "subcission"),
    "silicone_gel": ("silicone", "silicona"),
    "filler": ("filler", "relleno"),
    "botulinum": ("botox", "botulin", "toxin", "dysport"),
    "radiofrequency": ("radiofrequency", "radio frequency", "radiofrecuencia"),
    "retinoid": ("retinoid", "retinol", "tretinoin", "vitamin a "),
    "hydroquinone": ("hydroquinone", "hidroquinona"),
    "exosomes": ("exosome", "exosoma", "growth factor", "factores de crecimiento", "stem cell"),
    "vitamin_c": ("vitamin c", "ascorbic", "vitamina c", "ascorbico"),
    "prilocaine": ("prilocaine", "prilocaina", "emla"),
    "lidocaine": ("lidocaine", "lignocaine", "lidocaina", "emla", "lmx", "blt"),
    "tetracaine": ("tetracaine", "tetracaina", "amethocaine", "ametop", "blt"),
    "benzocaine": ("benzocaine", "benzocaina", "blt"),
}


def indications_of(
    concerns: Iterable[str], on: dt.date
) -> tuple[tuple[str, ...], tuple[Recognised, ...]]:
    """Return the indications that the concerns name, and how each concern was understood.

    What else was told among them, a medicine or a pregnancy, is understood too.
    """
    understood = [
        item
        for i, text in enumerate(concerns)
        for item in recognise(text, slot="concerns", on=on, path=f"patient.concerns.{i}")
    ]
    named = (
        table().concepts[item.concept].indication
        for item in understood
        if item.kind == "indication" and item.concept is not None and item.assertion != "absent"
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
