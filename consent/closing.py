"""The one mail at a withdrawal's end: all of it is carried out, and here is the certificate.

It answers what the person did and asks nothing, so the no that a withdrawal is does not stop it.
Whoever wants no mail, or said no before, gets none.
"""

from datetime import datetime, timedelta

from consent import do_not_ask, mails
from consent.afterwards import said_yes_again
from consent.mails import NotAsked
from consent.models import Ask, ConsentEvent, Withdrawal
from consent.record import standings_of

PER_SWEEP = 50
GIVE_UP = timedelta(days=3)
"""So long a mail that cannot leave is tried again."""


def sweep(now: datetime) -> int:
    """Tell whom it is due; how many mails left."""
    done = Withdrawal.objects.filter(told_at=None).exclude(done_at=None).order_by("done_at")
    rows = done.select_related("speaker__recording__host")
    return sum(tell(row, now) for row in rows[:PER_SWEEP])


def tell(row: Withdrawal, now: datetime) -> bool:
    """Whether a mail left. The row is taken first, so that nobody is told twice."""
    this = Withdrawal.objects.filter(pk=row.pk)
    ask = _asked(row, now)
    if not this.filter(told_at=None).update(told_at=now) or ask is None or row.done_at is None:
        return False
    try:
        sending = mails.counted_closing(ask, now)
        mails.deliver_closing(sending, row.done_at, _language(row, ask), now)
    except NotAsked as error:
        if not error.permanent and now < row.done_at + GIVE_UP:
            this.update(told_at=None)
        return False
    return True


def _asked(row: Withdrawal, now: datetime) -> Ask | None:
    """The question by mail whose address is told: that of the withdrawal itself, else the latest.
    An address that nobody was asked at may be anybody's."""
    if said_yes_again(row) or standings_of(row.speaker).disputed:
        return None
    sent = Ask.objects.standing(now).filter(speaker=row.speaker).exclude(sent_at=None)
    asks = sent.exclude(address="").select_related("speaker__recording__host", "wording")
    own = ConsentEvent.objects.filter(receipt=row.receipt).values("ask")
    ask = asks.filter(pk__in=own).first() or asks.first()
    if ask is None or do_not_ask.wants_no_word(row.speaker, ask.address, row.requested_at):
        return None
    return ask


def _language(row: Withdrawal, ask: Ask) -> str:
    """The one in which they took it back, else that in which they were asked."""
    said = ConsentEvent.objects.filter(receipt=row.receipt).exclude(wording=None)
    line = said.select_related("wording").first()
    return line.wording.language if line and line.wording else ask.wording.language
