"""What a speaker has chosen so far, carried from page to page in the address. Pure.

It is signed with the form's own cookie: an address with choices in it, sent by somebody else,
opens with nothing chosen. Nothing of it counts until it is sent.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.core import signing

from consent import terms
from consent.scopes import Decision, Scope, State, Voice
from consent.terms import NONE, Terms

YES, NO = "yes", "no"
MOST_AHEAD = timedelta(days=100 * 366)
_TERMS = "terms"
Chosen = Mapping[Scope, str]


def pack(chosen: Chosen, seal: str, under: Terms = NONE) -> str:
    """Choices and the conditions they are made under."""
    said = {str(scope): said for scope, said in chosen.items()}
    return signing.dumps(said | {_TERMS: terms.packed(under)}, salt=_salt(seal))


def unpack(packed: str, seal: str) -> dict[Scope, str]:
    """The choices; none where they were not made with this very form."""
    said = _opened(packed, seal)
    return {scope: said[scope] for scope in Scope if said.get(scope) in (YES, NO)}


def unpack_terms(packed: str, seal: str) -> Terms:
    """The conditions; none where they were not made with this very form."""
    return terms.unpacked(_opened(packed, seal).get(_TERMS, ""))


def terms_in(form: Mapping[str, str], now: datetime) -> Terms:
    """The conditions in a form's fields. A yes ends with the day that is named, in the zone of
    `now`. Raises `ValueError` where that is no day to come."""
    voice = form.get("voice", "")
    return Terms(
        voice=Voice(voice) if voice in set(Voice) else Voice.AS_IS,
        hear_first=form.get("hear_first") == YES,
        until=_end_of(form.get("until", "").strip(), now),
    )


def _end_of(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    day = date.fromisoformat(text)
    if not now.date() < day < now.date() + MOST_AHEAD:
        raise ValueError("not a day to come")
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=now.tzinfo)


def last_day(until: datetime) -> datetime:
    """The last moment of the day that a yes ends with."""
    return until - timedelta(microseconds=1)


def _opened(packed: str, seal: str) -> dict[str, str]:
    try:
        said: dict[str, str] = signing.loads(packed, salt=_salt(seal)) if seal else {}
    except signing.BadSignature:
        return {}
    return said


def chosen_in(form: Mapping[str, str], scopes: Iterable[Scope]) -> dict[Scope, str]:
    """The yes and no in a form's fields, for these scopes; anything else is no choice."""
    return {scope: form[scope] for scope in scopes if form.get(scope) in (YES, NO)}


def decisions(chosen: Chosen, standings: Mapping[Scope, State]) -> dict[Scope, Decision]:
    """What choices mean: a no to what was granted before is a withdrawal of it.

    With a no to the voice everything granted goes, for it was granted for that voice.
    """
    if chosen.get(Scope.PUBLISH) == NO:
        given = {scope for scope in Scope if standings.get(scope) == State.GRANTED}
        chosen = {Scope.PUBLISH: NO} | dict.fromkeys(given, NO)
    return {scope: _decision(said, standings.get(scope)) for scope, said in chosen.items()}


def _decision(said: str, before: State | None) -> Decision:
    if said == YES:
        return Decision.GRANTED
    return Decision.WITHDRAWN if before == State.GRANTED else Decision.REFUSED


def _salt(seal: str) -> str:
    return f"consent.steps:{seal}"
