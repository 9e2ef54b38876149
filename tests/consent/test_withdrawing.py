"""Taking back: recorded, and what follows at once is so in the same transaction."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from consent import afterwards, asks, texts
from consent.clearance import clearance_for
from consent.models import ConsentEvent, Exclusion, Withdrawal
from consent.receipts import number
from consent.record import standings
from consent.scopes import Decision, Method, Mode, Scope, State
from consent.terms import unpacked
from consent.withdrawal import withdraw
from recordings.audio.plan import Treatment
from tests.consent.papers import words_in
from tests.consent.people import START, Room, all_agree, make_ask
from tests.consent.visitor import Visitor, path_of

pytestmark = pytest.mark.django_db


def takes_back(
    room: Room, *scopes: Scope, mode: Mode | None = None, reason: str = ""
) -> Withdrawal:
    given = withdraw(
        room.noor,
        scopes,
        mode,
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="a letter",
        reason=reason,
    )
    return Withdrawal.objects.get(receipt=given.uid)


def test_with_the_voice_everything_goes_and_the_voice_is_left_out(room: Room) -> None:
    all_agree(room)
    row = takes_back(room, Scope.PUBLISH)
    assert set(standings(room.noor).values()) <= {State.WITHDRAWN, State.UNANSWERED}
    assert row.mode == Mode.VOICE
    assert Exclusion.objects.get().speaker == room.noor
    assert Exclusion.objects.get().treatment == Treatment.SILENCE
    clearance = clearance_for(room.recording)
    assert clearance.allowed
    assert room.noor.pk not in clearance.heard


def test_how_the_voice_goes_is_the_sites_choice_and_the_hosts_before(
    room: Room, settings: Settings
) -> None:
    settings.WITHDRAWN_VOICE = "bleep"
    all_agree(room)
    takes_back(room)
    assert Exclusion.objects.get().treatment == Treatment.BLEEP
    Exclusion.objects.update(treatment=Treatment.CUT)
    takes_back(room, reason="again")
    assert Exclusion.objects.get().treatment == Treatment.CUT


def test_without_the_name_the_voice_stays(room: Room) -> None:
    all_agree(room)
    assert takes_back(room, mode=Mode.NAME).scopes == ["name"]
    assert not Exclusion.objects.exists()
    clearance = clearance_for(room.recording)
    assert room.noor.pk in clearance.heard & clearance.masked


def test_single_uses_end_alone(room: Room) -> None:
    all_agree(room)
    row = takes_back(room, Scope.CLIPS, Scope.COMMERCIAL)
    assert (row.mode, row.scopes) == (Mode.USES, ["clips", "commercial"])
    assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED


def test_taken_down_is_not_the_same_as_cut(room: Room) -> None:
    all_agree(room)
    assert takes_back(room, mode=Mode.DOWN).mode == Mode.DOWN
    assert not Exclusion.objects.exists()
    assert not clearance_for(room.recording).allowed


def test_the_line_says_what_was_wanted_and_the_row_until_when(room: Room) -> None:
    all_agree(room)
    row = takes_back(room)
    lines = ConsentEvent.objects.filter(receipt=row.receipt)
    assert {unpacked(line.terms).mode for line in lines} == {"voice"}
    assert row.due_at - row.requested_at == timedelta(hours=72)


def test_sent_twice_it_is_one_withdrawal(room: Room) -> None:
    all_agree(room)
    assert takes_back(room) == takes_back(room)
    assert Withdrawal.objects.count() == 1


def test_whoever_never_said_yes_can_take_it_back_all_the_same(room: Room) -> None:
    assert takes_back(room).scopes == ["publish"]


def test_the_command_of_an_admin_goes_the_same_way(room: Room, admin_user: User) -> None:
    all_agree(room)
    call_command(
        "record_consent", str(room.recording.uid), "--speaker", "noor_ali", "--withdraw",
        "--evidence", "a letter", "--by", admin_user.username,
    )  # fmt: skip
    assert Withdrawal.objects.get().mode == Mode.VOICE
    assert Exclusion.objects.get().speaker == room.noor


def test_a_yes_turned_into_a_no_on_the_page_goes_the_same_way(room: Room) -> None:
    all_agree(room)
    ask = make_ask(room.noor, now=timezone.now())
    noor = Visitor(asks.link_for(ask, timezone.now()))
    noor.send(publish="no")
    noor.send()
    assert Withdrawal.objects.get().mode == Mode.VOICE
    line = ConsentEvent.objects.filter(scope="publish", speaker=room.noor).latest("seq")
    assert line.decision == Decision.WITHDRAWN


def test_a_command_of_its_own_chooses_scopes_and_mode(room: Room, admin_user: User) -> None:
    all_agree(room)
    out = StringIO()
    call_command(
        "withdraw", str(room.recording.uid), "--speaker", "noor_ali", "--mode", "down", "--json",
        "--evidence", "a letter", "--by", admin_user.username, stdout=out,
    )  # fmt: skip
    told = json.loads(out.getvalue())
    assert (told["mode"], told["allowed"]) == ("down", False)
    assert Withdrawal.objects.get().mode == Mode.DOWN


class TestOnThePage:
    def test_the_whole_episode_can_be_taken_down(self, room: Room) -> None:
        noor = at_their_link(room)
        noor.follow("Withdraw")
        assert "Take the whole episode down" in noor.page
        noor.send(scope=["publish"], mode="down")
        assert Withdrawal.objects.get().mode == Mode.DOWN
        line = ConsentEvent.objects.latest("seq")
        assert "Take the whole episode down" in line.shown

    def test_nothing_is_chosen_beforehand_and_a_choice_outlives_a_mistake(self, room: Room) -> None:
        noor = at_their_link(room)
        noor.follow("Withdraw")
        assert " checked" not in noor.page
        noor.send(mode="down")
        assert 'value="down" checked' in noor.page
        assert not Withdrawal.objects.exists()

    def test_without_a_choice_the_voice_is_cut_out(self, room: Room) -> None:
        noor = at_their_link(room)
        noor.follow("Withdraw")
        noor.send(scope=["publish"])
        assert Withdrawal.objects.get().mode == Mode.VOICE

    def test_a_mode_that_nobody_knows_is_the_usual_one(self, room: Room) -> None:
        noor = at_their_link(room)
        noor.follow("Withdraw")
        noor.send(scope=["publish"], mode="<script>")
        assert Withdrawal.objects.get().mode == Mode.VOICE

    def test_how_far_it_is_carried_out_stands_at_the_link(self, room: Room) -> None:
        noor = at_their_link(room)
        assert "What becomes of what you took back" not in noor.page
        noor.follow("Withdraw")
        page = noor.send(scope=["publish"])
        assert (
            "Every published file with it, and every copy made to listen to, is erased by" in page
        )
        assert "The original recording stays with Hana Osei" in page
        row = Withdrawal.objects.get()
        erased = {"episodes": [{"erased": [{"sha256": "a" * 64}], "file_now": None}]}
        afterwards.done(row.receipt, erased, timezone.now())
        noor.open(noor.address)
        assert "Published files erased: 1." in noor.page
        told = noor.client.get(f"{noor.address}certificate.json").json()
        assert told["episodes"][0]["erased"][0]["sha256"] == "a" * 64
        assert told["done_at"]

    @pytest.mark.parametrize("lang", list(texts.NAMES))
    def test_the_certificate_is_saved_on_paper_in_their_language(
        self, room: Room, lang: str
    ) -> None:
        noor = at_their_link(room)
        noor.follow("Withdraw")
        noor.send(scope=["publish"])
        row = Withdrawal.objects.get()
        assert texts.AROUND[lang]["certificate_due"].split("{")[0] in on_paper(noor, lang)
        gone = {"sha256": "a" * 64, "bytes": 1_234, "at": str(START)}
        told = {"erased": [gone], "file_now": "b" * 64, "also_silent_ms": 3_000}
        facts = {"episodes": [told], "copies_erased": True}
        afterwards.done(row.receipt, facts, timezone.now())
        paper = on_paper(noor, lang)
        for needed in ("a" * 64, "1234", "b" * 64, "3 s", number(row.receipt), "/c/check/?number="):
            assert needed in paper
        assert texts.AROUND[lang]["certificate_recall"][:40] in paper
        assert texts.AROUND[lang]["certificate_copies"][:40] in paper
        assert texts.CORE[lang]["withdraw_original"].split("{")[0] in paper
        assert "{" not in paper

    def test_who_took_nothing_back_has_no_certificate(self, room: Room) -> None:
        noor = at_their_link(room)
        assert noor.client.get(f"{noor.address}certificate.json").status_code == 404
        assert noor.client.get(f"{noor.address}certificate.pdf").status_code == 404


def on_paper(noor: Visitor, lang: str) -> str:
    file = noor.client.get(f"{path_of(noor.address)}certificate.pdf", {"lang": lang})
    assert file["Content-Type"] == "application/pdf"
    return words_in(file.content)


def at_their_link(room: Room) -> Visitor:
    all_agree(room)
    ask = asks.current_ask(room.noor, START)
    assert ask
    return Visitor(asks.link_for(ask, timezone.now()))
