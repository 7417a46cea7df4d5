"""The small parts of FHIR resources: words, coded concepts, references. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from neocol.record.limits import TEXT_MAX_CHARS

_SYSTEMS: Final = {
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://www.whocc.no/atc": "atc",
    "http://fhir.de/CodeSystem/bfarm/atc": "atc",
    "http://fhir.de/CodeSystem/dimdi/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "urn:oid:2.16.840.1.113883.6.3": "icd10",
    "urn:oid:2.16.840.1.113883.6.90": "icd10",
    "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips": "ips",
}
_ICD10: Final = re.compile(r"\bicd-?10\b(?!-?pcs)", re.IGNORECASE)
"""ICD-10 and its national modifications (-cm, -gm, -am …); -pcs codes procedures instead."""
_NAMES: Final = {"icd10": "ICD-10", "snomed": "SNOMED CT", "rxnorm": "RxNorm", "atc": "ATC"}
_URI_MAX_CHARS: Final = 200
_CODINGS_MAX: Final = 50
_STATUS_MAX_CHARS: Final = 40
SHOWN_CHARS: Final = 80
"""How much of a text is quoted in a sentence."""


@dataclass(frozen=True)
class Concept:
    """A CodeableConcept: the words that were used, and one code for each known system."""

    text: str | None = None
    codes: dict[str, str] = field(default_factory=dict)

    def code(self, system: str) -> str | None:
        """Return the code in ``icd10``, ``snomed``, ``rxnorm``, ``atc``, ``loinc`` or ``ips``."""
        return self.codes.get(system)


def text_of(value: Any, limit: int = TEXT_MAX_CHARS) -> str | None:
    """Return the value as one line of at most `limit` characters; ``None`` when it is no text.

    Half characters (lone surrogates) become U+FFFD, as Unicode recommends.
    """
    if not isinstance(value, str):
        return None
    value = value[: limit * 2]  # one far too long is not worth splitting into words
    if not value.isascii():
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    line = " ".join(value.split()).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return (line if len(line) <= limit else line[: limit - 1] + "…") or None


def quoted(value: Any) -> str:
    """Return the text in quotes for a sentence, or ``without words``."""
    text = text_of(value, SHOWN_CHARS)
    return f"'{text}'" if text else "without words"


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the mappings in a list, or the one mapping that stands in place of the list."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def read_concept(value: Any) -> Concept:
    """Read a CodeableConcept; a bare Coding or a plain string is understood as well."""
    if isinstance(value, str):
        return Concept(text_of(value))
    concept = next(dicts(value), {})
    found = dicts(concept.get("coding", concept if "code" in concept else None))
    codings = list(islice(found, _CODINGS_MAX))
    # What a person picked from the list says best what was meant.
    codings.sort(key=lambda coding: coding.get("userSelected") is not True)
    codes: dict[str, str] = {}
    for coding in codings:
        system, code = _system(coding.get("system")), text_of(coding.get("code"))
        if system and code:
            codes.setdefault(system, code)
    displays = (text_of(coding.get("display")) for coding in codings)
    text = text_of(concept.get("text")) or next(filter(None, displays), None)
    return Concept(text or _spelled(codes, codings), codes)


def _spelled(codes: dict[str, str], codings: list[dict[str, Any]]) -> str | None:
    """Return a code as words, where nobody wrote any."""
    for system, name in _NAMES.items():
        if system in codes:
            return f"{name} {codes[system]}"
    found = (text_of(coding.get("code")) for coding in codings)
    code = next(filter(None, found), None)
    return f"code {code}" if code else None


def _system(uri: Any) -> str | None:
    if not isinstance(uri, str):
        return None
    uri = uri[:_URI_MAX_CHARS].strip()
    known = _SYSTEMS.get(uri)
    if known is None and uri.startswith("http://snomed.info/sct"):
        known = "snomed"
    if known is None and _ICD10.search(uri):
        known = "icd10"
    return known


def status_word(value: Any) -> str:
    """Return a status as its code: of a concept or, as STU3 had it, of a plain string."""
    if isinstance(value, str):
        return (text_of(value, _STATUS_MAX_CHARS) or "").lower()
    concept = next(dicts(value), {})
    for coding in dicts(concept.get("coding")):
        code = text_of(coding.get("code"), _STATUS_MAX_CHARS)
        if code:
            return code.lower()
    return (text_of(concept.get("text"), _STATUS_MAX_CHARS) or "").lower()


def area_of(resource: dict[str, Any]) -> str | None:
    """Return the body sites of a resource in words."""
    value = resource.get("bodySite")
    sites = value if isinstance(value, list) else [value]
    return text_of(", ".join(filter(None, (read_concept(site).text for site in sites))))


def reference_of(value: Any) -> str | None:
    """Return the literal reference without its version."""
    if not isinstance(value, dict) or not isinstance(value.get("reference"), str):
        return None
    reference: str = value["reference"].strip()
    return reference.partition("/_history/")[0] or None


def names_of(full_url: Any, resource: dict[str, Any]) -> set[str]:
    """Return every reference that means this resource."""
    names: set[str] = set()
    kind, key = resource.get("resourceType"), resource.get("id")
    if isinstance(full_url, str) and full_url:
        names.add(full_url.partition("/_history/")[0])
    if isinstance(key, str) and key:
        names |= {f"{kind}/{key}", f"urn:uuid:{key}"}
    for identifier in dicts(resource.get("identifier")):
        system, value = identifier.get("system"), identifier.get("value")
        if isinstance(value, str) and value:
            names.add(f"{kind}?identifier={system or ''}|{value}")
    return names
