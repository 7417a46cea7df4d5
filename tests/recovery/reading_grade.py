"""How hard a sentence is to read, offline: Flesch–Kincaid for English, Fernández-Huerta for Spanish.

Syllables are counted twice, by the hyphenation patterns of pyphen and by groups of vowels; the
higher count stands, so that the grade errs to the hard side.

References
----------
Kincaid et al. 1975, Research Branch Report 8-75; Fernández Huerta 1959, Consigna 214:29-32 (with
the correction of Law 2011: sentences' length in words).
"""

from __future__ import annotations

import re
from functools import cache

import pyphen

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = {"en": "aeiouy", "es": "aeiouáéíóúü"}
_END = re.compile(r"(?<=[.!?])\s+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text: what ends as one; labels of a few words are none."""
    return [part for part in _END.split(text) if _WORD.search(part) and part[-1] in ".?!"]


def flesch_kincaid(sentence: str) -> float:
    """Return the school grade of an English sentence."""
    words = _WORD.findall(sentence)
    syllables = sum(_syllables(word.lower(), "en") for word in words)
    return 0.39 * len(words) + 11.8 * syllables / len(words) - 15.59


def fernandez_huerta(sentence: str) -> float:
    """Return the ease of a Spanish sentence, 0 to 100; 60 and more is grade 8 or lower."""
    words = _WORD.findall(sentence)
    syllables = sum(_syllables(word.lower(), "es") for word in words)
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words)


@cache
def _syllables(word: str, language: str) -> int:
    hyphens = len(_patterns(language).positions(word)) + 1
    return max(hyphens, _vowel_groups(word, language), 1)


@cache
def _patterns(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_US", "es": "es"}[language])


def _vowel_groups(word: str, language: str) -> int:
    groups = len(re.findall(f"[{_VOWELS[language]}]+", word))
    silent = language == "en" and re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$", word) is not None
    return groups - (silent and groups > 1)
