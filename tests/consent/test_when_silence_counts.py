"""Silence counts only where the voice is that of the account that said yes in advance, and where
nothing at all is in doubt."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from consent import (
    announcements,
    disputes,
    do_not_ask,
    exclusions,
    guard,
    minors,
    pledged,
    pledges,
    restoring,
    tombstones,
)
from consent.ledger import sha256
from consent.models import (
    Ask,
    ConsentEvent,
    CutWish,
    DoNotAsk,
    Sending,
    StandingConsent,
    Withdrawal,
)
from consent.record import dispute, standings_of
from consent.scopes import Level, Method, Scope, State
from consent.verify import faults
from consent.wordings import spans_of
from recordings import voices
from recordings.audio.plan import Treatment
from recordings.models import Segment, Speaker
from recordings.sealed import Purpose, mark
from recordings.spans import Span
from tests.consent.people import FIVE, Room, answer, days, hear, make_ask
from tests.consent.pledging import (
    ACCOUNT,
    ALL,
    NOW,
    PAST_OBJECTION,
    SAMI,
    announced,
    count,
    counts,
    room_to_come,
    says_yes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return room_to_come()


def _objects(room: Room) -> None:
    answer(room.sami, ask=Ask.objects.get(), now=NOW, publish="refused")


def _disputes(room: Room) -> None:
    dispute(Ask.objects.get(), now=NOW, shown="This is not me")


def _settled(room: Room) -> None:
    ask = Ask.objects.get()
    _disputes(room)
    disputes.settle(
        room.sami, reason="It was Max.", leave_out=False, by=User.objects.create(), now=NOW
    )
    Ask.objects.filter(pk=ask.pk).update(answered_at=None, expires_at=NOW + days(60))


def _minor(room: Room) -> None:
    minors.mark(room.sami, by=User.objects.create(username="ada"), now=NOW)


def _left_out(room: Room) -> None:
    exclusions.leave_out(room.recording, room.sami, Treatment.SILENCE, by=None)


def _wants_a_cut(room: Room) -> None:
    part = spans_of(room.sami)[0]
    CutWish.objects.create(
        speaker=room.sami, start_ms=part.start_ms, end_ms=part.start_ms + 1000, at=NOW
    )


def _takes_back(room: Room) -> None:
    pledges.take_back(StandingConsent.objects.get(), NOW)


def _expires(room: Room) -> None:
    StandingConsent.objects.update(expires_at=NOW + timedelta(hours=23))


def _wants_no_mail(room: Room) -> None:
    do_not_ask.add(room.sami, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=NOW)


def _new_words(room: Room) -> None:
    row = StandingConsent.objects.get().wording
    type(row).objects.create(
        key=row.key,
        version=row.version + 1,
        language="en",
        text="{}",
        sha256=sha256("{}"),
        material=True,
    )


def _speaks_more(room: Room) -> None:
    hear(room.recording, room.sami, 45_000, 49_000)


def _has_another_address(room: Room) -> None:
    Speaker.objects.filter(pk=room.sami.pk).update(email="max@example.org")


def _is_asked_anew(room: Room) -> None:
    make_ask(room.sami, now=NOW + timedelta(hours=1))


def _allows_less(room: Room) -> None:
    says_yes(room.recording.host, "publish", now=NOW)


def _comes_back(_room: Room) -> None:
    sent = Sending.objects.get()
    assert announcements.came_back([sent.message_id]) == 1


def _is_asked_for_ads(_room: Room) -> None:
    Ask.objects.update(scopes=["publish", "name", "commercial"])


def _is_asked_for_more(_room: Room) -> None:
    Ask.objects.update(scopes=["publish", "name", "clips"])


def _must_be_surer(_room: Room) -> None:
    Ask.objects.update(least=Level.SIGNED)


def _is_told_elsewhere(_room: Room) -> None:
    Ask.objects.update(address="max@example.org")


def _is_heard_by_hand(room: Room) -> None:
    Segment.objects.filter(speaker=room.sami).update(method="manual")


def _is_heard_as_stated(room: Room) -> None:
    Segment.objects.filter(speaker=room.sami).update(method="stated")


def _is_another_account(room: Room) -> None:
    Speaker.objects.filter(pk=room.sami.pk).update(external_ids={"x": "666"})


def _is_another_platform(room: Room) -> None:
    Speaker.objects.filter(pk=room.sami.pk).update(external_ids={"discord": ACCOUNT})


def _has_no_account(room: Room) -> None:
    Speaker.objects.filter(pk=room.sami.pk).update(external_ids={})


def _is_given_other_words(room: Room) -> None:
    """Somebody who can write to the database says that more was allowed."""
    StandingConsent.objects.update(scopes=["publish", "name", "clips"])


def _is_made_longer(room: Room) -> None:
    StandingConsent.objects.update(expires_at=NOW + days(900))


def _is_made_anothers(room: Room) -> None:
    """Somebody who can write to the database ties the yes to the voice of Max."""
    Speaker.objects.filter(pk=room.sami.pk).update(external_ids={"x": "666"})
    StandingConsent.objects.update(account=mark(Purpose.ACCOUNT, "x:666"))


AGAINST = {
    "they object": _objects,
    "they say it is not them": _disputes,
    "it was not them, as an officer found out": _settled,
    "they are a minor": _minor,
    "they are left out": _left_out,
    "they want a part cut": _wants_a_cut,
    "they take it back": _takes_back,
    "it has ended": _expires,
    "they want no mail": _wants_no_mail,
    "the words mean something else": _new_words,
    "more of them is heard": _speaks_more,
    "their address is another": _has_another_address,
    "they were asked anew": _is_asked_anew,
    "they said something else in advance since": _allows_less,
    "the mail came back": _comes_back,
    "they are asked about advertising": _is_asked_for_ads,
    "they are asked for more than they allowed": _is_asked_for_more,
    "it has to be surer who they are": _must_be_surer,
    "the mail went elsewhere": _is_told_elsewhere,
    "the host says by hand where they are heard": _is_heard_by_hand,
    "a list says where they are heard": _is_heard_as_stated,
    "the voice is of another account": _is_another_account,
    "the number is another platform's": _is_another_platform,
    "nobody knows the account of the voice": _has_no_account,
    "the row says more than its lines": _is_given_other_words,
    "the row ends later than its lines": _is_made_longer,
    "the row names another account than its lines": _is_made_anothers,
}


@pytest.mark.parametrize("against", list(AGAINST.values()), ids=list(AGAINST))
def test_it_never_counts_where_after_it_was_announced(
    room: Room, against: Callable[[Room], None]
) -> None:
    says_yes(room.recording.host)
    assert announced(room.sami)
    against(room)
    for later in (1, 2, 40):
        count(NOW + days(later))
    assert counts(room.sami) in (State.UNANSWERED, State.REFUSED)
    assert not ConsentEvent.objects.filter(speaker=room.sami, method=Method.STANDING).exists()
    assert faults() == ()


BEFORE = {name: one for name, one in AGAINST.items() if one not in (
    _objects, _disputes, _settled, _speaks_more, _is_asked_anew, _allows_less, _comes_back,
    _is_asked_for_ads, _is_asked_for_more, _must_be_surer, _is_told_elsewhere,
)}  # fmt: skip


@pytest.mark.parametrize("against", list(BEFORE.values()), ids=list(BEFORE))
def test_it_is_not_even_announced_where_before_that(
    room: Room, against: Callable[[Room], None]
) -> None:
    says_yes(room.recording.host)
    against(room)
    room.sami.refresh_from_db()
    assert not announced(room.sami)
    assert mail.outbox == []


class TestWhoseVoiceItIs:
    def test_an_address_that_the_host_typed_ties_no_voice_to_a_yes(self, room: Room) -> None:
        """Hana writes Sami's address to Noor's voice: Sami's silence is no yes of Noor's."""
        says_yes(room.recording.host)
        Speaker.objects.filter(pk=room.noor.pk).update(email=SAMI)
        noor = Speaker.objects.get(pk=room.noor.pk)
        assert not announced(noor)
        asked = make_ask(noor, *ALL, address=SAMI, now=NOW)
        count(NOW + days(40))
        assert counts(noor) == State.UNANSWERED
        assert pledged.offered(asked, NOW)

    def test_without_a_sign_in_it_is_announced_nowhere(self, room: Room) -> None:
        says_yes(room.recording.host, account="")
        assert not announced(room.sami)
        asked = make_ask(room.sami, *ALL, address=SAMI, now=NOW)
        count(NOW + days(40))
        assert counts(room.sami) == State.UNANSWERED
        assert pledged.offered(asked, NOW)

    def test_a_voice_whose_address_nobody_knows_is_told_where_the_yes_was_given(
        self, room: Room
    ) -> None:
        says_yes(room.recording.host)
        Speaker.objects.filter(pk=room.sami.pk).update(email="")
        assert announced(Speaker.objects.get(pk=room.sami.pk))
        assert mail.outbox[-1].to == [SAMI]
        assert count(PAST_OBJECTION) == 1

    def test_a_part_that_the_host_adds_ends_it(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        voices.mark(room.recording, room.sami, Span(45_000, 45_100))
        assert count(PAST_OBJECTION) == 0

    def test_speech_of_nobodys_that_the_host_gives_them_ends_it(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        nobodys = hear(room.recording, None, 25_000, 26_000)
        voices.assign(room.recording, [nobodys.pk], room.sami)
        assert count(PAST_OBJECTION) == 0

    def test_a_later_yes_from_the_same_address_without_a_sign_in_takes_its_place(
        self, room: Room
    ) -> None:
        says_yes(room.recording.host)
        says_yes(room.recording.host, account="", now=NOW - timedelta(hours=2))
        assert not announced(room.sami)


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        "asked",
        [
            {"scopes": FIVE},
            {"scopes": (*ALL, Scope.CLIPS)},
            {"scopes": (*ALL, Scope.COMMERCIAL)},
            {"scopes": (*ALL, Scope.AI_TRAINING)},
            {"scopes": (*ALL, Scope.VOICE_ID)},
            {"commercial": True},
            {"least": Level.SIGNED},
        ],
        ids=str,
    )
    def test_more_than_was_allowed_is_not_announced(
        self, room: Room, asked: dict[str, Any]
    ) -> None:
        says_yes(room.recording.host, *Scope)
        if asked.get("scopes") == (*ALL, Scope.CLIPS):
            says_yes(room.recording.host, *ALL, now=NOW - timedelta(hours=2))
        assert not announced(room.sami, **asked)

    def test_what_nobody_can_allow_in_advance_is_not_recorded(self, room: Room) -> None:
        row = says_yes(room.recording.host, *Scope)
        assert row.scopes == ["publish", "name", "clips"]

    def test_a_show_that_asks_for_more_by_then_ends_it(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        assert announcements.count(PAST_OBJECTION, lambda _ask: False) == 0
        assert announcements.count(PAST_OBJECTION, lambda _ask: True) == 0
        assert counts(room.sami) == State.UNANSWERED


class TestTakingItBack:
    def test_what_counts_and_is_not_out_is_taken_back_with_it(self, room: Room) -> None:
        row = says_yes(room.recording.host)
        announced(room.sami)
        count(PAST_OBJECTION)
        announcements.take_back(row, PAST_OBJECTION, "Take it back?")
        stands = standings_of(room.sami)
        assert stands.state(Scope.PUBLISH) == State.WITHDRAWN
        assert stands.state(Scope.NAME) == State.WITHDRAWN
        assert Withdrawal.objects.count() == 1
        assert announcements.take_back(row, PAST_OBJECTION, "Take it back?") is None
        assert faults() == ()

    def test_the_host_may_still_ask_about_other_rooms(self, room: Room) -> None:
        row = says_yes(room.recording.host)
        announced(room.sami)
        count(PAST_OBJECTION)
        announcements.take_back(row, PAST_OBJECTION, "Take it back?")
        assert not DoNotAsk.objects.exists()

    def test_what_they_answered_themselves_stays(self, room: Room) -> None:
        row = says_yes(room.recording.host)
        announced(room.sami)
        answer(room.sami, ask=Ask.objects.get(), now=NOW, publish="granted")
        announcements.take_back(row, PAST_OBJECTION, "Take it back?")
        assert counts(room.sami) == State.GRANTED

    def test_one_link_takes_back_all_of_this_account_and_address(self, room: Room) -> None:
        says_yes(room.recording.host, address="old@example.org", now=NOW - days(3))
        row = says_yes(room.recording.host)
        announcements.take_back(row, NOW, "Take it back?")
        assert not StandingConsent.objects.live(NOW).exists()
        assert pledges.take_back(row, NOW) is None

    def test_after_an_old_backup_it_is_taken_back_again(
        self,
        room: Room,
        settings: Settings,
        tmp_path: Path,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        settings.DATA = tmp_path
        row = says_yes(room.recording.host)
        with django_capture_on_commit_callbacks(execute=True):
            announcements.take_back(row, NOW, "Take it back?")
        [tombstone] = tombstones.all_of_them()
        assert tombstone.subjects == (str(row.uid),)
        _forgotten_by_an_old_backup()
        restoring.apply_all(NOW)
        assert not announced(room.sami)
        assert ConsentEvent.objects.filter(receipt=tombstone.receipt).exists()
        assert restoring.apply_all(NOW).said_again == 0


def _forgotten_by_an_old_backup() -> None:
    """The row is as it was, and the lines of its end are not there."""
    StandingConsent.objects.update(withdrawn_at=None)
    guard.lift(connection)
    ConsentEvent.objects.filter(decision="withdrawn").delete()
    guard.install(connection)


class TestMailThatCameBack:
    def test_a_bounce_that_names_the_mail_ends_the_announcement(
        self, room: Room, tmp_path: Path
    ) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        note = tmp_path / "bounce.eml"
        note.write_text(f"Undelivered\n\nMessage-ID: {Sending.objects.get().message_id}\n")
        call_command("mail_came_back", str(note))
        assert count(PAST_OBJECTION) == 0

    def test_a_note_about_other_mails_ends_nothing(self, room: Room, tmp_path: Path) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        note = tmp_path / "bounce.eml"
        note.write_text("Message-ID: <00000000-0000-0000-0000-000000000000@example.org>\n")
        call_command("mail_came_back", str(note))
        assert count(PAST_OBJECTION) == 1
