"""Threads that begin together, each with a connection of its own, and pauses within their deeds."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

JITTER_S = 0.003
Deed = Callable[[], object]


class Lanes:
    """They keep their connections from round to round."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.pool = ThreadPoolExecutor(count)

    def run(self, deeds: Sequence[Deed]) -> list[BaseException]:
        """One deed in each thread, all at once; what went wrong in them."""
        barrier = threading.Barrier(len(deeds))

        def begun(deed: Deed) -> None:
            barrier.wait()
            deed()

        futures = [self.pool.submit(begun, deed) for deed in deeds]
        return [error for future in futures if (error := future.exception()) is not None]

    def close(self) -> None:
        self.run([connections.close_all] * self.count)
        self.pool.shutdown()


@contextmanager
def lanes(count: int) -> Iterator[Lanes]:
    made = Lanes(count)
    try:
        yield made
    finally:
        made.close()


def lane(script: Sequence[Deed], seed: float, refusals: tuple[type[Exception], ...]) -> Deed:
    """The deeds one after another, with pauses before them and between their statements. What
    the site refuses is no fault: the next deed follows."""
    dice = random.Random(seed)

    def jittered(execute: Callable[..., Any], *call: Any) -> Any:
        if dice.random() < 0.1:
            time.sleep(dice.random() * JITTER_S)
        return execute(*call)

    def run() -> None:
        with connection.execute_wrapper(jittered):
            for deed in script:
                time.sleep(dice.random() * JITTER_S)
                try:
                    deed()
                except refusals:
                    continue

    return run
