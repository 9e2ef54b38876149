"""What a recording's page shows: how far it is, what blocks, who is heard when, who allows what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from consent.clearance import clearance_for
from consent.policy import Clearance
from consent.roster import LastWord, RosterRow, Standing, open_asks, roster_for
from consent.scopes import Method, Scope, State
from feeds.lanes import colours_of
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.pages.blocks import (
    EVERYONE,
    Action,
    Block,
    Room,
    ask_again,
    blocks,
    copy_link,
    leave_out,
    naming_blocks,
    url,
)
from feeds.pages.choosing import episode_about, shows_of
from feeds.pages.host_voices import Heard, heard_in, unclaimed_voice, voice_states
from feeds.publication import names_left
from feeds.verdicts import verdict
from recordings.audio.plan import Treatment
from recordings.models import Recording, Speaker
from recordings.peaks import peaks_by_speaker
from recordings.strips import StripVoice, VoiceState
from recordings.words import duration, long_day, minutes, moment

ROWS = 12
COLUMNS = {
    Scope.PUBLISH: "Publish",
    Scope.NAME: "Name",
    Scope.TRANSCRIPT: "Transcript",
    Scope.CLIPS: "Clips",
    Scope.COMMERCIAL: "Ads",
    Scope.ARCHIVE_SEARCH: "Search",
    Scope.AI_PROCESSING: "Texts",
    Scope.AI_TRAINING: "Training",
    Scope.VOICE_ID: "Voiceprint",
    Scope.REDISTRIBUTE: "Others",
}
USUAL = tuple(COLUMNS)[:5]
_ANSWERED = frozenset(State) - {State.UNANSWERED}
HOW_LEFT_OUT = {
    Treatment.SILENCE: "silent",
    Treatment.BLEEP: "bleeped",
    Treatment.CUT: "cut",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One voice over time. `state` is the name of a `.state` class, `sound` what to listen to."""

    voice: StripVoice
    state: str
    words: str
    peaks: bytes
    sound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One answer in the table: `kind` is yes, no, wait or none."""

    label: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One person's row."""

    voice: StripVoice
    page: str
    spoke: str
    marks: tuple[Mark, ...]
    last_word: str
    action: Action | None
    note: str


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
    go_on: Action | None
    shows: tuple[Show, ...]
    needs_show: bool
    lanes: tuple[Lane, ...]
    answers: tuple[Answers, ...]
    columns: tuple[str, ...]
    voices: int
    silent: int
    open_links: int
    kept: str
    notices: tuple[str, ...]


def recording_sheet(
    recording: Recording, now: datetime, first: int = 0, words: str = ""
) -> RecordingSheet:
    """The page; of many voices those from `first` on, or those whose name holds `words`."""
    episode, heard = episode_about(recording), heard_in([recording])[recording.pk]
    clearance = verdict(episode) if episode else clearance_for(recording)
    room = Room(
        recording=recording,
        heard=heard,
        clearance=clearance,
        asks=open_asks([recording], now),
        now=now,
    )
    roster = roster_for(recording, now)
    columns = _columns(roster)
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
        go_on=None if found else _go_on(recording, episode),
        shows=shows,
        needs_show=episode is None and len(shows) != 1,
        lanes=tuple(_lanes(room, shown, not first and not words)),
        answers=tuple(_answers(room, row, columns) for row in shown),
        columns=tuple(COLUMNS[scope] for scope in columns),
        voices=len(rows),
        silent=sum(1 for row in roster if not row.spans),
        open_links=len(room.asks),
        kept=_kept(recording, now),
        notices=(*recording.warnings, *_unrecognised(recording)),
    )


def _named(row: RosterRow) -> str:
    return f"{row.speaker.name} {row.speaker.handle} {row.speaker.guest_name}".casefold()


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
        kind, words = _standing(row)
        yield Lane(
            voice=_voice(room, row.speaker),
            state=kind,
            words=words,
            peaks=peaks(row.speaker.pk),
            sound=f"{url('voice_sound', recording)}?voice={row.speaker.uid}",
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


def _voice(room: Room, speaker: Speaker) -> StripVoice:
    states = voice_states(room.heard, room.clearance)
    return StripVoice(
        name=speaker.display_name,
        colour=colours_of(room.heard.speakers, room.heard.turns).get(speaker.pk),
        state=states.get(speaker.pk, VoiceState.WAITING),
        spans=room.heard.turns.get(speaker.pk, ()),
    )


def _standing(row: RosterRow) -> tuple[str, str]:
    """The class and the words of where somebody stands."""
    if row.state == Standing.LEFT_OUT and row.excluded:
        said = "Said no" if row.scopes[Scope.PUBLISH] == State.REFUSED else "Left out"
        return "no", f"{said}: {HOW_LEFT_OUT[row.excluded]}"
    return {
        Standing.AGREED: ("yes", "Agreed"),
        Standing.SAID_NO: ("no", "Said no"),
        Standing.WITHDRAWN: ("no", "Took it back"),
        Standing.EXPIRED: ("wait", "The yes has ended"),
        Standing.DISPUTED: ("no", "“Not me”"),
        Standing.WAITING: ("wait", "Not answered"),
        Standing.NOT_ASKED: ("wait", "Not asked"),
    }.get(row.state, ("no", "Not heard"))


# --- Who allows what -----------------------------------------------------------------------------
def _columns(roster: Iterable[RosterRow]) -> tuple[Scope, ...]:
    """The usual scopes, and of the others those that somebody has answered."""
    answered = {scope for row in roster for scope, said in row.scopes.items() if said in _ANSWERED}
    return tuple(scope for scope in COLUMNS if scope in USUAL or scope in answered)


def _answers(room: Room, row: RosterRow, columns: Iterable[Scope]) -> Answers:
    return Answers(
        voice=_voice(room, row.speaker),
        page=url("speaker", room.recording, row.speaker),
        spoke=duration(row.spoke_ms),
        marks=tuple(_mark(scope, row) for scope in columns),
        last_word=_last_word(row, room.now),
        action=_row_action(room, row),
        note=f"{HOW_LEFT_OUT[row.excluded].capitalize()} in this episode" if row.excluded else "",
    )


def _mark(scope: Scope, row: RosterRow) -> Mark:
    kinds = {
        State.GRANTED: ("yes", "Yes"),
        State.WAIVED: ("yes", "Not needed"),
        State.REFUSED: ("no", "No"),
        State.WITHDRAWN: ("no", "Taken back"),
        State.EXPIRED: ("wait", "Ended"),
    }
    said = row.scopes[scope]
    waits = row.scopes[Scope.PUBLISH] == State.UNANSWERED and row.excluded is None
    if said == State.UNANSWERED:
        kind, words = ("wait", "Not answered") if waits else ("none", "Not asked")
    else:
        kind, words = kinds[said]
    return Mark(label=COLUMNS[scope], kind=kind, words=words)


def _last_word(row: RosterRow, now: datetime) -> str:
    if row.last_word:
        return _said(row.last_word, row.speaker, now)
    if row.ask and row.ask.is_open:
        return f"Asked {moment(row.ask.asked_at, now)}"
    if row.ask:
        return f"Asked {moment(row.ask.asked_at, now)}; the question has expired"
    return "Not asked yet"


def _said(word: LastWord, speaker: Speaker, now: datetime) -> str:
    who = word.by if word.method == Method.ATTESTED else speaker.display_name
    return f"{who}, {moment(word.at, now)}"


def _row_action(room: Room, row: RosterRow) -> Action | None:
    """What the host can do about one person, in the place at the end of their row."""
    if row.state == Standing.LEFT_OUT:
        where = url("take_back_in", room.recording, row.speaker)
        return Action(label="Take back in", url=where, post=True, hidden=_who(row))
    if row.state in (Standing.SAID_NO, Standing.WITHDRAWN):
        return leave_out(room, row.speaker)
    if row.state in (Standing.WAITING, Standing.NOT_ASKED):
        asking = ask_again(room, row.speaker)
        return asking if row.speaker.email else copy_link(room, row.speaker)
    where = url("speaker", room.recording, row.speaker)
    return Action(label="Change", url=where, hidden=_who(row))


def _who(row: RosterRow) -> str:
    return row.speaker.display_name


# --- What becomes of the original ----------------------------------------------------------------
def _kept(recording: Recording, now: datetime) -> str:
    deletes = recording.platform_deletes_at
    if deletes is None:
        return "The original is kept here, unaltered."
    name = recording.room.platform_label.split()[0]
    verb = "deletes" if deletes > now else "deleted"
    return f"{name} {verb} its own copy on {long_day(deletes, now)}. Yours is kept here, unaltered."
