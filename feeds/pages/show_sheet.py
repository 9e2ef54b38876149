"""What a show's settings page shows: its facts in order, each with the question that changes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.urls import reverse

from consent.scopes import Level, Scope
from feeds.forms import shows as ask
from feeds.forms.sound import ShowSoundForm
from feeds.models import Artwork, Music, Show
from feeds.shows import feed_url
from feeds.sound import SETTINGS, answer, effect, words_of
from recordings.words import clock, duration, number

SCOPE_WORDS = {
    Scope.PUBLISH: "being published",
    Scope.NAME: "their name",
    Scope.TRANSCRIPT: "a transcript",
    Scope.CLIPS: "short clips",
    Scope.COMMERCIAL: "advertising",
    Scope.ARCHIVE_SEARCH: "archive search",
    Scope.AI_PROCESSING: "automatic texts",
    Scope.AI_TRAINING: "training AI",
    Scope.VOICE_ID: "a voiceprint",
    Scope.REDISTRIBUTE: "other publishers",
}

IDENTITY_WORDS = {
    Level.VOUCHED: "their link, or evidence",
    Level.LINK: "their personal link",
    Level.MAIL: "a code in the mail",
    Level.ACCOUNT: "a sign-in with their account",
    Level.SIGNED: "a signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: a name, what stands there, and where to change it ("" where nobody can)."""

    name: str
    value: str
    hint: str = ""
    change: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One page that changes one fact. `stored` turns the answer into columns; `said` is read
    afterwards."""

    heading: str
    form: type[forms.Form]
    start: Callable[[Show], Mapping[str, Any]]
    stored: Callable[[Mapping[str, Any]], Mapping[str, Any]] = field(default=dict)
    said: str = "Changed. Apps see it when they next read the feed."


def _plain(heading: str, form: type[forms.Form], name: str) -> Question:
    return Question(
        heading=heading,
        form=form,
        start=lambda show: {name: getattr(show, name)},
        stored=lambda answer: {name: answer[name]},
    )


def _category(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    parent, _, sub = answer["category"].partition("/")
    return {"category": parent, "subcategory": sub}


def _scopes(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"scopes": [str(scope) for scope in answer["scopes"]]}


QUESTIONS: dict[str, Question] = {
    "title": _plain("What is the show called?", ask.ShowTitleForm, "title"),
    "description": _plain("What is the show about?", ask.ShowDescriptionForm, "description"),
    "author": _plain("Whose show is it?", ask.ShowAuthorForm, "author"),
    "language": _plain("Which language is spoken?", ask.ShowLanguageForm, "language"),
    "category": Question(
        heading="Where do people look for it?",
        form=ask.ShowCategoryForm,
        start=lambda show: {"category": "/".join(filter(None, (show.category, show.subcategory)))},
        stored=_category,
    ),
    "explicit": _plain("Explicit language", ask.ShowExplicitForm, "explicit"),
    "order": _plain("In which order is it heard?", ask.ShowKindForm, "kind"),
    "sound": Question(
        heading="How does it sound?",
        form=ShowSoundForm,
        start=lambda show: words_of(show.sound),
        said="Changed. What is made from now on sounds like that; what is out stays as it is until "
        "you make it again.",
    ),
    "asked": Question(
        heading="What do you ask of speakers?",
        form=ask.ShowScopesForm,
        start=lambda show: {"scopes": show.scopes},
        stored=_scopes,
    ),
    "advertising": _plain("Does it carry advertising?", ask.ShowAdvertisingForm, "commercial"),
    "identity": _plain("Who says yes?", ask.ShowIdentityForm, "least_identity"),
    "copyright": _plain("Who holds the rights?", ask.ShowCopyrightForm, "copyright"),
    "link": _plain("Does the show have a website?", ask.ShowLinkForm, "link"),
    "locked": _plain("May other services take the show over?", ask.ShowLockedForm, "locked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSheet:
    show: Show
    feed_url: str
    listeners: tuple[Fact, ...]
    sound: tuple[Fact, ...]
    speakers: tuple[Fact, ...]
    directories: tuple[Fact, ...]


def show_sheet(show: Show, *, for_owner: bool = True) -> ShowSheet:
    """Editors read it and change nothing of it."""
    shown = tuple if for_owner else unchangeable
    return ShowSheet(
        show=show,
        feed_url=feed_url(show),
        listeners=shown(_listeners(show)),
        sound=shown(_sound(show)),
        speakers=shown((_asked(show), _advertising(show), _identity(show))),
        directories=shown(_directories(show)),
    )


def unchangeable(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The same facts, where nobody can change them here."""
    return tuple(replace(fact, change="") for fact in facts)


def _fact(show: Show, question: str, name: str, value: str, hint: str = "") -> Fact:
    where = reverse("feeds:show_change", args=[show.slug, question])
    return Fact(name=name, value=value, hint=hint, change=where)


def _listeners(show: Show) -> list[Fact]:
    about = show.description
    length = f"{number(len(about))} characters" if about else ""
    return [
        _fact(show, "title", "Name", show.title),
        _fact(show, "description", "Description", about or "None yet", length),
        _cover(show),
        _fact(show, "author", "Author", show.author or "Nobody yet"),
        _fact(show, "language", "Language", show.language),
        _fact(show, "explicit", "Explicit", "Yes" if show.explicit else "No"),
    ]


def _cover(show: Show) -> Fact:
    cover = Artwork.objects.filter(show=show).first()
    words = f"{number(cover.pixels)} × {number(cover.pixels)} px" if cover else "Drawn by Roomcast"
    hint = "drawn from the latest recording" if cover and cover.made_by_us else ""
    where = reverse("feeds:show_artwork", args=[show.slug])
    return Fact(name="Cover", value=words, hint=hint, change=where)


def _sound(show: Show) -> list[Fact]:
    pieces = {piece.place: piece for piece in Music.objects.filter(show=show)}
    return [
        _piece(show, Music.Place.INTRO, pieces, "Roomcast’s own jingle"),
        _piece(show, Music.Place.OUTRO, pieces, "None"),
        _piece(show, Music.Place.BED, pieces, "None"),
        *(_setting(show, name) for name in SETTINGS),
    ]


def _setting(show: Show, name: str) -> Fact:
    said = answer(show.sound, name), effect(show.sound, name)
    return _fact(show, "sound", SETTINGS[name].name, *said)


def _piece(show: Show, place: Music.Place, pieces: Mapping[str, Music], otherwise: str) -> Fact:
    piece = pieces.get(place)
    words = f"{piece.name}, {clock(piece.duration_ms)}" if piece else otherwise
    where = reverse("feeds:show_music", args=[show.slug, place])
    return Fact(name=str(place.label), value=words, change=where)


def _asked(show: Show) -> Fact:
    words = [SCOPE_WORDS[scope] for scope in Scope if scope in show.scopes]
    return _fact(show, "asked", "You ask for", ", ".join(words), "Each is a question of its own")


def _advertising(show: Show) -> Fact:
    if not show.commercial:
        return _fact(show, "advertising", "Advertising", "None")
    asks = Scope.COMMERCIAL in show.scopes
    hint = "" if asks else "You do not ask speakers for it: change what you ask for"
    return _fact(show, "advertising", "Advertising", "Where everybody heard allows it", hint)


def _identity(show: Show) -> Fact:
    words = IDENTITY_WORDS[Level(show.least_identity)]
    return _fact(show, "identity", "A yes is shown by", words, "A no always counts")


def _directories(show: Show) -> list[Fact]:
    category = " › ".join(filter(None, (show.category, show.subcategory)))
    return [
        Fact(
            name="Feed address",
            value=feed_url(show),
            hint="It stays for ever: apps subscribe to it.",
            copy=feed_url(show),
        ),
        _fact(show, "category", "Category", category),
        _fact(show, "order", "Order", str(Show.Kind(show.kind).label)),
        _fact(show, "copyright", "Rights", show.copyright or "No line"),
        _fact(show, "link", "Website", show.link or "The show’s page here"),
        _fact(show, "locked", "Locked", "Yes" if show.locked else "No, it may be moved"),
    ]


def music_words(piece: Music | None, place: Music.Place) -> str:
    """What is heard at this place now."""
    if piece:
        return f"{piece.name}, {duration(piece.duration_ms)}"
    return "Roomcast’s own jingle" if place == Music.Place.INTRO else "Nothing"
