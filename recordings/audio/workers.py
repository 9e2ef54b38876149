"""Several pieces of one job at the same time: in threads, since the work is done by ffmpeg and
numpy. Progress is told from the caller's thread, where it may raise; everybody then stops."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from recordings.audio.errors import AudioError
from recordings.audio.grid import Block

_LOOK_EVERY_S = 0.1

Piece = TypeVar("Piece")
Count = Callable[[int], None]
"""Called by a worker with the samples it has done since the last call; raises `Stopped`."""


class Stopped(Exception):
    """Somebody else failed or was cancelled; the rest of this piece is not wanted any more."""


class _Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        self.done = 0

    def add(self, count: int) -> None:
        if self.stopped.is_set():
            raise Stopped
        with self._lock:
            self.done += count


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    pieces: Sequence[Piece],
    do: Callable[[Piece, Count], None],
    tell: Callable[[int], None],
    workers: int,
) -> None:
    """Do every piece, `workers` at a time. `tell` hears the samples done by all; what it raises,
    or the first error of a piece, is raised here once every worker has ended."""
    counter = _Counter()
    with _pool(workers, counter) as pool:
        running = [pool.submit(do, piece, counter.add) for piece in pieces]
        while any(not one.done() for one in running):
            wait(running, timeout=_LOOK_EVERY_S)
            tell(counter.done)
            _raise_first(running)
        _raise_first(running)


def counted(seconds: Iterator[Block], count: Count) -> Iterator[Block]:
    """The same, each told to `count` as it goes by."""
    for second in seconds:
        yield second
        count(len(second))


@contextmanager
def _pool(workers: int, counter: _Counter) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(workers, thread_name_prefix="sound") as pool:
        try:
            yield pool
        except BaseException:
            counter.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _raise_first(running: Sequence[Future[None]]) -> None:
    for one in running:
        error = one.exception() if one.done() and not one.cancelled() else None
        if isinstance(error, Stopped):
            error = AudioError("The sound could not be made: it was stopped.", permanent=False)
        if error is not None:
            raise error
