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
from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.next_edit import NextEdit, next_edit
from feeds.serving.audio import answer_with
from feeds.verdicts import verdict
from recordings.answers import NEVER

SAID = ("edit_title", "edit_lead", "edit_release", "edit_change")


def _waiting(visit: Visit) -> tuple[Episode, NextEdit] | None:
    """The episode with a finished edit that waits for this speaker's word, and the edit."""
    finished = Episode.objects.filter(
        recording=visit.recording, stage__in=(Stage.READY, Stage.PUBLISHED)
    )
    for episode in finished.select_related("show__host", "recording__room", "master"):
        edit = next_edit(episode, verdict(episode))
        if edit.waits_for(visit.speaker):
            return episode, edit
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def edit(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Hear it, then release it or ask for a change: two buttons of one size. A word counts for the
    edit that its page played, and for none that has taken its place."""
    waiting = _waiting(visit)
    digest = waiting[1].digest if waiting else ""
    played = request.POST.get("edit", "")
    if played and played == digest:
        shown = "\n".join(visit.words[key] for key in SAID)
        release(visit.ask, edit=digest, now=visit.now, shown=shown)
    if played and (played == digest or played in visit.stands.approved):
        return redirect(f"{reverse('consent:page', args=[visit.token])}{visit.query}")
    told = {
        "visit": visit,
        "words": visit.words,
        "ask": visit.ask,
        "languages": reading.others(visit.wordings, visit.language),
        "edit": digest,
        "changed": request.method == "POST",
    }
    return render(request, "consent/edit.html", told)


@require_safe
@at_link
def edit_sound(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The sound of the edit that its page is about, and of no other that came since."""
    waiting = _waiting(visit)
    if waiting is None or request.GET.get("edit", waiting[1].digest) != waiting[1].digest:
        return HttpResponse(status=404)
    episode, waits = waiting
    return answer_with(request, episode, waits.master.file if waits.master else None, NEVER, {})
