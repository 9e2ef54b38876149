"""A story for tests of feeds: Hana's show, a recording of three voices as rows, answers, a master.

No audio is made here: what is heard is tested where it is made.
"""

import uuid
from datetime import UTC, datetime

from consent.clearance import clearance_for
from consent.record import record
from consent.scopes import Decision, Method, Scope
from feeds import episodes
from feeds.models import Enclosure, Episode, Master, Show
from feeds.shows import create_show
from recordings.hosts import create_host
from recordings.models import Cue, Host, Recording, Room, Segment, Speaker

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LENGTH_MS = 60_000
FIVE = (Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT, Scope.CLIPS, Scope.COMMERCIAL)
ALL_YES = dict.fromkeys(FIVE, Decision.GRANTED)


def host(slug: str = "hana") -> Host:
    return create_host(slug=slug, name=slug.title(), email=f"{slug}@example.org")


def show(owner: Host, slug: str = "open-table") -> Show:
    return create_show(owner, slug=slug, title="Open Table", description="Talks about a city.")


def recording(owner: Host, title: str = "Who owns a city’s water?") -> Recording:
    """Hana from 0 to 20 s, Sami to 40 s, Noor to 60 s, each with one cue."""
    room = Room.objects.create(
        host=owner, platform="discord", external_id=str(uuid.uuid4()), title=title, started_at=NOW
    )
    made = Recording.objects.create(
        host=owner, room=room, source="sidecar", sha256=uuid.uuid4().hex * 2, duration_ms=LENGTH_MS
    )
    people = (("hana", "Hana Osei"), ("sami", "Sami Haddad"), ("noor", "Noor Ali"))
    for number, (key, name) in enumerate(people, 1):
        _person(made, number, key, name)
    return made


def _person(made: Recording, number: int, key: str, name: str) -> None:
    speaker = Speaker.objects.create(
        recording=made,
        key=key,
        name=name,
        handle=f"{key}_handle",
        role="host" if number == 1 else "speaker",
        number=number,
    )
    start, end = (number - 1) * 20_000, number * 20_000
    where = {"recording": made, "speaker": speaker, "start_ms": start, "end_ms": end}
    Segment.objects.create(**where, method="stated")
    Cue.objects.create(**where, text=f"{key} speaks of water.")


def says(made: Recording, key: str, decisions: dict[Scope, Decision], now: datetime = NOW) -> None:
    """A speaker's word, attested by a signed form."""
    record(
        made.speakers.get(key=key),
        decisions,
        method=Method.ATTESTED,
        actor="ada",
        now=now,
        evidence="a signed form",
    )


def everyone_agrees(made: Recording) -> None:
    for speaker in made.speakers.all():
        says(made, speaker.key, ALL_YES)


def draft(made: Recording, of: Show) -> Episode:
    return episodes.draft_for(made, of)


def master(episode: Episode) -> Master:
    """A finished mix under the Clearance of this moment, without sound behind it."""
    made = Master.objects.create(
        episode=episode,
        clearance=clearance_for(episode.recording).fingerprint,
        plan={"clock": {"recording_ms": LENGTH_MS, "removed": [], "lead_ms": 0}},
        plan_fingerprint=uuid.uuid4().hex * 2,
        duration_ms=LENGTH_MS,
        lufs=-16.0,
        true_peak_dbtp=-1.4,
    )
    Enclosure.objects.create(
        master=made,
        key=f"audio/aa/{uuid.uuid4().hex * 2}.mp3",
        sha256=uuid.uuid4().hex * 2,
        content_type="audio/mpeg",
        extension="mp3",
        bytes=1000,
    )
    return made
