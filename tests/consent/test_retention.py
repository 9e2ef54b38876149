"""What is personal goes when it was kept long enough: addresses, traces, dead links, raw files."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from consent import asks, retention, tokens, traces
from consent.models import Ask, AskLink, ConsentEvent, Trace
from recordings import sweep, voices
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark
from tests import dumps
from tests.consent.people import START, Room, answer, days, make_ask
from tests.consent.visitor import Visitor

NOOR = "noor@example.org"
ENTERED = START - days(1)


@pytest.fixture
def noor(room: Room) -> Speaker:
    """Her address was entered the day before she was asked."""
    Recording.objects.update(created_at=ENTERED)
    with time_machine.travel(ENTERED, tick=False):
        return voices.rename(room.noor, name="Noor Ali", email=NOOR)


def gone(at: datetime) -> dict[str, int]:
    """What goes then, by what it is."""
    return {rule.what: count for rule, count in retention.carry_all_out(at) if count}


def address(noor: Speaker) -> str:
    noor.refresh_from_db()
    return noor.email


class TestAddresses:
    def test_it_is_kept_while_a_question_is_open_and_ninety_days_longer(
        self, noor: Speaker
    ) -> None:
        ask = make_ask(noor, address=NOOR)
        for at in (days(59), days(61), days(149)):
            assert not gone(START + at)
        assert gone(START + days(150)) == {
            "Mail addresses of speakers": 1,
            "Mail addresses of questions": 1,
        }
        assert address(noor) == ""
        ask.refresh_from_db()
        assert ask.address == ""

    def test_after_an_answer_it_is_kept_for_ninety_days(self, noor: Speaker) -> None:
        ask = make_ask(noor, address=NOOR)
        answer(noor, ask=ask, now=START + days(10), publish="granted")
        assert not gone(START + days(99))
        gone(START + days(100))
        assert address(noor) == ""

    def test_another_open_question_keeps_it(self, noor: Speaker) -> None:
        answer(noor, ask=make_ask(noor, address=NOOR), publish="granted")
        make_ask(noor, address=NOOR, now=START + days(80))
        assert not gone(START + days(100))
        assert not gone(START + days(229))
        assert gone(START + days(230))

    def test_who_was_never_asked_has_it_kept_since_it_was_entered(self, noor: Speaker) -> None:
        assert not gone(ENTERED + days(89))
        gone(ENTERED + days(90))
        assert address(noor) == ""

    def test_an_address_entered_for_an_old_recording_is_not_gone_at_once(
        self, noor: Speaker
    ) -> None:
        with time_machine.travel(START + days(400), tick=False):
            voices.rename(noor, name="Noor Ali", email="noor@new.example")
        assert not gone(START + days(401))
        assert address(noor) == "noor@new.example"

    def test_a_new_name_does_not_keep_it_longer(self, noor: Speaker) -> None:
        with time_machine.travel(START + days(60), tick=False):
            voices.rename(noor, name="N. Ali", email=NOOR)
        assert gone(ENTERED + days(90))

    @pytest.mark.usefixtures("noor")
    def test_the_site_says_how_long(self, settings: Settings) -> None:
        settings.KEEP_DAYS = settings.KEEP_DAYS | {"addresses": 7}
        assert gone(ENTERED + days(7))

    @pytest.mark.postgres
    @pytest.mark.django_db
    def test_no_row_tells_it_afterwards(self, noor: Speaker) -> None:
        asks.send(make_ask(noor, address=NOOR), START)
        sealed = dumps.rows()
        kept = Speaker.objects.filter(email=NOOR).count()
        gone(START + days(150))
        assert (kept, Speaker.objects.exclude(email="").count()) == (1, 0)
        assert "gAAAA" in sealed
        assert "gAAAA" not in dumps.rows()


class TestLinksAndTraces:
    def test_links_that_were_not_used_go_and_answered_ones_stay(self, room: Room) -> None:
        unused, used = make_ask(room.noor), make_ask(room.sami)
        lost, back = tokens.mint(unused, START), tokens.mint(used, START)
        answer(room.sami, ask=used, publish="granted")
        assert not gone(START + days(149))
        assert gone(START + days(150)) == {"Personal links that were not used": 1}
        assert tokens.find(back, START + days(1000)).ask == used
        assert not AskLink.objects.filter(token_sha256=tokens.digest(lost)).exists()
        assert Ask.objects.count() == 2

    def test_the_way_out_of_a_mail_is_kept_for_a_year(self, noor: Speaker) -> None:
        asks.send(make_ask(noor, address=NOOR), START)
        gone(START + days(400))
        assert AskLink.objects.get().purpose == AskLink.Purpose.UNSUBSCRIBE
        gone(START + days(60 + 365 + 90))
        assert not AskLink.objects.exists()

    def test_traces_go_after_ninety_days(self, room: Room) -> None:
        given = answer(room.noor, publish="granted")
        traces.keep(given.uid, {"REMOTE_ADDR": "192.0.2.7"}, START)
        assert not gone(START + days(89))
        assert gone(START + days(90)) == {"Marks of an answer’s IP and browser": 1}


class TestTraces:
    def keep(self, room: Room, **meta: str) -> Trace:
        given = answer(room.noor, publish="granted")
        traces.keep(given.uid, meta, START)
        return Trace.objects.get()

    def test_only_marks_are_kept(self, room: Room) -> None:
        trace = self.keep(room, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox/140")
        assert trace.ip_mark == mark(Purpose.IP, "192.0.2.7")
        assert trace.agent_mark == mark(Purpose.AGENT, "Firefox/140")
        assert "192.0.2.7" not in dumps.rows()
        assert "Firefox" not in dumps.rows()

    def test_behind_our_proxy_it_is_what_the_proxy_saw(
        self, room: Room, settings: Settings
    ) -> None:
        settings.TRUST_PROXY = True
        said = "10.0.0.1, 198.51.100.4"
        trace = self.keep(room, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=said)
        assert trace.ip_mark == mark(Purpose.IP, "198.51.100.4")

    def test_without_a_proxy_of_ours_nobody_chooses_their_address(self, room: Room) -> None:
        trace = self.keep(room, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.4")
        assert trace.ip_mark == mark(Purpose.IP, "192.0.2.7")

    def test_an_answer_by_link_leaves_one_and_looking_leaves_none(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        assert not Trace.objects.exists()
        noor.send()
        trace = Trace.objects.get()
        assert trace.ip_mark == mark(Purpose.IP, "127.0.0.1")
        assert trace.receipt == ConsentEvent.objects.get().receipt

    def test_an_answer_sent_twice_leaves_one(self, room: Room) -> None:
        self.keep(room, REMOTE_ADDR="192.0.2.7")
        self.keep(room, REMOTE_ADDR="192.0.2.8")


class TestRoomsAndFiles:
    def test_what_a_rooms_files_said_goes_after_thirty_days(self, room: Room) -> None:
        Recording.objects.update(
            created_at=START, raw={"speakers": ["Noor"]}, unrecognised=["shape"]
        )
        assert not gone(START + days(29))
        assert gone(START + days(30)) == {"What a room’s files said beside its sound": 1}
        room.recording.refresh_from_db()
        assert (room.recording.raw, room.recording.unrecognised) == ({}, [])

    @pytest.mark.usefixtures("room")
    def test_mails_that_were_written_to_files_go(self, settings: Settings) -> None:
        old, new = (Path(settings.EMAIL_FILE_PATH) / f"{name}.log" for name in ("old", "new"))
        for path, at in ((old, START), (new, START + days(60))):
            path.write_text(f"To: {NOOR}")
            os.utime(path, (at.timestamp(), at.timestamp()))
        assert gone(START + days(91)) == {"Mails written to files instead of sent": 1}
        assert (old.exists(), new.exists()) == (False, True)


class TestSayingSo:
    def test_the_command_says_what_will_go_when_and_changes_nothing(
        self, noor: Speaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with time_machine.travel(ENTERED + days(91), tick=False):
            call_command("retention", "--dry-run", "--json")
        told = json.loads(capsys.readouterr().out)
        assert told["dry_run"]
        assert {"key": "addresses", "kept": 1, "due": 1, "next": None}.items() <= (
            told["rules"][0].items()
        )
        assert address(noor) == NOOR

    @pytest.mark.usefixtures("noor")
    def test_the_next_date_is_the_oldests(self) -> None:
        first = retention.outlooks(START)[0]
        assert (first.kept, first.due, first.next_at) == (1, 0, ENTERED + days(90))

    def test_the_command_drops_what_is_due(
        self, noor: Speaker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with time_machine.travel(ENTERED + days(91), tick=False):
            call_command("retention")
        assert "Mail addresses of speakers (90 days after" in capsys.readouterr().out
        assert address(noor) == ""

    def test_the_site_does_it_every_hour(self, noor: Speaker) -> None:
        with time_machine.travel(ENTERED + days(91), tick=False):
            sweep.hourly()
        assert address(noor) == ""
