"""The model card tells the posterior that is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from neocol import evidence

CARD = (Path(__file__).parents[1] / "docs" / "model-card.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name", [key.rpartition(".")[2] for key in evidence.search("posterior.told")]
)
def test_the_card_tells_what_is_stored(name: str) -> None:
    value, low, high = evidence.span(f"posterior.told.{name}", "1")
    if name.endswith("percent"):
        told = f"{value:+.0f} % ({low:.0f} to {high:.0f})"
    else:
        told = f"{value:.2f} ({low:.2f} to {high:.2f})"
    assert told in CARD, f"write {told} for {name}, or run make posterior"


def test_the_card_says_what_reproducing_published_models_shows() -> None:
    assert "validates code, not the" in CARD
    for name in ("Waugh", "Cooper", "Adler"):
        assert name in CARD
