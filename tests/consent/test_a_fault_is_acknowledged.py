"""A fault of the ledger that cannot be mended is acknowledged by name; every other stays red."""

import contextlib
import html
import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from consent import acknowledged, chain, guard, verify
from consent.anchors import Anchor
from consent.ledger import Kind
from consent.models import ChainHead, ConsentEvent, LedgerAnchor
from consent.scopes import Decision, Method
from consent.terms import unpacked
from tests.consent.people import START, Room, answer, days

WHY = "The machine burnt, and Tuesday's backup was the newest."


@pytest.fixture(autouse=True)
def ada(room: Room) -> User:
    answer(room.noor, publish="refused")
    return User.objects.create_superuser("ada", "ada@site.example")


@pytest.fixture
def restored(room: Room) -> None:
    """An anchor is newer than the backup that came back."""
    first = ChainHead.objects.get()
    answer(room.sami, publish="granted")
    verify.sweep(START)
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=2).delete()
    first.save()
    guard.install(connection)
    LedgerAnchor.objects.all().delete()


@pytest.fixture
def keyless(settings: Settings) -> None:
    """The site's key was lost, and nobody kept it as a fallback."""
    settings.SECRET_KEY = "another key of fifty characters, or a few more than that"


def told() -> dict[str, Any]:
    out = StringIO()
    with contextlib.suppress(CommandError):
        call_command("verify_ledger", "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def acknowledge(name: str, by: str = "ada", **more: str) -> None:
    call_command("acknowledge_fault", name, reason=WHY, by=by, stdout=StringIO(), **more)


@pytest.mark.parametrize("broken", ["restored", "keyless"])
def test_what_is_acknowledged_is_still_told_and_no_failure(
    broken: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(broken)
    [fault] = told()["faults"]
    acknowledge(fault["name"])
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "Acknowledged by ada on " in out.getvalue()
    assert f"for this reason: {WHY}" in out.getvalue()
    assert told()["intact"] is True
    assert verify.broken() == ""


@pytest.mark.usefixtures("restored")
def test_it_stays_so_when_the_ledger_grows_and_is_anchored_again(room: Room) -> None:
    acknowledge(told()["faults"][0]["name"])
    answer(room.sami, publish="refused", now=START + days(2))
    verify.sweep(START + days(2))
    assert verify.faults() == ()
    assert LedgerAnchor.objects.count() == 1


@pytest.mark.usefixtures("restored")
def test_any_further_fault_is_red_as_before(room: Room) -> None:
    acknowledge(told()["faults"][0]["name"])
    verify.sweep(START + days(1))
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=1).update(decision="granted")
    assert [fault.kind for fault in verify.faults()] == [Kind.ALTERED]
    verify.check(START + days(2))
    assert verify.broken() == "Line 1 is not as it was written."


@pytest.mark.usefixtures("keyless")
def test_after_a_lost_key_the_head_is_sealed_again_and_another_hand_is_seen(room: Room) -> None:
    lost = ChainHead.objects.get().seal
    acknowledge(told()["faults"][0]["name"])
    answer(room.sami, publish="refused")
    assert verify.faults() == ()
    for seal in ("f" * 64, "", lost):
        ChainHead.objects.update(seal=seal)
        assert [fault.kind for fault in verify.faults()] == [Kind.HEAD]


@pytest.mark.usefixtures("keyless")
def test_a_head_that_is_another_one_by_now_is_not_acknowledged() -> None:
    [fault] = verify.faults()
    ChainHead.objects.update(seal="f" * 64)
    with pytest.raises(ValueError, match="another one by now"):
        acknowledged.acknowledge(fault, by="ada", why=WHY, now=START)


@pytest.mark.usefixtures("restored")
def test_it_holds_for_no_other_ledger_than_that_which_it_follows(room: Room) -> None:
    """Who rewrites the ledger whole, and copies the line, is as red as if nobody had said it."""
    acknowledge(told()["faults"][0]["name"])
    said = ConsentEvent.objects.latest("seq")
    guard.lift(connection)
    ConsentEvent.objects.all().delete()
    ChainHead.objects.all().delete()
    answer(room.noor, publish="granted")
    copy = chain.Entry(
        recording=None,
        speaker=None,
        scope=None,
        decision=Decision.ACKNOWLEDGED,
        method=Method.ATTESTED,
        actor=said.actor,
        terms=lambda _salt: unpacked(said.terms),
        shown=said.shown,
        evidence=said.evidence,
    )
    with transaction.atomic():
        chain.append([copy], said.receipt, START)
    assert [fault.kind for fault in verify.faults()] == [Kind.ANCHOR]


@pytest.mark.usefixtures("restored")
def test_under_a_lost_key_it_has_to_be_said_again(settings: Settings) -> None:
    acknowledge(told()["faults"][0]["name"])
    settings.SECRET_KEY = "another key of fifty characters, or a few more than that"
    assert {fault.kind for fault in verify.faults()} == {Kind.ANCHOR, Kind.HEAD}
    for fault in verify.faults():
        acknowledge(fault.name)
    assert verify.faults() == ()


@pytest.mark.usefixtures("restored")
def test_another_anchor_of_the_same_line_is_another_fault() -> None:
    acknowledge(told()["faults"][0]["name"])
    mailed = Anchor(seq=2, hash="0" * 64, at="when it was mailed", where="mail")
    assert [fault.kind for fault in verify.examine([mailed]).faults] == [Kind.ANCHOR]


@pytest.mark.usefixtures("restored")
def test_the_desk_tells_it(client: Client, ada: User) -> None:
    acknowledge(told()["faults"][0]["name"])
    client.force_login(ada)
    page = client.get(reverse("feeds:desk")).content.decode()
    assert "The consent ledger is broken" not in page
    assert "Known faults" in page
    assert "Acknowledged by ada on " in page
    assert html.escape(WHY) in page
    done = client.post(reverse("feeds:verify_ledger"), follow=True).content.decode()
    assert "No fault of the ledger was found beside those that are acknowledged." in done


@pytest.mark.usefixtures("restored")
def test_nothing_is_rewritten() -> None:
    before = list(ConsentEvent.objects.values())
    acknowledge(told()["faults"][0]["name"])
    assert list(ConsentEvent.objects.filter(seq__lte=len(before)).values()) == before
    line = ConsentEvent.objects.latest("seq")
    assert (line.decision, line.speaker, line.evidence) == (Decision.ACKNOWLEDGED, None, WHY)


def test_what_was_altered_cannot_be_acknowledged() -> None:
    guard.lift(connection)
    ConsentEvent.objects.update(decision="granted")
    [fault] = verify.faults()
    assert fault.name == ""
    with pytest.raises(ValueError, match="cannot be acknowledged"):
        acknowledged.acknowledge(fault, by="ada", why=WHY, now=START)
    with pytest.raises(CommandError, match="No open fault"):
        acknowledge("f-000000000000")


@pytest.mark.usefixtures("restored")
def test_who_can_write_only_to_the_database_acknowledges_nothing() -> None:
    """Its mark is keyed: a line copied from elsewhere names no fault here."""
    [fault] = verify.faults()
    acknowledge(fault.name)
    guard.lift(connection)
    line = ConsentEvent.objects.get(decision="acknowledged")
    forged = {"fault": unpacked(line.terms).fault, "subject": "0" * 64}
    ConsentEvent.objects.filter(decision="acknowledged").update(terms=json.dumps(forged))
    assert Kind.ANCHOR in {one.kind for one in verify.faults()}


@pytest.mark.usefixtures("restored")
def test_two_admins_where_the_site_wants_two(settings: Settings) -> None:
    settings.SECOND_ADMIN = True
    name = told()["faults"][0]["name"]
    User.objects.create_superuser("bo", "bo@site.example")
    User.objects.create_user("max", "max@stranger.example")
    for wrong in ({}, {"second": "ada"}, {"second": "max"}):
        with pytest.raises(CommandError):
            acknowledge(name, **wrong)
    acknowledge(name, second="bo")
    assert ConsentEvent.objects.latest("seq").actor == "ada and bo"


@pytest.mark.usefixtures("restored")
def test_who_runs_nothing_here_acknowledges_nothing() -> None:
    User.objects.create_user("max", "max@stranger.example")
    with pytest.raises(CommandError, match="superuser"):
        acknowledge(told()["faults"][0]["name"], by="max")
