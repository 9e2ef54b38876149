"""Finds the host, recording or speaker that a person named on the command line."""

import uuid

from django.db.models import Q

from recordings.models import Host, Recording, Speaker


class NotFound(Exception):
    """Nothing, or more than one thing, has that name; `str(error)` is a sentence."""

    permanent = True


def find_host(text: str) -> Host:
    """The host with that slug."""
    host = Host.objects.filter(slug=text).first()
    if host is None:
        raise NotFound(f"There is no host “{text}”. Create it with create_host.")
    return host


def find_recording(text: str) -> Recording:
    """The recording with that id, which is its uid or its number in the database."""
    wanted = Q(pk=int(text)) if _is_number(text) else Q(uid=_uid(text))
    recording = Recording.objects.select_related("room", "host").filter(wanted).first()
    if recording is None:
        raise NotFound(f"There is no recording “{text}”. Use the id that import_room printed.")
    return recording


def find_speaker(recording: Recording, text: str) -> Speaker:
    """The speaker whom `text` names: our uid, the source's key or id, or the handle."""
    speakers = list(recording.speakers.all())
    for names in (_ids, _handles):
        found = [speaker for speaker in speakers if text.casefold() in names(speaker)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(str(speaker.uid) for speaker in found)
            raise NotFound(f"“{text}” is the name of {len(found)} speakers. Use an id: {ids}.")
    known = ", ".join(f"{speaker.display_name} ({speaker.uid})" for speaker in speakers)
    raise NotFound(f"Nobody called “{text}” speaks in “{recording}”. Known: {known or 'nobody'}.")


def _ids(speaker: Speaker) -> set[str]:
    ids = {str(speaker.uid), speaker.uid.hex, speaker.key, *map(str, speaker.external_ids.values())}
    return {name.casefold() for name in ids}


def _handles(speaker: Speaker) -> set[str]:
    handle = speaker.handle.removeprefix("@").casefold()
    return {handle, f"@{handle}"} if handle else set()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
