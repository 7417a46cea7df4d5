"""Consultation: may this person be needled, where, when, and why (not)."""

from neocol.consult.candidacy import screen
from neocol.consult.preparation import preparation
from neocol.consult.rescreening import changes

__all__ = ["changes", "preparation", "screen"]
