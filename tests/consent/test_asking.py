"""Invitations: links that are secret, end, and can be ended; mails that stay few."""

from datetime import datetime

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from consent import asks, tokens, wordings
from consent.asks import NotAsked
from consent.models import AskLink, Sending, Wording
from consent.scopes import Scope
from consent.tokens import LinkGone
from tests.consent.people import START, Room, answer, days, make_ask, make_room

LATE = START + days(61)


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def gone(token: str, now: datetime) -> int:
    with pytest.raises(LinkGone, match="leads nowhere") as failed:
        tokens.find(token, now)
    return failed.value.status


class TestLinks:
    def test_a_link_is_absolute_and_leads_to_its_ask(self, room: Room, settings: Settings) -> None:
        ask = make_ask(room.noor)
        link = asks.link_for(ask, START)
        assert link.startswith(f"{settings.SITE_URL}/c/")
        assert tokens.find(token_of(link), START).ask == ask

    def test_each_link_is_a_new_one_and_none_is_kept(self, room: Room) -> None:
        ask = make_ask(room.noor)
        one, two = (token_of(asks.link_for(ask, START)) for _ in range(2))
        assert one != two
        kept = str(list(AskLink.objects.values()))
        assert one not in kept
        assert tokens.digest(one) in kept

    def test_a_token_has_256_random_bits(self, room: Room) -> None:
        ask = make_ask(room.noor)
        made = {tokens.mint(ask, START) for _ in range(100)}
        assert len(made) == 100
        assert {len(token) for token in made} == {43}

    @pytest.mark.usefixtures("room")
    def test_a_token_nobody_made_leads_nowhere(self) -> None:
        assert gone("x" * 43, START) == 404
        assert gone("\ud800", START) == 404

    def test_a_token_for_another_purpose_leads_nowhere(self, room: Room) -> None:
        token = token_of(asks.link_for(make_ask(room.noor), START))
        AskLink.objects.update(purpose="listen")
        assert gone(token, START) == 404

    def test_an_unanswered_link_ends_after_sixty_days(self, room: Room) -> None:
        token = token_of(asks.link_for(make_ask(room.noor), START))
        assert tokens.find(token, START + days(59.9)).ask.speaker == room.noor
        assert gone(token, START + days(60)) == 410

    def test_an_answered_link_stays_the_way_back(self, room: Room) -> None:
        ask = make_ask(room.noor)
        token = token_of(asks.link_for(ask, START))
        answer(room.noor, ask=ask, publish="refused")
        assert tokens.find(token, START + days(10_000)).ask == ask

    def test_a_revoked_link_ends_at_once_even_if_answered(self, room: Room) -> None:
        ask = make_ask(room.noor)
        token = token_of(asks.link_for(ask, START))
        answer(room.noor, ask=ask, publish="granted")
        assert tokens.revoke(ask, START) == 1
        assert gone(token, START) == 410

    def test_an_expired_ask_gives_no_new_link(self, room: Room) -> None:
        with pytest.raises(NotAsked, match="Ask again"):
            asks.link_for(make_ask(room.noor), LATE)


class TestWhichAskStands:
    def test_open_asks_are_those_that_wait(self, room: Room) -> None:
        waiting, answered = make_ask(room.noor), make_ask(room.sami)
        answer(room.sami, ask=answered, publish="granted")
        make_ask(make_room("water").noor)
        assert list(asks.open_asks(room.recording, START)) == [waiting]
        assert list(asks.open_asks(room.recording, LATE)) == []

    def test_the_current_ask_is_the_latest_that_leads_somewhere(self, room: Room) -> None:
        assert asks.current_ask(room.noor, START) is None
        first, second = make_ask(room.noor), make_ask(room.noor)
        assert asks.current_ask(room.noor, START) == second
        assert asks.current_ask(room.noor, LATE) is None
        answer(room.noor, ask=first, publish="granted")
        assert asks.current_ask(room.noor, LATE) == first

    def test_the_voice_is_always_asked_for(self, room: Room) -> None:
        assert make_ask(room.noor, "clips", "name").scopes == ["publish", "name", "clips"]

    def test_a_mail_needs_an_address(self, room: Room) -> None:
        with pytest.raises(NotAsked, match="no mail address"):
            asks.ask(
                room.noor,
                asker="Hana",
                room_text="r",
                show_text="s",
                scopes=[],
                contact="",
                channel="mail",
                address="",
                by=None,
                now=START,
            )


class Deaf(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, _email_messages: object) -> int:
        raise ConnectionRefusedError("no")


class TestMails:
    def test_the_mail_says_who_asks_and_carries_a_link_that_works(self, room: Room) -> None:
        asks.send(make_ask(room.noor, address="noor@example.org"), START)
        [letter] = mail.outbox
        assert letter.to == ["noor@example.org"]
        assert letter.reply_to == ["hana@opentable.example"]
        assert letter.subject == "Hana Osei asks: may your voice be published?"
        assert "“Who owns a city’s water?”" in letter.body
        assert "5 January 2027" in " ".join(letter.body.split())
        [link] = [line for line in letter.body.splitlines() if line.startswith("http")]
        assert tokens.find(token_of(link), START).ask.sent_at == START

    def test_a_name_cannot_add_lines_to_the_head_of_a_mail(self, room: Room) -> None:
        ask = make_ask(room.noor, address="noor@example.org")
        ask.asker = asks._one_line("Max\nBcc: everyone@example.org")
        asks.send(ask, START)
        assert mail.outbox[0].recipients() == ["noor@example.org"]

    def test_an_address_gets_three_mails_about_a_recording(self, room: Room) -> None:
        for speaker in (room.noor, room.noor, room.sami):
            asks.send(make_ask(speaker, address="Both@example.org"), START)
        with pytest.raises(NotAsked, match="3 mails about this recording"):
            asks.send(make_ask(room.hana, address="both@example.org"), START + days(1))
        assert len(mail.outbox) == 3

    def test_an_address_gets_ten_mails_a_day_from_the_whole_site(self, room: Room) -> None:
        for n in range(10):
            asks.send(make_ask(make_room(f"r{n}").noor, address="noor@example.org"), START)
        with pytest.raises(NotAsked, match="10 mails from this site today"):
            asks.send(make_ask(room.noor, address="noor@example.org"), START)
        asks.send(make_ask(room.noor, address="noor@example.org"), START + days(1))
        assert len(mail.outbox) == 11

    @pytest.mark.parametrize("said", ["refused", "withdrawn"])
    def test_who_said_no_gets_no_more_mail(self, room: Room, said: str) -> None:
        answer(room.noor, publish=said)
        with pytest.raises(NotAsked, match="said no"):
            asks.send(make_ask(room.noor, address="noor@example.org"), START)

    def test_a_mail_that_did_not_leave_is_said_and_not_counted(
        self, room: Room, settings: Settings
    ) -> None:
        settings.EMAIL_BACKEND = f"{Deaf.__module__}.{Deaf.__name__}"
        ask = make_ask(room.noor, address="noor@example.org")
        for _ in range(5):
            with pytest.raises(NotAsked, match="did not leave") as failed:
                asks.send(ask, START)
            assert not failed.value.permanent
        assert not Sending.objects.exists()
        assert ask.sent_at is None


class TestWords:
    def test_the_words_are_one_version_until_they_change(self, room: Room) -> None:
        assert wordings.current() == wordings.current("it") == make_ask(room.noor).wording
        assert set(Wording.objects.values_list("version", "language")) == {
            (1, "en"), (1, "de"), (1, "es"), (1, "fr"),
        }  # fmt: skip

    def test_other_words_are_a_new_version_and_old_asks_keep_theirs(self, room: Room) -> None:
        old = Wording.objects.create(
            key="speaker", language="en", version=1, text='{"title":"Old?"}', sha256="0" * 64
        )
        ask = make_ask(room.noor)
        assert ask.wording.version == 2
        ask.wording = old
        assert wordings.sentences(ask, ())["title"] == "Old?"

    def test_the_text_shown_holds_only_what_was_asked(self, room: Room) -> None:
        ask = make_ask(room.noor, "name")
        text = wordings.shown_text(ask, wordings.spans_of(room.noor))
        assert "Then one short choice follows." in text
        assert "As “Noor Ali” in the notes" in text
        assert "advertising" not in text

    def test_after_a_no_the_second_page_was_not_shown(self, room: Room) -> None:
        text = wordings.shown_text(make_ask(room.noor), (), choices=False)
        assert "Show your name?" not in text
        assert "Nothing counts until you press" in text

    def test_a_name_with_braces_stays_a_name(self, room: Room) -> None:
        room.noor.name = "{guest} {0} {{"
        said = wordings.sentences(make_ask(room.noor), ())
        assert said["name_about"].startswith("As “{guest} {0} {{” in")

    @pytest.mark.parametrize("scope", list(Scope))
    def test_every_scope_has_its_words(self, room: Room, scope: Scope) -> None:
        said = wordings.sentences(make_ask(room.noor), ())
        assert {said[scope], said[f"withdraw_{scope}"], said[f"withdraw_{scope}_about"]}
