"""The speaker's pages: read a request, call one verb, show a page.

GET and HEAD change nothing, whoever opens the link first: mail scanners and previews do. An
answer counts when its form is sent from the last page.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from consent import (
    listed,
    listening,
    paper,
    parts,
    reading,
    receipts,
    steps,
    traces,
    wordings,
)
from consent.ledger import sha256
from consent.models import Ask, Wording
from consent.own_hand import check_own_hand
from consent.reading import Reader
from consent.record import NotRecorded, dispute
from consent.scopes import Decision, Method, Mode, Scope
from consent.steps import NO, YES, Chosen
from consent.terms import NONE, Terms
from consent.tokens import LinkGone
from consent.visit import Visit
from consent.withdrawal import answered
from recordings import answers, storage
from recordings.answers import NEVER, Described
from recordings.audio.errors import AudioError
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)

Page = Callable[[HttpRequest, Visit], HttpResponseBase]

# With no-referrer alone a browser sends forms from the origin “null”, which Django's CSRF check
# refuses. strict-origin tells other pages at most the site's name; browsers that do not know the
# word fall back to the first one.
REFERRER = "no-referrer, strict-origin"


def at_link(page: Page) -> Callable[..., HttpResponseBase]:
    """A page below a personal link: found by its token, kept out of caches and search engines."""

    @wraps(page)
    def found(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
            visit = Visit.at(token, timezone.now(), Reader.of(request), cookie)
            with translation.override(visit.language):
                answer = page(request, visit)
        except LinkGone as gone:
            answer = reading.gone(request, gone.status)
        except NotRecorded as refused:
            told = {"visit": visit, "words": visit.words, "sentence": str(refused)}
            answer = render(request, "consent/refused.html", told, status=409)
        return private(answer)

    return found


def private(answer: HttpResponseBase) -> HttpResponseBase:
    """What lies below a secret address is for nobody else: no cache, no search, no Referer."""
    answer["Referrer-Policy"] = REFERRER
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@require_safe
@at_link
def page(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What the link opens: the question, and once it is answered the receipt."""
    if visit.stands.disputed:
        return show(request, "disputed", visit)
    if visit.in_advance is not None:
        return to(visit, "in_advance")
    if visit.ask.answered_at is None or visit.receipt is None:
        return _question(request, visit, {})
    told = {
        "answers": listed.standing(visit),
        "recorded": listed.recorded(visit),
        "taken": listed.taken_back(visit),
        "limits": listed.limits(visit),
        "not_asked": listed.not_asked(visit),
        "conditions": listed.conditions_of(visit, visit.conditions),
        "wishes": parts.wished(visit) if visit.agrees else [],
    }
    return show(request, "receipt", visit, told)


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def answer(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The first page: the voice, yes or no."""
    if visit.stands.disputed:
        return to(visit, "page")
    if request.method != "POST":
        return _question(request, visit, _carried(request, visit))
    _opened(visit)
    chosen = _carried(request, visit) | steps.chosen_in(request.POST, [Scope.PUBLISH])
    if Scope.PUBLISH not in steps.chosen_in(request.POST, [Scope.PUBLISH]):
        return _question(request, visit, {}, wrong=True)
    if chosen[Scope.PUBLISH] == NO:
        return go(request, visit, "check", {Scope.PUBLISH: NO})
    under = _terms(request, visit)
    under = under if under != NONE else visit.conditions
    return go(request, visit, "choices" if visit.optional else "check", chosen, under)


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def choices(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The second page: each other use, yes or no."""
    carried = _carried(request, visit)
    if carried.get(Scope.PUBLISH) != YES or visit.stands.disputed:
        return to(visit, "answer")
    if request.method != "POST":
        return _choices(request, visit, carried, _terms(request, visit))
    chosen = {Scope.PUBLISH: YES} | steps.chosen_in(request.POST, visit.optional)
    missing = [scope for scope in visit.optional if scope not in chosen]
    until_wrong = False
    try:
        under = steps.terms_in(request.POST, timezone.localtime(visit.now))
    except ValueError:
        under, until_wrong = steps.terms_in(request.POST.dict() | {"until": ""}, visit.now), True
    if missing or until_wrong:
        return _choices(request, visit, chosen, under, missing, until_wrong=until_wrong)
    return go(request, visit, "check", chosen, under)


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def check(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The last page: all answers in one view, and the button that makes them count."""
    chosen = _carried(request, visit)
    if not _complete(chosen, visit) or visit.stands.disputed:
        return to(visit, "answer")
    yes = chosen[Scope.PUBLISH] == YES
    under = _terms(request, visit) if yes else NONE
    shown = wordings.shown_text(
        visit.ask,
        visit.spans,
        choices=yes,
        conditions=under != NONE,
        cut=parts.sentence(visit) if yes else "",
        wording=visit.wording,
    )
    changed = request.method == "POST" and request.POST.get("shown") != sha256(shown)
    if request.method != "POST" or changed:
        told = {
            "chosen": listed.chosen(visit, chosen, under),
            "packed": _packed(request, visit, chosen, under),
            "shown": sha256(shown),
            "changed": changed,
        }
        return show(request, "check", visit, told)
    say(request, visit, steps.decisions(chosen, visit.standings), shown, under=under)
    return to(visit, "page")


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Take back all or part: one page, one button, in force with its own commit."""
    offered = visit.granted
    taken = [scope for scope in offered if scope in request.POST.getlist("scope")]
    down = request.POST.get("mode") == Mode.DOWN
    if request.method != "POST" or not taken:
        told = {
            "words": {**visit.words, **wordings.withdrawal_words(visit.ask, visit.language)},
            "offered": listed.offered(visit),
            "whole": Scope.PUBLISH in offered,
            "down": down,
            "wrong": request.method == "POST" and bool(offered),
        }
        return show(request, "withdraw", visit, told)
    back = offered if Scope.PUBLISH in taken else taken
    shown = wordings.withdrawal_text(visit.ask, offered, visit.language)
    mode = Mode.DOWN if down and Scope.PUBLISH in back else None
    say(
        request,
        visit,
        dict.fromkeys(back, Decision.WITHDRAWN),
        shown,
        mode,
        wording=wordings.present(visit.wording),
    )
    return to(visit, "page")


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def not_me(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """“This is not me”: one page, one button, and nothing of this voice goes out any more."""
    if request.method != "POST" and not visit.stands.disputed:
        return show(request, "not_me", visit)
    if not visit.stands.disputed:
        shown = wordings.not_me_text(visit.ask, visit.spans, visit.wording)
        given = dispute(visit.ask, now=visit.now, shown=shown)
        traces.keep(given.uid, request.META, visit.now)
    return to(visit, "page")


@require_safe
@at_link
def receipt(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The latest answer as a file."""
    given = visit.receipt
    if given is None:
        raise LinkGone(404)
    document = receipts.document(given, visit.ask, visit.lines)
    document = receipts.with_today(document, visit.standings, visit.now)
    answer = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{given.number}.json"'
    return answer


@require_safe
@at_link
def receipt_pdf(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The latest answer on paper."""
    given = visit.receipt
    if given is None:
        raise LinkGone(404)
    title = f"{visit.words['receipt']} {given.number}"
    sections = {visit.words["pdf_shown"]: visit.lines[0].shown}
    file = paper.pdf(title, listed.on_paper(visit), sections, language=visit.language, at=given.at)
    answer = HttpResponse(file, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{given.number}.pdf"'
    return answer


@require_safe
@at_link
def sound(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """A piece of this speaker's own words, with who has agreed around them."""
    number = request.GET.get("piece", "1")
    if not number.isdecimal():
        raise LinkGone(404)
    use = listening.use_of(visit.ask)
    try:
        made = listening.sound_of(visit.speaker, int(number[:6]), use)
    except (AudioError, StorageFailed):
        log.exception("What speaker %s listens to could not be made", visit.speaker.pk)
        return HttpResponse(status=503)
    if made is None:
        raise LinkGone(404)
    told = Described(content_type=listening.CONTENT_TYPE, etag=made.made_of, cache_control=NEVER)
    path = storage.local_path(made.key)
    if path is not None:
        return answers.file(request, path, told)
    where = storage.signed_url(made.key, content_type=listening.CONTENT_TYPE, filename="voice.mp3")
    if request.method == "HEAD" or where is None:
        return answers.head(request, made.bytes, told)
    return redirect(where)


@require_safe
@at_link
def who(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Who sees what a speaker answers."""
    return show(request, "who", visit)


def _question(
    request: HttpRequest, visit: Visit, chosen: Chosen, *, wrong: bool = False
) -> HttpResponse:
    told = {
        "said": chosen.get(Scope.PUBLISH, ""),
        "wrong": listed.missed(visit, [Scope.PUBLISH]) if wrong else "",
        "packed": _packed(request, visit, chosen),
    }
    return show(request, "answer", visit, told)


def _choices(
    request: HttpRequest,
    visit: Visit,
    chosen: Chosen,
    under: Terms,
    missing: Sequence[Scope] = (),
    *,
    until_wrong: bool = False,
) -> HttpResponse:
    told = {
        "asked": listed.questions(visit, chosen, missing),
        "missed": listed.missed(visit, missing),
        "packed": _packed(request, visit, chosen, under),
        "terms": under,
        "has_terms": under != NONE or until_wrong or not visit.optional,
        "last_day": steps.last_day(timezone.localtime(under.until)) if under.until else None,
        "until_wrong": until_wrong,
        "wrong": until_wrong,
    }
    return show(request, "choices", visit, told)


def show(
    request: HttpRequest, name: str, visit: Visit, told: Mapping[str, Any] | None = None
) -> HttpResponse:
    status = 422 if told and (told.get("wrong") or told.get("missed")) else 200
    told = told or {}
    packed = str(told.get("packed", ""))
    context = {
        "visit": visit,
        "words": visit.words,
        "ask": visit.ask,
        "languages": reading.others(visit.wordings, visit.language, so_far=packed),
        **told,
    }
    return render(request, f"consent/{name}.html", context, status=status)


def _carried(request: HttpRequest, visit: Visit) -> dict[Scope, str]:
    packed = request.POST.get("so_far") or request.GET.get("so_far") or ""
    return steps.unpack(packed, visit.seal)


def _terms(request: HttpRequest, visit: Visit) -> Terms:
    packed = request.POST.get("so_far") or request.GET.get("so_far") or ""
    return steps.unpack_terms(packed, visit.seal)


def _packed(request: HttpRequest, visit: Visit, chosen: Chosen, under: Terms = NONE) -> str:
    return steps.pack(chosen, visit.seal, under) if chosen else ""


def go(
    request: HttpRequest, visit: Visit, name: str, chosen: Chosen, under: Terms = NONE
) -> HttpResponse:
    where = reverse(f"consent:{name}", args=[visit.token])
    return redirect(f"{where}?so_far={_packed(request, visit, chosen, under)}{visit.and_query}")


def to(visit: Visit, name: str) -> HttpResponse:
    return redirect(f"{reverse(f'consent:{name}', args=[visit.token])}{visit.query}")


def _complete(chosen: Chosen, visit: Visit) -> bool:
    if chosen.get(Scope.PUBLISH) == YES:
        return all(scope in chosen for scope in visit.optional)
    return chosen.get(Scope.PUBLISH) == NO


def _opened(visit: Visit) -> None:
    """The first form that came back: only now is it sure that a person was here."""
    Ask.objects.filter(pk=visit.ask.pk, opened_at=None).update(opened_at=visit.now)


def say(
    request: HttpRequest,
    visit: Visit,
    decided: Mapping[Scope, Decision],
    shown: str,
    mode: Mode | None = None,
    under: Terms = NONE,
    *,
    wording: Wording | None = None,
) -> None:
    """Record what a speaker said on these pages, as surely as it is known who is here."""
    if Decision.GRANTED in decided.values():
        check_own_hand(request.user, visit.speaker)
    given = answered(
        visit.speaker,
        decided,
        mode=mode,
        method=Method.GUARDIAN if visit.ask.guardian else visit.proof.method,
        actor=visit.speaker.display_name,
        now=visit.now,
        ask=visit.ask,
        wording=wording or visit.wording,
        shown=shown,
        evidence=visit.proof.evidence,
        terms=replace(under, level=visit.proof.level),
    )
    traces.keep(given.uid, request.META, visit.now)
