"""The verbs of a show's cover: take the host's, or draw one from who speaks in the latest room."""

from collections import defaultdict
from pathlib import Path

from django.db import transaction

from consent.clearance import clearances_for
from consent.policy import Clearance
from feeds import covers
from feeds.covers import CoverRefused, Picture, Voice
from feeds.lanes import colours_of
from feeds.models import Artwork, Show
from feeds.shows import ShowRefused, feed_changed
from recordings import storage
from recordings.models import Recording, Segment
from recordings.spans import Span

KIND = "artwork"
_LATEST = 5
"""So many of the newest recordings are asked whether they may be shown."""


def set_artwork(show: Show, path: Path, name: str) -> Artwork:
    """The host's picture becomes the cover. Raises `ShowRefused` with what is wrong with it."""
    with storage.work_folder() as work:
        try:
            picture = covers.accept_artwork(path, name, work)
        except CoverRefused as refused:
            raise ShowRefused(str(refused)) from refused
        return _keep(show, picture, made_by_us=False)


def cover_of(show: Show) -> Artwork:
    """The host's cover, or the default one as it has to look now."""
    newest = show.artworks.first()
    if newest is not None and not newest.made_by_us:
        return newest
    with storage.work_folder() as work:
        voices, duration_ms = _latest_voices(show)
        picture = covers.default_cover(show.title, voices, duration_ms, work / "cover.png")
        return _keep(show, picture, made_by_us=True)


def as_jpeg(show: Show, work: Path) -> Path:
    """The cover as it travels inside a file, below `work`."""
    cover = cover_of(show)
    with storage.local_copy(cover.key) as original:
        return covers.small_jpeg(original, work / "cover-in-tags.jpg")


def _keep(show: Show, picture: Picture, *, made_by_us: bool) -> Artwork:
    """The object first, then its row; a picture that is the cover already changes nothing."""
    kept = storage.put(picture.path, kind=KIND, content_type=picture.content_type)
    newest = show.artworks.first()
    if newest is not None and (newest.sha256, newest.made_by_us) == (kept.sha256, made_by_us):
        return newest
    with transaction.atomic():
        feed_changed(show.pk)
        return Artwork.objects.create(
            show=show,
            key=kept.key,
            sha256=kept.sha256,
            content_type=picture.content_type,
            bytes=kept.bytes,
            pixels=picture.pixels,
            made_by_us=made_by_us,
        )


def _latest_voices(show: Show) -> tuple[list[Voice], int]:
    """The voices of the show's newest recording that may be heard; none before there is one."""
    episodes = show.episodes.select_related("recording").order_by("-pk")[:_LATEST]
    recordings = [episode.recording for episode in episodes]
    clearances = clearances_for(recordings, show.use)
    for recording in recordings:
        if clearances[recording.pk].allowed:
            return _voices(recording, clearances[recording.pk]), recording.duration_ms
    return [], 0


def _voices(recording: Recording, clearance: Clearance) -> list[Voice]:
    turns: dict[int, list[Span]] = defaultdict(list)
    for part in Segment.objects.filter(recording=recording, speaker__isnull=False):
        turns[part.speaker_id or 0].append(part.span)
    speakers = list(recording.speakers.all())
    colour = colours_of(speakers, turns)
    return [(colour[s.pk], turns[s.pk]) for s in speakers if s.pk in clearance.heard]
