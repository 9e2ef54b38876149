"""In which language a request is read, and what a link that leads nowhere shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from consent import languages, texts, traces

UNKNOWN, MISSES, WITHIN_SECONDS = 404, 10, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a browser tells of its person's languages: chosen on the page, and its header."""

    chosen: str = ""
    accepts: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Reader":
        accepts = request.headers.get("Accept-Language", "")
        return cls(chosen=request.GET.get("lang", ""), accepts=accepts)

    def reads(self, offered: Iterable[str], otherwise: str) -> str:
        """Of what is offered: chosen on the page, else the browser's, else `otherwise`."""
        offered = tuple(offered)
        if self.chosen in offered:
            return self.chosen
        return languages.read_by(self.accepts, offered, otherwise)


def others(offered: Iterable[str], now: str, **carried: str) -> list[dict[str, str]]:
    """The other languages of a page, each with where the same page is in it. What is `carried`
    stays in its address."""
    carried = {name: text for name, text in carried.items() if text}
    return [
        {
            "code": code,
            "name": texts.NAMES.get(code, code),
            "href": f"?{urlencode(carried | {'lang': code})}",
        }
        for code in offered
        if code != now
    ]


def gone(request: HttpRequest, status: int) -> HttpResponse:
    """The same page for every link that leads nowhere, whatever it once was. Who tries one unknown
    link after another is asked to wait; links that lead somewhere open for them all the same,
    since many people may share an address."""
    language = Reader.of(request).reads(texts.NAMES, texts.DEFAULT)
    words = texts.AROUND[language]
    late = status == UNKNOWN and traces.too_many(
        request.META, "unknown-link", MISSES, WITHIN_SECONDS, timezone.now()
    )
    told = {"words": words, "languages": others(texts.NAMES, language), "late": late}
    with translation.override(language):
        return render(request, "consent/gone.html", told, status=429 if late else status)
