"""Signing in at a provider that is down, slow, or answers nonsense ends on a page in one sentence.

The provider is a real server on loopback that fails in one way at one address.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from config import sign_ins, silent_providers
from consent.models import Ask, Confirmation
from consent.scopes import Level
from tests.consent.people import Room, make_ask
from tests.consent.visitor import Forms, Visitor, heading, path_of
from tests.oidc import Identities, identities

NOOR = "100200300"
TITLE = "Signing in there did not work"
Fails = Callable[[BaseHTTPRequestHandler], None]


def answers(body: bytes, status: int = 200, kind: str = "application/json") -> Fails:
    def say(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("Content-Type", kind)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)

    return say


def hangs(to: BaseHTTPRequestHandler) -> None:
    """Until the asker gives up."""
    to.connection.settimeout(20)
    to.connection.recv(1)


def never_ends(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.end_headers()
    while True:
        to.wfile.write(b" " * 65_536)


def a_drop_at_a_time(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.end_headers()
    for _ in range(200):
        to.wfile.write(b" ")
        to.wfile.flush()
        time.sleep(0.1)


def closes(to: BaseHTTPRequestHandler) -> None:
    to.connection.shutdown(socket.SHUT_RDWR)


def breaks_off(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", "1000")
    to.end_headers()
    to.wfile.write(b"{")
    to.close_connection = True


WAYS = [
    pytest.param(way, id=name)
    for name, way in {
        "hangs": hangs,
        "closes": closes,
        "breaks_off": breaks_off,
        "never_ends": never_ends,
        "drips": a_drop_at_a_time,
        "html": answers(b"<!doctype html><h1>Welcome</h1>", kind="text/html"),
        "500": answers(b'{"error": "server_error"}', 500),
        "huge": answers(b'{"a": "' + b"x" * 1_000_000 + b'"}'),
        "empty": answers(b"{}"),
        "list": answers(b"[1, 2]"),
        "null": answers(b"null"),
        "binary": answers(bytes(range(256))),
    }.items()
]


class Failing(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, way: Fails) -> None:
        self.way = way
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Failing

    def do_GET(self) -> None:
        try:
            self.server.way(self)
        except OSError:
            self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def failing(way: Fails) -> Iterator[str]:
    server = Failing(way)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def impatient(settings: Settings) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.4


@pytest.fixture
def ask(room: Room) -> Ask:
    room.noor.external_ids = {"x": NOOR}
    room.noor.save()
    ask = make_ask(room.noor, "publish", now=timezone.now())
    Ask.objects.filter(pk=ask.pk).update(least=Level.ACCOUNT)
    return ask


def use(settings: Settings, server: Identities, issuer: str = "") -> None:
    told = server.settings("x")
    if issuer:
        told["oidc"]["issuer"] = issuer
    settings.ACCOUNT_PROVIDERS = told
    settings.SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(told)


def go(noor: Visitor, link: str) -> str:
    """Press the button; the page that is shown, or where it leads."""
    noor.open(f"{path_of(link)}confirm/")
    form = Forms(noor.page).hidden
    answer = noor.client.post(f"{path_of(link)}sign-in/", form | {"provider": "oidc"})
    noor.status, noor.page = answer.status_code, answer.content.decode()
    return str(answer.get("Location", ""))


def leads_back(noor: Visitor, link: str) -> bool:
    """Whether the page's one button brings them to their own question again."""
    noor.follow("Back")
    return noor.address.startswith(path_of(link))


@pytest.mark.parametrize("way", WAYS)
def test_on_the_way_there(link: str, settings: Settings, way: Fails) -> None:
    began = time.monotonic()
    with identities() as server, failing(way) as issuer:
        use(settings, server, issuer)
        noor = Visitor(link)
        go(noor, link)
    assert (noor.status, heading(noor.page)) == (502, TITLE)
    assert time.monotonic() - began < 15
    assert leads_back(noor, link)
    assert not Confirmation.objects.exists()


def test_one_that_is_not_there_at_all(link: str, settings: Settings) -> None:
    with identities() as server, failing(hangs) as issuer:
        pass
    use(settings, server, issuer)
    noor = Visitor(link)
    go(noor, link)
    assert (noor.status, heading(noor.page)) == (502, TITLE)


BACK = [
    pytest.param(place, *way.values, id=f"{place}-{way.id}")
    for place in ("token_endpoint", "userinfo_endpoint")
    for way in WAYS
    if place == "token_endpoint" or way.id not in ("empty", "null")
]
"""Who says nothing of somebody beside a whole identity token says enough."""


@pytest.mark.parametrize(("place", "way"), BACK)
def test_on_the_way_back(link: str, settings: Settings, place: str, way: Fails) -> None:
    with identities() as server, failing(way) as issuer:
        use(settings, server)
        server.as_whom = {"sub": NOOR}
        server.elsewhere = {place: issuer}
        noor = Visitor(link)
        back = httpx.get(go(noor, link)).headers["Location"]
        noor.open(back.removeprefix("http://testserver"))
    assert (noor.status, heading(noor.page)) == (502, TITLE)
    assert leads_back(noor, link)
    assert not Confirmation.objects.exists()


@pytest.mark.django_db
def test_a_sign_in_on_its_own_leads_back_to_the_ways_of_signing_in(settings: Settings) -> None:
    with identities() as server, failing(answers(b"[]")) as issuer:
        use(settings, server, issuer)
        noor = Visitor("/accounts/login/")
        token = noor.client.cookies["csrftoken"].value
        answer = noor.client.post("/accounts/oidc/oidc/login/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 502
    assert 'href="/accounts/login/"' in answer.content.decode()


def test_what_fails_elsewhere_is_not_taken_for_a_provider() -> None:
    request = RequestFactory().get("/recordings/")
    site = silent_providers.PageForSilentProvider(lambda _: pytest.fail("not asked"))
    assert site.process_exception(request, KeyError("a bug of ours")) is None
