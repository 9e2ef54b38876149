"""“My voice”: showing who one is by a code or an account, seeing everything, and leaving again."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from consent import accounts, claims, signing_in, traces
from consent.proofs import Outcome, TooMany
from feeds.pages.my_voice import my_voice
from feeds.views.me.guest import Guest, for_anybody

DONE = ("withdraw", "stop")
PER_CALLER_AND_HOUR = 20
HOUR = 60 * 60


@require_safe
@for_anybody
def me(guest: Guest) -> HttpResponseBase:
    if guest.held is None:
        return guest.door()
    done = guest.request.GET.get("done", "")
    said = guest.words[f"me_{done}_done"] if done in DONE else ""
    voice = my_voice(guest.held, guest.words, guest.language, guest.now)
    return guest.show("voice", voice=voice, said=said)


@require_POST
@for_anybody
def code(guest: Guest) -> HttpResponseBase:
    """Ask for a code. The answer is the same whether the address is known here or not."""
    address = guest.request.POST.get("address", "").strip()
    if not _is_address(address):
        return guest.door(422, wrong=guest.words["confirm_no_address"])
    meta, wrong = guest.request.META, guest.words["me_too_many"]
    if traces.too_many(meta, "me", PER_CALLER_AND_HOUR, HOUR, guest.now):
        return guest.door(429, wrong=wrong)
    try:
        claims.ask(guest.request.session, address, guest.language, guest.now)
    except TooMany:
        return guest.door(429, wrong=wrong)
    return guest.to()


@require_POST
@for_anybody
def confirm(guest: Guest) -> HttpResponseBase:
    """Type the code in."""
    typed = guest.request.POST.get("code", "")
    outcome = claims.confirm(guest.request.session, typed, guest.now)
    if outcome == Outcome.CONFIRMED:
        return guest.to()
    return guest.door(422, wrong=guest.words[f"confirm_{outcome}"])


@require_POST
@for_anybody
def sign_in(guest: Guest) -> HttpResponseBase:
    """Off to a provider; the way back leads here."""
    wanted = guest.request.POST.get("provider", "")
    if wanted not in {one.key for one in accounts.providers()}:
        raise Http404
    return signing_in.away(guest.request, wanted, guest.to().url)  # type: ignore[attr-defined]


@require_POST
@for_anybody
def account(guest: Guest) -> HttpResponseBase:
    """Go on with the account that was signed in with just now."""
    shown = accounts.shown(guest.request.session, guest.now)
    if shown is None or not (shown.account or shown.address):
        return guest.door(403, first=True)
    accounts.forget(guest.request.session)
    claims.by_account(guest.request.session, shown, guest.language, guest.now)
    return guest.to()


@require_POST
@for_anybody
def sign_out(guest: Guest) -> HttpResponseBase:
    """What was shown counts no more; who else is signed in in this browser stays so."""
    session = guest.request.session
    claims.end(session)
    accounts.forget(session)
    if session.is_empty() or not session.keys():
        session.flush()
    else:
        session.cycle_key()
    return guest.door(said=guest.words["me_signed_out"])


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
