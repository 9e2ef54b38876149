"""What the queue calls: load, call one verb, log."""

from feeds import production
from recordings import jobs


def produce(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: production.produce(beat.subject_id, beat))
