"""The queue itself, which is django-q2 over our own database; the only module that knows it.

A task is put in by the transaction that makes it due: rolled back, it was never there; committed,
it is not lost. Only ids travel, for what travels is pickled.
"""

from datetime import timedelta

from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.status import Stat
from django_q.tasks import async_task

from recordings.models import Run

Id = int | str


def enqueue(task: str, *ids: Id) -> None:
    """Have a worker call the function at the dotted path `task` with `ids`, at least once.

    What must not be lost when it fails, or shows progress, is a Run: see `start`.
    """
    async_task(task, *ids)


def nudge(run: Run) -> None:
    """Tell a worker that a Run is waiting. Telling it twice does no harm: a Run is claimed once."""
    async_task(run.task, run.pk, q_options={"group": _group(run.pk), "save": False})


def nudged() -> set[str]:
    """The groups of the Runs that no worker has been told of yet."""
    waiting = OrmQ.objects.filter(lock__lte=timezone.now())
    return {str(package.group()) for package in waiting}


def is_nudged(run_id: int, groups: set[str]) -> bool:
    return _group(run_id) in groups


def schedule(name: str, task: str, every: timedelta) -> None:
    """Have `task` called without arguments again and again; saying it twice changes nothing."""
    Schedule.objects.update_or_create(
        name=name,
        defaults={
            "func": task,
            "schedule_type": Schedule.MINUTES,
            "minutes": max(1, every // timedelta(minutes=1)),
            "repeats": -1,
        },
    )


def forget_finished() -> int:
    """Drop what the queue remembers of tasks that ended: their errors may tell names."""
    return int(Task.objects.all().delete()[0])


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life in the last seconds, by the cache they share."""
    return bool(Stat.get_all())


def _group(run_id: int) -> str:
    return f"run:{run_id}"
