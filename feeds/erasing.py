"""Erasing finished files that hold what was taken back, and saying what was done.

Whatever a page or a feed shows is gone with the withdrawal's own commit; here go the bytes. Each
run does what is left, so it may be interrupted and repeated.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from consent import afterwards, voice
from consent.afterwards import Open
from consent.policy import Clearance
from consent.scopes import Mode
from feeds import files, publication, shelves
from feeds.lifecycle import Stage
from feeds.models import ClipFile, Enclosure, Episode, Master
from feeds.overlaps import also_silent
from feeds.verdicts import verdict
from recordings.models import Recording
from recordings.spans import total_ms
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)


def sweep(now: datetime) -> None:
    """Carry out every withdrawal as far as it can be, and erase clips that have fallen for any
    reason; one that fails keeps no other waiting."""
    for one in afterwards.open_ones():
        try:
            carry_out(one, now)
        except StorageFailed as error:
            log.warning("Withdrawal %s has to wait: %s", one.receipt, error)
    for pk in set(files.fallen().values_list("clip__episode__recording", flat=True)):
        try:
            files.erase_fallen(pk, now)
        except StorageFailed as error:
            log.warning("Clips of recording %s have to wait: %s", pk, error)


def carry_out(one: Open, now: datetime) -> bool:
    """Erase the files that hold what was taken back, and the copies made to listen to; whether all
    is done. Raises `StorageFailed`.

    Locked like a publish: a file that is being finished at this moment is not missed.
    """
    with transaction.atomic():
        recording = Recording.objects.all().lock(one.recording_id)
        episodes = list(recording.episodes.select_related("show__host").order_by("pk"))
        for episode in episodes:
            episode.recording = recording
            _erase(episode, list(_holding(episode, one)), now)
        files.erase_fallen(one.recording_id, now)
        if any(episode.stage == Stage.PRODUCING for episode in episodes):
            return False
        for episode in episodes:
            shelves.settle(episode.pk, episode)
        of_voice = one.mode in afterwards.OF_THE_VOICE and not one.is_over("")
        if of_voice:
            voice.erase_copies(one.speaker)
        told = {"episodes": [_told(e, one) for e in episodes], "copies_erased": of_voice}
        afterwards.done(one.receipt, told, now)
        return True


def _holding(episode: Episode, one: Open) -> Iterator[Master]:
    """Finished files with the voice in them, or with the name in their tags."""
    if one.mode == Mode.USES or one.is_over(episode.show.use.purpose):
        return
    clearance = verdict(episode)
    for master in Master.objects.filter(episode=episode, erased_at=None):
        if _is_out(episode, master, clearance):
            continue
        if one.mode == Mode.NAME:
            gone = publication.names_in_file(master, episode.recording, clearance)
        else:
            gone = one.speaker.pk in _heard(master, one)
        if gone:
            yield master


def _is_out(episode: Episode, master: Master, clearance: Clearance) -> bool:
    """What may be heard now is no file to erase."""
    return (
        episode.master_id == master.pk
        and clearance.allowed
        and publication.still_stands(master, episode.recording, clearance)
    )


def _heard(master: Master, one: Open) -> Iterable[int]:
    """Whom a file holds, by its own manifest; one without may hold anybody."""
    heard: list[int] = master.plan.get("edit", {}).get("heard", [one.speaker.pk])
    return heard


def _erase(episode: Episode, masters: list[Master], now: datetime) -> None:
    """The rows first, then the objects that no other row needs."""
    if not masters:
        return
    ids = [master.pk for master in masters]
    Episode.objects.filter(pk=episode.pk, master__in=ids).update(master=None)
    if episode.master_id in ids:
        episode.master = None
    Master.objects.filter(pk__in=ids).update(erased_at=now)
    keys = set(Enclosure.objects.filter(master__in=ids).values_list("key", flat=True))
    keys |= {master.peaks_key for master in masters if master.peaks_key}
    files.drop(keys)


def _also_silent(episode: Episode, one: Open) -> int:
    """Milliseconds of others that went along, their voices being in one mix. It names nobody."""
    found = also_silent(episode.recording, verdict(episode), one.speaker.pk)
    return total_ms(overlap.span for overlap in found)


def _told(episode: Episode, one: Open) -> dict[str, Any]:
    """For the certificate: hashes of the files that went and of the one that is there now."""
    gone = Enclosure.objects.filter(
        master__episode=episode, master__erased_at__gte=one.requested_at
    ).select_related("master")
    clips = ClipFile.objects.filter(
        clip__episode=episode, erased_at__isnull=False, fallen_at__gte=one.requested_at
    )
    now_there = episode.master.file if episode.master else None
    return {
        "guid": episode.guid,
        "is_out": episode.stage == Stage.PUBLISHED,
        "erased": [
            *(_erased(file, file.master.erased_at) for file in gone),
            *(_erased(file, file.erased_at) for file in clips if one.speaker.pk in file.heard),
        ],
        "also_silent_ms": _also_silent(episode, one),
        "file_now": now_there.sha256 if now_there else None,
    }


def _erased(file: Enclosure | ClipFile, at: datetime | None) -> dict[str, Any]:
    return {"sha256": file.sha256, "bytes": file.bytes, "at": str(at)}
