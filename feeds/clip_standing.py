"""Whether a clip may be served at this moment: its episode must stand, and it under its own
Clearance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from feeds.clip_verdicts import ClipVerdict, clip_verdicts
from feeds.models import Clip, ClipFile
from feeds.standing import Gone, Standing

SOUND, VIDEO = "mp3", "mp4"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingClip:
    """A clip that may be served, what may be shown of it, and its files by their endings."""

    clip: Clip
    verdict: ClipVerdict
    files: Mapping[str, ClipFile]

    @property
    def sound(self) -> ClipFile:
        return self.files[SOUND]

    @property
    def video(self) -> ClipFile | None:
        return self.files.get(VIDEO)


def standing_clips(one: Standing) -> tuple[StandingClip, ...]:
    """The clips of an episode that may be served, in order of time."""
    return _standing(one, Clip.objects.kept().filter(episode=one.episode))


def find_clip(one: Standing, uid: UUID) -> StandingClip | None:
    """The clip behind an address, or None where there never was one. Raises `Gone` where it was
    made before and may not be served now."""
    clips = Clip.objects.filter(episode=one.episode, uid=uid)
    found = _standing(one, clips.kept())
    if found:
        return found[0]
    if ClipFile.objects.filter(clip__in=clips).exists():
        raise Gone
    return None


def _standing(one: Standing, clips: Iterable[Clip]) -> tuple[StandingClip, ...]:
    rows = list(clips)
    for clip in rows:
        clip.episode = one.episode
    verdicts = clip_verdicts(rows, {one.episode.pk: one.clearance}) if rows else {}
    files = ClipFile.objects.filter(clip__in=rows, fallen_at=None).order_by("pk")
    found = []
    for clip, verdict in verdicts.items():
        own = [file for file in files if file.clip_id == clip.pk and verdict.covers(file)]
        by_ending = {file.extension: file for file in own}
        if SOUND in by_ending:
            found.append(StandingClip(clip=clip, verdict=verdict, files=by_ending))
    return tuple(found)
