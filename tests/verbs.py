"""The site's verbs as the long trials (races, model, visits) use them: the one place to change
when a verb changes. Sound is not made here: a file says in JSON who is heard in it, and when."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consent import asks, exclusions, withdrawal
from consent.clearance import cleared
from consent.models import Ask
from consent.policy import Clearance
from consent.record import record
from consent.scopes import Decision, Method, Scope
from feeds import edited, edits, episodes, pipeline
from feeds.clock import CLOCK
from feeds.edit_list import Deed, EditRefused
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Master, Music, Show
from feeds.plans import Planned, plan_for
from feeds.publication import WORDS
from feeds.shows import create_show
from recordings import jobs, storage, voices
from recordings.audio import plan as plans
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.models import Host, Recording, Run, Speaker, Track
from recordings.signals import sweep_due
from recordings.spans import Span, subtract
from recordings.storage.values import key_of
from tests.consent import people
from tests.feeds import story

Heard = dict[str, list[list[int]]]
"""Who is heard in a file, by the speaker's key, and in which spans of the recording's clock."""

KEPT = "*"
YES, NO, BACK = Decision.GRANTED, Decision.REFUSED, Decision.WITHDRAWN


def nothing() -> None:
    """What happens while a file is mixed, where nothing does."""


def show(owner: Host, slug: str) -> Show:
    """A show with an intro of its own: our jingle is made anew for every plan."""
    made = create_show(owner, slug=slug, title="Open Table", description="Talks about a city.")
    Music.objects.create(
        show=made, place="intro", name="none", key="-", sha256="0" * 64, duration_ms=1_000
    )
    return made


WORDS_OF = {"hana": "The pipes are old.", "sami": "Rents went up.", "noor": "Letters came late."}
"""What each of them says, to be found again in what is served."""


def room(owner: Host) -> Recording:
    """Hana, Sami and Noor in one mix, as `story` has them, each in words of their own."""
    made = story.recording(owner)
    for key, text in WORDS_OF.items():
        made.cues.filter(speaker__key=key).update(text=text)
    Track.objects.create(
        recording=made,
        index=0,
        name="mix",
        sha256="1" * 64,
        bytes=1,
        duration_ms=made.duration_ms,
        original_key=key_of("1" * 64, "original", ".mp3"),
        working_key=key_of("1" * 64, "working", ".flac"),
        peaks_key=key_of("1" * 64, "peaks", ".dat"),
    )
    return made


def begin(made: Recording, of: Show) -> Episode:
    draft = episodes.draft_for(made, of)
    pipeline.submit(draft.pk, "hana")
    return draft


def add_speaker(made: Recording, name: str) -> Speaker:
    return voices.add_speaker(made, name=name)


def ask(speaker: Speaker, *, address: str, purpose: str, now: datetime) -> Ask:
    """Ask about the usual five uses; by mail where there is an address."""
    return asks.ask(
        speaker,
        asker="Hana Osei",
        room_text="“Who owns a city’s water?”",
        show_text="Open Table, a public podcast.",
        scopes=story.FIVE,
        contact="hana@example.org",
        channel=Ask.Channel.MAIL if address else Ask.Channel.LINK,
        address=address,
        by=None,
        now=now,
        purpose=purpose,
    )


def says(
    speaker: Speaker, decisions: Mapping[Scope, Decision], *, now: datetime = story.NOW
) -> None:
    """A speaker's word, as somebody else attests it."""
    record(
        speaker,
        decisions,
        method=Method.ATTESTED,
        actor="ada",
        now=now,
        evidence=f"a form signed by {speaker}, {uuid.uuid4()}",
    )


def agrees_again(speaker: Speaker, scopes: Iterable[Scope]) -> None:
    """By their own link: after a no nobody else can say yes for them."""
    people.say(speaker, dict.fromkeys(scopes, Decision.GRANTED), now=story.NOW)


def takes_back(speaker: Speaker, scopes: Iterable[Scope]) -> None:
    """With all that follows: with the voice everything goes, and it is left out at once."""
    withdrawal.withdraw(
        speaker,
        tuple(scopes),
        method=Method.ATTESTED,
        actor="ada",
        now=story.NOW,
        evidence=f"a letter, {uuid.uuid4()}",
    )


def leave_out(speaker: Speaker, treatment: Treatment = Treatment.CUT) -> None:
    exclusions.leave_out(speaker.recording, speaker, treatment, by=None)


def take_back_in(speaker: Speaker) -> None:
    exclusions.take_back_in(speaker.recording, speaker)


def mark(speaker: Speaker, start_ms: int, end_ms: int) -> None:
    voices.mark(speaker.recording, speaker, Span(start_ms, end_ms))


def assign_unclaimed(speaker: Speaker) -> None:
    voices.assign_all_unclaimed(speaker.recording, speaker)


def merge(gives: Speaker, takes: Speaker) -> None:
    """All parts of one are said to be another's."""
    parts = gives.segments.values_list("pk", flat=True)
    voices.assign(gives.recording, list(parts), takes)


def not_a_person(made: Recording) -> None:
    parts = voices.unclaimed(made).values_list("pk", flat=True)
    voices.not_a_person(made, list(parts))


def leave_out_unclaimed(made: Recording, *, out: bool) -> None:
    if out:
        exclusions.leave_out(made, None, Treatment.SILENCE, by=None)
    else:
        exclusions.take_back_in(made, None)


def leave_out_span(
    made: Recording, ends_ms: tuple[int, int], how: Treatment, speaker: Speaker | None
) -> int:
    return exclusions.leave_out_span(made, Span(*ends_ms), how, by=None, speaker=speaker).pk


def take_span_back_in(made: Recording, exclusion_id: int) -> None:
    exclusions.take_span_back_in(made, exclusion_id)


def edit(episode_id: int, deed: Deed, ends_ms: tuple[int, int]) -> bool:
    """Whether the host could take it out."""
    try:
        edits.add(episode_id, deed, *ends_ms, actor="hana")
    except EditRefused:
        return False
    return True


def undo_an_edit(episode_id: int) -> None:
    with suppress(EditRefused):
        edits.undo(episode_id)


def sweep(now: datetime) -> None:
    """What every minute does."""
    jobs.sweep(now)
    sweep_due.send(sender=None, now=now)


def is_being_made(episode_id: int) -> bool:
    return jobs.is_live(pipeline.PRODUCE, episode_id)


def deliver(episode_id: int, mixing: Callable[[], None] = nothing, since: int = 0) -> None:
    """The queue hands out an episode's tasks once more, all that came after `since`."""
    runs = Run.objects.filter(kind=pipeline.PRODUCE, subject_id=episode_id, pk__gt=since)
    for run_id in list(runs.order_by("pk").values_list("pk", flat=True)):
        jobs.perform(run_id, lambda beat: make(beat.subject_id, mixing))


def make(episode_id: int, mixing: Callable[[], None] = nothing) -> None:
    """What `feeds.production.produce` does, but for the sound; `mixing` is the long part of it."""
    episode = Episode.objects.select_related("show", "recording__room").get(pk=episode_id)
    if episode.stage not in (Stage.PRODUCING, Stage.PUBLISHED):
        return
    clearance = cleared(episode.recording)
    by_host = edited.stretches_of(episode)
    planned = plan_for(episode.recording, episode.show, clearance, by_host)
    sound = json.dumps(heard(episode.recording, planned)).encode()
    mixing()
    with transaction.atomic():
        pipeline.lock(episode.pk)
        master = _master(episode, clearance, planned)
        _enclosure(master, sound)
        pipeline.finish(episode.pk, master)


def heard(recording: Recording, planned: Planned) -> Heard:
    """What of each voice is left in the mix, counted from the plan by hand; under `KEPT` all of
    the recording's time that is heard as it was."""
    silent = [e.span for e in planned.plan.edits if e.treatment in LEAVES_OUT]
    found: Heard = {KEPT: _spans(subtract([Span(0, recording.duration_ms)], silent))}
    for segment in recording.segments.select_related("speaker").order_by("start_ms"):
        key = segment.speaker.key if segment.speaker else ""
        left = subtract([Span(segment.start_ms, segment.end_ms)], silent)
        found.setdefault(key, []).extend(_spans(left))
    return {key: spans for key, spans in found.items() if spans}


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start_ms, span.end_ms] for span in spans]


def _master(episode: Episode, clearance: Clearance, planned: Planned) -> Master:
    clock = {
        "recording_ms": planned.plan.duration_ms,
        "removed": _spans(plans.removed(planned.plan)),
        "lead_ms": plans.lead_ms(planned.plan),
    }
    titles = episode.chapters.values_list("title", flat=True)
    return Master.objects.create(
        episode=episode,
        clearance=clearance.fingerprint,
        plan={
            CLOCK: clock,
            WORDS: [episode.title, *titles],
            edited.EDITS: edited.packed(planned.by_host),
            edited.DIGEST: edited.digest_in(clearance, planned.by_host),
            "edit": {"plan": asdict(planned.plan), "heard": sorted(clearance.heard)},
        },
        plan_fingerprint=planned.fingerprint,
        duration_ms=plans.episode_ms(planned.plan),
        lufs=-16.0,
        true_peak_dbtp=-1.4,
    )


def _enclosure(master: Master, sound: bytes) -> Enclosure:
    """The object lies where the store would put it; forcing it to the disk is not tried here."""
    sha256 = hashlib.sha256(sound).hexdigest()
    key = key_of(sha256, "audio", ".mp3")
    place = Path(settings.OBJECTS) / key
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(sound)
    return Enclosure.objects.create(
        master=master,
        key=key,
        sha256=sha256,
        content_type="audio/mpeg",
        extension="mp3",
        bytes=len(sound),
    )


def sound_of(master: Master) -> Heard:
    """Who is heard in a finished file, as its bytes say."""
    found: Heard = json.loads(storage.read(master.enclosures.get().key))
    return found
