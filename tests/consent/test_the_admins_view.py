"""Ada searches everything that was asked and said, and can change none of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from consent import exclusions
from consent.models import Ask, ConsentEvent, Exclusion, Wording
from recordings.audio.plan import Treatment
from tests.consent.people import Room, answer, make_room

MODELS: dict[str, type[Any]] = {
    "consentevent": ConsentEvent,
    "ask": Ask,
    "wording": Wording,
    "exclusion": Exclusion,
}
PAGES = tuple(MODELS)


@pytest.fixture
def ada(room: Room) -> Client:
    User.objects.create_superuser("ada", "ada@example.org", "secret")
    client = Client()
    assert client.login(username="ada", password="secret")
    answer(room.noor, publish="refused", name="granted")
    answer(make_room("water").sami, publish="granted")
    exclusions.leave_out(room.recording, room.noor, Treatment.CUT, by=None)
    return client


def found(ada: Client, page: str, query: str) -> int:
    response = ada.get(f"/admin/consent/{page}/", {"q": query})
    return int(response.context["cl"].result_count)


@pytest.mark.parametrize(
    ("page", "query", "rows"),
    [
        ("consentevent", "Noor", 2),
        ("consentevent", "noor_ali", 2),
        ("consentevent", "city’s water", 3),
        ("consentevent", "publish", 2),
        ("consentevent", "refused", 1),
        ("consentevent", "max", 0),
        ("ask", "sami_h", 1),
        ("ask", "Open Table", 2),
        ("ask", "commercial", 2),
        ("exclusion", "Noor", 1),
        ("wording", "publish your voice", 1),
    ],
)
def test_everything_is_found_by_name_handle_recording_and_scope(
    ada: Client, page: str, query: str, rows: int
) -> None:
    assert found(ada, page, query) == rows


def test_a_receipts_number_finds_its_lines(ada: Client, room: Room) -> None:
    given = answer(room.noor, publish="refused", name="refused")
    assert found(ada, "consentevent", given.number) == 2


@pytest.mark.parametrize("page", PAGES)
def test_nothing_can_be_added_changed_or_deleted(ada: Client, page: str) -> None:
    pk = MODELS[page].objects.values_list("pk", flat=True)[0]
    for path in ("add/", f"{pk}/change/", f"{pk}/delete/"):
        assert ada.post(f"/admin/consent/{page}/{path}", {"decision": "granted"}).status_code == 403
    listed = ada.get(f"/admin/consent/{page}/")
    assert "action-select" not in listed.content.decode()


def test_a_line_is_shown_without_what_proves_it(ada: Client) -> None:
    """That is seen at the consent desk alone, where each look is recorded."""
    line = ConsentEvent.objects.earliest("seq")
    page = ada.get(f"/admin/consent/consentevent/{line.pk}/change/").content.decode()
    assert line.hash in page
    assert "May Hana Osei publish your voice?" not in page
    assert line.salt not in page
    assert '<input type="submit"' not in page


@pytest.mark.usefixtures("room")
def test_max_is_sent_to_sign_in() -> None:
    assert Client().get("/admin/consent/consentevent/").status_code == 302
