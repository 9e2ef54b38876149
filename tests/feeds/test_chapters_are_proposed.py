"""Chapters proposed from pauses and changes of speaker: far enough apart, and naming nobody who may
not be named."""

from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from consent.scopes import Decision, Scope
from feeds import episodes
from feeds.models import Chapter, Episode
from feeds.outline import APART_MS, MOST, Turn, outline
from recordings.models import Segment
from recordings.spans import Span
from tests.feeds import story
from tests.signed_in import member_of

MINUTE = 60_000


def turn(start_s: int, end_s: int, voice: int = 1, name: str = "Sami") -> Turn:
    return Turn(Span(start_s * 1000, end_s * 1000), voice, name)


def told(*turns: Turn, minutes: int = 30) -> list[tuple[int, str]]:
    return [(mark.start_ms // 1000, mark.title) for mark in outline(turns, minutes * MINUTE)]


def test_a_chapter_begins_after_a_long_pause() -> None:
    assert told(turn(0, 150), turn(151, 200), turn(203, 260)) == [(0, "Sami"), (203, "Sami")]


def test_a_chapter_begins_where_somebody_else_speaks_for_long() -> None:
    noor = turn(130, 180, 2, "Noor")
    assert told(turn(0, 130), noor) == [(0, "Sami"), (130, "Noor")]


def test_an_interjection_begins_none() -> None:
    assert told(turn(0, 130), turn(130, 132, 2, "Noor"), turn(132, 300)) == [
        (0, "Sami"),
        (132, "Sami"),
    ]


def test_who_may_not_be_named_gives_it_their_time() -> None:
    assert told(turn(0, 130), turn(130, 180, 2, "")) == [(0, "Sami"), (130, "From 2:10")]


def test_where_nobody_is_known_there_is_none() -> None:
    assert told() == []


_spans = st.lists(st.tuples(st.integers(0, 6 * 60 * MINUTE), st.integers(1, 90_000)), max_size=80)


@given(_spans, st.integers(1, 6 * 60 * MINUTE))
def test_they_are_few_and_two_minutes_apart_at_least(
    spans: list[tuple[int, int]], length: int
) -> None:
    ends = max([length, *(start + long for start, long in spans)])
    turns = [Turn(Span(s, s + long), n % 3) for n, (s, long) in enumerate(spans)]
    starts = [mark.start_ms for mark in outline(turns, ends)]
    assert len(starts) <= MOST + 1
    assert all(b - a >= APART_MS for a, b in pairwise(starts))


# --- In an episode -------------------------------------------------------------------------------
@pytest.fixture
def episode(db: None) -> Episode:
    room = story.recording(story.host())
    room.duration_ms = 10 * MINUTE
    room.save()
    story.everyone_agrees(room)
    for number, key in enumerate(("sami", "noor"), start=1):
        speaker = room.speakers.get(key=key)
        start = number * 3 * MINUTE
        where = {"recording": room, "speaker": speaker, "method": "stated"}
        Segment.objects.create(**where, start_ms=start, end_ms=start + MINUTE)
    return story.draft(room, story.show(room.host))


def titles(episode: Episode) -> list[str]:
    return list(episode.chapters.values_list("title", flat=True))


def test_a_host_has_them_proposed_by_a_button(episode: Episode) -> None:
    client = member_of(episode.show.host)
    page = reverse("feeds:episode_change", args=[episode.uid, "chapters"])
    assert "Propose chapters" in client.get(page).content.decode()
    answer = client.post(reverse("feeds:propose_chapters", args=[episode.uid]))
    assert answer.status_code == 302
    assert titles(episode) == ["Hana Osei", "Sami Haddad", "Noor Ali"]
    assert "Propose chapters" not in client.get(page).content.decode()


def test_chapters_that_are_there_stay(episode: Episode) -> None:
    Chapter.objects.create(episode=episode, start_ms=0, title="Mine")
    assert episodes.propose_chapters(episode.pk) == 0
    assert titles(episode) == ["Mine"]


def test_nobody_is_named_who_did_not_agree_to_it(episode: Episode) -> None:
    story.says(episode.recording, "noor", story.ALL_YES | {Scope.NAME: Decision.REFUSED})
    episodes.propose_chapters(episode.pk)
    assert titles(episode) == ["Hana Osei", "Sami Haddad", "From 6:00"]


def test_who_is_not_heard_begins_no_chapter(episode: Episode) -> None:
    story.says(episode.recording, "noor", {Scope.PUBLISH: Decision.REFUSED})
    episodes.propose_chapters(episode.pk)
    assert "Noor" not in " ".join(titles(episode))
