"""What somebody does at “My voice”: each changes something by POST alone, and says before what."""

import uuid

from django.conf import settings
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from consent import dossier, reading, rights
from consent.claims import Held
from consent.rights import LinkGone, NotErased
from feeds.views.me.guest import Guest, for_who_has_shown


@require_POST
@for_who_has_shown
def open_answer(guest: Guest, held: Held, uid: uuid.UUID) -> HttpResponseBase:
    """To their personal link in one room: the answer with its receipt, or taking it back."""
    cookie = guest.request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    try:
        token = rights.open_answer(held, uid, cookie, guest.now)
    except LinkGone as gone:
        return reading.gone(guest.request, gone.status)
    name = "withdraw" if guest.request.POST.get("to") == "withdraw" else "page"
    return redirect(f"{reverse(f'consent:{name}', args=[token])}{guest.query}")


@require_POST
@for_who_has_shown
def download(guest: Guest, held: Held) -> HttpResponseBase:
    """Everything that is held of them, as a zip. That it was taken is recorded."""
    made = rights.export(held, guest.now)
    return FileResponse(
        dossier.packed(made),
        as_attachment=True,
        filename="my-voice.zip",
        content_type="application/zip",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_has_shown
def stop(guest: Guest, held: Held) -> HttpResponseBase:
    if guest.request.method != "POST":
        return guest.show("sure", what="stop", then=_told(guest, "stop_then", "stop_codes"))
    rights.stop_asking(held, guest.now)
    return _done(guest, "stop")


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_has_shown
def take_back(guest: Guest, held: Held) -> HttpResponseBase:
    then = _told(guest, "withdraw_then", "erase_copies")
    if guest.request.method != "POST":
        return guest.show("sure", what="withdraw", then=then)
    shown = "\n".join((*_told(guest, "withdraw_title", "withdraw_lead"), *then))
    rights.take_all_back(held, shown, guest.request.META, guest.now)
    return _done(guest, "withdraw")


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_has_shown
def erase(guest: Guest, held: Held) -> HttpResponseBase:
    """Everything about them, for good; the browser's session goes with it."""
    if guest.request.method != "POST":
        parts = ("back", "goes", "stays", "marks", "copies", "disputed")
        then = _told(guest, *(f"erase_{part}" for part in parts))
        return guest.show("sure", what="erase", then=then)
    try:
        rights.erase(held, guest.now)
    except NotErased:
        return guest.show("house", 409)
    guest.request.session.flush()
    return guest.show("erased")


def _told(guest: Guest, *keys: str) -> list[str]:
    return [guest.words[f"me_{key}"] for key in keys]


def _done(guest: Guest, what: str) -> HttpResponseBase:
    joint = "&" if guest.query else "?"
    return redirect(f"{guest.to().url}{joint}done={what}")  # type: ignore[attr-defined]
