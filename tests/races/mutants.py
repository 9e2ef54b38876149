"""The site without its lock: what the races must be able to find, or they would prove nothing."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection

from feeds import pipeline
from feeds.models import Episode
from recordings.models import Recording
from recordings.models.recordings import RecordingQuerySet


class NoTransactions:
    """Every statement commits by itself."""

    @staticmethod
    def atomic() -> AbstractContextManager[None]:
        return nullcontext()


def without_the_lock(patch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL nobody locks a Recording or an Episode any more. On SQLite a transaction is
    itself the lock, so the pipeline has none."""
    patch.setattr(RecordingQuerySet, "lock", _recording)
    patch.setattr(pipeline, "lock", _episode)
    if connection.vendor == "sqlite":
        patch.setattr(pipeline, "transaction", NoTransactions)


def _recording(recordings: RecordingQuerySet, pk: int) -> Recording:
    return recordings.get(pk=pk)


def _episode(pk: int) -> Episode:
    return Episode.objects.select_related("show__host", "recording__room", "master").get(pk=pk)
