"""A receipt on paper, and the address where anybody can check its number."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import checking, guard, paper
from consent.models import Ask, ConsentEvent
from tests.consent.papers import words_in
from tests.consent.people import START, Room, answer
from tests.consent.visitor import Visitor, path_of

pytestmark = pytest.mark.django_db
CHECK = reverse("consent:check_receipt")


def told(number: str, **more: str) -> str:
    return Client().get(CHECK, {"number": number, **more}).content.decode()


class TestByItsNumber:
    @pytest.fixture
    def number(self, room: Room) -> str:
        return answer(room.noor, publish="granted", name="refused").number

    def test_it_says_when_for_how_many_answers_and_that_they_stand(self, number: str) -> None:
        page = told(number)
        assert "This receipt was issued on 6 November 2026" in page
        assert "It is for 2 answers, and its lines stand in the ledger unaltered." in page

    def test_it_says_nothing_of_anybody(self, number: str) -> None:
        page = told(number)
        for secret in ("Noor", "Hana", "water", "granted", "refused", "Yes", "noor_ali"):
            assert secret not in page

    @pytest.mark.parametrize("typed", [str.lower, lambda n: n.replace("-", " "), "  {}  ".format])
    def test_it_is_found_however_it_is_typed(self, number: str, typed: object) -> None:
        assert callable(typed)
        assert "was issued on" in told(typed(number))

    @pytest.mark.parametrize("wrong", ["x", "K7QF-2M9X-04", "\0", "9" * 5000, "<script>"])
    def test_a_number_nobody_has_is_none(self, wrong: str) -> None:
        page = told(wrong)
        assert "No receipt has this number" in page
        assert "<script>9" not in page

    def test_an_altered_line_is_told(self, number: str) -> None:
        guard.lift(connection)
        ConsentEvent.objects.filter(scope="name").update(decision="granted")
        guard.install(connection)
        assert "This receipt is not as it was issued" in told(number)

    def test_a_line_that_follows_another_than_it_did_is_told(self, room: Room) -> None:
        answer(room.sami, publish="granted")
        number = answer(room.noor, publish="refused").number
        guard.lift(connection)
        ConsentEvent.objects.filter(speaker=room.sami).update(hash="0" * 64)
        guard.install(connection)
        assert "This receipt is not as it was issued" in told(number)

    def test_it_speaks_the_readers_language(self, number: str) -> None:
        assert "Diese Quittung wurde am 6. November 2026 ausgestellt" in told(number, lang="de")

    def test_who_tries_too_often_waits(self, number: str) -> None:
        browser = Client()
        answers = [browser.get(CHECK, {"number": number}) for _ in range(2 * checking.TRIES + 1)]
        assert answers[0].status_code == 200
        assert answers[-1].status_code == 429
        assert "Too many tries" in answers[-1].content.decode()

    def test_the_receipt_leads_there(self, room: Room, link: str) -> None:
        answer(room.noor, publish="granted", ask=Ask.objects.get(), now=timezone.now())
        assert "was issued on" in Visitor(link).follow("Check this receipt")


class TestOnPaper:
    def test_it_holds_the_answers_and_what_was_shown(self, link: str) -> None:
        noor = Visitor(link, reads="de")
        noor.send(publish="no")
        noor.send()
        file = noor.client.get(f"{path_of(link)}receipt.pdf")
        assert file["Content-Type"] == "application/pdf"
        assert file["Content-Disposition"].startswith('attachment; filename="receipt-')
        text = words_in(file.content)
        assert "Quittung" in text
        assert "Ihre Stimme" in text
        assert "Nein" in text

    def test_there_is_none_before_an_answer(self, link: str) -> None:
        assert Client().get(f"{path_of(link)}receipt.pdf").status_code == 404

    @pytest.mark.parametrize(
        "name", ["Łukasz", "日本", "عمر", "\0\x07", "🎙️", "x" * 3000, "“Noor” – €", "\ud800"]
    )
    def test_no_name_breaks_it(self, name: str) -> None:
        facts = [("Name", name)]
        file = paper.pdf(name, facts, {name: name}, language="en", at=START)
        assert file.startswith(b"%PDF-")
        assert "Lukasz" not in name or "Lukasz" in words_in(file)
