"""Objects are named by their bytes, whole or absent, on disk and in a bucket alike."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.storage import storages
from django.utils import timezone
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from recordings import storage
from recordings.storage import bucket

AUDIO = "audio/mpeg"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def rooms(s3_server: str, settings: Settings, tmp_path: Path) -> Any:
    """A bucket of the test's own, made the site's object store; yields boto3's client."""
    name = f"rooms-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    options = {
        "bucket_name": name,
        "endpoint_url": s3_server,
        "region_name": "us-east-1",
        "access_key": "hana",
        "secret_key": "a long secret",
        "file_overwrite": False,
        "signature_version": "s3v4",
        "addressing_style": "path",
        "default_acl": None,
    }
    objects = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"objects": objects}
    client = storages["objects"].connection.meta.client  # type: ignore[attr-defined]  # no types
    client.create_bucket(Bucket=name)
    yield client
    client.close()


@pytest.fixture(params=["disk", "bucket"])
def either_store(request: pytest.FixtureRequest) -> str:
    if request.param == "bucket":
        request.getfixturevalue("rooms")
    return str(request.param)


def a_file(folder: Path, content: bytes, name: str = "episode.mp3") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_an_object_is_named_by_the_hash_of_its_bytes(either_store: str, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"Hana speaks"), kind="master", content_type=AUDIO)
    sha256 = hashlib.sha256(b"Hana speaks").hexdigest()
    assert kept.key == f"master/{sha256[:2]}/{sha256}.mp3"
    assert (kept.sha256, kept.bytes) == (sha256, 11)
    assert storage.read(kept.key) == b"Hana speaks"


def test_the_same_bytes_twice_are_one_object(either_store: str, tmp_path: Path) -> None:
    first = storage.put(a_file(tmp_path, b"Sami"), kind="master", content_type=AUDIO)
    again = storage.put(a_file(tmp_path, b"Sami", "b.mp3"), kind="master", content_type=AUDIO)
    assert first == again


def test_the_original_stays_unless_it_is_given_away(either_store: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, b"original")
    storage.put(path, kind="original", content_type=AUDIO)
    assert path.exists()
    kept = storage.put(path, kind="original", content_type=AUDIO, consume=True)
    assert not path.exists()
    assert storage.read(kept.key) == b"original"


def test_a_file_given_away_is_kept_even_when_it_is_new(either_store: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, b"upload", "room.zip")
    kept = storage.put(path, kind="original", content_type="application/zip", consume=True)
    assert not path.exists()
    assert storage.read(kept.key) == b"upload"


def test_deleting_twice_is_no_error(either_store: str, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"Noor"), kind="master", content_type=AUDIO)
    storage.delete(kept.key)
    storage.delete(kept.key)
    assert not storage.exists(kept.key)


def test_a_missing_object_is_named_in_a_sentence(either_store: str) -> None:
    key = f"master/ab/{'ab' * 32}.mp3"
    with pytest.raises(storage.ObjectMissing, match=key) as caught, storage.local_copy(key):
        pass
    assert caught.value.permanent


def test_an_empty_file_is_an_object_too(either_store: str, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"", "empty"), kind="original", content_type=AUDIO)
    assert storage.size(kept.key) == 0


@pytest.mark.parametrize(
    "key", ["../secret_key", "master/ab/../../x", "/etc/passwd", "master/ab/", "", "secret_key"]
)
def test_what_is_no_key_never_reaches_a_store(either_store: str, key: str) -> None:
    for verb in (storage.delete, storage.local_path, storage.size, storage.local_copy):
        with pytest.raises(ValueError, match="not the key"):
            verb(key)


def test_a_kind_is_a_plain_word(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kind"):
        storage.put(a_file(tmp_path, b"x"), kind="../x", content_type=AUDIO)


def test_on_disk_an_object_lies_where_pure_code_can_read_it(data: Path, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"Hana"), kind="master", content_type=AUDIO)
    place = data / "objects" / kept.key
    assert storage.local_path(kept.key) == place
    with storage.local_copy(kept.key) as path:
        assert path == place
    assert storage.signed_url(kept.key, content_type=AUDIO, filename="e.mp3") is None
    assert place.stat().st_mode & 0o777 == 0o400


KEEP_AND_DIE = """
import sys, django
from pathlib import Path
from django.conf import settings
settings.configure(
    STORAGES={"objects": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                          "OPTIONS": {"location": sys.argv[1]}}},
    WORK=sys.argv[1],
)
django.setup()
from recordings import storage
print("ready", flush=True)
while True:
    storage.put(Path(sys.argv[2]), kind="master", content_type="audio/mpeg")
    print("kept", flush=True)
"""


def test_a_killed_put_leaves_nothing_under_a_final_name(data: Path, tmp_path: Path) -> None:
    """Killed at different moments; what is there under a name is whole each time."""
    path = a_file(tmp_path, os.urandom(64 << 20))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for moment in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEP_AND_DIE, str(data / "objects"), str(path)],
            stdout=subprocess.PIPE,
            cwd=site.BASE_DIR,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * 0.06)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        found = [p for p in (data / "objects").rglob("*.mp3") if p.is_file()]
        assert [hashlib.sha256(p.read_bytes()).hexdigest() for p in found] in ([], [sha256])
        for whole in found:
            whole.unlink()


def test_leftovers_of_killed_puts_are_swept_after_a_day(data: Path, tmp_path: Path) -> None:
    storage.put(a_file(tmp_path, b"x"), kind="master", content_type=AUDIO)
    left = data / "objects" / ".unfinished" / "left"
    left.write_bytes(b"half")
    assert storage.sweep_unfinished(timezone.now()) == 0
    assert storage.sweep_unfinished(timezone.now() + timedelta(hours=25)) == 1
    assert not left.exists()


def test_in_a_bucket_an_object_carries_its_type(rooms: Any, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"Hana"), kind="master", content_type=AUDIO)
    name = storages["objects"].bucket_name  # type: ignore[attr-defined]
    assert rooms.head_object(Bucket=name, Key=kept.key)["ContentType"] == AUDIO
    assert storage.local_path(kept.key) is None


def test_a_bucket_never_replaces_an_object(rooms: Any, tmp_path: Path) -> None:
    """Even when it looked absent a moment before: the put itself is conditional."""
    kept = storage.put(a_file(tmp_path, b"first"), kind="master", content_type=AUDIO)
    other = a_file(tmp_path, b"other bytes", "other.mp3")
    where = storage.store()
    where.keep(other, kept.key, content_type=AUDIO, consume=False)
    assert storage.read(kept.key) == b"first"


def test_a_large_file_goes_up_in_parts(rooms: Any, tmp_path: Path) -> None:
    content = os.urandom(bucket.PART + 4096)
    kept = storage.put(a_file(tmp_path, content), kind="original", content_type=AUDIO)
    with storage.local_copy(kept.key) as path:
        assert path.read_bytes() == content
    name = storages["objects"].bucket_name  # type: ignore[attr-defined]
    assert "Uploads" not in rooms.list_multipart_uploads(Bucket=name)


def test_other_bytes_under_a_name_are_noticed(rooms: Any, tmp_path: Path) -> None:
    key = f"master/ab/{'ab' * 32}.mp3"
    name = storages["objects"].bucket_name  # type: ignore[attr-defined]
    rooms.put_object(Bucket=name, Key=key, Body=b"not what the name says")
    with pytest.raises(storage.StorageFailed, match="other bytes"), storage.local_copy(key):
        pass


def test_uploads_that_were_never_completed_are_aborted_after_a_day(rooms: Any) -> None:
    name = storages["objects"].bucket_name  # type: ignore[attr-defined]
    rooms.create_multipart_upload(Bucket=name, Key="left")
    begun = rooms.list_multipart_uploads(Bucket=name)["Uploads"][0]["Initiated"]
    assert storage.sweep_unfinished(begun + timedelta(hours=23)) == 0
    assert storage.sweep_unfinished(begun + timedelta(hours=25)) == 1
    assert "Uploads" not in rooms.list_multipart_uploads(Bucket=name)


def test_a_signed_address_says_type_and_name(rooms: Any, tmp_path: Path) -> None:
    kept = storage.put(a_file(tmp_path, b"Hana"), kind="master", content_type=AUDIO)
    url = storage.signed_url(kept.key, content_type=AUDIO, filename="episode.mp3")
    assert url is not None
    assert "X-Amz-Signature" in url
    assert "response-content-type=audio%2Fmpeg" in url


def test_a_store_that_does_not_answer_is_tried_again(rooms: Any, settings: Settings) -> None:
    objects = settings.STORAGES["objects"]
    gone = objects["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = settings.STORAGES | {"objects": objects | {"OPTIONS": gone}}
    with pytest.raises(storage.StorageFailed, match="does not answer") as caught:
        storage.exists(f"master/ab/{'ab' * 32}.mp3")
    assert not caught.value.permanent


def test_a_work_folder_is_gone_when_the_work_is(data: Path) -> None:
    with storage.work_folder() as folder:
        (folder / "half.wav").write_bytes(b"RIFF")
        assert folder.is_relative_to(data / "work")
    assert list((data / "work").iterdir()) == []


def test_a_work_folder_in_use_is_never_swept(data: Path) -> None:
    with storage.work_folder() as folder:
        assert storage.sweep_work(timezone.now() + timedelta(days=30)) == 0
        assert folder.is_dir()


HOLD_AND_WAIT = """
import sys, time, django
from django.conf import settings
settings.configure(WORK=sys.argv[1])
django.setup()
from recordings.storage.work import work_folder
with work_folder() as folder:
    (folder / "half.wav").write_bytes(b"RIFF")
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_work_folder_of_a_killed_worker_is_swept(data: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(data / "work")],
        stdout=subprocess.PIPE,
        cwd=site.BASE_DIR,
    )
    assert process.stdout is not None
    process.stdout.readline()
    later = timezone.now() + timedelta(minutes=2)
    assert storage.sweep_work(later) == 0
    process.kill()
    process.wait(10)
    process.stdout.close()
    assert storage.sweep_work(timezone.now()) == 0, "a young one is left alone"
    assert storage.sweep_work(later) == 1
    assert list((data / "work").iterdir()) == []


def test_everything_of_a_kind_goes_at_once_and_nothing_else(
    either_store: str, tmp_path: Path
) -> None:
    kept = storage.put(a_file(tmp_path, b"an episode"), kind="audio", content_type=AUDIO)
    for number in range(3):
        storage.put(a_file(tmp_path, b"heard %d" % number), kind="heard", content_type=AUDIO)
    assert storage.delete_all("heard") == 3
    assert storage.delete_all("heard") == 0
    assert storage.exists(kept.key)
    with pytest.raises(ValueError, match="no kind"):
        storage.delete_all("../heard")
