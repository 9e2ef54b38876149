"""Anchors: the ledger's head, put away once a day where the database does not reach, and mailed.

Whoever rewrites the ledger whole, chain and head, still contradicts what was put away before.
"""

import hashlib
import json
import logging
import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from consent import admins
from consent.ledger import Fault, Head, Kind, canonical
from consent.models import ChainHead, ConsentEvent, LedgerAnchor
from recordings import storage

log = logging.getLogger(__name__)

KIND = "anchor"
"""What an anchor is called in the store."""
AGAIN = timedelta(hours=1)
"""After so long a mail is tried again that did not leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the ledger ended at a moment. `where` says where that was found."""

    seq: int
    hash: str
    at: str
    where: str


def drop(now: datetime) -> LedgerAnchor | None:
    """Put the head of the day away, once; None where that was done, or nothing is new."""
    day = now.astimezone(timezone.get_default_timezone()).date()
    head = ChainHead.objects.first() or ChainHead()
    last = LedgerAnchor.objects.first()
    known = last is not None and (last.day >= day or (last.seq, last.hash) == (head.seq, head.hash))
    if not head.seq or known:
        return None
    key = _kept(head.head, now)
    try:
        with transaction.atomic():
            return LedgerAnchor.objects.create(
                day=day, seq=head.seq, hash=head.hash, at=now, key=key
            )
    except IntegrityError:
        return None  # another sweep was first


def _kept(head: Head, now: datetime) -> str:
    document = {
        "kind": "roomcast-ledger-anchor",
        "version": 1,
        "site": settings.SITE_URL,
        "seq": head.seq,
        "hash": head.hash,
        "at": now.isoformat(timespec="seconds"),
    }
    with storage.work_folder() as folder:
        path = folder / "anchor.json"
        path.write_bytes(canonical(document))
        return storage.put(path, kind=KIND, content_type="application/json").key


def tell(now: datetime) -> int:
    """Mail every anchor that the admins have not got yet; how many left."""
    unsent = [one for one in LedgerAnchor.objects.filter(mailed_at=None) if _is_due(one, now)]
    to = admins.addresses() if unsent else []
    return sum(_mailed(anchor, to, now) for anchor in unsent if to)


def _is_due(anchor: LedgerAnchor, now: datetime) -> bool:
    return anchor.tried_at is None or anchor.tried_at <= now - AGAIN


def _mailed(anchor: LedgerAnchor, to: list[str], now: datetime) -> bool:
    """A letter each: admins need not learn each other's addresses."""
    LedgerAnchor.objects.filter(pk=anchor.pk).update(tried_at=now)
    try:
        for address in to:
            _letter(anchor, address).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The anchor of %s was not mailed: %s", anchor.day, type(error).__name__)
        return False
    LedgerAnchor.objects.filter(pk=anchor.pk).update(mailed_at=now)
    return True


def _letter(anchor: LedgerAnchor, address: str) -> EmailMessage:
    body = (
        f"On {anchor.day.isoformat()} the consent ledger of {settings.SITE_NAME} "
        f"({settings.SITE_URL}) ended at line {anchor.seq}, with the hash\n\n"
        f"{anchor.hash}\n\n"
        "Keep this mail: nobody who alters the site can alter it. To compare it with the ledger "
        f"of that day, run:\n\n"
        f"manage.py verify_ledger --anchor {anchor.seq}:{anchor.hash}\n"
    )
    headers = {"Auto-Submitted": "auto-generated"}
    subject = f"{settings.SITE_NAME}: the consent ledger on {anchor.day.isoformat()}"
    return EmailMessage(subject=subject, body=body, to=[address], headers=headers)


def last() -> LedgerAnchor | None:
    return LedgerAnchor.objects.first()


def anchored() -> tuple[list[Anchor], list[Fault]]:
    """Every anchor that can be read, and what is wrong with those that cannot.

    They are found in the store itself, for whoever alters the database removes them there.
    """
    found: list[Anchor] = []
    wrong: list[Fault] = []
    for key in sorted({*storage.keys(KIND), *_named()}):
        try:
            found.append(_read(key))
        except storage.ObjectMissing:
            wrong.append(_lost(key))
        except (ValueError, KeyError, TypeError):
            wrong.append(_fault(0, f"The anchor {key} is not as it was written."))
    return found, wrong


def _named() -> Iterator[str]:
    """Where the database says that anchors lie."""
    for anchor in LedgerAnchor.objects.all():
        yield anchor.key


def _read(key: str) -> Anchor:
    content = storage.read(key)
    if hashlib.sha256(content).hexdigest() != Path(key).stem:
        raise ValueError(key)
    told = json.loads(content)
    return Anchor(seq=int(told["seq"]), hash=str(told["hash"]), at=str(told["at"]), where=key)


def contradictions(anchors: Iterable[Anchor]) -> list[Fault]:
    """What anchors say of lines that now read otherwise, or are not there."""
    anchors = list(anchors)
    lines = ConsentEvent.objects.filter(seq__in={anchor.seq for anchor in anchors})
    hashes = dict(lines.values_list("seq", "hash"))
    return [
        _fault(
            anchor.seq,
            f"Line {anchor.seq} was another one when it was anchored: {anchor.at}.",
            mark=f"{anchor.seq}:{anchor.hash}",
        )
        for anchor in anchors
        if hashes.get(anchor.seq) != anchor.hash
    ]


def _lost(key: str) -> Fault:
    seq = LedgerAnchor.objects.filter(key=key).values_list("seq", flat=True).first()
    return _fault(seq or 0, f"The anchor of line {seq or 0} is gone from the store.", mark=key)


def _fault(seq: int, sentence: str, mark: str = "") -> Fault:
    return Fault(seq=seq, kind=Kind.ANCHOR, sentence=sentence, mark=mark)
