"""What a plan's tracks measure: what their working copies carry, or what is heard of them."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from recordings.audio import flac
from recordings.audio.errors import AudioError
from recordings.audio.grid import RATE, samples
from recordings.audio.levels import Levels
from recordings.audio.meter import Meter
from recordings.audio.pcm import decoded
from recordings.audio.plan import EditPlan

Tick = Callable[[int, int], None]
"""Called with (samples done, samples in all)."""


class Measured(Mapping[int, Levels]):
    """By input, each on its own file's clock, in the plan's channels. What a working copy carries
    is read anew each time: the levels of several long tracks would fill the memory."""

    def __init__(self, plan: EditPlan, inputs: Mapping[int, Path], tick: Tick) -> None:
        """Hears what carries none, and tells of it."""
        self._channels = plan.channels
        self._paths = {track.input: inputs[track.input] for track in plan.tracks}
        self._heard: dict[int, Levels] = {}
        each, every = samples(plan.duration_ms), samples(plan.duration_ms) * len(self._paths)
        for place, (track, path) in enumerate(self._paths.items()):
            if carried(path, self._channels) is None:
                told = partial(_told, tick, place * each, every)
                self._heard[track] = heard(path, self._channels, told)

    def __getitem__(self, track: int) -> Levels:
        if track in self._heard:
            return self._heard[track]
        levels = carried(self._paths[track], self._channels)
        if levels is None:
            raise AudioError(flac.UNREADABLE, permanent=False)
        return levels

    def __iter__(self) -> Iterator[int]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _told(tick: Tick, begun: int, every: int, done: int) -> None:
    tick(begun + done, every)


def carried(path: Path, channels: int) -> Levels | None:
    """What the mean of two channels measures cannot be told from what they measure together."""
    if not flac.is_ours(path):
        return None
    own = flac.channels_of(path)
    levels = flac.carried(path) if own <= channels else None
    return levels.doubled() if levels and own < channels else levels


def heard(path: Path, channels: int, tick: Callable[[int], None]) -> Levels:
    meter, done = Meter(channels), 0
    with decoded(path, channels=channels) as decoder:
        for second in decoder.blocks(RATE):
            meter.add(second)
            done += len(second)
            tick(done)
    return meter.levels
