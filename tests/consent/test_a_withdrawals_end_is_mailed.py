"""When a withdrawal is carried out, one mail says so to who took back, and to nobody who wants
none."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from pytest_django import Settings

from consent import afterwards, asks, closing, do_not_ask, texts
from consent.models import Ask, DoNotAsk, Sending, Withdrawal
from consent.scopes import Decision, Method, Scope
from consent.withdrawal import answered
from tests.consent.people import Room, answer, make_ask
from tests.consent.visitor import Visitor, path_of

NOOR = "noor@example.org"


@pytest.fixture
def ask(room: Room) -> Ask:
    """Noor was asked by mail, and said yes."""
    ask = make_ask(room.noor, address=NOOR, now=timezone.now())
    asks.send(ask, timezone.now())
    answer(room.noor, ask=ask, publish="granted", now=timezone.now())
    mail.outbox.clear()
    return ask


def takes_back(ask: Ask) -> Withdrawal:
    given = answered(
        ask.speaker,
        {Scope.PUBLISH: Decision.WITHDRAWN},
        method=Method.LINK,
        actor="Noor Ali",
        now=timezone.now(),
        ask=ask,
        wording=ask.wording,
        shown="My voice",
    )
    return Withdrawal.objects.get(receipt=given.uid)


def carried_out(ask: Ask) -> Withdrawal:
    row = takes_back(ask)
    afterwards.done(row.receipt, {}, timezone.now())
    return row


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def test_it_is_told_once_with_a_link_to_the_certificate(ask: Ask) -> None:
    takes_back(ask)
    assert closing.sweep(timezone.now()) == 0
    afterwards.done(Withdrawal.objects.get().receipt, {}, timezone.now())
    assert [closing.sweep(later(minutes=n)) for n in range(3)] == [1, 0, 0]
    letter = mail.outbox[0]
    assert letter.to == [NOOR]
    assert letter.subject == "Carried out: what you took back"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    noor = Visitor(next(line for line in str(letter.body).split() if "/c/" in line))
    assert "Certificate as PDF" in noor.page
    file = noor.client.get(f"{path_of(noor.address)}certificate.pdf")
    assert file.content.startswith(b"%PDF-")


@pytest.mark.parametrize("lang", list(texts.NAMES))
def test_it_is_in_the_language_they_took_it_back_in(room: Room, lang: str) -> None:
    noor = Visitor(asks.link_for(by_mail(room), timezone.now()), reads=lang)
    noor.send(publish="yes")
    for _ in range(2):
        noor.send(**dict.fromkeys(("name", "transcript", "clips", "commercial"), "no"))
    noor.open(f"{path_of(noor.address)}withdraw/?lang={lang}")
    noor.send(scope=["publish"])
    afterwards.done(Withdrawal.objects.get().receipt, {}, timezone.now())
    mail.outbox.clear()
    assert closing.sweep(timezone.now()) == 1
    assert mail.outbox[0].subject == texts.AROUND[lang]["closing_subject"]
    assert "{" not in str(mail.outbox[0].body)


def by_mail(room: Room) -> Ask:
    ask = make_ask(room.noor, address=NOOR, now=timezone.now())
    asks.send(ask, timezone.now())
    return ask


def test_it_is_none_of_the_three_about_a_recording_and_one_of_the_ten_of_a_day(ask: Ask) -> None:
    carried_out(ask)
    closing.sweep(timezone.now())
    told = Sending.objects.get(kind=Sending.Kind.DONE)
    assert (told.nth_here, told.nth_today) == (None, 2)


def test_nobody_is_told_at_an_address_they_were_never_asked_at(room: Room) -> None:
    answer(room.noor, publish="granted", now=timezone.now())
    room.noor.email = "somebody@example.org"
    room.noor.save()
    carried_out(Ask.objects.get())
    assert closing.sweep(timezone.now()) == 0
    assert Withdrawal.objects.get().told_at


@pytest.mark.parametrize("whole_site", [True, False])
def test_who_wants_no_mail_gets_none(ask: Ask, whole_site: bool) -> None:
    host = None if whole_site else ask.speaker.recording.host
    do_not_ask.add(ask.speaker, DoNotAsk.Why.UNSUBSCRIBED, host=host, now=timezone.now())
    carried_out(ask)
    assert closing.sweep(timezone.now()) == 0


def test_who_opts_out_after_taking_back_gets_none(ask: Ask) -> None:
    """The no of the withdrawal was kept first; the opting out is the stronger word."""
    takes_back(ask)
    host = ask.speaker.recording.host
    do_not_ask.add(ask.speaker, DoNotAsk.Why.UNSUBSCRIBED, host=host, now=timezone.now())
    afterwards.done(Withdrawal.objects.get().receipt, {}, timezone.now())
    assert closing.sweep(timezone.now()) == 0
    assert {row.why for row in DoNotAsk.objects.all()} == {DoNotAsk.Why.UNSUBSCRIBED}


def test_who_said_no_to_this_host_before_gets_none(ask: Ask) -> None:
    host = ask.speaker.recording.host
    before = later(days=-1)
    do_not_ask.add(ask.speaker, DoNotAsk.Why.REFUSED, host=host, now=before)
    carried_out(ask)
    assert closing.sweep(timezone.now()) == 0


def test_who_agreed_anew_meanwhile_is_told_nothing(room: Room, ask: Ask) -> None:
    row = takes_back(ask)
    answer(room.noor, ask=ask, publish="granted", now=later(minutes=1))
    afterwards.done(row.receipt, {}, later(minutes=2))
    assert closing.sweep(later(minutes=2)) == 0


class Closed(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, *_: Any) -> int:
        raise smtplib.SMTPConnectError(421, "closed")


def test_a_mail_that_cannot_leave_is_tried_again_for_three_days(
    ask: Ask, settings: Settings
) -> None:
    row = carried_out(ask)
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Closed"
    assert closing.sweep(timezone.now()) == 0
    settings.EMAIL_BACKEND = works
    assert closing.sweep(later(minutes=1)) == 1
    Withdrawal.objects.update(told_at=None)
    settings.EMAIL_BACKEND = f"{__name__}.Closed"
    assert closing.sweep(later(days=3, minutes=1)) == 0
    row.refresh_from_db()
    assert row.told_at
