"""What stands as a yes goes on only under conditions that its speaker set later and the database
has forgotten. It never makes a yes, and never widens one."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from consent import chain
from consent.chain import Entry
from consent.inscriptions import Narrower
from consent.models import ConsentEvent
from consent.scopes import Decision, Method, Scope, State, Voice
from consent.signals import consent_changed
from consent.standings import Standing, Standings, fold
from consent.terms import Terms, name_mark, unpacked
from recordings.models import Recording, Speaker

_EVERY_FEED = "-"
"""A feed of which nobody spoke: only what was said of all of them counts for it."""
_STRICT = (Voice.AS_IS, Voice.ALTERED, Voice.REMOVED)


def narrow(
    speaker: Speaker,
    under: Narrower,
    *,
    before: datetime,
    evidence: str,
    receipt: uuid.UUID,
    now: datetime,
) -> bool:
    """Put every yes from before that moment under these conditions too; whether there was one."""
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        said = list(ConsentEvent.objects.filter(speaker=speaker).order_by("seq"))
        older = {line.seq for line in said if line.method == Method.RESTORED or line.at <= before}
        found = {
            (scope, one.seq): one
            for stands in _stands(speaker, said, under.terms.purpose)
            for scope in under.scopes
            if (one := stands.of(scope)).state == State.GRANTED and one.seq in older
        }
        entries = [
            _entry(recording, speaker, scope, one, under.terms, evidence)
            for (scope, _), one in found.items()
        ]
        if entries:
            chain.append(entries, receipt, now)
            consent_changed.send(sender=ConsentEvent, recording=recording)
        return bool(entries)


def _stands(speaker: Speaker, said: Iterable[ConsentEvent], purpose: str) -> Iterator[Standings]:
    """For that feed, or for each that they spoke of, and for all of them."""
    lines = list(said)
    told = {unpacked(line.terms).purpose for line in lines} - {""}
    for feed in [purpose] if purpose else [_EVERY_FEED, *sorted(told)]:
        yield fold(lines, purpose=feed).get(speaker.pk) or Standings()


def _entry(
    recording: Recording,
    speaker: Speaker,
    scope: Scope,
    one: Standing,
    under: Terms,
    evidence: str,
) -> Entry:
    old = one.terms
    ends = [end for end in (old.until, under.until) if end is not None]
    terms = replace(
        old,
        level=one.level,
        purpose=old.purpose if not under.purpose else under.purpose,
        until=min(ends, default=None),
    )
    if scope == Scope.PUBLISH:
        voice = max(old.voice, under.voice, key=_STRICT.index)
        terms = replace(terms, voice=voice, hear_first=old.hear_first or under.hear_first)
    same_name = bool(old.name) and old.name == name_mark(one.salt, speaker.public_name)
    return Entry(
        recording=recording,
        speaker=speaker,
        scope=scope,
        decision=Decision.GRANTED,
        method=Method.RESTORED,
        actor="Roomcast",
        terms=lambda salt: (
            replace(terms, name=name_mark(salt, speaker.public_name)) if same_name else terms
        ),
        evidence=evidence,
    )
