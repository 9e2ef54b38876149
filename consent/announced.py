"""What a speaker is told of a room that their yes in advance is about: when silence counts, until
when they can object, and what one press of theirs says."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from consent import languages, texts, wordings
from consent.models import Ask, StandingConsent
from consent.scopes import Scope
from recordings.words import clock


def counts_at(now: datetime) -> datetime:
    """When the yes counts of who is told now and says nothing."""
    return now + timedelta(hours=settings.OBJECTION_HOURS)


def scopes(ask: Ask, row: StandingConsent | None = None) -> tuple[Scope, ...]:
    """What was allowed in advance and is wanted here; nothing else is ever added."""
    said = row or ask.standing
    allowed = said.scopes if said else ()
    return tuple(scope for scope in wordings.asked(ask) if scope in allowed)


def text(ask: Ask) -> str:
    """The sentences, as they are mailed and recorded. With other parts, uses or times they are
    others. Empty where nothing is announced."""
    if ask.standing is None or ask.counts_at is None:
        return ""
    return "\n".join(_told(ask, ask.standing, ask.wording.language))


def page_text(ask: Ask, row: StandingConsent, language: str) -> str:
    """The whole text of the page on which one press agrees or says no."""
    said = words(ask, row, language)
    buttons = ("announced_yes", "announced_yes_then", "announced_no", "announced_no_then")
    lines = [said["announced_title"], *_told(ask, row, language), *(said[key] for key in buttons)]
    return "\n".join([*lines, wordings.sentences(ask, ())["check_limits"]])


def words(ask: Ask, row: StandingConsent, language: str) -> Mapping[str, str]:
    """The words around, with what they say of this room and this yes."""
    return wordings.around(language, _places(ask, row, language))


def labels(language: str, allowed: Iterable[Scope]) -> str:
    """`Your voice, Your name, Clips`."""
    raw = texts.AROUND.get(language, texts.AROUND[texts.DEFAULT])
    return ", ".join(raw[f"label_{scope}"] for scope in allowed)


def left_open(ask: Ask, row: StandingConsent, language: str) -> str:
    """What is asked here and was not allowed in advance; empty where all was."""
    more = [scope for scope in wordings.asked(ask) if scope not in scopes(ask, row)]
    said = wordings.around(language, {"what": labels(language, more)})
    return said["offered_open"] if more else ""


def _told(ask: Ask, row: StandingConsent, language: str) -> list[str]:
    """The sentences of an announcement, or of a question that one press can answer."""
    said, core = words(ask, row, language), wordings.core(language, {})
    about = [
        f"{core['room']}: {wordings.room_text(ask, language)}",
        f"{core['show']}: {wordings.show_text(ask, language)}",
        said["announced_parts"],
        said["announced_allows"],
    ]
    if ask.counts_at is not None:
        return [said["announced_lead"], *about, said["announced_counts"]]
    return [said["offered_lead"], *about, *filter(None, [left_open(ask, row, language)])]


def _places(ask: Ask, row: StandingConsent, language: str) -> dict[str, str]:
    spans = wordings.spans_of(ask.speaker)
    until = languages.long_moment(ask.counts_at, language) if ask.counts_at else ""
    return {
        **wordings.places_of(ask),
        "day": languages.long_day(row.created_at, language),
        "moment": until,
        "what": labels(language, scopes(ask, row)),
        "parts": ", ".join(f"{clock(one.start_ms)}–{clock(one.end_ms)}" for one in spans),
    }
