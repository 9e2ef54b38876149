"""The certificate of a withdrawal as a file, at the speaker's own link."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from consent import afterwards
from consent.tokens import LinkGone
from consent.views import at_link
from consent.visit import Visit


@require_safe
@at_link
def certificate(_request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What was done about the latest withdrawal, as a file."""
    told = afterwards.latest_certificate(visit.speaker)
    if told is None:
        raise LinkGone(404)
    answer = JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="certificate-{told["receipt"]}.json"'
    return answer
