"""How a speaker's answers are listed on their pages: label, yes or no, and what it means."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from consent import afterwards, languages, parts, wordings
from consent.scopes import OPTIONAL, Scope, State, Voice
from consent.steps import YES, Chosen, last_day
from consent.terms import Terms
from consent.visit import Visit

Listed = list[dict[str, str]]


def chosen(visit: Visit, said: Chosen, under: Terms) -> Listed:
    """What is about to be sent, in the order it was asked."""
    yes = said[Scope.PUBLISH] == YES
    asked = wordings.asked(visit.ask) if yes else (Scope.PUBLISH,)
    conditions = {
        "label": visit.words["label_terms"],
        "short": visit.words["label_terms"],
        "said": "",
        "more": conditions_of(visit, under) or visit.words["no_terms"],
        "page": "choices",
    }
    cut = parts.wished(visit) if yes else []
    to_cut = {
        "label": visit.words["label_cut"],
        "short": visit.words["label_cut"],
        "said": "",
        "more": ", ".join(one["title"] for one in cut),
        "page": "cut",
    }
    more = ([conditions] if yes else []) + ([to_cut] if cut else [])
    return _said(visit, said, asked) + more


def _said(visit: Visit, said: Chosen, asked: Iterable[Scope]) -> Listed:
    return [
        {
            "label": visit.words[f"label_{scope}"],
            "short": visit.words[f"short_{scope}"],
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
        {
            "label": visit.words[f"label_{scope}"],
            "state": stands[scope],
            "more": _stands(visit, scope),
        }
        for scope in dict.fromkeys(scopes)
        if stands[scope] != State.UNANSWERED
    ]


def not_asked(visit: Visit) -> str:
    """`Not asked: clips, advertising`; empty where everything was, or has an answer on record."""
    unsaid = [scope for scope in OPTIONAL if visit.standings[scope] == State.UNANSWERED]
    left = [scope for scope in unsaid if scope not in visit.ask.scopes]
    if not left:
        return ""
    what = ", ".join(visit.words[f"short_{scope}"] for scope in left)
    return visit.say("not_asked_list", what=what)


def conditions_of(visit: Visit, under: Terms) -> str:
    """`voice altered, hear the edit first, until 31 December 2026`; empty without any."""
    voice = {Voice.ALTERED: "says_altered", Voice.REMOVED: "says_removed"}.get(under.voice)
    said = [visit.words[voice]] if voice else []
    if under.hear_first:
        said.append(visit.words["says_hear_first"])
    if under.until:
        day = languages.long_day(last_day(under.until), visit.language)
        said.append(visit.say("says_until", day=day))
    return ", ".join(said)


def on_paper(visit: Visit) -> list[tuple[str, str]]:
    """The receipt's lines: when and how, each answer, who asked, where it can be checked."""
    words, given = visit.words, visit.receipt
    if given is None:
        return []
    said = recorded(visit)
    contact = f", {visit.ask.contact}" if visit.ask.contact else ""
    where = f"{settings.SITE_URL}{reverse('consent:check_receipt')}"
    return [
        (words["receipt"], f"{given.number}, {said['at']}, {said['how']}"),
        (words["room"], visit.room_text),
        (words["show"], visit.show_text),
        *((one["label"], _in_words(visit, one)) for one in standing(visit)),
        (words["label_terms"], conditions_of(visit, visit.conditions) or words["no_terms"]),
        (words["asked_by"], f"{visit.ask.asker}{contact}"),
        (words["verify_link"], where),
        (words["me_title"], f"{settings.SITE_URL}{reverse('feeds:me')}"),
    ]


def _in_words(visit: Visit, one: Mapping[str, str]) -> str:
    words = visit.words
    said = {
        State.GRANTED: words["yes"],
        State.EXPIRED: f"{words['yes']}, {words['expired']}",
        State.WITHDRAWN: f"{words['no']}, {words['taken_back']}",
    }.get(State(one["state"]), words["no"])
    return ", ".join(filter(None, (said, one["more"])))


def offered(visit: Visit) -> Listed:
    """What can be taken back."""
    words = wordings.withdrawal_words(visit.ask, visit.language)
    return [
        {
            "scope": scope,
            "title": words[f"withdraw_{scope}"],
            "about": words[f"withdraw_{scope}_about"],
        }
        for scope in visit.granted
    ]


def taken_back(visit: Visit) -> str:
    """How far the latest withdrawal is carried out; empty where there is none."""
    row = afterwards.latest(visit.speaker)
    if row is None:
        return ""
    day = languages.long_moment(row.done_at or row.due_at, visit.language)
    if row.done_at is None:
        voice = row.mode in afterwards.OF_THE_VOICE
        return visit.say("certificate_open" if voice else "certificate_open_less", day=day)
    return visit.say("certificate_done", day=day, count=str(afterwards.erased(row)))


def limits(visit: Visit) -> list[str]:
    """What a withdrawal does not reach, in the present words: copies elsewhere, and after one of
    the voice the original."""
    words = wordings.withdrawal_words(visit.ask, visit.language)
    row = afterwards.latest(visit.speaker)
    said = [words["withdraw_limits"]]
    if row is not None and row.mode in afterwards.OF_THE_VOICE and not visit.agrees:
        said.append(words["withdraw_original"])
    return said


def questions(visit: Visit, said: Chosen, missing: Sequence[Scope]) -> list[dict[str, object]]:
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


def missed(visit: Visit, missing: Sequence[Scope]) -> str:
    """The questions that were passed over: `Choose yes or no for: clips, advertising.`"""
    if not missing:
        return ""
    return visit.say("choose_for", what=", ".join(visit.words[f"short_{s}"] for s in missing))


def recorded(visit: Visit) -> dict[str, str]:
    """When the latest answer was recorded, and how: “by personal link, wording 3 (English)”."""
    given = visit.receipt
    if given is None:
        return {}
    how = [visit.words[f"method_{given.method}"]]
    if given.wording:
        version, language = wordings.number(given.wording), wordings.language_name(given.wording)
        how.append(visit.say("wording", version=version, language=language))
    return {"at": languages.long_moment(given.at, visit.language), "how": ", ".join(how)}


def _means(visit: Visit, scope: Scope, yes: bool) -> str:
    """What an answer means, where a yes or no alone does not say it."""
    if scope == Scope.PUBLISH:
        return visit.words["means_yes" if yes else "means_no"]
    if scope == Scope.NAME:
        who = visit.speaker.display_name if yes else visit.speaker.guest_name
        return visit.say("as_who", who=who)
    return ""


def _stands(visit: Visit, scope: Scope) -> str:
    yes = visit.standings[scope] == State.GRANTED
    if scope == Scope.PUBLISH:
        return visit.say("in_room", room=visit.room_text) if yes else ""
    return _means(visit, scope, yes) if visit.agrees else ""
