"""What the page of nobody's speech shows: each part with its sound, and how much there is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from consent.clearance import clearance_for
from feeds.pages.host_voices import heard_in, unclaimed_state
from recordings.models import Recording, Segment
from recordings.spans import total_ms
from recordings.strips import VoiceState
from recordings.words import clock, duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    pk: int
    at: str
    length: str
    sound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedSheet:
    heading: str
    parts: tuple[Part, ...]
    left_out: bool


def unclaimed_sheet(recording: Recording, page: Iterable[Segment]) -> UnclaimedSheet:
    heard, clearance = heard_in([recording])[recording.pk], clearance_for(recording)
    whole, count = duration(total_ms(heard.unclaimed)), len(heard.unclaimed)
    places = "1 place" if count == 1 else f"{count} places"
    out = bool(heard.unclaimed) and unclaimed_state(heard, clearance) == VoiceState.LEFT_OUT
    return UnclaimedSheet(
        heading=f"Who speaks here? {whole} in {places}" if count else "Nothing is nobody’s",
        parts=tuple(_part(recording, segment) for segment in page),
        left_out=out,
    )


def _part(recording: Recording, segment: Segment) -> Part:
    return Part(
        pk=segment.pk,
        at=clock(segment.start_ms),
        length=duration(segment.end_ms - segment.start_ms),
        sound=reverse("feeds:part_sound", args=[recording.uid, segment.pk]),
    )
