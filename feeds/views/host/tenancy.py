"""What a member may open: a foreign recording, episode or show is not there at all."""

import uuid

from django.shortcuts import get_object_or_404

from feeds.models import Episode, Show
from recordings.members import MemberRequest
from recordings.models import Host, Recording, Speaker


def recording_of(request: MemberRequest, uid: uuid.UUID) -> Recording:
    mine = Recording.objects.filter(host__in=Host.objects.of(request.user))
    return get_object_or_404(mine.select_related("host", "room"), uid=uid)


def speaker_of(recording: Recording, uid: uuid.UUID) -> Speaker:
    speaker = get_object_or_404(recording.speakers, uid=uid)
    speaker.recording = recording
    return speaker


def episode_of(request: MemberRequest, uid: uuid.UUID) -> Episode:
    mine = Episode.objects.filter(show__host__in=Host.objects.of(request.user))
    rows = mine.select_related("show__host", "recording__room", "recording__host", "master")
    return get_object_or_404(rows, uid=uid)


def show_of(request: MemberRequest, slug: str) -> Show:
    return get_object_or_404(Show.objects.of(request.user).select_related("host"), slug=slug)
