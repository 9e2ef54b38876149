"""A Run is done once, however often, late or never the queue hands it out."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from recordings import jobs, sweep
from recordings.jobs import ledger
from recordings.models import Run
from recordings.signals import run_failed, sweep_due

pytestmark = pytest.mark.postgres
TASK = "tests.recordings.test_jobs.never_called"


class Refused(Exception):
    """What the code below the jobs raises: a sentence, and whether it helps to try again."""

    def __init__(self, sentence: str, *, permanent: bool, log: str = "") -> None:
        super().__init__(sentence)
        self.permanent = permanent
        self.log = log


@pytest.fixture
def run(db: None) -> Run:
    return jobs.start("trial", 7, TASK)


@pytest.fixture
def heard() -> Iterator[list[tuple[int, str]]]:
    """What the apps above hear of failures."""
    news: list[tuple[int, str]] = []

    def listen(run: Run, sentence: str, **_: Any) -> None:
        news.append((run.subject_id, sentence))

    run_failed.connect(listen)
    yield news
    run_failed.disconnect(listen)


def failing(error: Exception) -> Callable[[jobs.Beat], None]:
    def work(beat: jobs.Beat) -> None:
        beat("Mixing", 1, 2)
        raise error

    return work


def test_starting_twice_gives_the_same_run_and_one_nudge(run: Run) -> None:
    assert jobs.start("trial", 7, TASK) == run
    assert jobs.start("trial", 8, TASK) != run
    assert [package.args() for package in OrmQ.objects.order_by("pk")] == [
        (run.pk,),
        (run.pk + 1,),
    ]


@pytest.mark.django_db
def test_a_run_whose_transaction_is_rolled_back_was_never_in_the_queue() -> None:
    with transaction.atomic():
        jobs.start("trial", 7, TASK)
        transaction.set_rollback(True)
    assert not Run.objects.exists()
    assert not OrmQ.objects.exists()


def test_a_run_is_claimed_once_and_its_attempt_counted(run: Run) -> None:
    now = timezone.now()
    claimed = jobs.claim(run.pk, now)
    assert claimed is not None
    assert (claimed.state, claimed.attempts) == (Run.State.RUNNING, 1)
    assert jobs.claim(run.pk, now) is None


def test_work_that_is_done_is_not_done_again(run: Run) -> None:
    times: list[int] = []
    for _ in range(3):
        jobs.perform(run.pk, lambda beat: times.append(beat.subject_id))
    run.refresh_from_db()
    assert times == [7]
    assert run.state == Run.State.DONE
    assert run.finished_at is not None
    assert not jobs.is_live("trial", 7)


def test_progress_is_on_the_page_while_the_work_goes_on(run: Run) -> None:
    def work(beat: jobs.Beat) -> None:
        beat("Mixing", 30, 120)
        seen = jobs.latest("trial", 7)
        assert seen is not None
        assert (seen.stage, seen.percent) == ("Mixing", 25)
        assert seen.lease_until is not None

    assert jobs.perform(run.pk, work)
    run.refresh_from_db()
    assert run.state == Run.State.DONE


def test_what_cannot_be_helped_ends_the_run_with_its_sentence(
    run: Run, heard: list[tuple[int, str]]
) -> None:
    sentence = "The intro has no sound. Upload another one."
    jobs.perform(run.pk, failing(Refused(sentence, permanent=True, log="a\nb")))
    run.refresh_from_db()
    assert (run.state, run.sentence, run.log_tail) == (Run.State.FAILED, sentence, "a\nb")
    assert heard == [(7, sentence)]


def test_what_may_pass_is_tried_again_after_a_pause(run: Run, heard: list[tuple[int, str]]) -> None:
    jobs.perform(run.pk, failing(Refused("The disk is full.", permanent=False)))
    run.refresh_from_db()
    assert (run.state, run.attempts, heard) == (Run.State.QUEUED, 1, [])
    assert jobs.claim(run.pk, timezone.now()) is None, "the pause is not over"
    OrmQ.objects.all().delete()
    assert jobs.sweep(timezone.now()) == 0
    assert jobs.sweep(timezone.now() + timedelta(minutes=1)) == 1
    assert OrmQ.objects.get().args() == (run.pk,)
    assert jobs.claim(run.pk, timezone.now() + timedelta(minutes=1)) is not None


def test_the_last_attempt_ends_the_run(run: Run, heard: list[tuple[int, str]]) -> None:
    for attempt in range(3):
        Run.objects.filter(pk=run.pk).update(lease_until=None)
        assert jobs.perform(run.pk, failing(Refused("No room.", permanent=False))), attempt
    run.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.FAILED, 3)
    assert heard == [(7, "No room.")]
    assert not jobs.perform(run.pk, failing(AssertionError()))


def test_a_fault_of_ours_is_told_without_its_insides(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    Run.objects.filter(pk=run.pk).update(max_attempts=1)
    jobs.perform(run.pk, failing(ZeroDivisionError("secret insides")))
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert "secret" not in run.sentence
    assert "fault of this site" in run.sentence
    assert "ZeroDivisionError" in run.log_tail
    assert "secret insides" in caplog.text


def test_a_cancelled_run_stops_at_its_next_beat_and_changes_nothing(run: Run) -> None:
    reached: list[str] = []

    def work(beat: jobs.Beat) -> None:
        beat("Reading")
        jobs.cancel("trial", 7)
        beat("Mixing")
        reached.append("Mixing")

    jobs.perform(run.pk, work)
    run.refresh_from_db()
    assert reached == []
    assert (run.state, run.cancel_requested) == (Run.State.CANCELLED, True)


def test_after_a_cancellation_the_work_may_start_anew_at_once(run: Run) -> None:
    """Consent changed while a worker was at it: the next production must not wait for that one."""
    claimed = jobs.claim(run.pk, timezone.now())
    assert claimed is not None
    jobs.cancel("trial", 7)
    anew = jobs.start("trial", 7, TASK)
    assert anew != run
    assert not ledger.finish(claimed, timezone.now())
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    assert jobs.latest("trial", 7) == anew


def test_a_failed_run_can_be_tried_anew(run: Run) -> None:
    jobs.perform(run.pk, failing(Refused("No.", permanent=True)))
    run.refresh_from_db()
    anew = jobs.retry(run)
    assert anew.pk != run.pk
    assert (anew.state, anew.attempts, anew.task) == (Run.State.QUEUED, 0, TASK)


def test_a_silent_worker_loses_its_run_and_can_change_nothing_any_more(run: Run) -> None:
    now = timezone.now()
    dead = jobs.claim(run.pk, now)
    assert dead is not None
    assert jobs.sweep(now + jobs.LEASE / 2) == 0
    later = now + jobs.LEASE + timedelta(seconds=1)
    assert jobs.sweep(later) == 1
    second = jobs.claim(run.pk, later)
    assert second is not None
    assert second.attempts == 2
    assert not ledger.renew(dead, later, stage="x", done=0, total=0)
    assert not ledger.finish(dead, later)
    assert not ledger.fail(dead, later, "x", "")
    assert ledger.finish(second, later)


def test_a_run_that_kills_its_worker_ends_after_its_attempts(
    run: Run, heard: list[tuple[int, str]]
) -> None:
    now = timezone.now()
    for attempt in range(3):
        now += 2 * jobs.LEASE
        assert jobs.claim(run.pk, now) is not None, attempt
        jobs.sweep(now + 1.5 * jobs.LEASE)
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert "begun 3 times" in run.sentence
    assert [subject for subject, _ in heard] == [7]
    assert jobs.sweep(now + timedelta(days=1)) == 0


def test_the_news_of_a_failure_is_taken_back_when_the_run_was_anothers(run: Run) -> None:
    """What receivers write is in the same transaction as the Run's own end."""
    dead = jobs.claim(run.pk, timezone.now())
    assert dead is not None
    Run.objects.filter(pk=run.pk).update(attempts=2)

    def receive(**_: Any) -> None:
        Run.objects.create(kind="news", subject_id=1, task=TASK)

    run_failed.connect(receive)
    try:
        assert not ledger.fail(dead, timezone.now(), "x", "")
    finally:
        run_failed.disconnect(receive)
    assert not Run.objects.filter(kind="news").exists()


def test_a_run_that_fell_out_of_the_queue_is_put_back(run: Run) -> None:
    OrmQ.objects.all().delete()
    now = timezone.now()
    assert jobs.sweep(now) == 0
    assert jobs.sweep(now + timedelta(minutes=2)) == 1
    assert jobs.sweep(now + timedelta(minutes=2)) == 0
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_scheduling_the_sweeps_again_changes_nothing() -> None:
    sweep.schedule()
    first = list(Schedule.objects.order_by("name").values("pk", "func", "next_run"))
    sweep.schedule()
    assert list(Schedule.objects.order_by("name").values("pk", "func", "next_run")) == first
    assert [row["func"] for row in first] == [
        "recordings.sweep.minutely",
        "recordings.sweep.hourly",
    ]


@pytest.mark.django_db
def test_one_apps_failing_sweep_stops_nobody_elses(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    def sound(**_: Any) -> None:
        seen.append("swept")

    for receiver in (broken, sound):
        sweep_due.connect(receiver)
    try:
        sweep.minutely()
    finally:
        for receiver in (broken, sound):
            sweep_due.disconnect(receiver)
    assert seen == ["swept"]
    assert "broken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_while_work_is_silent_its_lease_is_renewed() -> None:
    run = jobs.start("trial", 7, TASK)
    leases: list[Any] = []

    def work(beat: jobs.Beat) -> None:
        beat("Mixing", 1, 4)
        time.sleep(2.5)
        leases.append(Run.objects.get(pk=run.pk))

    begun = timezone.now()
    jobs.perform(run.pk, work)
    assert leases[0].lease_until > begun + jobs.LEASE + timedelta(seconds=1)
    assert (leases[0].stage, leases[0].percent) == ("Mixing", 25)


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_reaches_a_worker_within_two_seconds() -> None:
    run = jobs.start("trial", 7, TASK)
    begun = time.monotonic()

    def work(beat: jobs.Beat) -> None:
        jobs.cancel("trial", 7)
        while time.monotonic() < begun + 10:
            beat("Mixing")
            time.sleep(0.05)

    jobs.perform(run.pk, work)
    assert time.monotonic() - begun < 3


@pytest.mark.django_db(transaction=True)
def test_of_many_who_start_and_claim_at_once_one_does() -> None:
    barrier, runs, claimed = threading.Barrier(6), set(), []

    def rush() -> None:
        try:
            barrier.wait(10)
            run = jobs.start("trial", 7, TASK)
            runs.add(run.pk)
            if jobs.claim(run.pk, timezone.now()):
                claimed.append(run.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=rush) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(runs) == 1
    assert claimed == list(runs)
    assert Run.objects.count() == 1
    assert OrmQ.objects.count() == 1


WORK_UNTIL_KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from recordings import jobs
def work(beat):
    print("working", flush=True)
    time.sleep(60)
jobs.perform(int(sys.argv[2]), work)
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_run_is_finished_once_by_the_next(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the killed worker is given the database as a file")
    run = jobs.start("trial", 7, TASK)
    name = str(connection.settings_dict["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK_UNTIL_KILLED, name, str(run.pk)],
        stdout=subprocess.PIPE,
        cwd=site.BASE_DIR,
        env=os.environ | {"PYTHONPATH": str(site.BASE_DIR)},
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()
    finished: list[int] = []
    assert not jobs.perform(run.pk, lambda beat: finished.append(beat.run.pk)), (
        "its lease still runs"
    )
    assert jobs.sweep(timezone.now() + jobs.LEASE + timedelta(seconds=2)) == 1
    for _ in OrmQ.objects.all():
        jobs.perform(run.pk, lambda beat: finished.append(beat.run.attempts))
    assert finished == [2]
    run.refresh_from_db()
    assert run.state == Run.State.DONE
