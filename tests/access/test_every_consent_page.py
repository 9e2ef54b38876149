"""Every page of consent, at 320 px and at 400 % zoom, in light and dark: nothing for axe to find,
nothing out of the page, nothing too small to press.

The pages come from the site's own list of addresses: one without a row in `cases.py` fails.
"""

import os
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.access.cases import CASES, DEEDS, ELSEWHERE, Case, Who
from tests.access.place import Place, place
from tests.access.sights import faults, sights
from tests.browser import AXE, Open
from tests.config.test_permissions import ALL, OURS

FILES = (".json", ".mp3", ".pdf", ".xml", ".flac", ".zip", ".csv")
ONLY = os.environ.get("ROOMCAST_PAGES", "")
"""While a page is being made: a part of its address's name, as in `feeds:desk_case`."""
ADD = "Add a case for it to CASES in tests/access/cases.py, or say there what else it is."


def test_every_address_has_a_case_or_is_said_to_need_none() -> None:
    pages = {name for name in OURS if not str(ALL[name].pattern).endswith(FILES)}
    told = [*CASES, *DEEDS, *ELSEWHERE]
    assert sorted(pages - set(told)) == [], ADD
    assert sorted(set(told) - pages) == [], "These addresses are no more: remove their rows."
    assert len(told) == len(set(told)), "An address has two rows."


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_what_only_takes_a_form_shows_no_page(name: str) -> None:
    made_up = {"string": "x" * 43, "uuid": uuid.uuid4(), "slug": "x", "int": 1}
    converters = ALL[name].pattern.converters.values()
    args = [made_up[type(one).__name__.removesuffix("Converter").lower()] for one in converters]
    assert Client().get(reverse(name, args=args)).status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", Who)
def test_every_page_is_accessible(
    who: Who, open_page: Open, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.SITE_URL, settings.SECOND_ADMIN = live_server.url, True
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    at = place(tmp_path)
    with open_page(width=320) as page:
        page.add_init_script(path=AXE)  # once a page, and not once a look
        sign_in(page, live_server.url, at, who)
        found = [
            f"{name} ({case.heading}): {fault}"
            for name, cases in CASES.items()
            for case in cases
            if case.who == who and ONLY in name
            for fault in look(page, live_server.url, at, name, case)
        ]
    assert found == [], "\n".join(found)


def look(page: Page, site: str, at: Place, name: str, case: Case) -> list[str]:
    """What is wrong with one look of a page, in every sight."""
    answer = page.goto(f"{site}{case.where(at)}")
    case.do(page)
    assert answer is not None
    assert answer.status == case.status, f"{name}: {answer.status}"
    assert case.heading in page.locator("h1").inner_text(), name
    assert resolve(urlsplit(page.url).path).view_name == name
    return [f"{sight}: {fault}" for sight in sights(page) for fault in faults(page)]


def sign_in(page: Page, site: str, at: Place, who: Who) -> None:
    clients = {
        Who.HANA: at.hana,
        Who.OFFICER: at.officer,
        Who.SAMI: at.sami_himself,
        Who.LEAVER: at.leaver,
    }
    if who in clients:
        value = clients[who].cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
