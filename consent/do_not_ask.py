"""Who is not to be asked by mail any more: kept for ever, as marks of addresses and accounts.

A no that was said once is not worn down by asking again, here or in another recording.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from consent import tombstones
from consent.inscriptions import of_opt_out, opt_out_id
from consent.models import Ask, DoNotAsk, Sending
from consent.scopes import Decision, Scope
from recordings.models import Host, Recording, Speaker
from recordings.sealed import Purpose, mark, marks

_NO = (Decision.REFUSED, Decision.WITHDRAWN)
_SAYS = {
    DoNotAsk.Why.REFUSED: "{speaker} said no before, and gets no more mail from {host}.",
    DoNotAsk.Why.UNSUBSCRIBED: "{speaker} wants no more mail.",
    DoNotAsk.Why.BOUNCED: "The mail to {speaker} came back.",
    DoNotAsk.Why.ERASED: "{speaker} had everything about them erased, and gets no more mail.",
}
_GRAVITY = {
    DoNotAsk.Why.BOUNCED: 0,
    DoNotAsk.Why.REFUSED: 1,
    DoNotAsk.Why.UNSUBSCRIBED: 2,
    DoNotAsk.Why.ERASED: 2,
}
_INSTEAD = "Copy a personal link and hand it over yourself."


def heed(speaker: Speaker, decisions: Mapping[Scope, Decision], now: datetime) -> None:
    """After a no to being heard the host sends no more mail, whatever it is about."""
    if decisions.get(Scope.PUBLISH) in _NO:
        add(speaker, DoNotAsk.Why.REFUSED, host=speaker.recording.host, now=now)


def add(speaker: Speaker, why: DoNotAsk.Why, *, host: Host | None, now: datetime) -> None:
    """No more mail to this person from that host, or without one from the whole site."""
    _keep(_marks_to_keep(speaker), why, host, now)
    Ask.objects.filter(speaker=speaker).update(next_reminder_at=None)


def add_address(address: str, why: DoNotAsk.Why, *, host: Host | None, now: datetime) -> None:
    """The same for an address alone, where nobody knows whose it is."""
    _keep([mark(Purpose.ADDRESS, address)], why, host, now)


def add_account(account: str, why: DoNotAsk.Why, *, host: Host | None, now: datetime) -> None:
    """The same for an account, `x:100200300`: whoever the source knew by it."""
    _keep([mark(Purpose.ACCOUNT, account)], why, host, now)


def add_bounced(kept: Collection[str], now: datetime) -> None:
    """Mail to the addresses with these marks came back: nobody is mailed there any more."""
    _keep(kept, DoNotAsk.Why.BOUNCED, None, now)


def forget_bounced(rows: QuerySet[DoNotAsk], *, by: User, reason: str) -> int:
    """Of these marks those of mail that came back go, for it arrives after all; how many. What
    somebody said stays. Each is in the admin's log, with who, when and why."""
    with transaction.atomic():
        gone = list(rows.filter(why=DoNotAsk.Why.BOUNCED).select_for_update(of=("self",)))
        if gone:
            LogEntry.objects.log_actions(by.pk, gone, DELETION, change_message=reason)
            tombstones.take_away_on_commit(opt_out_id(row) for row in gone)
        return DoNotAsk.objects.filter(pk__in=[row.pk for row in gone]).delete()[0]


def of_address(address: str) -> QuerySet[DoNotAsk]:
    """Every mark of an address."""
    return DoNotAsk.objects.filter(mark__in=marks(Purpose.ADDRESS, address))


def rows_of(speaker: Speaker) -> QuerySet[DoNotAsk]:
    """Everybody whom they do not want mail from."""
    of_them = {*_marks_to_keep(speaker), *_marks(speaker)}
    return DoNotAsk.objects.filter(mark__in=of_them).select_related("host")


def again(kept: str, why: DoNotAsk.Why, *, host: str, now: datetime) -> bool:
    """No more mail to a mark, where the database has forgotten it; whether it had. A host, by its
    slug, who is not known any more, may stand here under another: then nobody mails."""
    whose = Host.objects.filter(slug=host).first() if host else None
    if DoNotAsk.objects.filter(host=whose, mark=kept).exists():
        return False
    _keep([kept], why, whose, now)
    return True


def forget(speaker: Speaker) -> int:
    """They may be asked again, as somebody whom nobody knows; how many marks went."""
    rows = list(rows_of(speaker))
    tombstones.take_away_on_commit(opt_out_id(row) for row in rows)
    return DoNotAsk.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]


def why_not(speaker: Speaker, address: str) -> str:
    """Why this person may not be mailed at this address, as a sentence; empty where they may."""
    host = speaker.recording.host
    of_them = {*marks(Purpose.ADDRESS, address), *_marks(speaker)}
    here = Q(host=None) | Q(host=host)
    found = DoNotAsk.objects.filter(here, mark__in=of_them).first()
    if found is None:
        return ""
    says = _SAYS[DoNotAsk.Why(found.why)].format(speaker=speaker, host=host)
    return f"{says} {_INSTEAD}"


def wants_none(address: str, host: Host) -> bool:
    """Whether nothing may be mailed to an address by that host, where nobody knows whose it is."""
    here = Q(host=None) | Q(host=host)
    kept = DoNotAsk.objects.filter(here, mark__in=marks(Purpose.ADDRESS, address))
    return kept.exists()


def wants_no_word(speaker: Speaker, address: str, since: datetime) -> bool:
    """Whether they want no mail whatever it is about. The no of a withdrawal at `since` is none to
    the answer that it gets; one from before is."""
    here = Q(host=None) | Q(host=speaker.recording.host)
    of_them = {*marks(Purpose.ADDRESS, address), *_marks(speaker)}
    later_no = Q(why=DoNotAsk.Why.REFUSED, at__gte=since)
    return DoNotAsk.objects.filter(here, mark__in=of_them).exclude(later_no).exists()


def wants_none_at_all(address: str) -> bool:
    """Whether nobody may mail an address, whoever asks."""
    return DoNotAsk.objects.filter(host=None, mark__in=marks(Purpose.ADDRESS, address)).exists()


def wanting_no_mail(recording: Recording) -> dict[int, DoNotAsk.Why]:
    """Of a recording's speakers those whom its host may not mail, and why, by their ids."""
    rows = Speaker.objects.filter(recording=recording).select_related("recording__room")
    of_speaker = {s.pk: set(_marks(s)) for s in rows}
    here = Q(host=None) | Q(host=recording.host_id)
    listed = DoNotAsk.objects.filter(here, mark__in=set().union(*of_speaker.values()))
    why = {entry.mark: DoNotAsk.Why(entry.why) for entry in listed}
    found = {pk: [why[one] for one in kept if one in why] for pk, kept in of_speaker.items()}
    return {pk: reasons[0] for pk, reasons in found.items() if reasons}


def _keep(kept: Collection[str], why: DoNotAsk.Why, host: Host | None, now: datetime) -> None:
    """The graver reason stays: what somebody said is never taken for a mail that came back."""
    rows = [DoNotAsk(host=host, mark=one, why=why, at=now) for one in kept]
    DoNotAsk.objects.bulk_create(rows, ignore_conflicts=True)
    standing = DoNotAsk.objects.filter(host=host, mark__in=kept)
    standing.filter(why__in=[one for one in _GRAVITY if _GRAVITY[one] < _GRAVITY[why]]).update(
        why=why
    )
    tombstones.put_up_on_commit(map(of_opt_out, standing.select_related("host")))


def _marks_to_keep(speaker: Speaker) -> set[str]:
    """Under the present key, and those of mails sent to them, whose address may be gone."""
    sent = Sending.objects.filter(ask__speaker=speaker).values_list("mark", flat=True)
    addresses = {speaker.email, *(ask.address for ask in Ask.objects.filter(speaker=speaker))}
    said = {mark(Purpose.ADDRESS, address) for address in addresses if address}
    return {*sent, *said, *(mark(Purpose.ACCOUNT, account) for account in _accounts(speaker))}


def _marks(speaker: Speaker) -> Iterable[str]:
    """Under every key."""
    if speaker.email:
        yield from marks(Purpose.ADDRESS, speaker.email)
    for account in _accounts(speaker):
        yield from marks(Purpose.ACCOUNT, account)


def _accounts(speaker: Speaker) -> list[str]:
    """The person's accounts as far as the source knew them: `x:100200300`, and `x:@noor_ali`, by
    which alone some sources know them."""
    found = [f"{platform}:{number}" for platform, number in speaker.external_ids.items() if number]
    handle = speaker.handle.strip().removeprefix("@").casefold()
    return [*found, f"{speaker.recording.room.platform}:@{handle}"] if handle else found
