"""A recording, an import or an episode as one row, and the place that its next step gives it.

Rows → frozen values, in a fixed number of queries whatever their number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from consent.clearance import clearances_for
from consent.policy import Clearance, Code
from consent.roster import open_asks
from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.pages.blocks import Action, Block, Room, blocks, naming_blocks, url
from feeds.pages.host_voices import Heard, heard_in, strip_of
from feeds.pipeline import PRODUCE
from feeds.publication import names_left
from feeds.verdicts import verdicts
from recordings.import_sheet import found_strip
from recordings.imports import IMPORT
from recordings.models import Import, Recording, Run
from recordings.strips import Strip
from recordings.words import day, left, listed, minutes, moment

RUNNING = (Import.State.LOOKING, Import.State.READING)


class Place(StrEnum):
    """Where a recording stands on the page."""

    NEXT = "next"
    WAITING = "waiting"
    FINISHING = "finishing"
    PUBLISHED = "published"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One recording or import. `tape` marks a deadline or “Ready”; `state` is the name of a
    `.state` class with its words; `percent` is None where nothing moves or nobody knows."""

    title: str
    url: str
    facts: tuple[str, ...]
    strip: Strip | None = None
    tape: str = ""
    deadline: datetime | None = None
    sentence: str = ""
    action: Action | None = None
    working: bool = False
    percent: int | None = None
    state: str = ""
    state_words: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """All that decides about one recording's row."""

    room: Room
    episode: Episode | None
    run: Run | None
    names: tuple[str, ...]


def placed_imports(imports: Sequence[Import], now: datetime) -> list[tuple[Place, Row]]:
    """Imports that are under way, wait for a choice, or stopped."""
    runs = _runs(IMPORT, [row.pk for row in imports])
    return [_import(row, runs.get(row.pk), now) for row in imports]


def _import(imported: Import, run: Run | None, now: datetime) -> tuple[Place, Row]:
    where = reverse("recordings:import_running", args=[imported.uid])
    title = (imported.found or {}).get("title") or listed([str(n) for n in imported.names[:3]])
    row = Row(
        title=title,
        url=where,
        facts=("Import", day(imported.created_at, now)),
        strip=found_strip(imported.found or {}),
        at=imported.created_at,
    )
    if imported.state in RUNNING:
        said = run.stage if run and run.stage else "Waiting for its turn"
        percent = run.percent if run else None
        return Place.FINISHING, replace(row, working=True, percent=percent, sentence=said)
    if imported.state == Import.State.CHOOSING:
        words = f"The file holds {len(imported.rooms)} rooms."
        action = Action(label="Choose a room", url=where, hidden=title)
        return Place.NEXT, replace(row, tape="Choose", sentence=words, action=action)
    action = Action(label="See what to do", url=where, hidden=title)
    stopped = replace(row, state="bad", state_words="Import stopped", action=action)
    return Place.NEXT, replace(stopped, sentence=imported.sentence)


def _runs(kind: str, ids: Iterable[int]) -> dict[int, Run]:
    """The latest run about each."""
    rows = Run.objects.filter(kind=kind, subject_id__in=list(ids)).order_by("created_at", "pk")
    return {run.subject_id: run for run in rows}


def placed_recordings(rows: Sequence[Recording], now: datetime) -> list[tuple[Place, Row]]:
    """Recordings, their `room` selected along."""
    return [_placed(facts) for facts in _facts(rows, now)]


def _verdicts(episodes: Iterable[Episode]) -> dict[int, Clearance]:
    """What an episode's own show makes of its recording goes before the general verdict."""
    rows = list(episodes)
    found = verdicts(rows)
    return {episode.recording_id: found[episode.pk] for episode in rows}


def _facts(rows: Sequence[Recording], now: datetime) -> Iterable[_Facts]:
    asks, episodes = open_asks(rows, now), _episodes(rows)
    clearances = clearances_for(rows) | _verdicts(episodes.values())
    heard = heard_in(rows)
    runs = _runs(PRODUCE, [episode.pk for episode in episodes.values()])
    for row in rows:
        episode, clearance = episodes.get(row.pk), clearances[row.pk]
        yield _Facts(
            room=Room(recording=row, heard=heard[row.pk], clearance=clearance, asks=asks, now=now),
            episode=episode,
            run=runs.get(episode.pk) if episode else None,
            names=_names(episode, clearance),
        )


def _names(episode: Episode | None, clearance: Clearance) -> tuple[str, ...]:
    """Only a cleared recording is asked: until then the names are not what blocks."""
    if episode is None or not clearance.allowed or episode.stage != Stage.HELD:
        return ()
    return names_left(episode, clearance)


def _episodes(rows: Sequence[Recording]) -> dict[int, Episode]:
    """Each recording's episode: the one that lives, else the last that ended."""
    found = Episode.objects.filter(recording__in=list(rows)).select_related(
        "show", "master", "recording"
    )
    order = sorted(found, key=lambda one: (one.stage != Stage.WITHDRAWN, one.pk))
    return {episode.recording_id: episode for episode in order}


def _row(facts: _Facts) -> Row:
    recording, room = facts.room.recording, facts.room
    voices = len(room.heard.voices) + bool(room.heard.unclaimed)
    when = recording.room.started_at or recording.created_at
    return Row(
        title=recording.room.title,
        url=url("recording", recording),
        facts=(
            recording.room.platform_label,
            day(when, room.now),
            minutes(recording.duration_ms),
            f"{voices} voice{'' if voices == 1 else 's'}",
        ),
        strip=strip_of(recording, room.heard, room.clearance),
        at=recording.created_at,
    )


def _placed(facts: _Facts) -> tuple[Place, Row]:
    row, episode = _row(facts), facts.episode
    stage = episode.stage if episode else Stage.DRAFT
    if episode and stage == Stage.WITHDRAWN:
        return Place.ENDED, replace(row, state="no", state_words="Taken back")
    if episode and stage == Stage.PUBLISHED:
        room = facts.room
        return Place.PUBLISHED, _published_row(episode, room.heard, room.clearance, room.now)
    if stage == Stage.PRODUCING or (episode and stage == Stage.CLEARED and not episode.sentence):
        return Place.FINISHING, _producing(row, facts.run)
    if episode and stage == Stage.CLEARED:
        return Place.NEXT, _failed(row, episode)
    if episode and stage == Stage.READY:
        return _ready(row, episode, facts.room.now)
    found = (*blocks(facts.room), *(naming_blocks(episode, facts.names) if episode else ()))
    return (
        _blocked(row, facts, found) if found else (Place.NEXT, _cleared(row, facts.room.clearance))
    )


def _producing(row: Row, run: Run | None) -> Row:
    said = (run.stage if run else "") or "Waiting for its turn"
    percent = run.percent if run else None
    return replace(row, working=True, percent=percent, sentence=said)


def _failed(row: Row, episode: Episode) -> Row:
    where = reverse("feeds:episode", args=[episode.uid])
    action = Action(label="See what to do", url=where, hidden=row.title)
    stopped = replace(row, state="bad", state_words="Not made", action=action)
    return replace(stopped, sentence=episode.sentence)


def _ready(row: Row, episode: Episode, now: datetime) -> tuple[Place, Row]:
    where = reverse("feeds:episode", args=[episode.uid])
    if episode.publish_at:
        words = f"Goes out {moment(episode.publish_at, now)}."
        return Place.WAITING, replace(row, url=where, sentence=words)
    action = Action(label="Check and publish", url=where, hidden=row.title)
    words = episode.sentence or "The episode is made."
    return Place.NEXT, replace(row, tape="Ready", sentence=words, action=action)


def _cleared(row: Row, clearance: Clearance) -> Row:
    action = Action(label="Make the episode", url=row.url, hidden=row.title)
    return replace(row, tape="Ready", sentence=f"{clearance.ground}.", action=action)


def _blocked(row: Row, facts: _Facts, found: Sequence[Block]) -> tuple[Place, Row]:
    if all(block.patient for block in found):
        return Place.WAITING, replace(row, sentence=_invited(found, facts.room.now))
    first = next(block for block in found if not block.patient)
    deadline = facts.room.recording.platform_deletes_at
    near = deadline if deadline and deadline > facts.room.now else None
    action = next(iter(first.actions), None) or Action(label="See what to do", url=row.url)
    return Place.NEXT, replace(
        row,
        tape=left(near, facts.room.now) if near else "Needs you",
        deadline=near,
        sentence=_why(found, first, facts, near),
        action=replace(action, hidden=row.title) if not action.post else action,
    )


def _why(found: Sequence[Block], first: Block, facts: _Facts, deadline: datetime | None) -> str:
    silent = [block for block in found if block.code == Code.UNANSWERED]
    words = first.heading
    if first.code == Code.UNANSWERED and len(silent) > 1:
        words = f"{len(silent)} people have not answered."
    if deadline is None:
        return words
    platform = facts.room.recording.room.platform_label.split()[0]
    return f"{words} {platform} deletes its copy on {day(deadline, facts.room.now)}."


def _invited(found: Sequence[Block], now: datetime) -> str:
    last = max(block.asked_at for block in found if block.asked_at)
    who = f"{len(found)} people" if len(found) > 1 else found[0].name
    return f"{who} asked {day(last, now)}. No answer yet."


def published_rows(episodes: Sequence[Episode], now: datetime) -> list[Row]:
    """Rows of episodes that are out."""
    recordings = [episode.recording for episode in episodes]
    clearances, heard = verdicts(episodes), heard_in(recordings)
    return [
        _published_row(episode, heard[episode.recording_id], clearances[episode.pk], now)
        for episode in episodes
    ]


def _published_row(episode: Episode, heard: Heard, clearance: Clearance, now: datetime) -> Row:
    number = f", episode {episode.number}" if episode.number else ""
    length = episode.master.duration_ms if episode.master else episode.recording.duration_ms
    voices = len(clearance.heard)
    at = episode.published_at or episode.updated_at
    return Row(
        title=episode.title,
        url=reverse("feeds:episode", args=[episode.uid]),
        facts=(
            f"{episode.show.title}{number}",
            minutes(length),
            f"{voices} voice{'' if voices == 1 else 's'}",
        ),
        strip=strip_of(episode.recording, heard, clearance),
        state="yes",
        state_words=f"Published {day(at, now)}",
        at=at,
    )
