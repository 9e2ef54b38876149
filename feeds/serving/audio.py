"""An episode's sound: real byte ranges from the disk, a redirect where a bucket keeps it."""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from feeds.models import ClipFile, Enclosure, Episode
from feeds.serving.gate import of_episode
from feeds.standing import Standing
from recordings import answers, storage
from recordings.answers import EVERYWHERE, NEVER, REVALIDATE, Described
from recordings.models import Host

log = logging.getLogger(__name__)


@of_episode
def audio(request: HttpRequest, found: Standing) -> HttpResponseBase:
    """A cut behind the same address changes bytes, length and tag; nothing else."""
    return answer_with(request, found.episode, found.master.file, REVALIDATE, EVERYWHERE)


@of_episode
def alternate(request: HttpRequest, found: Standing, ending: str) -> HttpResponseBase:
    """The same sound in another format, where its file has one."""
    return _ending_so(request, found, found.master.alternates, ending)


@of_episode
def enclosure(request: HttpRequest, found: Standing, ending: str) -> HttpResponseBase:
    """The same files as feeds point to them: each under a name of its own, for apps that keep what
    they fetch under the last part of its address."""
    return _ending_so(request, found, found.master.enclosures.all(), ending)


def _ending_so(
    request: HttpRequest, found: Standing, files: Iterable[Enclosure], ending: str
) -> HttpResponseBase:
    file = next((one for one in files if one.extension == ending), None)
    return answer_with(request, found.episode, file, REVALIDATE, EVERYWHERE)


@require_safe
def preview_audio(request: HttpRequest, show_slug: str, episode_uid: UUID) -> HttpResponseBase:
    """The finished sound for those who work for its host, whatever its stage."""
    episode = (
        Episode.objects.filter(
            show__slug=show_slug,
            uid=episode_uid,
            show__host__in=Host.objects.of(request.user),
            master__isnull=False,
        )
        .select_related("show", "master")
        .first()
    )
    if episode is None or episode.master is None:
        raise Http404
    return answer_with(request, episode, episode.master.file, NEVER, {})


def answer_with(
    request: HttpRequest,
    episode: Episode,
    file: Enclosure | None,
    cache_control: str,
    more: dict[str, str],
) -> HttpResponseBase:
    """A file of an episode, whoever may have it; the caller has asked that."""
    if file is None:
        raise Http404
    return answer_with_file(request, file, file_name(episode, file), cache_control, more)


def answer_with_file(
    request: HttpRequest,
    file: Enclosure | ClipFile,
    name: str,
    cache_control: str,
    more: dict[str, str],
) -> HttpResponseBase:
    """A finished file, whoever may have it; the caller has asked that."""
    described = Described(
        content_type=file.content_type,
        etag=file.sha256,
        cache_control=cache_control,
        modified_at=_made_at(file),
        more={"Content-Disposition": f'inline; filename="{name}"', **more},
    )
    path = storage.local_path(file.key)
    if path is None:
        return _elsewhere(request, file, name, described)
    try:
        return answers.file(request, path, described)
    except FileNotFoundError:
        log.exception("The file of %s %s is not there", type(file).__name__, file.pk)
        return HttpResponse(status=503, headers={"Retry-After": "600", "Cache-Control": "no-store"})


def _made_at(file: Enclosure | ClipFile) -> datetime:
    return file.created_at if isinstance(file, ClipFile) else file.master.created_at


def _elsewhere(
    request: HttpRequest, file: Enclosure | ClipFile, name: str, described: Described
) -> HttpResponseBase:
    """A bucket's signed address holds for GET only, so HEAD is answered here."""
    if request.method == "HEAD":
        return answers.head(request, file.bytes, described)
    address = storage.signed_url(file.key, content_type=file.content_type, filename=name)
    headers = {"Cache-Control": "no-store", **(described.more or {})}
    return HttpResponseRedirect(str(address), headers=headers)


def file_name(episode: Episode, file: Enclosure) -> str:
    """What a saved copy is called, in ASCII: show and number, without names from a title."""
    parts = [episode.show.slug, str(episode.number) if episode.number else ""]
    whole = slugify("-".join(part for part in parts if part)) or "episode"
    return f"{whole}.{file.extension.lstrip('.') or 'mp3'}"
