"""A host's shows: the list, a new one, and its settings, one question a page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feeds import artwork, music, shows, sponsors, tables, uses
from feeds.forms.shows import MusicForm, NewShowForm, PictureForm
from feeds.lifecycle import Stage
from feeds.models import Artwork, Music, Show
from feeds.pages.show_sheet import QUESTIONS, music_words, show_sheet
from feeds.shows import ShowRefused
from feeds.views.host.paging import page_of, words_of
from feeds.views.host.tenancy import CHANGE_SHOW, NAME_SHOW, show_of, show_to_change
from recordings import uploads
from recordings.answers import NEVER
from recordings.members import MemberRequest, for_members, owners_alone, owns
from recordings.models import Host


@require_safe
@for_members
def show_list(request: MemberRequest) -> HttpResponse:
    words = words_of(request)
    mine = Show.objects.of(request.user).select_related("host")
    rows = mine.filter(Q(title__icontains=words) | Q(slug__icontains=words)) if words else mine
    out = Count("episodes", filter=Q(episodes__stage=Stage.PUBLISHED))
    rows = rows.annotate(out=out, begun=Count("episodes")).order_by("title", "pk")
    page = page_of(request, rows)
    values = {
        "page": page,
        "q": words,
        "total": mine.count(),
        "may_add": Host.objects.owned_by(request.user).exists(),
    }
    return render(request, "host/shows.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show_new(request: MemberRequest) -> HttpResponse:
    hosts = list(Host.objects.owned_by(request.user))
    if not hosts:
        raise PermissionDenied(owners_alone(Host.objects.of(request.user)[0], NAME_SHOW))
    form = NewShowForm(request.POST if request.method == "POST" else None, hosts=hosts)
    if not form.is_valid():
        return render(request, "host/show_new.html", {"form": form}, status=_status(form))
    facts = {name: form.cleaned_data[name] for name in ("slug", "title")}
    try:
        show = shows.create_show(form.chosen_host, **facts)
    except ShowRefused as refused:
        form.add_error("slug", str(refused))
        return render(request, "host/show_new.html", {"form": form}, status=422)
    messages.success(request, f"“{show.title}” is there. Say what it is about.")
    return redirect("feeds:show_settings", show.slug)


def _status(form: NewShowForm) -> int:
    return 422 if form.is_bound else 200


@require_safe
@for_members
def show_settings(request: MemberRequest, slug: str) -> HttpResponse:
    show = show_of(request, slug)
    decides = owns(request.user, show.host)
    values = {
        "sheet": show_sheet(show, for_owner=decides),
        "owners_alone": "" if decides else owners_alone(show.host, CHANGE_SHOW),
    }
    return render(request, "host/show.html", values)


@require_safe
@for_members
def show_sponsors(request: MemberRequest, slug: str) -> StreamingHttpResponse:
    """Which episodes may carry advertising, as a file for who asks."""
    show = show_of(request, slug)
    found = sponsors.rows(show, timezone.now()) if request.method == "GET" else ()
    answer = StreamingHttpResponse(
        tables.lines(sponsors.HEAD, found), content_type="text/csv; charset=utf-8; header=present"
    )
    answer["Content-Disposition"] = f'attachment; filename="sponsors-{show.slug}.csv"'
    answer["Cache-Control"] = NEVER
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show_change(request: MemberRequest, slug: str, question: str) -> HttpResponse:
    show = show_to_change(request, slug)
    asked = QUESTIONS.get(question)
    if asked is None:
        raise Http404
    form = asked.form(
        request.POST if request.method == "POST" else None, initial=dict(asked.start(show))
    )
    if form.is_valid():
        changed = asked.stored(form.cleaned_data)
        effect = uses.effect_of(show, changed)
        if effect and request.POST.get("known") != effect.mark:
            values = {"show": show, "asked": asked, "form": form, "effect": effect}
            return render(request, "host/show_effect.html", values)
        uses.rewrite(show, changed)
        messages.success(request, asked.said)
        return redirect("feeds:show_settings", show.slug)
    values = {"show": show, "asked": asked, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "host/show_change.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show_artwork(request: MemberRequest, slug: str) -> HttpResponse:
    show = show_to_change(request, slug)
    posted = request.method == "POST"
    form = PictureForm(request.POST, request.FILES) if posted else PictureForm()
    if form.is_valid():
        try:
            with uploads.lent(form.cleaned_data["picture"]) as picture:
                artwork.set_artwork(show, picture.path, picture.name)
            messages.success(request, "The cover is changed.")
            return redirect("feeds:show_settings", show.slug)
        except ShowRefused as refused:
            form.add_error("picture", str(refused))
    cover = Artwork.objects.filter(show=show).first()
    values = {"show": show, "form": form, "cover": cover}
    return render(request, "host/show_artwork.html", values, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show_music(request: MemberRequest, slug: str, place: str) -> HttpResponse:
    show, where = show_to_change(request, slug), _place(place)
    posted = request.method == "POST"
    form = MusicForm(request.POST, request.FILES) if posted else MusicForm()
    if form.is_valid():
        try:
            with uploads.lent(form.cleaned_data["sound"]) as sound:
                music.set_music(show, where, sound.path, sound.name)
            messages.success(request, f"The {where} is changed. New episodes are made with it.")
            return redirect("feeds:show_settings", show.slug)
        except ShowRefused as refused:
            form.add_error("sound", str(refused))
    piece = Music.objects.filter(show=show, place=where).first()
    values = {
        "show": show,
        "form": form,
        "place": where,
        "piece": piece,
        "now": music_words(piece, where),
        "is_heard": piece is not None or where == Music.Place.INTRO,
        "lead": _LEADS[where],
        "drop": _DROPS[where],
    }
    return render(request, "host/show_music.html", values, status=422 if posted else 200)


_LEADS = {
    Music.Place.INTRO: "Faded into the first words of each new episode.",
    Music.Place.OUTRO: "Faded in after the last words of each new episode.",
    Music.Place.BED: "Plays over and over under each new episode: softly while somebody speaks, and"
    " a little louder in pauses.",
}
_DROPS = {
    Music.Place.INTRO: "Use Roomcast’s own jingle",
    Music.Place.OUTRO: "No outro",
    Music.Place.BED: "No music bed",
}


def _place(place: str) -> Music.Place:
    try:
        return Music.Place(place)
    except ValueError:
        raise Http404 from None


@require_POST
@for_members
def show_music_drop(request: MemberRequest, slug: str, place: str) -> HttpResponse:
    show, where = show_to_change(request, slug), _place(place)
    music.drop_music(show, where)
    messages.success(request, f"The {where} is gone. New episodes are made without it.")
    return redirect("feeds:show_settings", show.slug)
