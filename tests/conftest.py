"""Fixtures for every test: a clean place for files, and nobody's address but our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis
from pytest_django import Settings

from consent import guard

# How long an example takes says more of the machine than of the code.
hypothesis.register_profile("roomcast", deadline=None)
hypothesis.load_profile("roomcast")

pytest_plugins = ("tests.browser",)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """After a test with transactions of its own the tables are emptied. The ledger refuses that,
    so its guard goes just before; migrating, which ends the emptying, puts it back."""
    marker = item.get_closest_marker("django_db")
    fixtures: list[str] = getattr(item, "fixturenames", [])
    own = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(fixtures)
    if own or (marker and {"transaction", "reset_sequences"} & set(marker.kwargs)):
        guard.lift(connection)


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A data folder of the test's own: objects/, uploads/, work/, mail/ and an empty cache."""
    folder = tmp_path / "data"
    for name in ("objects", "uploads", "work", "mail"):
        (folder / name).mkdir(parents=True)
    settings.DATA = folder
    settings.OBJECTS, settings.UPLOADS = folder / "objects", folder / "uploads"
    settings.WORK, settings.EMAIL_FILE_PATH = folder / "work", folder / "mail"
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / "uploads")
    settings.STORAGES = settings.STORAGES | {
        alias: _below(folder / "objects") for alias in ("default", "objects")
    }
    cache.clear()
    yield folder
    cache.clear()


def _below(folder: Path) -> dict[str, object]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None, "directory_permissions_mode": 0o700},
    }
