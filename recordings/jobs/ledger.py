"""The verbs on a Run: every step is one compare-and-set, so that of two who try only one does.

`attempts` doubles as the fence: whoever holds an older attempt can change nothing any more.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from recordings.jobs import queue
from recordings.models import Run
from recordings.signals import run_failed

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
"""How long a Run stays its worker's without a sign of life."""

UNTOLD = timedelta(seconds=60)
"""After so long in the line, a Run that is not in the queue is put there again."""

BACKOFF = timedelta(seconds=10)
LINES = 20
WORN_OUT = (
    "The work was begun {attempts} times and its worker died each time. "
    "Try again; if it stops again, the admin finds the reason in the log."
)


def start(kind: str, subject_id: int, task: str, *, max_attempts: int = 3) -> Run:
    """Have `task` called with a Run's id. A subject has one live Run of a kind: ask twice, get it.

    The Run and the nudge belong to the caller's transaction.
    """
    live = Run.objects.live().about(kind, subject_id).first()
    if live:
        return live
    try:
        with transaction.atomic():
            run = Run.objects.create(
                kind=kind, subject_id=subject_id, task=task, max_attempts=max_attempts
            )
            queue.nudge(run)
    except IntegrityError:
        return Run.objects.live().about(kind, subject_id).get()  # another was quicker
    return run


def latest(kind: str, subject_id: int) -> Run | None:
    return Run.objects.about(kind, subject_id).first()


def is_live(kind: str, subject_id: int) -> bool:
    return Run.objects.live().about(kind, subject_id).exists()


def claim(run_id: int, now: datetime) -> Run | None:
    """Take a waiting Run, or one whose worker has gone silent; None if it is not to be had.

    The attempt is counted here, before any work: a worker that dies has used it.
    """
    waiting = Q(state=Run.State.QUEUED) & (Q(lease_until=None) | Q(lease_until__lte=now))
    silent = Q(state=Run.State.RUNNING, lease_until__lt=now)
    free = Run.objects.filter(waiting | silent, pk=run_id, attempts__lt=F("max_attempts"))
    taken = free.update(
        state=Run.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=now + LEASE,
        heartbeat_at=now,
        started_at=Coalesce("started_at", now),
        sentence="",
    )
    return Run.objects.get(pk=run_id) if taken else None


def renew(run: Run, now: datetime, *, stage: str, done: int, total: int) -> bool:
    """Show progress and hold the Run for another lease; False if it is no longer ours."""
    return bool(
        _held(run).update(
            lease_until=now + LEASE, heartbeat_at=now, stage=stage[:200], done=done, total=total
        )
    )


def finish(run: Run, now: datetime) -> bool:
    """The work is done; False if the Run was another's by then."""
    return bool(
        _held(run).update(
            state=Run.State.DONE, finished_at=now, lease_until=None, stage="", done=F("total")
        )
    )


def put_back(run: Run, now: datetime, sentence: str, log: str) -> bool:
    """Wait a while and try again: the next attempt is due after a growing pause."""
    return bool(
        _held(run).update(
            state=Run.State.QUEUED,
            lease_until=now + BACKOFF * run.attempts**2,
            sentence=sentence,
            log_tail=_tail(log),
        )
    )


def fail(run: Run, now: datetime, sentence: str, log: str) -> bool:
    """Give up, and say so upward in the same transaction; False if the Run was no longer ours.

    The news goes first: its receivers lock their own rows, and those are locked before Runs.
    """
    with transaction.atomic():
        run_failed.send(sender=Run, run=run, sentence=sentence)
        failed = _held(run).update(
            state=Run.State.FAILED,
            finished_at=now,
            lease_until=None,
            sentence=sentence,
            log_tail=_tail(log),
        )
        if not failed:
            transaction.set_rollback(True)
    return bool(failed)


def cancel(kind: str, subject_id: int) -> None:
    """Stop the live Run of a subject, if there is one; its worker notices within a second or two.

    From here on nothing that worker does counts, and another Run may start.
    """
    Run.objects.live().about(kind, subject_id).update(
        state=Run.State.CANCELLED,
        cancel_requested=True,
        finished_at=timezone.now(),
        lease_until=None,
    )


def retry(run: Run) -> Run:
    """A fresh Run of what has failed or was cancelled; the old one stays as it was."""
    return start(run.kind, run.subject_id, run.task, max_attempts=run.max_attempts)


def sweep(now: datetime) -> int:
    """Free what silent workers held, end what they wore out, and nudge what nobody was told of.

    Returns how many Runs were touched. Any number of processes may do this at any time.
    """
    silent = Run.objects.filter(state=Run.State.RUNNING, lease_until__lt=now)
    freed = sum(_free(run, now) for run in silent)
    return freed + _nudge_untold(_in_line(now))


def _nudge_untold(waiting: list[Run]) -> int:
    told = queue.nudged() if waiting else set()
    untold = [run for run in waiting if not queue.is_nudged(run.pk, told)]
    for run in untold:
        queue.nudge(run)
    return len(untold)


def _free(run: Run, now: datetime) -> bool:
    """One that has attempts left goes back into the line, and at its head."""
    if run.attempts >= run.max_attempts:
        return fail(run, now, WORN_OUT.format(attempts=run.attempts), run.log_tail)
    with transaction.atomic():
        freed = _held(run).filter(lease_until__lt=now)
        back = freed.update(state=Run.State.QUEUED, lease_until=None)
        if back:
            queue.nudge(run)
    return bool(back)


def _in_line(now: datetime) -> list[Run]:
    """Waiting Runs whose pause is over, or that have waited long without one."""
    paused = Q(lease_until__lte=now)
    long_ago = Q(lease_until=None, created_at__lt=now - UNTOLD)
    return list(Run.objects.filter(paused | long_ago, state=Run.State.QUEUED))


def _held(run: Run) -> QuerySet[Run]:
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, attempts=run.attempts)


def _tail(log: str) -> str:
    return "\n".join(log.splitlines()[-LINES:])[-8000:]
