"""What the queue calls: load, call one verb, log."""

from feeds import clip_production, production, websub
from recordings import jobs


def produce(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: production.produce(beat.subject_id, beat))


def make_clip(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: clip_production.produce(beat.subject_id, beat))


def tell_hub(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: websub.tell(beat.subject_id))
