"""The pages that bring a room in: choose the files, watch the import, choose the room.

Parse, call one verb, render.
"""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recordings import imports, uploads
from recordings.forms import ChooseRoomForm, ImportForm, too_large
from recordings.import_sheet import import_sheet
from recordings.importers.room import ImportFailed
from recordings.members import MemberRequest, for_members
from recordings.models import Host, Import, Recording


def _of(request: MemberRequest, uid: uuid.UUID) -> Import:
    mine = Import.objects.filter(host__in=Host.objects.of(request.user))
    return get_object_or_404(mine.select_related("host", "recording__room"), uid=uid)


def _running_page(imported: Import) -> HttpResponse:
    return redirect("recordings:import_running", imported.uid)


# The token of a form lies in its body, after the file: were it asked first, a stranger could make
# the site receive five gigabytes. So: who it is, from the headers; then the body, then the token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def import_room(request: MemberRequest) -> HttpResponseBase:
    try:
        return _import_room(request)
    except RequestDataTooBig:
        form = ImportForm(hosts=list(Host.objects.of(request.user)))
        return _import_page(request, form, 413, (too_large(),))


@csrf_protect
def _import_room(request: MemberRequest) -> HttpResponse:
    hosts = list(Host.objects.of(request.user))
    if request.method != "POST":
        return _import_page(request, ImportForm(hosts=hosts))
    form = ImportForm(request.POST, request.FILES, hosts=hosts)
    if not form.is_valid():
        return _import_page(request, form, 422)
    kept = uploads.keep(form.cleaned_data["file"])
    try:
        imported = imports.begin(form.chosen_host, kept, by=request.user)
    except ImportFailed as refused:
        uploads.drop(kept)
        return _import_page(request, form, 422, (str(refused),))
    return _running_page(imported)


def _import_page(
    request: HttpRequest, form: ImportForm, status: int = 200, refused: tuple[str, ...] = ()
) -> HttpResponse:
    first = not Recording.objects.filter(host__in=form.hosts).exists()
    values = {
        "form": form,
        "refused": refused,
        "first": first,
        "most_bytes": settings.MAX_UPLOAD_BYTES,
    }
    return render(request, "host/import.html", values, status=status)


@require_safe
@for_members
def import_running(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    imported = _of(request, uid)
    if imported.state == Import.State.DONE and imported.recording:
        return _arrived(request, imported, imported.recording)
    values = {"sheet": import_sheet(imported, timezone.now()), "imported": imported}
    template = "host/importing_now.html" if request.htmx else "host/importing.html"  # type: ignore[attr-defined]
    return render(request, template, values)


def _arrived(request: MemberRequest, imported: Import, recording: Recording) -> HttpResponse:
    where = reverse("feeds:recording", args=[recording.uid])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": request.path})
    said = (
        f"These are the same bytes as “{recording}”, which was already here."
        if imported.already_there
        else f"“{recording}” is imported."
    )
    messages.success(request, said)
    return redirect(where)


@require_POST
@for_members
def choose_room(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    imported = _of(request, uid)
    form = ChooseRoomForm(request.POST, imported=imported)
    if form.is_valid():
        imports.choose(imported, form.cleaned_data["room"])
        return _running_page(imported)
    values = {"sheet": import_sheet(imported, timezone.now()), "imported": imported, "form": form}
    return render(request, "host/importing.html", values, status=422)


@require_POST
@for_members
def cancel_import(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    imports.cancel(_of(request, uid))
    messages.success(request, "The import is cancelled. Nothing of it is kept.")
    return redirect("feeds:recordings")


@require_POST
@for_members
def try_import_again(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    imported = _of(request, uid)
    imports.try_again(imported)
    return _running_page(imported)
