"""The calibration in small: few members behind the emulator, made once for all tests."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from neocol.cohort import calibration as calibrating
from neocol.cohort import emulator
from neocol.cohort import fit as fitting
from neocol.cohort.calibration import Calibration, Fitted
from neocol.cohort.design import Design
from neocol.cohort.literature_model import LiteratureModel
from neocol.cohort.twin_model import TwinModel
from neocol.evidence import PublishedOutcome
from neocol.twin.outcome.laws import LAWS

Array = NDArray[np.float64]
Model = TwinModel | LiteratureModel
MEMBERS = 64
SEED = 7
MODELS = (*LAWS, "literature")


def calibration(outcomes: Sequence[PublishedOutcome] | None = None) -> Calibration:
    """Return a calibration whose quadratics are rough."""
    with mock.patch.object(emulator, "MEMBERS", MEMBERS):
        return Calibration(SEED, outcomes=outcomes)


@cache
def small() -> Calibration:
    """Return the calibration on today's evidence."""
    return calibration()


def model(name: str, design: Design | None = None) -> Model:
    """Return the twin's model under a law, or the literature's, perhaps with other outcomes."""
    made = small()
    if name == "literature":
        return LiteratureModel(design or made.design, made.priors)
    return TwinModel(design or made.twin_design, made.emulator, made.priors, name)


def prior_draws(one: Model, count: int, seed: int = SEED) -> dict[str, Array]:
    """Return draws of a model's prior by name."""
    return one.parameters.named(one.parameters.drawn(count, np.random.default_rng(seed)))


@contextmanager
def little(members: int = 30) -> Iterator[None]:
    """Let fits have few walkers and few members: no posteriors, but all of their parts."""
    with (
        mock.patch.object(fitting, "WALKERS", 64),
        mock.patch.object(fitting, "_TRIED", 2),
        mock.patch.object(calibrating, "MEMBERS", members),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", RuntimeWarning)  # walkers that never moved
        yield


@cache
def small_fit() -> Fitted:
    """Return a small fit to everything."""
    with little():
        return small().fitted(steps=80)
