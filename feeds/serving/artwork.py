"""A show's pictures, by the hash in their address: the bytes behind one never change."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from feeds.addresses import COVER_ENDINGS, HASH_LENGTH
from feeds.models import Artwork
from recordings import answers, storage
from recordings.answers import EVERYWHERE, FOR_EVER, Described

_TYPES = {ending: kind for kind, ending in COVER_ENDINGS.items()}


@require_safe
def artwork(request: HttpRequest, show_slug: str, sha: str, ending: str) -> HttpResponseBase:
    """Older pictures stay: apps ask for them long after there is a newer one."""
    picture = Artwork.objects.filter(
        show__slug=show_slug, sha256__startswith=sha, content_type=_TYPES.get(ending, "")
    ).first()
    if picture is None or len(sha) != HASH_LENGTH:
        raise Http404
    described = Described(
        content_type=picture.content_type,
        etag=picture.sha256,
        cache_control=FOR_EVER,
        modified_at=picture.created_at,
        more=EVERYWHERE,
    )
    return answers.document(request, storage.read(picture.key), described)
