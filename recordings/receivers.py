"""What recordings do with their own news: one verb each."""

from typing import Any

from django.dispatch import receiver

from recordings import imports
from recordings.models import Run
from recordings.signals import run_failed


@receiver(run_failed)
def import_failed(run: Run, sentence: str, **_: Any) -> None:
    if run.kind == imports.IMPORT:
        imports.fail(run.subject_id, sentence)
