"""The words of the speaker's pages: four languages of one meaning, and a site's own."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django import Settings

from consent import asks, languages, texts, wordings
from consent.asks import NotAsked
from consent.clearance import yes_to_old_words
from consent.models import Ask, ConsentEvent, Wording
from consent.scopes import OPTIONAL, Scope
from consent.texts import places_in
from consent.wordings import WordingRefused
from tests.consent.people import START, Room, answer, days, make_ask
from tests.consent.visitor import Visitor

pytestmark = pytest.mark.django_db
EVERY = [
    pytest.param(kind, lang, id=f"{lang}-{name}")
    for name, kind in (("core", texts.CORE), ("around", texts.AROUND))
    for lang in texts.NAMES
]


class TestEveryLanguage:
    @pytest.mark.parametrize(("kind", "lang"), EVERY)
    def test_it_has_the_same_sentences_with_the_same_places(
        self, kind: wordings.Said, lang: str
    ) -> None:
        assert list(kind[lang]) == list(kind["en"])
        for key, text in kind[lang].items():
            assert places_in(text) == places_in(kind["en"][key]), key
            assert text.strip() == text, key

    def test_no_key_is_both_recorded_and_around(self) -> None:
        assert not set(texts.CORE["en"]) & set(texts.AROUND["en"])

    @pytest.mark.parametrize("lang", list(texts.NAMES))
    @pytest.mark.parametrize("scope", list(Scope))
    def test_every_scope_has_its_words(self, lang: str, scope: Scope) -> None:
        said = {**texts.CORE[lang], **texts.AROUND[lang]}
        for key in ("withdraw_{}", "withdraw_{}_about", "label_{}", "short_{}"):
            assert said[key.format(scope)]
        assert said[scope]
        assert scope == Scope.PUBLISH or said[f"{scope}_about"]

    @pytest.mark.parametrize("lang", list(texts.NAMES))
    def test_no_place_is_left_open_whatever_is_asked(self, room: Room, lang: str) -> None:
        for count in range(len(OPTIONAL) + 1):
            ask = make_ask(room.noor, *OPTIONAL[:count], "publish")
            said = wordings.sentences(ask, (), wordings.current(lang))
            assert "{" not in "".join(said.values())
            assert said["choices"][0].isupper()

    @pytest.mark.parametrize(
        ("lang", "day"),
        [("en", "6 November 2026"), ("de", "6. November 2026"), ("es", "6 de noviembre de 2026"),
         ("fr", "6 novembre 2026")],
    )  # fmt: skip
    def test_days_are_written_as_the_language_writes_them(self, lang: str, day: str) -> None:
        assert languages.long_moment(START, lang) == f"{day}, 10:24"


class TestWhichLanguage:
    @pytest.mark.parametrize(
        ("header", "read"),
        [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("it, fr;q=0.7, es;q=0.9", "es"),
            ("it", "en"),
            ("", "en"),
            ("de;q=0", "en"),
            ("\ud800, ;;q=,,x" * 1000, "en"),
        ],
    )
    def test_the_browsers_first_one_that_is_spoken_here(self, header: str, read: str) -> None:
        assert languages.read_by(header, texts.NAMES, "en") == read

    def test_a_mail_is_in_the_language_of_its_ask(self, room: Room) -> None:
        ask = asks.ask(
            room.noor, asker="Hana Osei", room_text="„Wasser“", show_text="Offener Tisch.",
            scopes=[], contact="hana@opentable.example", channel="mail",
            address="noor@example.org", by=None, now=START, language="de",
        )  # fmt: skip
        asks.send(ask, START)
        [letter] = mail.outbox
        assert letter.subject == "Hana Osei fragt: Darf Ihre Stimme veröffentlicht werden?"
        body = " ".join(letter.body.split())
        assert "Raum: „Wasser“ Podcast: Offener Tisch." in body
        assert "bis zum 5. Januar 2027" in body
        assert "Fragen: hana@opentable.example" in body

    def test_what_a_host_wrote_is_kept_as_it_is_in_every_language(self, room: Room) -> None:
        ask = make_ask(room.noor)
        ask.told = {"de": {"room": "„Wem gehört das Wasser?“"}}
        assert wordings.room_text(ask, "de") == "„Wem gehört das Wasser?“"
        assert wordings.show_text(ask, "de") == ask.show_text
        assert ask.show_text in wordings.shown_text(ask, (), wording=wordings.current("de"))


class TestVersions:
    def test_all_languages_of_a_version_stand_together(self, room: Room) -> None:
        ask = make_ask(room.noor)
        wordings.publish("house", {"de": {"lead": "Anders."}}, material=False)
        found = wordings.languages_of(ask.wording)
        assert list(found) == ["en", "de", "es", "fr"]
        assert {row.version for row in found.values()} == {1}

    def test_the_same_words_again_are_no_new_version(self) -> None:
        first = wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=False)
        again = wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=True)
        assert first == again

    def test_words_that_mean_something_else_make_earlier_ones_outdated(self, room: Room) -> None:
        one = make_ask(room.noor).wording
        assert not wordings.is_outdated(one)
        text = '{"title":"Other?"}'
        Wording.objects.create(
            key="speaker", language="en", version=2, text=text, sha256="0" * 64, material=False
        )
        assert not wordings.is_outdated(one)
        Wording.objects.create(
            key="speaker", language="en", version=3, text=text, sha256="0" * 64, material=True
        )
        assert wordings.is_outdated(one)

    def test_who_has_not_answered_is_then_asked_anew_and_answers_stand(
        self, room: Room, settings: Settings
    ) -> None:
        waiting, answered = make_ask(room.noor), make_ask(room.sami)
        Ask.objects.filter(pk=answered.pk).update(answered_at=START)
        assert asks.reusable_ask(room.noor, START) == waiting
        wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=True)
        settings.WORDING = "house"
        assert asks.reusable_ask(room.noor, START) is None
        assert asks.reusable_ask(room.sami, START) == answered
        assert asks.current_ask(room.noor, START) == waiting

    def test_an_open_question_shows_the_words_that_mean_something_else_by_now(
        self, room: Room, settings: Settings
    ) -> None:
        ask = make_ask(room.noor, now=timezone.now())
        noor = Visitor(asks.link_for(ask, timezone.now()))
        assert "Only with a yes." not in noor.page
        wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=True)
        settings.WORDING = "house"
        noor.open(noor.address)
        assert "Only with a yes." in noor.page
        noor.send(publish="no")
        noor.send()
        line = ConsentEvent.objects.get()
        assert line.wording == wordings.current("en")
        assert "Only with a yes." in line.shown

    def test_a_yes_to_words_that_had_been_replaced_is_known_as_one(
        self, room: Room, settings: Settings
    ) -> None:
        old, noor = make_ask(room.noor), {room.noor.pk}
        answer(room.noor, ask=old, publish="granted")
        wordings.publish("house", {"en": {"lead": "Only with a yes."}}, material=True)
        settings.WORDING = "house"
        assert not yes_to_old_words(room.recording, noor, "")
        make_ask(room.sami, now=START + days(1))
        answer(room.noor, ask=old, publish="refused", now=START + days(2))
        answer(room.noor, ask=old, publish="granted", now=START + days(2))
        assert yes_to_old_words(room.recording, noor, "") == noor


class TestASitesOwn:
    def test_it_is_asked_with_where_the_setting_says_so(
        self, room: Room, settings: Settings
    ) -> None:
        wordings.publish("house", {"en": {"lead": "Only with {asker}’s word."}}, material=False)
        assert make_ask(room.noor).wording.key == "speaker"
        settings.WORDING = "house"
        ask = make_ask(room.sami)
        assert (ask.wording.key, ask.wording.version) == ("house", 1)
        said = wordings.sentences(ask, ())
        assert said["lead"] == "Only with Hana Osei’s word."
        assert said["title"] == "May Hana Osei publish your voice?"

    def test_one_that_nobody_published_asks_nobody(self, room: Room, settings: Settings) -> None:
        settings.WORDING = "house"
        with pytest.raises(NotAsked, match="nobody has published"):
            make_ask(room.noor)

    @pytest.mark.parametrize(
        ("key", "said", "why"),
        [
            ("speaker", {"en": {}}, "built in"),
            ("a b", {"en": {}}, "letters, digits"),
            ("house", {}, "no words"),
            ("house", {"tlh": {}}, "not a language"),
            ("house", {"en": {"nothing": "x"}}, "no sentence"),
            ("house", {"en": {"lead": " "}}, "1 to 2000"),
            ("house", {"en": {"lead": "x" * 2001}}, "1 to 2000"),
            ("house", {"en": {"lead": "Dear {nobody}"}}, "no place for {nobody}"),
        ],
    )
    def test_what_cannot_be_asked_with_is_refused(
        self, key: str, said: wordings.Said, why: str
    ) -> None:
        with pytest.raises(WordingRefused, match=why):
            wordings.publish(key, said, material=False)
        assert not Wording.objects.exists()


class TestPublishingFromTheCommandLine:
    def publish(self, path: Path) -> str:
        out = StringIO()
        call_command("publish_wording", str(path), "--json", stdout=out)
        return out.getvalue()

    def test_a_file_becomes_a_version(self, tmp_path: Path) -> None:
        path = tmp_path / "house.json"
        path.write_text(json.dumps({"key": "house", "texts": {"en": {"lead": "Yes or no."}}}))
        document = json.loads(self.publish(path))
        row = Wording.objects.get()
        assert document == {"key": "house", "version": 1, "languages": {"en": row.sha256}}

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"texts": []}', '{"texts": {"en": 1}}'])
    def test_a_file_that_is_none_is_refused(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "house.json"
        path.write_text(text)
        with pytest.raises(CommandError, match=r"house\.json"):
            self.publish(path)
