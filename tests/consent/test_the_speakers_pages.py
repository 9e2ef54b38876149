"""The speaker at their link, without script: asked, answered, checked, sent, taken back."""

import pytest
from django.utils import timezone

from consent import asks, texts, wordings
from consent.clearance import clearance_for
from consent.models import Ask, ConsentEvent
from consent.policy import Code
from consent.record import note, record, standings, standings_of
from consent.scopes import OPTIONAL, Decision, Method, Scope, State, Voice
from consent.terms import Terms
from recordings.models import Segment, Speaker
from tests.consent.people import Room, answer, days, hear, make_ask, say
from tests.consent.visitor import Visitor, heading, path_of

GRANTED, REFUSED, WITHDRAWN = State.GRANTED, State.REFUSED, State.WITHDRAWN


def said(speaker: Speaker) -> dict[Scope, State]:
    """What they have answered at all."""
    stands = standings(speaker)
    return {scope: state for scope, state in stands.items() if state != State.UNANSWERED}


class TestSayingYes:
    def test_four_pages_and_every_answer_is_recorded_as_given(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        assert heading(noor.page) == "May Hana Osei publish your voice?"
        assert heading(noor.send(publish="yes")) == "Four more choices"
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        assert heading(noor.page) == "Check and send your answers"
        assert not ConsentEvent.objects.exists()
        assert heading(noor.send()) == "Your answers are recorded"
        assert said(room.noor) == {
            Scope.PUBLISH: GRANTED,
            Scope.NAME: GRANTED,
            Scope.TRANSCRIPT: GRANTED,
            Scope.CLIPS: REFUSED,
            Scope.COMMERCIAL: REFUSED,
        }

    def test_the_receipt_stays_at_the_same_address(self, room: Room, link: str) -> None:
        answer(room.noor, publish="granted", name="refused", ask=Ask.objects.get())
        page = Visitor(link).page
        number = (
            Visitor(link).client.get(f"{path_of(link)}receipt.json").json()["receipt"]["number"]
        )
        assert number in page
        assert "by personal link, wording 1 (English)" in page
        assert "<b>No</b>, as Guest 3" in page

    def test_only_what_is_asked_is_shown(self, room: Room) -> None:
        only_name = make_ask(room.noor, "name", now=timezone.now())
        noor = Visitor(asks.link_for(only_name, timezone.now()))
        assert heading(noor.send(publish="yes")) == "One more choice"
        assert "advertising" not in noor.page
        assert heading(noor.send(name="no")) == "Check and send your answers"

    def test_nothing_more_asked_leads_straight_to_the_check(self, room: Room) -> None:
        only_voice = make_ask(room.noor, "publish", now=timezone.now())
        noor = Visitor(asks.link_for(only_voice, timezone.now()))
        assert heading(noor.send(publish="yes")) == "Check and send your answers"
        noor.send()
        assert standings(room.noor)[Scope.PUBLISH] == GRANTED


class TestSayingNo:
    def test_three_pages(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        assert heading(noor.send(publish="no")) == "Check and send your answers"
        assert heading(noor.send()) == "Your answers are recorded"
        assert said(room.noor) == {Scope.PUBLISH: REFUSED}

    def test_what_was_shown_does_not_hold_the_page_that_was_not(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        noor.send()
        assert "Show your name?" not in ConsentEvent.objects.get().shown


class TestTheFormKeepsAndGuessesNothing:
    def test_nothing_is_chosen_beforehand(self, link: str) -> None:
        noor = Visitor(link)
        assert "checked" not in noor.page
        assert "checked" not in noor.send(publish="yes")

    def test_a_gap_is_named_and_what_was_chosen_stays(self, link: str) -> None:
        noor = Visitor(link)
        assert "Choose yes or no for: your voice." in noor.send()
        noor.send(publish="yes")
        page = noor.send(name="yes", transcript="no", clips="yes")
        assert "Choose yes or no for: advertising." in page
        assert noor.status == 422
        assert page.count(" checked") == 3
        noor.send(name="yes", transcript="no", clips="yes", commercial="no")
        assert heading(noor.page) == "Check and send your answers"

    @pytest.mark.parametrize("said", ["on", "true", "1", "YES", ""])
    def test_what_is_neither_yes_nor_no_is_no_answer(self, link: str, said: str) -> None:
        assert "Choose yes or no for: your voice." in Visitor(link).send(publish=said)

    def test_change_leads_back_to_the_question_with_the_choice_made(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        assert noor.follow('Change<span class="hidden"> clips').count(" checked") == 4
        noor.send(name="yes", transcript="yes", clips="yes", commercial="no")
        assert noor.page.count("<b>Yes</b>") == 4
        assert noor.follow('Change<span class="hidden"> your voice').count(" checked") == 1
        noor.send(publish="no")
        assert noor.page.count("<b>") == 1

    def test_back_leads_back(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        assert heading(noor.follow("Back")) == "May Hana Osei publish your voice?"

    def test_choices_somebody_else_made_open_with_nothing_chosen(self, link: str) -> None:
        max_ = Visitor(link)
        max_.send(publish="yes")
        max_.send(name="yes", transcript="yes", clips="yes", commercial="yes")
        noor = Visitor(link)
        page = noor.open(max_.address)
        assert heading(page) == "May Hana Osei publish your voice?"
        assert "checked" not in page

    def test_answers_are_looked_at_again_when_what_was_shown_has_changed(
        self, room: Room, link: str
    ) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        hear(room.recording, room.noor, 55_000, 56_000)
        assert "What you are asked has changed" in noor.send()
        assert not ConsentEvent.objects.exists()
        noor.send()
        assert standings(room.noor)[Scope.PUBLISH] == REFUSED


class TestTakingItBack:
    @pytest.fixture
    def noor(self, room: Room, link: str, ask: Ask) -> Visitor:
        said = {
            "publish": "granted",
            "name": "granted",
            "clips": "granted",
            "commercial": "refused",
        }
        say(room.noor, said, ask=ask, now=timezone.now())
        return Visitor(link)

    def test_one_use_is_taken_back_and_the_others_stand(self, room: Room, noor: Visitor) -> None:
        page = noor.follow("Withdraw")
        assert "Advertising around" not in page
        assert page.count(" checked") <= 1  # what is taken back is never chosen for them
        noor.send(scope=["name"])
        stands = standings(room.noor)
        assert (stands[Scope.NAME], stands[Scope.PUBLISH]) == (WITHDRAWN, GRANTED)
        assert "<b>No</b>, taken back, as Guest 3" in noor.page

    def test_with_the_voice_everything_goes(self, room: Room, noor: Visitor) -> None:
        noor.follow("Withdraw")
        noor.send(scope=["publish"])
        assert said(room.noor) == {
            Scope.PUBLISH: WITHDRAWN,
            Scope.NAME: WITHDRAWN,
            Scope.CLIPS: WITHDRAWN,
            Scope.COMMERCIAL: REFUSED,
        }
        assert "cannot be called back" in ConsentEvent.objects.latest("seq").shown

    def test_nothing_ticked_takes_nothing_back(self, room: Room, noor: Visitor) -> None:
        noor.follow("Withdraw")
        assert "Choose at least one of these." in noor.send()
        assert standings(room.noor)[Scope.PUBLISH] == GRANTED

    def test_a_changed_no_is_a_withdrawal_of_all_that_was_allowed(
        self, room: Room, noor: Visitor
    ) -> None:
        noor.follow("Change my answers")
        noor.send(publish="no")
        noor.send()
        stands = standings(room.noor)
        assert stands[Scope.PUBLISH] == stands[Scope.NAME] == stands[Scope.CLIPS] == WITHDRAWN

    def test_the_page_speaks_in_the_present_words_whatever_was_asked_with(
        self, room: Room, noor: Visitor
    ) -> None:
        """What was promised in older words, and is not done, is promised no more."""
        old = {"withdraw_redistribute_about": "Those who publish it are told."}
        before = wordings.publish("old", {"en": old}, material=False)["en"]
        Ask.objects.update(wording=before, scopes=["publish", "redistribute"])
        say(room.noor, {"redistribute": "granted"}, ask=Ask.objects.get(), now=timezone.now())
        page = noor.open(f"{noor.address}withdraw/")
        assert "Those who publish it are told." not in page
        assert "The original recording stays with Hana Osei" in page
        noor.send(scope=["publish"])
        [line, *_] = ConsentEvent.objects.filter(scope=Scope.PUBLISH).order_by("-seq")
        assert "The original recording stays with Hana Osei" in line.shown
        assert "are told" not in line.shown
        assert line.wording == wordings.current("en")
        assert "The original recording stays with Hana Osei" in noor.open(noor.address)

    def test_what_was_taken_back_can_be_given_again_by_a_new_answer(
        self, room: Room, noor: Visitor
    ) -> None:
        noor.follow("Withdraw")
        noor.send(scope=["publish"])
        assert "There is nothing to take back" in noor.open(f"{noor.address}withdraw/")
        noor.follow("See your answers")
        noor.follow("Change my answers")
        noor.send(publish="yes")
        noor.send(name="no", transcript="no", clips="no", commercial="no")
        noor.send()
        assert standings(room.noor)[Scope.PUBLISH] == GRANTED
        assert standings(room.noor)[Scope.NAME] == REFUSED

    def test_what_somebody_else_attested_can_be_taken_back_before_answering(
        self, room: Room
    ) -> None:
        record(
            room.sami,
            {Scope.PUBLISH: Decision.GRANTED},
            method=Method.ATTESTED,
            actor="ada",
            now=timezone.now(),
            evidence="paper",
        )
        sami = Visitor(asks.link_for(make_ask(room.sami, now=timezone.now()), timezone.now()))
        sami.follow("Withdraw what you allowed before")
        sami.send(scope=["publish"])
        assert standings(room.sami)[Scope.PUBLISH] == WITHDRAWN


class TestWhatIsShown:
    def test_who_asks_which_room_which_feed_and_how_long_they_spoke(self, link: str) -> None:
        page = Visitor(link).page
        for text in (
            "Hana Osei asks",
            "“Who owns a city’s water?”, X Space, 6 November 2026",
            "Open Table, a public podcast.",
            "11 s, in 2 places, as @noor_ali",
        ):
            assert text in page

    def test_the_lane_has_no_colour_before_the_yes(self, room: Room, link: str, ask: Ask) -> None:
        assert "You: 11 s in 2 parts, not answered" in Visitor(link).page
        assert 'class="v0 wait"' in Visitor(link).page
        answer(room.noor, ask=ask, publish="granted")
        assert 'class="v2"' in Visitor(link).open(f"{path_of(link)}answer/")

    def test_a_name_is_text_whatever_it_holds(self, room: Room, link: str) -> None:
        room.noor.name = "<script>alert(1)</script>{{ 7 }}{guest}"
        room.noor.save()
        noor = Visitor(link)
        page = noor.send(publish="yes")
        assert "<script>alert" not in page
        assert "{{ 7 }}{guest}" in page

    def test_who_has_no_part_is_told_so(self, room: Room, link: str) -> None:
        Segment.objects.filter(speaker=room.noor).delete()
        page = Visitor(link).page
        assert "No part of the recording is known to be yours, @noor_ali" in page
        assert "<audio" not in page

    def test_the_receipt_of_one_answer_says_that_answer_and_apart_where_it_stands_today(
        self, room: Room, link: str
    ) -> None:
        """What was allowed before is no part of the answer that took one use back."""
        asked = Ask.objects.get()
        answer(room.noor, ask=asked, publish="granted", name="granted")
        answer(room.noor, ask=asked, name="refused")
        document = Visitor(link).client.get(f"{path_of(link)}receipt.json").json()
        assert document["answers"] == {"name": "refused"}
        assert document["today"]["standings"] == {"publish": "granted", "name": "refused"}

    def test_the_receipt_as_json_holds_what_was_recorded(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        noor.send()
        response = noor.client.get(f"{path_of(link)}receipt.json")
        document = response.json()
        line = ConsentEvent.objects.get()
        assert document["answers"]["publish"] == "refused"
        assert document["shown"] == line.shown
        assert document["ledger"] == [
            {
                "line": 1,
                "scope": "publish",
                "decision": "refused",
                "hash": line.hash,
                "previous_hash": "0" * 64,
            }
        ]
        assert response["Content-Disposition"].startswith('attachment; filename="receipt-')

    def test_there_is_no_receipt_before_an_answer(self, link: str) -> None:
        noor = Visitor(link)
        assert noor.client.get(f"{path_of(link)}receipt.json").status_code == 404


class TestInTheirLanguage:
    def test_the_browser_says_which(self, link: str) -> None:
        noor = Visitor(link, reads="de-CH,de;q=0.9")
        assert '<html lang="de">' in noor.page
        assert heading(noor.page) == "Darf Hana Osei Ihre Stimme veröffentlichen?"

    def test_it_can_be_switched_and_stays_through_all_pages(self, link: str) -> None:
        noor = Visitor(link)
        noor.follow('<span class="code">DE')
        assert heading(noor.send(publish="yes")) == "Noch vier Fragen"
        assert "Wählen Sie Ja oder Nein für: Werbung." in noor.send(
            name="yes", transcript="yes", clips="no"
        )
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        assert heading(noor.page) == "Antworten prüfen und senden"
        assert noor.follow('Ändern<span class="hidden"> Ausschnitte').count(" checked") == 4
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        assert heading(noor.send()) == "Ihre Antworten sind festgehalten"
        assert heading(noor.follow("Zurücknehmen")) == "Was nehmen Sie zurück?"
        noor.send(scope=["name"])
        assert "<b>Nein</b>, zurückgenommen, als Guest 3" in noor.page
        assert heading(noor.follow("Wer sieht")) == "Wer sieht, was Sie antworten"

    def test_choices_are_kept_when_it_is_switched(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        noor.follow('<span class="code">FR')
        assert heading(noor.page) == "Vérifiez et envoyez vos réponses"
        assert noor.page.count("<b>Oui</b>") == 3

    def test_the_words_recorded_are_those_that_were_shown(self, link: str) -> None:
        noor = Visitor(link, reads="es")
        noor.send(publish="no")
        noor.send()
        line = ConsentEvent.objects.select_related("wording").get()
        assert line.wording
        assert line.wording.language == "es"
        assert "Nada de lo que dijiste se publica si no dices que sí." in line.shown
        assert "redacción 1 (Español)" in noor.page
        assert "redacción 1 (Español)" in Visitor(link, reads="es-MX").page
        assert "wording 1 (Español)" in Visitor(link).page

    def test_answers_to_words_in_another_language_are_looked_at_again(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        noor.address += "&lang=fr"
        assert "Ce qu’on vous demande a changé" in noor.send()
        assert not ConsentEvent.objects.exists()

    @pytest.mark.parametrize("lang", ["tlh", "", "<script>", "x" * 5000])
    def test_a_language_nobody_speaks_here_changes_nothing(self, link: str, lang: str) -> None:
        page = Visitor(link).open(f"{path_of(link)}?lang={lang}")
        assert heading(page) == "May Hana Osei publish your voice?"
        assert "<script>alert" not in page

    @pytest.mark.django_db
    @pytest.mark.parametrize("lang", list(texts.NAMES))
    def test_a_dead_link_says_so_in_it(self, lang: str) -> None:
        page = Visitor("/c/none/", reads=lang).page
        assert texts.AROUND[lang]["gone_title"] in page
        assert f'<html lang="{lang}">' in page


class TestConditions:
    def test_voice_edit_and_end_are_recorded_with_the_yes(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        until = (timezone.localdate() + days(30)).isoformat()
        noor.send(
            name="yes", transcript="yes", clips="no", commercial="no",
            voice="altered", hear_first="yes", until=until,
        )  # fmt: skip
        assert "voice altered, hear the edit first, until" in noor.page
        noor.send()
        assert "voice altered, hear the edit first, until" in noor.page
        terms = standings_of(room.noor).of(Scope.PUBLISH).terms
        assert (terms.voice, terms.hear_first) == (Voice.ALTERED, True)
        assert terms.until
        assert timezone.localtime(terms.until).date() == timezone.localdate() + days(31)
        assert "Let me hear the edit first" in ConsentEvent.objects.latest("seq").shown

    @pytest.mark.parametrize("until", ["2020-01-01", "today", "9999-12-31", "x" * 3000, "-1"])
    def test_an_end_that_is_no_day_to_come_is_refused(self, link: str, until: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        page = noor.send(name="yes", transcript="yes", clips="no", commercial="no", until=until)
        assert "Choose a day from tomorrow on" in page
        assert noor.status == 422
        assert page.count(" checked") == 4

    def test_without_further_questions_they_are_a_step_of_their_own_choosing(
        self, room: Room
    ) -> None:
        ask = make_ask(room.noor, "publish", now=timezone.now())
        noor = Visitor(asks.link_for(ask, timezone.now()))
        assert heading(noor.send(publish="yes")) == "Check and send your answers"
        assert heading(noor.follow('Change<span class="hidden"> Conditions')) == "Your conditions"
        noor.send(voice="removed")
        noor.send()
        assert standings_of(room.noor).of(Scope.PUBLISH).terms.voice == Voice.REMOVED
        assert "voice cut, words in writing" in noor.page
        assert "Not asked: your name, transcript, clips" in noor.page

    def test_a_no_has_none(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        assert "Conditions" not in noor.page

    def test_those_of_before_stay_when_answers_are_changed(self, room: Room) -> None:
        ask = make_ask(room.noor, "publish", now=timezone.now())
        noor = Visitor(asks.link_for(ask, timezone.now()))
        noor.send(publish="yes")
        noor.follow('Change<span class="hidden"> Conditions')
        noor.send(voice="altered")
        noor.send()
        noor.follow("Change my answers")
        assert "voice altered" in noor.send(publish="yes")

    def test_a_yes_that_has_ended_says_so(self, room: Room, link: str, ask: Ask) -> None:
        record(
            room.noor, {Scope.PUBLISH: Decision.GRANTED}, method=Method.LINK, actor="Noor",
            now=timezone.now() - days(3), ask=ask, shown="x",
            terms=Terms(until=timezone.now() - days(1)),
        )  # fmt: skip
        assert "<b>Yes</b>, ended" in Visitor(link).page


def test_ten_uses_are_ten_answers(room: Room) -> None:
    ask = make_ask(room.noor, *Scope, now=timezone.now())
    noor = Visitor(asks.link_for(ask, timezone.now()))
    assert heading(noor.send(publish="yes")) == "Nine more choices"
    noor.send(**dict.fromkeys(OPTIONAL, "no") | {"voice_id": "yes"})
    noor.send()
    assert standings(room.noor) == {
        **dict.fromkeys(Scope, REFUSED),
        Scope.PUBLISH: GRANTED,
        Scope.VOICE_ID: GRANTED,
    }
    assert "Not asked" not in noor.page


def test_what_was_answered_elsewhere_is_not_said_to_be_unasked(room: Room) -> None:
    said = {Scope.PUBLISH: Decision.GRANTED, Scope.CLIPS: Decision.GRANTED}
    record(room.noor, said, method=Method.ATTESTED, actor="ada", now=timezone.now(), evidence="x")
    noor = Visitor(
        asks.link_for(make_ask(room.noor, "publish", now=timezone.now()), timezone.now())
    )
    noor.send(publish="yes")
    noor.send()
    assert "Not asked: your name, transcript, advertising" in noor.page


class TestNotMe:
    def test_one_page_and_one_button_block_all_of_that_voice(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        assert heading(noor.follow("This is not me")) == "Are you not @noor_ali?"
        assert not ConsentEvent.objects.exists()
        assert heading(noor.send()) == "You said that this is not you"
        line = ConsentEvent.objects.get()
        assert (line.decision, line.scope, line.method) == ("disputed", "", "link")
        assert "Are you not @noor_ali?" in line.shown
        assert Code.DISPUTED in {r.code for r in clearance_for(room.recording).reasons}

    def test_no_answer_is_taken_until_it_is_settled(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        half_way = noor.address
        noor.open(f"{path_of(link)}not-me/")
        noor.send()
        for path in ("answer/", "choices/", "check/", "not-me/"):
            assert heading(noor.open(f"{path_of(link)}{path}")) == "You said that this is not you"
        assert heading(noor.open(half_way)) == "You said that this is not you"
        assert ConsentEvent.objects.count() == 1

    def test_saying_it_twice_is_one_line(self, link: str) -> None:
        noor = Visitor(link)
        noor.follow("This is not me")
        form = noor.page
        noor.send()
        noor.page, noor.address = form, f"{path_of(link)}not-me/"
        noor.send()
        assert ConsentEvent.objects.count() == 1

    def test_once_settled_a_link_that_still_stands_asks_again(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        noor.follow("This is not me")
        noor.send()
        note(
            room.noor, Decision.SETTLED, method=Method.ATTESTED, actor="ada",
            now=timezone.now(), evidence="a call",
        )  # fmt: skip
        assert heading(noor.open(path_of(link))) == "May Hana Osei publish your voice?"
        assert Ask.objects.get().answered_at
