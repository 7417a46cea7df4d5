"""How papers word their outcomes: abbreviations, spellings, shares, thresholds, refusals."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rapidfuzz.distance import OSA

from neocol.evidence.trials import MeasureName

_LONG: Final = 6
"""Letters from which a word may have one letter wrong."""
_SPELLED: Final = (
    "goodman", "quantitative", "qualitative", "vancouver", "lemperle", "glogau", "fitzpatrick",
    "elastosis", "aesthetic", "collagen", "elasticity", "cutometer", "diameter", "density",
    "melasma", "thickness", "epidermal", "masson", "severity", "wrinkle", "striae", "excellent",
    "moderate", "improvement", "responders",
)  # fmt: skip
_PIGMENT: Final = ("melasma", "lentigo", "uneven_tone")
POINTS: Final = frozenset({"", "points", "point", "score", "scores"})
_PEOPLE: Final = r"(patients|participants|people|subjects|cases|women|men|responders)"
_SHARE_UNITS: Final = re.compile(
    rf"fraction|share|proportion|{_PEOPLE}|% (of )?(the )?{_PEOPLE}|{_PEOPLE} ?\(?%\)?"
    r"|% (who )?(improved|responded)"
)
_SHARE_WORDS: Final = re.compile(
    rf"responder|\b(share|proportion|percentage|fraction|number|%) of (the )?{_PEOPLE}"
    rf"|\b({_PEOPLE}|those) (with|who|that|achiev\w+|show\w+|rated|having|reach\w+|improv\w+)"
    r"( \w+)? ?(>|at least|more than|over|\d|good|excellent|moderate|marked|fair|any\b|some\b"
    r"|clinical|improve|respon|better|one\b|two\b)"
    r"|\b(good|moderate|fair|marked|excellent)( to | or | and )(good|very good|marked|excellent)"
)
_RESPONDED: Final = re.compile(r"respond(ed|ing)\b|\bimproved\b(?! by)")
_MEAN_CHANGE: Final = re.compile(
    r"improve|reduc|decreas|increas|change|gain|clear|declin|drop|fall|better|lighten"
)
_RATIO_UNITS: Final = re.compile(
    r"% (of|from|versus|vs) (the )?baseline"
    r"|(mean )?% (mean )?(improvement|reduction|change|decrease|increase)"
    r"|(per cent|relative) change|of baseline|ratio to baseline"
)
_NAMES: Final[tuple[tuple[MeasureName, str], ...]] = (
    ("mmasi", r"\bm ?masi\b|\bhemi ?m ?masi\b|modified (hemi )?(masi|melasma area)"),
    ("masi", r"\b(hemi ?)?masi\b|melasma area( and)? severity"),
    ("ecca", r"\becca\b|evaluation clinique des cicatrices"),
    ("posas", r"\bposas\b|patient and observer scar"),
    ("vss", r"\bm?vss\b|\bvancouver\b"),
    ("lemperle", r"\blemperle\b"),
    ("glogau", r"\bglogau\b"),
    ("fwes", (r"\bfwe?s\b|\bfwcs\b|\bfitzpatrick( goldman)?( classification of)? "
             r"(facial )?(wrinkl|elastosis)")),
    ("gais", r"\bgais\b|\bglobal aesthetic improvement"),
    ("hair_diameter", (r"\b(hair|shaft|fibre|fiber)s?( shaft)? (diameter|thickness|calib|width)"
                      r"|(diameter|thickness|calibre|caliber) of (the )?hair")),
    ("hair_density", (r"\bhairs? (counts?|density|number)|\bhairs? per\b|\bhairs/"
                     r"|(number|count|density) of (the )?(terminal |non vellus )?hairs?|\btahc\b")),
    ("epidermal_thickness", (r"epiderm\w* thick|thickness of (the )?(viable )?epiderm"
                            r"|(stratum|str) spinosum|\bepidermis\b")),
    ("collagen_fraction", (r"\bcollagens?\b|\bprocollagens?\b|\bmasson\b|reticul\w+ fib"
                          r"|silver stain")),
    ("elasticity", r"\belasticity\b|\bcutometer\b"),
)  # fmt: skip
_GOODMAN: Final = re.compile(r"\bgoodman\b|\bgbs\b|\bgbgss\b|\bgbqs\b|\bg b\b|\bgb\b")
_SCORE: Final = re.compile(
    r"\b(score|scores|grade|grades|grading|scale|severity|index|rating|lipper|perez"
    r"|irregularit\w+|roughness|relief|colou?r difference|dermacatch|global assessment|pga|iga"
    r"|depth|volume|width|area|count|number of)\b"
)
_SUBJECT: Final = re.compile(
    r"\b(scars?|scarring|wrinkl\w+|rhytid\w*|lines|striae|stretch marks?|pores?|texture|laxity"
    r"|sagging|melasma|pigment\w*|melanin|lentig\w*|tone|colou?r|relief|lesions?|hair|alopecia|acne"
    r"|lipper|photoag\w+|skin)\b"
)
_IMPROVED: Final = re.compile(r"improv|respon|better|excellent|\bgood\b|reduced|cleared|regrowth")
_REFUSED: Final[tuple[tuple[str, str], ...]] = (
    (r"\bpain\w*|\bdiscomfort|\bitch\w*|\bprurit\w*", "pain and itch are not predicted"),
    (r"satisf", "satisfaction is no measure of the skin"),
    (r"quality of life|\bdlqi\b|\bskindex\b|\bmelasqol\b", "quality of life is not predicted"),
    ((r"\berythema|\bredness|\btewl\b|water loss|\bhydrat|\bcorneomet|\bsebum|downtime"
     r"|oedema|\bedema|\bbruis|\bcrust|recovery time"),
     "barrier and redness are for the simulation and the downtime, no outcome of a course"),
    ((r"adverse|side effect|complication|\bpih\b|post ?inflammatory hyperpig|infection|dyschromia"
     r"|\brecurren|\brelaps|tram track|tolerab"), "harm is told apart from the outcome"),
    (r"expression|\bmrna\b|\bserum\b|\bgenes?\b", "messages in cells are no amount of tissue"),
    (r"\bmelanin index|\bmexameter",
     "this index counts normal skin too: give the difference to it, or a severity score"),
    (r"(?<!non )\bvellus", "vellus hairs fall as hair grows: give the non-vellus count"),
)  # fmt: skip
_CONTRAST: Final = re.compile(
    r"\bodds\b|\brisk ratio|relative risk|standardi[sz]ed mean|\bsmd\b|mean difference|hazard"
    r"|difference (between|in means)|\b(vs|versus|compared (with|to)|relative to)\b"
    r"(?! (the )?(baseline|before|pre|start|day|week|normal|\d))"
)
_CONTRAST_UNITS: Final = re.compile(r"or|rr|smd|md|odds ratio|risk ratio|hedges.*|cohen.*|d")
_FAILURE: Final = re.compile(
    r"\b(no|without|poor|not|non|un)\b ?(\w+ )?(respon|improve|change)|unimprov|unchanged"
    r"|\b(poor|worse\w*)\b|<|\bless than\b|\bfewer than\b|\bbelow\b|\bat most\b"
)
_PERCENT: Final = r"(\d+(?:\.\d+)?) ?(?:%|percent\b|per cent\b)"
_LEAST: Final = (
    re.compile(r"(?:>=|>|at least|more than|over|above|exceeding|greater than|minimum(?: of)?) ?"
               + _PERCENT),
    re.compile(r"(\d+(?:\.\d+)?) ?%? to \d+(?:\.\d+)? ?(?:%|percent\b|per cent\b)"),
    re.compile(_PERCENT + r" ?(?:\+|or (?:more|greater|better|higher)|and (?:more|above))"),
    re.compile(_PERCENT + r" (?:\w+ ){0,2}?(?:improve|reduc|decreas|clear|respon|better|gain)"),
)  # fmt: skip
_STEPS: Final = re.compile(
    r"\b(one|two|three|\d)\b(?: (?:to|or) (?:one|two|three|more|\d))?(?: or more)?"
    r"(?: (?:full|global|goodman|and|baron|barron|gb|gbs|gais|scars?|acne|scale|severity|glogau"
    r"|lemperle|fwes|fitzpatrick|wrinkle|qualitative|quantitative|posas|vss))*"
    r" (?:grades?|levels?|class(?:es)?|categor\w+|steps?|points?)\b(?! scale)"
)
_COUNT: Final = {"one": "one", "1": "one", "two": "two", "2": "two"}
_WORDS: Final = (
    (r"\b(moderate|fair)", "improvement.moderate"),
    (r"\b(good|marked)", "improvement.good"),
    (r"\bexcellent", "improvement.excellent"),
)
"""From the least to the most: the least that a text names is what a responder reaches."""
_SOME: Final = re.compile(r"\b(minimal|mild|slight|any|some)\b")
_VARIANT: Final = re.compile(
    r"\bmodified (vancouver|vss|posas|lemperle)|\bmvss\b|overall opinion|\bsub ?score|\bitem\b"
    r"|\bhemi"
)


def plain(text: str) -> str:
    """Return a text without case, accents, hyphens and one wrong letter in its long words."""
    flat = unicodedata.normalize("NFKD", text)
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign)).lower()
    for old, new in (("≥", ">="), ("≤", "<="), ("&", " and "), ("µ", "u"), ("μ", "u"), ("_", " ")):
        flat = flat.replace(old, new)
    flat = re.sub(r"(?<=\d)\s*(%?)\s*[-–—]\s*(?=\d)", r"\1 to ", flat)
    flat = re.sub(r"[-–—.,;:'’\"()\[\]]+(?!\d)|(?<!\d)[-–—.,;:'’\"()\[\]]+", " ", flat)
    flat = re.sub(r"\bcollagen induction( therapy)?\b", "needling", flat)
    return " ".join(_spelled(word) for word in flat.split())


def plain_unit(unit: str | None) -> str:
    """Return a unit without case, in one spelling: ``hairs/cm2``, ``um``, ``%``."""
    if unit is None:
        return ""
    flat = unicodedata.normalize("NFKC", unit).lower().strip()
    flat = flat.replace("μ", "u").replace("micrometres", "um").replace("micrometers", "um")
    flat = flat.replace("micron", "um").replace("ums", "um").replace("percent", "%")
    flat = re.sub(r"\bper cent\b", "%", flat).replace("percentage", "%")
    flat = re.sub(r"\s*(?:/|\bper\b)\s*", "/", flat.replace("^", ""))
    flat = re.sub(r"/(?:square |sq\.? ?)(cm|mm|inch|in)\b", r"/\g<1>2", flat)
    flat = re.sub(r"/(?:in2|inch2|inches2|inch²)", "/inch2", flat)
    flat = re.sub(r"^(?:hairs?|count|n|number)?/(cm|mm|inch)2$", r"hairs/\g<1>2", flat)
    flat = re.sub(r"%(?=\w)", "% ", flat)
    return re.sub(r"\s+", " ", flat)


def refused(said: str, per: str, indication: str) -> str | None:
    """Return why a text is no outcome of a course, or nothing."""
    if _CONTRAST_UNITS.fullmatch(per) or _CONTRAST.search(said):
        return "a contrast between arms; only the outcome of one arm can be predicted"
    place = _place_of_name(said)
    for pattern, reason in _REFUSED:
        found = re.search(pattern, said)
        if found and (place is None or found.start() < place):
            return reason
    if re.search(r"hyperpigment", said) and indication not in _PIGMENT and place is None:
        return "harm is told apart from the outcome"
    return None


def is_share(said: str, per: str) -> bool:
    """Tell whether a value counts people."""
    if _SHARE_UNITS.fullmatch(per):
        return True
    if per in {"", "%", "1"} and _SHARE_WORDS.search(said):
        return True
    return per in {"%", "1"} and bool(_RESPONDED.search(said))


def is_ratio(said: str, per: str) -> bool:
    """Tell whether a value is a percentage of the baseline."""
    if _RATIO_UNITS.fullmatch(per):
        return True
    return per == "%" and bool(_MEAN_CHANGE.search(said))


def says_change(said: str, *, gain: bool) -> bool:
    """Tell whether a text counts a change in the direction that is wished for, or a gain."""
    better = r"improve|reduc|decreas|clear|declin|lighten|\bfall\b|\bdrop"
    return bool(re.search(better + (r"|increas|\bgain|change" if gain else ""), said))


def named(said: str, per: str) -> MeasureName | None:
    """Return the measure of the contract that a text names, if any."""
    if _GOODMAN.search(said):
        return _goodman(said, per)
    for name, pattern in _NAMES:
        if re.search(pattern, said):
            return name
    return None


def _goodman(said: str, per: str) -> MeasureName:
    if "quantitative" in said:
        return "goodman_baron_quantitative"
    graded = "qualitative" in said or re.search(r"\bgrades?\b", said) or per.startswith("grade")
    return "goodman_baron_grade" if graded else "goodman_baron_quantitative"


def unnamed(said: str, per: str) -> MeasureName | None:
    """Return ``other_severity`` for a text that says what was rated, though by no known name."""
    if is_share(said, per) and (_IMPROVED.search(said) or _STEPS.search(said)):
        return "other_severity"
    if is_ratio(said, per) and "improve" in said:
        return "other_severity"
    if _SUBJECT.search(said) and (_SCORE.search(said) or _MEAN_CHANGE.search(said)):
        return "other_severity"
    return None


def is_failure(said: str) -> bool:
    """Tell whether a share counts those who did not get better."""
    return bool(_FAILURE.search(said))


def is_variant(said: str) -> bool:
    """Tell whether a text names a part or a variant of a scale, whose ends are others."""
    return bool(_VARIANT.search(said))


def least_percent(said: str) -> float | None:
    """Return the percentage of improvement that a responder reaches, where it is printed."""
    for pattern in _LEAST:
        found = pattern.search(said)
        if found:
            return float(found.group(1))
    return None


def least_word(said: str) -> str | None:
    """Return the key of the word (evidence: outcome_words) that a responder reaches, if any."""
    found = _STEPS.search(said)
    if found and "gais" not in said:
        count = _COUNT.get(found.group(1))
        return f"grades.{count}" if count else "improvement.excellent"
    if _SOME.search(said):
        return None
    return next((key for pattern, key in _WORDS if re.search(pattern, said)), None)


def _place_of_name(said: str) -> int | None:
    places = [found.start() for found in (re.search(p, said) for _, p in _NAMES) if found]
    goodman = _GOODMAN.search(said)
    if goodman:
        places.append(goodman.start())
    return min(places, default=None)


def _spelled(word: str) -> str:
    if len(word) < _LONG or word in _SPELLED:
        return word
    return next((right for right in _SPELLED if OSA.distance(word, right) == 1), word)
