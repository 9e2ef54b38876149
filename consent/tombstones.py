"""Tombstones: every no and every erasure once more, as a file that the database does not reach.

One file for each receipt, without names, forced to the disk before the answer leaves. With them an
old backup cannot publish a voice again: `restoring` says again what the database has forgotten.
"""

import json
import logging
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from consent.ledger import canonical
from consent.models import ConsentEvent
from consent.scopes import Decision, Method, Mode, Scope
from consent.terms import unpacked
from recordings import storage
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)

KIND = "tombstone"
"""What a tombstone is called in a bucket."""
FINAL = (Decision.REFUSED, Decision.WITHDRAWN, Decision.ERASED)
MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """One no, or one erasure. `recording` and `speaker` are uids; an erasure has no decisions.
    `subjects` are the uids of what was said in advance, of no recording and no speaker."""

    receipt: uuid.UUID
    recording: str
    speaker: str
    decisions: Mapping[Scope, Decision]
    erased: bool
    mode: Mode | None
    at: datetime
    subjects: tuple[str, ...] = ()


def folder() -> Path:
    return Path(settings.DATA) / "tombstones"


def keep_on_commit(events: Iterable[ConsentEvent]) -> None:
    """Once the lines are committed, and before that is answered. Fails nobody's answer."""
    lines = [line for line in events if line.decision in FINAL and _is_kept(line)]
    if lines:
        transaction.on_commit(lambda: keep(lines), robust=True)


def keep(lines: Iterable[ConsentEvent]) -> bool:
    """Write the tombstone of one receipt's lines; whether it is there. The sweep tries again."""
    document = _document(list(lines))
    try:
        path = _written(document)
        if settings.S3_BUCKET:
            storage.put(path, kind=KIND, content_type="application/json")
    except (OSError, StorageFailed):
        log.exception("The tombstone of receipt %s could not be kept", document["receipt"])
        return False
    return True


def missing(since: datetime | None = None) -> list[list[ConsentEvent]]:
    """The lines, receipt by receipt, that should have a tombstone and have none."""
    of_somebody = Q(speaker__isnull=False) | Q(method=Method.STANDING)
    lines = ConsentEvent.objects.filter(of_somebody, decision__in=FINAL)
    if since is not None:
        lines = lines.filter(at__gte=since)
    there = {path.stem for path in folder().glob("*.json")}
    found: dict[str, list[ConsentEvent]] = {}
    for line in lines.select_related("speaker", "recording").order_by("seq"):
        if str(line.receipt) not in there and _is_kept(line):
            found.setdefault(str(line.receipt), []).append(line)
    return list(found.values())


def keep_missing(since: datetime | None = None) -> int:
    """Write what could not be written before; how many were."""
    return sum(keep(lines) for lines in missing(since))


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
    """Every tombstone on this disk and in the bucket, the oldest first. One that cannot be read is
    logged. Raises `StorageFailed` where the bucket does not answer: then it is not known what must
    stay silent."""
    found = [_read(path) for path in chain(folder().glob("*.json"), _fetched())]
    known = {one.receipt: one for one in found if one}
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


def _is_kept(line: ConsentEvent) -> bool:
    """A line of a speaker, or of what was said in advance."""
    if line.speaker is None:
        return line.method == Method.STANDING
    return line.recording is not None


def _document(lines: list[ConsentEvent]) -> dict[str, Any]:
    first = lines[0]
    subjects = {unpacked(line.terms).subject for line in lines if line.speaker is None}
    return {
        "version": 1,
        "receipt": str(first.receipt),
        "recording": str(first.recording.uid) if first.recording else "",
        "speaker": str(first.speaker.uid) if first.speaker else "",
        "decisions": {line.scope: line.decision for line in lines if line.scope},
        "erased": any(line.decision == Decision.ERASED for line in lines),
        "mode": unpacked(first.terms).mode,
        "at": first.at.astimezone(UTC).isoformat(),
        **({"subjects": sorted(subjects)} if subjects else {}),
    }


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
            told = json.loads(file.read(MOST_BYTES))
        return Tombstone(
            receipt=uuid.UUID(told["receipt"]),
            recording=_uid(told["recording"], told),
            speaker=_uid(told["speaker"], told),
            decisions={Scope(s): Decision(d) for s, d in told["decisions"].items()},
            erased=bool(told["erased"]),
            mode=Mode(told["mode"]) if told["mode"] else None,
            at=datetime.fromisoformat(told["at"]),
            subjects=tuple(str(uuid.UUID(one)) for one in told.get("subjects", ())),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.exception("The tombstone %s cannot be read", path.name)
        return None


def _uid(text: str, told: Mapping[str, Any]) -> str:
    """What was said in advance is about no recording and no speaker. Raises `ValueError`."""
    return "" if not text and told.get("subjects") else str(uuid.UUID(text))
