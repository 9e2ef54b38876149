"""Signing in with the account that was heard: where one can, and what a sign-in shows of whom.

A sign-in at a personal link opens no account here. What it showed is kept in the visitor's own
session until it is used, as marks; a handle or a name never counts.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings

from consent.models import Ask
from recordings.models import Speaker
from recordings.sealed import Purpose, mark, marks, seal, unseal

KEY = "consent.shown"
HOLDS_FOR = timedelta(minutes=30)
_NO_PLATFORM = ""

Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Somewhere to sign in. `platform` is the one whose ids it knows; without one the verified
    mail address of the account is compared."""

    key: str
    name: str
    platform: str = _NO_PLATFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An account that was signed in with: as whom, and the marks of what is known of it."""

    provider: Provider
    label: str
    marks: frozenset[str]
    account: str = ""
    """`x:100200300`"""
    address: str = ""
    """The one that its provider has verified, where its word is taken."""


class Signer(Protocol):
    """A provider of signatures (level `signed`), the point where one is put in.

    `start` takes the uid of what is to be signed and the text that was shown, and gives the
    address at which its speaker signs; `signed` takes what comes back, and gives the evidence to
    record: who signed, by which certificate, and the hash of the text. It raises `ValueError`
    where the signature does not hold. Roomcast has none of its own (docs/consent.md).
    """

    name: str

    def start(self, subject: str, text: str, back: str) -> str: ...

    def signed(self, subject: str, text: str, answer: Mapping[str, str]) -> str: ...


SIGNERS: dict[str, Signer] = {}
"""By key. A site's own code puts one in when it starts, and offers it on a page of its own."""


def providers() -> tuple[Provider, ...]:
    """Everywhere one can sign in; nowhere, unless the site's admin named it."""
    return tuple(
        Provider(key=key, name=told["name"], platform=told["platform"])
        for key, told in settings.ACCOUNT_PROVIDERS.items()
    )


def providers_for(ask: Ask) -> tuple[Provider, ...]:
    """Where a sign-in can show that it is this speaker; for a guardian nowhere, since the account
    is the minor's."""
    if ask.guardian:
        return ()
    return tuple(one for one in providers() if _known(ask, one))


def of_voices() -> tuple[Provider, ...]:
    """Where a sign-in shows which voices are somebody's, before anybody is heard."""
    return tuple(one for one in providers() if one.platform)


def account_mark(provider: Provider, uid: str) -> str:
    """The mark of an account, the one by which speakers are known: `x:100200300`."""
    return mark(Purpose.ACCOUNT, f"{provider.platform or provider.key}:{uid}")


def marks_of(provider: Provider, uid: str, verified: Iterable[str]) -> list[str]:
    """What an account is known by: its number first, then addresses its provider has verified."""
    return [account_mark(provider, uid), *(mark(Purpose.ADDRESS, one) for one in verified if one)]


def remember(
    session: Session,
    key: str,
    label: str,
    known_by: list[str],
    now: datetime,
    *,
    account: str = "",
    address: str = "",
) -> None:
    """Keep what a sign-in showed, for a while, for the one page that uses it. `account` and
    `address` are kept sealed."""
    session[KEY] = {
        "key": key,
        "label": label[:100],
        "marks": known_by,
        "at": now.timestamp(),
        "account": seal(account),
        "address": seal(address),
    }


def account_of(key: str, uid: str) -> str:
    """`x:100200300`: an account by the platform whose number it is; nothing where it is none's."""
    told = next((one for one in providers() if one.key == key), None)
    return f"{told.platform}:{uid}" if told and told.platform else ""


def shown(session: Session, now: datetime) -> Shown | None:
    """The account that was signed in with just now."""
    told = session.get(KEY)
    if not told or now.timestamp() - float(told["at"]) > HOLDS_FOR.total_seconds():
        return None
    provider = next((one for one in providers() if one.key == told["key"]), None)
    if provider is None:
        return None
    return Shown(
        provider=provider,
        label=str(told["label"]),
        marks=frozenset(told["marks"]),
        account=unseal(told.get("account", "")),
        address=unseal(told.get("address", "")),
    )


def forget(session: Session) -> None:
    session.pop(KEY, None)


def is_theirs(account: Shown, ask: Ask) -> bool:
    """Whether this is the account that was heard, or one with the address that is known."""
    return bool(account.marks & _known(ask, account.provider))


def marks_of_speaker(speaker: Speaker) -> set[str]:
    """Under every key: what a speaker is known by. Neither handle nor name is among it."""
    found = {
        one
        for platform, number in speaker.external_ids.items()
        if number
        for one in marks(Purpose.ACCOUNT, f"{platform}:{number}")
    }
    return found | (set(marks(Purpose.ADDRESS, speaker.email)) if speaker.email else set())


def _known(ask: Ask, provider: Provider) -> set[str]:
    """The marks of this speaker that an account there could have."""
    found: set[str] = set()
    number = ask.speaker.external_ids.get(provider.platform) if provider.platform else None
    if number:
        found.update(marks(Purpose.ACCOUNT, f"{provider.platform}:{number}"))
    address = ask.address or ask.speaker.email
    if provider.key in settings.MAIL_PROVIDERS and address:
        found.update(marks(Purpose.ADDRESS, address))
    return found
