"""Who is one person over all rooms and hosts: found by an account, a handle with its platform, a
mail address or one of their Speakers; never by a name, which others have too."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from consent.models import Ask
from recordings.find import NotFound
from recordings.models import Speaker
from recordings.person import Person

_HOW = "Give a speaker’s id, a mail address, an account (x:100200300) or a handle (x:@noor_ali)."


def find_person(who: str) -> tuple[Speaker, ...]:
    """Every Speaker of one person. `who` is a speaker's uid, a mail address, `x:100200300` or
    `x:@noor_ali`. Raises `NotFound`.

    Who has the same account, or the same handle on the same platform and no other account there,
    is the same person. An address only finds whom it was given for: several may share one.
    """
    found = _expanded(_named(who.strip()))
    if not found:
        raise NotFound(f"Nobody is known as “{who}”. {_HOW}")
    return tuple(found)


def person_of(speakers: Iterable[Speaker]) -> Person:
    """What identifies somebody, out of all their rows."""
    rows = list(speakers)
    asked = Ask.objects.filter(speaker__in=rows).values_list("address", flat=True)
    addresses = {row.email for row in rows} | set(asked)
    return Person(
        names=frozenset(row.name.strip() for row in rows if row.name.strip()),
        handles=frozenset(row.handle.strip().lstrip("@") for row in rows if row.handle.strip()),
        addresses=frozenset(filter(None, addresses)),
        ids=frozenset(
            str(one)
            for row in rows
            for one in (row.key, *row.external_ids.values())
            if any(letter.isdigit() for letter in str(one))
        ),
    )


def _named(who: str) -> QuerySet[Speaker]:
    platform, colon, rest = who.partition(":")
    if colon and rest.startswith("@"):
        return _with_handle(platform, rest[1:])
    if colon and rest:
        return with_account(platform, rest)
    if "@" in who:
        asked = Ask.objects.filter(address__iexact=who).values("speaker")
        return Speaker.objects.filter(Q(email__iexact=who) | Q(pk__in=asked))
    try:
        return Speaker.objects.filter(uid=uuid.UUID(who))
    except ValueError:
        raise NotFound(f"“{who}” names nobody for certain. {_HOW}") from None


def _with_handle(platform: str, handle: str) -> QuerySet[Speaker]:
    at = Q(recording__room__platform=platform)
    spelt = Q(handle__iexact=handle) | Q(handle__iexact=f"@{handle}")
    return Speaker.objects.filter(at, spelt).select_related("recording__room")


def with_account(platform: str, number: str) -> QuerySet[Speaker]:
    """Whoever the source knew by this very number."""
    known = Speaker.objects.alias(account=KeyTransform(platform, "external_ids"))
    return known.filter(account=number).select_related("recording__room")


def _expanded(first: Iterable[Speaker]) -> list[Speaker]:
    """All that are the same as one of these, until there are no more."""
    found: dict[int, Speaker] = {}
    new = {speaker.pk: speaker for speaker in first}
    while new:
        found |= new
        known = _accounts(found.values())
        same = (other for speaker in new.values() for other in _same(speaker, known))
        new = {other.pk: other for other in same if other.pk not in found}
    rows = Speaker.objects.filter(pk__in=found).select_related("recording__room", "recording__host")
    return list(rows.order_by("recording_id", "number"))


def _accounts(speakers: Iterable[Speaker]) -> dict[str, set[str]]:
    """Their account numbers by platform."""
    known: dict[str, set[str]] = defaultdict(set)
    for speaker in speakers:
        for platform, number in speaker.external_ids.items():
            known[platform].add(str(number))
    return known


def _same(speaker: Speaker, known: Mapping[str, set[str]]) -> Iterator[Speaker]:
    for platform, number in speaker.external_ids.items():
        if number:
            yield from with_account(platform, str(number))
    platform, handle = speaker.recording.room.platform, speaker.handle.strip().lstrip("@")
    accounts = known.get(platform)
    for other in _with_handle(platform, handle) if handle else ():
        account = other.external_ids.get(platform)
        if not account or not accounts or str(account) in accounts:
            yield other
