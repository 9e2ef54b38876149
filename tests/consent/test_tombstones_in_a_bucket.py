"""Tombstones in a bucket: read where the disk was lost, put there again where that failed."""

import shutil
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from consent import restoring, tombstones
from consent.models import ConsentEvent
from recordings import storage
from recordings.storage import StorageFailed
from tests.consent.people import Room, answer, make_room
from tests.recordings.test_storage import rooms, s3_server

__all__ = ["rooms", "s3_server"]

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def room(settings: Settings, rooms: Any) -> Room:
    settings.S3_BUCKET = "rooms"
    made = make_room()
    answer(made.noor, publish="refused")
    return made


def receipts() -> list[str]:
    return sorted(str(one.receipt) for one in tombstones.all_of_them())


def test_a_lost_disk_is_read_from_the_bucket(room: Room) -> None:
    said = str(ConsentEvent.objects.latest("seq").receipt)
    there = receipts()
    assert said in there
    assert len(there) == 2, "the no, and the mark of who wants no more mail"
    shutil.rmtree(tombstones.folder())
    assert receipts() == there
    assert restoring.apply_all(NOW).tombstones == 2


def test_what_could_not_be_put_there_is_put_there_later(room: Room) -> None:
    storage.delete_all(tombstones.KIND)
    assert tombstones.copy_missing() == 2
    assert tombstones.copy_missing() == 0
    assert len(storage.keys(tombstones.KIND)) == 2


def test_a_bucket_that_does_not_answer_is_no_empty_one(room: Room, rooms: Any) -> None:
    storage.delete_all(tombstones.KIND)
    name = storage.store().backend.bucket_name  # type: ignore[attr-defined]
    rooms.delete_bucket(Bucket=name)
    with pytest.raises(StorageFailed):
        receipts()
