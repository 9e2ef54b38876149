"""What is left to do of withdrawals, and saying that it is done. For the app that has the files."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent.models import Withdrawal
from consent.receipts import number
from consent.record import standings
from consent.scopes import Mode, Scope, State
from recordings.models import Speaker

OF_THE_VOICE = (Mode.VOICE, Mode.DOWN)
"""With these everything goes that was made of the voice, except the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A withdrawal that is in force and of which files may still have to be erased."""

    receipt: uuid.UUID
    recording_id: int
    speaker: Speaker
    mode: Mode
    requested_at: datetime

    def is_over(self, purpose: str) -> bool:
        """Whether they said yes anew since, for the feed with this key: then its files may stay."""
        scope = Scope.NAME if self.mode == Mode.NAME else Scope.PUBLISH
        said = standings(self.speaker, purpose=purpose)[scope]
        return self.mode != Mode.USES and said == State.GRANTED


def open_ones() -> tuple[Open, ...]:
    """Those that are not done, the first due first."""
    rows = Withdrawal.objects.filter(done_at=None).select_related("speaker").order_by("due_at")
    return tuple(
        Open(
            receipt=row.receipt,
            recording_id=row.recording_id,
            speaker=row.speaker,
            mode=Mode(row.mode),
            requested_at=row.requested_at,
        )
        for row in rows
    )


def done(receipt: uuid.UUID, facts: Mapping[str, Any], now: datetime) -> None:
    """All of it is carried out; `facts` are what was done, for the speaker's certificate."""
    row = Withdrawal.objects.filter(receipt=receipt, done_at=None).first()
    if row is None:
        return
    row.done_at, row.certificate = now, _certificate(row, facts, now)
    row.save(update_fields=["done_at", "certificate"])


def latest(speaker: Speaker) -> Withdrawal | None:
    """A speaker's last withdrawal."""
    return Withdrawal.objects.filter(speaker=speaker).first()


def latest_certificate(speaker: Speaker) -> dict[str, Any] | None:
    """What a speaker may see of their last withdrawal; None where there is none."""
    row = latest(speaker)
    return (row.certificate or _certificate(row, {}, None)) if row else None


def erased(row: Withdrawal) -> int:
    """How many files went."""
    return sum(len(one.get("erased", ())) for one in row.certificate.get("episodes", ()))


def said_yes_again(row: Withdrawal) -> bool:
    """Whether the person agreed anew to what was taken back, in their last word."""
    scope = Scope.NAME if row.mode == Mode.NAME else Scope.PUBLISH
    voice = row.mode != Mode.USES
    return voice and standings(row.speaker)[scope] == State.GRANTED


def _certificate(
    row: Withdrawal, facts: Mapping[str, Any], done_at: datetime | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "receipt": number(row.receipt),
        "mode": row.mode,
        "scopes": list(row.scopes),
        "requested_at": _told(row.requested_at),
        "due_at": _told(row.due_at),
        "done_at": _told(done_at) if done_at else None,
        "episodes": list(facts.get("episodes", ())),
        "copies_erased": bool(facts.get("copies_erased")),
        "what_stays": _STAYS if row.mode in OF_THE_VOICE else "",
        "cannot_be_recalled": "Copies that apps and people downloaded before, and what others "
        "made of them. Apps that ask again get the file without the voice, or none.",
    }


_STAYS = (
    "The original recording, with the host, whose pages here no longer play the voice. It is "
    "erased from the original too when an admin of this site erases the person."
)


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
