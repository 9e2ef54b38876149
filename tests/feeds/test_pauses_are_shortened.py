"""An episode whose host wants long pauses shortened and dead air trimmed: words stay whole, words
and chapters come where they are heard, and what consent decides is no pause."""

from pathlib import Path

import numpy as np
import pytest
from django.urls import reverse

from consent.exclusions import leave_out
from feeds import edited, edits, episodes, pipeline, production
from feeds.clock import timeline_of
from feeds.edit_list import Deed
from feeds.models import Chapter, Episode, Master
from feeds.pages.editor_sheet import editing_of
from feeds.pages.listening import chapters_of, transcript_of
from feeds.pages.pauses_sheet import pauses_words
from feeds.plans import Planned, plan_for
from feeds.standing import Standing
from feeds.verdicts import verdict
from recordings import storage
from recordings.audio.plan import Treatment, removed
from recordings.models import Cue, Host
from recordings.spans import Span, intersect
from tests.feeds import paused, story
from tests.feeds.paused import PARTS, SECONDS
from tests.recordings import rooms
from tests.recordings.audio import sounds
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def episode(hana: Host, tmp_path: Path) -> Episode:
    return paused.draft(hana, tmp_path)


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def shorten(episode: Episode, silences: str = "shorten", dead_air: str = "trim") -> Episode:
    return again(episodes.rewrite(episode.pk, silences=silences, dead_air=dead_air))


def planned(episode: Episode) -> Planned:
    now = again(episode)
    return plan_for(now.recording, now.show, verdict(now), (), now.sound)


def made(episode: Episode) -> Master:
    pipeline.submit(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    master = again(episode).master
    assert master is not None
    return master


def heard(master: Master) -> sounds.Signal:
    path = storage.local_path(master.enclosures.get().key)
    assert path is not None
    return sounds.read(path)


def test_what_is_kept_without_a_choice_is_everything(episode: Episode) -> None:
    assert removed(planned(episode).plan) == ()


def test_the_middle_of_a_long_pause_goes_and_so_does_dead_air(episode: Episode) -> None:
    shorten(episode)
    first, middle, last = removed(planned(episode).plan)
    assert (first.start_ms, last.end_ms) == (0, SECONDS * 1000)
    assert 1_650 <= first.end_ms <= 1_700
    assert 5_400 <= middle.start_ms <= 5_500
    assert 10_500 <= middle.end_ms <= 10_600
    assert 17_300 <= last.start_ms <= 17_400
    assert planned(episode).pauses.packed["count"] == 1


@pytest.mark.parametrize(("silences", "dead_air", "parts"), [("shorten", "", 1), ("", "trim", 2)])
def test_each_is_a_choice_of_its_own(
    episode: Episode, silences: str, dead_air: str, parts: int
) -> None:
    shorten(episode, silences, dead_air)
    assert len(removed(planned(episode).plan)) == parts


def test_every_word_is_heard_whole_where_the_transcript_says(episode: Episode) -> None:
    for who, start, end in PARTS:
        speaker = episode.recording.speakers.get(key=who)
        where = {"start_ms": start, "end_ms": end, "text": f"{who} speaks."}
        Cue.objects.create(recording=episode.recording, speaker=speaker, **where)
    Chapter.objects.create(episode=episode, start_ms=11_000, title="Rents")
    shorten(episode)
    master = made(episode)
    sound, where_heard = heard(master), timeline_of(master)
    one = Standing(episode=again(episode), master=master, clearance=verdict(again(episode)))
    lines = {line.text: line for line in transcript_of(one)}
    for who, start, end in PARTS:
        at = where_heard.position(start)
        assert at is not None
        assert where_heard.position(end - 1) == at + end - start - 1
        assert lines[f"{who} speaks."].start_ms == at
        part = sound[(at + 20) * 48 : (at + end - start - 20) * 48]
        time = np.arange(len(part)) / sounds.RATE
        tone = 2 * abs(np.mean(part * np.exp(-2j * np.pi * rooms.TONES[who] * time)))
        assert tone > 0.1
        assert np.sqrt(np.mean(part**2)) == pytest.approx(tone / np.sqrt(2), rel=0.1)
    assert [mark.start_ms for mark in chapters_of(one)] == [where_heard.position(11_000)]
    assert len(sound) / 48 == pytest.approx(master.duration_ms, abs=30)


def test_what_consent_leaves_out_is_no_pause_and_keeps_its_length(episode: Episode) -> None:
    room = episode.recording
    leave_out(room, room.speakers.get(key="sami"), Treatment.SILENCE, by=None)
    before = planned(episode).plan
    shorten(episode)
    after = planned(episode).plan
    out = [edit.span for edit in before.edits if edit.treatment is Treatment.SILENCE]
    assert set(before.edits) <= set(after.edits)
    assert not intersect(removed(after), out)
    assert not intersect(removed(after), [Span(start, end) for _, start, end in PARTS])


def test_where_the_host_trimmed_there_is_no_dead_air(episode: Episode) -> None:
    edits.add(episode.pk, Deed.TRIM, 1_000, 20_000, actor="Hana")
    now = shorten(episode, "keep")
    by_host = edited.stretches_of(now)
    got = plan_for(now.recording, now.show, verdict(now), by_host, now.sound)
    assert got.pauses.trimmed == ()


def test_another_choice_brings_all_of_it_back(episode: Episode) -> None:
    shorten(episode)
    master = made(episode)
    assert master.plan["pauses"]["count"] == 1
    shorten(episode, "keep", "keep")
    pipeline.remake(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    now = again(episode).master
    assert now is not None
    assert now.plan["clock"]["removed"] == []
    assert now.duration_ms - master.duration_ms > 10_000


def test_the_host_reads_how_much_goes(hana: Host, episode: Episode) -> None:
    told = "In this recording shortening takes 5 s out of 1 long pause; 6 s are dead air."
    assert pauses_words(episode) == told
    client = member_of(hana)
    page = reverse("feeds:episode_change", args=[episode.uid, "sound"])
    assert told in words(client.get(page))
    shorten(episode)
    made(episode)
    sheet = words(client.get(reverse("feeds:episode", args=[episode.uid])))
    assert "Pauses 1 pause shortened, 5 s in all; 6 s of dead air trimmed" in sheet
    assert "Even levels, −16 LUFS, long pauses shortened, dead air trimmed" in sheet


def test_hearing_the_edit_skips_what_goes(hana: Host, episode: Episode) -> None:
    edits.add(episode.pk, Deed.CUT, 12_000, 13_008, actor="Hana")
    assert editing_of(again(episode)).cut == "12000-13008"
    now = shorten(episode)
    plan = plan_for(now.recording, now.show, verdict(now), edited.stretches_of(now), now.sound).plan
    gone = [f"{span.start_ms}-{span.end_ms}" for span in removed(plan)]
    assert editing_of(now).cut.split() == gone
    assert len(gone) == 4
    page = words(member_of(hana).get(reverse("feeds:editor", args=[episode.uid])))
    told = "1 pause shortened, 5 s in all; 6 s of dead air trimmed. Change them"
    assert f"The sound settings take out more, shaded grey in the waveform: {told}" in page
    assert set(editing_of(now).shaded.split()) < set(gone)
    back = editing_of(shorten(episode, "keep", "keep"))
    assert (back.cut, back.pauses, back.shaded) == ("12000-13008", "", "")


def test_the_editor_says_where_it_cannot_tell_the_pauses(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_key: str) -> bytes:
        raise storage.StorageFailed("The object store does not answer.")

    edits.add(episode.pk, Deed.CUT, 12_000, 13_008, actor="Hana")
    now = shorten(episode)
    monkeypatch.setattr(storage, "read", refused)
    editing = editing_of(now)
    assert editing.cut == "12000-13008"
    assert "the store does not answer; they are played whole" in editing.pauses
