"""The certificate of a withdrawal as a file, at the speaker's own link: JSON, and on paper."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from consent import afterwards, languages, paper, wordings
from consent.models import Withdrawal
from consent.receipts import number
from consent.tokens import LinkGone
from consent.views import at_link
from consent.visit import Visit
from recordings.words import duration


@require_safe
@at_link
def certificate(_request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What was done about the latest withdrawal, as a file."""
    told = afterwards.latest_certificate(visit.speaker)
    if told is None:
        raise LinkGone(404)
    answer = JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})
    return _saved(answer, f"certificate-{told['receipt']}.json")


@require_safe
@at_link
def certificate_pdf(_request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The same in the speaker's language, with the hashes of what went and what is there now."""
    row = afterwards.latest(visit.speaker)
    if row is None:
        raise LinkGone(404)
    words = {**visit.words, **wordings.withdrawal_words(visit.ask, visit.language)}
    at = row.done_at or row.requested_at
    texts = {
        words["certificate_files"]: "\n".join(_done(visit, row.certificate)),
        words["certificate_recall_title"]: words["certificate_recall"],
    }
    if row.mode in afterwards.OF_THE_VOICE:
        texts[words["certificate_stays"]] = words["withdraw_original"]
    title, facts = words["certificate_title"], _facts(visit, row)
    file = paper.pdf(title, facts, texts, language=visit.language, at=at)
    answer = HttpResponse(file, content_type="application/pdf")
    return _saved(answer, f"certificate-{number(row.receipt)}.pdf")


def _saved(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _facts(visit: Visit, row: Withdrawal) -> list[tuple[str, str]]:
    """What was taken back and when, and where the receipt of it can be checked."""
    words, language = visit.words, visit.language
    done = languages.long_moment(row.done_at, language) if row.done_at else ""
    due = visit.say("certificate_due", day=languages.long_moment(row.due_at, language))
    check = f"{settings.SITE_URL}{reverse('consent:check_receipt')}?number={number(row.receipt)}"
    return [
        (words["receipt"], number(row.receipt)),
        (words["certificate_taken"], ", ".join(words[f"short_{scope}"] for scope in row.scopes)),
        (words["certificate_wanted"], words[f"certificate_{row.mode}"]),
        (words["certificate_asked"], languages.long_moment(row.requested_at, language)),
        (words["certificate_when"], done or due),
        (words["room"], visit.room_text),
        (words["show"], visit.show_text),
        (words["verify_link"], check),
        (words["me_title"], f"{settings.SITE_URL}{reverse('feeds:me')}"),
    ]


def _done(visit: Visit, certificate: Mapping[str, Any]) -> Iterable[str]:
    """Line by line what became of the files of each episode."""
    told: list[dict[str, Any]] = list(certificate.get("episodes", ()))
    gone = [file for episode in told for file in episode.get("erased", ())]
    yield from (_erased(visit, file) for file in gone)
    if not gone:
        yield visit.words["certificate_kept"]
    if certificate.get("copies_erased"):
        yield visit.words["certificate_copies"]
    for episode in told:
        now_there = episode.get("file_now")
        along_ms = int(episode.get("also_silent_ms") or 0)
        if along_ms:
            yield visit.say("certificate_along", time=duration(along_ms))
        if now_there:
            yield visit.say("certificate_now", hash=str(now_there))
    if not any(episode.get("file_now") for episode in told):
        yield visit.words["certificate_no_file"]


def _erased(visit: Visit, file: dict[str, Any]) -> str:
    at = languages.long_moment(datetime.fromisoformat(str(file["at"])), visit.language)
    return visit.say(
        "certificate_erased", day=at, count=str(file["bytes"]), hash=str(file["sha256"])
    )
