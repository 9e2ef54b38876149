"""What a listener reads and sees of an episode, on the episode's own clock."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from consent.exclusions import leave_out, leave_out_span
from consent.policy import Edit
from consent.scopes import Decision, Scope
from feeds.lifecycle import Stage
from feeds.models import Chapter, Episode
from feeds.pages.listening import (
    ListenerEpisode,
    chapters_of,
    listener_episode,
    listener_rows,
    transcript_of,
)
from feeds.standing import Standing, find, standing
from recordings.audio.plan import Treatment
from recordings.models import Cue
from recordings.spans import Span
from recordings.transcripts import WITHHELD
from tests.feeds import aired, story
from tests.feeds.aired import Aired

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


def served(out: Aired) -> Standing:
    found = find(out.show.slug, out.episode.uid)
    assert found is not None
    return found


def heard(out: Aired) -> ListenerEpisode:
    return listener_episode(served(out))


def remade(out: Aired, tmp_path: Path, removed: list[list[int]], lead_ms: int) -> None:
    """The episode as production makes it again under the Clearance of this moment."""
    master = story.master(out.fresh())
    master.plan = {
        "clock": {"recording_ms": story.LENGTH_MS, "removed": removed, "lead_ms": lead_ms}
    }
    master.save()
    aired.sound(tmp_path, master)
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED, master=master)


def test_each_voice_lies_where_it_is_heard_in_its_own_colour(out: Aired) -> None:
    strip = heard(out).strip
    assert strip.duration_ms == 60_000
    assert [(v.name, v.colour, v.spans) for v in strip.voices] == [
        ("Hana Osei", 1, (Span(0, 20_000),)),
        ("Sami Haddad", 2, (Span(20_000, 40_000),)),
        ("Noor Ali", 3, (Span(40_000, 60_000),)),
    ]


def test_the_intro_moves_everything_by_its_length(out: Aired, tmp_path: Path) -> None:
    remade(out, tmp_path, [], 5_000)
    episode = heard(out)
    assert episode.strip.voices[0].spans == (Span(5_000, 25_000),)
    assert [line.start_ms for line in episode.lines] == [5_000, 25_000, 45_000]


def test_a_voice_that_was_cut_is_nowhere_and_the_others_keep_their_colours(
    out: Aired, tmp_path: Path
) -> None:
    sami = out.recording.speakers.get(key="sami")
    leave_out(out.recording, sami, Treatment.CUT, by=None)
    remade(out, tmp_path, [[20_000, 40_000]], 0)
    episode = heard(out)
    assert [(v.name, v.colour, v.spans) for v in episode.strip.voices] == [
        ("Hana Osei", 1, (Span(0, 20_000),)),
        ("Noor Ali", 3, (Span(20_000, 40_000),)),
    ]
    assert [line.name for line in episode.lines] == ["Hana Osei", "Noor Ali"]
    assert "sami" not in repr(episode).lower()


def test_words_under_a_bleep_are_not_written_down(out: Aired, tmp_path: Path) -> None:
    noor = out.recording.speakers.get(key="noor")
    leave_out_span(out.recording, Span(45_000, 50_000), Treatment.BLEEP, by=None, speaker=noor)
    remade(out, tmp_path, [], 0)
    episode = heard(out)
    assert [line.name for line in episode.lines] == ["Hana Osei", "Sami Haddad"]
    assert episode.strip.voices[2].spans == (Span(40_000, 45_000), Span(50_000, 60_000))


def test_words_in_an_altered_voice_are_heard_and_written_down(out: Aired) -> None:
    noor = out.recording.speakers.get(key="noor")
    asked = Edit(span=Span(40_000, 60_000), treatment=Treatment.ALTER, speaker_id=noor.pk)
    one = served(out)
    episode = listener_episode(replace(one, clearance=replace(one.clearance, edits=(asked,))))
    assert [line.name for line in episode.lines] == ["Hana Osei", "Sami Haddad", "Noor Ali"]
    assert episode.strip.voices[2].spans == (Span(40_000, 60_000),)


def test_who_is_not_written_down_is_withheld_on_the_page_and_in_the_document(out: Aired) -> None:
    story.says(out.recording, "noor", {Scope.TRANSCRIPT: Decision.WITHDRAWN})
    assert [(x.name, x.text) for x in heard(out).lines][-1] == ("Noor Ali", "")
    assert transcript_of(served(out))[-1].text == WITHHELD


def test_a_name_off_is_a_guest_in_every_line_and_in_what_others_say(out: Aired) -> None:
    Cue.objects.filter(speaker__key="sami").update(text="Thank you, Noor. As Noor Ali says.")
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    episode = heard(out)
    assert episode.lines[1].text == "Thank you, Guest 3. As Guest 3 says."
    assert "Guest 3" in episode.names
    assert "Noor" not in repr(episode)


def test_words_of_nobody_known_are_not_shown(out: Aired) -> None:
    Cue.objects.filter(speaker__key="sami").update(speaker=None)
    assert [line.name for line in heard(out).lines] == ["Hana Osei", "Noor Ali"]


def test_chapters_follow_the_cuts_and_hold_no_hidden_name(out: Aired, tmp_path: Path) -> None:
    Chapter.objects.create(episode=out.episode, start_ms=0, title="Before")
    Chapter.objects.create(episode=out.episode, start_ms=41_000, title="Noor Ali on rain")
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    remade(out, tmp_path, [[20_000, 40_000]], 2_000)
    assert [(m.start_ms, m.title) for m in chapters_of(served(out))] == [
        (0, "Before"),
        (23_000, "Guest 3 on rain"),
    ]


def test_an_episode_without_words_has_no_captions(out: Aired) -> None:
    Cue.objects.all().delete()
    assert heard(out).captions_url == ""
    assert transcript_of(served(out)) == ()


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_takes_the_same_queries_whatever_its_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    show = story.show(story.host())
    aired.many(show, count)
    listed = show.episodes.listed().select_related("show", "recording__room", "master")
    with django_assert_num_queries(10):
        rows = listener_rows(standing(listed))
    assert len(rows) == count
    assert all(row.strip.voices and not row.lines for row in rows)


def test_words_credited_to_the_wrong_person_are_withheld_with_their_real_speaker(
    out: Aired,
) -> None:
    room = out.episode.recording
    sami, noor = room.speakers.get(key="sami"), room.speakers.get(key="noor")
    Cue.objects.filter(speaker=noor).update(speaker=sami)
    assert any("noor speaks" in line.text for line in heard(out).lines)
    story.says(room, "noor", {Scope.TRANSCRIPT: Decision.WITHDRAWN})
    told = heard(out).lines
    assert not any("noor speaks" in line.text for line in told)
    assert any("sami speaks" in line.text for line in told)
