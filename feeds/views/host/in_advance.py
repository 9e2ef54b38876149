"""Links at which a room says yes in advance: made, shown with their QR code, and ended."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import invites
from feeds import inviting, qr
from feeds.forms.in_advance import InviteForm
from feeds.views.host.paging import page_of
from recordings.members import MemberRequest, for_members
from recordings.models import Host

if TYPE_CHECKING:
    from consent.models import StandingInvite


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def in_advance(request: MemberRequest) -> HttpResponse:
    """The links there are, and a new one."""
    hosts, now = list(Host.objects.of(request.user)), timezone.now()
    posted = request.method == "POST"
    form = InviteForm(request.POST if posted else None, hosts=hosts, today=timezone.localdate(now))
    if form.is_valid():
        host, show = form.chosen
        until = form.cleaned_data["until"]
        row = inviting.invite(host, show, by=request.user, until=until, now=now)
        return redirect("feeds:in_advance_link", row.uid)
    page = page_of(request, invites.of_hosts(hosts))
    rows = [{"invite": row, "about": inviting.about(row), "live": row.is_live(now)} for row in page]
    values = {"form": form, "page": page, "rows": rows}
    return render(request, "host/in_advance.html", values, status=422 if posted else 200)


@require_safe
@for_members
def in_advance_link(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """The link and its QR code, to show in the room."""
    row = _mine(request, uid)
    address = invites.link_of(row) if row.is_live(timezone.now()) else ""
    values = {
        "invite": row,
        "about": inviting.about(row),
        "address": address,
        "code": mark_safe(qr.svg(address)) if address else "",  # noqa: S308 - made here, of our own link
    }
    return render(request, "host/in_advance_link.html", values)


@require_POST
@for_members
def in_advance_end(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """The link leads nowhere from now on."""
    invites.revoke(_mine(request, uid), timezone.now())
    messages.success(request, "The link leads nowhere any more. What people said there stays.")
    return redirect("feeds:in_advance")


def _mine(request: MemberRequest, uid: uuid.UUID) -> "StandingInvite":
    row = invites.of_hosts(Host.objects.of(request.user)).filter(uid=uid).first()
    if row is None:
        raise Http404
    return row
