"""What a member may open: a foreign recording, episode or show is not there at all. What only
owners decide about says to an editor who can."""

import uuid

from django.shortcuts import get_object_or_404

from feeds.models import Episode, Show
from recordings.members import MemberRequest, check_owner
from recordings.models import Host, Recording, Speaker

PUBLISH = "publish an episode or take it back"
CHANGE_SHOW = "change this show"
NAME_SHOW = "name a new show"


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


def episode_to_publish(request: MemberRequest, uid: uuid.UUID) -> Episode:
    """An episode that the member may put out and take back."""
    episode = episode_of(request, uid)
    check_owner(request.user, episode.show.host, PUBLISH)
    return episode


def show_to_change(request: MemberRequest, slug: str) -> Show:
    show = show_of(request, slug)
    check_owner(request.user, show.host, CHANGE_SHOW)
    return show


def show_of(request: MemberRequest, slug: str) -> Show:
    return get_object_or_404(Show.objects.of(request.user).select_related("host"), slug=slug)
