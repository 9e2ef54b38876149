"""What a speaker is told of a room that their yes in advance is to count for, and until when they
can object."""

from datetime import datetime, timedelta

from django.conf import settings

from consent import languages, texts, wordings
from consent.models import Ask
from consent.scopes import Scope
from recordings.words import clock


def counts_at(now: datetime) -> datetime:
    """When the yes counts of who is told now and says nothing."""
    return now + timedelta(hours=settings.OBJECTION_HOURS)


def scopes(ask: Ask) -> tuple[Scope, ...]:
    """What was allowed in advance and is wanted here; nothing else is ever added."""
    allowed = ask.standing.scopes if ask.standing else ()
    return tuple(scope for scope in wordings.asked(ask) if scope in allowed)


def text(ask: Ask) -> str:
    """The sentences, as they are mailed and recorded. With other parts, uses or times they are
    others. Empty where nothing is announced."""
    if ask.standing is None or ask.counts_at is None:
        return ""
    language = ask.wording.language
    words = wordings.around(language, _places(ask, ask.standing.created_at, ask.counts_at))
    core = wordings.sentences(ask, ())
    return "\n".join(
        (
            words["announced_lead"],
            f"{core['room']}: {wordings.room_text(ask, language)}",
            f"{core['show']}: {wordings.show_text(ask, language)}",
            words["announced_parts"],
            words["announced_allows"],
            words["announced_counts"],
        )
    )


def labels(language: str, allowed: tuple[Scope, ...]) -> str:
    """`Your voice, Your name, Clips`."""
    raw = texts.AROUND.get(language, texts.AROUND[texts.DEFAULT])
    return ", ".join(raw[f"label_{scope}"] for scope in allowed)


def _places(ask: Ask, said_at: datetime, counts: datetime) -> dict[str, str]:
    language = ask.wording.language
    spans = wordings.spans_of(ask.speaker)
    return {
        **wordings.places_of(ask),
        "day": languages.long_day(said_at, language),
        "moment": languages.long_moment(counts, language),
        "what": labels(language, scopes(ask)),
        "parts": ", ".join(f"{clock(one.start_ms)}–{clock(one.end_ms)}" for one in spans),
    }
