"""What is fitted, as plain arrays: who belongs to which cohort, scale, group and protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.cohort.observations import Observations, Row
from neocol.record.outcome import Protocol
from neocol.twin.outcome.combinations import KINDS, NONE
from neocol.twin.skin import INTERVAL_ENDS, PHOTOTYPES

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
NOT_SAID: Final = -1.0
"""Threshold of a share whose study does not say what it calls improved."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the indices count."""

    cohorts: tuple[str, ...]
    groups: tuple[str, ...]
    scales: tuple[str, ...]
    protocols: tuple[Protocol, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows of one kind; arrays of shape (rows,).

    Attributes
    ----------
    combination : int array
        Index into ``combinations.KINDS``; their number where there is none.
    log_sessions : array
        Logarithm of the sessions over the usual number; 0 where the number is not known.
    """

    cohort: Whole
    group: Whole
    scale: Whole
    protocol: Whole
    combination: Whole
    log_sessions: Array
    n: Array
    extra_sd: Array
    threshold: Array
    value: Array
    """What was published: a change, a growth, or the number of people who responded."""


@dataclass(frozen=True, slots=True)
class Design:
    """Everything that the likelihoods take.

    Attributes
    ----------
    person_sd, person_cohort : arrays of shape (studies,)
        Spreads of one person's change that printed deviations imply.
    odds : array of shape (3,)
        Log odds ratio of plasma beside needling, its standard deviation, and its cohort.
    early, late, course_share, course_cohort : arrays
        A time course: protocols judged early and late, and the share of the late change that was
        there early.
    pih_events, pih_people, pih_cohort : arrays of shape (studies,)
    pih_types : array of shape (studies, phototypes)
        Shares of phototypes.
    redness : array of shape (studies, 3)
        Log hours, their standard deviation, and the cohort.
    """

    names: Names
    severity: Placed
    share: Placed
    collagen: Placed
    epidermis: Placed
    person_sd: Array
    person_cohort: Whole
    odds: Array
    early: Whole
    late: Whole
    course_share: Array
    course_cohort: Whole
    pih_events: Array
    pih_people: Array
    pih_cohort: Whole
    pih_types: Array
    redness: Array

    def with_values(self, **values: Array) -> Design:
        """Return the same design with other outcomes (``severity``, ``share``, ``collagen`` …)."""
        changed: dict[str, Any] = dict(values)
        for name, value in values.items():
            own = getattr(self, name)
            if isinstance(own, Placed):
                changed[name] = replace(own, value=value)
        return replace(self, **changed)

    def weights(self, without: Sequence[str] = ()) -> Array:
        """Return a weight per cohort: 0 for those that are left out, else 1."""
        return np.array([0.0 if name in without else 1.0 for name in self.names.cohorts])


def designed(found: Observations) -> Design:
    """Lay observations out as arrays."""
    courses = _time_courses()
    counts = sorted(evidence.search("pih_counts.study"))
    studies = tuple(dict.fromkeys(key.split(".")[2] for key in counts))
    reds = sorted(evidence.search("pih_counts.redness"))
    every = [*found.every]
    protocols = tuple(
        dict.fromkeys([*(row.protocol for row in every), *(p for c in courses for p in c[:2])])
    )
    names = Names(
        cohorts=tuple(
            dict.fromkeys(
                [
                    *found.cohorts,
                    *(c[3] for c in courses),
                    *studies,
                    *(key.split(".")[2] for key in reds),
                    *(one.cohort for one in _odds()),
                ]
            )
        ),
        groups=tuple(dict.fromkeys(row.group for row in every)),
        scales=tuple(dict.fromkeys(row.scale for row in every)),
        protocols=protocols,
    )
    at = {name: i for i, name in enumerate(names.cohorts)}
    spreads = [row for row in found.severities if row.person_sd]
    return Design(
        names=names,
        severity=_placed(found.severities, names),
        share=_placed(found.shares, names),
        collagen=_placed(found.collagen, names),
        epidermis=_placed(found.epidermis, names),
        person_sd=np.array([row.person_sd for row in spreads], dtype=float),
        person_cohort=np.array([at[row.cohort] for row in spreads], dtype=np.int64),
        odds=_log_odds(at),
        early=np.array([protocols.index(c[0]) for c in courses], dtype=np.int64),
        late=np.array([protocols.index(c[1]) for c in courses], dtype=np.int64),
        course_share=np.array([c[2] for c in courses]),
        course_cohort=np.array([at[c[3]] for c in courses], dtype=np.int64),
        pih_events=_counts(studies, "events"),
        pih_people=_counts(studies, "people"),
        pih_cohort=np.array([at[study] for study in studies], dtype=np.int64),
        pih_types=np.array([_types(study) for study in studies]),
        redness=np.array([_redness(key, at) for key in reds]),
    )


def _placed(rows: Sequence[Row], names: Names) -> Placed:
    def places(values: list[int]) -> Whole:
        return np.array(values, dtype=np.int64)

    usual = evidence.number("calibration.literature.sessions_at", "1")
    kinds = (*KINDS, NONE)
    shares = np.array([row.measure.kind == "share" for row in rows], dtype=bool)
    n = np.array([row.n for row in rows], dtype=float)
    change = np.array([row.change for row in rows], dtype=float)
    said = [row.measure.threshold for row in rows]
    return Placed(
        cohort=places([names.cohorts.index(row.cohort) for row in rows]),
        group=places([names.groups.index(row.group) for row in rows]),
        scale=places([names.scales.index(row.scale) for row in rows]),
        protocol=places([names.protocols.index(row.protocol) for row in rows]),
        combination=places([kinds.index(row.combination) for row in rows]),
        log_sessions=np.log(np.array([(row.protocol.sessions or usual) / usual for row in rows])),
        n=n,
        extra_sd=np.array([row.extra_sd for row in rows], dtype=float),
        threshold=np.array([NOT_SAID if t is None else t for t in said], dtype=float),
        value=np.where(shares, np.round(change * n), change),
    )


def _time_courses() -> list[tuple[Protocol, Protocol, float, str]]:
    """Return (early protocol, last protocol, share of the last change, cohort), scales averaged."""
    from neocol.cohort.published import request_of

    shares: dict[tuple[Protocol, Protocol, str], list[float]] = {}
    every = evidence.trials()
    for late in (one for one in every if one.use == "fit" and one.after is not None):
        for early in (one for one in every if one.use == "compare"):
            if early.cohort != late.cohort or early.measure != late.measure:
                continue
            if early.after is None or early.follow_up_days is None or not late.baseline:
                continue
            key = (request_of(early).protocol, request_of(late).protocol, late.cohort)
            done = (late.baseline - early.after) / (late.baseline - (late.after or 0.0))
            shares.setdefault(key, []).append(done)
    return [(early, late, float(np.mean(s)), cohort) for (early, late, cohort), s in shares.items()]


def _odds() -> list[evidence.PublishedOutcome]:
    return [one for one in evidence.trials() if one.unit == "OR" and one.interval is not None]


def _log_odds(at: dict[str, int]) -> Array:
    rows = []
    for one in _odds():
        if one.interval is not None:
            ends = 2.0 * INTERVAL_ENDS[one.interval.kind]
            sd = (np.log(one.interval.high) - np.log(one.interval.low)) / ends
            rows.append((np.log(one.change or 1.0), sd, at[one.cohort]))
    return np.array(rows, dtype=float)


def _counts(studies: Sequence[str], what: str) -> Array:
    return np.array([evidence.number(f"pih_counts.study.{s}.{what}", "1") for s in studies])


def _types(study: str) -> Array:
    said = evidence.words(f"pih_counts.study.{study}.phototypes")
    share = np.array([kind in said for kind in PHOTOTYPES], dtype=float)
    weights: Array = share / share.sum()
    return weights


def _redness(key: str, at: dict[str, int]) -> tuple[float, float, float]:
    hours, low, high = evidence.span(key, "h")
    sd = (np.log(high) - np.log(low)) / (2.0 * INTERVAL_ENDS["range"])
    return float(np.log(hours)), float(sd), float(at[key.split(".")[2]])
