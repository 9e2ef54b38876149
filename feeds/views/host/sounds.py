"""What a host listens to on their own pages: one voice alone, one part, the show's music."""

import logging
import uuid
from collections.abc import Callable

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consent import voice
from feeds.models import Music
from feeds.music import piece_of
from feeds.views.host.tenancy import recording_of, show_of, speaker_of
from recordings import answers, hearing, storage
from recordings.answers import NEVER, Described
from recordings.audio.errors import AudioError
from recordings.hearing import HeardFile
from recordings.members import MemberRequest, for_members
from recordings.models import Speaker
from recordings.storage import ObjectMissing

log = logging.getLogger(__name__)


@require_safe
@for_members
def voice_sound(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    """One voice's parts, one after the other; without a voice, speech that is nobody's."""
    recording = recording_of(request, uid)
    uid_of_voice = request.GET.get("voice", "")
    if not uid_of_voice:
        return answer_with(request, lambda: hearing.unclaimed_sound(recording))
    try:
        speaker = speaker_of(recording, uuid.UUID(uid_of_voice))
    except ValueError:
        raise Http404 from None
    if voice.is_closed(speaker):
        return _closed(request, speaker)
    return answer_with(request, lambda: hearing.voice_sound(recording, speaker))


@require_safe
@for_members
def part_sound(request: MemberRequest, uid: uuid.UUID, part: int) -> HttpResponseBase:
    recording = recording_of(request, uid)
    segment = get_object_or_404(recording.segments.select_related("speaker"), pk=part)
    if segment.speaker is not None and voice.is_closed(segment.speaker):
        return _closed(request, segment.speaker)
    return answer_with(request, lambda: hearing.part_sound(recording, segment))


def _closed(request: MemberRequest, speaker: Speaker) -> HttpResponseBase:
    """Whose voice may not be heard is not played to their host either."""
    return render(request, "host/closed.html", {"speaker": speaker}, status=410)


def answer_with(request: MemberRequest, made: Callable[[], HeardFile | None]) -> HttpResponseBase:
    """404 also where the sound cannot be made: the page then says that it did not arrive."""
    try:
        heard = made()
    except (AudioError, ObjectMissing):
        log.exception("A part could not be made to listen to")
        heard = None
    if heard is None:
        raise Http404
    described = Described(content_type=heard.content_type, etag=heard.key, cache_control=NEVER)
    with storage.local_copy(heard.key) as path:
        return answers.file(request, path, described)


@require_safe
@for_members
def music_sound(request: MemberRequest, slug: str, place: str) -> HttpResponseBase:
    """What a show plays before or after its episodes."""
    show = show_of(request, slug)
    if place not in Music.Place.values:
        raise Http404
    piece = piece_of(show, Music.Place(place))
    if piece is None:
        raise Http404
    described = Described(content_type="audio/flac", etag=piece.sha256, cache_control=NEVER)
    with storage.local_copy(piece.key) as path:
        return answers.file(request, path, described)
