"""Who said no gets no more mail from that host, and no name and no address is kept for it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command

from consent import asks, bounces, do_not_ask, tombstones
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
    assert "Said no" in words(ada.get("/admin/consent/donotask/")).partition("By why")[0]
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


class TestAMailThatCameBackByMistake:
    @pytest.fixture
    def marked(self, room: Room) -> Room:
        Speaker.objects.filter(pk=room.noor.pk).update(email=NOOR)
        room.noor.refresh_from_db()
        asks.send(make_ask(room.noor, address=NOOR), START)
        bounces.came_back([Sending.objects.get().message_id], START)
        return room

    def undo(self, address: str = NOOR, **more: str) -> None:
        told = {"by": "ada", "reason": "Their server was down."} | more
        call_command("mail_came_back", undo=address, stdout=io.StringIO(), **told)

    def test_an_admin_has_the_address_mailed_again_and_it_is_logged(self, marked: Room) -> None:
        ada_the_admin()
        assert do_not_ask.why_not(marked.noor, NOOR)
        self.undo()
        assert do_not_ask.why_not(marked.noor, NOOR) == ""
        entry = LogEntry.objects.get()
        assert (entry.user.get_username(), entry.change_message) == (
            "ada",
            "Their server was down.",
        )
        assert NOOR not in f"{entry.object_repr} {entry.change_message}"

    def test_nobody_else_and_not_without_a_reason(self, marked: Room) -> None:
        ada_the_admin()
        User.objects.create_user("max")
        for wrong in ({"by": "max"}, {"by": "nobody"}, {"reason": " "}):
            with pytest.raises(CommandError):
                self.undo(**wrong)
        with pytest.raises(CommandError, match="No mail to this address"):
            self.undo("sami@example.org")
        assert do_not_ask.why_not(marked.noor, NOOR)

    def test_what_somebody_said_is_never_taken_for_it(self, marked: Room) -> None:
        """They opted out after their mail had come back once."""
        ada_the_admin()
        do_not_ask.add(marked.noor, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=START)
        with pytest.raises(CommandError, match="only they can change"):
            self.undo()
        bounces.came_back([Sending.objects.get().message_id], START)
        assert do_not_ask.why_not(marked.noor, NOOR).startswith("Noor Ali wants no more mail")

    @pytest.mark.usefixtures("room")
    def test_an_old_backup_does_not_bring_it_back(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        ada_the_admin()
        for undone in (False, True):
            with django_capture_on_commit_callbacks(execute=True):
                do_not_ask.add_bounced([mark(Purpose.ADDRESS, NOOR)], START)
            if undone:
                with django_capture_on_commit_callbacks(execute=True):
                    self.undo()
            files = list(tombstones.folder().glob("*.json"))
            assert (files == []) is undone

    def test_the_admins_page_does_the_same_for_marks_that_are_ticked(self, marked: Room) -> None:
        ada = ada_the_admin()
        do_not_ask.add(marked.sami, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=START)
        told = {
            "action": "arrives_after_all",
            "_selected_action": [str(row.pk) for row in DoNotAsk.objects.all()],
        }
        page = words(ada.post("/admin/consent/donotask/", told, follow=True))
        assert "Mailed again: 1. Marks that stay: 1." in page
        assert DoNotAsk.objects.get().why == DoNotAsk.Why.UNSUBSCRIBED
        assert LogEntry.objects.count() == 1
