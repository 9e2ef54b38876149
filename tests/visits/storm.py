"""Machines that open links before any person does: mail scanners, previews, prefetching browsers.

Which addresses there are is read from the site's own list, so that a page added later is visited
too. A seed settles who comes where, and how.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import asks, in_advance_urls, invites, tokens
from consent.models import Ask, AskLink, StandingConsent
from consent.urls import urlpatterns
from feeds.views.me.urls import urlpatterns as my_voice
from recordings.models import Speaker
from tests.consent.people import Room, answer, days, make_ask, make_room
from tests.consent.pledging import announced, invited, room_to_come, says_yes
from tests.surfaces import OUT

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "Mozilla/4.0 (compatible; ms-office; MSOffice rmj)",
    "Barracuda Sentinel (EE)",
    "Mimecast/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "",
)
HINTS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"HX-Request": "true"},
    {"Accept-Language": "de"},
)
QUERIES = ("", "", "?so_far=x", "?publish=yes", "?scope=publish", "?lang=fr", "?whose=site")
METHODS = ("get", "get", "get", "head", "options")
PERHAPS = (200, 302, 403, 404, 405, 410, 429, 503)
"""A machine gets a page, is led on, is told that there is nothing, or to wait where it tries one
unknown link after another; never an error of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Links in every state that a link can be in; `open` are those that can still be answered."""

    room: Room
    tokens: tuple[str, ...]
    open: tuple[str, ...]


def place() -> Place:
    """Mailed and not answered, answered, taken back, revoked, and too late; and opt-out links."""
    room, now = make_room(), timezone.now()
    waiting = _mailed(make_ask(room.sami, address="sami@example.org", now=now))
    answered = make_ask(room.noor, address="noor@example.org", now=now)
    said = _mailed(answered)
    answer(room.noor, ask=answered, now=now, publish="granted", name="granted")
    taken = make_ask(room.hana, now=now)
    back = _copied(taken)
    answer(room.hana, ask=taken, now=now, publish="granted")
    answer(room.hana, ask=taken, now=now, publish="withdrawn")
    revoked = make_ask(room.sami, now=now)
    dead = _copied(revoked)
    tokens.revoke(revoked, now)
    return Place(
        room=room,
        tokens=(*waiting, *said, back, dead, _late(room.sami), "x" * 43, *_in_advance()),
        open=(waiting[0],),
    )


def _in_advance() -> tuple[str, ...]:
    """An invitation that a room is shown, one that has ended, the link of who said yes there, and
    the link of an announcement that was mailed to them."""
    now = timezone.now()
    room = room_to_come(now, slug="in-advance")
    row = says_yes(room.recording.host, now=now - days(2))
    shown = invites.link_of(invited(room.recording.host, now=now))
    ended = invited(room.recording.host, now=now)
    link = invites.link_of(ended)
    invites.revoke(ended, now)
    assert announced(room.sami, now)
    told = re.findall(r"/c/([^/\s]+)/", str(mail.outbox[-1].body))
    mine = "m" * 43
    StandingConsent.objects.filter(pk=row.pk).update(token_sha256=tokens.digest(mine))
    return (_token(shown), _token(link), mine, *told)


def _mailed(ask: Ask) -> tuple[str, ...]:
    """The tokens of every link in the mail; the one to answer with comes first."""
    asks.send(ask)
    letter = mail.outbox[-1]
    text = f"{letter.body} {letter.extra_headers.get('List-Unsubscribe', '')}"
    found = dict.fromkeys(_token(word) for word in text.split() if "/c/" in word)
    return tuple(sorted(found, key=lambda token: _purpose(token) != AskLink.Purpose.ANSWER))


def _purpose(token: str) -> str:
    return AskLink.objects.get(token_sha256=tokens.digest(token)).purpose


def _copied(ask: Ask) -> str:
    return _token(asks.link_for(ask, timezone.now()))


def _late(speaker: Speaker) -> str:
    """A link that has ended without an answer."""
    ask = make_ask(speaker, now=timezone.now() - timedelta(days=61))
    return tokens.mint(ask, ask.created_at)


def _token(link: str) -> str:
    return urlsplit(link.strip("<>,")).path.split("/")[2]


def pages() -> dict[str, bool]:
    """The names of all addresses of a speaker's pages, and whether each is below a link."""
    found = {f"consent:{one.name}": one for one in urlpatterns if one.name}
    found |= {f"in_advance:{one.name}": one for one in in_advance_urls.urlpatterns if one.name}
    return {name: "token" in one.pattern.converters for name, one in found.items()}


def addresses(token: str) -> list[str]:
    """All of them for one link. An address that wants to know more than the token is an error
    here: say in this module what to fill in."""
    return [reverse(name, args=[token] if below else []) for name, below in pages().items()]


def own_addresses(at: Place) -> list[str]:
    """Every address of “My voice”, which mails lead to as well."""
    return [
        reverse(f"feeds:{one.name}", args=[at.room.noor.uid] if one.pattern.converters else [])
        for one in my_voice
    ]


def visits(count: int, seed: int, at: Place) -> Iterator[Callable[[], HttpResponse]]:
    """So many visits; every address of every link comes first, then whatever the seed says."""
    dice = random.Random(seed)
    every = [address for token in at.tokens for address in addresses(token)]
    every += own_addresses(at)
    for number in range(count):
        address = every[number] if number < len(every) else dice.choice(every)
        yield _visit(address, dice)


def _visit(address: str, dice: random.Random) -> Callable[[], HttpResponse]:
    headers = {"User-Agent": dice.choice(AGENTS), **dice.choice(HINTS)}
    path, method = address + dice.choice(QUERIES), dice.choice(METHODS)
    client = Client(headers=headers)
    return lambda: getattr(client, method)(path, follow=True)


def is_open(token: str) -> bool:
    """Whether the question can still be answered by this link."""
    return Client().get(reverse("consent:answer", args=[token])).status_code == OUT
