"""Rows → the documents a feed is written from, in a fixed number of queries.

An episode whose Clearance does not stand at this moment is not in them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feeds import addresses, advertising, websub
from feeds.documents import (
    AlternateDocument,
    EnclosureDocument,
    EpisodeDocument,
    PersonDocument,
    ShowDocument,
    SoundbiteDocument,
    TranscriptDocument,
)
from feeds.faces import Cast, cast_of
from feeds.formats import CODECS
from feeds.models import Artwork, Chapter, Enclosure, Episode, Show
from feeds.notes import notes_html, notes_text
from feeds.soundbites import soundbites_of
from feeds.standing import Standing, standing
from recordings.audio.plan import Codec
from recordings.models import Cue, Speaker

TRANSCRIPTS = (
    ("vtt", "text/vtt", "captions"),
    ("srt", "application/x-subrip", "captions"),
    ("json", "application/json", ""),
    ("html", "text/html", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What stands beside some episodes, by episode, recording or master."""

    speakers: dict[int, list[Speaker]]
    files: dict[int, Enclosure]
    alternates: dict[int, list[Enclosure]]
    with_chapters: frozenset[int]
    written: frozenset[int | None]
    """Speakers of whom there is at least one cue."""
    soundbites: dict[int, tuple[SoundbiteDocument, ...]]


def show_document(show: Show, updated: datetime) -> ShowDocument:
    """The channel with the episodes that are in the feed and may be there now, newest first."""
    listed = show.episodes.listed().select_related("show", "recording__room", "master")
    served = standing(listed)
    beside = _beside(served)
    cover = addresses.cover(show, cover_of(show))
    return ShowDocument(
        guid=show.guid,
        title=show.title,
        description=show.description,
        link=show.link or addresses.page(show),
        self_url=addresses.feed(show),
        hub_url=websub.hub(),
        updated=updated,
        language=show.language,
        author=show.author,
        category=show.category,
        subcategory=show.subcategory,
        explicit=show.explicit,
        image_url=cover,
        locked=show.locked,
        copyright=show.copyright,
        kind=show.kind,
        items=tuple(_item(one, beside) for one in served if one.master.pk in beside.files),
    )


def episode_document(one: Standing) -> EpisodeDocument | None:
    """One episode as its feed would carry it; None without a file. For checks before it is out."""
    beside = _beside([one])
    return _item(one, beside) if one.master.pk in beside.files else None


def cover_of(show: Show) -> Artwork | None:
    """The newest picture is the cover."""
    return show.artworks.first()


def _beside(served: Iterable[Standing]) -> _Beside:
    rows = list(served)
    recordings = [one.episode.recording_id for one in rows]
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in Speaker.objects.filter(recording__in=recordings):
        speakers[speaker.recording_id].append(speaker)
    files: dict[int, Enclosure] = {}
    alternates: dict[int, list[Enclosure]] = defaultdict(list)
    for file in Enclosure.objects.filter(master__in=[one.master for one in rows]):
        if file.codec == Codec.MP3:
            files[file.master_id] = file
        else:
            alternates[file.master_id].append(file)
    chapters = Chapter.objects.filter(episode__in=[one.episode for one in rows])
    cues = Cue.objects.filter(recording__in=recordings)
    return _Beside(
        speakers=speakers,
        files=files,
        alternates=alternates,
        with_chapters=frozenset(chapters.order_by().values_list("episode", flat=True).distinct()),
        written=frozenset(cues.order_by().values_list("speaker", flat=True).distinct()),
        soundbites=soundbites_of(rows),
    )


def _item(one: Standing, beside: _Beside) -> EpisodeDocument:
    episode, file = one.episode, beside.files[one.master.pk]
    cast = cast_of(beside.speakers[episode.recording_id], one.clearance)
    html = notes_html(cast.clean(episode.notes))
    return EpisodeDocument(
        guid=episode.guid,
        title=cast.clean(episode.title),
        link=addresses.page(episode),
        published=_published(episode),
        enclosure=EnclosureDocument(
            url=addresses.enclosure(episode), bytes=file.bytes, type=file.content_type
        ),
        duration_s=round(one.master.duration_ms / 1000),
        notes_html=html,
        notes_text=notes_text(html),
        explicit=episode.explicit,
        number=episode.number,
        season=episode.season,
        persons=tuple(PersonDocument(name=face.name, role=face.role) for face in cast.faces),
        transcripts=_transcripts(episode, cast, beside),
        alternates=tuple(_alternate(one, file) for file in beside.alternates[one.master.pk]),
        chapters_url=addresses.chapters(episode) if episode.pk in beside.with_chapters else "",
        soundbites=beside.soundbites.get(episode.pk, ()),
        free_of_ads=advertising.is_free(one.clearance),
    )


def _alternate(one: Standing, file: Enclosure) -> AlternateDocument:
    return AlternateDocument(
        url=addresses.enclosure(one.episode, file.extension),
        bytes=file.bytes,
        type=file.content_type,
        codec=CODECS[Codec(file.codec)],
        bitrate=round(file.bytes * 8_000 / max(1, one.master.duration_ms)),
        sha256=file.sha256,
    )


def _published(episode: Episode) -> datetime:
    return episode.published_at or episode.created_at


def _transcripts(episode: Episode, cast: Cast, beside: _Beside) -> tuple[TranscriptDocument, ...]:
    """None where nobody's words may be written down: a page of withheld lines helps nobody."""
    if not any(face.quoted and face.speaker_id in beside.written for face in cast.faces):
        return ()
    language = episode.recording.room.language or episode.show.language
    return tuple(
        TranscriptDocument(
            url=addresses.transcript(episode, form), type=kind, language=language, rel=rel
        )
        for form, kind, rel in TRANSCRIPTS
    )
