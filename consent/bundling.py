"""What consent knows of one recording as the files of an evidence bundle; the apps above add what
they made of it. That it was put together is a line of the ledger for each of its speakers."""

import json
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from consent import acknowledged, advance, anchors, held, receipts, viewing, wordings
from consent.evidence.bundle import canonical, readable
from consent.evidence.extract import extract
from consent.evidence.jsonld import Handling, Party, Subject, records
from consent.ledger import Head
from consent.models import Ask, ChainHead, ConsentEvent
from consent.receipts import Receipt
from consent.record import standings_of
from recordings.models import Recording, Speaker

_RECIPIENTS = (
    "whoever hears or reads the episode, with publish and the uses that were allowed",
    "directories and apps that take the feed",
    "who works for the host (where each speaker stands), and consent officers (evidence)",
)


def files_of(
    recording: Recording, *, purpose: str, by: User, now: datetime
) -> dict[str, bytes]:  # fmt: skip
    """The ledger's extract, anchors, consent records, receipts and wordings of a recording, as it
    stands for the feed with the key `purpose`. Raises `StorageFailed` where anchors are not read.
    """
    speakers = list(recording.speakers.all())
    for speaker in speakers:
        viewing.viewed(speaker, by=by, now=now, what="evidence bundle")
    head = (ChainHead.objects.first() or ChainHead()).head
    before = _before(recording)
    rows = _rows(recording, head, before)
    ours = [row for row in rows if row.recording_id == recording.pk or row.seq in before]
    lines = (row.line for row in rows)
    return {
        "chain.json": canonical(extract(lines, str(recording.uid), head, before)),
        "anchors.json": readable(_anchors(head)),
        "decisions.jsonld": readable(_records(recording, speakers, ours, purpose, now)),
        "announcements.json": readable(advance.announced_in(ours)),
        **held.files_in(recording, speakers),
        **_wordings(ours),
        **_receipts(speakers, ours),
        **advance.receipts_in(ours),
    }


def _before(recording: Recording) -> frozenset[int]:
    """The numbers of lines that are not the recording's own and go along in full: each yes in
    advance that its lines rest on, and what admins acknowledged of the ledger from there on."""
    own = ConsentEvent.objects.filter(recording=recording).order_by("seq")
    first = own.values_list("seq", flat=True).first()
    if first is None:
        return frozenset()
    advances = advance.lines_before(recording)
    return advances | acknowledged.concerning(min([first, *advances]))


def _rows(recording: Recording, head: Head, before: Collection[int]) -> list[ConsentEvent]:
    """The lines from the recording's first one, or the first that these rest on, to the head."""
    first = ConsentEvent.objects.filter(recording=recording).order_by("seq").first()
    if first is None:
        return []
    start = min([first.seq, *before])
    rows = ConsentEvent.objects.filter(seq__gte=start, seq__lte=head.seq)
    return list(rows.select_related("recording", "speaker", "ask", "wording").order_by("seq"))


def _anchors(head: Head) -> list[dict[str, Any]]:
    kept, _ = anchors.anchored()
    found = [one for one in kept if one.seq <= head.seq]
    return [{"seq": one.seq, "hash": one.hash, "at": one.at} for one in found]


def _records(
    recording: Recording,
    speakers: Iterable[Speaker],
    ours: list[ConsentEvent],
    purpose: str,
    now: datetime,
) -> dict[str, Any]:
    lines: dict[int | None, list[ConsentEvent]] = {}
    at = max([now, *(row.at for row in ours)])
    for row in ours:
        lines.setdefault(row.speaker_id, []).append(row)
    subjects = [_subject(one, lines.pop(one.pk, []), purpose, at) for one in speakers]
    host = Party(name=recording.host.name, contact=recording.host.email)
    site = Party(name=settings.SITE_NAME, contact=settings.SITE_URL)
    others = [row.line for rows in lines.values() for row in rows]
    if others:
        nobody = Subject(uid="", name="", feed=purpose, at=at, states={}, bases={}, lines=others)
        subjects.append(nobody)
    return records(subjects, str(recording.uid), [host, site], _handling())


def _handling() -> Handling:
    days = settings.KEEP_DAYS
    return Handling(
        kept_for="The ledger's lines for good; their texts and files of evidence "
        f"{days['proof']} days after the episode was last out, or until erased on request; "
        f"mail addresses {days['addresses']} days after the last question ended.",
        withdrawal="At the personal link of the question, one page, no account; or by an officer "
        f"of the site: {settings.SITE_URL}",
        recipients=_RECIPIENTS,
        kept_in=settings.STORED_IN,
        jurisdiction=settings.JURISDICTION,
    )


def _subject(speaker: Speaker, lines: list[ConsentEvent], purpose: str, at: datetime) -> Subject:
    stands = standings_of(speaker, now=at, purpose=purpose)
    return Subject(
        uid=str(speaker.uid),
        name=speaker.display_name,
        feed=purpose,
        at=at,
        states=stands.states,
        bases={scope: stands.of(scope).terms.basis for scope in stands.states},
        languages=sorted({row.wording.language for row in lines if row.wording}),
        disputed=stands.disputed,
        minor=stands.minor,
        lines=[row.line for row in lines],
    )


def _wordings(ours: Iterable[ConsentEvent]) -> dict[str, bytes]:
    asked = {row.wording for row in ours if row.wording is not None}
    return {f"wordings/{one.sha256}.json": one.text.encode() for one in asked}


def _receipts(speakers: Iterable[Speaker], ours: list[ConsentEvent]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for speaker in speakers:
        for given in receipts.receipts_of(speaker):
            lines = [row for row in ours if row.seq in given.seqs]
            document = _document(given, speaker, lines)
            found[f"receipts/{given.number}-{given.uid}.json"] = readable(document)
    return found


def _document(given: Receipt, speaker: Speaker, lines: list[ConsentEvent]) -> dict[str, Any]:
    """As it was given; of what was said elsewhere, the same facts without a question."""
    ask = Ask.objects.filter(pk=given.ask_id).first() if given.ask_id else None
    if ask is not None:
        told = receipts.document(given, ask, lines)
        return dict(json.loads(json.dumps(told, default=str)))
    return {
        "version": 1,
        "receipt": {"number": given.number, "id": str(given.uid)},
        "recorded_at": given.at.astimezone(UTC).isoformat(timespec="seconds"),
        "method": given.method,
        "speaker": {"name": speaker.name, "handle": speaker.handle},
        "answers": receipts.answers_of(lines),
        "wording": wordings.number(given.wording) if given.wording else "",
        "ledger": receipts.ledger_of(lines),
    }
