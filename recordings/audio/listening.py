"""What a plan's tracks measure: what their working copies carry, or what is heard of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from recordings.audio import flac
from recordings.audio.grid import RATE, samples
from recordings.audio.levels import Levels
from recordings.audio.meter import Meter
from recordings.audio.pcm import decoded
from recordings.audio.plan import EditPlan

Tick = Callable[[int, int], None]
"""Called with (samples done, samples in all)."""


def levels_of(plan: EditPlan, inputs: Mapping[int, Path], tick: Tick) -> dict[int, Levels]:
    """By input, each on its own file's clock, in the plan's channels."""
    each = samples(plan.duration_ms)
    found: dict[int, Levels] = {}
    for track in plan.tracks:
        path, begun = inputs[track.input], len(found) * each

        def told(done: int, begun: int = begun) -> None:
            tick(begun + done, each * len(plan.tracks))

        found[track.input] = carried(path, plan.channels) or heard(path, plan.channels, told)
    return found


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
