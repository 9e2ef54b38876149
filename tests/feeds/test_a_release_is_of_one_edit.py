"""Who released an edit has released no other: what the host edits afterwards waits for them again,
and what is out stays meanwhile."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.approval import release
from consent.exclusions import leave_out
from consent.models import Ask, ConsentEvent
from consent.scopes import Decision, Scope
from feeds import edited, edits, first_ears, pipeline
from feeds.clip_plans import ClipPlans
from feeds.edit_list import Deed
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode
from feeds.next_edit import next_edit
from feeds.verdicts import verdict
from recordings.audio.plan import Treatment
from recordings.models import Track
from recordings.spans import Span
from tests.consent.people import make_ask
from tests.consent.visitor import Visitor, path_of
from tests.feeds import story
from tests.feeds.aired import App, body
from tests.feeds.heard_first import (
    Edited,
    bytes_of,
    released,
    wanted,
    wants_to_hear_it_first,
)
from tests.signed_in import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def it(tmp_path: Path) -> Edited:
    return released(tmp_path)


# --- What is out --------------------------------------------------------------------------------
def test_what_the_host_cuts_after_a_release_waits_and_what_is_out_stays(it: Edited) -> None:
    before = it.served()
    it.cuts()
    assert it.served() == before
    new = it.makes()
    assert (it.stage, it.served(), it.waits_for()) == (Stage.PUBLISHED, before, "Noor")
    it.releases()
    assert it.out.master == new
    assert it.served() == bytes_of(new)


@pytest.mark.parametrize("deed", [Deed.CUT, Deed.SILENCE, Deed.BLEEP, Deed.TRIM])
def test_every_edit_of_what_is_heard_asks_again(it: Edited, deed: Deed) -> None:
    before = it.out.master
    it.cuts(deed=deed)
    it.makes()
    assert (it.out.master, it.waits_for()) == (before, "Noor")


@pytest.mark.parametrize(
    "changes",
    [
        {"loudness": "mono"},
        {"levelling": "off"},
        {"silences": "shorten", "dead_air": "trim"},
        {"hum": "gentle", "noise": "gentle"},
        {"idle": "down"},
        {"seats": "apart"},
        {"formats": "both"},
        {},
    ],
)
def test_how_it_sounds_asks_nobody(it: Edited, changes: dict[str, Any]) -> None:
    Episode.objects.update(title="Another title", **changes)
    new = it.makes()
    assert (it.out.master, it.waits_for()) == (new, "")


def test_it_goes_out_sounding_otherwise_while_another_edit_waits(it: Edited) -> None:
    it.cuts()
    it.makes()
    Episode.objects.update(levelling="off")
    new = it.makes()
    it.releases()
    assert it.out.master == new


def test_undone_before_it_was_heard_nothing_waits(it: Edited) -> None:
    before = it.out.master
    it.cuts()
    it.makes()
    edits.undo(it.out.episode.pk)
    assert (it.out.master, it.waits_for()) == (before, "")
    assert "no finished edit" in Visitor(it.link()).open(f"{path_of(it.link())}edit/")


def test_a_host_who_edits_on_is_not_overtaken_by_a_release(it: Edited) -> None:
    before = it.out.master
    it.cuts()
    it.makes()
    noor = it.hears()
    it.cuts(20_000, 25_000)
    assert "nothing was released" in noor.send()
    assert it.out.master == before


def test_a_file_from_before_does_not_come_back_by_itself(it: Edited) -> None:
    """The host undoes what is out: it stays until the host makes it again."""
    it.cuts()
    new = it.makes()
    it.releases()
    edits.undo(it.out.episode.pk)
    story.says(it.out.recording, "sami", story.ALL_YES, timezone.now())
    assert it.out.master == new
    back = it.makes()
    assert (it.out.master, it.waits_for()) == (back, "")


def test_it_goes_out_once_nobody_wants_to_hear_it_first(it: Edited) -> None:
    it.cuts()
    new = it.makes()
    wants_to_hear_it_first(it.noor, first=False)
    assert it.out.master == new


def test_everybody_who_wants_to_hears_it_again(it: Edited) -> None:
    before = it.out.master
    wants_to_hear_it_first(it.out.recording.speakers.get(key="sami"))
    assert it.served() is None  # what Sami has not heard yet
    sami = Visitor(it.link("sami"))
    sami.follow("Hear the edit")
    sami.send()
    assert it.served() is not None
    it.cuts()
    new = it.makes()
    assert it.waits_for() == "Sami and Noor"
    it.releases()
    assert (it.out.master, it.waits_for()) == (before, "Sami")
    sami = Visitor(it.link("sami"))
    sami.follow("Hear the edit")
    sami.send()
    assert it.out.master == new


# --- Who takes something back waits for nobody ----------------------------------------------------
@pytest.mark.parametrize("key", ["noor", "sami"])
def test_a_withdrawal_waits_for_no_ears(it: Edited, key: str) -> None:
    it.cuts()
    it.makes()
    story.says(it.out.recording, key, {Scope.PUBLISH: Decision.WITHDRAWN}, timezone.now())
    assert it.served() is None
    assert it.waits_for() == ""


def test_leaving_somebody_out_is_in_force_at_once_and_is_heard_first(it: Edited) -> None:
    sami = it.out.recording.speakers.get(key="sami")
    leave_out(it.out.recording, sami, Treatment.SILENCE, by=None)
    assert it.served() is None
    new = it.file()
    pipeline.finish(it.out.episode.pk, new)
    assert (it.stage, it.waits_for()) == (Stage.READY, "Noor")
    it.releases()
    assert it.served() == bytes_of(new)


# --- What is not out -----------------------------------------------------------------------------
@pytest.fixture
def ready(it: Edited) -> Edited:
    """The same, off the feed, to go out by itself again."""
    pipeline.unpublish(it.out.episode.pk, "hana")
    Episode.objects.update(publish_when_ready=True)
    return it


def test_what_was_edited_before_it_goes_out_waits(ready: Edited) -> None:
    ready.cuts()
    ready.makes()
    assert (ready.stage, ready.waits_for()) == (Stage.READY, "Noor")
    with pytest.raises(NotReady, match="Noor Ali asked to hear the edit first"):
        pipeline.publish(ready.out.episode.pk, "hana")
    ready.releases()
    assert ready.stage == Stage.PUBLISHED


def test_back_at_the_very_edit_that_was_released_it_goes_out(ready: Edited) -> None:
    ready.cuts()
    ready.makes()
    edits.undo(ready.out.episode.pk)
    ready.makes()
    assert ready.stage == Stage.PUBLISHED


def test_cut_again_as_it_was_released_it_goes_out(ready: Edited) -> None:
    ready.cuts()
    ready.makes()
    ready.releases()
    pipeline.unpublish(ready.out.episode.pk, "hana")
    edits.clear(ready.out.episode.pk, actor="Hana")
    ready.cuts()
    Episode.objects.update(publish_when_ready=True)
    ready.makes()
    assert ready.stage == Stage.PUBLISHED


# --- Releases from before they named an edit -----------------------------------------------------
@pytest.fixture
def old(tmp_path: Path) -> Edited:
    return wanted(tmp_path)


def released_as_before(old: Edited) -> None:
    """Noor’s release names the fingerprint of the Clearance alone."""
    ask = make_ask(old.noor, now=timezone.now())
    release(ask, edit=old.out.master.clearance, now=timezone.now(), shown="Release it")


def test_an_old_release_holds_where_nothing_was_edited(old: Edited) -> None:
    released_as_before(old)
    assert old.served() is not None
    old.cuts()
    assert old.served() is not None
    old.makes()
    assert old.waits_for() == "Noor"
    assert old.served() is not None
    edits.undo(old.out.episode.pk)
    new = old.makes()
    assert (old.out.master, old.waits_for()) == (new, "")
    assert old.served() == bytes_of(new)


def test_an_old_release_says_nothing_of_what_was_edited(old: Edited) -> None:
    master = old.out.master
    old.cuts()
    master.plan[edited.EDITS] = edited.packed(edited.stretches_of(old.out.fresh()))
    master.save()
    released_as_before(old)
    assert old.served() is None
    assert old.waits_for() == "Noor"


def test_an_old_release_of_an_edit_says_nothing_of_what_was_undone(old: Edited) -> None:
    old.cuts()
    made = old.file(old=True)
    Episode.objects.update(master=made)
    released_as_before(old)
    edits.undo(old.out.episode.pk)
    Episode.objects.update(master=old.file())
    assert old.served() is None
    assert old.waits_for() == "Noor"


def test_an_old_release_may_have_been_of_another_shows_edit(old: Edited) -> None:
    other = story.draft(old.out.recording, story.show(old.out.show.host, "trams"))
    master = story.master(other)
    master.plan[edited.EDITS] = [["cut", 0, 5_000, None]]
    master.save()
    released_as_before(old)
    assert old.served() is None


def test_old_releases_are_looked_into_in_one_query(
    old: Edited, django_assert_num_queries: Any
) -> None:
    released_as_before(old)
    several = [old.out.master, old.file(), old.file()]
    with django_assert_num_queries(1):
        assert edited.untouched(several) == {one.pk for one in several}


# --- The speaker’s page --------------------------------------------------------------------------
def test_a_release_is_of_the_edit_that_was_played(it: Edited) -> None:
    it.cuts()
    it.makes()
    noor = it.hears()
    it.cuts(20_000, 25_000)
    it.makes()
    assert "Listen again first" in noor.send()
    assert it.waits_for() == "Noor"
    noor.send()
    assert it.waits_for() == ""


def test_who_sends_their_word_twice_has_said_it_once(it: Edited) -> None:
    it.cuts()
    it.makes()
    noor, again = it.hears(), it.hears()
    noor.send()
    lines = ConsentEvent.objects.count()
    assert "nothing was released" not in again.send()
    assert ConsentEvent.objects.count() == lines


def test_what_could_not_go_out_with_their_word_goes_out_with_the_sweep(it: Edited) -> None:
    """The store did not have the file when it came."""
    it.cuts()
    new = it.makes()
    episode = it.out.fresh()
    heard = next_edit(episode, verdict(episode)).digest
    path = Path(settings.OBJECTS) / new.enclosures.get().key
    content = path.read_bytes()
    path.unlink()
    release(make_ask(it.noor, now=timezone.now()), edit=heard, now=timezone.now(), shown="Yes")
    assert it.out.master != new
    path.write_bytes(content)
    pipeline.sweep(timezone.now())
    assert (it.out.master, it.served()) == (new, content)


def test_a_release_that_comes_late_counts_for_what_it_names(it: Edited) -> None:
    """As if the file had been superseded between the page’s look and the line."""
    it.cuts()
    it.makes()
    episode = it.out.fresh()
    heard = next_edit(episode, verdict(episode)).digest
    it.cuts(20_000, 25_000)
    new = it.makes()
    ask = make_ask(it.noor, now=timezone.now())
    release(ask, edit=heard, now=timezone.now(), shown="Release it")
    assert it.out.master != new
    assert it.waits_for() == "Noor"


def test_the_page_plays_the_edit_it_is_about_and_no_other(it: Edited) -> None:
    it.cuts()
    first = it.makes()
    where = f"{path_of(it.link())}edit.mp3"
    episode = it.out.fresh()
    digest = next_edit(episode, verdict(episode)).digest
    assert f"edit.mp3?edit={digest}" in it.hears().page
    assert body(App().get(f"{where}?edit={digest}")) == bytes_of(first)
    it.cuts(20_000, 25_000)
    second = it.makes()
    assert App().get(f"{where}?edit={digest}").status_code == 404
    assert body(App().get(where)) == bytes_of(second)


def test_the_line_names_the_edit(it: Edited) -> None:
    it.cuts()
    it.makes()
    it.releases()
    line = ConsentEvent.objects.latest("seq")
    assert line.decision == Decision.APPROVED
    assert verdict(it.out.fresh()).edit in line.terms


# --- Mail and the host’s pages -------------------------------------------------------------------
def test_they_are_mailed_once_about_each_edit_also_of_what_is_out(it: Edited) -> None:
    now = timezone.now()
    ask = make_ask(it.noor, address="noor@example.org", now=now)
    Ask.objects.filter(pk=ask.pk).update(answered_at=now)
    mail.outbox.clear()
    assert first_ears.sweep(now) == 0
    it.cuts()
    assert first_ears.sweep(now) == 0  # nothing is made yet
    it.makes()
    assert [first_ears.sweep(now) for _ in range(2)] == [1, 0]
    it.cuts(20_000, 25_000)
    it.makes()
    assert first_ears.sweep(now) == 1
    assert {letter.subject for letter in mail.outbox} == {"The edit you wanted to hear is ready"}


def pages(it: Edited) -> tuple[str, str]:
    """The episode’s page and the editor’s, as Hana sees them."""
    hana: Client = member_of(it.out.show.host)
    found = (
        hana.get(reverse(f"feeds:{name}", args=[it.out.episode.uid])).content.decode()
        for name in ("episode", "editor")
    )
    return next(found), next(found)


def test_the_hosts_pages_say_who_has_to_hear_it_again(it: Edited) -> None:
    for page in pages(it):
        assert "asked to hear" not in page
    it.cuts()
    for page in pages(it):
        assert "Noor asked to hear the edit first: once it is made it waits for their word" in page
        assert "what is out stays as it was" in page
        assert "Nobody is asked again" not in page
    it.makes()
    episode, editor = pages(it)
    assert "A newer edit is made, and waits for Noor to hear it." in episode
    assert "Copy Noor’s link" in episode
    assert "made, and waits for Noor" in episode
    assert "Waits for Noor to hear it" in editor
    assert "Make it again" not in editor
    it.releases()
    for page in pages(it):
        assert "asked to hear" not in page


def test_before_it_goes_out_they_say_so_too(ready: Edited) -> None:
    ready.cuts()
    for page in pages(ready):
        assert "Noor asked to hear the edit first: once it is made it waits" in page
        assert "what is out" not in page
    ready.makes()
    episode, editor = pages(ready)
    assert "Waits for Noor to hear it" in episode
    assert "Waits for Noor to hear it" in editor


def test_where_nobody_asked_to_hear_it_nobody_is_asked_again(it: Edited) -> None:
    wants_to_hear_it_first(it.noor, first=False)
    it.cuts()
    assert "Nobody is asked again" in pages(it)[1]
    new = it.makes()
    assert it.out.master == new


# --- Clips ---------------------------------------------------------------------------------------
def test_a_clip_holds_the_edit_that_was_heard(it: Edited) -> None:
    Track.objects.create(
        recording=it.out.recording, index=0, name="mix", sha256="1" * 64, bytes=1,
        duration_ms=story.LENGTH_MS, original_key="o", working_key="w", peaks_key="p",
    )  # fmt: skip
    it.cuts(deed=Deed.SILENCE)
    assert clip_edits(it) == []
    it.makes()
    assert clip_edits(it) == []
    it.releases()
    assert clip_edits(it) == [(10_000, 15_000)]


def clip_edits(it: Edited) -> list[tuple[int, int]]:
    episode = it.out.fresh()
    plans = ClipPlans(episode, verdict(episode))
    made = plans.of(Span(8_000, 20_000), [it.noor.pk]).plan
    return [(e.span.start_ms, e.span.end_ms) for e in made.edits if e.treatment == "silence"]
