"""The editor of an episode: its page, the steps of its edit list, and the sound it is made of."""

import uuid
from collections.abc import Callable

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from feeds import edits, working_sound
from feeds.edit_list import EditRefused
from feeds.forms.editing import EditForm, read_moment
from feeds.models import Episode
from feeds.pages.editor_sheet import editing_of, editor_sheet
from feeds.views.host.sounds import answer_with
from feeds.views.host.tenancy import episode_of
from recordings import answers
from recordings.answers import NEVER, Described
from recordings.members import MemberRequest, actor, for_members

_styled = csp_update({"style-src": [SELF, NONCE]})
"""wavesurfer writes a style of its own, which carries the page's nonce."""


@require_safe
@for_members
def editor(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    return _page(request, episode_of(request, uid))


def _page(request: MemberRequest, about: Episode, form: EditForm | None = None) -> HttpResponseBase:
    form_or_new = form or EditForm(recording=about.recording)
    status = 422 if form is not None else 200
    if request.headers.get("HX-Request"):
        values = {"editing": editing_of(about), "form": form_or_new}
        return render(request, "host/editing.html", values, status=status)
    sheet = editor_sheet(about, _at(request))
    values = {"sheet": sheet, "editing": sheet.editing, "form": form_or_new}
    return _styled(lambda asked: render(asked, "host/editor.html", values, status=status))(request)


def _at(request: MemberRequest) -> int:
    return read_moment(request.GET.get("at", "")[:20]) or 0


@require_POST
@for_members
def edit_add(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    about = episode_of(request, uid)
    form = EditForm(request.POST, recording=about.recording)
    if not form.is_valid():
        return _page(request, about, form)
    told = form.cleaned_data
    try:
        edits.add(
            about.pk,
            told["deed"],
            told["start"],
            told["end"],
            actor=actor(request.user),
            speaker=told["speaker"],
        )
    except EditRefused as error:
        form.add_error(None, str(error))
        return _page(request, about, form)
    return _done(request, about)


@require_POST
@for_members
def edit_undo(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    return _step(request, uid, lambda about: edits.undo(about.pk))


@require_POST
@for_members
def edit_redo(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    return _step(request, uid, lambda about: edits.redo(about.pk))


@require_POST
@for_members
def edit_clear(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    return _step(request, uid, lambda about: edits.clear(about.pk, actor=actor(request.user)))


@require_POST
@for_members
def edit_back(request: MemberRequest, uid: uuid.UUID, edit: int) -> HttpResponseBase:
    return _step(
        request, uid, lambda about: edits.take_back(about.pk, edit, actor=actor(request.user))
    )


def _step(
    request: MemberRequest, uid: uuid.UUID, verb: Callable[[Episode], object]
) -> HttpResponseBase:
    about = episode_of(request, uid)
    try:
        verb(about)
    except EditRefused as error:
        messages.error(request, str(error))
    return _done(request, about)


def _done(request: MemberRequest, about: Episode) -> HttpResponseBase:
    """With script the list alone comes back, else the whole page, in its own address."""
    if request.headers.get("HX-Request"):
        return _page(request, about)
    return redirect("feeds:editor", about.uid)


# --- The sound it is made of ---------------------------------------------------------------------
@require_safe
@for_members
def edit_minute(request: MemberRequest, uid: uuid.UUID, minute: int) -> HttpResponseBase:
    about = episode_of(request, uid)
    as_edited = bool(request.GET.get("edited"))
    return answer_with(request, lambda: working_sound.minute_of(about, minute, as_edited=as_edited))


@require_safe
@for_members
def edit_waveform(request: MemberRequest, uid: uuid.UUID) -> HttpResponseBase:
    """A byte for each stretch of the recording, all alike in length."""
    body = working_sound.waveform_of(episode_of(request, uid))
    described = Described(
        content_type="application/octet-stream", etag=f"w{len(body)}", cache_control=NEVER
    )
    return answers.document(request, body, described)
