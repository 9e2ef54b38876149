"""What recordings do with their own news: one verb each."""

from typing import Any

from django.dispatch import receiver

from recordings.models import Run
from recordings.signals import run_failed, sweep_due


@receiver(run_failed)
def import_failed(run: Run, sentence: str, **_: Any) -> None:
    from recordings import imports  # noqa: PLC0415 - 30 MB of numpy, which most processes never use

    if run.kind == imports.IMPORT:
        imports.fail(run.subject_id, sentence)


@receiver(sweep_due)
def resume_erasures(**_: Any) -> None:
    from recordings import voice_erasure  # noqa: PLC0415 - as above

    voice_erasure.sweep()
