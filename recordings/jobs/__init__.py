"""Long work: the Run rows are the truth, the queue only nudges, a sweep finishes what was lost.

A task may be handed out twice, late or never. Here alone is it known which queue there is.
"""

from recordings.jobs.beat import Beat, Cancelled
from recordings.jobs.ledger import (
    LEASE,
    cancel,
    claim,
    is_live,
    latest,
    retry,
    start,
    sweep,
)
from recordings.jobs.queue import enqueue, forget_finished, schedule, worker_is_alive
from recordings.jobs.work import perform

__all__ = [
    "LEASE",
    "Beat",
    "Cancelled",
    "cancel",
    "claim",
    "enqueue",
    "forget_finished",
    "is_live",
    "latest",
    "perform",
    "retry",
    "schedule",
    "start",
    "sweep",
    "worker_is_alive",
]
