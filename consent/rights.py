"""What somebody does with everything that is held of them, once they have shown who they are: open
an answer, take a copy along, stop all questions, take all of their voice back, be erased.

Rooms in which somebody said “this is not me” are left as they are until an officer has settled
whose voice it is.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from consent import (
    appearances,
    do_not_ask,
    dossier,
    erasure,
    logins,
    pledges,
    proofs,
    tokens,
    traces,
)
from consent.appearances import Appearance
from consent.claims import Held
from consent.dossier import Dossier
from consent.erasure import Erased, NotErased
from consent.models import Ask, DoNotAsk
from consent.record import NotRecorded
from consent.scopes import Level, Method
from consent.terms import Terms
from consent.tokens import LinkGone
from consent.withdrawal import withdraw

__all__ = [
    "Erased",
    "LinkGone",
    "NotErased",
    "erase",
    "export",
    "open_answer",
    "stop_asking",
    "take_all_back",
]

log = logging.getLogger(__name__)

_BY = "the person themselves"
_HOW = {
    Level.MAIL: "Confirmed by a code mailed to their address.",
    Level.ACCOUNT: "Confirmed by signing in with their account.",
}
_HOUSE = (
    "This address or account belongs to somebody who works for a host or for this site, so it "
    "cannot be erased here. Ask the admin of this site."
)


def open_answer(held: Held, speaker: UUID, cookie: str, now: datetime) -> str:
    """The token of a fresh personal link to their answer in one room; who they are is known there
    too. Raises `LinkGone`, the same for what is not theirs and what is not there."""
    here = appearances.appearances_of(held.proven, now)
    ask = next((one.ask for one in here if one.speaker.uid == speaker), None)
    if ask is None:
        raise LinkGone(404)
    token = tokens.mint(ask, now)
    seal = f"{tokens.digest(token)}:{cookie}" if cookie else ""
    proofs.carry_on(ask, seal, held.level, held.by, now)
    return token


def export(held: Held, now: datetime) -> Dossier:
    """Everything that is held of them. Of mail addresses only the one that they have shown."""
    speakers = [one.speaker for one in _settled(held, now)]
    said, shown = appearances.said_in_advance(held.proven), held.proven.addresses
    return dossier.dossier_of(speakers, by=_BY, now=now, shown=shown, said=said)


def stop_asking(held: Held, now: datetime) -> None:
    """No host on this site can mail them a question any more. It answers none."""
    why, proven = DoNotAsk.Why.UNSUBSCRIBED, held.proven
    if proven.address:
        do_not_ask.add_address(proven.address, why, host=None, now=now)
    if proven.account:
        do_not_ask.add_account(proven.account, why, host=None, now=now)
    theirs = appearances.speakers_of(proven).order_by().values("pk")
    Ask.objects.filter(speaker__in=theirs).update(next_reminder_at=None)


def take_all_back(held: Held, shown: str, meta: Mapping[str, Any], now: datetime) -> int:
    """Their voice is taken back in every room, and what they said in advance with it; in how many
    rooms. `shown` is what they read before, `meta` what the web server knows of the request."""
    for row in appearances.said_in_advance(held.proven):
        pledges.take_back(row, now, shown)
    left = [one for one in _settled(held, now) if one.can_be_taken_back]
    return sum(_taken_back(held, one, shown, meta, now) for one in left)


def erase(held: Held, now: datetime) -> Erased:
    """Everything about them goes, and with it that they were here. Raises `NotErased`."""
    proven = held.proven
    if logins.belongs_to_the_house(proven.accounts, proven.addresses):
        raise NotErased(_HOUSE)
    reason = f"Asked for by the person themselves. {_HOW[held.level]}"
    speakers = [one.speaker for one in _settled(held, now)]
    if speakers:
        done = erasure.erase(speakers, by=None, reason=reason, now=now)
    said = appearances.said_in_advance(proven)
    if said or not speakers:
        done = erasure.erase_said_in_advance(said, by=None, reason=reason, now=now)
    logins.drop(proven.accounts, proven.addresses)
    return done


def _settled(held: Held, now: datetime) -> list[Appearance]:
    here = appearances.appearances_of(held.proven, now)
    return [one for one in here if not one.stands.disputed]


def _taken_back(
    held: Held, one: Appearance, shown: str, meta: Mapping[str, Any], now: datetime
) -> bool:
    """One room's failure keeps no other one in."""
    try:
        given = withdraw(
            one.speaker,
            method=_method(held, one),
            actor=one.speaker.display_name,
            now=now,
            ask=one.ask,
            shown=shown,
            evidence=_HOW[held.level],
            terms=Terms(level=held.level) if one.ask else Terms(),
        )
    except NotRecorded:
        log.error("The voice of speaker %s was not taken back", one.speaker.pk)  # noqa: TRY400 - the sentence may name people
        return False
    traces.keep(given.uid, meta, now)
    return True


def _method(held: Held, one: Appearance) -> Method:
    """Where they were never asked there is nothing that they answer, and it is put on record."""
    if one.ask is None:
        return Method.ATTESTED
    if one.guardian:
        return Method.GUARDIAN
    return Method.ACCOUNT if held.level == Level.ACCOUNT else Method.LINK
