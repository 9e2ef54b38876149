"""A clip's sound and video: the Clearance of the clip is asked with each request."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from feeds.clip_standing import find_clip
from feeds.clip_verdicts import clip_verdict
from feeds.models import Clip, ClipFile
from feeds.serving.audio import answer_with_file
from feeds.serving.gate import gone, of_episode
from feeds.standing import Gone, Standing
from recordings.answers import EVERYWHERE, NEVER, REVALIDATE
from recordings.models import Host


@of_episode
def clip_file(
    request: HttpRequest, found: Standing, clip_uid: UUID, ending: str
) -> HttpResponseBase:
    try:
        one = find_clip(found, clip_uid)
    except Gone:
        return gone()
    file = one.files.get(ending) if one else None
    if one is None or file is None:
        raise Http404
    return answer_with_file(request, file, name_of(one.clip, file), REVALIDATE, EVERYWHERE)


@require_safe
def clip_preview(
    request: HttpRequest, show_slug: str, episode_uid: UUID, clip_uid: UUID, ending: str
) -> HttpResponseBase:
    """A clip for those who work for its host, before its episode is out; under its Clearance all
    the same."""
    mine = Clip.objects.kept().filter(
        uid=clip_uid,
        episode__uid=episode_uid,
        episode__show__slug=show_slug,
        episode__show__host__in=Host.objects.of(request.user),
    )
    clip = mine.select_related("episode__show", "episode__recording", "episode__master").first()
    if clip is None:
        raise Http404
    verdict = clip_verdict(clip)
    files = clip.files.filter(extension=ending, fallen_at=None).order_by("-pk")
    file = next((file for file in files if verdict.covers(file)), None)
    if file is None:
        raise Http404
    return answer_with_file(request, file, name_of(clip, file), NEVER, {})


def name_of(clip: Clip, file: ClipFile) -> str:
    """What a saved copy is called: the show and the place, without names from a title."""
    number = f"-{clip.episode.number}" if clip.episode.number else ""
    return f"{clip.episode.show.slug}{number}-clip-{clip.start_ms // 1000}.{file.extension}"
