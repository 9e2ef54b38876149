"""What `manage.py doctor` looks into: each part tries the thing itself and says what it found."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from consent import admins, tombstones, verify
from recordings import jobs, storage
from recordings.audio import health


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part's state. `sentence` says what is wrong and what to do; it is empty when all is well.

    `vital` parts have to be well even while the site is stopped.
    """

    part: str
    sentence: str = ""
    vital: bool = True
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.sentence


Parts = tuple[Callable[[], Finding], ...]


def examine() -> list[Finding]:
    parts: tuple[Callable[[], Finding], ...] = (
        ffmpeg,
        database,
        store,
        tombstoned,
        ledger,
        queue,
        mail,
        told,
        site_url,
    )
    return [part() for part in parts]


def ffmpeg() -> Finding:
    with storage.work_folder() as work:
        found = health.examine(work)
    facts: dict[str, object] = {
        "version": found.version,
        "whitelists": found.whitelists_hold,
        "flite": found.flite,
    }
    sentence = found.sentence
    if not sentence and not found.whitelists_hold:
        sentence = f"ffmpeg {found.version} opens playlists dressed as audio. Install another one."
    return Finding(part="ffmpeg", sentence=sentence, facts=facts)


def database() -> Finding:
    facts: dict[str, object] = {"vendor": connection.vendor}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding(
            part="database", sentence=f"The database does not answer: {error}", facts=facts
        )
    return Finding(part="database", facts=facts)


def store() -> Finding:
    """Put, read, delete, with bytes that nobody else has."""
    facts: dict[str, object] = {"where": settings.S3_BUCKET or str(settings.OBJECTS)}
    content = os.urandom(64)
    try:
        with storage.work_folder() as work:
            (work / "probe.bin").write_bytes(content)
            kept = storage.put(work / "probe.bin", kind="probe", content_type="text/plain")
        same = storage.read(kept.key) == content
        storage.delete(kept.key)
    except (storage.StorageFailed, OSError) as error:
        return Finding(part="storage", sentence=str(error), facts=facts)
    if not same or storage.exists(kept.key):
        return Finding(part="storage", sentence="The store gave back other bytes.", facts=facts)
    return Finding(part="storage", facts=facts)


def tombstoned() -> Finding:
    """Whether every no has its file outside the database, and the database knows each of them."""
    try:
        left, broken = len(tombstones.missing()), tombstones.unreadable()
        facts: dict[str, object] = {"where": str(tombstones.folder()), "missing": left}
    except DatabaseError as error:
        return Finding(part="tombstones", sentence=f"They cannot be compared: {error}", vital=False)
    sentence = f"{left} answers have no tombstone. Make room in the data folder." if left else ""
    if broken:
        sentence = f"{broken[0]} cannot be read: the site does not start. See docs/operations.md."
    return Finding(part="tombstones", sentence=sentence, vital=False, facts=facts)


def ledger() -> Finding:
    """What the site itself found when it last read the ledger; nothing is read anew."""
    try:
        known, late = verify.known(), verify.is_overdue(timezone.now())
    except DatabaseError as error:
        return Finding(part="ledger", sentence=f"The ledger cannot be read: {error}", vital=False)
    if known["broken"]:
        sentence = f"{known['broken']} See every fault with: manage.py verify_ledger"
        return Finding(part="ledger", sentence=sentence, facts=known)
    if late:
        sentence = "Its end was not anchored for two days. Start the site with: manage.py up"
        return Finding(part="ledger", sentence=sentence, vital=False, facts=known)
    return Finding(part="ledger", facts=known)


def queue() -> Finding:
    if jobs.worker_is_alive():
        return Finding(part="queue", vital=False)
    sentence = "No worker gives a sign of life. Start the site with: manage.py up"
    return Finding(part="queue", sentence=sentence, vital=False)


def mail() -> Finding:
    """A mail server is spoken to, nothing is sent."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    facts: dict[str, object] = {"backend": backend, "from": settings.DEFAULT_FROM_EMAIL}
    try:
        with get_connection():
            return Finding(part="mail", facts=facts)
    except OSError as error:
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        sentence = f"The mail server {where} does not answer: {error}. See ROOMCAST_EMAIL_URL."
        return Finding(part="mail", sentence=sentence, facts=facts)


def told() -> Finding:
    """Whether anybody hears of what goes wrong. Their addresses are not printed."""
    try:
        count = len(admins.addresses())
    except DatabaseError as error:
        return Finding(part="admins", sentence=f"They cannot be read: {error}", vital=False)
    nobody = (
        "Nobody is told when a withdrawal is late or the ledger is broken. "
        "Set ROOMCAST_ADMINS, or give a superuser a mail address."
    )
    facts: dict[str, object] = {"count": count, "named": bool(settings.ADMINS)}
    return Finding(part="admins", sentence="" if count else nobody, vital=False, facts=facts)


def site_url() -> Finding:
    url = urlsplit(settings.SITE_URL)
    facts: dict[str, object] = {"url": settings.SITE_URL, "https": url.scheme == "https"}
    if url.scheme in ("http", "https") and url.netloc and not url.path:
        return Finding(part="site_url", facts=facts)
    sentence = "ROOMCAST_SITE_URL is not scheme and host, such as https://rooms.example.org"
    return Finding(part="site_url", sentence=sentence, facts=facts)
