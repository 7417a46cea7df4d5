"""What a page says, without its style, and without its tags."""

from __future__ import annotations

import re


def body(html: str) -> str:
    """Return a page without its style."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def text_of(html: str) -> str:
    """Return the words of a page."""
    return re.sub(r"<[^>]+>", " ", body(html))
