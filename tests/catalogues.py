"""What holds for every catalogue of patient texts."""

from __future__ import annotations

import string

from neocol.language.catalogue import Messages


def fields_of(text: str) -> list[str]:
    """Return what a text leaves open, sorted."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def assert_same_things(one: Messages, other: Messages) -> None:
    """Hold two languages to the same keys, each leaving the same things open."""
    assert one.names == other.names
    for key in one.names:
        assert fields_of(one.raw(key)) == fields_of(other.raw(key)), key
