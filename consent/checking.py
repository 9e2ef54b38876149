"""Checking a receipt by its number: whether it was issued here and stands unaltered.

Anybody may ask. Nobody learns whose it is or what was said; looking changes nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from consent import languages, reading, texts, traces, verify, wordings
from consent.reading import Reader
from consent.verify import Checked

TRIES, WITHIN_SECONDS = 20, 60
MOST = 40


@require_safe
def check_receipt(request: HttpRequest) -> HttpResponse:
    """A form with one field, and the answer below it."""
    language = Reader.of(request).reads(texts.NAMES, texts.DEFAULT)
    number = request.GET.get("number", "")[:MOST].strip()
    late = bool(number) and traces.too_many(
        request.META, "check-receipt", TRIES, WITHIN_SECONDS, timezone.now()
    )
    told = {
        "words": texts.AROUND[language],
        "languages": reading.others(texts.NAMES, language, number=number),
        "lang": request.GET.get("lang", "") if request.GET.get("lang") in texts.NAMES else "",
        "number": number,
        "found": _told(verify.receipt(number), language) if number and not late else None,
        "late": late,
    }
    with translation.override(language):
        answer = render(request, "consent/check_receipt.html", told, status=429 if late else 200)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _told(found: Checked | None, language: str) -> dict[str, str]:
    words = texts.AROUND[language]
    if found is None:
        return {"title": words["verify_none"], "about": words["verify_none_about"]}
    if not found.stands:
        return {"title": words["verify_bad"], "about": words["verify_bad_about"], "bad": "yes"}
    day = languages.long_day(found.at, language)
    return {
        "title": texts.filled(words["verify_good"], {"day": day}),
        "about": wordings.counted(words, "verify_lines", found.lines),
        "good": "yes",
    }
