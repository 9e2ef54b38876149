"""Saying yes in advance: only who has the address can, each room is announced, and silence counts
only after the time to object."""

import smtplib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from consent import (
    announcements,
    asks,
    do_not_ask,
    invites,
    mails,
    pledge_codes,
    pledges,
    retention,
)
from consent.erasure import erase
from consent.facts import Use
from consent.models import (
    MAILS_PER_DAY,
    Ask,
    ConsentEvent,
    DoNotAsk,
    Sending,
    StandingCode,
    StandingConsent,
    StandingInvite,
)
from consent.pledge_codes import NoCode
from consent.pledges import NotPledged
from consent.record import NotRecorded, record, standings_of
from consent.scopes import Decision, Level, Method, Scope, State
from consent.terms import Terms, unpacked
from consent.tokens import LinkGone
from consent.verify import faults
from recordings.models import Host, Speaker
from recordings.models import Room as RoomRow
from tests.consent.people import Room, answer, days, make_ask
from tests.consent.pledging import (
    ALL,
    BROWSER,
    DAY,
    NOW,
    PAST_OBJECTION,
    SAMI,
    announced,
    code,
    count,
    counts,
    invited,
    room_to_come,
    says_yes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return room_to_come()


class TestSayingYes:
    def test_the_yes_is_a_line_for_each_use_about_no_room_and_nobody_named(
        self, room: Room
    ) -> None:
        row = says_yes(room.recording.host)
        lines = list(ConsentEvent.objects.order_by("seq"))
        assert [line.scope for line in lines] == ["publish", "name"]
        assert {(line.recording, line.speaker, line.method) for line in lines} == {
            (None, None, Method.STANDING)
        }
        terms = unpacked(lines[0].terms)
        assert (terms.subject, terms.level) == (str(row.uid), Level.ACCOUNT)
        assert terms.until == row.created_at + days(365)
        assert "Before each episode you get a mail" in lines[0].shown
        assert SAMI not in "".join(f"{one.shown}{one.actor}{one.evidence}" for one in lines)
        assert faults() == ()

    def test_it_allows_nothing_by_itself(self, room: Room) -> None:
        says_yes(room.recording.host)
        count(NOW + days(30))
        assert counts(room.sami) == State.UNANSWERED

    def test_without_a_code_nothing_is_recorded(self, room: Room) -> None:
        invite = invited(room.recording.host)
        pledge_codes.send(invite, SAMI, BROWSER, "en", NOW)
        with pytest.raises(NotPledged, match="Confirm your address"):
            pledges.pledge(invite, ALL, visit=BROWSER, language="en", now=NOW)
        assert not StandingConsent.objects.exists()
        assert not ConsentEvent.objects.exists()

    def test_a_code_counts_in_its_own_browser_and_once(self, room: Room) -> None:
        invite = invited(room.recording.host)
        pledge_codes.send(invite, SAMI, BROWSER, "en", NOW)
        assert not pledge_codes.confirm(invite, "another browser", code(), NOW)
        assert pledge_codes.confirm(invite, BROWSER, code(), NOW)
        pledges.pledge(invite, ALL, visit=BROWSER, language="en", now=NOW)
        with pytest.raises(NotPledged):
            pledges.pledge(invite, ALL, visit=BROWSER, language="en", now=NOW)
        assert StandingConsent.objects.count() == 1

    def test_a_code_ends_after_ten_minutes_and_after_five_tries(self, room: Room) -> None:
        invite = invited(room.recording.host)
        pledge_codes.send(invite, SAMI, BROWSER, "en", NOW)
        assert not pledge_codes.confirm(invite, BROWSER, code(), NOW + timedelta(minutes=10))
        wrong = "000000" if code() != "000000" else "000001"
        for _ in range(5):
            assert not pledge_codes.confirm(invite, BROWSER, wrong, NOW)
        assert not pledge_codes.confirm(invite, BROWSER, code(), NOW)

    def test_an_address_gets_few_codes_whatever_browser_asks(self, room: Room) -> None:
        invite = invited(room.recording.host)
        for number in range(3):
            pledge_codes.send(invite, SAMI, f"browser {number}", "en", NOW)
        with pytest.raises(NoCode):
            pledge_codes.send(invite, SAMI.upper(), "one more", "en", NOW)
        assert len(mail.outbox) == 3

    def test_codes_are_among_the_ten_mails_of_a_day(self, room: Room) -> None:
        invite = invited(room.recording.host)
        for hour in range(MAILS_PER_DAY):
            at = NOW.replace(hour=0) + timedelta(hours=hour * 2)
            pledge_codes.send(invite, SAMI, BROWSER, "en", at)
        late = NOW.replace(hour=22, minute=30)
        with pytest.raises(NoCode):
            pledge_codes.send(invite, SAMI, BROWSER, "en", late)
        with pytest.raises(asks.NotAsked, match="today"):
            asks.send(make_ask(room.sami, address=SAMI, now=late), late)

    def test_who_wants_no_mail_gets_no_code_and_nobody_is_told(self, room: Room) -> None:
        do_not_ask.add_address(SAMI, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=NOW)
        pledge_codes.send(invited(room.recording.host), SAMI, BROWSER, "en", NOW)
        assert mail.outbox == []
        assert StandingCode.objects.count() == 1

    @pytest.mark.parametrize("address", ["", "sami", "a@b.org c@d.org", "a@b.org\nBcc: x@y.org"])
    def test_what_is_no_address_is_mailed_nothing(self, room: Room, address: str) -> None:
        with pytest.raises(NoCode):
            pledge_codes.send(invited(room.recording.host), address, BROWSER, "en", NOW)
        assert mail.outbox == []

    def test_only_what_was_asked_is_allowed_and_the_voice_comes_first(self, room: Room) -> None:
        row = says_yes(room.recording.host, "publish", "name", "ai_training")
        assert row.scopes == ["publish", "name"]
        with pytest.raises(NotPledged, match="voice"):
            says_yes(room.recording.host, "name", now=NOW)

    def test_an_invitation_ends(self, room: Room) -> None:
        _, token = invites.invite(room.recording.host, show_text="x", scopes=(), by=None, now=NOW)
        assert invites.find(token, NOW + days(29)).asker == "Hana Osei"
        with pytest.raises(LinkGone):
            invites.find(token, NOW + days(30))
        with pytest.raises(LinkGone):
            invites.find("nothing", NOW)

    @pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
    def test_no_place_is_left_open_in_what_is_shown(self, room: Room, language: str) -> None:
        assert "{" not in invites.shown_text(invited(room.recording.host), ALL, NOW, language)


class TestTheNextRoom:
    def test_it_is_announced_waits_a_day_and_then_counts(self, room: Room) -> None:
        row = says_yes(room.recording.host)
        assert announced(room.sami)
        [letter] = mail.outbox
        assert letter.to == [SAMI]
        assert letter.subject.startswith("Hana Osei wants to publish your voice")
        body = " ".join(str(letter.body).split())
        assert "If you say nothing, your yes counts from 21 November 2026, 09:00 on." in body
        assert "Your parts: 0:20–0:30." in body
        assert count(PAST_OBJECTION - timedelta(seconds=1)) == 0
        assert counts(room.sami) == State.UNANSWERED
        assert count(PAST_OBJECTION) == 1
        stands = standings_of(room.sami)
        assert [s for s in Scope if stands.state(s) == State.GRANTED] == [*ALL]
        standing = stands.of(Scope.PUBLISH)
        assert (standing.method, standing.level) == (Method.STANDING, Level.ACCOUNT)
        line = ConsentEvent.objects.get(speaker=room.sami, scope="publish")
        assert str(row.receipt) in line.evidence
        assert line.shown == Ask.objects.get().announced
        assert faults() == ()

    def test_redelivered_it_is_announced_and_counted_once(self, room: Room) -> None:
        says_yes(room.recording.host)
        assert [announced(room.sami) for _ in range(3)] == [True, False, False]
        assert [count(PAST_OBJECTION) for _ in range(3)] == [1, 0, 0]
        assert ConsentEvent.objects.filter(speaker=room.sami).count() == len(ALL)
        assert len(mail.outbox) == 1

    def test_who_takes_it_back_for_that_room_later_can(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        count(PAST_OBJECTION)
        answer(room.sami, ask=Ask.objects.get(), now=NOW + days(3), publish="withdrawn")
        count(NOW + days(4))
        assert counts(room.sami) == State.WITHDRAWN

    def test_the_host_says_how_long_there_is_to_object(
        self, room: Room, settings: Settings
    ) -> None:
        settings.OBJECTION_HOURS = 72
        says_yes(room.recording.host)
        announced(room.sami)
        assert count(NOW + days(2.9)) == 0
        assert count(NOW + days(3)) == 1


class TestWhomItHoldsFor:
    def test_another_host_announces_nothing(self, room: Room) -> None:
        says_yes(Host.objects.create(slug="harbour", name="Max"))
        assert not announced(room.sami)

    def test_another_address_is_another_person(self, room: Room) -> None:
        says_yes(room.recording.host, address="max@example.org")
        assert not announced(room.sami)
        assert not announced(room.noor)

    def test_another_feed_announces_nothing(self, room: Room) -> None:
        says_yes(room.recording.host, purpose="another feed")
        assert not announcements.due(room.sami, Use(purpose="this feed"), ALL, NOW)
        says_yes(room.recording.host, purpose="this feed", now=NOW)
        RoomRow.objects.update(started_at=NOW)
        speaker = Speaker.objects.get(pk=room.sami.pk)
        assert announcements.due(speaker, Use(purpose="this feed"), ALL, NOW)

    def test_a_room_that_was_over_is_no_room_to_come(self, room: Room) -> None:
        RoomRow.objects.update(started_at=NOW - days(3))
        says_yes(room.recording.host)
        assert not announced(Speaker.objects.get(pk=room.sami.pk))

    def test_a_host_who_has_to_be_surer_asks_instead(self, room: Room) -> None:
        says_yes(room.recording.host)
        assert not announced(room.sami, least=Level.SIGNED)

    def test_who_was_asked_already_is_not_told_besides(self, room: Room) -> None:
        says_yes(room.recording.host)
        make_ask(room.sami, now=NOW)
        assert not announced(room.sami)

    def test_what_was_taken_back_does_not_leave_an_older_yes(self, room: Room) -> None:
        says_yes(room.recording.host, now=NOW - days(3))
        latest = says_yes(room.recording.host)
        given = pledges.take_back(latest, NOW)
        assert given
        assert set(given.decisions.values()) == {Decision.WITHDRAWN}
        assert pledges.take_back(latest, NOW) is None
        assert not announced(room.sami)
        assert faults() == ()


class NoServer(EmailBackend):
    def send_messages(self, _messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPServerDisconnected


class Refuses(BaseEmailBackend):
    def send_messages(self, _messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({})


class Dies(BaseEmailBackend):
    """The site itself dies before the mail server has the mail."""

    def send_messages(self, _messages: Sequence[EmailMessage]) -> int:
        raise KeyboardInterrupt


class TestMailThatDidNotArrive:
    def test_where_the_site_died_before_it_left_silence_says_nothing(
        self, room: Room, settings: Settings
    ) -> None:
        says_yes(room.recording.host)
        settings.EMAIL_BACKEND = f"{__name__}.Dies"
        with pytest.raises(KeyboardInterrupt):
            announced(room.sami)
        assert Ask.objects.get().counts_at == PAST_OBJECTION
        assert count(PAST_OBJECTION) == 0

    def test_refused_by_the_server_nobody_was_asked(self, room: Room, settings: Settings) -> None:
        says_yes(room.recording.host)
        settings.EMAIL_BACKEND = f"{__name__}.Refuses"
        with pytest.raises(asks.NotAsked):
            announced(room.sami)
        assert not Ask.objects.exists()

    def test_where_nobody_knows_whether_it_left_silence_says_nothing(
        self, room: Room, settings: Settings
    ) -> None:
        says_yes(room.recording.host)
        settings.EMAIL_BACKEND = f"{__name__}.NoServer"
        announced(room.sami)
        assert count(NOW + days(5)) == 0

    def test_lost_on_its_way_it_is_sent_again_with_the_whole_time_to_object(
        self, room: Room
    ) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        Sending.objects.update(left_at=None)
        Ask.objects.update(sent_at=None)
        later = NOW + timedelta(hours=20)
        [lost] = mails.lost(later)
        assert mails.claim_lost(lost, later)
        mails.deliver(lost, later)
        assert "22 November 2026, 05:00" in " ".join(str(mail.outbox[-1].body).split())
        assert count(PAST_OBJECTION) == 0
        assert count(later + DAY) == 1


class TestNobodyElse:
    def _said(self, room: Room, ask: Ask | None, **changed: Any) -> None:
        said: dict[str, Any] = {
            "decisions": {Scope.PUBLISH: Decision.GRANTED},
            "now": PAST_OBJECTION,
            "shown": ask.announced if ask else "x",
            "level": Level.ACCOUNT,
        } | changed
        record(
            room.sami,
            said["decisions"],
            method=Method.STANDING,
            actor="hana",
            ask=ask,
            now=said["now"],
            shown=said["shown"],
            terms=Terms(level=said["level"]),
        )

    @pytest.mark.parametrize(
        "changed",
        [
            {"now": PAST_OBJECTION - timedelta(seconds=1)},
            {"shown": "something else"},
            {"decisions": {Scope.PUBLISH: Decision.GRANTED, Scope.CLIPS: Decision.GRANTED}},
            {"decisions": {Scope.PUBLISH: Decision.REFUSED}},
            {"decisions": {Scope.PUBLISH: Decision.WITHDRAWN}},
            {"level": Level.SIGNED},
        ],
    )
    def test_the_ledger_takes_it_only_as_it_was_announced(
        self, room: Room, changed: dict[str, Any]
    ) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        with pytest.raises(NotRecorded):
            self._said(room, Ask.objects.get(), **changed)

    def test_a_host_can_never_set_it(self, room: Room) -> None:
        with pytest.raises(NotRecorded):
            self._said(room, None)
        with pytest.raises(NotRecorded):
            self._said(room, make_ask(room.sami, now=NOW), shown="x")

    def test_the_ledger_itself_takes_none_over_a_no(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        answer(room.sami, ask=Ask.objects.get(), now=NOW, publish="refused")
        with pytest.raises(NotRecorded, match="spoke"):
            self._said(room, Ask.objects.get())


class TestWhatIsKept:
    def test_an_erased_person_leaves_nothing_and_the_ledger_verifies(self, room: Room) -> None:
        says_yes(room.recording.host)
        announced(room.sami)
        erase([room.sami], by=User.objects.create(username="ada"), reason="asked", now=NOW)
        assert not StandingConsent.objects.exists()
        assert not StandingCode.objects.exists()
        assert Ask.objects.get().announced == ""
        lines = ConsentEvent.objects.filter(recording=None, speaker=None)
        assert {line.decision for line in lines} == {"granted", "withdrawn", "erased"}
        assert not lines.exclude(decision="erased").exclude(salt="").exists()
        assert faults() == ()
        count(NOW + days(5))
        assert counts(room.sami) != State.GRANTED

    def test_the_address_goes_with_its_time(self, room: Room) -> None:
        row = says_yes(room.recording.host)
        retention.carry_all_out(row.expires_at + days(89))
        assert StandingConsent.objects.exists()
        retention.carry_all_out(row.expires_at + days(90))
        assert not StandingConsent.objects.exists()
        assert not StandingCode.objects.exists()
        assert not StandingInvite.objects.exists()
