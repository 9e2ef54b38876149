"""The words a speaker is asked with, by version and language, and what exactly each was shown.

A version is one meaning in several languages: the built-in one of `consent.texts`, or a site's
own. Words change by a new version; an ask keeps the version it was made with.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from consent import texts
from consent.ledger import canonical, sha256
from consent.models import Ask, Wording
from consent.scopes import OPTIONAL, Scope
from consent.texts import filled, places_in
from recordings.models import Speaker
from recordings.spans import Span, total_ms, union
from recordings.words import duration

KEY = "speaker"
MOST_TEXT = 2_000
PLACES = frozenset({"asker", "name", "guest", "self_name"})
"""What every sentence can name."""

_FIRST_PAGE = ("asks", "title", "lead", "room", "show", "spoke", "hear", "hear_note")
_FIRST_ANSWERS = ("publish", "publish_yes", "publish_yes_then", "publish_no", "publish_no_then")
_HOW_TO_WITHDRAW = (
    "withdraw_how", "withdraw_cut", "withdraw_cut_about", "withdraw_down", "withdraw_down_about",
)  # fmt: skip
_LAST_PAGE = ("check", "check_lead", "check_limits", "foot")

Said = Mapping[str, Mapping[str, str]]
"""Sentences by language and key."""


class WordingRefused(Exception):
    """Words that cannot be asked with; `str(error)` says why and what to do."""

    permanent = True


# --- Versions ------------------------------------------------------------------------------------
def current(language: str = texts.DEFAULT) -> Wording:
    """The words that are asked with now, in this language where there is one.

    The built-in words are a new version where they changed. Raises `WordingRefused` where the
    site asks with words of its own that nobody has published.
    """
    key = str(settings.WORDING)
    version = _built_in() if key == KEY else _latest(key)
    if not version:
        raise WordingRefused(
            f"This site asks with the wording “{key}”, which nobody has published. "
            "Run manage.py publish_wording, or unset ROOMCAST_WORDING."
        )
    return version.get(language) or next(iter(version.values()))


def publish(key: str, said: Said, *, material: bool) -> dict[str, Wording]:
    """A site's own words as a new version, in one language or more. Raises `WordingRefused`.

    What is not said differently stays as it is built in. `material` words mean something else
    than those before: whoever has not answered yet is asked anew, what was answered stands.
    """
    if key == KEY or not key or len(key) > 64 or not key.replace("-", "").isalnum():
        raise WordingRefused(
            f"“{key}” cannot be the name of your wording. "
            f"Use letters, digits and hyphens, and not “{KEY}”, which is built in."
        )
    if not said:
        raise WordingRefused("There are no words in it. Give “texts” with at least one language.")
    for language, sentences_ in said.items():
        _check(language, sentences_)
    whole = {lang: {**texts.CORE[lang], **said[lang]} for lang in texts.NAMES if lang in said}
    return _published(key, whole, material=material)


def languages_of(wording: Wording) -> dict[str, Wording]:
    """The same version of the same words in every language there is, by language."""
    same = Wording.objects.filter(key=wording.key, version=wording.version)
    rows = {row.language: row for row in same}
    return {lang: rows[lang] for lang in (*texts.NAMES, *rows) if lang in rows}


def is_outdated(wording: Wording) -> bool:
    """Whether a later version of these words, or those used instead, mean something else."""
    if wording.key != settings.WORDING:
        return True
    later = Wording.objects.filter(key=wording.key, version__gt=wording.version, material=True)
    return later.exists()


def was_outdated(wording: Wording, at: datetime) -> bool:
    """Whether other words were asked with at that moment, which mean something else."""
    later = Wording.objects.filter(key=wording.key, version__gt=wording.version, material=True)
    if later.filter(created_at__lte=at).exists():
        return True
    by_then = Ask.objects.filter(wording__key=settings.WORDING, created_at__lte=at)
    return wording.key != settings.WORDING and by_then.exists()


def holding(wording: Wording) -> dict[str, Wording]:
    """The words to answer by now, by language: these, or where they are outdated the latest, so
    that nobody says yes to words that mean something else by now. Reads only."""
    latest = _latest(str(settings.WORDING)) if is_outdated(wording) else {}
    return latest or languages_of(wording)


def number(wording: Wording) -> str:
    """How a receipt names a version: `3`, and of a site's own words `house 3`."""
    return f"{wording.version}" if wording.key == KEY else f"{wording.key} {wording.version}"


def language_name(wording: Wording) -> str:
    return texts.NAMES.get(wording.language, wording.language)


def _built_in() -> dict[str, Wording]:
    return _published(KEY, texts.CORE, material=texts.MATERIAL)


def _latest(key: str) -> dict[str, Wording]:
    last = Wording.objects.filter(key=key).order_by("-version").first()
    return languages_of(last) if last else {}


def _published(key: str, said: Said, *, material: bool) -> dict[str, Wording]:
    """The version with these words: the latest one where they are the same, else a new one."""
    wanted = {language: canonical(sentences_).decode() for language, sentences_ in said.items()}
    latest = _latest(key)
    if {language: row.text for language, row in latest.items()} == wanted:
        return latest
    version = next((row.version for row in latest.values()), 0) + 1
    try:
        with transaction.atomic():
            for language, text in wanted.items():
                Wording.objects.create(
                    key=key,
                    version=version,
                    language=language,
                    text=text,
                    sha256=sha256(text),
                    material=material,
                )
    except IntegrityError:  # somebody else was as quick
        return _published(key, said, material=material)
    return _latest(key)


def _check(language: str, said: Mapping[str, str]) -> None:
    if language not in texts.NAMES:
        raise WordingRefused(
            f"“{language}” is not a language that these pages speak. "
            f"Choose from: {', '.join(texts.NAMES)}."
        )
    for key, text in said.items():
        _check_sentence(language, key, text)


def _check_sentence(language: str, key: str, text: object) -> None:
    known = texts.CORE[language].get(key)
    if known is None:
        raise WordingRefused(f"“{key}” is no sentence of the pages. Leave it out.")
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_TEXT:
        raise WordingRefused(f"“{key}” ({language}) must be a text of 1 to {MOST_TEXT} characters.")
    allowed = PLACES | places_in(known)
    unknown = places_in(text) - allowed
    if unknown:
        raise WordingRefused(
            f"“{key}” ({language}) has no place for {{{', '.join(sorted(unknown))}}}. "
            f"It knows: {', '.join(sorted(allowed))}."
        )


# --- Sentences -----------------------------------------------------------------------------------
def asked(ask: Ask) -> tuple[Scope, ...]:
    """The scopes of an ask in the order they are asked in; the voice always comes first."""
    return (Scope.PUBLISH, *(scope for scope in OPTIONAL if scope in ask.scopes))


def sentences(ask: Ask, spans: Iterable[Span], wording: Wording | None = None) -> dict[str, str]:
    """Every sentence of the ask's wording, filled in for its speaker."""
    wording = wording or ask.wording
    built_in = texts.CORE.get(wording.language, texts.CORE[texts.DEFAULT])
    raw: dict[str, str] = {**built_in, **json.loads(wording.text)}
    parts = union(spans)
    more = len(asked(ask)) - 1
    raw["publish_yes_then"] = raw[f"publish_yes_then_{_how_many(more)}"]
    raw["choices"] = raw[f"choices_{_how_many(more)}"]
    raw["spoke_how"] = raw["spoke_how"] if parts else raw["spoke_never"]
    places = {
        **places_of(ask),
        "count": raw.get(f"count_{more}", str(more)),
        "time": duration(total_ms(parts)),
        "places": counted(raw, "places", len(parts)),
    }
    said = {key: filled(text, places) for key, text in raw.items()}
    said["choices"] = said["choices"][:1].upper() + said["choices"][1:]
    return said


def places_of(ask: Ask) -> dict[str, str]:
    """What fills the places of an ask's sentences."""
    speaker = ask.speaker
    return {
        "asker": ask.asker,
        "name": speaker.display_name,
        "guest": speaker.guest_name,
        "self_name": f"@{speaker.handle}" if speaker.handle else speaker.display_name,
    }


def core(language: str, places: Mapping[str, str]) -> dict[str, str]:
    """The present words in a language, filled in, where nobody is asked about a room yet. Reads
    only: a version is made when somebody is asked with it."""
    built_in = texts.CORE.get(language, texts.CORE[texts.DEFAULT])
    key = str(settings.WORDING)
    own = _latest(key).get(language) if key != KEY else None
    raw: dict[str, str] = {**built_in, **(json.loads(own.text) if own else {})}
    return {key: filled(text, places) for key, text in raw.items()}


def around(language: str, places: Mapping[str, str]) -> dict[str, str]:
    """The words around the questions, filled in."""
    raw = texts.AROUND.get(language, texts.AROUND[texts.DEFAULT])
    return {key: filled(text, places) for key, text in raw.items()}


def counted(raw: Mapping[str, str], key: str, count: int) -> str:
    """`1 place`, `9 places`."""
    return filled(raw[f"{key}_one" if count == 1 else f"{key}_many"], {"count": str(count)})


def room_text(ask: Ask, language: str) -> str:
    """The room as it is told in a language; without one of its own, as it was written."""
    return str(ask.told.get(language, {}).get("room", ask.room_text))


def show_text(ask: Ask, language: str) -> str:
    """What for, as it is told in a language; a host's own words are the same in all."""
    return str(ask.told.get(language, {}).get("show", ask.show_text))


def _how_many(count: int) -> str:
    return {0: "none", 1: "one"}.get(count, "many")


# --- What was shown ------------------------------------------------------------------------------
_TERMS = (
    "terms", "terms_voice", "terms_as_is", "terms_altered", "terms_removed", "terms_hear_first",
    "terms_hear_first_about", "terms_until", "terms_until_about",
)  # fmt: skip


def shown_text(
    ask: Ask,
    spans: Iterable[Span],
    *,
    choices: bool = True,
    conditions: bool = True,
    cut: str = "",
    wording: Wording | None = None,
) -> str:
    """The whole text of the pages that lead to an answer, as its speaker saw them.

    `choices` says whether the second page was among them: after a no it is not. `conditions` says
    so where it asks for nothing but these. `cut` is the line of what is to be cut.
    """
    language = (wording or ask.wording).language
    said = sentences(ask, spans, wording)
    said |= {
        "room": f"{said['room']}: {room_text(ask, language)}",
        "show": f"{said['show']}: {show_text(ask, language)}",
        "spoke": f"{said['spoke']}: {said['spoke_how']}",
    }
    second = [scope for scope in asked(ask) if scope != Scope.PUBLISH] if choices else []
    keys: list[str] = [*_FIRST_PAGE, *_FIRST_ANSWERS]
    if second:
        keys += ["choices", "choices_lead"]
    for scope in second:
        keys += [scope, f"{scope}_about", "yes", "no"]
    if second or (choices and conditions):
        keys += _TERMS
    lines = [said[key] for key in keys] + ([cut] if cut else [])
    lines += [said[key] for key in _LAST_PAGE]
    if ask.guardian:
        lines.insert(0, around(language, places_of(ask))["guardian_note"])
    return "\n".join(lines)


def withdrawal_words(ask: Ask, language: str) -> dict[str, str]:
    """The words of the page on which something is taken back: always the present ones, for they
    say what the site does now, whatever the question was asked with."""
    said = core(language, places_of(ask))
    return {key: text for key, text in said.items() if key.startswith("withdraw")}


def withdrawal_text(ask: Ask, scopes: Iterable[Scope], language: str) -> str:
    """The whole text of that page."""
    said, scopes = withdrawal_words(ask, language), tuple(scopes)
    offered = [key for s in scopes for key in (f"withdraw_{s}", f"withdraw_{s}_about")]
    how = _HOW_TO_WITHDRAW if Scope.PUBLISH in scopes else ()
    stays = ("withdraw_original",) if Scope.PUBLISH in scopes else ()
    keys = ("withdraw", "withdraw_lead", *offered, *how, "withdraw_limits", *stays)
    return "\n".join(said[key] for key in keys)


def present(wording: Wording) -> Wording:
    """The present words in this language where there are any, else these."""
    try:
        now = current(wording.language)
    except WordingRefused:
        return wording
    return now if now.language == wording.language else wording


def not_me_text(ask: Ask, spans: Iterable[Span], wording: Wording | None = None) -> str:
    """The whole text of the page on which somebody says that this is not them."""
    said = sentences(ask, spans, wording)
    return "\n".join(said[key] for key in ("not_me", "not_me_lead", "not_me_then"))


def spans_of(speaker: Speaker) -> tuple[Span, ...]:
    """A speaker's own parts, joined where they touch."""
    ends = speaker.segments.values_list("start_ms", "end_ms")
    return union(Span(start_ms, end_ms) for start_ms, end_ms in ends)
