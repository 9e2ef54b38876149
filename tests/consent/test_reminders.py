"""Reminders: few, stopped by any answer, sent once, and each with a way out of them."""

import contextlib
import smtplib
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from consent import asks, do_not_ask, exclusions, mails, record, reminders
from consent.asks import NotAsked
from consent.models import Ask, DoNotAsk, Sending
from consent.scopes import Decision, Method
from recordings.audio.plan import Treatment
from recordings.signals import sweep_due
from tests.consent.people import START, Room, answer, days, make_ask

NOOR = "noor@example.org"


@pytest.fixture
def asked(room: Room) -> Ask:
    """Noor was asked by mail; that mail is not in the box any more."""
    ask = make_ask(room.noor, address=NOOR)
    asks.send(ask, START)
    mail.outbox.clear()
    return ask


def swept(*at: float) -> list[EmailMessage]:
    """What left in sweeps so many days after the question."""
    for day in at:
        reminders.sweep(START + days(day))
    return list(mail.outbox)


def due(ask: Ask) -> datetime | None:
    ask.refresh_from_db()
    return ask.next_reminder_at


def test_a_question_is_reminded_of_after_two_and_five_days(asked: Ask) -> None:
    assert swept(1, 1.9) == []
    assert len(swept(2)) == 1
    assert len(swept(2.1, 4.9)) == 1
    assert len(swept(5)) == 2
    asked.refresh_from_db()
    assert asked.reminders_sent == 2


def test_the_question_and_its_reminders_are_three_mails_and_no_more(asked: Ask) -> None:
    assert len(swept(*range(60))) == 2
    assert Sending.objects.count() == 3
    assert due(asked) is None


def test_the_third_date_is_for_who_missed_an_earlier_one(asked: Ask) -> None:
    """The site slept for a week: two mails are left, and they leave a day apart at least."""
    assert len(swept(9)) == 1
    assert due(asked) == START + days(10)
    assert len(swept(9.5, 10)) == 2


def test_a_reminder_says_so_and_carries_a_link_that_works(asked: Ask) -> None:
    [letter] = swept(2)
    assert letter.subject == "Reminder: Hana Osei asks: may your voice be published?"
    assert "any answer ends these mails" in letter.body
    [link] = [line for line in letter.body.splitlines() if line.startswith("http")]
    assert "/c/" in link


@pytest.mark.parametrize("said", ["granted", "refused", "withdrawn"])
def test_any_answer_ends_them(asked: Ask, said: str) -> None:
    answer(asked.speaker, ask=asked, publish=said)
    assert swept(2, 5, 10) == []


def test_an_answer_to_another_question_ends_them_too(room: Room, asked: Ask) -> None:
    answer(room.noor, ask=make_ask(room.noor), now=START + days(1), publish="granted")
    assert swept(2, 5, 10) == []


def test_only_the_latest_question_is_reminded_of(room: Room, asked: Ask) -> None:
    again = make_ask(room.noor, address=NOOR, now=START + days(1))
    asks.send(again, START + days(1))
    assert due(asked) is None
    assert due(again) == START + days(3)


def test_who_is_left_out_is_not_reminded(room: Room, asked: Ask) -> None:
    exclusions.leave_out(room.recording, room.noor, Treatment.CUT, by=None)
    assert swept(2, 5, 10) == []
    assert due(asked) is None


def test_a_dispute_ends_them(room: Room, asked: Ask) -> None:
    later = START + days(1)
    record.note(
        room.noor, Decision.DISPUTED, method=Method.LINK, actor="", now=later, ask=asked
    )  # fmt: skip
    assert swept(2, 5, 10) == []
    with pytest.raises(NotAsked, match="is not them"):
        make_ask(room.noor, address=NOOR, now=later)


def test_who_wants_no_mail_is_not_reminded(room: Room, asked: Ask) -> None:
    do_not_ask.add(room.noor, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=START)
    assert due(asked) is None
    Ask.objects.update(next_reminder_at=START + days(2))
    assert swept(2, 5, 10) == []
    assert due(asked) is None


def test_an_expired_question_is_not_reminded_of(asked: Ask) -> None:
    assert swept(61) == []


def test_a_link_that_was_handed_over_is_not_reminded_of(room: Room) -> None:
    ask = make_ask(room.noor)
    asks.link_for(ask, START)
    assert due(ask) is None


def test_the_sweep_of_the_site_sends_them(asked: Ask) -> None:
    sweep_due.send(sender=None, now=START + days(2))
    assert len(mail.outbox) == 1


def test_two_sweeps_at_once_send_one(asked: Ask) -> None:
    first, second = (Ask.objects.get() for _ in range(2))
    assert reminders.claim(first, START + days(2)) is not None
    assert reminders.claim(second, START + days(2)) is None


def test_a_full_day_puts_a_reminder_off(room: Room, asked: Ask) -> None:
    Sending.objects.update(nth_here=1)
    for n in range(1, 11):
        fields = Sending.objects.values("ask_id", "recording_id", "mark").get(pk=_first())
        other = fields | {"mark": fields["mark"], "recording_id": _elsewhere(room, n)}
        at = START + days(2)
        Sending.objects.create(
            **other, at=at, tried_at=at, left_at=at, day=at.date(), nth_here=1, nth_today=n
        )
    assert swept(2) == []
    assert due(asked) == START + days(2) + reminders.LATER
    assert len(swept(3)) == 1


def _first() -> int:
    return Sending.objects.earliest("pk").pk


def _elsewhere(room: Room, number: int) -> int:
    made = room.recording
    made.pk, made.uid, made.sha256 = None, uuid4(), f"{number}" * 8
    made._state.adding = True
    made.save()
    return int(made.pk)


class Deaf(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, _email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("no")


class Mute(EmailBackend):
    """A mail server that takes a mail and dies before it says so."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected("gone")


class Dying(EmailBackend):
    """The site itself dies while the mail server has the mail."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise KeyboardInterrupt


def use(settings: Settings, server: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{server.__module__}.{server.__name__}"


class TestTroubleOnTheWay:
    def test_what_the_server_refused_is_not_counted_and_tried_later(
        self, asked: Ask, settings: Settings
    ) -> None:
        server = settings.EMAIL_BACKEND
        use(settings, Deaf)
        assert swept(2) == []
        assert Sending.objects.count() == 1
        assert due(asked) == START + days(2) + reminders.LATER
        settings.EMAIL_BACKEND = server
        assert len(swept(2.1)) == 1

    @pytest.mark.usefixtures("asked")
    def test_what_may_have_left_is_counted_and_not_sent_again(self, settings: Settings) -> None:
        server = settings.EMAIL_BACKEND
        use(settings, Mute)
        swept(2)
        settings.EMAIL_BACKEND = server
        assert len(swept(2.1, 3, 4)) == 1
        assert Sending.objects.count() == 2

    @pytest.mark.usefixtures("asked")
    def test_after_a_crash_a_mail_is_sent_once_more_under_the_same_id(
        self, settings: Settings
    ) -> None:
        server = settings.EMAIL_BACKEND
        use(settings, Dying)
        with pytest.raises(KeyboardInterrupt):
            swept(2)
        settings.EMAIL_BACKEND = server
        assert len(swept(2.001)) == 1
        first, second = swept(2.1, 2.2, 2.3)
        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
        assert first.extra_headers["Message-ID"].endswith("@127.0.0.1>")

    @pytest.mark.usefixtures("asked")
    def test_a_crash_each_time_is_two_mails_and_no_more(self, settings: Settings) -> None:
        use(settings, Dying)
        for at in (2, 2.1, 2.2, 2.3):
            with contextlib.suppress(KeyboardInterrupt):
                swept(at)
        assert len(mail.outbox) == mails.TRIES

    def test_a_lost_mail_is_not_sent_after_the_answer(self, asked: Ask, settings: Settings) -> None:
        server = settings.EMAIL_BACKEND
        use(settings, Dying)
        with pytest.raises(KeyboardInterrupt):
            swept(2)
        settings.EMAIL_BACKEND = server
        answer(asked.speaker, ask=asked, publish="granted")
        assert len(swept(2.1)) == 1

    def test_a_first_mail_that_was_lost_is_sent_and_reminded_of(self, room: Room) -> None:
        ask = make_ask(room.noor, address=NOOR)
        mails.counted(ask, START)
        [letter] = swept(0.1)
        assert letter.subject.startswith("Hana Osei asks")
        assert due(ask) == START + days(2)
