"""The only client that speaks to other sites, and the rules that keep it out of our own network.

A name is resolved once, refused if any of its addresses is not public, and exactly the address
that was checked is dialled. Bounded in bytes and in seconds from the first to the last. It stays
silent unless ROOMCAST_OUTBOUND says otherwise.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx
from django.conf import settings

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]

EMBEDDING = tuple(IPv6Network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32"))
"""NAT64, 6to4 and Teredo: they carry an IPv4 address inside, which may be one of ours."""


class OutboundFailed(Exception):
    """Another site could not be asked; `permanent` where asking again cannot help."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet, and to one machine of it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in EMBEDDING):
            return False
    return address.is_global and not address.is_multicast


async def system_resolver(host: str, port: int) -> list[str]:
    """Every address the system knows for a name, odd spellings of numbers included."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for _, _, _, _, sockaddr in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be asked, and how long and how large an answer may be. `hops` counts redirects."""

    schemes: tuple[str, ...] = ("https", "http")
    ports: tuple[int, ...] = (443, 80)
    hops: int = 0
    seconds: float = 30.0
    connect_seconds: float = 5.0
    bytes: int = 1_000_000
    permits: Callable[[Address], bool] = is_public
    resolve: Resolver = system_resolver


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`headers` have lower-case names; `body` is as it came, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    method: str
    url: httpx.URL
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def get(url: str, *, rules: Rules | None = None) -> Answer:
    """GET an address. Raises `OutboundFailed`."""
    return _ask(Question(method="GET", url=_read(url)), rules or Rules())


def post(url: str, form: Mapping[str, str], *, rules: Rules | None = None) -> Answer:
    """POST a form. Raises `OutboundFailed`."""
    return _ask(Question(method="POST", url=_read(url), form=form), rules or Rules())


def _read(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise OutboundFailed(f"{url[:200]!r} is not an address.", permanent=True) from error


def _ask(question: Question, rules: Rules) -> Answer:
    if not settings.OUTBOUND:
        raise OutboundFailed(
            "This site asks no other site. Set ROOMCAST_OUTBOUND=true to let it.", permanent=True
        )
    # A thread of its own: whoever calls may already be inside a running loop.
    with ThreadPoolExecutor(max_workers=1) as alone:
        return alone.submit(asyncio.run, _in_time(question, rules)).result()


async def _in_time(question: Question, rules: Rules) -> Answer:
    try:
        async with asyncio.timeout(rules.seconds):
            return await _through_redirects(question, rules)
    except TimeoutError as error:
        raise OutboundFailed(
            f"{question.url.host} took longer than {rules.seconds:g} seconds."
        ) from error
    except httpx.HTTPError as error:
        raise OutboundFailed(
            f"{question.url.host} could not be asked: {type(error).__name__}."
        ) from error


async def _through_redirects(question: Question, rules: Rules) -> Answer:
    """Each hop is checked like the first. A redirected POST is not repeated."""
    for _ in range(rules.hops + 1):
        answer = await _once(question, rules)
        where = answer.headers.get("location")
        if not rules.hops or not where or answer.status not in (301, 302, 303, 307, 308):
            return answer
        question = Question(method="GET", url=question.url.join(_read(where)))
    raise OutboundFailed(f"{question.url.host} sends on more than {rules.hops} times.")


async def _once(question: Question, rules: Rules) -> Answer:
    address = await _pinned(question.url, rules)
    host = question.url.netloc.decode("ascii")
    timeout = httpx.Timeout(rules.seconds, connect=rules.connect_seconds)
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=timeout) as client,
        client.stream(
            question.method,
            question.url.copy_with(host=address),
            data=question.form,
            headers={**question.headers, "Host": host, "Accept-Encoding": "identity"},
            extensions={"sni_hostname": question.url.host},  # the certificate is the name's
        ) as response,
    ):
        body = await _bounded(response, rules.bytes)
        return Answer(status=response.status_code, headers=dict(response.headers), body=body)


async def _bounded(response: httpx.Response, limit: int) -> bytes:
    """Raw bytes are counted and nothing is unpacked, so that no answer can swell."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OutboundFailed("The answer is packed, which was not asked for.", permanent=True)
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > limit:
            raise OutboundFailed(f"The answer is larger than {limit} bytes.", permanent=True)
    return bytes(body)


async def _pinned(url: httpx.URL, rules: Rules) -> str:
    """The one address to dial. A name with any address that is not public is refused whole."""
    port = url.port or {"https": 443, "http": 80}.get(url.scheme, 0)
    if url.scheme not in rules.schemes or port not in rules.ports or not url.host or url.userinfo:
        raise OutboundFailed(f"{str(url)[:200]} is no address this site asks.", permanent=True)
    try:
        found = [ip_address(text) for text in await rules.resolve(url.host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise OutboundFailed(f"There is no site {url.host}.") from error
    if not found or not all(rules.permits(address) for address in found):
        raise OutboundFailed(f"{url.host} is not on the open internet.", permanent=True)
    return str(found[0])
