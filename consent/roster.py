"""What a host sees of a recording's speakers: where each stands, and what was last heard of them.

States, not evidence: what a speaker was shown, and how an answer is proven, is not here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from consent.do_not_ask import wanting_no_mail
from consent.models import (
    MAILS_PER_RECORDING,
    Ask,
    ConsentEvent,
    DoNotAsk,
    Exclusion,
    Sending,
)
from consent.scopes import Decision, Method, Scope, State
from consent.standings import Standings, fold
from recordings.audio.plan import Treatment
from recordings.models import Recording, Segment, Speaker
from recordings.sealed import Purpose, marks
from recordings.spans import Span, total_ms, union


class Standing(StrEnum):
    """Where a speaker stands, in one word. What the host decided goes before what was said."""

    LEFT_OUT = "left_out"
    SILENT = "silent"
    AGREED = "agreed"
    SAID_NO = "said_no"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DISPUTED = "disputed"
    WAITING = "waiting"
    NOT_ASKED = "not_asked"


_SAID = {
    State.GRANTED: Standing.AGREED,
    State.WAIVED: Standing.AGREED,
    State.EXPIRED: Standing.EXPIRED,
    State.REFUSED: Standing.SAID_NO,
    State.WITHDRAWN: Standing.WITHDRAWN,
}


_SILENT = (Decision.VIEWED, Decision.ERASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """When something was last said about a speaker's consent, by whom, and how it reached us."""

    at: datetime
    by: str
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAsk:
    """The latest invitation. `is_open` while it waits for an answer; `counts_at` is when silence
    counts of who said yes in advance."""

    ask_id: int
    asked_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    expires_at: datetime
    address: str
    is_open: bool
    next_reminder_at: datetime | None
    reminders_sent: int
    counts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One speaker. `blocks` is whether an episode waits for them, `no_mail` why they get no mail
    of this host's, where they get none, `mails_left` how many their address may still get here,
    `in_advance` whether they agreed before the room and did not object, `minor` whether a guardian
    answers for them."""

    speaker: Speaker
    state: Standing
    scopes: Mapping[Scope, State]
    spans: tuple[Span, ...]
    last_word: LastWord | None
    ask: LastAsk | None
    excluded: Treatment | None
    no_mail: DoNotAsk.Why | None = None
    mails_left: int = MAILS_PER_RECORDING
    in_advance: bool = False
    minor: bool = False

    @property
    def spoke_ms(self) -> int:
        return total_ms(self.spans)

    @property
    def parts(self) -> int:
        return len(self.spans)

    @property
    def blocks(self) -> bool:
        return self.state not in (Standing.AGREED, Standing.LEFT_OUT, Standing.SILENT)


def roster_for(
    recording: Recording, purpose: str, now: datetime | None = None
) -> tuple[RosterRow, ...]:
    """Every speaker of a recording, by first word spoken, as they stand for the feed with the key
    `purpose`; eight queries."""
    now = now or timezone.now()
    events = list(ConsentEvent.objects.filter(recording=recording).order_by("seq"))
    stands = fold(events, now=now, purpose=purpose)
    words = {event.speaker_id: event for event in events if event.decision not in _SILENT}
    asks = _latest_asks(recording)
    spans = _spans(recording)
    left_out = {
        exclusion.speaker_id: Treatment(exclusion.treatment)
        for exclusion in Exclusion.objects.filter(recording=recording, start_ms=None)
    }
    no_mail, mailed = wanting_no_mail(recording), _mailed(recording)
    return tuple(
        _row(
            speaker,
            stands.get(speaker.pk) or Standings(),
            spans[speaker.pk],
            words.get(speaker.pk),
            _news(asks.get(speaker.pk), now),
            left_out.get(speaker.pk),
            no_mail.get(speaker.pk),
            _left(speaker, mailed),
        )
        for speaker in Speaker.objects.filter(recording=recording).order_by("number")
    )


def open_asks(recordings: Iterable[Recording], now: datetime) -> dict[int, LastAsk]:
    """Of these recordings' speakers the latest ask that waits for an answer, by speaker's id."""
    asks = Ask.objects.open(now).filter(speaker__recording__in=list(recordings))
    return {ask.speaker_id: _told(ask, now) for ask in asks.order_by("created_at", "pk")}


def _row(
    speaker: Speaker,
    stands: Standings,
    spans: Iterable[Span],
    word: ConsentEvent | None,
    ask: LastAsk | None,
    excluded: Treatment | None,
    no_mail: DoNotAsk.Why | None,
    mails_left: int,
) -> RosterRow:
    parts = union(spans)
    return RosterRow(
        speaker=speaker,
        state=_state(stands, bool(parts), ask, excluded),
        scopes=stands.states,
        spans=parts,
        last_word=LastWord(at=word.at, by=word.actor, method=Method(word.method)) if word else None,
        ask=ask,
        excluded=excluded,
        no_mail=no_mail,
        mails_left=mails_left,
        in_advance=stands.of(Scope.PUBLISH).method == Method.STANDING,
        minor=stands.minor,
    )


def _state(
    stands: Standings, heard: bool, ask: LastAsk | None, excluded: Treatment | None
) -> Standing:  # fmt: skip
    if excluded is not None:
        return Standing.LEFT_OUT
    if not heard:
        return Standing.SILENT
    if stands.disputed:
        return Standing.DISPUTED
    publish = stands.state(Scope.PUBLISH)
    if publish in _SAID:
        return _SAID[publish]
    return Standing.WAITING if ask and ask.is_open else Standing.NOT_ASKED


def _mailed(recording: Recording) -> Counter[str]:
    """How many mails went out about a recording, by the mark of their address."""
    return Counter(Sending.objects.filter(recording=recording).values_list("mark", flat=True))


def _left(speaker: Speaker, mailed: Counter[str]) -> int:
    had = sum(mailed[mark] for mark in marks(Purpose.ADDRESS, speaker.email)) if mailed else 0
    return max(0, MAILS_PER_RECORDING - had)


def _latest_asks(recording: Recording) -> dict[int, Ask]:
    asks = Ask.objects.filter(speaker__recording=recording).order_by("created_at", "pk")
    return {ask.speaker_id: ask for ask in asks}


def _news(ask: Ask | None, now: datetime) -> LastAsk | None:
    return _told(ask, now) if ask else None


def _told(ask: Ask, now: datetime) -> LastAsk:
    return LastAsk(
        ask_id=ask.pk,
        asked_at=ask.created_at,
        sent_at=ask.sent_at,
        opened_at=ask.opened_at,
        expires_at=ask.expires_at,
        address=ask.address,
        is_open=ask.is_open(now),
        next_reminder_at=ask.next_reminder_at,
        reminders_sent=ask.reminders_sent,
        counts_at=ask.counts_at,
    )


def _spans(recording: Recording) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    segments = Segment.objects.filter(recording=recording, speaker__isnull=False)
    for speaker_id, start_ms, end_ms in segments.values_list("speaker_id", "start_ms", "end_ms"):
        spans[speaker_id or 0].append(Span(start_ms, end_ms))
    return spans
