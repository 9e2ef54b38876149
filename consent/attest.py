"""Recording what speakers said elsewhere: on paper, by mail, in the room. An admin's verb."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from consent import files
from consent.files import NotTaken
from consent.models import EvidenceFile, Proposal
from consent.proposals import Basis, Offer, offer
from consent.receipts import Receipt
from consent.record import NotRecorded, granted
from consent.scopes import Decision, Scope
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


def person_of(username: str) -> User:
    """Whose word it is. Raises `NotRecorded` where nobody has that username."""
    person = User.objects.filter(username=username).first()
    if person is None:
        raise NotRecorded(
            f"Nobody here has the username “{username}”. Give somebody's who vouches."
        )
    return person


def attest(
    speakers: Sequence[Speaker],
    decision: Decision,
    scopes: Iterable[Scope],
    *,
    evidence: str,
    by: User,
    now: datetime,
    basis: Basis | None = None,
    until: datetime | None = None,
    file: Path | None = None,
) -> tuple[Receipt | Proposal, ...]:
    """Record what each speaker said, for all of them or for none; where the site wants two people
    for a yes, propose it. Raises `NotRecorded`, and for the file `NotTaken`.

    Taking back without naming scopes takes back all that was granted.
    """
    wanted = tuple(scopes)
    with transaction.atomic():
        return tuple(
            offer(
                speaker,
                Offer(
                    decisions=dict.fromkeys(
                        wanted or granted(speaker) or (Scope.PUBLISH,), decision
                    ),
                    reason=evidence,
                    basis=basis,
                    until=until,
                    file=_kept(speaker, file, by, now) if file else None,
                ),
                by=by,
                now=now,
            )
            for speaker in speakers
        )


def _kept(speaker: Speaker, path: Path, by: User, now: datetime) -> EvidenceFile:
    try:
        with path.open("rb") as file:
            return files.keep(
                speaker, iter(lambda: file.read(1 << 20), b""), path.name, by=by, now=now
            )
    except OSError as error:
        raise NotTaken(f"“{path}” cannot be read ({error.strerror}). Name another file.") from error
