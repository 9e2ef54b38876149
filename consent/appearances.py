"""Where somebody is heard, over all hosts: what one address or one account alone shows.

An address on a speaker is the host's word. So an address shows only what was given or asked at this
very address, and an account only what the source knew by this very number; nobody is taken for the
same person by a name or a handle here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from consent import pledged
from consent.models import Ask, AskLink, ConsentEvent, StandingConsent
from consent.person import with_account
from consent.receipts import Receipt, receipts_of
from consent.scopes import Scope, State
from consent.standings import Standings, fold
from recordings.models import Speaker
from recordings.sealed import Purpose, marks

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What somebody has shown to be theirs: a mail address, an account (`x:100200300`), or both."""

    address: str = ""
    account: str = ""

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset({self.address.casefold()} - {""})

    @property
    def accounts(self) -> frozenset[str]:
        return frozenset({self.account} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Somebody in one recording. `ask` is the question that may be opened by who was shown to be
    here, `guardian` says that they answer it for a minor."""

    speaker: Speaker
    stands: Standings
    ask: Ask | None
    guardian: bool
    receipt: Receipt | None

    @property
    def state(self) -> State:
        return self.stands.state(Scope.PUBLISH)

    @property
    def allowed(self) -> tuple[Scope, ...]:
        return tuple(scope for scope in Scope if self.stands.state(scope) == State.GRANTED)

    @property
    def until(self) -> datetime | None:
        """When the yes to the voice ends, or has ended."""
        return self.stands.of(Scope.PUBLISH).terms.until

    @property
    def can_be_taken_back(self) -> bool:
        """Nothing is left to take back after a no; a dispute an officer has to settle first."""
        return not self.stands.disputed and self.state not in (State.REFUSED, State.WITHDRAWN)


def speakers_of(proven: Proven) -> QuerySet[Speaker]:
    """Everybody whom this address or account shows, the latest first."""
    theirs = Q(pk__in=())
    if proven.address:
        asked = _asked_at(proven.address).values("speaker")
        theirs |= Q(email__iexact=proven.address) | Q(pk__in=asked)
    if proven.account:
        platform, _, number = proven.account.partition(":")
        theirs |= Q(pk__in=with_account(platform, number).values("pk"))
    found = Speaker.objects.filter(theirs).order_by("-recording__created_at", "-pk")
    return found.select_related("recording__room", "recording__host")


def appearances_of(proven: Proven, now: datetime) -> tuple[Appearance, ...]:
    """All of them, in a fixed number of queries and two for each."""
    rows = list(speakers_of(proven)[:MOST])
    lines = ConsentEvent.objects.filter(speaker__in=rows).order_by("seq")
    stands = fold(lines, now=now)
    asks = _openable(rows, proven, now)
    return tuple(
        _appearance(row, stands.get(row.pk) or Standings(), asks.get(row.pk)) for row in rows
    )


def said_in_advance(proven: Proven) -> tuple[StandingConsent, ...]:
    """What they said yes to before any room, whether it still holds or not."""
    return tuple(pledged.of_person(proven.addresses, _account_marks(proven)))


def is_anybody(proven: Proven) -> bool:
    """Whether anything is held of who this is."""
    known = speakers_of(proven).exists()
    return known or bool(said_in_advance(proven))


def _account_marks(proven: Proven) -> tuple[str, ...]:
    return marks(Purpose.ACCOUNT, proven.account) if proven.account else ()


def _asked_at(address: str) -> QuerySet[Ask]:
    """Questions that went to this address, and not to another one since: it may have been a slip.
    Answered ones stay; those whose links were ended by an officer do not."""
    later = Ask.objects.filter(speaker=OuterRef("speaker"), pk__gt=OuterRef("pk")).exclude(
        address=""
    )
    asked = Ask.objects.filter(address__iexact=address).exclude(Exists(_revoked()))
    return asked.filter(~Exists(later) | ~Q(answered_at=None))


def _revoked() -> QuerySet[AskLink]:
    return AskLink.objects.filter(ask=OuterRef("pk"), revoked_at__isnull=False)


def _openable(rows: Sequence[Speaker], proven: Proven, now: datetime) -> dict[int, Ask]:
    """By speaker, the latest question whose link still leads somewhere and that is theirs."""
    asked = Ask.objects.standing(now).filter(speaker__in=rows).exclude(Exists(_revoked()))
    found: dict[int, Ask] = {}
    emails = {row.pk: row.email.casefold() for row in rows}
    for ask in asked.select_related("speaker__recording", "wording"):
        if ask.speaker_id not in found and _is_for(ask, proven, emails[ask.speaker_id]):
            found[ask.speaker_id] = ask
    return found


def _is_for(ask: Ask, proven: Proven, email: str) -> bool:
    """A guardian's question is only for who has the address that it went to: the account, and the
    address that the host has of the speaker, are the minor's."""
    if ask.guardian or ask.address:
        at = ask.address.casefold() in proven.addresses
        return at or bool(proven.account and not ask.guardian)
    return bool(proven.account) or email in proven.addresses


def _appearance(speaker: Speaker, stands: Standings, ask: Ask | None) -> Appearance:
    return Appearance(
        speaker=speaker,
        stands=stands,
        ask=ask,
        guardian=bool(ask and ask.guardian),
        receipt=next(iter(receipts_of(speaker)), None),
    )
