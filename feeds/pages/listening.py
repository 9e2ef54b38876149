"""What a listener reads and sees of an episode: values for its page, its row, its transcript.

Made from a `Standing` only, so that nothing here is shown without a Clearance that holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from feeds import addresses, advertising, edited
from feeds.chapters import Mark, on_episode_clock
from feeds.clock import timeline_of
from feeds.faces import Cast, cast_of
from feeds.lanes import Turns, colours_of, strip_of
from feeds.lines import TOLERANCE_MS, lines_of
from feeds.models import Chapter, Enclosure
from feeds.notes import notes_html, notes_text
from feeds.standing import Standing
from recordings.audio.plan import Codec
from recordings.models import Cue, Segment, Speaker
from recordings.spans import Span, Timeline
from recordings.strips import Strip
from recordings.transcripts import WITHHELD, Line, joined
from recordings.transcripts import on_episode_clock as retimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line of the transcript on the episode's clock; `text` is empty where it is withheld."""

    start_ms: int
    end_ms: int
    name: str
    colour: int | None
    text: str

    @property
    def seconds(self) -> int:
        return self.start_ms // 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file of an episode, by the name of its format: `Opus`."""

    name: str
    url: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerEpisode:
    """An episode as a listener meets it. Addresses are absolute, but for `path`.

    `lines`, `chapters` and `downloads` are empty in a row of a list; of the `downloads` the MP3
    is the first. `notes_html` is sanitised.
    """

    guid: str
    title: str
    path: str
    page_url: str
    audio_url: str
    captions_url: str
    language: str
    published_at: datetime | None
    duration_ms: int
    bytes: int
    content_type: str
    explicit: bool
    number: int | None
    season: int | None
    notes_html: str
    notes_text: str
    names: tuple[str, ...]
    strip: Strip
    free_of_ads: bool = False
    lines: tuple[Said, ...] = ()
    chapters: tuple[Mark, ...] = ()
    downloads: tuple[Download, ...] = ()

    @property
    def seconds(self) -> float:
        return self.duration_ms / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What stands beside some episodes; by recording and by master."""

    speakers: dict[int, list[Speaker]]
    turns: dict[int, Turns]
    files: dict[int, Enclosure]
    cues: dict[int, list[Cue]]
    """Empty lists where the words were not asked for."""
    chapters: dict[int, list[Chapter]]


def listener_episode(one: Standing) -> ListenerEpisode:
    """The episode of a page, with its transcript and chapters."""
    found = _listener_episode(one, _rows([one], whole=True))
    return replace(found, downloads=tuple(_downloads(one)))


def listener_rows(several: Iterable[Standing]) -> tuple[ListenerEpisode, ...]:
    """The episodes of a list, in a fixed number of queries."""
    standings = list(several)
    rows = _rows(standings, whole=False)
    return tuple(_listener_episode(one, rows) for one in standings)


def transcript_of(one: Standing) -> tuple[Line, ...]:
    """The lines as their document shows them; none where nobody's words may be written down."""
    rows = _rows([one], whole=True)
    cast = cast_of(rows.speakers[one.episode.recording_id], one.clearance)
    lines = _lines(one, cast, rows, timeline_of(one.master))
    shown = joined(line for line, _ in lines)
    return shown if any(line.text != WITHHELD for line in shown) else ()


def chapters_of(one: Standing) -> tuple[Mark, ...]:
    rows = _rows([one], whole=True)
    cast = cast_of(rows.speakers[one.episode.recording_id], one.clearance)
    return _marks(rows.chapters[one.episode.pk], cast, timeline_of(one.master))


def _listener_episode(one: Standing, rows: _Rows) -> ListenerEpisode:
    episode, timeline = one.episode, timeline_of(one.master)
    speakers, turns = rows.speakers[episode.recording_id], rows.turns[episode.recording_id]
    colour = colours_of(speakers, turns)
    cast = cast_of(speakers, one.clearance)
    lines = _said(_lines(one, cast, rows, timeline), colour)
    file = rows.files[one.master.pk]
    html = notes_html(cast.clean(episode.notes))
    return ListenerEpisode(
        guid=episode.guid,
        title=cast.clean(episode.title),
        path=episode.get_absolute_url(),
        page_url=addresses.page(episode),
        audio_url=addresses.audio(episode),
        captions_url=addresses.transcript(episode, "vtt") if any(x.text for x in lines) else "",
        language=language_of(one),
        published_at=episode.published_at,
        duration_ms=one.master.duration_ms,
        bytes=file.bytes,
        content_type=file.content_type,
        explicit=episode.explicit,
        number=episode.number,
        season=episode.season,
        notes_html=html,
        notes_text=notes_text(html),
        names=tuple(face.name for face in cast.faces),
        free_of_ads=advertising.is_free(one.clearance),
        strip=strip_of(
            cast, one.clearance, turns, colour, timeline, partial(edited.silent_in, one.master)
        ),
        lines=lines,
        chapters=_marks(rows.chapters[episode.pk], cast, timeline),
    )


def _downloads(one: Standing) -> Iterator[Download]:
    for file in sorted(one.master.enclosures.all(), key=lambda file: file.codec != Codec.MP3):
        codec = Codec(file.codec)
        beside = addresses.alternate(one.episode, file.extension)
        url = addresses.audio(one.episode) if codec is Codec.MP3 else beside
        yield Download(name=codec.spoken, url=url, bytes=file.bytes)


def title_of(one: Standing) -> str:
    """The title as it may be read."""
    speakers = Speaker.objects.filter(recording=one.episode.recording_id)
    return cast_of(speakers, one.clearance).clean(one.episode.title)


def language_of(one: Standing) -> str:
    return one.episode.recording.room.language or one.episode.show.language


def _rows(standings: Sequence[Standing], *, whole: bool) -> _Rows:
    recordings = [one.episode.recording_id for one in standings]
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in Speaker.objects.filter(recording__in=recordings):
        speakers[speaker.recording_id].append(speaker)
    cues: dict[int, list[Cue]] = defaultdict(list)
    chapters: dict[int, list[Chapter]] = defaultdict(list)
    if whole:
        for cue in Cue.objects.filter(recording__in=recordings):
            cues[cue.recording_id].append(cue)
        for chapter in Chapter.objects.filter(episode__in=[one.episode for one in standings]):
            chapters[chapter.episode_id].append(chapter)
    files = Enclosure.objects.mp3s().filter(master__in=[one.master for one in standings])
    return _Rows(
        speakers=speakers,
        turns=_turns(recordings),
        files={file.master_id: file for file in files},
        cues=cues,
        chapters=chapters,
    )


def _turns(recordings: Sequence[int]) -> dict[int, Turns]:
    turns: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    segments = Segment.objects.filter(recording__in=recordings, speaker__isnull=False)
    columns = ("recording_id", "speaker_id", "start_ms", "end_ms")
    for recording_id, speaker_id, start_ms, end_ms in segments.values_list(*columns):
        if speaker_id is not None:
            turns[recording_id][speaker_id].append(Span(start_ms, end_ms))
    return defaultdict(dict, turns)


def _marks(chapters: Iterable[Chapter], cast: Cast, timeline: Timeline) -> tuple[Mark, ...]:
    marks = [Mark(start_ms=c.start_ms, title=cast.clean(c.title)) for c in chapters]
    return on_episode_clock(marks, timeline)


def _lines(
    one: Standing, cast: Cast, rows: _Rows, timeline: Timeline
) -> list[tuple[Line, int | None]]:
    """What may be read, with its speakers' ids, on the episode's clock."""
    pk = one.episode.recording_id
    found = [
        (moved, speaker_id)
        for line, speaker_id in lines_of(
            rows.cues[pk],
            cast,
            one.clearance,
            rows.turns[pk],
            partial(edited.silent_in, one.master),
        )
        for moved in retimed([line], timeline, tolerance_ms=TOLERANCE_MS)
    ]
    return sorted(found, key=lambda pair: (pair[0].start_ms, pair[0].end_ms))


def _said(
    lines: Iterable[tuple[Line, int | None]], colour: dict[int, int | None]
) -> tuple[Said, ...]:
    found: list[Said] = []
    for line, speaker_id in lines:
        text = "" if line.text == WITHHELD else line.text
        if found and not text and not found[-1].text and found[-1].name == line.speaker:
            continue
        found.append(
            Said(
                start_ms=line.start_ms,
                end_ms=line.end_ms,
                name=line.speaker,
                colour=colour.get(speaker_id or 0),
                text=text,
            )
        )
    return tuple(found)
