"""What a speaker has chosen so far, carried from page to page in the address. Pure.

It is signed with the form's own cookie: an address with choices in it, sent by somebody else,
opens with nothing chosen. Nothing of it counts until it is sent.
"""

from collections.abc import Iterable, Mapping

from django.core import signing

from consent.scopes import Decision, Scope, State

YES, NO = "yes", "no"
Chosen = Mapping[Scope, str]


def pack(chosen: Chosen, seal: str) -> str:
    return signing.dumps({str(scope): said for scope, said in chosen.items()}, salt=_salt(seal))


def unpack(packed: str, seal: str) -> dict[Scope, str]:
    """The choices; none where they were not made with this very form."""
    if not seal:
        return {}
    try:
        said: dict[str, str] = signing.loads(packed, salt=_salt(seal))
        return {Scope(scope): word for scope, word in said.items() if word in (YES, NO)}
    except (signing.BadSignature, ValueError):
        return {}


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
