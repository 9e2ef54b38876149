"""What the queue calls: load, call one verb, log."""

from recordings import imports, jobs


def bring_in(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: imports.proceed(beat.subject_id, beat))
