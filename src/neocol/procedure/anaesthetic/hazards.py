"""What rules a numbing cream out, or asks for care: the person, the product, the way it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.procedure.anaesthetic.products import Named
from neocol.procedure.anaesthetic.told import Told, blocked, noted, over
from neocol.record import Finding, Policy
from neocol.record.anaesthetic import AnaestheticRequest, Limits, Supply
from neocol.rules import Facts, fire, match

_STAGES: Final = ("candidacy", "combination", "procedure")
_TAGS: Final = frozenset(
    {
        "anaesthetic_allergy",
        "antiarrhythmic",
        "epilepsy",
        "hepatic_disease",
        "lactation",
        "methaemoglobinaemia",
        "pregnancy",
        "pseudocholinesterase",
    }
)
"""What rules about the person and an anaesthetic, or any session, are tagged with."""
_ECZEMA: Final = "D-013"
_PRESCRIBED: Final[frozenset[Supply]] = frozenset({"licensed", "compounded_for_patient"})
_UNSAID: Final = {
    "medications": "No medicine is taken that bears on it: which medicines? (none is an answer)",
    "conditions": "No condition bears on it: which conditions? (none is an answer)",
    "allergies": "No allergy to an anaesthetic: which allergies? (none is an answer)",
}
_UNSAID_OF_THE_DAY: Final = {
    "skin": "The skin is intact, and no needle has touched it.",
    "occluded": "No plastic wrap lies over it.",
    "heat": "No heat is put on it.",
    "where": "It is put on in the clinic, not at home.",
}


def of_person(facts: Facts) -> Iterator[Told]:
    """Yield what the person's conditions, medicines and allergies say about these anaesthetics."""
    rules = [
        rule
        for stage in _STAGES
        for rule in evidence.rules(stage)
        if rule.when is not None and _TAGS & set(rule.tags)
    ]
    for finding in fire(rules, facts, Policy()):
        if finding.effect != "info":
            yield _judged(finding)


def _judged(finding: Finding) -> Told:
    if finding.effect == "absolute":
        return Told(finding, "contraindicated")
    waits = finding.effect in {"relative", "defer"}
    return Told(finding, "unknown" if waits else "within_limits")


def of_products(names: Iterable[Named], supply: Supply) -> Iterator[Told]:
    """Yield what is wrong with a product whoever uses it: mixed, or too strong for the shelf."""
    for name in names:
        rule = _wrong_with(name, supply)
        if rule is None:
            continue
        allowed = supply == "compounded_for_patient" or (rule == "D-016" and supply in _PRESCRIBED)
        yield (noted if allowed else blocked)(rule, f"product: {name.said}")


def _wrong_with(name: Named, supply: Supply) -> str | None:
    """Return the rule that a product breaks, if any."""
    if name.mixed or supply in {"compounded", "compounded_for_patient"}:
        return "D-016a"
    shelf = evidence.number("anaesthetics.over_the_counter.lidocaine", "%")
    strong = "lidocaine" in name.actives and any(p > shelf for p in name.percents)
    return "D-016" if strong and name.product is None else None


def of_the_way(request: AnaestheticRequest, area_cm2: float) -> Iterator[Told]:
    """Yield what is wrong with where, on what and under what it is put.

    Parameters
    ----------
    request : AnaestheticRequest
        Skin, cover, heat, place.
    area_cm2 : float
        The area of the day as far as it is known, in cm².
    """
    if request.skin == "needled":
        yield blocked("D-018", "skin: needled")
    if request.where == "home":
        yield blocked("P-005", "where: home", message="Not put on at home before arrival.")
    if request.heat == "yes":
        yield blocked("D-017", "heat: yes")
    if request.occluded == "yes":
        yield _covered(area_cm2)


def _covered(area_cm2: float) -> Told:
    small = evidence.number("anaesthetics.covered.area", "cm2")
    said = f"occluded: yes, {area_cm2:g} cm²"
    if area_cm2 > small:
        return blocked("D-017", said)
    message = f"Covered only on a small area, as the label means it: {small:g} cm² at most."
    return noted("D-017", said, message=message)


def of_other_routes(request: AnaestheticRequest) -> Iterator[Told]:
    """Yield what injections and the like of the same day add: held against their own ceiling.

    Notes
    -----
    The ceiling is that of plain lidocaine, by weight and in all, whatever was injected.
    """
    given = request.other_local_anaesthetic_mg
    if not given:
        return
    ceiling = injected_ceiling(request.patient.weight_kg)
    said = f"other_local_anaesthetic_mg: {given:g}"
    if given > ceiling:
        text = f"{given:g} mg of local anaesthetic by another route: at most {ceiling:g} mg."
        yield over("D-014", said, message=text)
    else:
        yield noted("D-014", said)


def injected_ceiling(weight_kg: float | None) -> float:
    """Return the most lidocaine by injection in mg: by weight, and in all."""
    whole = evidence.number("anaesthetics.injected.lidocaine", "mg")
    if weight_kg is None:
        return whole
    each = evidence.number("anaesthetics.injected.lidocaine_by_weight", "mg/kg")
    return min(whole, each * weight_kg)


@dataclass(frozen=True, slots=True)
class Eczema:
    """Atopic dermatitis: the shorter time it asks for, and what in the case says so."""

    hours: float | None = None
    said: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[Limits, ...]:
        """The limit that it sets, if any."""
        return () if self.hours is None else (Limits(hours=self.hours),)

    def told(self, hours: float) -> Iterator[Told]:
        """Yield the finding; over the limit when the cream stays on longer."""
        if self.hours is None:
            return
        tell = over if hours > self.hours else noted
        yield tell(_ECZEMA, *self.said)


def eczema_of(facts: Facts) -> Eczema:
    """Return what atopic dermatitis asks for, where the person has it and the cream minds."""
    held = match(evidence.rule(_ECZEMA).when or {}, facts)
    if held is None:
        return Eczema()
    return Eczema(evidence.number("anaesthetics.eczema.hours", "h"), held.said)


def unsaid(request: AnaestheticRequest) -> Iterator[str]:
    """Yield what nobody has said, and on which *within limits* rests."""
    for field, question in _UNSAID.items():
        if getattr(request.patient, field) is None:
            yield question
    for field, statement in _UNSAID_OF_THE_DAY.items():
        if getattr(request, field) == "unknown":
            yield statement
    if request.other_local_anaesthetic_mg is None:
        yield "No other local anaesthetic is given today: how many mg? (none is an answer)"
