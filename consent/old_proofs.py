"""Proof that has outlived what it proved: once an episode has been off everything long enough, the
texts, files and proposals that showed who had said what go. Decisions stay, and the chain holds.

Nothing goes of who said no to being heard, took anything back, said “not me” or is a minor, and
no line that is a no to anything which still stands.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from consent.erased_lines import OUTLIVED, erase_lines
from consent.models import ConsentEvent, EvidenceFile, Proposal, StandingConsent
from consent.scopes import NO, Decision, Method, Scope, State
from consent.signals import last_out
from consent.standings import Standings, in_every_feed
from consent.terms import NONE, Terms, unpacked
from recordings import storage
from recordings.models import Recording
from recordings.retention import Kept, Rule
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)

KEY = "proof"
_REASON = "Kept for as long as it had to be after the episode was last out."
_PROTECTING = (Decision.REFUSED, Decision.WITHDRAWN, Decision.DISPUTED, Decision.MINOR)
_NOES = (Decision.REFUSED, Decision.WITHDRAWN)
_NO_ROOM = 0
_OF_NOBODY = (Decision.LEGACY,)
"""What is said of a recording as a whole and may lose its text; that a mark was taken back not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of proof. `since` is when it was last needed: None while it is, or for good."""

    pk: int
    recording: int
    since: datetime | None

    def is_due(self, cutoff: datetime) -> bool:
        return self.since is not None and self.since <= cutoff


Items = Callable[[int | None], list[Item]]
"""Rows of proof, of one recording by its id, or without one of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """Of some speakers: those of whom nothing goes, by id, and every line that is a no that stands,
    by number, with what proves it."""

    people: frozenset[int]
    noes: Mapping[int, str]


def lines(recording: int | None = None) -> list[Item]:
    """Those that tell a text still. A look at the evidence is one, too."""
    told = _telling().filter(Q(speaker__isnull=False) | Q(decision__in=_OF_NOBODY))
    rows = _of(told, recording).values_list("pk", "recording_id", "speaker_id", "at", "seq")
    return _items(rows, lambda seq, kept: seq in kept.noes)


def said_in_advance(_recording: int | None = None) -> list[Item]:
    """Lines of what was said in advance, of no recording: needed while their row is there, for as
    long as proof of every room that rests on them, and for good where it was taken back."""
    told = _telling().filter(recording=None, speaker=None).exclude(decision=Decision.ACKNOWLEDGED)
    found = told.order_by().values_list("pk", "terms", "at")
    stays, rests = _held_in_advance(), _resting()
    subjects = [(pk, _terms(terms).subject, at) for pk, terms, at in found]
    return [
        Item(
            pk=pk,
            recording=_NO_ROOM,
            since=None if subject in stays else _since(at, subject, rests),
        )
        for pk, subject, at in subjects
    ]


def _terms(text: str) -> Terms:
    """What cannot be read is about nothing, and so stays."""
    try:
        return unpacked(text)
    except (ValueError, TypeError, AttributeError):
        return NONE


def _telling() -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.exclude(salt="").exclude(decision=Decision.ERASED)


def _held_in_advance() -> frozenset[str]:
    rows = StandingConsent.objects.values_list("uid", flat=True)
    taken = ConsentEvent.objects.filter(recording=None, speaker=None, decision__in=_NOES)
    subjects = (_terms(terms).subject for terms in taken.values_list("terms", flat=True))
    return frozenset(["", *map(str, rows), *subjects])


def _resting() -> dict[str, datetime | None]:
    """By what was said in advance, when a room that rests on it was last out."""
    lines = ConsentEvent.objects.filter(method=Method.STANDING, recording__isnull=False)
    pairs = {
        (_terms(terms).advance, recording)
        for recording, terms in lines.order_by().values_list("recording", "terms")
        if recording
    }
    out = _last_out({recording for _, recording in pairs})
    found: dict[str, datetime | None] = {}
    for subject, recording in pairs:
        if recording in out:
            last, before = out[recording], found.get(subject, out[recording])
            found[subject] = last and before and max(last, before)
    return found


def files(recording: int | None = None) -> list[Item]:
    rows = _of(EvidenceFile.objects.all(), recording, "speaker__recording")
    about = ("pk", "speaker__recording_id", "speaker_id", "added_at", "sha256")
    return _items(
        rows.values_list(*about),
        lambda sha256, kept: any(sha256 in evidence for evidence in kept.noes.values()),
    )


def proposals(recording: int | None = None) -> list[Item]:
    """Those that are settled. A no is never proposed."""
    rows = Proposal.objects.exclude(settled_at=None)
    people = _of(rows.exclude(speaker=None), recording, "speaker__recording")
    rooms = _of(rows.filter(speaker=None), recording)
    then = ("speaker_id", "settled_at", "pk")
    found = (
        *people.values_list("pk", "speaker__recording_id", *then),
        *rooms.values_list("pk", "recording_id", *then),
    )
    return _items(found, lambda _pk, _kept: False)


def _of(rows: QuerySet[Any], recording: int | None, lookup: str = "recording") -> QuerySet[Any]:
    with_one = rows.exclude(**{lookup: None}).order_by()
    return with_one.filter(**{lookup: recording}) if recording else with_one


def _items(
    rows: Iterable[tuple[Any, ...]], stays: Callable[[Any, Protected], bool]
) -> list[Item]:  # fmt: skip
    """`rows` are id, recording, speaker, moment, and what tells whether it `stays` for good."""
    found = list(rows)
    out = _last_out({row[1] for row in found})
    kept = _protected({row[2] for row in found if row[2]})
    return [
        Item(
            pk=pk,
            recording=recording,
            since=None
            if speaker in kept.people or stays(what, kept)
            else _since(at, recording, out),
        )
        for pk, recording, speaker, at, what in found
    ]


def _since(at: datetime, about: int | str, out: Mapping[Any, datetime | None]) -> datetime | None:
    last = out.get(about, at)
    return last and max(at, last)


def _last_out(recordings: Collection[int]) -> dict[int, datetime | None]:
    """When something of each recording could last be heard; None where it can, or is about to be.
    What was never out is not in it."""
    answers: list[tuple[Any, Any]] = last_out.send(sender=Recording, recordings=recordings)
    return {pk: at for _, told in answers for pk, at in told.items()}


def _protected(speakers: Collection[int]) -> Protected:
    said = ConsentEvent.objects.filter(decision__in=_PROTECTING, speaker__in=speakers)
    may = set(said.order_by().values_list("speaker", flat=True))
    told: dict[int, list[ConsentEvent]] = defaultdict(list)
    for line in ConsentEvent.objects.filter(speaker__in=may).defer("shown").order_by("seq"):
        told[line.speaker_id or 0].append(line)
    every = {pk: _folded(own) for pk, own in told.items()}
    return Protected(
        people=frozenset(pk for pk, stands in every.items() if any(map(_protects, stands))),
        noes=dict(_noes(told, every)),
    )


def _folded(own: list[ConsentEvent]) -> list[Standings]:
    """What cannot be read may be a no: nothing goes then."""
    try:
        return in_every_feed(own)
    except (ValueError, TypeError, AttributeError, KeyError):
        return [Standings(disputed=True)]


def _protects(one: Standings) -> bool:
    taken = State.WITHDRAWN in one.states.values()
    return one.disputed or one.minor or taken or one.state(Scope.PUBLISH) in NO


def _noes(
    told: Mapping[int, list[ConsentEvent]], every: Mapping[int, list[Standings]]
) -> Iterator[tuple[int, str]]:
    for pk, own in told.items():
        stands = [one for standings in every[pk] for one in standings.scopes.values()]
        said = {one.seq for one in stands if one.state in NO}
        yield from ((line.seq, line.evidence) for line in own if line.seq in said)


# --- Letting go ----------------------------------------------------------------------------------
def _drop_lines(recording: int, due: Collection[int], now: datetime) -> int:
    told, room = ConsentEvent.objects.filter(pk__in=due), recording or None
    return erase_lines(told, room, by="Roomcast", reason=_REASON, now=now, mode=OUTLIVED)


def _drop_files(_recording: int, due: Collection[int], _now: datetime) -> int:
    """The object goes before its row, unless another row leads to it: what fails is tried again."""
    gone = 0
    for file in EvidenceFile.objects.filter(pk__in=due):
        others = EvidenceFile.objects.filter(key=file.key).exclude(pk__in=due)
        try:
            if not others.exists():
                storage.delete(file.key)
        except StorageFailed as error:
            log.warning("The file of evidence %s is not gone yet: %s", file.uid, error)
            continue
        gone += bool(file.delete()[0])
    return gone


def _drop_proposals(_recording: int, due: Collection[int], _now: datetime) -> int:
    return Proposal.objects.filter(pk__in=due).delete()[0]


def _rule(what: str, items: Items, let_go: Callable[[int, Collection[int], datetime], int]) -> Rule:
    def look(cutoff: datetime) -> Kept:
        found = items(None)
        rest = [one.since for one in found if one.since and not one.is_due(cutoff)]
        due = sum(one.is_due(cutoff) for one in found)
        return Kept(count=len(found), due=due, oldest=min(rest, default=None))

    def drop(cutoff: datetime) -> int:
        rooms = {one.recording for one in items(None) if one.is_due(cutoff)}
        return sum(_drop_of(recording, cutoff) for recording in sorted(rooms))

    def _drop_of(recording: int, cutoff: datetime) -> int:
        """Looked at once more behind the Recording's lock: somebody may just have said no."""
        now = cutoff + timedelta(days=settings.KEEP_DAYS[KEY])
        with transaction.atomic():
            if recording != _NO_ROOM:
                Recording.objects.all().lock(recording)
            due = [one.pk for one in items(recording) if one.is_due(cutoff)]
            return let_go(recording, due, now)

    since = "the episode was last out, or it was said"
    return Rule(key=KEY, what=what, since=since, look=look, drop=drop)


RULES = (
    _rule("Texts of answers: what was shown, by whom, what proves it", lines, _drop_lines),
    _rule("Texts of what was said in advance", said_in_advance, _drop_lines),
    _rule("Files of evidence", files, _drop_files),
    _rule("Proposals that were settled", proposals, _drop_proposals),
)
