"""The clock that all sound in here lives on: 48,000 samples a second, MP3 frames of 24 ms, blocks
of 8 ms of which three make a frame. What lies on this grid can be encoded piece by piece."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

RATE = 48_000
FRAME = 1_152
FRAME_MS = 24
BLOCK = 384
BLOCK_MS = 8
BLOCKS_A_SECOND = RATE // BLOCK


_STRETCH = 60_000
"""Blocks: eight minutes."""


def stretches(count: int) -> Iterator[tuple[int, int]]:
    """So many blocks in stretches of eight minutes, from which on to which: what is worked out in
    double precision is held for no longer piece at once."""
    for first in range(0, count, _STRETCH):
        yield first, min(first + _STRETCH, count)


def samples(at_ms: int) -> int:
    """The sample at which a millisecond begins."""
    return at_ms * RATE // 1000


Block = npt.NDArray[np.float32]
"""Frames by channels."""

Curve = npt.NDArray[np.float32]
"""One value for each block of 8 ms, or for each bound between two."""

Range = tuple[int, int]
"""Samples, half open."""
