"""What else is silent where somebody is left out of a mix, as the host's pages list it."""

from collections.abc import Iterable
from dataclasses import dataclass

from consent.clearance import clearance_for
from consent.policy import Clearance
from feeds.clock import timeline_of
from feeds.models import Episode
from feeds.overlaps import Overlap, overlaps, would_be_silent
from recordings.audio.plan import LEAVES_OUT
from recordings.models import Recording, Speaker
from recordings.words import clock, number

FIRST, LISTED = 3, 60
"""So many moments stand there at once, and so many in all; the others are counted."""
VOICES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A moment: when on the recording's clock, whose, and where it is to be heard on the
    episode's, if that is made."""

    at: str
    words: str
    ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoSilent:
    """Who is left out, and what of others goes along; `rest` says how many are not listed."""

    name: str
    first: tuple[Spot, ...]
    more: tuple[Spot, ...]
    rest: str = ""


def left_out_of(clearance: Clearance) -> set[int]:
    """Whose parts are left out, all or some."""
    ids = (edit.speaker_id for edit in clearance.edits if edit.treatment in LEAVES_OUT)
    return {pk for pk in ids if pk is not None}


def also_silent_with(
    recording: Recording,
    clearance: Clearance,
    speakers: Iterable[Speaker],
    episode: Episode | None = None,
) -> tuple[AlsoSilent, ...]:
    """Of some speakers those with whom something of others goes; three queries at most."""
    out = left_out_of(clearance)
    some = [speaker for speaker in speakers if speaker.pk in out][:VOICES]
    found = overlaps(recording, clearance, {speaker.pk for speaker in some}) if some else {}
    return tuple(
        _listing(speaker, found[speaker.pk], episode) for speaker in some if found[speaker.pk]
    )


def leaving_out(recording: Recording, speaker: Speaker) -> AlsoSilent | None:
    """What would go along if somebody were left out now."""
    found = would_be_silent(recording, clearance_for(recording), speaker.pk)
    return _listing(speaker, found) if found else None


def _listing(
    speaker: Speaker, found: tuple[Overlap, ...], episode: Episode | None = None
) -> AlsoSilent:
    master = episode.master if episode else None
    place = timeline_of(master).next_position if master else None
    spots = tuple(
        Spot(
            at=clock(overlap.span.start_ms),
            words=overlap.words,
            ms=place(overlap.span.start_ms) if place else None,
        )
        for overlap in found[:LISTED]
    )
    rest = f"And {number(len(found) - LISTED)} more." if len(found) > LISTED else ""
    return AlsoSilent(name=speaker.display_name, first=spots[:FIRST], more=spots[FIRST:], rest=rest)
