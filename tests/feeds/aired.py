"""An episode that is out with real bytes in the store: for tests of what apps fetch."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client

from consent.clearance import clearances_for
from consent.models import ConsentEvent
from feeds import pipeline
from feeds.formats import TYPES
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Master, Show
from feeds.shows import feed_changed
from recordings import storage
from recordings.audio.plan import Codec
from recordings.models import Cue, Recording, Room, Segment, Speaker
from tests.feeds import story

SOUND = bytes(range(256)) * 40
"""10,240 bytes, each known by its place."""


class App(Client):
    """A client that reads every answer to its end, as apps do."""

    def request(self, **request: Any) -> Any:
        answer: Any = super().request(**request)
        if answer.streaming:
            pieces = list(answer.streaming_content)
            answer.streaming_content = pieces
        return answer


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@dataclass(frozen=True)
class Aired:
    """An episode that everybody can hear."""

    show: Show
    recording: Recording
    episode: Episode

    @property
    def address(self) -> str:
        return f"/{self.show.slug}/{self.episode.uid}"

    def fresh(self) -> Episode:
        return Episode.objects.select_related("show", "master").get(pk=self.episode.pk)

    @property
    def master(self) -> Master:
        master = self.fresh().master
        assert master is not None
        return master


def aired(folder: Path, show: Show | None = None, **changes: Any) -> Aired:
    """Everyone agreed, it was made, and it was published."""
    show = show or story.show(story.host())
    recording = story.recording(show.host)
    story.everyone_agrees(recording)
    episode = story.draft(recording, show)
    master = story.master(episode)
    sound(folder, master)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master, **changes)
    pipeline.publish(episode.pk, "hana", story.NOW)
    return Aired(show, recording, Episode.objects.get(pk=episode.pk))


def sound(folder: Path, master: Master, content: bytes = SOUND) -> Enclosure:
    """Real bytes behind a master's enclosure."""
    path = folder / "sound.mp3"
    path.write_bytes(content)
    kept = storage.put(path, kind="audio", content_type="audio/mpeg")
    file = master.enclosures.get()
    file.key, file.sha256, file.bytes = kept.key, kept.sha256, kept.bytes
    file.save()
    return file


def many(show: Show, count: int) -> list[Episode]:
    """Published episodes of three voices each, written in bulk; no sound behind them."""
    rooms = Room.objects.bulk_create(
        Room(host=show.host, platform="file", title=f"Room {number}") for number in range(count)
    )
    recordings = Recording.objects.bulk_create(
        Recording(
            host=show.host, room=room, source="file", sha256=f"{room.pk:064}", duration_ms=60_000
        )
        for room in rooms
    )
    _everyone_agrees(_voices(recordings))
    episodes = Episode.objects.bulk_create(
        Episode(
            show=show,
            recording=recording,
            guid=f"guid-{recording.pk}",
            title=f"Episode {recording.pk}",
            number=number,
            stage=Stage.PUBLISHED,
            published_at=story.NOW,
        )
        for number, recording in enumerate(recordings, start=1)
    )
    _masters(episodes)
    feed_changed(show.pk)
    return episodes


def _voices(recordings: Iterable[Recording]) -> list[Speaker]:
    """Hana, Sami and Noor, twenty seconds each, with a line each."""
    names = (("hana", "Hana Osei"), ("sami", "Sami Haddad"), ("noor", "Noor Ali"))
    speakers = Speaker.objects.bulk_create(
        Speaker(recording=recording, key=key, name=name, role="speaker", number=number)
        for recording in recordings
        for number, (key, name) in enumerate(names, start=1)
    )
    where = [
        {
            "recording": speaker.recording,
            "speaker": speaker,
            "start_ms": 20_000 * (speaker.number - 1),
            "end_ms": 20_000 * speaker.number,
        }
        for speaker in speakers
    ]
    Segment.objects.bulk_create(Segment(**facts, method="stated") for facts in where)
    Cue.objects.bulk_create(Cue(**facts, text="Water.") for facts in where)
    return speakers


def _everyone_agrees(speakers: Iterable[Speaker]) -> None:
    """Rows of the ledger, older than any of its chain: a thousand answers in a moment."""
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            seq=-(10 * speaker.pk + place),
            recording=speaker.recording,
            speaker=speaker,
            scope=scope,
            decision=decision,
            method="attested",
            actor="ada",
            at=story.NOW,
            hash=f"{10 * speaker.pk + place:064}",
        )
        for speaker in speakers
        for place, (scope, decision) in enumerate(story.ALL_YES.items())
    )


def _masters(episodes: list[Episode]) -> None:
    verdicts = clearances_for(episode.recording for episode in episodes)
    masters = Master.objects.bulk_create(
        Master(
            episode=episode,
            clearance=verdicts[episode.recording_id].fingerprint,
            plan={"clock": {"recording_ms": 60_000, "removed": [], "lead_ms": 0}},
            duration_ms=60_000,
            lufs=-16,
            true_peak_dbtp=-1.5,
        )
        for episode in episodes
    )
    for episode, master in zip(episodes, masters, strict=True):
        episode.master = master
    Episode.objects.bulk_update(episodes, ["master"], batch_size=100)
    Enclosure.objects.bulk_create(
        Enclosure(
            master=master,
            key=f"audio/00/{master.pk:064}.mp3",
            content_type="audio/mpeg",
            extension="mp3",
            bytes=1000,
        )
        for master in masters
    )


def alternate(folder: Path, master: Master, codec: Codec = Codec.OPUS) -> Enclosure:
    """Bytes of its own as the same sound in another format."""
    path = folder / f"sound.{codec.ending}"
    path.write_bytes(codec.encode() + SOUND)
    kept = storage.put(path, kind="audio", content_type=TYPES[codec])
    return Enclosure.objects.create(
        master=master,
        key=kept.key,
        sha256=kept.sha256,
        codec=codec,
        content_type=TYPES[codec],
        extension=codec.ending,
        bytes=kept.bytes,
    )
