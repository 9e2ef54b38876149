"""What a host's edits come to in an Episode as it stands, and whether a Master has them in it, and
sounds as it should."""

from collections.abc import Collection, Iterable
from typing import Any

from consent.ears import ByHost
from consent.policy import Clearance
from feeds.edit_list import TAKES_OUT, Deed, HostEdit, Stretch, resolved, standing
from feeds.models import Episode, EpisodeEdit, Master, Music
from feeds.sound import Sound, chosen
from recordings.models import Segment, Track
from recordings.spans import Span, union

EDITS = "edits"
"""Where a Master's plan keeps the edits it was made with: `[[deed, start_ms, end_ms, speaker_id or
null], …]`, sorted."""

DIGEST = "digest"
"""Where it keeps the digest of its edit; missing in files from before releases named an edit."""

SOUND = "sound"
"""Where it keeps the sound settings it was made with, by name; missing before there were any."""


def steps_of(episode: Episode) -> tuple[HostEdit, ...]:
    """Every step that is done and not undone, in its order."""
    return tuple(map(step_of, EpisodeEdit.objects.filter(episode=episode, undone_at=None)))


def step_of(row: EpisodeEdit) -> HostEdit:
    span = None
    if row.start_ms is not None and row.end_ms is not None:
        span = Span(row.start_ms, row.end_ms)
    return HostEdit(
        number=row.pk,
        deed=Deed(row.deed),
        span=span,
        speaker_id=row.speaker_id,
        of=row.of_id,
    )


def edits_of(episode: Episode) -> tuple[HostEdit, ...]:
    """The edits that stand."""
    return standing(steps_of(episode))


def stretches_of(episode: Episode) -> tuple[Stretch, ...]:
    """What the edits come to, with the parts as they are marked now."""
    return stretches(episode, edits_of(episode))


def stretches(episode: Episode, edits: Iterable[HostEdit]) -> tuple[Stretch, ...]:
    several = tuple(edits)
    people = {edit.speaker_id for edit in several if edit.speaker_id}
    if not people:
        return resolved(several, lambda _: (), ())
    parts: dict[int, list[Span]] = {pk: [] for pk in people}
    rows = Segment.objects.filter(recording=episode.recording_id, speaker__in=people)
    for pk, start_ms, end_ms in rows.values_list("speaker_id", "start_ms", "end_ms"):
        parts[pk or 0].append(Span(start_ms, end_ms))
    own = Track.objects.filter(recording=episode.recording_id, speaker__in=people)
    on_tracks = set(own.values_list("speaker_id", flat=True))
    return resolved(several, parts.__getitem__, on_tracks)


# --- In a finished file --------------------------------------------------------------------------
def packed(several: Iterable[Stretch]) -> list[list[Any]]:
    return [[str(s.deed), s.span.start_ms, s.span.end_ms, s.speaker_id] for s in several]


def made_with(master: Master) -> tuple[Stretch, ...]:
    """The edits that are in a finished file."""
    return tuple(
        Stretch(Span(start_ms, end_ms), Deed(deed), speaker_id)
        for deed, start_ms, end_ms, speaker_id in master.plan.get(EDITS, ())
    )


def by_host(several: Iterable[Stretch], *, by_fingerprint: bool = False) -> ByHost:
    """Edits as a Clearance is asked about them."""
    parts = ((str(s.deed), s.span.start_ms, s.span.end_ms, s.speaker_id) for s in several)
    return ByHost(parts=tuple(parts), by_fingerprint=by_fingerprint)


def digest_in(clearance: Clearance, several: Iterable[Stretch]) -> str:
    """The digest of an edit that is made under a Clearance."""
    return clearance.about(by_host(several)).edit


def untouched(masters: Collection[Master]) -> frozenset[int]:
    """Which of these files, by id, are what was heard by whoever released the fingerprint of their
    Clearance alone: no file that was made in these days has edits under it. In one query."""
    several = {one.clearance for one in masters}
    old = Master.objects.filter(clearance__in=several, plan__digest__isnull=True)
    edited = set(old.filter(plan__edits__0__isnull=False).values_list("clearance", flat=True))
    return frozenset(one.pk for one in masters if one.clearance not in edited)


def sound_in(master: Master) -> Sound:
    """The settings that a finished file was made with."""
    return chosen(master.plan.get(SOUND, {}))


def has_edits_of(master: Master, episode: Episode) -> bool:
    """Whether a finished file has the edits of this moment, no more and no fewer."""
    return made_with(master) == stretches_of(episode)


def music_in(master: Master, place: Music.Place) -> str:
    """The SHA-256 of the piece that a finished file has there; empty where it has none, or where
    nothing tells."""
    made = master.plan.get("edit", {})
    piece = made.get("plan", {}).get(place)
    return str(made.get("inputs", {}).get(str(piece["input"]), "")) if piece else ""


def is_in(master: Master, episode: Episode) -> bool:
    """Whether a finished file is what its host wants at this moment: edits and sound settings."""
    return sound_in(master) == episode.sound and has_edits_of(master, episode)


def is_edited_since(episode: Episode) -> bool:
    """Whether the sound that the episode has now is not the one its host asks for."""
    return episode.master is not None and not is_in(episode.master, episode)


def silent_in(master: Master, speaker_id: int) -> tuple[Span, ...]:
    """Where a speaker is not heard in a finished file because its host wanted it so."""
    return union(
        one.span
        for one in made_with(master)
        if one.deed in TAKES_OUT and one.speaker_id in (None, speaker_id)
    )
