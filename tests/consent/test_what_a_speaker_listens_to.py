"""At their link somebody hears who has agreed around them, until that is taken back; nothing they
said is missing without a word."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from consent import dossier, erasure, listening, voice
from consent.models import Ask, Excerpt, Listening
from consent.record import dispute
from recordings import storage
from recordings.audio.excerpt import MOST_MS
from recordings.audio.woven import Source, woven
from recordings.models import Recording, Segment
from recordings.spans import Span
from recordings.storage import StorageFailed
from tests.consent.people import Room, answer, make_ask
from tests.consent.test_the_speaker_hears_themselves import (
    NOORS_HZ,
    OTHERS_HZ,
    RATE,
    samples,
    strength,
    tone_of_the_room,
    track,
)
from tests.consent.visitor import path_of

HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tone_of_the_room(tmp_path_factory.mktemp("sound") / "room.flac")


def played(link: str, to: Path, piece: str = "") -> tuple[float, bool]:
    """How long it lasts, and whether others are heard in it."""
    response = Client().get(f"{path_of(link)}voice.mp3{piece}")
    assert response.status_code == 200
    to.write_bytes(b"".join(response))
    heard = samples(to)
    return len(heard) / RATE, strength(heard, OTHERS_HZ) > 0.2 * strength(heard, NOORS_HZ)


def others_are_heard(link: str, to: Path, *, about_s: float) -> bool:
    length_s, others = played(link, to)
    assert length_s == pytest.approx(about_s, abs=0.1)
    return others


def test_who_agreed_is_heard_and_who_takes_it_back_is_silent_in_the_next_request(
    room: Room, link: str, minute: Path, tmp_path: Path
) -> None:
    track(room, minute)
    out = tmp_path / "voice.mp3"
    assert not others_are_heard(link, out, about_s=11.5)
    alone = Listening.objects.get()
    answer(room.sami, publish="granted")
    assert others_are_heard(link, out, about_s=20.5)
    together = Listening.objects.get()
    assert not storage.exists(alone.key)
    answer(room.sami, publish="withdrawn")
    assert not others_are_heard(link, out, about_s=10.5)  # up to a second of his is in doubt
    assert not storage.exists(together.key)


def test_what_is_made_is_kept_and_known_by_who_agreed(room: Room, minute: Path) -> None:
    track(room, minute)
    first = listening.sound_of(room.noor, 1)
    assert first == listening.sound_of(room.noor, 1)
    answer(room.hana, publish="granted")
    second = listening.sound_of(room.noor, 1)
    assert first
    assert second
    assert first.made_of != second.made_of


def test_a_yes_that_ends_while_the_file_is_made_keeps_it_from_being_played(
    room: Room, minute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")

    def slow(sources: Sequence[Source], out: Path) -> int:
        answer(room.sami, publish="withdrawn")
        return woven(sources, out)

    monkeypatch.setattr(listening, "woven", slow)
    with pytest.raises(StorageFailed, match="changed meanwhile"):
        listening.sound_of(room.noor, 1)
    assert not Listening.objects.exists()
    assert storage.keys(listening.KIND) == []


def test_of_two_who_play_at_once_no_file_is_left_that_nothing_leads_to(
    room: Room, minute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track(room, minute)

    def slow(sources: Sequence[Source], out: Path) -> int:
        monkeypatch.setattr(listening, "woven", woven)
        answer(room.sami, publish="granted")
        assert listening.sound_of(room.noor, 1)
        return woven(sources, out)

    monkeypatch.setattr(listening, "woven", slow)
    with pytest.raises(StorageFailed, match="changed meanwhile"):
        listening.sound_of(room.noor, 1)
    assert storage.keys(listening.KIND) == []


def test_when_a_voice_is_taken_back_what_others_listen_to_goes(room: Room, minute: Path) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")
    made = listening.sound_of(room.noor, 1)
    assert made
    voice.erase_copies(room.sami)
    assert not storage.exists(made.key)
    assert not Listening.objects.exists()


def test_whoever_is_erased_is_in_nothing_that_others_listen_to(room: Room, minute: Path) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")
    made = listening.sound_of(room.noor, 1)
    assert made
    erasure.erase([room.sami], by=None, reason="asked by mail", now=timezone.now())
    assert not Listening.objects.exists()


def test_who_says_that_this_is_not_them_hears_nobody_else(
    room: Room, ask: Ask, minute: Path
) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")
    dispute(ask, now=timezone.now(), shown="not me")
    (piece,) = listening.pieces_of(room.noor)
    assert not piece.has_others


def test_an_export_holds_their_own_parts_and_nobody_elses(room: Room, minute: Path) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")
    heard = listening.sound_of(room.noor, 1)
    told = dossier.dossier_of([room.noor], by="ada", now=timezone.now())
    own = Excerpt.objects.get()
    assert heard
    assert own.key != heard.key
    assert list(told.files.values()) == [own.key]
    assert own.duration_ms == pytest.approx(11_750, abs=100)


# --- Long ----------------------------------------------------------------------------------------
@pytest.fixture
def long(room: Room, minute: Path) -> Room:
    """An hour in which Noor speaks 40 minutes, with a break after the first twelve."""
    Recording.objects.filter(pk=room.recording.pk).update(duration_ms=HOUR_MS)
    room.recording.refresh_from_db()
    Segment.objects.all().delete()
    for start, end in ((0, 12), (15, 43)):
        Segment.objects.create(
            recording=room.recording,
            speaker=room.noor,
            start_ms=start * 60_000,
            end_ms=end * 60_000,
            method="hydra",
        )
    track(room, minute)
    room.recording.tracks.update(duration_ms=HOUR_MS)
    return room


def test_what_is_too_long_for_one_file_goes_on_in_the_next(long: Room) -> None:
    pieces = listening.pieces_of(long.noor)
    minutes = [one.own_ms / 60_000 for one in pieces]
    assert minutes == pytest.approx([14.5, 14.5, 11], abs=0.6)
    assert [one.number for one in pieces] == [1, 2, 3]
    assert sum(one.own_ms for one in pieces) == 40 * 60_000
    assert all(one.length_ms <= MOST_MS + 21_000 for one in pieces)


def test_the_page_says_how_much_is_in_the_first_and_where_the_rest_is(
    long: Room, link: str
) -> None:
    page = Client().get(path_of(link)).content.decode()
    assert "This is the first 14 min of 40 min of your words" in page
    assert page.count("<audio") == 3
    assert f'src="{path_of(link)}voice.mp3?piece=3"' in page
    assert " to 43:00 of the recording" in page


def test_many_short_parts_make_no_file_longer_than_allowed(long: Room) -> None:
    """With everybody's yes each part brings twenty seconds along."""
    Segment.objects.all().delete()
    for at in range(0, HOUR_MS, 10_000):
        for speaker, start, end in ((long.noor, 0, 1_000), (long.sami, 1_000, 10_000)):
            Segment.objects.create(
                recording=long.recording,
                speaker=speaker,
                start_ms=at + start,
                end_ms=at + end,
                method="hydra",
            )
    assert len(listening.pieces_of(long.noor)) == 1
    answer(long.sami, publish="granted")
    pieces = listening.pieces_of(long.noor)
    assert len(pieces) > 3
    assert sum(one.own_ms for one in pieces) == 360_000
    assert all(one.length_ms <= MOST_MS + 21_000 for one in pieces)


def test_a_later_piece_is_played_and_one_that_is_not_there_is_not(
    room: Room, link: str, tmp_path: Path
) -> None:
    path = tmp_path / "long.flac"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=930", str(path)],
        check=True,
    )
    Recording.objects.filter(pk=room.recording.pk).update(duration_ms=930_000)
    Segment.objects.filter(speaker=room.noor).delete()
    Segment.objects.create(
        recording=room.recording, speaker=room.noor, start_ms=0, end_ms=920_000, method="hydra"
    )
    track(room, path)
    room.recording.tracks.update(duration_ms=930_000)
    length, others = played(link, tmp_path / "voice.mp3", "?piece=2")
    assert length == pytest.approx(10 + 80, abs=0.2)  # the last ten seconds of the first again
    assert not others
    for wrong in ("?piece=3", "?piece=0", "?piece=x", "?piece=-1", f"?piece={'9' * 40}"):
        assert Client().get(f"{path_of(link)}voice.mp3{wrong}").status_code == 404


def test_what_lies_under_a_no_is_told_of(room: Room, link: str, minute: Path) -> None:
    track(room, minute)
    Segment.objects.create(
        recording=room.recording,
        speaker=room.hana,
        start_ms=12_000,
        end_ms=15_000,
        method="hydra",
    )
    answer(room.hana, publish="refused")
    (piece,) = listening.pieces_of(room.noor)
    assert piece.own == (Span(16_000, 20_000), Span(50_000, 51_000))
    page = Client().get(path_of(link)).content.decode()
    assert "6 s of your words cannot be played" in page


def test_a_show_that_wants_to_know_more_surely_hears_nobody_who_was_not_sure(
    room: Room, minute: Path
) -> None:
    track(room, minute)
    answer(room.sami, publish="granted")
    ask = make_ask(room.noor)
    ask.least = 2
    (piece,) = listening.pieces_of(room.noor, listening.use_of(ask))
    assert not piece.has_others
