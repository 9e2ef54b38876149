"""An episode that is out, for tests of the pages that everybody may see."""

import subprocess
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from feeds.lifecycle import Stage
from feeds.models import Chapter, Enclosure, Episode, Show
from recordings import storage
from recordings.models import Recording
from tests.feeds import story


def episode(
    of: Show,
    title: str = "Who owns a city’s water?",
    *,
    notes: str = "Three people talk about **pipes**.",
    at: datetime = story.NOW,
    made: Recording | None = None,
    visibility: str = Episode.Visibility.PUBLIC,
) -> Episode:
    """Published under the Clearance of this moment; everyone in it agrees to everything,
    unless a recording with other answers is given."""
    if made is None:
        made = story.recording(of.host, title)
        story.everyone_agrees(made)
    draft = story.draft(made, of)
    draft.master = story.master(draft)
    draft.title, draft.notes, draft.visibility = title, notes, visibility
    draft.stage, draft.published_at = Stage.PUBLISHED, at
    draft.save()
    Chapter.objects.create(episode=draft, start_ms=0, title="Before the letters")
    Chapter.objects.create(episode=draft, start_ms=25_000, title="The quiet Friday")
    return draft


def many(of: Show, count: int) -> list[Episode]:
    """The first is the newest."""
    return [
        episode(of, f"Talk {number}", at=story.NOW - timedelta(days=number))
        for number in range(count)
    ]


def with_sound(out: Episode, folder: Path) -> Episode:
    """A minute of a real MP3 behind the episode, as its enclosure says."""
    path = folder / f"{uuid.uuid4().hex}.mp3"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=220:duration=60:sample_rate=44100",
         "-b:a", "32k", str(path)],
        check=True, timeout=60,
    )  # fmt: skip
    kept = storage.put(path, kind="audio", content_type="audio/mpeg")
    Enclosure.objects.filter(master=out.master).update(
        key=kept.key, sha256=kept.sha256, bytes=kept.bytes
    )
    return out
