"""A show's feed, from its stored bytes; older ones are built anew before the answer."""

from datetime import datetime

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds import building
from feeds.reservation import HEADER, RESERVED, WHOLE_SITE
from feeds.rss import CONTENT_TYPE
from feeds.serving.encodings import takes_gzip
from recordings import answers
from recordings.answers import EVERYWHERE, Described

CACHE_CONTROL = "public, max-age=60"


@require_safe
def feed(request: HttpRequest, show_slug: str) -> HttpResponseBase:
    """Each encoding has a tag of its own, as it has bytes of its own."""
    compressed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    built = building.current(show_slug, compressed=compressed)
    if built is None:
        raise Http404
    more = {**EVERYWHERE, "Vary": "Accept-Encoding", "X-Robots-Tag": "index, nofollow"}
    more[HEADER] = RESERVED
    if compressed:
        more["Content-Encoding"] = "gzip"
    described = Described(
        content_type=CONTENT_TYPE,
        etag=f"{built.etag}-gzip" if compressed else built.etag,
        cache_control=CACHE_CONTROL,
        modified_at=_not_to_come(built.modified_at),
        more=more,
    )
    return answers.document(request, built.body, described)


@require_safe
def tdmrep(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(WHOLE_SITE, safe=False, headers={"Cache-Control": CACHE_CONTROL})


def _not_to_come(modified_at: datetime) -> datetime | None:
    """Several changes within a second put the date a little ahead of the clock; such a date must
    not be sent (RFC 9110, 8.8.2.1), and the tag is enough until then."""
    return modified_at if modified_at <= timezone.now() else None
