"""Tombstones: every no, and whatever else protects somebody, once more as a file that the database
does not reach.

One file for each receipt, without names, forced to the disk before the answer leaves. With them an
old backup cannot publish a voice again: `restoring` says again what the database has forgotten.
What stands on them is `inscriptions`.
"""

import json
import logging
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from consent.inscriptions import (
    FINAL,
    NOTED,
    Tombstone,
    is_kept,
    of_lines,
    of_opt_out,
    of_wish,
    read,
)
from consent.ledger import canonical
from consent.models import ConsentEvent, CutWish, DoNotAsk
from consent.scopes import Decision
from recordings import storage
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)

KIND = "tombstone"
"""What a tombstone is called in a bucket."""
MOST_BYTES = 100_000


class NotReadable(Exception):
    """A tombstone that makes no sense: what must stay silent is not known. `str(error)` says which
    and what to do."""

    permanent = True


def folder() -> Path:
    return Path(settings.DATA) / "tombstones"


def keep_on_commit(events: Iterable[ConsentEvent]) -> None:
    """Once the lines are committed, and before that is answered. Fails nobody's answer."""
    lines = [line for line in events if is_kept(line)]
    if lines:
        transaction.on_commit(lambda: keep(lines), robust=True)


def keep(lines: Iterable[ConsentEvent]) -> bool:
    """Write the tombstone of one receipt's lines; whether it is there. The sweep tries again."""
    return put_up(of_lines(list(lines)))


def put_up(document: Mapping[str, Any]) -> bool:
    """Write one tombstone; whether it is there."""
    try:
        path = _written(document)
        if settings.S3_BUCKET:
            storage.put(path, kind=KIND, content_type="application/json")
    except (OSError, StorageFailed):
        log.exception("The tombstone of receipt %s could not be kept", document["receipt"])
        return False
    return True


def put_up_on_commit(documents: Iterable[Mapping[str, Any]]) -> None:
    """The same for several, once what they say is committed."""
    told = list(documents)
    if told:
        transaction.on_commit(lambda: [put_up(one) for one in told], robust=True)


def take_away_on_commit(receipts: Iterable[uuid.UUID]) -> None:
    """What was dropped by who had said it, or is to be forgotten, is not said again."""
    gone = list(receipts)
    if gone:
        transaction.on_commit(lambda: _take_away(gone), robust=True)


def missing(since: datetime | None = None) -> list[dict[str, Any]]:
    """The documents of tombstones that should be there and are not."""
    there = {path.stem for path in folder().glob("*.json")}
    documents = chain(_of_the_ledger(since, there), _of_rows(since))
    return [one for one in documents if one["receipt"] not in there]


def keep_missing(since: datetime | None = None) -> int:
    """Write what could not be written before; how many were."""
    return sum(put_up(document) for document in missing(since))


def unreadable() -> list[str]:
    """The names of those on this disk that make no sense."""
    return [path.name for path in folder().glob("*.json") if _read(path) is None]


def _of_the_ledger(since: datetime | None, there: Collection[str]) -> Iterator[dict[str, Any]]:
    conditions = Q(pk__in=[])
    for word in ('"until"', '"voice"', '"hear_first"'):
        conditions |= Q(decision=Decision.GRANTED, terms__contains=word)
    always = Q(decision__in=(*FINAL, *NOTED, Decision.NOT_LEGACY))
    lines = ConsentEvent.objects.filter(always | conditions)
    if since is not None:
        lines = lines.filter(at__gte=since)
    found: dict[str, list[ConsentEvent]] = {}
    for line in lines.select_related("speaker", "recording").order_by("seq"):
        if str(line.receipt) not in there and is_kept(line):
            found.setdefault(str(line.receipt), []).append(line)
    return map(of_lines, found.values())


def _of_rows(since: datetime | None) -> Iterator[dict[str, Any]]:
    """Of opt-outs and of wishes that stand."""
    lately = {} if since is None else {"at__gte": since}
    for kept in DoNotAsk.objects.filter(**lately).select_related("host"):
        yield of_opt_out(kept)
    wishes = CutWish.objects.filter(dropped_at=None, **lately)
    for wish in wishes.select_related("speaker__recording"):
        yield of_wish(wish)


def copy_missing() -> int:
    """Put those into the bucket that could not be put there before; how many were. Raises
    `StorageFailed` where it does not answer."""
    if not settings.S3_BUCKET:
        return 0
    there = {Path(key).stem for key in storage.keys(KIND)}
    left = [path for path in folder().glob("*.json") if storage.digest(path)[0] not in there]
    for path in left:
        storage.put(path, kind=KIND, content_type="application/json")
    return len(left)


def all_of_them() -> Iterator[Tombstone]:
    """Every tombstone on this disk and in the bucket, the oldest first. Raises `NotReadable` where
    one makes no sense and has no copy that does, `StorageFailed` where the bucket does not answer:
    then it is not known what must stay silent."""
    known: dict[uuid.UUID, Tombstone] = {}
    broken: list[str] = []
    for path in chain(folder().glob("*.json"), _fetched()):
        one = _read(path)
        if one is None:
            broken.append(path.stem)
        else:
            known[one.receipt] = one
    lost = [name for name in broken if name not in {str(receipt) for receipt in known}]
    if lost:
        raise NotReadable(
            f"The tombstone {lost[0]}.json cannot be read, so it is not known who must stay "
            "silent. Put back a copy of it; docs/operations.md says what to do without one."
        )
    yield from sorted(known.values(), key=lambda one: one.at)


def _fetched() -> Iterator[Path]:
    """The bucket's copies of those that this disk does not have, each for as long as it is read."""
    if not settings.S3_BUCKET:
        return
    here = {storage.digest(path)[0] for path in folder().glob("*.json")}
    for key in storage.keys(KIND):
        if Path(key).stem not in here:
            with storage.local_copy(key) as path:
                yield path


def _written(document: Mapping[str, Any]) -> Path:
    """Whole or not at all, whenever the power goes."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / f"{document['receipt']}.json"
    beside = path.with_suffix(f".{uuid.uuid4().hex}")
    with beside.open("xb") as file:
        file.write(canonical(document))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _force(folder())
    return path


def _force(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Tombstone | None:
    try:
        with path.open("rb") as file:
            return read(json.loads(file.read(MOST_BYTES)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        log.exception("The tombstone %s cannot be read", path.name)
        return None


def _take_away(receipts: Iterable[uuid.UUID]) -> None:
    for path in (folder() / f"{receipt}.json" for receipt in receipts):
        try:
            if settings.S3_BUCKET and path.exists():
                storage.delete(storage.key_of(storage.digest(path)[0], KIND, path.suffix))
            path.unlink(missing_ok=True)
        except (OSError, StorageFailed):
            log.exception("The tombstone %s could not be taken away", path.name)
