"""An old copy of the database comes back: whatever protected somebody since then is said again
before anything is served."""

import sqlite3
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from consent import do_not_ask, legacy, minors, restoring, tombstones, wishes
from consent.clearance import clearance_for
from consent.mails import NotAsked, check_mailable
from consent.models import ConsentEvent, CutWish, DoNotAsk
from consent.policy import Clearance, Code
from consent.record import dispute, record, standings_of
from consent.scopes import Decision, Method, Scope, State, Voice
from consent.terms import Terms
from consent.verify import faults
from feeds import takedowns
from feeds.lifecycle import Stage
from recordings.models import Speaker
from recordings.spans import Span
from tests.consent.people import Room, all_agree, make_ask
from tests.feeds.aired import aired

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy of a SQLite file"),
]


@pytest.fixture
def agreed(room: Room) -> Room:
    all_agree(room)
    assert clearance_for(room.recording).allowed
    return room


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


def restored_after(change: Callable[[], object]) -> restoring.Restored:
    """The database as it was before the change, and the start of the site upon it."""
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    change()
    copy.backup(connection.connection)
    found = restoring.apply_all(timezone.now())
    assert restoring.apply_all(timezone.now()).said_again == 0
    assert not faults()
    return found


def why(room: Room) -> set[tuple[Code, int | None]]:
    said: Clearance = clearance_for(room.recording)
    return {(reason.code, reason.speaker_id) for reason in said.reasons}


def says_yes(speaker: Speaker, under: Terms) -> None:
    record(
        speaker,
        {Scope.PUBLISH: Decision.GRANTED, Scope.CLIPS: Decision.GRANTED},
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="a letter",
        terms=under,
    )


def test_not_me_is_said_again(agreed: Room) -> None:
    asked = make_ask(agreed.noor)
    restored_after(lambda: dispute(asked, now=timezone.now(), shown="not me"))
    assert why(agreed) == {(Code.DISPUTED, agreed.noor.pk)}
    assert ConsentEvent.objects.latest("seq").method == Method.RESTORED


def test_a_minor_is_marked_again(agreed: Room, ada: User) -> None:
    restored_after(lambda: minors.mark(agreed.noor, by=ada, now=timezone.now()))
    assert why(agreed) == {(Code.MINOR, agreed.noor.pk)}


def test_a_part_to_be_cut_is_wished_again(agreed: Room) -> None:
    span = Span(10_000, 12_000)
    restored_after(lambda: wishes.wish(agreed.noor, [span], now=timezone.now()))
    assert why(agreed) == {(Code.WISH, agreed.noor.pk)}


def test_a_wish_that_was_dropped_is_not_wished_again(agreed: Room) -> None:
    def wish_and_drop() -> None:
        wishes.wish(agreed.noor, [Span(10_000, 12_000)], now=timezone.now())
        wishes.drop(agreed.noor, CutWish.objects.get().pk, now=timezone.now())

    restored_after(wish_and_drop)
    assert clearance_for(agreed.recording).allowed
    assert not list(tombstones.folder().glob("*.json"))


@pytest.mark.parametrize("everywhere", [True, False])
def test_who_opted_out_gets_no_mail(agreed: Room, everywhere: bool) -> None:
    noor, host = agreed.noor, None if everywhere else agreed.recording.host
    Speaker.objects.filter(pk=noor.pk).update(email="noor@example.org")
    noor.refresh_from_db()
    check_mailable(noor, noor.email, "")
    why = DoNotAsk.Why.UNSUBSCRIBED
    restored_after(lambda: do_not_ask.add(noor, why, host=host, now=timezone.now()))
    with pytest.raises(NotAsked, match="wants no more mail"):
        check_mailable(noor, noor.email, "")
    assert {one.host for one in DoNotAsk.objects.all()} == {host}
    files = list(tombstones.folder().glob("*.json"))
    assert files
    assert not any("noor" in file.read_text().lower() for file in files)


def test_a_host_under_another_name_mails_nobody_who_opted_out_of_it(agreed: Room) -> None:
    assert do_not_ask.again("a" * 64, DoNotAsk.Why.UNSUBSCRIBED, host="gone", now=timezone.now())
    assert DoNotAsk.objects.get().host is None


def test_who_is_to_be_asked_again_is_forgotten_by_the_tombstones_too(agreed: Room) -> None:
    Speaker.objects.filter(pk=agreed.noor.pk).update(email="noor@example.org")
    agreed.noor.refresh_from_db()
    do_not_ask.add(agreed.noor, DoNotAsk.Why.ERASED, host=None, now=timezone.now())
    do_not_ask.forget(agreed.noor)
    assert restoring.apply_all(timezone.now()).said_again == 0
    assert not DoNotAsk.objects.exists()


def test_an_opt_out_from_before_gets_its_file_at_the_start(agreed: Room) -> None:
    DoNotAsk.objects.create(mark="a" * 64, why=DoNotAsk.Why.REFUSED, at=timezone.now())
    assert tombstones.keep_missing() == 1
    assert not tombstones.missing()


def test_a_mark_as_published_before_that_was_taken_back_stays_so(room: Room, ada: User) -> None:
    legacy.mark(room.recording, evidence="Out since 2021", by=ada, now=timezone.now())
    taken = partial(legacy.unmark, room.recording, reason="No", by=ada, now=timezone.now())
    assert restored_after(taken).said_again == 1
    assert not clearance_for(room.recording).legacy


def test_a_mark_that_was_given_again_is_not_taken_back_by_an_older_tombstone(
    room: Room, ada: User
) -> None:
    now = timezone.now()
    legacy.mark(room.recording, evidence="Out since 2021", by=ada, now=now)
    older = now - timedelta(days=1)
    assert not legacy.again(room.recording.uid, before=older, receipt=uuid.uuid4(), now=now)
    assert clearance_for(room.recording).legacy


def test_a_yes_that_became_narrower_stays_so(agreed: Room) -> None:
    until = timezone.now() + timedelta(days=30)
    under = Terms(voice=Voice.ALTERED, hear_first=True, until=until)
    restored_after(lambda: says_yes(agreed.noor, under))
    stands = standings_of(agreed.noor)
    publish, clips = stands.of(Scope.PUBLISH), stands.of(Scope.CLIPS)
    assert (publish.state, clips.state) == (State.GRANTED, State.GRANTED)
    assert (publish.terms.voice, publish.terms.hear_first) == (Voice.ALTERED, True)
    assert publish.terms.until == clips.terms.until == until
    assert publish.terms.parts == (Span(10_000, 20_000), Span(50_000, 51_000))
    assert publish.level == 1


def test_a_yes_with_conditions_makes_none_where_there_was_none(room: Room) -> None:
    restored_after(lambda: says_yes(room.noor, Terms(voice=Voice.ALTERED)))
    assert standings_of(room.noor).state(Scope.PUBLISH) == State.UNANSWERED


def test_a_later_yes_is_not_narrowed_by_an_earlier_one(room: Room) -> None:
    restored_after(lambda: says_yes(room.noor, Terms(voice=Voice.ALTERED)))
    says_yes(room.noor, Terms())
    assert restoring.apply_all(timezone.now()).said_again == 0
    assert standings_of(room.noor).of(Scope.PUBLISH).terms.voice == Voice.AS_IS


def test_what_was_taken_down_for_good_stays_down(tmp_path: Path, ada: User) -> None:
    episode = aired(tmp_path).episode
    asked = takedowns.ask(episode, reason="That is me.", email="", now=timezone.now())
    restored_after(
        lambda: takedowns.decide(asked, take_down=True, words="Gone.", by=ada, now=timezone.now())
    )
    episode.refresh_from_db()
    assert episode.stage == Stage.WITHDRAWN
