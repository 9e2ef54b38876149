"""No more mail: the page behind the link in every mail, and the one press of a mail program.

Looking changes nothing. The press (RFC 8058) comes from a mail server that has neither our cookie
nor our page, so exactly that one form is taken without them.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from consent import do_not_ask, reading, texts, tokens, wordings
from consent.models import AskLink, DoNotAsk
from consent.reading import Reader
from consent.tokens import LinkGone
from recordings.models import Host

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
        answer = reading.gone(request, gone.status)
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
    return _shown(request, link)


def _stop(request: HttpRequest, link: AskLink, whose: str) -> HttpResponse:
    host = link.ask.speaker.recording.host if whose == "host" else None
    do_not_ask.add(link.ask.speaker, DoNotAsk.Why.UNSUBSCRIBED, host=host, now=timezone.now())
    return _shown(request, link, stopped=True, host=host)


def _shown(
    request: HttpRequest, link: AskLink, *, stopped: bool = False, host: Host | None = None
) -> HttpResponse:
    ask = link.ask
    language = Reader.of(request).reads(texts.NAMES, ask.wording.language)
    places = {
        "room": wordings.room_text(ask, language),
        "host": str(ask.speaker.recording.host),
        "site": str(settings.SITE_NAME),
    }
    told = {
        "words": wordings.around(language, wordings.places_of(ask) | places),
        "languages": reading.others(texts.NAMES, language),
        "stopped": stopped,
        "host": host,
    }
    with translation.override(language):
        return render(request, "consent/unsubscribe.html", told)
