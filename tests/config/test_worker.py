"""The real worker: it does what is queued, and what a killed one left is finished once."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.config.test_up import Site, _environment, gone, migrated

__all__ = ["migrated"]

START = "from recordings import jobs; jobs.start('slow', 7, 'tests.config.slow.work')"
STATE = "from recordings.models import Run; r = Run.objects.get(); print(r.state, r.attempts)"


def shell(data: Path, code: str) -> str:
    argv = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(
        argv,
        env=_environment(data),
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout.strip()


def wait_for_line(site: Site, data: Path, pattern: str) -> None:
    """Watch the job's own file as the site's log is watched."""
    site.log = data / "slow.log"
    site.log.touch()
    site.wait_for(pattern)


def test_a_killed_workers_job_is_finished_once_after_a_restart(
    migrated: Path, tmp_path: Path
) -> None:
    """Everything is killed in the middle of the work; nobody looks after it by hand."""
    data = tmp_path / "site"
    shutil.copytree(migrated, data)
    shell(data, START)
    first = Site(data, "--worker-only", ROOMCAST_JOB_LEASE_SECONDS="3")
    wait_for_line(first, data, "begun 1")
    family = first.family()
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.process.wait(10)
    assert gone(family, 5)
    second = Site(data, "--worker-only", ROOMCAST_JOB_LEASE_SECONDS="3")
    try:
        wait_for_line(second, data, "done 2")
    finally:
        second.process.terminate()
        second.process.wait(40)
    assert (data / "slow.log").read_text().splitlines() == ["begun 1", "begun 2", "done 2"]
    assert shell(data, STATE) == "done 2"


def test_a_stop_waits_for_the_job_that_runs(migrated: Path, tmp_path: Path) -> None:
    data = tmp_path / "site"
    shutil.copytree(migrated, data)
    shell(data, START)
    site = Site(data, "--worker-only")
    wait_for_line(site, data, "begun 1")
    site.process.terminate()
    assert site.process.wait(40) == 0
    assert (data / "slow.log").read_text().splitlines() == ["begun 1", "done 1"]
    assert shell(data, STATE) == "done 1"
