"""What a recording's page shows: how far it is, what blocks, who is heard when, who allows what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from consent.clearance import clearance_for
from consent.policy import Clearance
from consent.roster import RosterRow, open_asks, roster_for
from consent.scopes import Scope, State
from feeds import advertising
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.pages.allowing import COLUMNS, Answers, answers, columns_of, lacks, standing, voice_of
from feeds.pages.also_silent import AlsoSilent, also_silent_with
from feeds.pages.blocks import EVERYONE, Action, Block, Room, blocks, naming_blocks, url
from feeds.pages.choosing import episode_about, shows_of
from feeds.pages.host_voices import Heard, heard_in, unclaimed_voice
from feeds.publication import names_left
from feeds.verdicts import verdict
from recordings.models import Recording
from recordings.peaks import peaks_by_speaker
from recordings.strips import StripVoice, VoiceState
from recordings.voices import said_not_a_person
from recordings.words import duration, long_day, minutes, moment

ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One voice over time. `state` is the name of a `.state` class, `sound` what to listen to,
    empty where nothing may be."""

    voice: StripVoice
    state: str
    words: str
    peaks: bytes
    sound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """The line: the present one's name, and what stands below each."""

    now_at: str
    imported: str
    consent: str
    produced: str = ""
    checked: str = ""
    published: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSheet:
    recording: Recording
    episode: Episode | None
    facts: tuple[str, ...]
    stations: Stations
    blocks: tuple[Block, ...]
    blocking: int
    blocks_heading: str
    ground: str
    go_on: Action | None
    shows: tuple[Show, ...]
    needs_show: bool
    lanes: tuple[Lane, ...]
    answers: tuple[Answers, ...]
    also_silent: tuple[AlsoSilent, ...]
    columns: tuple[str, ...]
    voices: int
    silent: int
    noise: int
    open_links: int
    to_mail: int
    kept: str
    notices: tuple[str, ...]


def recording_sheet(
    recording: Recording, now: datetime, first: int = 0, words: str = ""
) -> RecordingSheet:
    """The page; of many voices those from `first` on, or those whose name holds `words`."""
    episode, heard = episode_about(recording), heard_in([recording])[recording.pk]
    clearance = verdict(episode) if episode else clearance_for(recording)
    roster = roster_for(recording, episode.show.use.purpose if episode else "", now)
    room = Room(
        recording=recording,
        heard=heard,
        clearance=clearance,
        asks=open_asks([recording], now),
        now=now,
        no_mail={row.speaker.pk for row in roster if row.no_mail or not row.mails_left},
        asked_for=tuple(map(Scope, episode.show.scopes)) if episode else (),
    )
    columns = columns_of(roster)
    found = _found(room, episode)
    blocking = sum(block.code != EVERYONE for block in found)
    rows = [row for row in roster if row.spans and words.casefold() in _named(row)]
    shown = rows[first : first + ROWS]
    shows = tuple(shows_of(recording)) if episode is None else ()
    return RecordingSheet(
        recording=recording,
        episode=episode,
        facts=_facts(recording, heard, now),
        stations=_stations(room, roster, episode),
        blocks=found,
        blocking=blocking,
        blocks_heading=blocks_heading(blocking),
        ground=clearance.ground,
        go_on=None if found else _go_on(recording, episode),
        shows=shows,
        needs_show=episode is None and len(shows) != 1,
        lanes=tuple(_lanes(room, shown, not first and not words)),
        answers=tuple(answers(room, row, columns) for row in shown),
        also_silent=also_silent_with(
            recording, clearance, (row.speaker for row in shown), playable(episode)
        ),
        columns=tuple(COLUMNS[scope] for scope in columns),
        voices=len(rows),
        silent=sum(1 for row in roster if not row.spans),
        noise=said_not_a_person(recording).count(),
        open_links=len(room.asks),
        to_mail=sum(1 for row in roster if _to_mail(room, row)),
        kept=_kept(recording, now),
        notices=(
            *filter(None, [advertising.sentence(clearance)]),
            *recording.warnings,
            *_unrecognised(recording),
        ),
    )


def _named(row: RosterRow) -> str:
    return f"{row.speaker.name} {row.speaker.handle} {row.speaker.guest_name}".casefold()


def _to_mail(room: Room, row: RosterRow) -> bool:
    """Who agreed before the show asked for more, and can be mailed about it."""
    can = row.speaker.email and row.speaker.pk not in {*room.asks, *room.no_mail}
    return bool(can) and bool(row.spans) and lacks(room, row)


def _facts(recording: Recording, heard: Heard, now: datetime) -> tuple[str, ...]:
    room, count = recording.room, len(heard.voices) + bool(heard.unclaimed)
    when = f", {long_day(room.started_at, now)}" if room.started_at else ""
    return (
        f"{room.platform_label}{when}",
        minutes(recording.duration_ms),
        f"{count} voice{'' if count == 1 else 's'}",
    )


def _unrecognised(recording: Recording) -> Iterable[str]:
    if recording.unrecognised:
        parts = ", ".join(str(part) for part in recording.unrecognised[:12])
        yield f"Not recognised, and kept as it came: {parts}."


# --- How far it is -------------------------------------------------------------------------------
def _found(room: Room, episode: Episode | None) -> tuple[Block, ...]:
    names = names_left(episode, room.clearance) if episode else ()
    return (*blocks(room), *(naming_blocks(episode, names) if episode else ()))


def blocks_heading(count: int) -> str:
    words = ("", "One thing blocks", "Two things block", "Three things block")
    start = words[count] if count < len(words) else f"{count} things block"
    return f"{start} this episode"


def _go_on(recording: Recording, episode: Episode | None) -> Action | None:
    if episode is None or episode.stage == Stage.DRAFT:
        return Action(label="Make the episode", url=url("make", recording), post=True)
    labels = {
        Stage.READY: "Check and publish",
        Stage.PUBLISHED: "See the episode",
        Stage.WITHDRAWN: "See the episode",
    }
    label = labels.get(Stage(episode.stage), "See how far it is")
    return Action(label=label, url=reverse("feeds:episode", args=[episode.uid]))


def stations_of(
    recording: Recording,
    clearance: Clearance,
    roster: Sequence[RosterRow],
    episode: Episode | None,
    now: datetime,
    checked: str = "",
) -> Stations:
    """Where a recording is on its way to the listeners."""
    voices = [row for row in roster if row.spans]
    settled = sum(1 for row in voices if not row.blocks)
    master = episode.master if episode else None
    stage = Stage(episode.stage) if episode else Stage.DRAFT
    return Stations(
        now_at=_now_at(clearance, stage),
        imported=moment(recording.created_at, now),
        consent=f"{settled} of {len(voices)} settled" if voices else "nobody known yet",
        produced=moment(master.created_at, now) if master and _is_made(stage) else "",
        checked=checked,
        published=_out(episode, now),
        done=stage == Stage.PUBLISHED,
    )


def playable(episode: Episode | None) -> Episode | None:
    """An episode whose finished sound its host can listen to."""
    made = episode and episode.master and _is_made(Stage(episode.stage))
    return episode if made else None


def _is_made(stage: Stage) -> bool:
    return stage in (Stage.READY, Stage.PUBLISHED)


def _now_at(clearance: Clearance, stage: Stage) -> str:
    if stage == Stage.PUBLISHED:
        return "published"
    if stage == Stage.READY:
        return "checked"
    return "produced" if clearance.allowed else "consent"


def _out(episode: Episode | None, now: datetime) -> str:
    if episode is None or episode.published_at is None or episode.stage != Stage.PUBLISHED:
        return ""
    return moment(episode.published_at, now)


def _stations(room: Room, roster: Sequence[RosterRow], episode: Episode | None) -> Stations:
    return stations_of(room.recording, room.clearance, roster, episode, room.now)


# --- Who is heard when ---------------------------------------------------------------------------
def _lanes(room: Room, rows: Iterable[RosterRow], with_unclaimed: bool) -> Iterable[Lane]:
    recording, heard = room.recording, room.heard
    peaks = peaks_by_speaker(recording)
    for row in rows:
        kind, words = standing(row)
        yield Lane(
            voice=voice_of(room, row.speaker),
            state=kind,
            words=words,
            peaks=peaks(row.speaker.pk),
            sound=_sound_of(recording, row),
        )
    if with_unclaimed and heard.unclaimed:
        voice = unclaimed_voice(heard, room.clearance)
        out = voice.state == VoiceState.LEFT_OUT
        yield Lane(
            voice=voice,
            state="no" if out else "wait",
            words="Left out" if out else duration(voice.spoken_ms),
            peaks=peaks(None),
            sound=url("voice_sound", recording),
        )


def _sound_of(recording: Recording, row: RosterRow) -> str:
    """Empty where they said no, or took it back: then nothing of them can be played."""
    if row.scopes.get(Scope.PUBLISH) in (State.REFUSED, State.WITHDRAWN):
        return ""
    return f"{url('voice_sound', recording)}?voice={row.speaker.uid}"


# --- What becomes of the original ----------------------------------------------------------------
def _kept(recording: Recording, now: datetime) -> str:
    deletes = recording.platform_deletes_at
    if deletes is None:
        return "The original is kept here, unaltered."
    name = recording.room.platform_label.split()[0]
    verb = "deletes" if deletes > now else "deleted"
    return f"{name} {verb} its own copy on {long_day(deletes, now)}. Yours is kept here, unaltered."
