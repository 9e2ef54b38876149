"""Reminding several people at once: first who would be mailed and who would not, then the mails."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from consent import reminders
from consent.asks import NotAsked
from feeds.views.desk.guards import DeskRequest, for_deciding
from recordings.models import Speaker

AT_ONCE = 50
"""So many mails leave with one press."""
SAID = 5
"""More sentences would not fit into the cookie that carries them to the next page."""
_MOST_BACK = 2_000


@require_POST
@for_deciding
def remind(request: DeskRequest) -> HttpResponse:
    """Ask whether those who are chosen are to be mailed once more, and when sure do it, within the
    bounds."""
    back = _back(request.POST.get("back", ""))
    names = ("speaker", "listed") if "all" in request.POST else ("speaker",)
    chosen = _speakers(uid for name in names for uid in request.POST.getlist(name))
    if not chosen:
        messages.error(request, "Nobody is chosen. Tick whom to remind.")
        return redirect(back)
    if "sure" not in request.POST:
        return _confirm(request, chosen, back)
    _remind(request, chosen)
    return redirect(back)


def _confirm(request: DeskRequest, chosen: QuerySet[Speaker], back: str) -> HttpResponse:
    now = timezone.now()
    why = {speaker: _masked(reminders.why_not(speaker, now)) for speaker in chosen}
    values = {
        "reached": [speaker for speaker, sentence in why.items() if not sentence],
        "left": [(speaker, sentence) for speaker, sentence in why.items() if sentence],
        "back": back,
        "query": back.partition("?")[2].partition("#")[0],
    }
    return render(request, "desk/remind.html", values)


def _remind(request: DeskRequest, chosen: Iterable[Speaker]) -> None:
    reminded, left = 0, []
    for speaker in chosen:
        try:
            reminders.remind(speaker, timezone.now())
            reminded += 1
        except NotAsked as error:
            left.append(f"{speaker} was left in peace. {_masked(str(error))}")
    people = "person was" if reminded == 1 else "people were"
    messages.success(request, f"{reminded} {people} reminded by mail.")
    for sentence in left[:SAID]:
        messages.error(request, sentence)
    if len(left) > SAID:
        messages.error(request, f"{len(left) - SAID} more were left in peace.")


def _speakers(uids: Iterable[str]) -> QuerySet[Speaker]:
    wanted = [uid for uid in dict.fromkeys(uids) if _is_uid(uid)][:AT_ONCE]
    rows = Speaker.objects.filter(uid__in=wanted).order_by("-recording", "pk")
    return rows.select_related("recording__host", "recording__room")


def _back(query: str) -> str:
    """The list it came from: whatever a form says, a page of the desk."""
    told = QueryDict(query[:_MOST_BACK]).urlencode()
    return f"{reverse('feeds:desk')}?{told}#found" if told else reverse("feeds:desk")


def _is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _masked(sentence: str) -> str:
    """No address stands on the desk's pages."""
    return " ".join("The address" if "@" in word else word for word in sentence.split())
