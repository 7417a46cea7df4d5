"""Asked again before every session: what changed since the last visit."""

from __future__ import annotations

from neocol import evidence
from neocol.record import Candidacy, Change, Finding

_ASKED_AGAIN = ("P-012", "P-013")


def changes(before: Candidacy, now: Candidacy) -> Change:
    """Compare two answers for the same person.

    Parameters
    ----------
    before, now : Candidacy
        The earlier answer and today's.

    Returns
    -------
    Change
        New findings, findings that no longer hold, the same ones read otherwise, and what is
        asked before every session.

    Notes
    -----
    A finding is the same when the same rule fired on the same words.
    """
    then, today = _by_rule(before), _by_rule(now)
    both = [key for key in today if key in then]
    return Change(
        since=before.on,
        decision_before=before.decision,
        decision_now=now.decision,
        new=tuple(_told(today[key]) for key in today if key not in then),
        gone=tuple(_told(then[key]) for key in then if key not in today),
        changed=tuple(
            f"{_told(today[key])} (before: {_standing(then[key])}; now: {_standing(today[key])})"
            for key in both
            if _standing(then[key]) != _standing(today[key])
        ),
        ask=tuple(evidence.rule(id_).message for id_ in _ASKED_AGAIN),
    )


def _by_rule(answer: Candidacy) -> dict[tuple[str, tuple[str, ...]], Finding]:
    return {(f.rule, tuple(sorted(_words(f)))): f for f in answer.findings}


def _words(finding: Finding) -> list[str]:
    """Return what fired a finding without where it stood: a list may be in another order."""
    return [said.partition(": ")[2] or said for said in finding.evidence]


def _told(finding: Finding) -> str:
    return f"{finding.rule} {finding.message}"


def _standing(finding: Finding) -> str:
    wait = f" until {finding.until}" if finding.until else ""
    return f"{finding.effect}{wait}"
