"""Recording what speakers said elsewhere: on paper, by mail, in the room. An admin's verb."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from consent.receipts import Receipt
from consent.record import NotRecorded, record, standings
from consent.scopes import Decision, Method, Scope, State
from recordings.models import Speaker


def scopes_in(text: str) -> tuple[Scope, ...]:
    """The scopes in `publish,name`. Raises `NotRecorded` where one is not known."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(names) - set(Scope))
    if unknown or not names:
        raise NotRecorded(
            f"“{', '.join(unknown) or text}” is nothing that can be allowed. "
            f"Choose from: {', '.join(Scope)}."
        )
    return tuple(scope for scope in Scope if scope in names)


def attest(
    speakers: Sequence[Speaker],
    decision: Decision,
    scopes: Iterable[Scope],
    *,
    evidence: str,
    by: User,
    now: datetime,
) -> tuple[Receipt, ...]:
    """Record what each speaker said, for all of them or for none. Raises `NotRecorded`.

    Taking back without naming scopes takes back all that was granted.
    """
    wanted = tuple(scopes)
    with transaction.atomic():
        return tuple(
            record(
                speaker,
                dict.fromkeys(wanted or _given(standings(speaker)), decision),
                method=Method.ATTESTED,
                actor=by.get_username(),
                now=now,
                evidence=evidence,
            )
            for speaker in speakers
        )


def _given(stands: Mapping[Scope, State]) -> tuple[Scope, ...]:
    """All that a speaker has granted; the voice where that is nothing, so that the no is there."""
    granted = tuple(scope for scope in Scope if stands[scope] == State.GRANTED)
    return granted or (Scope.PUBLISH,)
