"""Whoever opens a link, person or machine: looking changes nothing and outsiders learn nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent import tokens
from consent.models import Ask, AskLink, ConsentEvent
from tests.consent.people import Room, answer, days, make_ask
from tests.consent.visitor import Visitor, heading, path_of

PATHS = ("", "answer/", "choices/", "check/", "withdraw/", "who/", "receipt.json")


class TestLookingChangesNothing:
    @pytest.mark.parametrize("answered", [False, True])
    def test_get_head_options_and_prefetch_write_nothing(
        self, room: Room, link: str, ask: Ask, answered: bool
    ) -> None:
        if answered:
            answer(room.noor, ask=ask, publish="granted", name="granted")
        before = [list(model.objects.values()) for model in (Ask, AskLink, ConsentEvent)]
        with CaptureQueriesContext(connection) as queries:
            for path in PATHS:
                for method in ("get", "head", "options"):
                    client = Client(headers={"sec-purpose": "prefetch"})
                    getattr(client, method)(path_of(link) + path, follow=True)
        assert before == [list(model.objects.values()) for model in (Ask, AskLink, ConsentEvent)]
        assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    @pytest.mark.parametrize("path", ["answer/", "choices/", "check/", "withdraw/"])
    def test_a_form_from_elsewhere_is_refused(self, link: str, path: str) -> None:
        client = Client(enforce_csrf_checks=True)
        fields = {"publish": "yes", "scope": "publish"}
        assert client.post(path_of(link) + path, fields).status_code == 403

    @pytest.mark.parametrize("path", ["", "who/", "receipt.json"])
    def test_pages_to_read_take_no_forms(self, link: str, path: str) -> None:
        assert Client().post(path_of(link) + path).status_code == 405

    def test_only_a_form_sent_back_shows_that_somebody_was_here(self, link: str, ask: Ask) -> None:
        noor = Visitor(link)
        ask.refresh_from_db()
        assert ask.opened_at is None
        noor.send(publish="yes")
        ask.refresh_from_db()
        assert ask.opened_at is not None
        assert ask.answered_at is None

    def test_no_cookie_but_the_forms(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="no")
        noor.send()
        assert set(noor.client.cookies) == {"csrftoken"}


class TestOutsidersLearnNothing:
    def test_every_dead_link_shows_the_same_page(self, room: Room, link: str, ask: Ask) -> None:
        def seen(link: str, path: str = "") -> tuple[int, str]:
            response = Client().get(path_of(link) + path)
            return response.status_code, response.content.decode()

        unknown = seen("/c/" + "x" * 43 + "/")
        tokens.revoke(ask, timezone.now())
        revoked = seen(link)
        late = make_ask(room.noor, now=timezone.now() - days(61))
        AskLink.objects.create(
            ask=late, token_sha256=tokens.digest("late"), created_at=late.created_at,
            expires_at=late.expires_at,
        )  # fmt: skip
        expired = seen("/c/late/")
        assert [unknown[0], revoked[0], expired[0]] == [404, 410, 410]
        assert unknown[1] == revoked[1] == expired[1]
        for word in ("Hana", "Noor", "water", "Open Table"):
            assert word not in revoked[1]

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.usefixtures("room")
    def test_no_page_below_a_dead_link_answers(self, path: str) -> None:
        assert Client().get(f"/c/{'x' * 43}/{path}").status_code == 404
        assert heading(Client().get(f"/c/{'x' * 43}/{path}").content.decode()) == (
            "This link leads nowhere"
        )

    def test_who_tries_one_link_after_another_has_to_wait_and_locks_nobody_out(
        self, link: str
    ) -> None:
        tried = [Client().get(f"/c/{number:043}/").status_code for number in range(12)]
        assert tried == [404] * 10 + [429] * 2
        page = Client().get(f"/c/{12:043}/who/").content.decode()
        assert heading(page) == "Too many tries"
        assert Client().get(path_of(link)).status_code == 200
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        assert elsewhere.get(f"/c/{13:043}/").status_code == 404

    @pytest.mark.parametrize("path", PATHS)
    def test_pages_are_kept_out_of_caches_search_engines_and_referrers(
        self, room: Room, link: str, ask: Ask, path: str
    ) -> None:
        answer(room.noor, ask=ask, publish="granted")
        response = Client().get(path_of(link) + path)
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer, strict-origin"

    def test_nothing_on_a_page_comes_from_or_leads_elsewhere(self, link: str) -> None:
        page = Visitor(link).page
        for address in re.findall(r'(?:href|src|action)="([^"#]*)"', page):
            assert address.startswith(("/c/", "/me/", "/static/", "?lang="))
        assert "style=" not in page
