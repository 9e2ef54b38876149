"""Hana edits an episode: nothing is lost, consent always wins, and no old file passes for new."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consent.exclusions import leave_out
from feeds import edited, edits, masters, pipeline
from feeds.edit_list import Deed, EditRefused
from feeds.lifecycle import NotReady, Stage
from feeds.models import Chapter, Episode, EpisodeEdit, Master
from feeds.pages.listening import chapters_of, listener_episode, transcript_of
from feeds.plans import plan_for
from feeds.standing import Standing
from feeds.verdicts import verdict
from recordings import jobs
from recordings.audio import plan as plans
from recordings.audio.plan import EditPlan, Treatment
from recordings.models import Speaker, Track
from recordings.spans import Span, subtract
from tests.feeds import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode() -> Episode:
    show = story.show(story.host())
    room = story.recording(show.host)
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    track(episode)
    return episode


def person(episode: Episode, key: str) -> Speaker:
    return episode.recording.speakers.get(key=key)


def add(episode: Episode, deed: str, start: int, end: int, key: str = "") -> EpisodeEdit:
    speaker = person(episode, key) if key else None
    return edits.add(episode.pk, Deed(deed), start, end, actor="Hana", speaker=speaker)


def deeds(episode: Episode) -> list[str]:
    return [edit.deed for edit in edited.edits_of(episode)]


def plan(episode: Episode) -> EditPlan:
    stretches = edited.stretches_of(episode)
    return plan_for(episode.recording, episode.show, verdict(episode), stretches).plan


def made(episode: Episode) -> Master:
    """A finished file with the edits of this moment, as production writes it."""
    planned = plan(episode)
    master = story.master(episode)
    removed = [[span.start_ms, span.end_ms] for span in plans.removed(planned)]
    master.plan["clock"]["removed"] = removed
    master.plan["edits"] = edited.packed(edited.stretches_of(episode))
    master.duration_ms = plans.episode_ms(planned)
    master.save()
    return master


def finished(episode: Episode) -> Episode:
    jobs.cancel(pipeline.PRODUCE, episode.pk)
    return pipeline.finish(episode.pk, made(episode))


def ready(episode: Episode) -> Episode:
    pipeline.submit(episode.pk, "hana")
    return finished(episode)


def out(episode: Episode) -> Episode:
    ready(episode)
    return pipeline.publish(episode.pk, "hana", story.NOW)


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def track(episode: Episode, key: str = "") -> None:
    """A track of one person, or without a key the mix."""
    Track.objects.create(
        recording=episode.recording, index=episode.recording.tracks.count(),
        speaker=person(episode, key) if key else None, name=f"{key}.flac",
        sha256=(key or "mix").ljust(64, "0"), bytes=1, duration_ms=story.LENGTH_MS,
        original_key="o", working_key="w", peaks_key="p",
    )  # fmt: skip


# --- The list ------------------------------------------------------------------------------------
def test_undo_and_redo_walk_the_list_back_and_forth(episode: Episode) -> None:
    add(episode, "cut", 0, 1_000)
    add(episode, "bleep", 5_000, 6_000)
    edits.clear(episode.pk, actor="Hana")
    walked = [deeds(episode)]
    for verb in (edits.undo, edits.undo, edits.undo, edits.redo, edits.redo, edits.redo):
        verb(episode.pk)
        walked.append(deeds(episode))
    both = ["cut", "bleep"]
    assert walked == [[], both, ["cut"], [], ["cut"], both, []]


def test_a_new_edit_ends_what_could_be_done_again(episode: Episode) -> None:
    add(episode, "cut", 0, 1_000)
    edits.undo(episode.pk)
    add(episode, "silence", 0, 1_000)
    with pytest.raises(EditRefused, match="do again"):
        edits.redo(episode.pk)
    assert deeds(episode) == ["silence"]
    assert episode.edits.count() == 1


def test_with_nothing_left_to_undo_it_says_so(episode: Episode) -> None:
    with pytest.raises(EditRefused, match="nothing to undo"):
        edits.undo(episode.pk)


def test_something_stays_to_be_heard(episode: Episode) -> None:
    with pytest.raises(EditRefused, match="Keep a second"):
        add(episode, "cut", 0, story.LENGTH_MS)
    add(episode, "trim", 0, 2_000)
    with pytest.raises(EditRefused, match="Keep a second"):
        add(episode, "cut", 500, 60_000)
    edits.undo(episode.pk)
    assert deeds(episode) == []


def test_a_person_of_another_room_is_not_edited_here(episode: Episode) -> None:
    other = story.recording(episode.show.host, "Another room")
    with pytest.raises(EditRefused, match="does not speak"):
        edits.add(episode.pk, Deed.CUT, 0, 9, actor="Hana", speaker=other.speakers.get(key="sami"))


def test_no_step_can_be_taken_as_an_edit(episode: Episode) -> None:
    with pytest.raises(EditRefused, match="Choose trim"):
        edits.add(episode.pk, Deed.CLEAR, 0, 9, actor="Hana")


def test_what_was_taken_back_for_good_is_edited_no_more(episode: Episode) -> None:
    pipeline.withdraw(episode.pk, "hana")
    with pytest.raises(EditRefused, match="for good"):
        add(episode, "cut", 0, 1_000)


# --- The plan ------------------------------------------------------------------------------------
def test_edits_come_into_the_plan_on_top_of_what_consent_leaves_out(episode: Episode) -> None:
    leave_out(episode.recording, person(episode, "noor"), Treatment.SILENCE, by=None)
    add(episode, "cut", 30_000, 45_000)
    add(episode, "trim", 4_992, 60_000)
    got = plan(episode)
    assert {(e.span, e.treatment) for e in got.edits} == {
        (Span(40_000, 60_000), Treatment.SILENCE),
        (Span(30_000, 45_000), Treatment.CUT),
    }
    assert plans.removed(got) == (Span(0, 4_992), Span(30_000, 45_000))


@pytest.mark.parametrize("deed", ["bleep", "silence", "cut", "trim"])
@pytest.mark.parametrize("treatment", plans.LEAVES_OUT)
@pytest.mark.parametrize("tracks", [True, False])
def test_no_edit_puts_back_what_consent_leaves_out(
    episode: Episode, deed: str, treatment: Treatment, tracks: bool
) -> None:
    for key in ("hana", "sami", "noor") if tracks else ():
        track(episode, key)
    leave_out(episode.recording, person(episode, "noor"), treatment, by=None)
    number = 2 if tracks else None
    before = plans.audible(plan(episode), [Span(0, story.LENGTH_MS)], number)
    add(episode, deed, 35_000, 55_000, "" if deed == "trim" else "noor")
    add(episode, deed, 36_000, 50_000)
    after = plans.audible(plan(episode), [Span(0, story.LENGTH_MS)], number)
    assert not subtract(after, before)


def test_one_person_falls_silent_on_their_own_track_alone(episode: Episode) -> None:
    for key in ("hana", "sami", "noor"):
        track(episode, key)
    add(episode, "silence", 30_000, 50_000, "noor")
    found = [(e.span, e.treatment, e.track) for e in plan(episode).edits]
    assert found == [(Span(40_000, 50_000), Treatment.SILENCE, 2)]


def test_in_a_mix_a_persons_parts_are_taken_out_for_all(episode: Episode) -> None:
    add(episode, "bleep", 30_000, 50_000, "noor")
    found = [(e.span, e.treatment, e.track) for e in plan(episode).edits]
    assert found == [(Span(40_000, 50_000), Treatment.BLEEP, None)]


# --- What listeners get --------------------------------------------------------------------------
def test_chapters_words_and_strip_follow_the_edits(episode: Episode) -> None:
    Chapter.objects.create(episode=episode, start_ms=40_000, title="The quiet Friday")
    add(episode, "cut", 12_000, 30_000)
    add(episode, "silence", 40_000, 60_000)
    ready(episode)
    now = again(episode)
    assert now.master is not None
    one = Standing(episode=now, master=now.master, clearance=verdict(now))
    assert [(mark.start_ms, mark.title) for mark in chapters_of(one)] == [
        (22_000, "The quiet Friday")
    ]
    heard = listener_episode(one)
    spans = {voice.name: voice.spans for voice in heard.strip.voices}
    assert spans == {
        "Hana Osei": (Span(0, 12_000),), "Sami Haddad": (Span(12_000, 22_000),), "Noor Ali": (),
    }  # fmt: skip
    assert "noor speaks" not in " ".join(line.text for line in transcript_of(one))


# --- An old file does not pass for new -----------------------------------------------------------
def test_what_was_edited_since_does_not_go_out(episode: Episode) -> None:
    ready(episode)
    add(episode, "cut", 0, 1_000)
    with pytest.raises(NotReady, match="changed since it was made"):
        pipeline.publish(episode.pk, "hana")
    edits.undo(episode.pk)
    assert pipeline.publish(episode.pk, "hana").stage == Stage.PUBLISHED


def test_what_is_out_stays_out_until_it_is_made_again(episode: Episode) -> None:
    before = out(episode).master
    add(episode, "cut", 0, 1_000)
    assert again(episode).stage == Stage.PUBLISHED
    pipeline.remake(episode.pk, "hana")
    after = finished(episode)
    assert after.stage == Stage.PUBLISHED
    assert after.master != before
    assert not edited.is_edited_since(again(episode))


def test_an_edit_asks_nobody_again(episode: Episode) -> None:
    out(episode)
    before = verdict(episode)
    add(episode, "cut", 0, 30_000)
    assert verdict(episode) == before


def test_who_edits_while_it_is_made_gets_it_made_again(episode: Episode) -> None:
    pipeline.submit(episode.pk, "hana")
    old = made(episode)
    add(episode, "cut", 0, 1_000)
    got = pipeline.finish(episode.pk, old)
    assert (got.stage, got.master) == (Stage.PRODUCING, None)
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_of_what_is_out_no_older_file_is_taken_either(episode: Episode) -> None:
    before = out(episode).master
    pipeline.remake(episode.pk, "hana")
    old = made(episode)
    add(episode, "cut", 0, 1_000)
    assert pipeline.finish(episode.pk, old).master == before
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_no_earlier_file_brings_back_what_was_cut(episode: Episode) -> None:
    ready(episode)
    add(episode, "cut", 0, 1_000)
    assert masters.last_clean(again(episode), verdict(episode)) is None


def test_what_was_to_go_out_by_itself_is_made_again_first(episode: Episode) -> None:
    ready(episode)
    add(episode, "cut", 0, 1_000)
    got = pipeline.publish_when_ready(episode.pk, "hana")
    assert got.stage == Stage.PRODUCING
    assert finished(episode).stage == Stage.PUBLISHED


def test_what_is_due_is_made_again_and_goes_out_then(episode: Episode) -> None:
    ready(episode)
    at = story.NOW - timedelta(days=1)
    Episode.objects.filter(pk=episode.pk).update(publish_at=at)
    add(episode, "cut", 0, 1_000)
    pipeline.sweep(story.NOW)
    assert again(episode).stage == Stage.PRODUCING
    finished(episode)
    pipeline.sweep(story.NOW)
    assert again(episode).stage == Stage.PUBLISHED


# --- The command line ----------------------------------------------------------------------------
def command(episode: Episode, *words: str) -> dict[str, Any]:
    said = StringIO()
    call_command("edit_episode", str(episode.uid), *words, "--json", stdout=said)
    document: dict[str, Any] = json.loads(said.getvalue())
    return document


def test_the_command_line_edits_undoes_and_lists(episode: Episode) -> None:
    got = command(episode, "--cut", "0:10-0:15.5", "--speaker", "noor_handle")
    assert got["edits"][0]["sentence"] == "Cut 0:10 to 0:15.5, only Noor Ali"
    assert command(episode, "--trim", "0:00-0:50")["summary"] == "2 edits, 10 s shorter"
    number = str(got["edits"][0]["number"])
    assert len(command(episode, "--back", number)["edits"]) == 1
    assert len(command(episode, "--undo")["edits"]) == 2
    assert len(command(episode, "--redo")["edits"]) == 1
    assert command(episode, "--clear")["edits"] == []
    assert command(episode, "--list")["summary"] == "None"


@pytest.mark.parametrize(
    "words", ["nan-0:10", "0:10", "0:15-0:10", "-0:05-0:10", "9:59:59-9:59:59.5", "1e9-2e9", ""]
)
def test_what_is_no_part_is_refused_in_a_sentence(episode: Episode, words: str) -> None:
    with pytest.raises(CommandError, match=r"understood|Choose"):
        command(episode, f"--cut={words}")
    assert deeds(episode) == []
