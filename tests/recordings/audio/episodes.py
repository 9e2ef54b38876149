"""Finished episodes for tests, made as a task makes them but for the hosts around it."""

from collections.abc import Mapping
from pathlib import Path

from recordings.audio.plan import EditPlan
from recordings.audio.render import Rendered, render
from recordings.audio.tags import Tags

TITLE = Tags(title="Bees in the city")


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def made(
    plan: EditPlan, inputs: Mapping[int, Path], folder: Path, workers: int | None = None
) -> Rendered:
    out = folder / "episode.mp3"
    return render(plan, inputs, out, tags=TITLE, progress=ignore, work=folder, workers=workers)
