"""A clinic seeded with the invented people, in a database file of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the test database in a file: WAL does not exist in memory."""
    from django.conf import settings

    folder: Path = tmp_path_factory.mktemp("clinic")
    settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture
def seeded(transactional_db: None) -> None:
    """Seed the invented people around today."""
    from neocol.clinic.demo import seed

    seed(dt.date.today())
