"""The words a speaker is asked with, by language, and what exactly each speaker was shown.

Words change by a new version; an ask keeps the version it was made with. Not here: the words
around the questions (buttons, links), which are the templates'.
"""

import json
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max

from consent.ledger import canonical, sha256
from consent.models import Ask, Wording
from consent.scopes import OPTIONAL, Scope
from recordings.models import Speaker
from recordings.spans import Span, total_ms, union
from recordings.words import duration

KEY = "speaker"
LANGUAGES = {"en": "English"}

_ENGLISH = {
    "asks": "{asker} asks",
    "title": "May {asker} publish your voice?",
    "lead": "Nothing you said is published unless you say yes.",
    "room": "Room",
    "show": "Show",
    "spoke": "You spoke",
    "spoke_how": "{time}, in {places}, as {self_name}",
    "spoke_never": "No part of the recording is known to be yours, {self_name}",
    "places_one": "1 place",
    "places_many": "{count} places",
    "hear": "Hear what you said",
    "hear_note": "Only your parts. Whatever others said in between is silent here.",
    "publish": "Your answer, for this episode",
    "publish_yes": "Yes, publish my voice",
    "publish_yes_then_0": "Then you check and send it.",
    "publish_yes_then_1": "Then one short choice follows.",
    "publish_yes_then_2": "Then two short choices follow.",
    "publish_yes_then_3": "Then three short choices follow.",
    "publish_yes_then_4": "Then four short choices follow.",
    "publish_yes_then_5": "Then five short choices follow.",
    "publish_yes_then_6": "Then six short choices follow.",
    "publish_yes_then_7": "Then seven short choices follow.",
    "publish_yes_then_8": "Then eight short choices follow.",
    "publish_yes_then_9": "Then nine short choices follow.",
    "publish_no": "No, leave me out",
    "publish_no_then": "Then nothing more. Your words are cut.",
    "choices_1": "One more choice",
    "choices_2": "Two more choices",
    "choices_3": "Three more choices",
    "choices_4": "Four more choices",
    "choices_5": "Five more choices",
    "choices_6": "Six more choices",
    "choices_7": "Seven more choices",
    "choices_8": "Eight more choices",
    "choices_9": "Nine more choices",
    "choices_lead": "Each one stands alone. None of them changes your first answer.",
    "name": "Show your name?",
    "name_about": "As “{name}” in the notes and the transcript. If no, you are “{guest}”.",
    "transcript": "Write down what you said?",
    "transcript_about": "A transcript that people can read and search.",
    "clips": "Let people share short clips of you?",
    "clips_about": "Up to 60 seconds, with a link to the episode.",
    "commercial": "Allow advertising around your words?",
    "commercial_about": "A sponsor’s message before or after the conversation.",
    "archive_search": "Let your words be found in the show’s archive?",
    "archive_search_about": "Search and highlights across its episodes.",
    "ai_processing": "Let software write, sum up and translate your words?",
    "ai_processing_about": "An automatic transcript, summary or translation of this episode.",
    "ai_training": "Let your voice train artificial intelligence?",
    "ai_training_about": "If no, the feed reserves that right for you.",
    "voice_id": "Make a voiceprint of you?",
    "voice_id_about": "A pattern of your voice, to tell who speaks in this host’s recordings.",
    "redistribute": "Let others publish the episode too?",
    "redistribute_about": "Partners, video sites and other hosts.",
    "yes": "Yes",
    "no": "No",
    "check": "Check and send your answers",
    "check_lead": "Nothing counts until you press the button below.",
    "check_limits": "You answer {asker}. You can take any answer back at any time; "
    "copies people have already downloaded cannot be called back.",
    "foot": "You can change or withdraw your answer at any time with this same link.",
    "withdraw": "What do you take back?",
    "withdraw_lead": "It counts the moment you press the button. Nobody has to approve it.",
    "withdraw_publish": "My voice",
    "withdraw_publish_about": "And with it everything else. "
    "An episode with your voice is off the feed at once; its sound answers “gone”.",
    "withdraw_name": "My name",
    "withdraw_name_about": "You become “{guest}” wherever your name stands.",
    "withdraw_transcript": "What I said, in writing",
    "withdraw_transcript_about": "Your words leave the transcript.",
    "withdraw_clips": "Clips of me",
    "withdraw_clips_about": "Nobody can make or share them any more.",
    "withdraw_commercial": "Advertising around my words",
    "withdraw_commercial_about": "The episode goes on without it, or not at all.",
    "withdraw_archive_search": "Being found in the archive",
    "withdraw_archive_search_about": "Search shows your words no longer.",
    "withdraw_ai_processing": "Automatic texts of my words",
    "withdraw_ai_processing_about": "What software wrote of your words goes.",
    "withdraw_ai_training": "Training artificial intelligence",
    "withdraw_ai_training_about": "The feed reserves that right for you from now on.",
    "withdraw_voice_id": "My voiceprint",
    "withdraw_voice_id_about": "It is erased.",
    "withdraw_redistribute": "Being published by others",
    "withdraw_redistribute_about": "They are told; what they hold is in their hands.",
    "withdraw_limits": "Copies that people have already downloaded cannot be called back.",
}
_TEXTS: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH}

_FIRST_PAGE = ("asks", "title", "lead", "room", "show", "spoke", "hear", "hear_note")
_FIRST_ANSWERS = ("publish", "publish_yes", "publish_yes_then", "publish_no", "publish_no_then")
_LAST_PAGE = ("check", "check_lead", "check_limits", "foot")


def current(language: str = "en") -> Wording:
    """The words as they are now, in this language or in English; a new version if they changed."""
    language = language if language in _TEXTS else "en"
    text = canonical(_TEXTS[language]).decode()
    known = Wording.objects.filter(key=KEY, language=language, sha256=sha256(text))
    return known.first() or _added(language, text)


def _added(language: str, text: str) -> Wording:
    of = Wording.objects.filter(key=KEY, language=language)
    last = of.aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            return Wording.objects.create(
                key=KEY, language=language, version=last + 1, text=text, sha256=sha256(text)
            )
    except IntegrityError:  # somebody else was as quick
        return of.get(sha256=sha256(text))


def label(wording: Wording | None) -> str:
    """How a receipt names it: `wording 3 (English)`."""
    if wording is None:
        return ""
    return f"wording {wording.version} ({LANGUAGES.get(wording.language, wording.language)})"


def asked(ask: Ask) -> tuple[Scope, ...]:
    """The scopes of an ask in the order they are asked in; the voice always comes first."""
    return (Scope.PUBLISH, *(scope for scope in OPTIONAL if scope in ask.scopes))


def sentences(ask: Ask, spans: Iterable[Span]) -> dict[str, str]:
    """Every sentence of the ask's wording, filled in for its speaker."""
    speaker = ask.speaker
    raw: dict[str, str] = {**_ENGLISH, **json.loads(ask.wording.text)}
    places = {
        "asker": ask.asker,
        "name": speaker.display_name,
        "guest": speaker.guest_name,
        "self_name": f"@{speaker.handle}" if speaker.handle else speaker.display_name,
    }
    more = len(asked(ask)) - 1
    raw["publish_yes_then"] = raw[f"publish_yes_then_{more}"]
    raw["choices"] = raw[f"choices_{more or 1}"]
    raw["spoke_how"] = _spoke(raw, union(spans))
    return {key: _filled(text, places) for key, text in raw.items()}


def _spoke(raw: Mapping[str, str], parts: tuple[Span, ...]) -> str:
    if not parts:
        return raw["spoke_never"]
    places = raw["places_one"] if len(parts) == 1 else raw["places_many"]
    said = raw["spoke_how"].replace("{places}", places.replace("{count}", str(len(parts))))
    return said.replace("{time}", duration(total_ms(parts)))


def _filled(text: str, places: Mapping[str, str]) -> str:
    """Place by place and once each, so that a name with braces in it stays a name."""
    parts = text.replace("}", "{").split("{")
    return "".join(places.get(part, part) if i % 2 else part for i, part in enumerate(parts))


def shown_text(ask: Ask, spans: Iterable[Span], *, choices: bool = True) -> str:
    """The whole text of the pages that lead to an answer, as its speaker saw them.

    `choices` says whether the second page was among them: after a no it is not.
    """
    said = sentences(ask, spans)
    said |= {
        "room": f"{said['room']}: {ask.room_text}",
        "show": f"{said['show']}: {ask.show_text}",
        "spoke": f"{said['spoke']}: {said['spoke_how']}",
    }
    second = [scope for scope in asked(ask) if scope != Scope.PUBLISH] if choices else []
    keys: list[str] = [*_FIRST_PAGE, *_FIRST_ANSWERS]
    if second:
        keys += ["choices", "choices_lead"]
    for scope in second:
        keys += [scope, f"{scope}_about", "yes", "no"]
    return "\n".join(said[key] for key in (*keys, *_LAST_PAGE))


def withdrawal_text(ask: Ask, spans: Iterable[Span], scopes: Iterable[Scope]) -> str:
    """The whole text of the page on which something is taken back."""
    said = sentences(ask, spans)
    offered = [key for s in scopes for key in (f"withdraw_{s}", f"withdraw_{s}_about")]
    return "\n".join(
        said[key] for key in ("withdraw", "withdraw_lead", *offered, "withdraw_limits")
    )


def spans_of(speaker: Speaker) -> tuple[Span, ...]:
    """A speaker's own parts, joined where they touch."""
    ends = speaker.segments.values_list("start_ms", "end_ms")
    return union(Span(start_ms, end_ms) for start_ms, end_ms in ends)
