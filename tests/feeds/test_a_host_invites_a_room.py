"""A host makes a link to show in the room, with a QR code, for a show or for all, until a day."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import invites
from feeds import qr, shows
from feeds.models import Show
from recordings.models import Host
from tests.consent.visitor import Visitor, heading
from tests.feeds import story
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db
WHERE = "/in-advance/"


@pytest.fixture
def show() -> Show:
    return story.show(story.host())


@pytest.fixture
def hana(show: Show) -> Client:
    return member_of(show.host)


def in_a_week() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


def made(hana: Client, rooms: str, until: str = "") -> Any:
    return hana.post(WHERE, {"rooms": rooms, "until": until or in_a_week()}, follow=True)


def link(page: Any) -> str:
    found = re.search(r'value="(https?://[^"]+/speak/[^"]+)"', page.content.decode())
    assert found
    return found[1]


class TestMakingALink:
    def test_it_is_shown_with_its_code_and_leads_to_the_question(self, hana: Client) -> None:
        page = made(hana, "show open-table")
        assert "Show this in the room" in words(page)
        assert 'role="img" aria-label="QR code of the link"' in page.content.decode()
        sami = Visitor(link(page))
        assert heading(sami.page) == "Say yes in advance?"
        assert "Open Table" in sami.page

    def test_it_asks_what_the_show_asks_and_never_what_nobody_can_allow_in_advance(
        self, hana: Client, show: Show
    ) -> None:
        Show.objects.filter(pk=show.pk).update(
            scopes=["publish", "name", "commercial", "ai_training", "voice_id"]
        )
        sami = Visitor(link(made(hana, "show open-table")))
        assert 'name="name"' in sami.page
        for scope in ("commercial", "ai_training", "voice_id", "clips"):
            assert f'name="{scope}"' not in sami.page

    def test_for_all_shows_it_names_them(self, hana: Client, show: Show) -> None:
        shows.create_show(show.host, slug="trams", title="Trams", description="Lines.")
        page = made(hana, f"host {show.host.slug}")
        assert "All shows of Hana" in words(page)
        assert "Open Table, Trams" in Visitor(link(page)).page

    @pytest.mark.parametrize("rooms", ["", "show trams", "host jonas", "open-table", "show "])
    def test_what_is_not_theirs_is_refused(self, hana: Client, rooms: str) -> None:
        story.show(story.host("jonas"), "trams")
        page = made(hana, rooms)
        assert page.status_code == 422
        assert not invites.of_hosts(Host.objects.all()).exists()

    @pytest.mark.parametrize("days", [-1, 366])
    def test_it_ends_within_a_year(self, hana: Client, days: int) -> None:
        day: date = timezone.localdate() + timedelta(days=days)
        page = made(hana, "show open-table", day.isoformat())
        assert "Write a day from today on, within a year." in words(page)

    def test_it_is_listed_and_can_be_shown_again(self, hana: Client) -> None:
        address = link(made(hana, "show open-table"))
        page = hana.get(WHERE)
        assert "Open Table" in words(page)
        found = re.search(r'href="(/in-advance/[^"]+/)"', page.content.decode())
        assert found
        assert link(hana.get(found[1])) == address

    def test_ended_it_leads_nowhere_and_is_shown_no_more(self, hana: Client) -> None:
        page = made(hana, "show open-table")
        address = link(page)
        row = invites.of_hosts(Host.objects.all())[0]
        done = hana.post(reverse("feeds:in_advance_end", args=[row.uid]), follow=True)
        assert "The link leads nowhere any more." in words(done)
        assert Visitor(address).status == 410
        again = hana.get(reverse("feeds:in_advance_link", args=[row.uid]))
        assert "This link has ended" in words(again)
        assert "/speak/" not in again.content.decode()


def test_a_code_has_no_size_and_no_style_and_a_margin_that_cameras_need() -> None:
    made_ = qr.svg("https://example.org/speak/" + "a" * 43 + "/")
    assert made_.startswith("<svg")
    assert "style=" not in made_
    assert "width=" not in made_.partition(">")[0]
    assert 'fill="#fff"' in made_
    assert 'stroke="#000"' in made_
