"""One episode on its host's page: its state, its sound, its words, and the steps it takes."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.scopes import Decision, Scope
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Music, Show
from recordings.models import Host, Recording, Run
from tests.feeds import aired, published, story
from tests.signed_in import max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def client(hana: Host) -> Client:
    return member_of(hana)


@pytest.fixture
def room(hana: Host) -> Recording:
    return story.recording(hana)


@pytest.fixture
def ready(room: Recording, show: Show) -> Episode:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    master = story.master(episode)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master)
    return Episode.objects.get(pk=episode.pk)


def to(name: str, episode: Episode, *more: str) -> str:
    return reverse(f"feeds:{name}", args=[episode.uid, *more])


def fresh(episode: Episode) -> Episode:
    return Episode.objects.get(pk=episode.pk)


def test_a_finished_episode_is_ready_with_its_measured_sound(
    client: Client, ready: Episode
) -> None:
    answer = client.get(to("episode", ready))
    told = words(answer)
    assert "Ready to publish Who owns a city’s water? · Open Table" not in told
    assert told.index("Ready to publish") < told.index("Listen before it goes out")
    assert "−16.0 LUFS, peak −1.4 dBTP measured on the finished file" in told
    assert reverse("feeds:preview_audio", args=["open-table", ready.uid]) in answer.content.decode()
    assert "Hana Osei, Sami Haddad, Noor Ali" in told


def test_music_that_changed_since_is_told(client: Client, ready: Episode) -> None:
    """The show has it now, the finished sound has it not yet; or the other way about."""

    def told() -> str:
        return words(client.get(to("episode", ready)))

    assert "in the finished sound" not in told()
    facts = {"key": "music/aa/y", "sha256": "c" * 64, "duration_ms": 61_000}
    hum = Music.objects.create(show=ready.show, place="bed", name="Hum", **facts)
    assert "Music bed Hum, 1 min 01 s not in the finished sound yet" in told()
    assert ready.master is not None
    ready.master.plan["edit"] = {"plan": {"bed": {"input": 2}}, "inputs": {"2": "c" * 64}}
    ready.master.save()
    assert "in the finished sound" not in told()
    hum.delete()
    assert "Music bed Nothing still in the finished sound" in told()


def test_problems_come_first_among_the_checks(client: Client, ready: Episode) -> None:
    told = words(client.get(to("episode", ready)))
    checks = told[told.index("Checks") :]
    assert checks.index("The show has no cover.") < checks.index("Everyone heard has agreed")
    assert "There are no notes." in checks


def test_it_is_published_now(client: Client, ready: Episode) -> None:
    answer = client.post(to("publish", ready), {"when": "now"}, follow=True)
    assert "“Who owns a city’s water?” is published." in words(answer)
    assert "It is out" in words(answer)
    assert fresh(ready).stage == Stage.PUBLISHED
    assert fresh(ready).events.get(step="publish").actor == "Hana"


def test_it_is_published_for_people_with_the_link(client: Client, ready: Episode) -> None:
    answer = client.post(to("publish", ready), {"when": "unlisted"}, follow=True)
    assert "Published, unlisted" in words(answer)
    assert fresh(ready).visibility == Episode.Visibility.UNLISTED


def test_it_is_given_a_time_and_kept_back_again(client: Client, ready: Episode) -> None:
    at = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(to("publish", ready), {"when": "at", "at": at}, follow=True)
    assert "Goes out tomorrow" in words(answer)
    assert fresh(ready).publish_at is not None
    told = words(client.post(to("unschedule", ready), follow=True))
    assert "Ready to publish" in told
    assert fresh(ready).publish_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Nothing was chosen. Say when it goes out."),
        ({"when": "at"}, "No time was chosen."),
        ({"when": "at", "at": "2020-01-01T10:00"}, "That time has passed."),
        ({"when": "at", "at": "soon"}, "This is no day and time."),
        ({"when": "never"}, "Choose now, a time, or unlisted."),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_a_sentence(
    client: Client, ready: Episode, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(to("publish", ready), sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert fresh(ready).stage == Stage.READY


def test_what_is_not_cleared_is_not_published_and_says_why(
    client: Client, room: Recording, show: Show
) -> None:
    episode = story.draft(room, show)
    answer = client.post(to("publish", episode), {"when": "now"}, follow=True)
    assert "Noor Ali has not said yes." in words(answer)
    assert fresh(episode).stage == Stage.DRAFT


def test_a_blocked_episode_says_what_blocks_it(client: Client, room: Recording, show: Show) -> None:
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", story.ALL_YES)
    episode = story.draft(room, show)
    told = words(client.get(to("episode", episode)))
    assert "One thing blocks this episode" in told
    assert "Ask Noor Ali, or leave Noor Ali out." in told
    client.post(to("publish_when_ready", episode))
    assert fresh(episode).publish_when_ready
    assert "It goes out by itself" in words(client.get(to("episode", episode)))
    client.post(to("unschedule", episode))
    assert not fresh(episode).publish_when_ready


def test_progress_is_shown_and_the_work_can_be_stopped(
    client: Client, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    pipeline.submit(episode.pk, "hana")
    run = Run.objects.get(kind=pipeline.PRODUCE, subject_id=episode.pk)
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.RUNNING, stage="Levelling and encoding", done=1, total=4
    )
    answer = client.get(to("episode", episode))
    assert "Levelling and encoding 25 %" in words(answer)
    assert b'<noscript><meta http-equiv="refresh"' in answer.content
    part = client.get(to("episode", episode), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    stopped = client.post(to("stop_making", episode), follow=True)
    assert "The episode was not made" in words(stopped)
    assert "You stopped it." in words(stopped)
    assert "HX-Redirect" in client.get(to("episode", episode), headers={"HX-Request": "true"})


def test_a_failure_says_why_shows_the_log_and_can_be_tried_again(
    client: Client, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    Episode.objects.filter(pk=episode.pk).update(
        stage=Stage.CLEARED, sentence="The working copy is gone. Import the room again."
    )
    Run.objects.create(
        kind=pipeline.PRODUCE,
        subject_id=episode.pk,
        task="t",
        state=Run.State.FAILED,
        log_tail="ffmpeg: no such file <b>",
    )
    answer = client.get(to("episode", episode))
    assert "The working copy is gone." in words(answer)
    assert "<details" in answer.content.decode()
    assert "no such file &lt;b&gt;" in answer.content.decode()
    client.post(to("remake", episode))
    assert fresh(episode).stage == Stage.PRODUCING


def test_an_episode_is_taken_off_the_feed_after_a_page_that_says_what_follows(
    client: Client, show: Show
) -> None:
    out = published.episode(show)
    assert "This takes the episode off the feed at once" in words(client.get(to("unpublish", out)))
    assert fresh(out).stage == Stage.PUBLISHED
    answer = client.post(to("unpublish", out), follow=True)
    assert "is off the feed." in words(answer)
    assert fresh(out).stage == Stage.READY


def test_an_episode_is_taken_back_for_good_after_a_page_that_says_so(
    client: Client, show: Show
) -> None:
    out = published.episode(show)
    assert "This ends the episode for good" in words(client.get(to("withdraw", out)))
    answer = client.post(to("withdraw", out), follow=True)
    assert "Taken back" in words(answer)
    assert fresh(out).stage == Stage.WITHDRAWN
    assert "cannot take the step" in words(client.post(to("unpublish", out), follow=True))


# --- Its words -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "sent", "column", "value"),
    [
        ("title", {"title": "Whose water?"}, "title", "Whose water?"),
        ("notes", {"notes": "See [this](https://example.org)."}, "notes", None),
        ("explicit", {"explicit": "yes"}, "explicit", True),
        ("number", {"number": "15", "season": "2"}, "number", 15),
    ],
)
def test_one_question_a_page(
    client: Client, ready: Episode, question: str, sent: dict[str, str], column: str, value: object
) -> None:
    address = to("episode_change", ready, question)
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 302
    assert getattr(fresh(ready), column) == (value or sent[column])


@pytest.mark.parametrize(
    ("question", "sent", "sentence"),
    [
        ("title", {"title": ""}, "There is no title yet. Write one."),
        (
            "title",
            {"title": "x" * 256},
            "256 characters are too many for the title: at most 255 fit.",
        ),
        (
            "notes",
            {"notes": "x" * 4001},
            "4001 characters are too many for the notes: at most 4,000 fit.",
        ),
        ("explicit", {}, "Choose yes or no."),
        ("number", {"number": "0"}, "The number is below 1."),
        ("number", {"number": "one"}, "This is no number."),
        ("chapters", {"chapters": "Who pays"}, "“Who pays” has no time."),
        ("chapters", {"chapters": "0:10"}, "The chapter at 0:10 has no title."),
        ("chapters", {"chapters": "5:00 Later"}, "The recording ends at 1:00"),
    ],
)
def test_wrong_words_are_refused_in_a_sentence(
    client: Client, ready: Episode, question: str, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(to("episode_change", ready, question), sent)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_chapters_are_lines_with_a_time(client: Client, ready: Episode) -> None:
    lines = "0:25 The quiet Friday\n\n0:00 Before the letters"
    client.post(to("episode_change", ready, "chapters"), {"chapters": lines})
    rows = list(ready.chapters.values_list("start_ms", "title"))
    assert rows == [(0, "Before the letters"), (25_000, "The quiet Friday")]
    told = client.get(to("episode_change", ready, "chapters")).content.decode()
    assert "0:00 Before the letters\n0:25 The quiet Friday" in told


def test_a_name_that_must_not_stand_blocks_with_the_way_to_change_it(
    client: Client, room: Recording, show: Show
) -> None:
    for key in ("hana", "sami"):
        story.says(room, key, story.ALL_YES)
    story.says(room, "noor", story.ALL_YES | {Scope.NAME: Decision.REFUSED})
    episode = story.draft(room, show)
    change = to("episode_change", episode, "title")
    client.post(change, {"title": "Noor Ali on water"})
    told = client.get(reverse("feeds:recording", args=[room.uid]))
    assert "The title names somebody who has not agreed to be named." in words(told)
    assert change in told.content.decode()


def test_a_question_nobody_asks_is_not_there(client: Client, ready: Episode) -> None:
    assert client.get(to("episode_change", ready, "guid")).status_code == 404


# --- All of them ---------------------------------------------------------------------------------
def test_episodes_are_listed_twelve_a_page_and_found(client: Client, show: Show) -> None:
    aired.many(show, 15)
    page = words(client.get("/episodes/"))
    assert "15 episodes" in page
    assert page.count("Open Table, episode") == 12
    Episode.objects.filter(number=3).update(title="The third table")
    assert "1 found for “third”" in words(client.get("/episodes/?q=third"))
    assert "No episode has these words" in words(client.get("/episodes/?q=nothing"))


def test_before_the_first_episode_the_page_says_how_it_comes(client: Client, show: Show) -> None:
    assert "An episode is made of a recording" in words(client.get("/episodes/"))


# --- Who may -------------------------------------------------------------------------------------
STEPS = ("publish", "publish_when_ready", "unschedule", "remake", "stop_making")


def test_looking_changes_nothing(client: Client, ready: Episode) -> None:
    for name in STEPS:
        assert client.get(to(name, ready)).status_code == 405
    for name in ("episode", "unpublish", "withdraw"):
        assert client.get(to(name, ready)).status_code == 200
    assert fresh(ready).stage == Stage.READY


def test_steps_need_the_forms_token(hana: Host, ready: Episode) -> None:
    strict = member_of(hana, enforce_csrf_checks=True)
    for name in (*STEPS, "unpublish", "withdraw"):
        assert strict.post(to(name, ready), {"when": "now"}).status_code == 403
    assert fresh(ready).stage == Stage.READY


def test_a_stranger_and_another_host_find_nothing(ready: Episode, tmp_path: Path) -> None:
    other = story.host("jonas")
    for client in (member_of(other), max_the_stranger()):
        assert client.get(to("episode", ready)).status_code == 404
        for name in (*STEPS, "unpublish", "withdraw"):
            assert client.post(to(name, ready), {"when": "now"}).status_code == 404
        change = to("episode_change", ready, "title")
        assert client.post(change, {"title": "Max was here"}).status_code == 404
    assert fresh(ready).stage == Stage.READY
