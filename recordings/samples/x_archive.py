"""A sample X data archive: as X delivers it, with Spaces, posts and private lists."""

import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recordings.importers.room import Progress
from recordings.samples import encoding, people, words, x_lists, zip_out
from recordings.samples import stage as stages
from recordings.samples.hydra_tags import Tags, Written, interleave
from recordings.samples.stage import Stage
from recordings.samples.truth import truth, write
from recordings.samples.x_lists import Space

OLDER_MINUTES = 0.25
HOST_KEY = "host"


def silent(_stage: str, _done: int, _total: int) -> None:
    """For those who do not want to know how far the work is."""


def make_x_archive(
    out: Path,
    *,
    minutes: float = 3,
    speakers: int = 4,
    seed: int = 1,
    older: bool = False,
    flite: bool | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Writes the zip `out` and `out.truth.json`; the truth as a document.

    `older` adds a second, short Space of the week before. `flite` chooses the synthesis. Raises
    `ValueError` where the numbers make no room, `AudioError` where ffmpeg fails.
    """
    stage = stages.build(
        minutes=minutes, speakers=speakers, seed=seed, progress=progress, flite=flite
    )
    listed: list[Space] = []

    def fill(archive: zipfile.ZipFile) -> None:
        written = _record(archive, stage, people.space_id(seed), progress)
        listed.append(_space(stage, people.space_id(seed), written.duration_ms, words.POST))
        if older:
            listed.append(_older(archive, stage, flite, progress))
        for name, text in x_lists.members(listed, stage.started_at + timedelta(days=1)):
            zip_out.add_text(archive, name, text)

    zip_out.write_whole(out, fill)
    document = truth(
        stage,
        source="x_archive",
        room_id=listed[0].id,
        duration_ms=listed[0].duration_ms,
        key=lambda person: HOST_KEY if person is stage.people[0] else person.periscope_id,
    )
    write(document, out)
    return document


def _record(archive: zipfile.ZipFile, stage: Stage, space: str, progress: Progress) -> Written:
    with TemporaryDirectory() as folder:
        sound = Path(folder, "sound.aac")
        blocks = stages.sound(stage, skip=encoding.PRIMING)
        encoding.encode(blocks, sound, encoding.AAC, stage.duration_ms, progress)
        member = zip_out.open_sound(archive, f"data/spaces_media/space-{space}_0.ts")
        with sound.open("rb") as encoded, member as out:
            return interleave(encoded, out, Tags(stage))


def _older(archive: zipfile.ZipFile, stage: Stage, flite: bool | None, progress: Progress) -> Space:
    """A short Space of the week before, with the host alone, and no post that links it."""
    alone = stages.build(
        minutes=OLDER_MINUTES, speakers=1, seed=stage.seed, progress=progress, flite=flite
    )
    before = replace(alone, started_at=alone.started_at - timedelta(days=7))
    space = people.space_id(stage.seed, 1)
    written = _record(archive, before, space, progress)
    return _space(before, space, written.duration_ms, "")


def _space(stage: Stage, space: str, duration_ms: int, post: str) -> Space:
    return Space(
        id=space,
        started_at=stage.started_at,
        duration_ms=duration_ms,
        people=stage.people,
        stays=stage.stays,
        post=post,
    )
