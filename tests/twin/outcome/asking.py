"""One protocol with some of its answers changed, asked of few members so that it is quick."""

from __future__ import annotations

from functools import cache
from typing import Any

from neocol.record import NotPredicted, Prediction, PredictionRequest
from neocol.twin.outcome import predict
from neocol.twin.outcome.posterior import Posterior, Predictors, stored
from neocol.twin.priors import DEFAULT_SEED

EVERY = 20
REQUEST: dict[str, Any] = {
    "indication": "acne_scar",
    "scar_types": ["boxcar", "rolling"],
    "site": "face",
    "population": {"n": 30, "age": "18-40", "fitzpatrick": "IV"},
    "protocol": {
        "device": "roller",
        "needle_mm": 1.5,
        "punctures_per_cm2": 200,
        "sessions": 4,
        "interval_days": 28,
        "follow_up_days": 56,
    },
    "outcome": {
        "measure": "Goodman and Baron quantitative score",
        "unit": "points",
        "baseline": 16.0,
    },
}
MELASMA: dict[str, Any] = {
    "indication": "melasma",
    "scar_types": [],
    "outcome": {"measure": "MASI", "unit": "points", "baseline": 12.0},
}
SHARE: dict[str, Any] = {
    "measure": ">50% improvement",
    "unit": "% of patients",
    "baseline": None,
}
HAIR: dict[str, Any] = {
    "indication": "androgenetic_alopecia",
    "scar_types": [],
    "outcome": {"measure": "hair density", "unit": "hairs/cm2", "baseline": 120.0},
}


@cache
def few() -> Predictors:
    """Return few stored members, 20 of each dose law; the twin speaks wherever it can."""
    every = stored()

    def thinned(posterior: Posterior) -> Posterior:
        return Posterior({name: column[::EVERY] for name, column in posterior.columns.items()})

    fewer = Predictors(thinned(every.twin), thinned(every.literature), every.choice)
    return fewer.only("twin")


def asked(*changes: dict[str, Any], **more: Any) -> PredictionRequest:
    """Return the request with blocks merged, everything else replaced."""
    request = dict(REQUEST)
    for change in (*changes, more):
        for key, value in change.items():
            merge = key in {"population", "protocol", "outcome"} and key in request
            request[key] = {**request[key], **value} if merge else value
    return PredictionRequest.read(request)


def answer(
    *changes: dict[str, Any], seed: int = DEFAULT_SEED, **more: Any
) -> Prediction | NotPredicted:
    """Return what few members say."""
    return predict(asked(*changes, **more), seed=seed, predictors=few())


def told(*changes: dict[str, Any], seed: int = DEFAULT_SEED, **more: Any) -> Prediction:
    """Return a prediction, and fail where there is none."""
    found = answer(*changes, seed=seed, **more)
    assert isinstance(found, Prediction), found.refused
    return found


def refused(*changes: dict[str, Any], **more: Any) -> str:
    """Return why there is none, and fail where there is one."""
    found = answer(*changes, **more)
    assert isinstance(found, NotPredicted), found.trial_mean
    return found.refused
