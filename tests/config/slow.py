"""A job for the tests of the real worker: it takes a while and leaves a line when it is done."""

import time
from pathlib import Path

from django.conf import settings

from recordings import jobs


def work(run_id: int) -> None:
    jobs.perform(run_id, _write_slowly)


def _write_slowly(beat: jobs.Beat) -> None:
    log = Path(settings.DATA) / "slow.log"
    with log.open("a") as file:
        file.write(f"begun {beat.run.attempts}\n")
    for step in range(20):
        beat("Waiting", step, 20)
        time.sleep(0.1)
    with log.open("a") as file:
        file.write(f"done {beat.run.attempts}\n")
