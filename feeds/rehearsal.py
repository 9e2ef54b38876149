"""Rehearsing a withdrawal: it is carried out in a transaction that is rolled back, and told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from consent.scopes import Method, Mode
from consent.withdrawal import withdraw
from feeds import addresses, pipeline
from feeds.clip_standing import StandingClip, standing_clips
from feeds.lifecycle import Stage
from feeds.models import Clip, Episode
from feeds.overlaps import also_silent
from feeds.standing import standing
from feeds.verdicts import verdict
from recordings.audio.plan import Codec
from recordings.models import Run, Speaker

_GONE = "gone at once"
_AGAIN = ", and back by itself when it is made again"


def rehearse(episode: Episode, speaker: Speaker, mode: Mode, now: datetime) -> dict[str, Any]:
    """What would change on which surface, and how long it would take. Changes nothing."""
    with transaction.atomic():
        locked = pipeline.lock(episode.pk)
        before, endings, clips = _state(locked), _endings(locked), _clips_out(locked)
        withdraw(
            speaker,
            (),
            mode,
            method=Method.ATTESTED,
            actor="rehearsal",
            now=now,
            evidence="A rehearsal, rolled back.",
        )
        after = Episode.objects.select_related("show", "recording__room", "master").get(
            pk=episode.pk
        )
        found = {
            "episode": str(after.uid),
            "mode": str(mode),
            "before": before,
            "after": _state(after),
            "surfaces": _surfaces(after, before, endings) | _clips(after, clips),
            "also_silent": _also_silent(after, speaker),
            "reasons": [reason.sentence for reason in verdict(after).reasons],
            "again_in_seconds": _seconds(after),
        }
        transaction.set_rollback(True)
    return found


def _state(episode: Episode) -> dict[str, Any]:
    file = episode.master.file if episode.master else None
    return {
        "stage": str(episode.stage),
        "is_out": bool(standing([episode])),
        "file": file.sha256 if file else None,
    }


def _endings(episode: Episode) -> list[str]:
    """Of the other formats that the episode is served in."""
    return [file.extension for file in episode.master.alternates] if episode.master else []


def _surfaces(after: Episode, before: Mapping[str, Any], endings: Iterable[str]) -> dict[str, str]:
    """Every address that serves something of the episode, and what becomes of it."""
    if not before["is_out"]:
        what = "is not out"
    elif not standing([after]):
        what = _GONE + (_AGAIN if after.stage == Stage.PRODUCING else "")
    elif before["file"] != _state(after)["file"]:
        what = "goes on with an earlier file that may be heard"
    else:
        what = "goes on, without what was taken back"
    forms = {form: addresses.transcript(after, form) for form in ("vtt", "srt", "json", "html")}
    places = [
        addresses.feed(after.show),
        addresses.page(after),
        addresses.audio(after),
        *(addresses.alternate(after, ending) for ending in endings),
        *(addresses.enclosure(after, ending) for ending in (Codec.MP3.ending, *endings)),
        addresses.chapters(after),
        *forms.values(),
    ]
    return dict.fromkeys(places, what)


def _clips_out(episode: Episode) -> dict[str, StandingClip]:
    """The clips that are out, by their pages."""
    out = (clip for one in standing([episode]) for clip in standing_clips(one))
    return {addresses.page(clip.clip): clip for clip in out}


def _clips(after: Episode, before: Mapping[str, StandingClip]) -> dict[str, str]:
    """What becomes of the clips that are out, and of their files."""
    still = _clips_out(after)
    found: dict[str, str] = {}
    for page, clip in before.items():
        again = _AGAIN if _is_made_again(clip) else ""
        what = "goes on, without what was taken back" if page in still else _GONE + again
        files = [addresses.clip(clip.clip, ending) for ending in clip.files]
        found |= dict.fromkeys([page, *files], what)
    return found


def _is_made_again(clip: StandingClip) -> bool:
    return Clip.objects.filter(pk=clip.clip.pk, stage=Clip.Stage.MAKING).exists()


def _also_silent(after: Episode, speaker: Speaker) -> list[str]:
    found = also_silent(after.recording, verdict(after), speaker.pk)
    return [overlap.sentence for overlap in found]


def _seconds(after: Episode) -> int | None:
    """As long as it took last time, this episode or, in proportion, the latest one made."""
    if after.stage != Stage.PRODUCING:
        return None
    done = Run.objects.filter(kind=pipeline.PRODUCE, state=Run.State.DONE)
    run = done.filter(subject_id=after.pk).first() or done.first()
    if run is None or run.started_at is None or run.finished_at is None:
        return None
    other = Episode.objects.filter(pk=run.subject_id).select_related("recording").first()
    share = after.recording.duration_ms / (other.recording.duration_ms or 1) if other else 1
    took: timedelta = run.finished_at - run.started_at
    return max(1, round(took.total_seconds() * share))
