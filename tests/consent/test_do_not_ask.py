"""Who said no gets no more mail from that host, and no name and no address is kept for it."""

from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command

from consent import asks, do_not_ask
from consent.asks import NotAsked
from consent.models import DoNotAsk, Sending
from consent.roster import roster_for
from recordings.models import Host, Recording, Speaker
from recordings.sealed import Purpose, mark
from tests import dumps
from tests.consent.people import START, Room, answer, days, make_ask, make_room
from tests.signed_in import ada_the_admin, words

NOOR = "noor@example.org"


def another_recording(host: Host) -> Recording:
    """Of the same host, with nobody in it yet."""
    room = host.rooms.earliest("pk")
    return Recording.objects.create(
        host=host, room=room, source="plain", sha256="b" * 64, duration_ms=60_000
    )


def appears(recording: Recording, email: str = "", **accounts: str) -> Speaker:
    return Speaker.objects.create(
        recording=recording, key="n", name="N.", email=email, number=1, role="speaker",
        external_ids=accounts,
    )  # fmt: skip


def refuse(room: Room, said: str = "refused", **accounts: str) -> None:
    room.noor.external_ids = accounts
    room.noor.save()
    asked = make_ask(room.noor, address=NOOR)
    asks.send(asked, START)
    answer(room.noor, ask=asked, publish=said)
    mail.outbox.clear()


@pytest.mark.parametrize("said", ["refused", "withdrawn"])
def test_after_a_no_the_address_gets_no_mail_about_another_recording_of_that_host(
    room: Room, said: str
) -> None:
    refuse(room, said)
    again = appears(another_recording(room.recording.host))
    with pytest.raises(NotAsked, match="said no before, and gets no more mail from Hana Osei"):
        make_ask(again, address="Noor@Example.org")
    assert mail.outbox == []


def test_the_account_is_known_again_under_another_address(room: Room) -> None:
    refuse(room, x="100200300")
    again = appears(another_recording(room.recording.host), x="100200300")
    with pytest.raises(NotAsked, match="said no before"):
        make_ask(again, address="other@example.org")
    max_ = appears(another_recording(make_room("max").recording.host), x="1002003001")
    make_ask(max_, address="other@example.org")


def test_another_host_may_still_ask_once(room: Room) -> None:
    refuse(room)
    asks.send(make_ask(make_room("water").noor, address=NOOR), START)
    assert len(mail.outbox) == 1


def test_a_personal_link_about_another_recording_may_be_handed_over(room: Room) -> None:
    refuse(room)
    again = appears(another_recording(room.recording.host), email=NOOR)
    assert asks.link_for(make_ask(again), START).startswith("http")


def test_about_the_refused_recording_only_the_link_they_have_leads_back(room: Room) -> None:
    refuse(room)
    with pytest.raises(NotAsked, match="The link Noor Ali has stays the place"):
        make_ask(room.noor)
    standing = asks.current_ask(room.noor, START + days(100))
    assert standing
    assert asks.link_for(standing, START + days(100))


def test_an_ask_that_was_open_before_the_no_sends_no_more(room: Room) -> None:
    waiting = make_ask(room.noor, address=NOOR)
    answer(room.noor, ask=make_ask(room.noor), publish="refused")
    with pytest.raises(NotAsked, match="said no"):
        asks.send(waiting, START)


def test_a_no_to_a_name_alone_is_no_reason_not_to_ask(room: Room) -> None:
    answer(room.noor, publish="granted", name="refused")
    assert not DoNotAsk.objects.exists()


def test_a_yes_afterwards_brings_no_mail_back(room: Room) -> None:
    """Opting out is for ever; a changed mind is told at the link."""
    refuse(room)
    answer(room.noor, publish="granted")
    with pytest.raises(NotAsked, match="said no before"):
        make_ask(room.noor, address=NOOR)


def test_who_wants_no_mail_at_all_is_left_alone_by_every_host(room: Room) -> None:
    do_not_ask.add_address(NOOR, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=START)
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(make_room("water").noor, address=NOOR)


def test_who_wants_no_mail_of_one_host_is_mailed_by_others(room: Room) -> None:
    host = room.recording.host
    do_not_ask.add_address(NOOR, DoNotAsk.Why.UNSUBSCRIBED, host=host, now=START)
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(room.noor, address=NOOR)
    make_ask(make_room("water").noor, address=NOOR)


@pytest.mark.postgres
@pytest.mark.django_db
def test_saying_no_twice_is_kept_once_and_as_marks_alone(room: Room) -> None:
    refuse(room, x="100200300")
    answer(room.noor, publish="granted")
    answer(room.noor, publish="withdrawn")
    kept = set(DoNotAsk.objects.values_list("mark", "why"))
    assert kept == {
        (mark(Purpose.ADDRESS, NOOR), "refused"),
        (mark(Purpose.ACCOUNT, "x:100200300"), "refused"),
        (mark(Purpose.ACCOUNT, "x:@noor_ali"), "refused"),
    }
    [row] = [line for line in dumps.rows().splitlines() if line.startswith("consent_donotask ")]
    assert "noor" not in row.casefold()
    assert "100200300" not in row


def test_a_no_said_before_the_address_was_gone_is_remembered(room: Room) -> None:
    """The mails that were sent are known by their marks."""
    asked = make_ask(room.noor, address=NOOR)
    asks.send(asked, START)
    asked.address = ""
    asked.save()
    answer(room.noor, ask=asked, publish="refused")
    again = appears(another_recording(room.recording.host))
    with pytest.raises(NotAsked, match="said no before"):
        make_ask(again, address=NOOR)


def test_admins_look_up_a_whole_address(room: Room) -> None:
    refuse(room)
    ada = ada_the_admin()
    assert "Said no" in words(ada.get(f"/admin/consent/donotask/?q={NOOR}"))
    assert "0 of" not in words(ada.get("/admin/consent/donotask/"))
    assert "Said no Hana" not in words(ada.get("/admin/consent/donotask/?q=sami@example.org"))


def test_who_is_known_by_a_handle_alone_is_known_again_by_it(room: Room) -> None:
    room.noor.handle = "Noor_Ali"
    refuse(room)
    again = appears(another_recording(room.recording.host))
    Speaker.objects.filter(pk=again.pk).update(handle="@noor_ali")
    again.refresh_from_db()
    with pytest.raises(NotAsked, match="said no before"):
        make_ask(again, address="other@example.org")


ACTION = "Action: {}\nStatus: 5.1.1\n\nMessage-ID: {}\n"


@pytest.mark.parametrize(("action", "marked"), [("failed", True), ("delayed", False)])
def test_an_address_at_which_mail_fails_for_good_is_mailed_no_more(
    room: Room, tmp_path: Path, action: str, marked: bool
) -> None:
    Speaker.objects.filter(pk=room.noor.pk).update(email=NOOR)
    room.noor.refresh_from_db()
    ask = make_ask(room.noor, address=NOOR)
    asks.send(ask, START)
    note = tmp_path / "bounce.eml"
    note.write_text(ACTION.format(action, Sending.objects.get().message_id))
    call_command("mail_came_back", str(note))
    ask.refresh_from_db()
    assert (ask.next_reminder_at is None) is marked
    assert do_not_ask.why_not(room.noor, NOOR).startswith("The mail to Noor Ali came") is marked
    [row] = [row for row in roster_for(room.recording, "", START) if row.speaker == room.noor]
    assert (row.no_mail == DoNotAsk.Why.BOUNCED) is marked
