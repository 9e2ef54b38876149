"""Once a day the ledger's head is put where the database does not reach, and mailed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from pytest_django import Settings

from consent import anchors, guard, verify
from consent.ledger import Kind
from consent.models import ChainHead, ConsentEvent, LedgerAnchor, LedgerCheck
from recordings import storage
from tests.consent.people import START, Room, answer, days


@pytest.fixture(autouse=True)
def ada(room: Room) -> User:
    answer(room.noor, publish="refused")
    return User.objects.create_user("ada", "ada@site.example", is_superuser=True, is_staff=True)


def rewritten(room: Room) -> None:
    """Somebody with all the site's keys makes the whole ledger anew, with a yes for a no."""
    guard.lift(connection)
    ConsentEvent.objects.all().delete()
    ChainHead.objects.all().delete()
    guard.install(connection)
    answer(room.noor, publish="granted")


def test_the_head_of_a_day_is_put_into_the_store_once() -> None:
    for minute in range(3):
        verify.sweep(START + timedelta(minutes=minute))
    [key] = storage.keys(anchors.KIND)
    [anchor] = anchors.anchored()[0]
    head = ChainHead.objects.get()
    assert (anchor.seq, anchor.hash, anchor.where) == (1, head.hash, key)


def test_the_next_day_has_an_anchor_of_its_own_where_something_was_said(room: Room) -> None:
    verify.sweep(START)
    verify.sweep(START + days(1))
    assert LedgerAnchor.objects.count() == 1
    answer(room.sami, publish="granted", now=START + days(2))
    verify.sweep(START + days(2))
    assert [anchor.seq for anchor in LedgerAnchor.objects.all()] == [2, 1]


def test_an_empty_ledger_is_not_anchored(room: Room) -> None:
    guard.lift(connection)
    ConsentEvent.objects.all().delete()
    ChainHead.objects.all().delete()
    verify.sweep(START)
    assert storage.keys(anchors.KIND) == []


def test_every_admin_is_mailed_the_anchor_once(ada: User) -> None:
    User.objects.create_superuser("bo", "bo@site.example")
    User.objects.create_user("max", "max@stranger.example", is_staff=True)
    verify.sweep(START)
    verify.sweep(START + timedelta(hours=3))
    assert [letter.to for letter in mail.outbox] == [["ada@site.example"], ["bo@site.example"]]
    assert f"--anchor 1:{ChainHead.objects.get().hash}" in mail.outbox[0].body


def test_whom_the_settings_name_is_mailed_and_nobody_else(ada: User, settings: Settings) -> None:
    settings.ADMINS = [("", "watch@site.example"), ("", "bo@site.example")]
    verify.sweep(START)
    to = [letter.to for letter in mail.outbox]
    assert to == [["bo@site.example"], ["watch@site.example"]]


def test_a_broken_ledger_is_mailed_once_and_again_when_it_breaks_anew(
    ada: User, room: Room
) -> None:
    def told() -> list[str]:
        return [str(letter.subject) for letter in mail.outbox if "broken" in str(letter.subject)]

    guard.lift(connection)
    ConsentEvent.objects.update(decision="granted")
    verify.sweep(START)
    verify.sweep(START + timedelta(hours=2))
    assert told() == ["Roomcast: the consent ledger is broken"]
    assert "Line 1 is not as it was written." in mail.outbox[-1].body
    ConsentEvent.objects.update(decision="refused")
    verify.sweep(START + timedelta(hours=4))
    assert len(told()) == 1
    ConsentEvent.objects.update(decision="granted")
    verify.check(START + timedelta(hours=5))
    verify.sweep(START + timedelta(hours=5))
    assert len(told()) == 2


def test_mail_that_does_not_leave_is_tried_again_an_hour_later(settings: Settings) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    verify.sweep(START)
    settings.EMAIL_BACKEND = works
    verify.sweep(START + timedelta(minutes=30))
    assert mail.outbox == []
    verify.sweep(START + timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_a_ledger_rewritten_whole_contradicts_its_anchors(room: Room) -> None:
    verify.sweep(START)
    rewritten(room)
    [fault] = verify.faults()
    assert (fault.kind, fault.seq) == (Kind.ANCHOR, 1)


def test_it_does_so_also_when_the_database_has_forgotten_them(room: Room) -> None:
    verify.sweep(START)
    rewritten(room)
    LedgerAnchor.objects.all().delete()
    assert [fault.kind for fault in verify.faults()] == [Kind.ANCHOR]


def test_an_end_cut_off_with_its_head_contradicts_its_anchors(room: Room) -> None:
    first = ChainHead.objects.get()
    answer(room.sami, publish="granted")
    verify.sweep(START)
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=2).delete()
    first.save()
    assert [fault.kind for fault in verify.faults()] == [Kind.ANCHOR]


def test_an_anchor_that_is_gone_or_changed_is_missed(data: Path) -> None:
    verify.sweep(START)
    path = data / "objects" / storage.keys(anchors.KIND)[0]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b'"seq":1', b'"seq":2'))
    assert "is not as it was written" in verify.faults()[0].sentence
    path.unlink()
    assert "The anchor of line 1 is gone" in verify.faults()[0].sentence


def test_a_broken_ledger_is_not_anchored(room: Room) -> None:
    guard.lift(connection)
    ConsentEvent.objects.update(decision="granted")
    verify.sweep(START)
    assert storage.keys(anchors.KIND) == []
    assert verify.broken() == "Line 1 is not as it was written."


def test_every_minute_only_what_is_new_is_read(room: Room) -> None:
    verify.sweep(START)
    answer(room.sami, publish="granted")
    verify.sweep(START + timedelta(minutes=1))
    check = LedgerCheck.objects.get()
    assert (check.seq, check.whole_at) == (2, START)
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=1).update(decision="granted")
    verify.sweep(START + timedelta(minutes=2))
    assert verify.broken() == ""
    verify.sweep(START + days(1))
    assert verify.broken() == "Line 1 is not as it was written."


def test_a_new_line_that_is_wrong_is_found_within_the_minute(room: Room) -> None:
    verify.sweep(START)
    answer(room.sami, publish="refused")
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=2).update(decision="granted")
    verify.sweep(START + timedelta(minutes=1))
    assert verify.broken() == "Line 2 is not as it was written."


def test_what_was_mended_is_seen_within_the_hour() -> None:
    guard.lift(connection)
    ConsentEvent.objects.update(decision="granted")
    verify.sweep(START)
    ConsentEvent.objects.update(decision="refused")
    verify.sweep(START + timedelta(minutes=30))
    assert verify.broken()
    verify.sweep(START + timedelta(hours=1))
    assert verify.broken() == ""


def test_a_head_that_was_moved_is_not_made_good_by_the_next_answer(room: Room) -> None:
    ChainHead.objects.update(seal="0" * 64)
    answer(room.sami, publish="granted")
    assert [fault.kind for fault in verify.faults()] == [Kind.HEAD]


def test_a_head_sealed_under_a_former_key_still_holds(settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    assert verify.faults() == ()
    settings.SECRET_KEY_FALLBACKS = []
    assert [fault.kind for fault in verify.faults()] == [Kind.HEAD]
