"""Both models: finite wherever the prior goes, blind to what is left out, and what they can't tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from neocol.cohort.design import Design, Placed
from neocol.cohort.twin_model import TwinModel
from neocol.twin.composites import COMPOSITES
from neocol.twin.outcome.laws import LAWS
from tests.cohort.small import MODELS, SEED, model, prior_draws, small

Array = NDArray[np.float64]
ROWS = ("severity", "share", "collagen", "epidermis")
COHORTS = (*small().design.names.cohorts,)


def changed(design: Design, cohort: str, by: float, share: float) -> Design:
    """Return a design in which everything that a cohort printed is something else."""
    at = design.names.cohorts.index(cohort)
    values: dict[str, Array] = {}
    for name in ROWS:
        rows: Placed = getattr(design, name)
        other = np.round(share * rows.n) if name == "share" else rows.value + by
        values[name] = np.where(rows.cohort == at, other, rows.value)
    values["person_sd"] = np.where(
        design.person_cohort == at, design.person_sd * np.exp(by), design.person_sd
    )
    values["course_share"] = np.where(design.course_cohort == at, share, design.course_share)
    values["pih_events"] = np.where(
        design.pih_cohort == at, np.round(share * design.pih_people), design.pih_events
    )
    moved = np.zeros_like(design.redness)
    moved[design.redness[:, 2] == at, 0] = by
    odds = np.zeros_like(design.odds)
    odds[design.odds[:, 2] == at, 0] = by
    values |= {"redness": design.redness + moved, "odds": design.odds + odds}
    return design.with_values(**values)


def likelihoods(name: str, design: Design | None = None, without: tuple[str, ...] = ()) -> Array:
    one = model(name, design)
    return one.log_likelihood(prior_draws(one, 20), one.design.weights(without))


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_a_number_wherever_the_prior_goes(name: str) -> None:
    one = model(name)
    vectors = one.parameters.drawn(2_000, np.random.default_rng(SEED))
    vectors = vectors[one.parameters.believable(vectors)]
    draws = one.parameters.named(vectors)
    for without in ((), ("dogra2014",), one.design.names.cohorts):
        assert np.isfinite(one.log_likelihood(draws, one.design.weights(without))).all()
    assert np.isfinite(one.parameters.log_prior(vectors)).all()


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_tells_draws_apart_and_each_by_itself(name: str) -> None:
    """A draw's likelihood does not hang on the draws beside it."""
    one = model(name)
    draws, kept = prior_draws(one, 12), one.design.weights()
    every = one.log_likelihood(draws, kept)
    assert np.ptp(every) > 1.0
    alone = [
        one.log_likelihood({key: value[i : i + 1] for key, value in draws.items()}, kept)[0]
        for i in range(12)
    ]
    assert every == pytest.approx(alone, abs=1e-9)


@settings(max_examples=40)
@given(
    st.sampled_from(MODELS),
    st.sampled_from(COHORTS),
    st.floats(-5, 5).filter(lambda by: abs(by) > 0.01),
    st.floats(0, 1),
)
def test_what_a_cohort_that_is_left_out_printed_changes_nothing(
    name: str, cohort: str, by: float, share: float
) -> None:
    design = model(name).design
    if cohort not in design.names.cohorts:
        return
    other = changed(design, cohort, by, share)
    assert likelihoods(name, other, (cohort,)) == pytest.approx(
        likelihoods(name, without=(cohort,)), abs=1e-9
    )


@pytest.mark.parametrize("name", ["saturating", "literature"])
def test_what_a_cohort_that_counts_printed_changes_something(name: str) -> None:
    """The test above would pass for a model that reads nothing."""
    design = model(name).design
    read = {
        cohort
        for cohort in design.names.cohorts
        if np.ptp(likelihoods(name, changed(design, cohort, 0.4, 0.5)) - likelihoods(name)) > 1e-3
    }
    printed = {row.cohort for row in small().observed.every}
    if name == "literature":
        assert read == printed | {"dogra2014"}
    else:
        learnt = {row.cohort for row in small().observed.for_twin().every}
        assert learnt < read
        assert read == set(design.names.cohorts)


@pytest.mark.parametrize("name", MODELS)
def test_a_row_that_is_left_out_makes_the_model_of_the_others(name: str) -> None:
    """The same as a design that never had the row, but for what is the same in every draw."""
    design = model(name).design
    at = design.names.cohorts.index("dogra2014")
    others = design.severity.cohort != at
    severity = Placed(
        **{
            field: getattr(design.severity, field)[others]
            for field in design.severity.__dataclass_fields__
        }
    )
    spread = design.person_cohort != at
    never = replace(
        design,
        severity=severity,
        person_sd=design.person_sd[spread],
        person_cohort=design.person_cohort[spread],
    )
    apart = likelihoods(name, never, ("dogra2014",)) - likelihoods(name, without=("dogra2014",))
    assert np.ptp(apart) < 1e-8


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=20)
@given(st.floats(-2, 2))
def test_only_the_product_of_gain_and_slope_shows_in_a_score(law: str, by: float) -> None:
    twin = model(law)
    assert isinstance(twin, TwinModel)
    draws = prior_draws(twin, 8)
    turned = {
        **draws,
        "collagen_gain": draws["collagen_gain"] + by,
        "slope": draws["slope"] * np.exp(-by),
    }

    def outputs(of: dict[str, Array]) -> Array:
        return twin.emulator.at(np.stack([of[name] for name in COMPOSITES], axis=-1))

    for rows in (twin.design.severity, twin.design.share):
        one = twin.changes(draws, outputs(draws), rows)
        other = twin.changes(turned, outputs(turned), rows)
        np.testing.assert_allclose(other.mean, one.mean, rtol=1e-9)
        np.testing.assert_allclose(other.own, one.own, rtol=1e-5, atol=1e-9)


def test_histology_tells_gain_and_slope_apart() -> None:
    twin = model("linear")
    assert isinstance(twin, TwinModel)
    draws = prior_draws(twin, 8)
    turned = {
        **draws,
        "collagen_gain": draws["collagen_gain"] + 1.0,
        "slope": draws["slope"] * np.exp(-1.0),
    }
    kept = twin.design.weights()
    apart = twin.log_likelihood(turned, kept) - twin.log_likelihood(draws, kept)
    assert (np.abs(apart) > 1e-3).any()


def test_under_the_flat_law_no_dose_shows() -> None:
    """Whatever was done, the highest gain is the same: only its day makes a difference."""
    twin = model("flat")
    assert isinstance(twin, TwinModel)
    draws = prior_draws(twin, 8)
    outputs = twin.emulator.at(np.stack([draws[name] for name in COMPOSITES], axis=-1))
    protocols = np.arange(len(twin.design.names.protocols))
    phase = outputs[:, twin.emulator.rows("phase")]
    found = twin.gain(draws, outputs, protocols).mean / np.exp(phase)
    assert found == pytest.approx(np.repeat(found[:, :1], found.shape[1], axis=1))
    by_dose = model("linear")
    assert isinstance(by_dose, TwinModel)
    assert np.ptp(by_dose.gain(draws, outputs, protocols).mean / np.exp(phase), axis=1).min() > 0.01


def test_more_sessions_bring_more_where_their_slope_is_above_nothing() -> None:
    literature = model("literature")
    rows = literature.design.severity
    draws = prior_draws(literature, 8)
    more = replace(rows, log_sessions=rows.log_sessions + np.log(2.0))
    gained = literature.changes(draws, more) - literature.changes(draws, rows)
    expected = np.log(2.0) * draws["sessions"][:, None] * np.ones(rows.n.size)
    np.testing.assert_allclose(gained, expected)
