"""The pieces of the printed document, in Django's own Jinja2 backend."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined

from neocol.exchange.documents.render import equip


def environment(**options: Any) -> Environment:
    """Return the environment of the clinic's pages."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)  # noqa: S701 - Django passes autoescape=True
    env.globals.update(static=static, url=reverse, htmx_script=htmx_script)
    return equip(env)
