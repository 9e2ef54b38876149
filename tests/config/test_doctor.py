"""`manage.py doctor` tries the things themselves and names what is broken."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django_q.conf import Conf
from django_q.signing import SignedPackage
from pytest_django import Settings

from recordings import storage

pytestmark = pytest.mark.django_db


def doctor() -> dict[str, Any]:
    out = io.StringIO()
    call_command("doctor", "--json", stdout=out)
    read: dict[str, Any] = json.loads(out.getvalue())
    return read


def test_a_healthy_site_says_so_part_by_part() -> None:
    found = doctor()
    assert found["ffmpeg"]["ok"]
    assert found["ffmpeg"]["version"]
    assert found["ffmpeg"]["whitelists"] is True
    assert [found[part]["ok"] for part in ("database", "storage", "mail", "site_url")] == [True] * 4


def test_a_stopped_worker_is_said_and_is_no_failure() -> None:
    found = doctor()
    assert found["ok"] is False
    assert "manage.py up" in found["queue"]["sentence"]


def test_nobody_to_be_told_is_said_and_is_no_failure(settings: Settings) -> None:
    assert "ROOMCAST_ADMINS" in doctor()["admins"]["sentence"]
    settings.ADMINS = [("", "ada@site.example")]
    assert doctor()["admins"] == {"ok": True, "count": 1, "named": True}


def test_a_running_worker_is_seen_by_its_sign_of_life() -> None:
    """The queue leaves its state in the cache under a list of keys, as its broker does it."""
    cache.set(f"{Conf.Q_STAT}:1", SignedPackage.dumps({"status": "Idle"}, True), 600)
    cache.set(Conf.Q_STAT, [f"{Conf.Q_STAT}:1"])
    assert doctor()["queue"]["ok"] is True


def test_probing_the_store_leaves_nothing_there(data: Path) -> None:
    doctor()
    assert [p for p in (data / "objects").rglob("*") if p.is_file()] == []
    assert list((data / "work").iterdir()) == []


def test_a_store_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    objects = settings.STORAGES["objects"]
    elsewhere = objects | {"OPTIONS": objects["OPTIONS"] | {"location": tmp_path / "file"}}
    settings.STORAGES = settings.STORAGES | {"objects": elsewhere}
    with pytest.raises(CommandError, match="storage: "):
        doctor()


def test_a_mail_server_that_is_away_is_named(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match=r"mail: .*127\.0\.0\.1:9.*ROOMCAST_EMAIL_URL"):
        doctor()


def test_an_address_with_a_path_is_named(settings: Settings) -> None:
    settings.SITE_URL = "https://rooms.example.org/sub"
    with pytest.raises(CommandError, match="ROOMCAST_SITE_URL"):
        doctor()


def test_a_machine_without_ffmpeg_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="ffmpeg"):
        doctor()
    with storage.work_folder() as work:
        assert work.is_dir()
