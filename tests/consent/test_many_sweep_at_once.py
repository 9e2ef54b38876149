"""Sweeps and buttons at the same moment: each reminder leaves once, and never too many do."""

import pytest
from django.core import mail

from consent import asks, reminders
from consent.asks import NotAsked
from consent.models import Ask, Sending
from tests.consent.people import START, answer, days, make_ask, make_room
from tests.consent.test_many_answer_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOOR = "noor@example.org"


def a_question() -> Ask:
    """Noor was asked by mail; that mail is not in the box any more."""
    ask = make_ask(make_room().noor, address=NOOR)
    asks.send(ask, START)
    mail.outbox.clear()
    return ask


def sweep() -> None:
    reminders.sweep(START + days(2))


def test_four_sweeps_send_one_reminder() -> None:
    ask = a_question()
    assert at_once(sweep, sweep, sweep, sweep) == []
    assert len(mail.outbox) == 1
    ask.refresh_from_db()
    assert (ask.reminders_sent, ask.next_reminder_at) == (1, START + days(5))


def test_a_button_pressed_by_many_stays_within_three_mails() -> None:
    ask = a_question()

    def press() -> None:
        asks.remind(Ask.objects.get(pk=ask.pk), START + days(2))

    failed = at_once(press, press, press, press, sweep)
    assert [error for error in failed if not isinstance(error, NotAsked)] == []
    assert Sending.objects.count() == len(mail.outbox) + 1 <= 3


def test_an_answer_and_a_sweep_have_an_order() -> None:
    """Either the reminder was claimed before the answer, or it does not leave at all."""
    ask = a_question()

    def refuse() -> None:
        answer(ask.speaker, ask=ask, now=START + days(2), publish="refused")

    assert at_once(refuse, sweep) == []
    later = len(mail.outbox)
    sweep()
    reminders.sweep(START + days(5))
    assert len(mail.outbox) == later <= 1
