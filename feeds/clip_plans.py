"""From a clip's Clearance to its EditPlan: the episode's plan, trimmed to the span, without music,
and with nobody on it but those who are in the clip."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property

from consent.policy import Clearance
from feeds import edited
from feeds.clock import removed_from
from feeds.edit_list import Stretch
from feeds.models import Episode
from feeds.plans import Planned, plan_for, tracks_heard
from feeds.sound import DeadAir, Silences
from recordings.audio.plan import Edit, Treatment
from recordings.spans import Span, intersect


class ClipPlans:
    """The plans of an episode's clips under one Clearance; what they share is read once."""

    def __init__(self, episode: Episode, clearance: Clearance) -> None:
        self._episode, self._clearance = episode, clearance

    @cached_property
    def _whole(self) -> Planned:
        """Which pauses go is known of the finished episode: no waveform is read for it."""
        episode = self._episode
        sound = replace(episode.sound, silences=Silences.KEEP, dead_air=DeadAir.KEEP)
        return plan_for(episode.recording, episode.show, self._clearance, self._by_host, sound)

    @property
    def _by_host(self) -> tuple[Stretch, ...]:
        """The edits of this moment; where somebody wants to hear them first, those that are out."""
        episode = self._episode
        if self._clearance.ears and episode.master:
            return edited.made_with(episode.master)
        return edited.stretches_of(episode)

    @cached_property
    def _owners(self) -> list[int | None]:
        return [row.speaker_id for row in tracks_heard(self._episode.recording)]

    def fingerprint(self, span: Span, heard: Collection[int]) -> str:
        """Names the sound of a clip; empty where there is no sound any more to make it of."""
        return self.of(span, heard).fingerprint if self._owners else ""

    def of(self, span: Span, heard: Collection[int]) -> Planned:
        """The plan of one clip. `heard` are the speakers inside; every other track is silent, also
        where nobody marked anything on it."""
        whole = self._whole.plan
        everywhere = Span(0, whole.duration_ms)
        others = tuple(
            Edit(span=everywhere, treatment=Treatment.SILENCE, track=number)
            for number, owner in enumerate(self._owners)
            if owner is not None and owner not in heard
        )
        plan = replace(
            whole,
            trim=_kept(span, whole.trim),
            intro=None,
            outro=None,
            edits=(*whole.edits, *others, *self._gone(span), *_cut(span, whole.trim)),
        )
        tracks = {track.input for track in plan.tracks}
        inputs = {n: file for n, file in self._whole.inputs.items() if n in tracks}
        return Planned(plan=plan, inputs=inputs)

    def _gone(self, span: Span) -> Iterable[Edit]:
        """What is taken out of the episode as it plays is taken out here."""
        for gone in intersect([span], removed_from(self._episode.master)):
            yield Edit(span=gone, treatment=Treatment.CUT)


def _kept(span: Span, trim: Span | None) -> Span:
    """What of a clip lies in what the host keeps of the episode."""
    left = intersect([span], [trim]) if trim else ()
    return left[0] if left else span


def _cut(span: Span, trim: Span | None) -> tuple[Edit, ...]:
    """A clip of what the host has trimmed away since is nothing."""
    is_there = trim is None or trim.overlaps(span)
    return () if is_there else (Edit(span=span, treatment=Treatment.CUT),)
