"""A person of more than two hundred canaries is erased, and none is found: not in a dump of the
database, its bytes, the data folder, the log, letters, nor what is served and exported."""

import base64
import gzip
import io
import json
import logging
import pickle
import random
import re
import string
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.logs import ScrubbingFormatter
from consent import claims, paper
from consent.verify import faults
from feeds import episodes
from recordings import jobs, voice_erasure
from recordings.hosts import create_host
from recordings.jobs import queue
from recordings.models import Recording, Run, Speaker, Track, VoiceErasure
from tests import canaries as birds
from tests import dumps
from tests.canaries import Canaries
from tests.feeds import story
from tests.journeys.exports import behind, everything
from tests.opened import files, kept_apart, opened
from tests.recordings import rooms
from tests.recordings.audio import sounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROOMS = 5
LINK = re.compile(r"/c/[\w-]{43}/")


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


def _database() -> Iterator[tuple[str, bytes]]:
    yield "rows", dumps.rows().encode("utf-8", "surrogatepass")
    yield from kept_apart()
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
        handle, address = called.handle, called.address
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
    places |= {canary for _, canary in _found(let_out, files(data))}
    assert len(places) >= 0.7 * len(let_out.out), "they have to be there before they can go"
    links = {one for _, text in files(data / "mail") for one in LINK.findall(text.decode("utf-8"))}
    assert len(links) >= ROOMS
    there = {(place, canary) for place, canary in _found(let_out, behind(links))}
    assert "receipt.pdf at a link, its text" in {place for place, _ in there}
    assert "receipt.json at a link" in {place for place, _ in there}

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
    assert _found(let_out, files(data)) == set()
    assert _found(let_out, [("log", log.getvalue().encode())]) == set()
    assert _found(let_out, [("answer", out.getvalue().encode())]) == set()
    assert faults() == ()
    assert not VoiceErasure.objects.filter(done_at=None).exists()

    birds.make(episode.pk)
    assert birds.is_out(episode), "the episode is out again without her"
    words = [*let_out.out[:8], f"x:{account}"]
    assert _found(let_out, everything(show, ada, words, tmp_path)) == set()
    assert _found(let_out, behind(links)) == set()
    for who in (f"x:{account}", f"x:@{handle}", address):
        with pytest.raises(CommandError, match="Nobody is known"):
            call_command("export_person", who, str(tmp_path / "none.json"))
    assert _found(let_out, _database()) == set()
    assert _found(let_out, files(data)) == set()
    assert _found(let_out, [("log", log.getvalue().encode())]) == set()

    episodes.rewrite(episode.pk, title=f"Water, with {let_out.out[0]}")
    told = {place for place, _ in _found(let_out, everything(show, ada, (), tmp_path))}
    assert any(place.startswith("bundle") for place in told), "a leak would be found"
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
    assert _found(let_out, files(data)) == set()
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


def test_a_canary_is_found_in_whatever_is_packed(tmp_path: Path) -> None:
    """Each of these is a way in which something could be kept without being seen."""
    let_out = Canaries(random.Random(3))
    bird = let_out.one()
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("decisions.jsonld", f"{bird} " * 50)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bundle.zip", inner.getvalue())
    letter = EmailMessage("Water", f"Ünd {bird}", "a@example.org", ["b@example.org"]).message()
    letter.replace_header("Content-Transfer-Encoding", "base64")
    letter.set_payload(base64.b64encode(f"Ünd {bird}".encode()).decode())
    written = {
        "bundle.zip": outer.getvalue(),
        "receipt.pdf": paper.pdf("Receipt", [("Who", bird)], {}, language="en", at=timezone.now()),
        "letter.eml": letter.as_bytes(),
        "feed.gz": gzip.compress(bird.encode()),
        "one.djcache": pickle.dumps(1.0) + zlib.compress(pickle.dumps(bird)),
    }
    for name, content in written.items():
        assert _found(let_out, [(name, content)]) == set(), name
        assert {canary for _, canary in _found(let_out, opened(name, content))} == {bird}, name
    queue.enqueue("recordings.tasks.sweep", bird)
    session = SessionStore()
    session["whose"] = bird
    session.save()
    assert {place for place, _ in _found(let_out, kept_apart())} == {"session", "task"}
