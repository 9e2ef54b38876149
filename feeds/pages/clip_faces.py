"""A clip as everybody may meet it: on its page, in a list, in a link preview."""

from collections.abc import Iterable
from dataclasses import dataclass

from feeds import addresses
from feeds.clip_standing import StandingClip
from feeds.clock import timeline_of
from feeds.faces import cast_of
from feeds.models import ClipFile
from feeds.pages.listening import ListenerEpisode
from feeds.pages.public_faces import Card, episode_card
from feeds.standing import Standing
from recordings.transcripts import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFace:
    """`start_ms` and `end_ms` are on the episode's clock, as it plays; `names` of who is heard.
    Addresses are absolute, but for `path`."""

    title: str
    path: str
    page_url: str
    start_ms: int
    end_ms: int
    duration_ms: int
    sound: ClipFile
    sound_url: str
    video: ClipFile | None
    video_url: str
    shape: str
    names: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def seconds(self) -> int:
        return self.start_ms // 1000


def clip_face(one: Standing, clip: StandingClip) -> ClipFace:
    row, video = clip.clip, clip.video
    heard_at = timeline_of(one.master)
    cast = cast_of(one.episode.recording.speakers.all(), one.clearance)
    return ClipFace(
        title=clip.verdict.title,
        path=row.get_absolute_url(),
        page_url=addresses.page(row),
        start_ms=heard_at.next_position(row.start_ms),
        end_ms=heard_at.next_position(row.end_ms),
        duration_ms=clip.sound.duration_ms,
        sound=clip.sound,
        sound_url=addresses.clip(row, clip.sound.extension),
        video=video,
        video_url=addresses.clip(row, video.extension) if video else "",
        shape=row.shape,
        names=tuple(
            face.name for face in cast.faces if face.speaker_id in clip.verdict.clearance.heard
        ),
        lines=clip.verdict.lines,
    )


def clip_faces(one: Standing, clips: Iterable[StandingClip]) -> tuple[ClipFace, ...]:
    return tuple(clip_face(one, clip) for clip in clips)


def clip_card(one: Standing, clip: ClipFace, episode: ListenerEpisode) -> Card:
    card = episode_card(one.episode.show, episode)
    return Card(
        type=card.type,
        title=clip.title,
        description=f"From “{episode.title}”, {one.episode.show.title}",
        url=clip.page_url,
        image=card.image,
        image_alt=card.image_alt,
        audio=clip.sound_url,
        audio_type=clip.sound.content_type,
        video=clip.video_url,
        video_type=clip.video.content_type if clip.video else "",
    )
