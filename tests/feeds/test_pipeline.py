"""The episode's story: nothing goes out without consent, and a no pulls it back at once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from consent import wordings
from consent.clearance import NotCleared
from consent.exclusions import leave_out, take_back_in
from consent.scopes import Decision, Scope
from feeds import episodes, pipeline
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode, Feed, Show
from recordings import jobs
from recordings.audio.plan import Treatment
from recordings.models import Recording
from tests.consent.people import answer, make_ask
from tests.feeds import story

pytestmark = pytest.mark.django_db
NO = {Scope.PUBLISH: Decision.REFUSED}
BACK = {Scope.PUBLISH: Decision.WITHDRAWN}


@pytest.fixture
def show() -> Show:
    return story.show(story.host())


@pytest.fixture
def room(show: Show) -> Recording:
    return story.recording(show.host)


@pytest.fixture
def episode(room: Recording, show: Show) -> Episode:
    return story.draft(room, show)


def produced(episode: Episode) -> Episode:
    """What the job does at its end."""
    jobs.cancel(pipeline.PRODUCE, episode.pk)
    return pipeline.finish(episode.pk, story.master(episode))


def published(episode: Episode) -> Episode:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    return pipeline.publish(episode.pk, "hana", story.NOW)


def stage(episode: Episode) -> str:
    return Episode.objects.get(pk=episode.pk).stage


def version(show: Show) -> int:
    return Feed.objects.get(show=show).version


def test_an_episode_waits_until_the_last_yes_and_is_then_made(episode: Episode) -> None:
    pipeline.submit(episode.pk, "hana")
    assert stage(episode) == Stage.HELD
    for key in ("hana", "sami"):
        story.says(episode.recording, key, story.ALL_YES)
        assert stage(episode) == Stage.HELD
    story.says(episode.recording, "noor", story.ALL_YES)
    assert stage(episode) == Stage.PRODUCING
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_nothing_is_published_before_it_is_made(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    with pytest.raises(NotReady, match="is not finished yet"):
        pipeline.publish(episode.pk, "hana")


def test_nothing_is_published_while_somebody_has_not_said_yes(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    story.says(episode.recording, "noor", NO)
    with pytest.raises(NotCleared, match="Noor Ali said no"):
        pipeline.publish(episode.pk, "hana")
    assert stage(episode) == Stage.HELD


def test_publishing_gives_date_and_number_and_changes_the_feed(episode: Episode) -> None:
    before = version(episode.show)
    out = published(episode)
    assert (out.stage, out.published_at, out.number) == (Stage.PUBLISHED, story.NOW, 1)
    assert version(episode.show) > before


def test_publishing_twice_changes_nothing(episode: Episode) -> None:
    published(episode)
    before = version(episode.show)
    pipeline.publish(episode.pk, "hana", story.NOW + timedelta(days=1))
    assert Episode.objects.get(pk=episode.pk).published_at == story.NOW
    assert version(episode.show) == before


def test_a_withdrawal_takes_the_episode_out_with_its_own_commit(episode: Episode) -> None:
    published(episode)
    before = version(episode.show)
    story.says(episode.recording, "noor", BACK)
    assert stage(episode) == Stage.HELD
    assert version(episode.show) > before
    assert not jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_with_the_voice_left_out_it_is_made_again_and_returns_by_itself(episode: Episode) -> None:
    guid = published(episode).guid
    story.says(episode.recording, "noor", BACK)
    leave_out(episode.recording, episode.recording.speakers.get(key="noor"), Treatment.CUT, by=None)
    assert stage(episode) == Stage.PRODUCING
    back = produced(episode)
    assert (back.stage, back.guid, back.published_at) == (Stage.PUBLISHED, guid, story.NOW)


def test_a_voice_taken_back_in_without_a_yes_pulls_the_episode_back(episode: Episode) -> None:
    room, noor = episode.recording, episode.recording.speakers.get(key="noor")
    for key in ("hana", "sami"):
        story.says(room, key, story.ALL_YES)
    leave_out(room, noor, Treatment.SILENCE, by=None)
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    pipeline.publish(episode.pk, "hana")
    take_back_in(room, noor)
    assert stage(episode) == Stage.HELD


def test_a_master_made_under_an_older_consent_is_not_taken(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    old = story.master(episode)
    leave_out(episode.recording, episode.recording.speakers.get(key="noor"), Treatment.CUT, by=None)
    after = pipeline.finish(episode.pk, old)
    assert (after.stage, after.master) == (Stage.PRODUCING, None)
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_a_name_switched_off_leaves_the_sound_out_but_changes_the_feed(episode: Episode) -> None:
    published(episode)
    before = version(episode.show)
    story.says(episode.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    assert stage(episode) == Stage.PUBLISHED
    assert version(episode.show) > before


def test_a_title_with_a_name_that_is_switched_off_pulls_the_episode_back(episode: Episode) -> None:
    episodes.rewrite(episode.pk, title="Water, with Noor Ali")
    published(episode)
    story.says(episode.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    held = Episode.objects.get(pk=episode.pk)
    assert held.stage == Stage.HELD
    last = held.events.last()
    assert last is not None
    assert last.note == (
        "The title names somebody who has not agreed to be named. Write “Water, with Guest 3”."
    )
    episodes.rewrite(episode.pk, title="Water")
    assert stage(episode) == Stage.PRODUCING


def test_a_part_of_a_name_counts_as_the_name(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    story.says(episode.recording, "noor", {Scope.NAME: Decision.REFUSED})
    episodes.rewrite(episode.pk, title="An hour with Noor")
    pipeline.submit(episode.pk, "hana")
    assert stage(episode) == Stage.HELD


def test_a_file_whose_tags_still_name_somebody_is_made_again(episode: Episode) -> None:
    episodes.rewrite(episode.pk, title="Water, with Noor Ali")
    published(episode)
    master = Episode.objects.get(pk=episode.pk).master
    assert master is not None
    master.plan["words"] = ["Water, with Noor Ali"]
    master.save()
    episodes.rewrite(episode.pk, title="Water")
    assert stage(episode) == Stage.PUBLISHED
    story.says(episode.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    assert stage(episode) == Stage.PRODUCING
    assert produced(episode).stage == Stage.PUBLISHED


def test_a_no_to_advertising_holds_no_episode(episode: Episode, show: Show) -> None:
    show.commercial = True
    show.save()
    published(episode)
    story.says(episode.recording, "noor", {Scope.COMMERCIAL: Decision.REFUSED})
    assert stage(episode) == Stage.PUBLISHED


def test_what_the_host_took_down_does_not_return_by_itself(episode: Episode) -> None:
    published(episode)
    pipeline.unpublish(episode.pk, "hana")
    assert stage(episode) == Stage.READY
    story.says(episode.recording, "noor", BACK)
    leave_out(episode.recording, episode.recording.speakers.get(key="noor"), Treatment.CUT, by=None)
    assert produced(episode).stage == Stage.READY


def test_a_scheduled_episode_goes_out_when_its_time_has_come(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    from django.utils import timezone

    at = timezone.now() + timedelta(hours=1)
    pipeline.schedule(episode.pk, at, "hana")
    pipeline.sweep(at - timedelta(seconds=1))
    assert stage(episode) == Stage.READY
    pipeline.sweep(at)
    assert stage(episode) == Stage.PUBLISHED


def test_a_scheduled_episode_whose_consent_is_gone_stays_in(episode: Episode) -> None:
    from django.utils import timezone

    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    at = timezone.now() + timedelta(hours=1)
    pipeline.schedule(episode.pk, at, "hana")
    story.says(episode.recording, "noor", BACK)
    pipeline.sweep(at)
    assert stage(episode) == Stage.HELD


def test_an_episode_asked_to_go_out_does_so_as_soon_as_it_may(episode: Episode) -> None:
    pipeline.publish_when_ready(episode.pk, "hana")
    assert stage(episode) == Stage.HELD
    story.everyone_agrees(episode.recording)
    assert produced(episode).stage == Stage.PUBLISHED


def test_a_failed_production_waits_for_the_host_with_its_sentence(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    pipeline.fail(episode.pk, "The music could not be read.")
    failed = Episode.objects.get(pk=episode.pk)
    assert (failed.stage, failed.sentence) == (Stage.CLEARED, "The music could not be read.")
    jobs.cancel(pipeline.PRODUCE, episode.pk)
    pipeline.remake(episode.pk, "hana")
    assert stage(episode) == Stage.PRODUCING


def test_what_stands_still_is_started_again_by_the_sweep(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    pipeline.submit(episode.pk, "hana")
    jobs.cancel(pipeline.PRODUCE, episode.pk)
    pipeline.sweep(story.NOW)
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_every_step_is_written_down_with_its_actor(episode: Episode) -> None:
    published(episode)
    steps = [(event.step, event.after, event.actor) for event in episode.events.all()]
    assert steps == [
        ("submit", "held", "hana"),
        ("clear", "cleared", "hana"),
        ("render", "producing", "hana"),
        ("finish", "ready", "Roomcast"),
        ("publish", "published", "hana"),
    ]


def test_a_withdrawn_episode_is_over_for_good(episode: Episode) -> None:
    published(episode)
    pipeline.withdraw(episode.pk, "hana")
    with pytest.raises(NotReady):
        pipeline.publish(episode.pk, "hana")
    pipeline.review(episode.recording)
    assert stage(episode) == Stage.WITHDRAWN


def test_a_yes_to_words_that_were_replaced_puts_nothing_out_for_the_first_time(
    episode: Episode, settings: Settings
) -> None:
    """What was out already stands, and goes out again."""
    story.everyone_agrees(episode.recording)
    noor = episode.recording.speakers.get(key="noor")
    old = make_ask(noor)
    wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=True)
    settings.WORDING = "house"
    make_ask(episode.recording.speakers.get(key="sami"))
    answer(noor, ask=old, publish="granted", now=timezone.now())
    pipeline.submit(episode.pk, "hana")
    produced(episode)
    with pytest.raises(NotReady, match="Noor Ali said yes to words that had been replaced"):
        pipeline.publish(episode.pk, "hana", story.NOW)
    Episode.objects.filter(pk=episode.pk).update(published_at=story.NOW)
    assert pipeline.publish(episode.pk, "hana", story.NOW).stage == Stage.PUBLISHED
