"""A worker's sign of life: what pure code calls as its progress, and how it learns to stop."""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.utils import timezone

from recordings.jobs import ledger
from recordings.models import Run

EVERY_S = 1.0
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The Run is not ours any more: cancelled, or given to another worker. Stop, change nothing."""


class Beat:
    """Progress of one attempt. Call it as `beat("Mixing", done, total)`, from any thread.

    A thread of its own writes it down every second and renews the lease, however long the work
    is silent; it dies with the process, and so the lease runs out. Inside a transaction, where
    no other thread could see or be seen, the caller's thread does the writing.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.subject_id = run.subject_id
        self._now = ("", 0, 0)
        self._lost = threading.Event()
        self._over = threading.Event()
        self._written = time.monotonic()
        self._thread = threading.Thread(target=self._keep, name=f"run-{run.pk}", daemon=True)
        self._alone = connection.in_atomic_block

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """`done` of `total` in whatever unit the stage is counted in; raises `Cancelled`."""
        new_stage = stage != self._now[0]
        self._now = (stage, done, total)
        if self._alone and (new_stage or time.monotonic() - self._written >= EVERY_S):
            self._write()
        if self._lost.is_set():
            raise Cancelled

    def __enter__(self) -> Self:
        if not self._alone:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        elif self._alone and error is None:
            self._write()

    def _keep(self) -> None:
        try:
            while not self._over.wait(EVERY_S) and not self._lost.is_set():
                self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        """A database that is busy or away for a moment must not end hours of work."""
        stage, done, total = self._now
        self._written = time.monotonic()
        try:
            if not ledger.renew(self.run, timezone.now(), stage=stage, done=done, total=total):
                self._lost.set()
        except DatabaseError as error:
            log.warning("Run %s: its progress could not be written: %s", self.run.pk, error)
            if not self._alone:
                connection.close()  # the next write opens a fresh one
