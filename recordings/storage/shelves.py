"""Shelves: folders of this machine on which the finished segments of an episode lie for its next
edit. All that is on one can be made again, so any of them may go at any time."""

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_LABEL = "label"


def shelf(episode_id: int) -> Path:
    return Path(settings.SHELVES) / str(episode_id)


def shelves() -> list[int]:
    """The episodes that have one here."""
    return [int(path.name) for path in Path(settings.SHELVES).glob("[0-9]*")]


def label_shelf(episode_id: int, sha256: str) -> None:
    """Say which file it is of."""
    with suppress(FileNotFoundError):  # dropped meanwhile
        (shelf(episode_id) / _LABEL).write_text(sha256)


def label_of_shelf(episode_id: int) -> str:
    """Empty where nobody said, or where there is none."""
    try:
        return (shelf(episode_id) / _LABEL).read_text()
    except FileNotFoundError:
        return ""


def shelf_used_at(episode_id: int) -> datetime:
    """When it was last labelled, or made."""
    folder = shelf(episode_id)
    label = folder / _LABEL
    try:
        return datetime.fromtimestamp((label if label.exists() else folder).stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.min.replace(tzinfo=UTC)


def drop_shelf(episode_id: int) -> None:
    shutil.rmtree(shelf(episode_id), ignore_errors=True)
