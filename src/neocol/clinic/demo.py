"""Prepares the demonstration clinic: folder, key, tables, invented people. Safe to repeat."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def prepare(today: dt.date | None = None) -> None:
    """Make the data folder ready and seed it; on another day the dates move along."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    write_key(settings.KEY_FILE)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    seed(today or dt.date.today())


def write_key(path: Path) -> None:
    """Write a secret key that only this user may read, unless there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")


def seed(today: dt.date) -> None:
    """Write the invented people, all or none; they are replaced when the day has changed."""
    from django.db import transaction

    from neocol.clinic.demo_patients import invented
    from neocol.clinic.models import DoneSession, Patient
    from neocol.record import Case, Session, dump_json, parse_text

    if Patient.objects.filter(seeded_on=today).exists():
        return
    with transaction.atomic():
        DoneSession.objects.all().delete()
        Patient.objects.all().delete()
        for person in invented(today):
            case = parse_text(dump_json(Case.read(person["case"])))
            patient = Patient.objects.create(slug=person["slug"], case=case, seeded_on=today)
            for session in person["sessions"]:
                data = parse_text(dump_json(Session.read(session)))
                DoneSession.objects.create(patient=patient, data=data)
