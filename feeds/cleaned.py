"""The files that an episode is made of, cleaned where its host wants it.

A cleaned copy lies on a shelf of this machine and goes with the episode's segments. Nothing is in
it that the Clearance leaves out, and another Clearance makes another one.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from consent.policy import Clearance
from feeds.models import Episode
from feeds.plans import Input, Planned, body_plan, tracks_heard
from recordings import storage
from recordings.audio import cleaning, silences
from recordings.audio.errors import AudioError
from recordings.audio.plan import EditPlan, left_out
from recordings.importers.room import Progress
from recordings.models import Track
from recordings.peaks import waveforms
from recordings.spans import Span, intersect, shifted

CLEANING = "Taking hum and noise down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A file to read, and a name that stands for every sample in it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A cleaned copy: of what, learned where, silent where (on the file's own clock)."""

    file: Input
    pauses: tuple[Span, ...]
    silent: tuple[Span, ...]

    @property
    def name(self) -> str:
        made_of = f"{self.file.key} {self.file.cleaning.name} {self.pauses} {self.silent}"
        return hashlib.sha256(made_of.encode()).hexdigest()


@contextmanager
def lent(
    episode: Episode, clearance: Clearance, planned: Planned, work: Path, progress: Progress
) -> Iterator[dict[int, Lent]]:
    """The plan's inputs by their numbers, for as long as the block lasts. Raises `AudioError`."""
    wanted = _wanted(episode, clearance, planned)
    with ExitStack() as stack:
        found: dict[int, Lent] = {}
        for number, file in planned.inputs.items():
            if number in wanted:
                path = _cleaned(episode, wanted[number], work, progress)
                found[number] = Lent(path=path, name=wanted[number].name)
            else:
                path = stack.enter_context(storage.local_copy(file.key))
                found[number] = Lent(path=path, name=file.key)
        _tidy(episode, {one.name for one in wanted.values()})
        yield found


def _wanted(episode: Episode, clearance: Clearance, planned: Planned) -> dict[int, _Wanted]:
    if not any(file.cleaning for file in planned.inputs.values()):
        return {}
    plan, rows = body_plan(episode.recording, clearance), tracks_heard(episode.recording)
    parts = episode.recording.segments.values_list("start_ms", "end_ms")
    spoken = [Span(start_ms, end_ms) for start_ms, end_ms in parts]
    return {
        number: _of_track(planned.inputs[number], number, row, plan, spoken)
        for number, row in enumerate(rows)
        if number in planned.inputs and planned.inputs[number].cleaning
    }


def _of_track(file: Input, number: int, row: Track, plan: EditPlan, spoken: list[Span]) -> _Wanted:
    """What it learns from holds nobody's words, whoever they are."""
    whole = Span(0, plan.duration_ms)
    there = Span(max(0, row.offset_ms), max(0, row.offset_ms) + row.duration_ms + 1)
    out = left_out(plan, number)
    pauses = silences.pauses(waveforms([row]), [*spoken, *out], whole)
    return _Wanted(
        file=file,
        pauses=shifted(intersect(pauses, [there]), -row.offset_ms),
        silent=shifted(out, -row.offset_ms),
    )


def _cleaned(episode: Episode, one: _Wanted, work: Path, progress: Progress) -> Path:
    """Made where it is not there; lent as a file of the work folder, which nobody takes away."""
    kept = storage.cleaned_shelf(episode.pk) / f"{one.name}.flac"
    mine = work / f"{one.name}.flac"
    if not kept.exists():
        with storage.local_copy(one.file.key) as copy:
            cleaning.cleaned(
                copy,
                mine,
                one.file.cleaning,
                pauses=one.pauses,
                silent=one.silent,
                progress=lambda done, _: progress(CLEANING, done, episode.recording.duration_ms),
            )
        _keep(mine, kept)
        return mine
    try:
        return _linked(kept, mine)
    except FileNotFoundError:
        sentence = "A part of the episode was erased while it was made. Make it again."
        raise AudioError(sentence, permanent=False) from None


def _keep(made: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}.part")
    _linked(made, part).replace(kept)


def _linked(path: Path, to: Path) -> Path:
    """The same file under another name; a copy where that cannot be."""
    try:
        os.link(path, to)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, to)
    return to


def _tidy(episode: Episode, names: set[str]) -> None:
    """Older copies go: they may hold what has been taken back since."""
    for path in storage.cleaned_shelf(episode.pk).glob("*"):
        if path.stem not in names:
            path.unlink(missing_ok=True)
