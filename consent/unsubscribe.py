"""No more mail: the page behind the link in every mail, and the one press of a mail program.

Looking changes nothing. The press (RFC 8058) comes from a mail server that has neither our cookie
nor our page, so exactly that one form is taken without them.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from consent import do_not_ask, tokens
from consent.models import AskLink, DoNotAsk
from consent.tokens import LinkGone

ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One press stops all mail of this site; on the page one can also stop one host's alone."""
    pressed = request.method == "POST" and dict(request.POST.lists()) == ONE_CLICK
    try:
        link = tokens.find(token, timezone.now(), AskLink.Purpose.UNSUBSCRIBE)
        answer = _stop(request, link, "site") if pressed else _page(request, link)
    except LinkGone as gone:
        answer = render(request, "consent/gone.html", status=gone.status)
    # With no-referrer alone a browser sends forms from the origin “null”, which is refused.
    answer["Referrer-Policy"] = "no-referrer, strict-origin"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@csrf_protect
def _page(request: HttpRequest, link: AskLink) -> HttpResponse:
    whose = request.POST.get("whose", "")
    if request.method == "POST" and whose in ("host", "site"):
        return _stop(request, link, whose)
    return render(request, "consent/unsubscribe.html", {"ask": link.ask})


def _stop(request: HttpRequest, link: AskLink, whose: str) -> HttpResponse:
    host = link.ask.speaker.recording.host if whose == "host" else None
    do_not_ask.add(link.ask.speaker, DoNotAsk.Why.UNSUBSCRIBED, host=host, now=timezone.now())
    told = {"ask": link.ask, "stopped": True, "host": host}
    return render(request, "consent/unsubscribe.html", told)
