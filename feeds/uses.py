"""What a show needs its speakers' consent for: what a change of it would do, and the change.

How sure it has to be who said yes, and whether advertising stands around the episodes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from consent.clearance import verdicts_for
from consent.facts import Use
from consent.policy import Clearance
from consent.scopes import Level
from feeds import pipeline, shows
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.standing import Standing, standing
from feeds.verdicts import about_files
from recordings.models import Recording, Speaker

USE = frozenset({"least_identity", "commercial"})
"""The columns of a show on which the verdicts of its episodes rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What becomes of the episodes that are out: which leave the feed, which stay and carry no
    advertising, and whose yes would change that (names)."""

    leaving: tuple[Episode, ...] = ()
    free_of_ads: tuple[Episode, ...] = ()
    waiting_for: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.leaving or self.free_of_ads)

    @property
    def mark(self) -> str:
        """The same where the same would happen: who agreed to one effect agreed to no other."""
        ids = [[episode.pk for episode in rows] for rows in (self.leaving, self.free_of_ads)]
        return hashlib.sha256(repr((ids, self.waiting_for)).encode()).hexdigest()[:16]


def effect_of(show: Show, changed: Mapping[str, Any]) -> Effect:
    """What a change would do to the episodes that are out now; in a fixed number of queries."""
    use = _use_with(show, changed)
    if use == show.use:
        return Effect()
    out = show.episodes.filter(stage=Stage.PUBLISHED).select_related("show", "recording", "master")
    served = standing(out.order_by("-published_at", "-pk"))
    then = verdicts_for((one.episode.recording, use) for one in served)
    said = about_files(
        {one.episode.pk: then[one.episode.recording_id, use] for one in served},
        {one.episode.pk: one.master for one in served},
    )
    pairs = [(one, said[one.episode.pk]) for one in served]
    leaving = [(one, clearance) for one, clearance in pairs if not _stays(one, clearance)]
    starts = use.commercial and not show.commercial
    free = [pair for pair in pairs if starts and pair not in leaving and pair[1].without_ads]
    return Effect(
        leaving=tuple(one.episode for one, _ in leaving),
        free_of_ads=tuple(one.episode for one, _ in free),
        waiting_for=_names([*leaving, *free]),
    )


def rewrite(show: Show, changed: Mapping[str, Any]) -> None:
    """Change what stands in a show's settings. Where episodes depend on it, each is asked about
    again in the same transaction, so that no row says that something is out which is not."""
    if not USE & changed.keys() or _use_with(show, changed) == show.use:
        shows.rewrite(show, **changed)
        return
    with transaction.atomic():
        recordings = _locked(show)
        before = _fingerprints(recordings, show.use)
        shows.rewrite(show, **changed)
        after = _fingerprints(recordings, show.use)
        for recording in recordings:
            if before[recording.pk] != after[recording.pk]:
                pipeline.review(recording)


def _use_with(show: Show, changed: Mapping[str, Any]) -> Use:
    return replace(
        show.use,
        least=Level(changed.get("least_identity", show.least_identity)),
        commercial=changed.get("commercial", show.commercial),
    )


def _stays(one: Standing, then: Clearance) -> bool:
    return then.may_go_out and then.fingerprint == one.clearance.fingerprint


def _names(pairs: Iterable[tuple[Standing, Clearance]]) -> tuple[str, ...]:
    """Who has something to say yes to, once each, in the order of the episodes."""
    reasons = [reason for _, then in pairs for reason in (*then.reasons, *then.without_ads)]
    ids = [reason.speaker_id for reason in reasons if reason.speaker_id is not None]
    speakers = Speaker.objects.in_bulk(ids)
    return tuple(dict.fromkeys(speakers[pk].display_name for pk in ids))


def _locked(show: Show) -> list[Recording]:
    """All recordings of the show's episodes, in one order: nothing of them is published, answered
    or taken back meanwhile."""
    ids = show.episodes.values_list("recording", flat=True)
    rows = Recording.objects.select_for_update(of=("self",)).filter(pk__in=set(ids))
    return list(rows.order_by("pk"))


def _fingerprints(recordings: Iterable[Recording], use: Use) -> dict[int, str]:
    verdicts = verdicts_for((recording, use) for recording in recordings)
    return {pk: clearance.fingerprint for (pk, _), clearance in verdicts.items()}
