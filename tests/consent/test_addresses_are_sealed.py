"""Nobody reads an address in the database, neither in rows made now nor in rows made before."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from consent import asks
from consent.models import Ask
from recordings.sealed import Purpose, mark
from tests import dumps
from tests.consent.older import insert, manage
from tests.consent.people import START, make_ask, make_room
from tests.signed_in import ada_the_admin, words

NOOR = "noor.ali@canary.example"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_database_holds_no_address_in_clear() -> None:
    noor = make_room().noor
    noor.email = NOOR
    noor.save()
    asks.send(make_ask(noor, address=NOOR), START)
    assert Ask.objects.get(address=NOOR).address == NOOR
    assert "canary" not in dumps.rows()
    if connection.vendor == "sqlite":
        database = Path(str(connection.settings_dict["NAME"]))
        assert b"Hana Osei" in dumps.files(database)
        assert b"canary" not in dumps.files(database)


@pytest.mark.django_db
def test_admins_find_an_ask_and_a_person_by_the_whole_address() -> None:
    noor = make_room().noor
    noor.email = NOOR
    noor.save()
    make_ask(noor, address=NOOR)
    ada = ada_the_admin()
    for place in ("consent/ask", "recordings/speaker"):
        assert "1 " in words(ada.get(f"/admin/{place}/?q={NOOR.upper()}"))
        assert "0 " in words(ada.get(f"/admin/{place}/?q=canary"))
    assert "Noor Ali speaks in" in words(ada.get(f"/desk/?q={NOOR.upper()}"))
    assert "Nobody and nothing" in words(ada.get("/desk/?q=canary"))


SHOW = """
from recordings.models import Speaker
noor = Speaker.objects.get()
print(noor.email, "noor" in str(noor.recording.raw))
"""


def an_older_site(path: Path) -> None:
    """Hana's room with Noor in it, asked by one mail, all in clear."""
    at = "2026-11-06 10:24:00"
    with sqlite3.connect(path) as database:
        insert(database, "recordings_host", id=1, slug="h", created_at=at)
        insert(database, "recordings_room", id=1, host_id=1)
        raw = f'{{"speakers": [{{"id": "noor", "email": "{NOOR}"}}]}}'
        facts = {"id": 1, "uid": "a" * 32, "host_id": 1, "room_id": 1, "created_at": at}
        empty = {"chapters": "[]", "unrecognised": "[]", "warnings": "[]"}
        insert(database, "recordings_recording", **facts, **empty, source="sidecar", raw=raw)
        noor = {"id": 1, "uid": "b" * 32, "recording_id": 1, "external_ids": "{}", "email": NOOR}
        insert(database, "recordings_speaker", **noor)
        insert(database, "consent_wording", id=1, created_at=at)
        ask = {"id": 1, "uid": "c" * 32, "speaker_id": 1, "wording_id": 1, "scopes": "[]"}
        insert(
            database, "consent_ask", **ask, address=NOOR, created_at=at, expires_at="2027-01-05"
        )  # fmt: skip
        sent = {"ask_id": 1, "recording_id": 1, "nth_here": 1, "nth_today": 1, "day": "2026-11-06"}
        insert(database, "consent_sending", id=1, **sent, address=NOOR, at=at)


def test_what_an_older_site_kept_in_clear_is_sealed_by_migrating(tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    manage(tmp_path, "migrate", "recordings", "0001")
    manage(tmp_path, "migrate", "consent", "0003")
    an_older_site(database)
    assert b"canary" in dumps.files(database)
    manage(tmp_path, "migrate")
    assert b"canary" not in dumps.files(database)
    assert manage(tmp_path, "shell", "-v0", "-c", SHOW).strip() == f"{NOOR} True"
    with sqlite3.connect(database) as found:
        [kept] = found.execute("SELECT mark FROM consent_sending").fetchone()
    assert kept == mark(Purpose.ADDRESS, NOOR)
