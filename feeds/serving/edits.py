"""The finished edit for a speaker who wants to hear it first: its page and its sound, below their
personal link."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consent import reading
from consent.approval import release
from consent.views import at_link
from consent.visit import Visit
from feeds.edited import is_edited_since
from feeds.lifecycle import Stage
from feeds.models import Episode, Master
from feeds.publication import still_stands
from feeds.serving.audio import answer_with
from feeds.verdicts import verdict
from recordings.answers import NEVER

SAID = ("edit_title", "edit_lead", "edit_release", "edit_change")


def _waiting(visit: Visit) -> tuple[Episode, Master, str] | None:
    """The finished episode that waits for this speaker's word, and the fingerprint of its edit."""
    finished = Episode.objects.filter(recording=visit.recording, stage=Stage.READY)
    for episode in finished.select_related("show__host", "recording__room", "master"):
        clearance, master = verdict(episode), episode.master
        waits = clearance.allowed and visit.speaker.pk in clearance.unheard
        if is_edited_since(episode):
            continue
        if master and waits and still_stands(master, episode.recording, clearance):
            return episode, master, clearance.fingerprint
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def edit(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Hear it, then release it or ask for a change: two buttons of one size."""
    waiting = _waiting(visit)
    mark = waiting[2] if waiting else ""
    if request.method == "POST" and mark and request.POST.get("edit") == mark:
        shown = "\n".join(visit.words[key] for key in SAID)
        release(visit.ask, edit=mark, now=visit.now, shown=shown)
        return redirect(f"{reverse('consent:page', args=[visit.token])}{visit.query}")
    told = {
        "visit": visit,
        "words": visit.words,
        "ask": visit.ask,
        "languages": reading.others(visit.wordings, visit.language),
        "edit": mark,
        "changed": request.method == "POST",
    }
    return render(request, "consent/edit.html", told)


@require_safe
@at_link
def edit_sound(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    waiting = _waiting(visit)
    if waiting is None:
        return HttpResponse(status=404)
    return answer_with(request, waiting[0], waiting[1].file, NEVER, {})
