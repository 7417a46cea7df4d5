"""Consultation: may this person be needled, where, when, and why (not)."""

from neocol.consult.candidacy import screen

__all__ = ["screen"]
