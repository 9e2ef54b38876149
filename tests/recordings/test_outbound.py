"""Asking another site: only public addresses, only so much, only so long."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import ClassVar

import pytest
from pytest_django import Settings

from recordings import outbound
from recordings.outbound import OutboundFailed, Rules


class Other(BaseHTTPRequestHandler):
    """Another site, on loopback; it remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str | None, bytes]]] = []

    def do_GET(self) -> None:
        self._remember(b"")
        answer = getattr(self, "answer_" + self.path.strip("/").partition("?")[0], None)
        if answer:
            answer()
        else:
            self._say(200, b"hello from Lee")

    def do_POST(self) -> None:
        self._remember(self.rfile.read(int(self.headers["Content-Length"])))
        self._say(202, b"")

    def answer_large(self) -> None:
        self._say(200, b"x" * 2000)

    def answer_packed(self) -> None:
        self._say(200, b"\x1f\x8b bomb", ("Content-Encoding", "gzip"))

    def answer_on(self) -> None:
        self._say(302, b"", ("Location", "/there"))

    def answer_round(self) -> None:
        self._say(302, b"", ("Location", "/round"))

    def answer_inside(self) -> None:
        self._say(302, b"", ("Location", "http://intranet.example/secret"))

    def answer_slow(self) -> None:
        """One byte of a header a time, each well within any single wait."""
        for _ in range(100):
            try:
                self.wfile.write(b"H")
            except OSError:
                return
            threading.Event().wait(0.1)

    def _remember(self, body: bytes) -> None:
        self.asked.append((f"{self.command} {self.path}", self.headers.get("Host"), body))

    def _say(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def other(settings: Settings) -> Iterator[int]:
    settings.OUTBOUND = True
    Other.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


async def here(host: str, port: int) -> list[str]:
    return ["10.0.0.7"] if host == "intranet.example" else ["127.0.0.1"]


def rules(port: int, **others: object) -> Rules:
    """As in life, but the loopback address counts as public and its port as usual."""
    usual: dict[str, object] = {
        "ports": (port, 80),
        "resolve": here,
        "permits": lambda address: str(address) == "127.0.0.1",
    }
    return Rules(**usual | others)  # type: ignore[arg-type]  # a test's shorthand


def test_the_checked_address_is_dialled_and_the_name_is_told(other: int) -> None:
    answer = outbound.get(f"http://lee.example:{other}/feed?a=1", rules=rules(other))
    assert (answer.status, answer.body) == (200, b"hello from Lee")
    assert Other.asked == [("GET /feed?a=1", f"lee.example:{other}", b"")]


def test_a_form_is_posted(other: int) -> None:
    answer = outbound.post(f"http://hub.example:{other}/", {"a": "b c"}, rules=rules(other))
    assert answer.status == 202
    assert Other.asked[0][2] == b"a=b+c"


def test_nothing_is_asked_until_the_admin_says_so(settings: Settings) -> None:
    assert settings.OUTBOUND is False
    with pytest.raises(OutboundFailed, match="ROOMCAST_OUTBOUND"):
        outbound.get("https://example.org/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::",
        "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_our_own_networks_are_not_public(address: str) -> None:
    assert not outbound.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert outbound.is_public(ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "0177.0.0.1", "2130706433", "0x7f.1", "localhost"])
def test_loopback_is_refused_in_every_spelling(other: int, host: str) -> None:
    """With the system's own resolver, which understands them all."""
    with pytest.raises(OutboundFailed, match=r"open internet|no site|no address|not an address"):
        outbound.get(f"http://{host}:{other}/", rules=Rules(ports=(other,)))
    assert Other.asked == []


def test_one_private_address_among_public_ones_refuses_the_name(other: int) -> None:
    async def rebinding(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "10.0.0.7"]

    with pytest.raises(OutboundFailed, match="open internet"):
        outbound.get(f"http://max.example:{other}/", rules=rules(other, resolve=rebinding))
    assert Other.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://lee.example/", "gopher://lee.example/", "http://", "lee",
        "http://user:word@lee.example/", "http://lee.example:22/", "http://[::1", "http://a\nb/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(other: int, url: str) -> None:
    with pytest.raises(OutboundFailed) as caught:
        outbound.get(url, rules=rules(other))
    assert caught.value.permanent
    assert Other.asked == []


def test_redirects_are_shown_and_not_followed(other: int) -> None:
    assert outbound.get(f"http://lee.example:{other}/on", rules=rules(other)).status == 302
    assert len(Other.asked) == 1


def test_a_redirect_that_may_be_followed_is_checked_like_the_first(other: int) -> None:
    assert outbound.get(f"http://lee.example:{other}/on", rules=rules(other, hops=2)).status == 200
    with pytest.raises(OutboundFailed, match=r"intranet\.example is not on the open internet"):
        outbound.get(f"http://lee.example:{other}/inside", rules=rules(other, hops=2))
    with pytest.raises(OutboundFailed, match="more than 2 times"):
        outbound.get(f"http://lee.example:{other}/round", rules=rules(other, hops=2))


def test_an_answer_that_is_too_large_is_cut_off(other: int) -> None:
    with pytest.raises(OutboundFailed, match="larger than 1000 bytes"):
        outbound.get(f"http://lee.example:{other}/large", rules=rules(other, bytes=1000))


def test_an_answer_that_could_swell_is_refused(other: int) -> None:
    with pytest.raises(OutboundFailed, match="packed"):
        outbound.get(f"http://lee.example:{other}/packed", rules=rules(other))


def test_a_site_that_dribbles_is_left_at_the_deadline(other: int) -> None:
    with pytest.raises(OutboundFailed, match=r"longer than 0\.5 seconds") as caught:
        outbound.get(f"http://lee.example:{other}/slow", rules=rules(other, seconds=0.5))
    assert not caught.value.permanent


def test_a_site_that_is_away_may_be_asked_again(other: int) -> None:
    with pytest.raises(OutboundFailed, match="could not be asked") as caught:
        outbound.get("http://lee.example/", rules=rules(other))
    assert not caught.value.permanent
