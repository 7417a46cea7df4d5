"""The demonstration clinic: pages answer, nothing can be written, nothing can be lost."""

from __future__ import annotations

import datetime as dt
import socket
import stat
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from neocol.clinic import selectors
from neocol.clinic.demo import seed, write_key
from neocol.clinic.demo_patients import invented
from neocol.clinic.models import DoneSession, Patient
from neocol.clinic.serve import is_loopback, serve
from neocol.record import Case, RecordError, Session

TODAY = dt.date.today()
PAGES = ["/", "/patients/ana/", "/patients/tomas/", "/patients/grace/",
         "/patients/ana/document/", "/patients/grace/after/", "/patients/grace/after/?lang=es",
         "/patients/grace/after/sheet/", "/rules/", "/design/", "/healthz"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_with_strict_headers(seeded: None, client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("page", ["/", "/patients/ana/"])
def test_nothing_can_be_written(seeded: None, client: Client, method: str, page: str) -> None:
    assert getattr(client, method)(page).status_code == 405


def test_what_is_not_there_is_said_calmly(seeded: None, client: Client) -> None:
    for page in ("/nowhere", "/patients/nobody/", "/patients/nobody/document/"):
        response = client.get(page)
        assert response.status_code == 404
        assert "no such page or patient" in response.content.decode()


def test_other_hosts_are_refused(seeded: None, client: Client) -> None:
    assert client.get("/", headers={"host": "clinic.example"}).status_code == 400


def test_the_six_stages_show_the_engines_answers(seeded: None, client: Client) -> None:
    page = client.get("/patients/grace/").content.decode()
    for stage in ("Consult", "Skin", "Plan", "Session", "Recovery", "Review"):
        assert f"<h2>{stage}</h2>" in page
    assert "Today is day 2" in page
    assert "Nothing to assess yet" in page


def test_each_person_stands_at_another_point(seeded: None) -> None:
    stages = {path.slug: path.stage for path in selectors.pathways(TODAY)}
    assert stages == {"ana": "Plan", "tomas": "Consult", "grace": "Recovery"}
    waiting = selectors.pathway("tomas", TODAY)
    assert waiting.document.candidacy.until == TODAY + dt.timedelta(days=180 - 92)


def test_a_power_cut_loses_nothing_that_was_acknowledged(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        held = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            held[name] = cursor.fetchone()[0]
    assert held == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


def test_seeding_again_changes_nothing_and_a_new_day_moves_the_dates(seeded: None) -> None:
    before = list(Patient.objects.values_list("id", flat=True))
    seed(TODAY)
    assert list(Patient.objects.values_list("id", flat=True)) == before
    seed(TODAY + dt.timedelta(days=1))
    assert Patient.objects.count() == 3
    assert DoneSession.objects.get().held_session().date == TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize("day", [dt.date(2024, 2, 29), dt.date(2026, 1, 1), dt.date(2030, 12, 31)])
def test_the_invented_people_are_valid_on_any_day(day: dt.date) -> None:
    for person in invented(day):
        Case.read(person["case"])
        for session in person["sessions"]:
            Session.read(session)


def test_the_key_is_for_this_user_alone_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    write_key(path)
    first = path.read_text()
    write_key(path)
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("clinic.example", False),
    ],
)
def test_only_this_computer_is_served(host: str, own: bool) -> None:
    assert is_loopback(host) is own
    if not own:
        with pytest.raises(RecordError, match="not this computer"):
            serve(host=host)


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RecordError, match=f"port {port} is in use"):
            serve(port=port)


def test_a_patient_asks_and_nothing_is_written(seeded: None, client: Client) -> None:
    before = (Patient.objects.count(), DoneSession.objects.count())
    words = {"words": "my tongue is swelling <b>", "severity": "7"}
    page = client.post("/patients/grace/after/", words).content.decode()
    assert "Call for help now." in page
    assert "my tongue is swelling &lt;b&gt;" in page
    assert "<b>" not in page.split("<textarea")[1].split("</textarea>")[0]
    assert (Patient.objects.count(), DoneSession.objects.count()) == before


def test_the_answer_comes_in_the_patients_language(seeded: None, client: Client) -> None:
    page = client.post("/patients/grace/after/?lang=es", {"words": "tengo pus"}).content.decode()
    assert "Hable hoy con la clínica." in page
    assert '<html lang="es">' in page
    other = client.get("/patients/grace/after/?lang=xx").content.decode()
    assert '<html lang="en">' in other


@pytest.mark.parametrize("words", ["", " ", "x" * 200_000, "\x00", "🤒"])
@pytest.mark.parametrize("severity", ["", "99", "-1", "much", "3.5"])
def test_odd_questions_are_answered(
    seeded: None, client: Client, words: str, severity: str
) -> None:
    asked = {"words": words, "severity": severity}
    assert client.post("/patients/grace/after/", asked).status_code == 200


def test_only_the_question_takes_a_post(seeded: None, client: Client) -> None:
    for page in ("/patients/grace/after/sheet/", "/patients/grace/after/calendar.ics", "/rules/"):
        assert client.post(page).status_code == 405
    assert client.delete("/patients/grace/after/").status_code == 405


def test_the_calendar_file_is_sent_as_one(seeded: None, client: Client) -> None:
    response = client.get("/patients/grace/after/calendar.ics?lang=es")
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.startswith(b"BEGIN:VCALENDAR")


def test_without_a_session_there_is_no_recovery(seeded: None, client: Client) -> None:
    for page in ("", "sheet/", "calendar.ics"):
        assert client.get(f"/patients/ana/after/{page}").status_code == 404
