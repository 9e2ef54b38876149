"""How loud an episode is before its last gain, worked out from what its tracks measure and what the
plan does to them. Nothing is decoded.

Tracks are unlike each other, so that their energies add up; their peaks at worst. A place beside
the middle takes from one side what it gives the other: no energy, but a higher peak. Music is at
hand and measured as it will sound. An altered voice counts as loud as it was: what is wrong with
that, the finished sound tells.
"""

from collections.abc import Mapping

import numpy as np

from recordings.audio.envelope import Glide, sides
from recordings.audio.grid import BLOCK, Block, stretches
from recordings.audio.levels import Levels
from recordings.audio.meter import metered
from recordings.audio.plan import Track
from recordings.audio.programme import Edited, Programme


def survey(programme: Programme, levels: Mapping[int, Levels]) -> Levels:
    """Each block of 8 ms of the episode. `levels` are those of the tracks, each on the clock of
    its own file."""
    recording = _recording(programme, levels, edits=True)
    blocks = -(-programme.score.total // BLOCK)
    heard = Levels(energies=np.zeros(blocks, np.float32), peaks=np.zeros(blocks, np.float32))
    for take in programme.score.takes:
        count = -(-(take.end - take.start) // BLOCK)
        there, here = (_blocks(start, count) for start in (take.at, take.start))
        heard.energies[there] = recording.energies[here]
        heard.peaks[there] = recording.peaks[here]
    for start, music in programme.music:
        _lay_over(heard, start, music)
    if programme.bed:
        under = programme.bed.levels(blocks)
        heard.energies[:] += under.energies
        heard.peaks[:] += under.peaks
    return heard


def untouched(programme: Programme, levels: Mapping[int, Levels]) -> Levels:
    """Each block of the whole recording, levelled, with nothing cut, silenced or bleeped: what
    no edit changes."""
    return _recording(programme, levels, edits=False)


def _recording(programme: Programme, levels: Mapping[int, Levels], *, edits: bool) -> Levels:
    plan = programme.plan
    first, *others = plan.tracks
    mixed = _track(programme, first, levels, edits=edits)
    for track in others:
        own = _track(programme, track, levels, edits=edits)
        mixed.energies[:] += own.energies
        mixed.peaks[:] += own.peaks
    if edits:
        _edit(mixed, programme.edits(None), plan.channels)
    return mixed


def _track(
    programme: Programme, track: Track, levels: Mapping[int, Levels], *, edits: bool
) -> Levels:
    """On the recording's clock, as it goes into the mix."""
    plan = programme.plan
    own = levels[track.input].shifted(track.offset_ms, plan.duration_ms)
    _raise(own, programme.settled.tracks[track.input])
    if edits:
        _edit(own, programme.edits(track.input), plan.channels)
    if track.pan:
        own.peaks[:] *= sides(track.pan).max()
    return own


def _raise(levels: Levels, glide: Glide) -> None:
    if glide.flat:
        return
    for first, last in stretches(len(levels.peaks)):
        here, gains = slice(first, last), glide.curve(first, last - first)
        levels.energies[here] *= np.square((gains[1:] + gains[:-1]) / 2)
        levels.peaks[here] *= np.maximum(gains[1:], gains[:-1])


def _edit(levels: Levels, edits: Edited, channels: int) -> None:
    """Only blocks that are silent to the last sample count as silent."""
    for start, end in edits.silent:
        here = slice(-(-start // BLOCK), end // BLOCK)
        levels.energies[here] = levels.peaks[here] = 0
    for start, end in edits.bleeps:
        here = slice(start // BLOCK, -(-end // BLOCK))
        levels.energies[here] += np.float32(channels * edits.bleep_energy)
        levels.peaks[here] += np.float32(edits.bleep_amplitude)


def _lay_over(levels: Levels, start: int, music: Block) -> None:
    """Music begins anywhere in a block; it is measured from that block's beginning."""
    early = start % BLOCK
    late = np.concatenate((np.zeros((early, music.shape[1]), np.float32), music))
    own = metered(late)
    here = slice(start // BLOCK, start // BLOCK + len(own.peaks))
    levels.energies[here] += own.energies
    levels.peaks[here] += own.peaks


def _blocks(start: int, count: int) -> slice:
    return slice(start // BLOCK, start // BLOCK + count)
