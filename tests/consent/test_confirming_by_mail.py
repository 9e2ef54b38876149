"""A speaker confirms by a code, mailed to an address that was known, that it is them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consent import asks, do_not_ask, mails, proofs
from consent.clearance import clearance_for
from consent.facts import Use
from consent.mails import NotAsked
from consent.models import Ask, Confirmation, ConsentEvent, DoNotAsk, Sending
from consent.policy import Code
from consent.proofs import Outcome, TooMany
from consent.record import standings_of
from consent.scopes import Level, Method, Scope
from tests.consent.people import Room, make_ask, say
from tests.consent.visitor import Visitor, heading, path_of

NOOR = "noor@example.org"


@pytest.fixture
def ask(room: Room) -> Ask:
    """Noor is asked by mail, in a show that wants a code."""
    return demanding(make_ask(room.noor, "name", address=NOOR, now=timezone.now()))


def demanding(ask: Ask, least: Level = Level.MAIL) -> Ask:
    ask.least = least
    ask.save(update_fields=["least"])
    return ask


def code() -> str:
    """The code of the latest mail."""
    found = re.search(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"


def at_the_code(link: str) -> Visitor:
    noor = Visitor(link)
    noor.follow("Confirm that it is you")
    noor.send()
    return noor


class TestAYesThatIsConfirmed:
    def test_the_demand_is_told_before_the_answer_and_the_yes_is_at_its_level(
        self, room: Room, link: str
    ) -> None:
        noor = Visitor(link)
        assert "needs to know more surely who says yes" in noor.page
        noor.follow("Confirm that it is you")
        assert "n…@example.org" in noor.page
        noor.send()
        assert heading(noor.send(code=code())) == "May Hana Osei publish your voice?"
        assert "You have confirmed that it is you." in noor.page
        noor.send(publish="yes")
        noor.send(name="yes")
        noor.send()
        stands = standings_of(room.noor).of(Scope.PUBLISH)
        assert (stands.level, stands.method) == (Level.MAIL, Method.LINK)
        assert ConsentEvent.objects.all()[0].evidence
        assert NOOR not in ConsentEvent.objects.all()[0].evidence

    def test_what_was_chosen_stays_while_the_code_is_typed(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        noor.send(name="yes")
        noor.follow("Confirm that it is you")
        noor.send()
        assert heading(noor.send(code=f" {code()[:3]} {code()[3:]} ")) == (
            "Check and send your answers"
        )
        noor.send()
        assert standings_of(room.noor).of(Scope.NAME).level == Level.MAIL

    def test_the_gate_takes_it_where_it_takes_no_bare_link(self, room: Room, ask: Ask) -> None:
        for speaker in (room.hana, room.sami):
            say(speaker, {"publish": "granted"})
        say(room.noor, {"publish": "granted"}, ask=ask)
        use = Use(least=Level.MAIL)
        unsure = {reason.speaker_id for reason in clearance_for(room.recording, use).reasons}
        assert unsure == {room.hana.pk, room.sami.pk, room.noor.pk}
        noor = at_the_code(asks.link_for(ask, timezone.now()))
        noor.send(code=code())
        noor.send(publish="yes")
        noor.send(name="yes")
        noor.send()
        unsure = {reason.speaker_id for reason in clearance_for(room.recording, use).reasons}
        assert unsure == {room.hana.pk, room.sami.pk}
        codes = {reason.code for reason in clearance_for(room.recording, use).reasons}
        assert codes == {Code.IDENTITY}

    def test_a_no_needs_no_code(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        noor.send()
        assert standings_of(room.noor).of(Scope.PUBLISH).level == Level.LINK

    def test_where_it_is_not_needed_it_is_offered_at_the_end(self, room: Room) -> None:
        plain = make_ask(room.sami, "publish", address="sami@example.org", now=timezone.now())
        sami = Visitor(asks.link_for(plain, timezone.now()))
        assert "more surely" not in sami.page
        sami.send(publish="yes")
        assert "It is not needed here" in sami.page


class TestTheCode:
    def test_looking_sends_and_counts_nothing(self, link: str) -> None:
        noor = Visitor(link)
        for method in ("get", "head", "options"):
            getattr(noor.client, method)(f"{path_of(link)}confirm/")
        assert not mail.outbox
        assert not Confirmation.objects.exists()

    def test_it_is_kept_as_a_keyed_hash_alone(self, link: str) -> None:
        at_the_code(link)
        kept = str(Confirmation.objects.values().get())
        assert code() not in kept
        assert NOOR not in kept

    def test_five_wrong_ones_use_it_up(self, link: str) -> None:
        noor = at_the_code(link)
        right = code()
        for _ in range(4):
            assert "That is not the code" in noor.send(code=wrong(right))
        assert "used up" in noor.send(code=wrong(right))
        noor.send(code=right)
        assert Confirmation.objects.get().confirmed_at is None

    def test_it_ends_after_ten_minutes(self, link: str) -> None:
        noor = at_the_code(link)
        Confirmation.objects.update(expires_at=timezone.now())
        assert "used up or too old" in noor.send(code=code())

    def test_only_the_latest_counts(self, link: str) -> None:
        noor = at_the_code(link)
        first = code()
        noor.send()
        if first != code():
            assert "That is not the code" in noor.send(code=first)
        assert heading(noor.send(code=code())) == "May Hana Osei publish your voice?"

    def test_in_another_browser_it_counts_for_nothing(self, link: str) -> None:
        noor, max_ = at_the_code(link), Visitor(link)
        max_.follow("Confirm that it is you")
        max_.client.post(max_.address, {"code": code()})
        noor.send(code=code())
        max_.open(path_of(link))
        assert "You have confirmed" not in max_.page

    def test_it_holds_for_an_hour(self, ask: Ask) -> None:
        now = timezone.now()
        proofs.send_code(ask, "", "seal", "en", now)
        assert proofs.confirm(ask, "seal", code(), now) == Outcome.CONFIRMED
        assert proofs.confirm(ask, "seal", code(), now) == Outcome.SPENT
        within, after = timedelta(minutes=59), timedelta(minutes=61)
        assert proofs.proof(ask, "seal", now + within).level == Level.MAIL
        assert proofs.proof(ask, "seal", now + after).level == Level.LINK
        assert proofs.proof(ask, "", now).level == Level.LINK


class TestItsMail:
    def test_it_tells_nothing_but_the_code_and_has_a_way_out(self, link: str) -> None:
        at_the_code(link)
        sent = mail.outbox[-1]
        assert sent.to == [NOOR]
        assert "/unsubscribe/" in str(sent.body)
        assert str(sent.body).count("/c/") == 1
        assert code() not in sent.subject

    def test_it_is_none_of_the_three_about_the_recording_and_one_of_the_days_ten(
        self, ask: Ask
    ) -> None:
        now = timezone.now()
        for _ in range(3):
            asks.send(ask, now)
        proofs.send_code(ask, "", "seal", "en", now)
        assert sorted(Sending.objects.values_list("nth_today", flat=True)) == [1, 2, 3, 4]
        with pytest.raises(mails.NotAsked):
            asks.send(ask, now)

    def test_after_ten_mails_in_a_day_none_leaves(self, ask: Ask) -> None:
        now = timezone.now().replace(hour=12)
        for hour in range(3):
            for _ in range(3):
                proofs.send_code(ask, "", "seal", "en", now + timedelta(hours=2 * hour))
        asks.send(ask, now)
        with pytest.raises(mails.NotAsked):
            proofs.send_code(ask, "", "seal", "en", now + timedelta(hours=7))
        assert len(mail.outbox) == 10

    def test_three_in_an_hour_are_all(self, ask: Ask, room: Room) -> None:
        now = timezone.now()
        for _ in range(3):
            proofs.send_code(ask, "", "seal", "en", now)
        with pytest.raises(TooMany):
            proofs.send_code(ask, "", "another seal", "en", now + timedelta(minutes=59))
        other = make_ask(room.sami, address=NOOR, now=now)
        with pytest.raises(TooMany):
            proofs.send_code(other, "", "seal", "en", now)
        proofs.send_code(ask, "", "seal", "en", now + timedelta(minutes=61))

    def test_the_page_says_so(self, link: str) -> None:
        noor = at_the_code(link)
        noor.send()
        noor.send()
        assert "within an hour" in noor.send()
        assert noor.status == 422

    def test_who_said_no_gets_the_one_they_ask_for_themselves(
        self, room: Room, ask: Ask, link: str
    ) -> None:
        """Else nobody who said no could say yes where a code is needed."""
        say(room.noor, {"publish": "refused"}, ask=ask)
        noor = Visitor(link)
        noor.open(f"{path_of(link)}confirm/")
        assert "No mail can go to this address" not in noor.send()
        assert len(mail.outbox) == Confirmation.objects.count() == 1

    def test_the_sweep_sends_no_old_code_again(self, ask: Ask) -> None:
        now = timezone.now()
        proofs.send_code(ask, "", "seal", "en", now)
        Sending.objects.update(left_at=None)
        assert not mails.lost(now + timedelta(hours=1)).exists()


class TestAnAskWithoutAnAddress:
    def test_the_address_has_to_be_named_and_to_be_the_one_that_is_known(self, room: Room) -> None:
        room.sami.email = "sami@example.org"
        room.sami.save()
        plain = demanding(make_ask(room.sami, now=timezone.now()))
        sami = Visitor(asks.link_for(plain, timezone.now()))
        sami.follow("Confirm that it is you")
        assert "sami@example.org" not in sami.page
        right = sami.send(address="SAMI@example.org")
        assert len(mail.outbox) == 1
        max_ = Visitor(asks.link_for(plain, timezone.now()))
        max_.follow("Confirm that it is you")
        guess = max_.send(address="max@example.net")
        assert len(mail.outbox) == 1
        assert heading(right) == heading(guess)
        assert "If the address is the one that is known" in guess
        assert "That is not the code" in max_.send(code=code())
        assert heading(sami.send(code=code())) == "May Hana Osei publish your voice?"

    def test_without_a_known_address_a_code_would_prove_nothing_and_the_page_says_so(
        self, room: Room
    ) -> None:
        plain = demanding(make_ask(room.sami, now=timezone.now()))
        sami = Visitor(asks.link_for(plain, timezone.now()))
        sami.follow("Confirm that it is you")
        assert "a code would prove nothing" in sami.page
        sami.client.post(sami.address, {"address": "max@example.net"})
        assert not mail.outbox


def test_who_said_no_and_wants_no_mail_can_still_ask_for_a_code_a_few_times_a_day(
    room: Room, ask: Ask
) -> None:
    """Their own wish to say yes is no question of the host's."""
    now = timezone.now()
    say(room.noor, {"publish": "refused"}, ask=ask, now=now)
    do_not_ask.add(room.noor, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=now)
    with pytest.raises(NotAsked):
        mails.counted(ask, now)
    for hours in range(3):
        later = now + timedelta(minutes=hours)
        mails.counted_code(ask, NOOR, later)
    with pytest.raises(NotAsked):
        mails.counted_code(ask, NOOR, now + timedelta(minutes=5))
    assert Sending.objects.filter(kind=Sending.Kind.CODE).count() == 3
