"""Two transactions of six steps each, in every order that two sequences can be dealt in: 924.

A step is what a transaction does from one landmark among its statements to the next. A dealer
lets one step go at a time; where a transaction has to wait for a lock of the other's, that is
noticed, and the other goes on. So an order is the same order every time, on either database.
"""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Any

from django.db import OperationalError, connection, connections

STEPS = 6
Order = tuple[int, ...]
"""Whose step is next: twelve times 0 or 1."""

COMMIT = "COMMIT"
_SOON_S, _NEVER_S = 0.002, 20


def orders() -> Iterator[Order]:
    """All 924 of them."""
    for first in itertools.combinations(range(2 * STEPS), STEPS):
        yield tuple(0 if place in first else 1 for place in range(2 * STEPS))


class Stuck(Exception):
    """Both wait for each other, or one for ever."""


class Player:
    """One transaction in a thread of its own, that stops before each of its landmarks.

    A landmark is a piece of SQL, or COMMIT; the empty one is the first statement, whatever it is.
    `state` is "ready" before a step, "going", "waiting" for a lock, "given up", or "over".
    """

    def __init__(self, deed: Callable[[], object], landmarks: Sequence[str]) -> None:
        self.error: BaseException | None = None
        self.met: list[str] = []
        self._deed, self._landmarks = deed, landmarks
        self._state, self._changed = "going", threading.Condition()
        self._pid = 0

    def begin(self, threads: Executor) -> None:
        threads.submit(self._play)
        self.settle()

    @property
    def state(self) -> str:
        return self._state

    def step(self) -> None:
        """Go on to the next landmark, or until a lock is in the way."""
        if self._state == "ready":
            self._be("going")
            self.settle()

    def settle(self) -> None:
        """Until it has come to the end of its step; one that waited tries again first."""
        if self._state == "waiting":
            self._be("going")
        for _ in range(int(_NEVER_S / _SOON_S)):
            with self._changed:
                if self._changed.wait_for(lambda: self._state != "going", _SOON_S):
                    return
            if self._is_blocked():
                self._be("waiting")
                return
        raise Stuck("a transaction never came to the end of a step")

    def give_up(self) -> None:
        """Let the thread end, and its transaction with it."""
        if self._state != "over":
            self._be("given up")

    def _be(self, state: str) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def _stop(self, state: str) -> None:
        """Called by the thread itself: until the dealer lets it go on."""
        self._be(state)
        with self._changed:
            self._changed.wait_for(lambda: self._state in ("going", "given up"), _NEVER_S)
        if self._state == "given up":
            raise Stuck("nobody deals any more")

    def _play(self) -> None:
        own = connections["default"]
        own.ensure_connection()
        if own.vendor == "postgresql":
            self._pid = own.connection.info.backend_pid
        else:
            own.connection.execute("PRAGMA busy_timeout = 0")
        commit = own.commit
        own.commit = lambda: self._committed(commit)  # type: ignore[method-assign]
        try:
            with own.execute_wrapper(self._execute):
                self._deed()
        except Exception as error:  # noqa: BLE001 - the dealer looks at it
            self.error = error
        finally:
            own.commit = commit  # type: ignore[method-assign]
            self._be("over")

    def _execute(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        self._meet(sql)
        while True:
            try:
                return execute(sql, *more)
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
            self._stop("waiting")

    def _committed(self, commit: Callable[[], None]) -> None:
        self._meet(COMMIT)
        commit()

    def _meet(self, sql: str) -> None:
        left = self._landmarks[len(self.met) :]
        if left and left[0] in sql:
            self._stop("ready")
            self.met.append(left[0])

    def _is_blocked(self) -> bool:
        """PostgreSQL itself knows who waits for whom; SQLite says so at once."""
        if not self._pid or self._state != "going":
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self._pid])
            return bool(cursor.fetchone()[0])


def deal(order: Order, players: Sequence[Player], threads: Executor) -> None:
    """Both transactions from begin to end, in this order as far as their locks allow it."""
    for player in players:
        player.begin(threads)
    for turn in order:
        players[turn].step()
        _go_on(players)
    while any(player.state != "over" for player in players):
        before = [(player.state, len(player.met)) for player in players]
        for player in players:
            player.step()
            _go_on(players)
        if before == [(player.state, len(player.met)) for player in players]:
            raise Stuck(f"both stand still: {before}")


def _go_on(players: Sequence[Player]) -> None:
    """A lock that somebody waited for may be free now."""
    for player in players:
        if player.state == "waiting":
            player.settle()
