"""What the site answers before any app of ours has a say."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client

from config.logs import ScrubbingFormatter, scrub

TOKEN = "q3J8s7Vb0rXx1mZp2LkT9A"


@pytest.mark.django_db
def test_the_health_page_says_ok_and_carries_the_safety_headers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_another_sites_name_is_refused(client: Client) -> None:
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)
    assert client.get("/healthz", headers={"host": "max.example.net"}).status_code == 400


@pytest.mark.django_db
def test_a_stranger_cannot_open_an_account(client: Client) -> None:
    from django.contrib.auth import get_user_model

    client.post("/accounts/signup/", {"email": "max@example.net"})
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_who_reloads_an_address_for_forms_gets_a_page_in_words(client: Client) -> None:
    answer = client.get(f"/c/{TOKEN}/account/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert b"Nothing was changed." in answer.content
    assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /c/{TOKEN}/choices",
        f'"GET /c/{TOKEN} HTTP/1.1" 200',
        f"https://rooms.example.org/speak/{TOKEN}?a=b failed",
    ],
)
def test_a_speakers_token_never_reaches_the_log(line: str) -> None:
    assert TOKEN not in scrub(line)


def test_a_token_in_a_traceback_is_scrubbed_too() -> None:
    error = LookupError(f"/c/{TOKEN}/choices")
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "at %s", (f"/speak/{TOKEN}",), None)
    record.exc_info = (LookupError, error, None)
    line = ScrubbingFormatter("%(message)s").format(record)
    assert TOKEN not in line
    assert "LookupError" in line


def test_each_test_begins_with_an_empty_cache() -> None:
    assert cache.get("left-over") is None
    cache.set("left-over", "yes")
