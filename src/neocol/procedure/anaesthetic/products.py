"""Which numbing cream is meant: its anaesthetics, its strength, and whether somebody mixed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.evidence import AnaestheticProduct
from neocol.language import option_words
from neocol.language.normalise import fold
from neocol.record.base import words_of
from neocol.record.words import Anaesthetic

_ANAESTHETICS: Final = frozenset(words_of(Anaesthetic))
_PERCENT: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_RATIO: Final = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)+)(?![\d.,])")
_MIXED: Final = (
    "compound", "magistral", "formula", "blt", "mixture", "mixed", "mezcla", "pharmacy made",
)  # fmt: skip
"""Words for what a pharmacy or somebody else has mixed."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name was read as.

    Attributes
    ----------
    product : AnaestheticProduct or None
        The product that is known under it.
    actives : frozenset of str
        The anaesthetics that were named or are in the product.
    percents : tuple of float
        The strengths that were written.
    mixed : bool
        A mixture that no maker sells.
    """

    said: str
    product: AnaestheticProduct | None
    actives: frozenset[str]
    percents: tuple[float, ...]
    mixed: bool

    @property
    def strength_known(self) -> bool:
        """Whether the strength is known, by the product or as it was written."""
        return self.product is not None or bool(self.percents)


def named_product(text: str) -> Named:
    """Read the name of a numbing cream.

    Examples
    --------
    >>> named_product("EMLA").product.id
    'lidocaine_prilocaine_2_5'
    >>> named_product("BLT 20/6/4").mixed
    True
    """
    said = " ".join(re.split(r"[\s_/+,;()]+", fold(text)))
    product = _by_id(text.strip())
    if product is not None:
        return Named(text, product, frozenset(product.actives), product.percents, mixed=False)
    percents = _percents(text)
    actives = option_words(said) & _ANAESTHETICS
    product = _by_words(f" {said} ", actives, percents)
    mixed = product is None and _is_mixed(said, actives, ratio=_RATIO.search(text) is not None)
    actives |= frozenset(product.actives) if product else frozenset()
    return Named(text, product, actives, percents, mixed=mixed)


def _by_id(text: str) -> AnaestheticProduct | None:
    return next((p for p in evidence.anaesthetic_products() if p.id == text.lower()), None)


def _percents(text: str) -> tuple[float, ...]:
    written = _PERCENT.findall(text)
    ratio = _RATIO.search(text)
    parts = ratio.group(1).split("/") if ratio else []
    return tuple(float(part.strip().replace(",", ".")) for part in (*written, *parts))


def _by_words(
    said: str, actives: frozenset[str], percents: tuple[float, ...]
) -> AnaestheticProduct | None:
    """Return the product that goes under these words at this strength."""
    if any(word in said for word in _MIXED):
        return None
    for product in evidence.anaesthetic_products():
        called = any(f" {word} " in said for word in product.words)
        same = actives == frozenset(product.actives)
        if (called and actives <= frozenset(product.actives)) or (same and percents):
            return product if _is_sold_at(product, percents) else None
    return None


def _is_sold_at(product: AnaestheticProduct, percents: tuple[float, ...]) -> bool:
    known = {*product.percents, product.total_percent}
    if not product.percents:
        return True
    each = set(percents) <= set(product.percents)
    return each or (len(percents) == 1 and percents[0] in known)


def _is_mixed(said: str, actives: frozenset[str], *, ratio: bool) -> bool:
    """Tell a mixture: several anaesthetics as nobody sells them, strengths like 23/7, a word."""
    return ratio or len(actives) > 1 or any(word in said for word in _MIXED)
