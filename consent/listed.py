"""How a speaker's answers are listed on their pages: label, yes or no, and what it means."""

from consent import wordings
from consent.scopes import Scope, State
from consent.steps import YES, Chosen
from consent.visit import Visit

LABELS = {
    Scope.PUBLISH: "Your voice",
    Scope.NAME: "Your name",
    Scope.TRANSCRIPT: "Transcript",
    Scope.CLIPS: "Clips",
    Scope.COMMERCIAL: "Advertising",
    Scope.ARCHIVE_SEARCH: "Archive search",
    Scope.AI_PROCESSING: "Automatic texts",
    Scope.AI_TRAINING: "Training AI",
    Scope.VOICE_ID: "Voiceprint",
    Scope.REDISTRIBUTE: "Other publishers",
}

Listed = list[dict[str, str]]


def chosen(visit: Visit, said: Chosen) -> Listed:
    """What is about to be sent, in the order it was asked."""
    asked = wordings.asked(visit.ask) if said[Scope.PUBLISH] == YES else (Scope.PUBLISH,)
    return [
        {
            "label": LABELS[scope],
            "said": said[scope],
            "more": _means(visit, scope, said[scope] == YES),
            "page": "answer" if scope == Scope.PUBLISH else "choices",
        }
        for scope in asked
    ]


def standing(visit: Visit) -> Listed:
    """Where the speaker stands on all that was answered; without a yes to the voice, on that."""
    stands = visit.standings
    taken_back = [scope for scope in Scope if stands[scope] == State.WITHDRAWN]
    scopes = Scope if visit.agrees else [Scope.PUBLISH, *taken_back]
    return [
        {"label": LABELS[scope], "state": stands[scope], "more": _stands(visit, scope)}
        for scope in dict.fromkeys(scopes)
        if stands[scope] != State.UNANSWERED
    ]


def offered(visit: Visit) -> Listed:
    """What can be taken back."""
    return [
        {
            "scope": scope,
            "title": visit.words[f"withdraw_{scope}"],
            "about": visit.words[f"withdraw_{scope}_about"],
        }
        for scope in visit.granted
    ]


def questions(visit: Visit, said: Chosen, missing: list[Scope]) -> list[dict[str, object]]:
    """The second page's questions, with what has been chosen so far."""
    return [
        {
            "scope": scope,
            "title": visit.words[scope],
            "about": visit.words[f"{scope}_about"],
            "said": said.get(scope, ""),
            "wrong": scope in missing,
        }
        for scope in visit.optional
    ]


def missed(missing: list[Scope]) -> str:
    """The questions that were passed over, by name: `clips, advertising`."""
    return ", ".join(LABELS[scope].removeprefix("Your ").lower() for scope in missing)


def _means(visit: Visit, scope: Scope, yes: bool) -> str:
    """What an answer means, where a yes or no alone does not say it."""
    if scope == Scope.PUBLISH:
        return "publish it in this episode" if yes else "leave me out"
    if scope == Scope.NAME:
        return f"as {visit.speaker.display_name if yes else visit.speaker.guest_name}"
    return ""


def _stands(visit: Visit, scope: Scope) -> str:
    yes = visit.standings[scope] == State.GRANTED
    if scope == Scope.PUBLISH:
        return f"in {visit.ask.room_text}" if yes else ""
    return _means(visit, scope, yes) if visit.agrees else ""
