"""The settings are safe when nothing is set, and follow the environment when something is."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from pytest_django import Settings

from config import checks

SHOW = """
import json, sys
from config import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def settings_under(data: Path, *names: str, **environment: str) -> dict[str, Any]:
    """The named settings as a fresh process reads them from an environment of nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW, *names],
        env=kept | {"ROOMCAST_DATA": str(data)} | environment,
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_everything_the_site_writes_lies_below_its_data_folder(tmp_path: Path) -> None:
    names = ("OBJECTS", "UPLOADS", "WORK", "STATIC_ROOT", "EMAIL_FILE_PATH", "FILE_UPLOAD_TEMP_DIR")
    read = settings_under(tmp_path, *names, "DATABASES", "CACHES", "STORAGES")
    places = [read[name] for name in names]
    places += [read["DATABASES"]["default"]["NAME"], read["CACHES"]["default"]["LOCATION"]]
    places += [read["STORAGES"]["objects"]["OPTIONS"]["location"]]
    assert [place for place in places if not Path(place).is_relative_to(tmp_path)] == []


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = settings_under(tmp_path, "SECRET_KEY")["SECRET_KEY"]
    again = settings_under(tmp_path, "SECRET_KEY")["SECRET_KEY"]
    assert len(first) >= 50
    assert first == again
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_site_that_nobody_configured_keeps_strangers_out(tmp_path: Path) -> None:
    read = settings_under(tmp_path, "DEBUG", "SIGNUP", "ALLOWED_HOSTS", "SITE_URL", PORT="8123")
    assert read["DEBUG"] is False
    assert read["SIGNUP"] is False
    assert read["SITE_URL"] == "http://127.0.0.1:8123"
    assert set(read["ALLOWED_HOSTS"]) == {"127.0.0.1", "localhost", "[::1]"}


def test_an_https_address_secures_cookies_and_transport(tmp_path: Path) -> None:
    read = settings_under(
        tmp_path,
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS",
        ROOMCAST_SITE_URL="https://rooms.example.org/",
    )  # fmt: skip
    assert read["SESSION_COOKIE_SECURE"] is True
    assert read["CSRF_COOKIE_SECURE"] is True
    assert read["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert read["ALLOWED_HOSTS"] == ["rooms.example.org"]


def test_sqlite_waits_for_its_turn_and_never_upgrades_a_read_lock(tmp_path: Path) -> None:
    options = settings_under(tmp_path, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_a_database_address_makes_it_postgresql(tmp_path: Path) -> None:
    url = "postgresql://roomcast:pass@127.0.0.1:5433/roomcast"
    database = settings_under(tmp_path, "DATABASES", DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert "OPTIONS" not in database or "transaction_mode" not in database["OPTIONS"]


def test_a_bucket_makes_it_object_storage_that_overwrites_nothing(tmp_path: Path) -> None:
    storages = settings_under(
        tmp_path,
        "STORAGES",
        ROOMCAST_S3_BUCKET="rooms",
        ROOMCAST_S3_ENDPOINT_URL="http://127.0.0.1:9000",
    )["STORAGES"]
    private = storages["objects"]["OPTIONS"]
    assert storages["objects"]["BACKEND"] == "storages.backends.s3.S3Storage"
    assert (private["bucket_name"], private["endpoint_url"]) == ("rooms", "http://127.0.0.1:9000")
    assert (private["querystring_auth"], private["file_overwrite"]) == (True, False)


def test_the_queue_hands_a_task_out_again_only_long_after_its_timeout() -> None:
    cluster = site.Q_CLUSTER
    assert cluster["retry"] >= 4 * cluster["timeout"]
    assert (cluster["queue_limit"], cluster["bulk"]) == (1, 1)
    assert (cluster["ack_failures"], cluster["catch_up"]) == (True, False)


@pytest.mark.parametrize("directive", ["default-src", "script-src", "style-src"])
def test_no_page_may_run_inline_code(directive: str) -> None:
    directives = site.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = directives.get(directive, directives["default-src"])
    assert "'unsafe-inline'" not in allowed
    assert "'unsafe-eval'" not in allowed


def test_the_admins_are_named_with_commas_between(tmp_path: Path) -> None:
    read = settings_under(tmp_path, "ADMINS", ROOMCAST_ADMINS="ada@site.example, bo@site.example")
    assert [address for _name, address in read["ADMINS"]] == ["ada@site.example", "bo@site.example"]
    assert settings_under(tmp_path, "ADMINS")["ADMINS"] == []


def test_an_admin_who_is_no_address_is_named_at_the_start(settings: Settings) -> None:
    settings.ADMINS = [("", "ada@site.example"), ("", "bo at site")]
    [wrong] = checks.admins_are_addresses()
    assert "'bo at site', which is no mail address" in wrong.msg


@pytest.mark.django_db
def test_a_site_where_nobody_would_be_told_is_warned(settings: Settings) -> None:
    [wrong] = checks.somebody_is_told()
    assert wrong.hint == "Set ROOMCAST_ADMINS, or give a superuser a mail address."
    settings.ADMINS = [("", "ada@site.example")]
    assert checks.somebody_is_told() == []
