"""Severity scales: exact arithmetic, the direction always said, a missing item never 0.

>>> from neocol.record import ScaleAnswers
>>> score(ScaleAnswers(scale="fwes", items={"grade": 4})).grade
'II'
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from neocol.consult.scales.acne_scars import ecca, goodman_baron_grade, goodman_baron_quantitative
from neocol.consult.scales.catalogue import about, scales
from neocol.consult.scales.comparing import change
from neocol.consult.scales.general import dlqi, gais, gais_as, pain_in, pain_vas
from neocol.consult.scales.lines import fwes, glogau, lemperle
from neocol.consult.scales.naming import SKIN_TYPE, scale_named
from neocol.consult.scales.pigment import masi, mmasi
from neocol.consult.scales.scars import posas, vss
from neocol.record import RecordError, ScaleAnswers, ScaleScore

_SCORERS: Final[dict[str, Callable[[ScaleAnswers], ScaleScore]]] = {
    scorer.__name__: scorer
    for scorer in (
        goodman_baron_quantitative,
        goodman_baron_grade,
        ecca,
        masi,
        mmasi,
        vss,
        posas,
        lemperle,
        glogau,
        fwes,
        gais,
        pain_vas,
        dlqi,
    )
}


def score(answers: ScaleAnswers) -> ScaleScore:
    """Return the score of what was answered, on the scale that is named.

    Parameters
    ----------
    answers : ScaleAnswers
        The scale as people name it, and an answer to every item of it.

    Returns
    -------
    ScaleScore
        Value, range, direction, what each item gave, licence and sources.

    Raises
    ------
    RecordError
        When the scale is not clear, an item is missing, or an answer lies outside its range.
    """
    name = scale_named(answers.scale)
    if name == SKIN_TYPE:
        raise RecordError(
            "the skin type is no severity scale: neocol.consult.skin_type reads it",
            "scale",
            answers.scale,
        )
    return _SCORERS[name](answers)


__all__ = [
    "about",
    "change",
    "gais_as",
    "pain_in",
    "scale_named",
    "scales",
    "score",
]
