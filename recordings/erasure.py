"""A person out of what recordings hold: rows, letters in files, uploads, the sound.

Who may be erased, and what their answers become, is consent's matter.
"""

import email
import email.policy
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q

from recordings import imports, jobs, voice_erasure
from recordings.erasing import near_rows, other_rows, own_rows
from recordings.models import Import, Recording, Run, Speaker, Track
from recordings.person import GONE, Person
from recordings.personal import TABLES

APP = "recordings"
_BETWEEN_LETTERS = b"-" * 79


def of_speaker(
    speaker: Speaker,
    person: Person,
    shown: Sequence[str],
    leftovers: Iterable[str],
    now: datetime,
) -> Counter[str]:
    """One Speaker becomes nobody: call it in a transaction, behind the Recording's lock. Their
    voice is taken out by a job; `leftovers` are keys of objects that it is to remove as well."""
    recording = speaker.recording
    own = own_rows(APP, TABLES, speaker)
    did = own.rows
    for track in Track.objects.filter(speaker=speaker):
        Track.objects.filter(pk=track.pk).update(name=f"Track {track.index + 1}")
    did += near_rows(APP, TABLES, recording, person, shown)
    did["Run"] += _runs_of_imports(recording)
    Speaker.objects.filter(pk=speaker.pk).update(
        key=f"erased-{speaker.number}",
        name="",
        handle="",
        email="",
        external_ids={},
        level_lufs=None,
    )
    did["Speaker"] += 1
    voice_erasure.begin(speaker, {*leftovers, *own.leftovers}, now)
    return did


def elsewhere(person: Person, hosts: Sequence[int], apart: Sequence[int]) -> Counter[str]:
    """Out of what is about other rooms, and out of what lies around of past work."""
    did = other_rows(APP, TABLES, person, hosts, apart)
    did["Import"] += _imports_that_stopped(hosts)
    did["Run"] += _worn_runs(person)
    did["LogEntry"] += _admins_log(person)
    jobs.forget_finished()
    return did


def letters(person: Person, *, remove: bool) -> int:
    """Mails that were written to files instead of sent and that name them; how many files."""
    found = [
        path
        for path in Path(settings.EMAIL_FILE_PATH).glob("*.log")
        if any(person.is_in(text) for text in _texts_of(path.read_bytes()))
    ]
    if remove:
        for path in found:
            path.unlink(missing_ok=True)
    return len(found)


def settle() -> None:
    """What SQLite wrote beside the database goes into it, where deleted text is overwritten."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _texts_of(content: bytes) -> Iterable[str]:
    """Each letter of a file as it came and as its reader sees it."""
    yield content.decode("utf-8", "replace")
    for part in content.split(_BETWEEN_LETTERS):
        letter = email.message_from_bytes(part.strip(), policy=email.policy.default)
        yield " ".join(str(value) for value in letter.values())
        for piece in letter.walk():
            if piece.get_content_maintype() == "text":
                yield str(piece.get_content())


def _runs_of_imports(recording: Recording) -> int:
    ids = Import.objects.filter(recording=recording).values("pk")
    runs = Run.objects.filter(kind=imports.IMPORT, subject_id__in=ids)
    return runs.exclude(sentence="", log_tail="").update(sentence="", log_tail="")


def _worn_runs(person: Person) -> int:
    """Of any work: a traceback may tell anything. What its spelling hides is read."""
    told = Run.objects.exclude(sentence="", log_tail="").values_list("pk", "sentence", "log_tail")
    naming = [pk for pk, *texts in told.iterator() if any(person.is_in(text) for text in texts)]
    return Run.objects.filter(pk__in=naming).update(sentence="", log_tail="")


def _imports_that_stopped(hosts: Sequence[int]) -> int:
    """Files of an import that came to nothing wait for another try, and nobody knows who is in
    them: those of hosts who know the person go. The host can bring them again."""
    open_states = (Import.State.FAILED, Import.State.CHOOSING, Import.State.CANCELLED)
    stopped = Import.objects.filter(host__in=hosts, recording=None, state__in=open_states)
    count = 0
    for imported in stopped.exclude(paths=[]):
        imports.discard(imported)
        count += 1
    return count


def _admins_log(person: Person) -> int:
    entries = LogEntry.objects.all()
    naming = Q(pk__in=[])
    for word in person.telling:
        naming |= Q(object_repr__icontains=word) | Q(change_message__icontains=word)
    return entries.filter(naming).update(object_repr=GONE, change_message="")
