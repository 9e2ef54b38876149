"""A room with long pauses and dead air, of which everybody has agreed to all: for tests of what
goes of them."""

from pathlib import Path

import numpy as np

from feeds.models import Episode
from recordings import imports
from recordings.models import Host
from tests.feeds import story
from tests.recordings import rooms
from tests.recordings.audio import sounds

PARTS = (("hana", 2_000, 5_000), ("sami", 11_000, 14_000), ("noor", 15_000, 17_000))
SECONDS = 22


def sound() -> sounds.Signal:
    """Two seconds of dead air, six of a pause, one of a pause, five of dead air."""
    mix = sounds.noise(SECONDS, level=0.004)
    for who, start, end in PARTS:
        tone = sounds.tone((end - start) / 1000, rooms.TONES[who], level=0.3)
        mix[start * 48 : start * 48 + len(tone)] += tone
    return mix.astype(np.float32)


def draft(host: Host, folder: Path) -> Episode:
    segments = [{"speaker": who, "start_ms": a, "end_ms": b} for who, a, b in PARTS]
    room = rooms.write(folder / "room", segments=segments)
    sounds.write(room / "room.flac", sound())
    brought = imports.bring_in(host, [room], progress=rooms.quiet).recording
    story.everyone_agrees(brought)
    return story.draft(brought, story.show(host))
