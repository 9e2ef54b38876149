"""The desk's page about what is kept: counts and dates, never whose."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consent.retention import RULES
from recordings import voices
from tests.feeds import story
from tests.feeds.story import NOW
from tests.signed_in import an_auditor, words

pytestmark = pytest.mark.django_db
PAGE = "/desk/retention/"


@pytest.fixture
def tove() -> Client:
    return an_auditor()


def test_with_nothing_kept_nothing_goes(tove: Client) -> None:
    page = words(tove.get(PAGE))
    assert "Mail addresses of speakers 90 days after the last question to them ended" in page
    assert page.count(" 0 0 ") + page.endswith(" 0 0") == len(RULES)


def test_an_address_is_counted_and_its_day_is_said(tove: Client) -> None:
    noor = story.recording(story.host()).speakers.get(key="noor")
    with time_machine.travel(NOW, tick=False):
        voices.rename(noor, name="Noor Ali", email="noor@example.org")
        page = words(tove.get(PAGE))
    assert "the address was entered 1 0 18 Feb 2027" in page
    assert "noor" not in page.casefold()


def test_what_is_due_is_counted_and_still_there_after_looking(tove: Client) -> None:
    noor = story.recording(story.host()).speakers.get(key="noor")
    with time_machine.travel(timezone.now() - timedelta(days=91), tick=False):
        voices.rename(noor, name="Noor Ali", email="noor@example.org")
    assert "the address was entered 1 1" in words(tove.get(PAGE))
    noor.refresh_from_db()
    assert noor.email == "noor@example.org"


def test_the_desk_leads_there(tove: Client) -> None:
    assert f'href="{PAGE}"' in tove.get("/desk/").content.decode()
