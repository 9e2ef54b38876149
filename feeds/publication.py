"""Whether an Episode may go out, why not, and what going out writes on its row."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from consent.clearance import (
    NotCleared,
    ledger_end,
    mark_without_proof,
    yes_to_old_words,
    yes_without_proof,
)
from consent.ears import ByHost
from consent.policy import Clearance
from feeds.edited import is_edited_since
from feeds.faces import cast_of
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode, Master, PublishCheck
from feeds.verdicts import about_file
from recordings.models import Recording

WORDS = "words"
"""Where a Master's plan keeps every text that stands in the file itself."""


def reasons(episode: Episode, clearance: Clearance) -> tuple[str, ...]:
    """What blocks the episode, a sentence each; nothing where it may be made and go out."""
    said = tuple(reason.sentence for reason in clearance.reasons)
    return said + names_left(episode, clearance)


def names_left(episode: Episode, clearance: Clearance) -> tuple[str, ...]:
    """Texts of the host's that still name somebody whose name must not be shown."""
    cast = cast_of(episode.recording.speakers.all(), clearance)
    chapters = episode.chapters.values_list("title", flat=True)
    texts = {
        "title names": [episode.title],
        "notes name": [episode.notes],
        "chapters name": list(chapters),
    }
    return tuple(
        f"The {place} somebody who has not agreed to be named. Write “{cast.clean(text)}”."
        for place, lines in texts.items()
        for text in lines
        if cast.clean(text) != text
    )


def names_in_file(master: Master, recording: Recording, clearance: Clearance) -> bool:
    """Whether the words inside a finished file name somebody who must not be named now."""
    cast = cast_of(recording.speakers.all(), clearance)
    return any(cast.clean(text) != text for text in master.plan.get(WORDS, ()))


def check(episode: Episode, clearance: Clearance) -> None:
    """Raise what forbids this episode to go out now: `NotCleared` or `NotReady`."""
    if not clearance.allowed:
        raise NotCleared(clearance)
    others = names_left(episode, clearance)
    if others:
        raise NotReady(" ".join(others))
    if episode.stage != Stage.READY or episode.master is None:
        raise NotReady(f"“{episode.title}” is not finished yet. Make the episode first.")
    if not still_stands(episode.master, episode.recording, clearance):
        raise NotReady(f"What may be heard in “{episode.title}” has changed. Make it again.")
    if is_edited_since(episode):
        raise NotReady(f"“{episode.title}” was changed since it was made. Make it again.")
    if clearance.unheard:
        raise NotReady(waiting_ears(episode, clearance))
    _check_proof(episode, clearance)
    if episode.published_at is None:
        _check_words(episode, clearance)


def waiting_ears(episode: Episode, clearance: Clearance) -> str:
    """Who wants to hear this very edit before it goes out."""
    speakers = episode.recording.speakers.filter(pk__in=clearance.unheard)
    names = ", ".join(speaker.display_name for speaker in speakers)
    return f"{names} asked to hear the edit first. It goes out with their word."


def _check_words(episode: Episode, clearance: Clearance) -> None:
    """What goes out for the first time rests on no yes to words that others had replaced by then;
    what was out stands. Raises `NotReady`."""
    purpose = episode.show.use.purpose
    old = yes_to_old_words(episode.recording, clearance.heard, purpose)
    names = ", ".join(one.display_name for one in episode.recording.speakers.filter(pk__in=old))
    if names:
        raise NotReady(
            f"{names} said yes to words that had been replaced by then. Ask again: the link "
            "they have shows the present words."
        )


def _check_proof(episode: Episode, clearance: Clearance) -> None:
    """Nothing goes out on a yes, or an officer's word, whose proof was kept long enough and is
    gone. Raises `NotReady`."""
    if clearance.legacy and mark_without_proof(episode.recording):
        raise NotReady(
            f"Nothing shows any more that “{episode.title}” was published before consent was "
            "recorded here. Ask a consent officer to take the mark back and to say anew what does."
        )
    bare = yes_without_proof(episode.recording, clearance.heard, episode.show.use.purpose)
    names = ", ".join(one.display_name for one in episode.recording.speakers.filter(pk__in=bare))
    if names:
        raise NotReady(
            f"What {names} said was so long ago that nothing shows it any more. Ask again."
        )


def still_stands(master: Master, recording: Recording, clearance: Clearance) -> bool:
    """Whether a finished file may be heard under this Clearance: its sound and its tags."""
    same_sound = master.clearance == clearance.fingerprint
    return same_sound and not names_in_file(master, recording, clearance)


def prepare(episode: Episode, now: datetime, visibility: str = "") -> None:
    """Set what an episode that goes out carries; a date and number once given stay."""
    if visibility:
        episode.visibility = visibility
    episode.published_at = episode.published_at or now
    episode.publish_at = None
    episode.publish_when_ready = False
    if episode.number is None:
        last = episode.show.episodes.aggregate(last=Max("number"))["last"]
        episode.number = (last or 0) + 1


def keep_check(episode: Episode, clearance: Clearance, now: datetime) -> PublishCheck:
    """Write down what the gate said, in the transaction that puts a file of the episode out."""
    said = about_file(clearance, episode.master) if episode.master else clearance
    return PublishCheck.objects.create(
        episode=episode,
        master=episode.master,
        fingerprint=clearance.fingerprint,
        verdict=verdict_of(said) | {"ledger": ledger_end()},
        at=now,
    )


def verdict_of(clearance: Clearance) -> dict[str, Any]:
    """A Clearance as JSON: speakers by their ids, times in milliseconds. No names."""
    return {
        "allowed": clearance.allowed,
        "may_go_out": clearance.may_go_out,
        "reasons": [[r.code, r.speaker_id, r.duration_ms] for r in clearance.reasons],
        "edits": [
            [e.span.start_ms, e.span.end_ms, e.treatment, e.speaker_id] for e in clearance.edits
        ],
        "heard": sorted(clearance.heard),
        "not_named": sorted(clearance.masked),
        "not_quoted": sorted(clearance.unwritten),
        "not_heard_yet": sorted(clearance.unheard),
        "without_advertising_for": sorted(r.speaker_id or 0 for r in clearance.without_ads),
        "said_yes_in_advance": sorted(clearance.in_advance),
        "allowing": {scope: sorted(who) for scope, who in clearance.allowing.items()},
        "legacy": clearance.legacy,
        "fingerprint": clearance.fingerprint,
        **_edit_of(clearance),
    }


def _edit_of(clearance: Clearance) -> dict[str, Any]:
    """The edit that a verdict is about, and from what its digest is computed; empty where nothing
    is made."""
    by_host = clearance.by_host or ByHost()
    return {
        "edit": clearance.edit,
        "by_host": [list(part) for part in by_host.parts],
        "by_fingerprint": by_host.by_fingerprint,
    }
