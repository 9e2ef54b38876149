"""An episode's evidence bundle: what consent knows of its recording, what was made of it, and what
the gate said, in one zip that checks itself."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from consent import bundling
from consent.clearance import verdicts_for
from consent.evidence.bundle import bundled, readable
from feeds import addresses
from feeds.models import Clip, Episode, Master
from feeds.publication import verdict_of
from feeds.verdicts import about_file
from recordings.models import NotAPerson, Recording


def export(episode: Episode, *, by: User, now: datetime) -> bytes:
    """The bundle as a zip; that it was made is recorded first. Raises `NotProven` where the ledger
    does not prove it, `StorageFailed` where the anchors cannot be read."""
    with transaction.atomic():
        Recording.objects.all().lock(episode.recording_id)
        files = bundling.files_of(
            episode.recording, purpose=episode.show.use.purpose, by=by, now=now
        )
        files["episode.json"] = readable(_episode(episode, now))
        files["masters.json"] = readable([_master(one) for one in episode.masters.all()])
        files["clips.json"] = readable([_clip(one) for one in Clip.objects.filter(episode=episode)])
        files["gate.json"] = readable(_gate(episode, now))
    return bundled(files, title=f"{episode.show.title}: {episode.title}", site=settings.SITE_URL)


def file_name(episode: Episode) -> str:
    return f"evidence-{episode.show.slug}-{str(episode.uid)[:8]}.zip"


def _episode(episode: Episode, now: datetime) -> dict[str, Any]:
    recording = episode.recording
    return {
        "exported_at": _time(now),
        "title": episode.title,
        "guid": episode.guid,
        "page": addresses.page(episode),
        "stage": episode.stage,
        "published_at": _time(episode.published_at),
        "show": {"title": episode.show.title, "purpose": episode.show.use.purpose},
        "host": recording.host.name,
        "recording": {
            "id": str(recording.uid),
            "room": recording.room.title,
            "platform": recording.room.platform,
            "sha256": recording.sha256,
            "duration_ms": recording.duration_ms,
        },
        "speakers": [_speaker(speaker) for speaker in recording.speakers.all()],
        "not_a_person": [_not_a_person(one) for one in recording.not_persons.all()],
        "steps": [
            {
                "step": event.step,
                "before": event.before,
                "after": event.after,
                "at": _time(event.at),
            }
            for event in episode.events.all()
        ],
    }


def _not_a_person(one: NotAPerson) -> dict[str, Any]:
    """Somebody's word that a part is music or noise, for which nobody was asked."""
    return {
        "part_ms": [one.start_ms, one.end_ms],
        "said_by": one.by_id,
        "at": _time(one.at),
        "taken_back_by": one.undone_by_id,
        "taken_back_at": _time(one.undone_at),
    }


def _speaker(speaker: Any) -> dict[str, Any]:
    """`key` is what gate.json and masters.json call them."""
    spans = speaker.segments.values_list("start_ms", "end_ms")
    return {
        "key": speaker.pk,
        "id": str(speaker.uid),
        "name": speaker.display_name,
        "number": speaker.number,
        "parts_ms": [list(ends) for ends in spans],
    }


def _master(master: Master) -> dict[str, Any]:
    """Which voices and spans are in which file: the link between consent and bytes."""
    return {
        "made_at": _time(master.created_at),
        "clearance": master.clearance,
        "plan": master.plan,
        "duration_ms": master.duration_ms,
        "lufs": master.lufs,
        "true_peak_dbtp": master.true_peak_dbtp,
        "erased_at": _time(master.erased_at),
        "files": [
            {"sha256": file.sha256, "bytes": file.bytes, "type": file.content_type}
            for file in master.enclosures.all()
        ],
    }


def _clip(clip: Clip) -> dict[str, Any]:
    """Which voices and spans are in which file of a clip; `clearance` covers what it holds and
    shows."""
    return {
        "id": str(clip.uid),
        "title": clip.title,
        "part_ms": [clip.start_ms, clip.end_ms],
        "shape": clip.shape,
        "stage": clip.stage,
        "soundbite": clip.soundbite,
        "asked_for_at": _time(clip.created_at),
        "files": [
            {
                "made_at": _time(file.created_at),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "type": file.content_type,
                "duration_ms": file.duration_ms,
                "clearance": file.clearance,
                "manifest": file.manifest,
                "not_served_from": _time(file.fallen_at),
                "erased_at": _time(file.erased_at),
            }
            for file in clip.files.all()
        ],
    }


def _gate(episode: Episode, now: datetime) -> dict[str, Any]:
    """`recording` is what a fingerprint covers beside the verdict itself."""
    checks = episode.checks.select_related("master").prefetch_related("master__enclosures")
    recording, use = episode.recording, episode.show.use
    verdict = verdicts_for([(recording, use)], now)[recording.pk, use]
    if episode.master is not None:
        verdict = about_file(verdict, episode.master)
    return {
        "feed": use.purpose,
        "recording": {"recording": recording.pk, "duration_ms": recording.duration_ms},
        "now": {"at": _exact(now), **verdict_of(verdict)},
        "published": [
            {
                "at": _exact(check.at),
                "files": [file.sha256 for file in check.master.enclosures.all()]
                if check.master
                else [],
                **check.verdict,
            }
            for check in checks
        ],
    }


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _exact(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
