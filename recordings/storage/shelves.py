"""Shelves: folders of this machine on which the finished segments of an episode lie for its next
edit, and cleaned copies of its tracks. All that is on one can be made again, so any of them may go
at any time."""

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_LABEL = "label"
_CLEANED = "cleaned"


def shelf(episode_id: int) -> Path:
    return Path(settings.SHELVES) / str(episode_id)


def cleaned_shelf(episode_id: int) -> Path:
    """Beside it, for copies of the tracks; it goes with it."""
    return Path(settings.SHELVES) / _CLEANED / str(episode_id)


def shelves() -> list[int]:
    """The episodes that have one here."""
    folders = (shelf(0).parent, cleaned_shelf(0).parent)
    return sorted({int(path.name) for folder in folders for path in folder.glob("[0-9]*")})


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
    label, cleaned = shelf(episode_id) / _LABEL, cleaned_shelf(episode_id)
    for path in (label, label.parent, cleaned):
        with suppress(FileNotFoundError):
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return datetime.min.replace(tzinfo=UTC)


def drop_shelf(episode_id: int) -> None:
    for folder in (shelf(episode_id), cleaned_shelf(episode_id)):
        shutil.rmtree(folder, ignore_errors=True)
