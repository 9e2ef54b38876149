"""Who the voices of a Space are: stage and speech from the tags, joined with X's own list.

The tags know people by handle and Periscope id, the list by X id and times on stage. Two are one
person only where their times fit each other and nobody else's; the rest stays unjoined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recordings.importers.hydra import HOST_KEY, Stage, Voice
from recordings.importers.room import ImportedSegment, ImportedSpeaker, Role, SegmentMethod
from recordings.importers.x_metadata import Account, Session, SpaceRecord
from recordings.spans import Span, subtract, total_ms, union

# Times in the list and in the tags may differ by this much, or a tenth of the time on stage.
SLACK_MS = 6_000
SLACK_SHARE = 0.1
# The next best must be clearly worse: by half as much again and three seconds.
MARGIN_MS = 3_000
# No Space comes near; a list made to keep us busy is left unjoined.
MAX_COMPARISONS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The people of one Space and what each said; `unmatched` counts X ids without a voice."""

    speakers: tuple[ImportedSpeaker, ...]
    segments: tuple[ImportedSegment, ...]
    unmatched: int


def company(stage: Stage, owner: Account, record: SpaceRecord | None) -> Company:
    """`owner` is whose archive it is: the host, unless X's list names another creator."""
    creator = record.creator if record else ""
    account = Account(id=creator) if creator and owner.id not in ("", creator) else owner
    host = _host(account, record, stage)
    guests = [voice for voice in stage.voices if not _is(voice, account)]
    sessions = _guest_sessions(record, host.external_ids.get("x", ""))
    joined = join(guests, sessions, stage.began_at) if stage.readings else {}
    speakers = [host, *(_guest(voice, joined.get(voice.person.key), record) for voice in guests)]
    if not stage.readings:
        speakers += [_listed(user, record) for user in sessions]
    return Company(
        speakers=tuple(speakers),
        segments=tuple(sorted(_segments(stage, account, host.key), key=_order)),
        unmatched=len(sessions) - len(joined) if stage.readings else 0,
    )


def join(
    voices: Sequence[Voice], sessions: Mapping[str, Sequence[Session]], began: datetime | None
) -> dict[str, str]:
    """The X id of each voice's key, where both are each other's one clear match."""
    if began is None:
        return {}
    stays = {user: spans for user, own in sessions.items() if (spans := _clock(own, began))}
    ours = sum(len(voice.present) + len(voice.talking) for voice in voices)
    if ours * sum(map(len, stays.values())) > MAX_COMPARISONS:
        return {}
    costs = {
        (voice.person.key, user): _apart_ms(voice, stay)
        for voice in voices
        for user, stay in stays.items()
    }
    slack = {
        voice.person.key: max(SLACK_MS, SLACK_SHARE * total_ms(voice.present)) for voice in voices
    }
    return {
        key: user
        for (key, user), cost in costs.items()
        if cost <= slack[key] and _clear(costs, key, user)
    }


def _clear(costs: Mapping[tuple[str, str], int], key: str, user: str) -> bool:
    own = costs[key, user]
    rivals = (
        cost
        for (other_key, other_user), cost in costs.items()
        if (other_key == key) != (other_user == user)
    )
    return all(cost >= 1.5 * own + MARGIN_MS for cost in rivals)


def _apart_ms(voice: Voice, stay: Sequence[Span]) -> int:
    """Milliseconds in which only one of the two says that this person was there."""
    return min(_difference_ms(voice.present, stay), _difference_ms(voice.talking, stay))


def _difference_ms(one: Sequence[Span], other: Sequence[Span]) -> int:
    return total_ms(subtract(one, other)) + total_ms(subtract(other, one))


def _clock(sessions: Sequence[Session], began: datetime) -> tuple[Span, ...]:
    """Wall-clock sessions on the recording's clock."""
    return union(
        Span(start, end)
        for session in sessions
        if (start := max(0, _ms(session.start, began))) < (end := _ms(session.end, began))
    )


def _ms(when: datetime, began: datetime) -> int:
    return round((when - began).total_seconds() * 1000)


def _guest_sessions(record: SpaceRecord | None, host_id: str) -> dict[str, tuple[Session, ...]]:
    if record is None:
        return {}
    return {
        user: own for user, own in record.speakers.items() if user not in (host_id, record.creator)
    }


def _host(account: Account, record: SpaceRecord | None, stage: Stage) -> ImportedSpeaker:
    creator = record.creator if record else ""
    ids = {"x": account.id or creator} if account.id or creator else {}
    own = next((voice.person for voice in stage.voices if _is(voice, account)), None)
    if own and own.user_id:
        ids["periscope"] = own.user_id
    return ImportedSpeaker(
        key=HOST_KEY,
        name=account.name,
        handle=account.handle,
        role=Role.HOST,
        external_ids=ids,
    )


def _is(voice: Voice, account: Account) -> bool:
    """Whether a voice is the host's own account, joined from a second device."""
    return bool(account.handle) and voice.person.handle.lower() == account.handle.lower()


def _guest(voice: Voice, x_id: str | None, record: SpaceRecord | None) -> ImportedSpeaker:
    ids = {"periscope": voice.person.user_id} if voice.person.user_id else {}
    if x_id:
        ids["x"] = x_id
    return ImportedSpeaker(
        key=voice.person.key,
        handle=voice.person.handle,
        role=_role(x_id, record),
        external_ids=ids,
    )


def _listed(user: str, record: SpaceRecord | None) -> ImportedSpeaker:
    """Somebody of whom only X's list knows."""
    return ImportedSpeaker(key=user, role=_role(user, record), external_ids={"x": user})


def _role(x_id: str | None, record: SpaceRecord | None) -> Role:
    return Role.COHOST if record and x_id in record.hosts else Role.SPEAKER


def _segments(stage: Stage, account: Account, host_key: str) -> Iterator[ImportedSegment]:
    own = [span for voice in stage.voices if _is(voice, account) for span in voice.talking]
    yield from _spoken(union([*stage.host_talking, *own]), host_key)
    for voice in stage.voices:
        if not _is(voice, account):
            yield from _spoken(voice.talking, voice.person.key)
    yield from _spoken(stage.unattributed, None)


def _spoken(spans: Sequence[Span], speaker: str | None) -> Iterator[ImportedSegment]:
    for span in spans:
        yield ImportedSegment(
            start_ms=span.start_ms,
            end_ms=span.end_ms,
            speaker=speaker,
            method=SegmentMethod.HYDRA,
        )


def _order(segment: ImportedSegment) -> tuple[int, int, str]:
    return segment.start_ms, segment.end_ms, segment.speaker or ""
