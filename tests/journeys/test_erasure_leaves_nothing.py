"""A person of more than two hundred canaries is erased, and none is found: not in a dump of the
database, its bytes, the data folder, the log, letters, nor what is served and exported."""

import gzip
import io
import json
import logging
import random
import re
import string
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.logs import ScrubbingFormatter
from consent import claims
from consent.verify import faults
from recordings import jobs, voice_erasure
from recordings.hosts import create_host
from recordings.models import Recording, Run, Speaker, Track, VoiceErasure
from tests import canaries as birds
from tests import dumps
from tests.canaries import Canaries
from tests.feeds import story
from tests.recordings import rooms
from tests.recordings.audio import sounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROOMS = 5


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the site writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ScrubbingFormatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def data(data: Path, settings: Settings) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return data


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file with its name; what is packed is opened."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield f"{path.relative_to(folder)}", str(path).encode() + content
            if content[:2] == b"\x1f\x8b":
                yield f"{path} unpacked", gzip.decompress(content)
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    for name in packed.namelist():
                        yield f"{path}/{name}", name.encode() + packed.read(name)


def _database() -> Iterator[tuple[str, bytes]]:
    yield "rows", dumps.rows().encode("utf-8", "surrogatepass")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        yield "dump", "\n".join(connection.connection.iterdump()).encode("utf-8", "surrogatepass")
        yield "bytes", dumps.files(Path(connection.settings_dict["NAME"]))


def _found(let_out: Canaries, places: Iterable[tuple[str, bytes]]) -> set[tuple[str, str]]:
    flock = let_out.flock()
    return {
        (place, canary)
        for place, content in places
        for canary in flock.seen_in(content.decode("utf-8", "replace").casefold())
    }


def test_none_of_two_hundred_canaries_is_left(
    data: Path, log: io.StringIO, tmp_path: Path, client: Client
) -> None:
    let_out = Canaries(random.Random(7))
    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    hosts = [create_host(slug=f"h{n}", name=f"Host {n}", email="h@example.org") for n in range(2)]
    show = story.show(hosts[0])
    account = f"7{let_out.one(string.digits)}"
    episode = None
    for number in range(ROOMS):
        letters = string.ascii_lowercase if number % 2 else "éüñçabcdef"
        called = birds.noor(let_out, letters)
        made = birds.room(
            hosts[number % 2], tmp_path / f"r{number}", let_out, called, own_track=number == 1
        )
        her = made.speakers.get(key=called.key)
        Speaker.objects.filter(pk=her.pk).update(external_ids={"x": account})
        her.refresh_from_db()
        birds.asked(her, called, let_out, ada)
        birds.others_agree(made, called)
        birds.failed(hosts[number % 2], called, data / "uploads")
        birds.administered(her, ada)
        if number < 2:
            birds.heard(her)
        if number == 0:
            episode = birds.published(made, show, called)
            assert birds.is_out(episode)
    assert episode is not None
    assert len(let_out.out) >= 200

    places = {canary for _, canary in _found(let_out, _database())}
    places |= {canary for _, canary in _found(let_out, _files(data))}
    assert len(places) >= 0.7 * len(let_out.out), "they have to be there before they can go"

    out = io.StringIO()
    call_command(
        "erase_person",
        f"x:{account}",
        by="ada",
        reason="asked by mail, 3 March",
        json=True,
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert (len(told["speakers"]), told["sound_waiting"]) == (ROOMS, 0)

    assert _found(let_out, _database()) == set()
    assert _found(let_out, _files(data)) == set()
    assert _found(let_out, [("log", log.getvalue().encode())]) == set()
    assert _found(let_out, [("answer", out.getvalue().encode())]) == set()
    assert faults() == ()
    assert not VoiceErasure.objects.filter(done_at=None).exists()

    birds.make(episode.pk)
    assert birds.is_out(episode), "the episode is out again without her"
    served = (f"/{show.slug}/feed.xml", episode.get_absolute_url(), show.get_absolute_url())
    answers = [(path, client.get(path).content) for path in served]
    assert _found(let_out, answers) == set()
    assert _found(let_out, _database()) == set()
    for track in Track.objects.all():
        _is_silent_where_she_was(data, track)
    assert Recording.objects.count() == ROOMS


def _is_silent_where_she_was(data: Path, track: Track) -> None:
    for key in {track.original_key, track.working_key}:
        sound = sounds.read(data / "objects" / key)
        hers = sound[6_500 * 48 : 9_000 * 48]
        assert not hers.any() or track.speaker_id is not None
        if track.speaker and track.speaker.key.startswith("erased"):
            assert not sound.any()
        else:
            assert sound[: 2_000 * 48].any()
    assert track.duration_ms == rooms.SECONDS * 1000


def test_who_erases_herself_leaves_nothing_either(
    data: Path, log: io.StringIO, tmp_path: Path, settings: Settings
) -> None:
    """By a code in the mail, while she is signed in in another browser and with an account too."""
    let_out = Canaries(random.Random(11))
    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    host = create_host(slug="h", name="Host", email="h@example.org")
    called = birds.noor(let_out, string.ascii_lowercase)
    made = birds.room(host, tmp_path / "r", let_out, called, own_track=False)
    her = made.speakers.get(key=called.key)
    birds.asked(her, called, let_out, ada)
    plain = User.objects.create_user(let_out.one(), called.address)
    client = Client()
    client.force_login(plain)
    _come_in(called.address, settings)
    browser = _come_in(called.address, settings)
    places = {canary for _, canary in _found(let_out, _database())}
    assert {called.handle, plain.username} <= places

    answer = browser.post("/me/erase/")
    assert answer.status_code == 200
    for run in Run.objects.live().filter(kind=voice_erasure.ERASE):
        jobs.perform(run.pk, lambda beat: voice_erasure.carry_out(beat.subject_id, beat))

    assert _found(let_out, _database()) == set()
    assert _found(let_out, _files(data)) == set()
    assert _found(let_out, [("log", log.getvalue().encode())]) == set()
    assert _found(let_out, [("answer", answer.content)]) == set()
    assert not Session.objects.exists()
    assert faults() == ()


def _come_in(address: str, settings: Settings) -> Client:
    """A browser in which she has typed in the code that was mailed to her."""
    browser = Client()
    browser.post("/me/code/", {"address": address})
    for run in Run.objects.live().filter(kind=claims.MAIL_CODE):
        jobs.perform(run.pk, lambda beat: claims.mail_code(beat.subject_id, timezone.now()))
    letters = sorted(
        Path(settings.EMAIL_FILE_PATH).iterdir(), key=lambda one: one.stat().st_mtime_ns
    )
    code = re.findall(r"^(\d{6})$", letters[-1].read_text(), re.MULTILINE)[-1]
    assert browser.post("/me/confirm/", {"code": code}).status_code == 302
    return browser
