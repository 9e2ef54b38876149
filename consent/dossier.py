"""A person's file: everything that is held of them, over all hosts, for them to read and to take
along. Nothing of others is in it; that it was made is a line of the ledger.
"""

import json
import logging
import os
import re
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, QuerySet

from consent import do_not_ask, listening, pledged, voice
from consent.models import StandingConsent
from consent.person import person_of
from consent.personal import TABLES
from consent.record import note
from consent.scopes import Decision, Method
from recordings import storage
from recordings.audio.errors import AudioError
from recordings.audio.excerpt import MOST_MS
from recordings.models import Speaker
from recordings.person import Person
from recordings.personal import TABLES as OF_RECORDINGS
from recordings.personal import Erase, Table
from recordings.spans import total_ms
from recordings.storage import ObjectMissing, StorageFailed

log = logging.getLogger(__name__)

VERSION = 1
MOST_MADE_MS = 15 * 60_000
"""So much sound is made while somebody waits for their export."""
_SECRET = {"id", "pk"}
_LEFT_OUT = (
    "What others said or wrote about this person, and who of the site or a host acted, is not in "
    "this file: it is about them. Keys of the site, and marks that tell nothing without these, are "
    "left out too. Copies that listeners have are not held here."
)
_HIDDEN = "an address that was not confirmed"


class NotWritten(Exception):
    """An export that could not be written; `str(error)` says why and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`document` is the whole as JSON-able values, `files` are kept objects that belong to it: the
    name in the export and the key in the store."""

    document: Mapping[str, Any]
    files: Mapping[str, str]

    def as_json(self) -> str:
        return json.dumps(self.document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def dossier_of(
    speakers: Sequence[Speaker],
    *,
    by: str,
    now: datetime,
    shown: frozenset[str] | None = None,
    said: Iterable[StandingConsent] = (),
) -> Dossier:
    """Everything held of the person whose Speakers these are, and who `said` this in advance. `by`
    is who looks. With `shown` no mail address is in it but these, in small letters: another one may
    be a guardian's, or a slip.
    """
    for speaker in speakers:
        note(
            speaker,
            Decision.VIEWED,
            method=Method.ACCOUNT,
            actor=by,
            now=now,
            evidence="everything held of them, as a file",
        )
    _make_sounds(speakers)
    person = person_of(speakers)
    known = {one for one in person.addresses if shown is None or one.casefold() in shown}
    rows = _said_in_advance(speakers, known, said)
    pledged.note_viewed(rows, by=by, now=now)
    files: dict[str, str] = {}
    hidden = {*person.addresses, *(row.address for row in rows)} if shown is not None else set()
    return Dossier(
        document=_without(
            {at for at in hidden if at.casefold() not in (shown or ())},
            _document(speakers, person, rows, files, now),
        ),
        files=files,
    )


def _make_sounds(speakers: Iterable[Speaker]) -> None:
    """The sound of their own parts where it is not made yet, as much as can be waited for; another
    export finds it, and has the next. What cannot be made keeps nothing else from them."""
    left_ms = MOST_MADE_MS
    for speaker in speakers:
        if left_ms <= 0:
            break
        own = listening.own_words(speaker)
        left_ms -= min(total_ms(own), MOST_MS)
        try:
            voice.excerpt_of(speaker, own)
        except (AudioError, StorageFailed):
            log.exception("The sound of speaker %s is not in their export", speaker.pk)


def _document(
    speakers: Sequence[Speaker],
    person: Person,
    rows: Sequence[StandingConsent],
    files: dict[str, str],
    now: datetime,
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "made_at": now.astimezone(UTC),
        "site": {"name": settings.SITE_NAME, "address": settings.SITE_URL},
        "known_as": {
            "names": sorted(person.names),
            "handles": sorted(person.handles),
            "addresses": sorted({*person.addresses, *(row.address for row in rows)}),
        },
        "appearances": [_appearance(speaker, person, files) for speaker in speakers],
        "in_advance": [_in_advance(row) for row in rows],
        "do_not_ask": list(_no_mail(speakers)),
        "left_out": _LEFT_OUT,
    }


def _without(hidden: Set[str], told: Any) -> Any:
    """The same with no address of these anywhere in it."""
    if isinstance(told, dict):
        return {key: _without(hidden, value) for key, value in told.items()}
    if isinstance(told, list):
        return [_without(hidden, value) for value in told]
    if isinstance(told, str):
        for address in hidden:
            told = re.sub(re.escape(address), _HIDDEN, told, flags=re.IGNORECASE)
    return told


def write(dossier: Dossier, out: Path) -> int:
    """As one JSON document, or as a zip with the files that belong to it; how many bytes. Only
    whoever runs the site can read it. Raises `NotWritten`."""
    if out.suffix not in (".json", ".zip"):
        raise NotWritten(f"“{out.name}” is neither a .json nor a .zip. Name one of these.")
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex}")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if out.suffix == ".json":
            part.write_text(dossier.as_json(), encoding="utf-8")
        else:
            _pack(dossier, part)
        part.replace(out)
    except OSError as error:
        raise NotWritten(f"“{out}” could not be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return out.stat().st_size


def packed(dossier: Dossier) -> IO[bytes]:
    """The zip as a file without a name, at its beginning: whoever reads it to the end closes it."""
    file = tempfile.TemporaryFile(dir=settings.WORK)  # noqa: SIM115 - who is answered closes it
    _pack(dossier, file)
    file.seek(0)
    return file


def _pack(dossier: Dossier, to: Path | IO[bytes]) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("export.json", dossier.as_json())
        for name, key in dossier.files.items():
            try:
                with storage.local_copy(key) as file:
                    packed.write(file, name)
            except ObjectMissing:
                continue


def _appearance(speaker: Speaker, person: Person, files: dict[str, str]) -> dict[str, Any]:
    recording = speaker.recording
    return {
        "speaker": dict(_columns(speaker, OF_RECORDINGS["Speaker"])),
        "room": {
            "title": recording.room.title,
            "platform": recording.room.platform,
            "started_at": recording.room.started_at,
            "host": recording.host.name,
            "recording": recording.uid,
        },
        **dict(_held("recordings", OF_RECORDINGS, speaker, person, files)),
        **dict(_held("consent", TABLES, speaker, person, files)),
    }


def _held(
    app: str,
    tables: Mapping[str, Table],
    speaker: Speaker,
    person: Person,
    files: dict[str, str],
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Their own rows of each table that has any."""
    for name, table in tables.items():
        if not table.owner or table.owner == "pk":
            continue
        model = apps.get_model(app, name)
        rows: QuerySet[Any] = QuerySet(model).filter(**{table.owner: speaker.pk}).order_by("pk")
        told = [_row(row, table, person, files) for row in rows]
        if told:
            yield name, told


def _row(row: Model, table: Table, person: Person, files: dict[str, str]) -> dict[str, Any]:
    told = dict(_columns(row, table))
    if told.get("actor") and told["actor"] not in person.names:
        told["actor"] = "somebody else"
    if table.goes:
        for column, place in table.columns.items():
            mine = place.erase == Erase.OBJECT and not place.shared
            if mine and _is_theirs_alone(row, column):
                told["file"] = _file(getattr(row, column), files)
    return told


def _is_theirs_alone(row: Model, column: str) -> bool:
    """A form that several have signed is about the others too."""
    same: QuerySet[Any] = QuerySet(type(row)).filter(**{column: getattr(row, column)})
    return same.count() == 1


def _file(key: str, files: dict[str, str]) -> str:
    name = f"files/{len(files) + 1}-{key.partition('/')[0]}{Path(key).suffix}"
    files[name] = key
    return name


def _columns(row: Model, table: Table) -> Iterator[tuple[str, Any]]:
    """What is told of a row: no keys of the site, and nobody else it leads to."""
    fields: Iterable[Field[Any, Any]] = row._meta.concrete_fields  # noqa: SLF001 - documented name
    for field in fields:
        place = table.columns.get(field.name)
        if field.is_relation or field.name in _SECRET or (place and place.secret):
            continue
        yield field.name, getattr(row, field.name)


def _said_in_advance(
    speakers: Iterable[Speaker], addresses: Iterable[str], said: Iterable[StandingConsent]
) -> list[StandingConsent]:
    accounts = {one for speaker in speakers for one in pledged.account_marks(speaker)}
    found = {row.pk: row for row in (*pledged.of_person(addresses, accounts), *said)}
    return [found[pk] for pk in sorted(found)]


def _in_advance(row: StandingConsent) -> dict[str, Any]:
    """What they said in advance, and every line of the ledger about it."""
    lines = (dict(_columns(line, TABLES["ConsentEvent"])) for line in pledged.lines_of([row]))
    return {
        **dict(_columns(row, TABLES["StandingConsent"])),
        "host": row.host.name,
        "ledger": [line | {"actor": "themselves"} for line in lines if line["scope"]],
    }


def _no_mail(speakers: Iterable[Speaker]) -> Iterator[dict[str, Any]]:
    rows = {row.pk: row for speaker in speakers for row in do_not_ask.rows_of(speaker)}
    for row in rows.values():
        yield {"since": row.at, "why": row.why, "host": row.host.name if row.host else "everybody"}
