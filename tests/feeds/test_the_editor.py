"""The editor's page and sound as its host gets them, without a browser: edits, bounds, who hears
what, and that it is nobody else's."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from consent.scopes import Decision, Scope
from feeds import edited, edits, working_sound
from feeds.edit_list import Deed
from feeds.forms.editing import read_moment
from feeds.models import Episode
from recordings.models import Cue, Host, Recording, Track
from recordings.peaks import OVERVIEW, overview
from recordings.spans import Span
from tests.feeds import story
from tests.feeds.aired import body
from tests.recordings import rooms
from tests.signed_in import max_the_stranger, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def episode(hana: Host) -> Episode:
    """A minute of rows, without sound."""
    room = story.recording(hana)
    story.everyone_agrees(room)
    return story.draft(room, story.show(hana))


@pytest.fixture
def sounding(hana: Host, tmp_path: Path) -> Episode:
    """Twelve seconds: Hana at 220 Hz, Sami at 440 Hz, Noor at 880 Hz."""
    room = rooms.bring(hana, tmp_path / "room")
    return story.draft(room, story.show(hana))


def address(episode: Episode, name: str = "editor", *more: int) -> str:
    return reverse(f"feeds:{name}", args=[episode.uid, *more])


def send(client: Client, episode: Episode, **fields: str) -> Any:
    return client.post(address(episode, "edit_add"), {"deed": "cut"} | fields)


def standing(episode: Episode) -> list[tuple[str, Span | None]]:
    return [(edit.deed, edit.span) for edit in edited.edits_of(episode)]


# --- The page ------------------------------------------------------------------------------------
def test_a_host_edits_undoes_and_takes_back(hana: Host, episode: Episode) -> None:
    client = member_of(hana)
    assert send(client, episode, start="0:10", end="15.5").status_code == 302
    assert standing(episode) == [("cut", Span(10_000, 15_500))]
    for step, left in (("edit_undo", 0), ("edit_redo", 1), ("edit_clear", 0), ("edit_undo", 1)):
        client.post(address(episode, step))
        assert len(standing(episode)) == left, step
    number = edited.edits_of(episode)[0].number
    client.post(address(episode, "edit_back", number))
    assert standing(episode) == []
    page = client.get(address(episode)).content.decode()
    assert "Nothing is edited yet" in page


def test_one_person_is_edited_by_their_name(hana: Host, episode: Episode) -> None:
    noor = episode.recording.speakers.get(key="noor")
    client = member_of(hana)
    send(client, episode, start="0", end="60", deed="silence", speaker=str(noor.uid))
    assert edited.edits_of(episode)[0].speaker_id == noor.pk
    assert "Silence 0:00 to 1:00, only Noor Ali" in client.get(address(episode)).content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"start": "NaN", "end": "5"}, "The start is not understood"),
        ({"start": "0", "end": "inf"}, "The end is not understood"),
        ({"start": "-5", "end": "5"}, "The start is not understood"),
        ({"start": "1e3", "end": "5"}, "The start is not understood"),
        ({"start": "9" * 5_000, "end": "5"}, "The start is not understood"),
        ({"start": "0:30", "end": "0:10"}, "The end is not after the start"),
        ({"start": "2:00", "end": "3:00"}, "The recording ends at 1:00"),
        ({"start": "0", "end": "60"}, "Keep a second at least"),
        ({"start": "0", "end": "5", "speaker": "nobody"}, "does not speak here"),
        ({"start": "0", "end": "5", "deed": "clear"}, "Choose trim, cut, silence or bleep"),
        ({"start": "", "end": "5"}, "There is no start yet"),
    ],
)
def test_what_is_no_edit_is_refused_in_a_sentence(
    hana: Host, episode: Episode, fields: dict[str, str], says: str
) -> None:
    answer = send(member_of(hana), episode, **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert standing(episode) == []


def test_with_script_the_list_alone_comes_back(hana: Host, episode: Episode) -> None:
    client = member_of(hana)
    fields = {"deed": "bleep", "start": "1", "end": "2"}
    headers = {"HX-Request": "true"}
    part = client.post(address(episode, "edit_add"), fields, headers=headers).content.decode()
    assert 'data-bleep="1000-2000"' in part
    assert "<html" not in part
    none = client.post(address(episode, "edit_redo"), headers=headers).content.decode()
    assert "There is nothing to do again." in none


def test_the_page_says_what_the_finished_sound_lacks(hana: Host, episode: Episode) -> None:
    episode.master, episode.stage = story.master(episode), "ready"
    episode.save()
    edits.add(episode.pk, Deed.CUT, 0, 5_000, actor="Hana")
    client = member_of(hana)
    assert "Make it again" in client.get(address(episode)).content.decode()
    page = client.get(reverse("feeds:episode", args=[episode.uid])).content.decode()
    assert "Changed since it was made" in page
    assert "1 edit, 5 s shorter" in page


def test_who_is_no_member_finds_nothing(hana: Host, episode: Episode) -> None:
    edits.add(episode.pk, Deed.CUT, 0, 5_000, actor="Hana")
    number = edited.edits_of(episode)[0].number
    for client in (member_of(story.host("jonas")), max_the_stranger()):
        assert client.get(address(episode)).status_code == 404
        assert send(client, episode, start="0", end="5").status_code == 404
        assert client.post(address(episode, "edit_back", number)).status_code == 404
        assert client.get(address(episode, "edit_minute", 0)).status_code == 404
        assert client.get(address(episode, "edit_waveform")).status_code == 404
    assert len(standing(episode)) == 1


def test_an_edit_of_another_episode_is_not_taken_back_here(hana: Host, episode: Episode) -> None:
    other = story.draft(story.recording(hana, "Another"), episode.show)
    edits.add(other.pk, Deed.CUT, 0, 5_000, actor="Hana")
    number = edited.edits_of(other)[0].number
    member_of(hana).post(address(episode, "edit_back", number))
    assert len(standing(other)) == 1


def test_the_words_stand_beside_it_page_by_page(hana: Host, episode: Episode) -> None:
    episode.recording.cues.all().delete()
    Cue.objects.bulk_create(
        Cue(recording=episode.recording, start_ms=n * 100, end_ms=n * 100 + 90, text=f"word {n}.")
        for n in range(450)
    )
    client = member_of(hana)
    first = client.get(address(episode)).content.decode()
    assert "word 0." in first
    assert "word 200." not in first
    assert "?at=0:20" in first
    middle = client.get(f"{address(episode)}?at=0:25").content.decode()
    assert "word 250." in middle
    assert 'rel="prev"' in middle
    assert 'rel="next"' in middle


def test_the_words_of_who_said_no_are_withheld(hana: Host, episode: Episode) -> None:
    story.says(episode.recording, "noor", {Scope.PUBLISH: Decision.REFUSED})
    page = member_of(hana).get(address(episode)).content.decode()
    assert "noor speaks of water" not in page
    assert "sami speaks of water" in page


@pytest.mark.parametrize("at", ["", "nan", "-1", "9" * 400, "99:59:59", "<script>"])
def test_an_odd_moment_in_the_address_does_no_harm(hana: Host, episode: Episode, at: str) -> None:
    assert member_of(hana).get(address(episode), {"at": at}).status_code == 200


def test_moments_are_read_as_a_clock_or_as_seconds() -> None:
    assert [read_moment(text) for text in ("13:38.25", "818,25", "1:00:00", "0")] == [
        818_250, 818_250, 3_600_000, 0,
    ]  # fmt: skip
    assert [read_moment(text) for text in ("nan", "-1", "1e3", "", "1:2:3:4")] == [None] * 5


# --- The sound -----------------------------------------------------------------------------------
def strength(sound: bytes, folder: Path, hertz: float, span: Span) -> float:
    """How loud a tone is in a span of an MP3; 0.1 is the amplitude of what was recorded."""
    path = folder / "minute.mp3"
    path.write_bytes(sound)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", "44100"]
    raw = subprocess.run([*command, "-"], capture_output=True, check=True, timeout=60).stdout
    samples = np.frombuffer(raw, dtype=np.float32)
    part = samples[span.start_ms * 44_100 // 1000 : span.end_ms * 44_100 // 1000]
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / 44_100)
    return float(2 * abs(np.mean(part * wave)))


SAMI, NOOR = Span(3_700, 5_800), Span(6_700, 8_800)


def test_each_minute_keeps_the_recordings_clock(
    hana: Host, sounding: Episode, tmp_path: Path
) -> None:
    client = member_of(hana)
    answer = client.get(address(sounding, "edit_minute", 0))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")
    assert "no-store" in answer["Cache-Control"]
    sound = body(answer)
    assert strength(sound, tmp_path, 440, SAMI) > 0.1
    assert strength(sound, tmp_path, 880, NOOR) > 0.1
    assert client.get(address(sounding, "edit_minute", 1)).status_code == 404
    assert client.get(address(sounding, "edit_minute", 10**12)).status_code == 404


def test_who_said_no_is_silent_in_the_editor_too(
    hana: Host, sounding: Episode, tmp_path: Path
) -> None:
    client = member_of(hana)
    assert (
        strength(body(client.get(address(sounding, "edit_minute", 0))), tmp_path, 880, NOOR) > 0.1
    )
    noor = sounding.recording.speakers.get(name="Noor Ali")
    story.says(sounding.recording, noor.key, {Scope.PUBLISH: Decision.REFUSED})
    sound = body(client.get(address(sounding, "edit_minute", 0)))
    assert strength(sound, tmp_path, 880, Span(6_500, 9_000)) < 0.002
    assert strength(sound, tmp_path, 440, SAMI) > 0.1


def test_with_a_track_each_one_voice_is_silent_as_edited(
    hana: Host, sounding: Episode, tmp_path: Path
) -> None:
    """The mix serves as everybody's track: it is the clock and the silence that are looked at."""
    mix = sounding.recording.tracks.get()
    noor = sounding.recording.speakers.get(name="Noor Ali")
    Track.objects.filter(pk=mix.pk).update(speaker=noor)
    sounding.recording.segments.update(speaker=noor)
    edits.add(sounding.pk, Deed.SILENCE, 6_500, 9_000, actor="Hana", speaker=noor)
    client = member_of(hana)
    plain = body(client.get(address(sounding, "edit_minute", 0)))
    as_edited = body(client.get(f"{address(sounding, 'edit_minute', 0)}?edited=1"))
    assert strength(plain, tmp_path, 880, NOOR) > 0.1
    assert strength(as_edited, tmp_path, 880, NOOR) < 0.002


def test_the_waveform_is_bounded_at_any_length(hana: Host, sounding: Episode) -> None:
    client = member_of(hana)
    assert len(client.get(address(sounding, "edit_waveform")).content) == 250
    recording: Recording = sounding.recording
    recording.duration_ms = 6 * 3_600_000
    assert len(overview(recording, recording.tracks.all())) == OVERVIEW


def test_a_waveform_keeps_its_loudest(hana: Host, sounding: Episode) -> None:
    few = overview(sounding.recording, sounding.recording.tracks.all(), 12)
    all_ = working_sound.waveform_of(sounding)
    assert (len(few), max(few)) == (12, max(all_))
