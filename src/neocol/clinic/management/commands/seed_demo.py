"""``neocol manage seed_demo``: the invented people of the demonstration clinic."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand

from neocol.clinic.demo import seed


class Command(BaseCommand):
    """Writes three invented patients with dates around today."""

    help = "Write three invented patients with dates around today."

    def handle(self, *_: Any, **__: Any) -> None:
        """Seed, and say so."""
        seed(dt.date.today())
        self.stdout.write("The demonstration clinic has three invented patients.")
