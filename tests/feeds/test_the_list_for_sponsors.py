"""Which episodes may carry advertising, as a file that a host gives to a sponsor."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.record import record
from consent.scopes import Decision, Method, Scope
from consent.terms import Terms
from feeds import sponsors, tables
from feeds.models import Episode, Show
from recordings.models import Host, Recording
from tests.feeds import aired, published, story
from tests.signed_in import max_the_stranger, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


def listed(show: Show, client: Client) -> list[dict[str, str]]:
    answer: Any = client.get(f"/shows/{show.slug}/sponsors.csv")
    assert answer["Content-Type"].startswith("text/csv; charset=utf-8")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def agree(room: Recording, but: str = "", **terms: object) -> None:
    for speaker in room.speakers.all():
        said = dict(story.ALL_YES)
        if speaker.key == but:
            said |= {Scope.COMMERCIAL: Decision.REFUSED, Scope.NAME: Decision.REFUSED}
        record(
            speaker, said, method=Method.ATTESTED, actor="ada", now=story.NOW,
            evidence="a signed form", terms=Terms(**terms),  # type: ignore[arg-type]
        )  # fmt: skip


def test_it_says_of_each_episode_whether_all_allow_advertising(hana: Host, show: Show) -> None:
    published.episode(show, "All of us")
    room = story.recording(hana)
    agree(room, but="noor")
    published.episode(show, "But one", made=room, at=story.NOW - timedelta(days=1))
    first, second = listed(show, member_of(hana))
    assert (first["Episode"], first["Cleared for advertising"]) == ("All of us", "yes")
    assert (second["Episode"], second["Cleared for advertising"]) == ("But one", "no")
    assert second["Voices"] == "3"
    assert "Noor" not in second["Names"]
    assert "Guest 3" in second["Names"]
    assert first["GUID"] == Episode.objects.get(title="All of us").guid
    assert first["Published"] == "2026-11-20"


def test_a_yes_with_an_end_says_when(hana: Host, show: Show) -> None:
    room = story.recording(hana)
    end = timezone.now() + timedelta(days=30)
    agree(room, until=end)
    published.episode(show, made=room)
    [row] = listed(show, member_of(hana))
    assert row["Until"] == end.date().isoformat()


def test_what_may_not_be_heard_now_is_not_listed(hana: Host, show: Show) -> None:
    out = published.episode(show)
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    assert listed(show, member_of(hana)) == []


def test_nobody_else_gets_it(show: Show) -> None:
    published.episode(show)
    assert max_the_stranger().get(f"/shows/{show.slug}/sponsors.csv").status_code == 404
    assert Client().get(f"/shows/{show.slug}/sponsors.csv").status_code in (302, 404)


def test_asking_for_its_head_alone_reads_no_episode(hana: Host, show: Show) -> None:
    published.episode(show)
    client = member_of(hana)
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.head(f"/shows/{show.slug}/sponsors.csv")
        b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert not any("feeds_episode" in query["sql"] for query in queries)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", "\n", "  =", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(start: str) -> None:
    [cells] = csv.reader(io.StringIO(tables.line([f"{start}1", "plain", 'a "b", c'])))
    assert cells[0].startswith("'")
    assert cells[1:] == ["plain", 'a "b", c']


def test_a_title_that_is_a_formula_stays_text(hana: Host, show: Show) -> None:
    published.episode(show, '=cmd|"/C calc"!A1')
    [row] = listed(show, member_of(hana))
    assert row["Episode"].startswith("'=cmd")


def test_a_hundred_episodes_take_as_many_queries_as_one(hana: Host, show: Show) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert list(sponsors.rows(show, timezone.now()))
        return len(queries)

    aired.many(show, 1)
    one = asked()
    aired.many(show, 80)
    assert asked() == one
