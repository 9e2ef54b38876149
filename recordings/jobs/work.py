"""One attempt at a Run, from the claim to its end: where every error of a job is caught, once."""

import logging
import traceback
from collections.abc import Callable

from django.utils import timezone

from recordings.jobs import ledger
from recordings.jobs.beat import Beat, Cancelled
from recordings.models import Run

OUR_FAULT = (
    "The work stopped because of a fault of this site. "
    "Try again; if it stops again, the admin finds the reason in the log."
)
log = logging.getLogger(__name__)


def perform(run_id: int, work: Callable[[Beat], object]) -> bool:
    """Claim a Run, do its work, write down how it ended; False if it was not to be had.

    An error with `permanent = True`, or the last attempt's, ends the Run with its sentence;
    any other is tried again after a pause. `work` may be done twice and must stand it.
    """
    run = ledger.claim(run_id, timezone.now())
    if run is None:
        return False
    log.info("Run %s (%s %s): attempt %s", run.pk, run.kind, run.subject_id, run.attempts)
    try:
        with Beat(run) as beat:
            work(beat)
    except Cancelled:
        log.info("Run %s: cancelled", run.pk)
    except Exception as error:  # noqa: BLE001 - the rim of every job: whatever it was is written down
        _ended_badly(run, error)
    else:
        held = ledger.finish(run, timezone.now())
        log.info("Run %s: %s", run.pk, "done" if held else "was another's by then")
    return True


def _ended_badly(run: Run, error: Exception) -> None:
    """Errors of ours carry `permanent` and a sentence for the host; others are the site's fault."""
    now = timezone.now()
    ours = hasattr(error, "permanent")
    sentence = str(error) if ours else OUR_FAULT
    details = getattr(error, "log", "") or traceback.format_exc()
    told = type(error).__name__  # the sentence is in the row: it may name people, a log must not
    if getattr(error, "permanent", False) or run.attempts >= run.max_attempts:
        log.error("Run %s: failed: %s", run.pk, told, exc_info=None if ours else error)
        ledger.fail(run, now, sentence, details)
    else:
        log.warning("Run %s: is tried again: %s", run.pk, told, exc_info=None if ours else error)
        ledger.put_back(run, now, sentence, details)
