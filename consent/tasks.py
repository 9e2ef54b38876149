"""What the queue calls: load, call one verb, log."""

from django.utils import timezone

from consent import claims
from recordings import jobs


def mail_code(run_id: int) -> None:
    jobs.perform(run_id, lambda beat: claims.mail_code(beat.subject_id, timezone.now()))
