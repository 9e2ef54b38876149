"""What the queue calls: load, call one verb, log."""

from recordings import imports, jobs, voice_erasure


def bring_in(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: imports.proceed(beat.subject_id, beat))


def erase_voice(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: voice_erasure.carry_out(beat.subject_id, beat))
