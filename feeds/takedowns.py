"""Takedowns: whoever is heard in an episode that was out before it came here can ask that it goes.

No account and no proof is needed to ask; a consent officer decides within three days.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction

from consent import do_not_ask, legacy, mails, tombstones
from consent.inscriptions import of_episode
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Takedown

log = logging.getLogger(__name__)

DUE_WITHIN = timedelta(hours=72)
OPEN_AT_ONCE = 3
"""More open requests about one episode say nothing new: it is being decided already."""
A_DAY = 10
ASKED_TO_GO = "Somebody asked that an episode of it goes, and it was taken down for good."


class NotTaken(Exception):
    """A request or decision that was not taken; `str(error)` says why and what to do."""

    permanent = True


def ask(episode: Episode, *, reason: str, email: str, now: datetime) -> Takedown:
    """Put a request on the desk. Raises `NotTaken` where there are enough about this episode."""
    with transaction.atomic():
        pipeline.lock(episode.pk)
        about = Takedown.objects.filter(episode=episode)
        waiting = about.filter(outcome=Takedown.Outcome.OPEN)
        today = about.filter(at__gt=now - timedelta(days=1))
        if waiting.count() >= OPEN_AT_ONCE or today.count() >= A_DAY:
            raise NotTaken(
                "Others have asked for the same, and it is being decided. Come back in three days."
            )
        return Takedown.objects.create(
            episode=episode, reason=reason, email=email, at=now, due_at=now + DUE_WITHIN
        )


def open_takedowns() -> list[Takedown]:
    """Those that wait, the soonest due first."""
    waiting = Takedown.objects.filter(outcome=Takedown.Outcome.OPEN)
    return list(waiting.select_related("episode__show__host")[:500])


def find(uid: uuid.UUID) -> Takedown | None:
    rows = Takedown.objects.select_related("episode__show__host", "decided_by")
    return rows.filter(uid=uid).first()


def decide(
    takedown: Takedown, *, take_down: bool, words: str, by: User, now: datetime
) -> None:  # fmt: skip
    """End the episode for good, or keep it, for a reason. Raises `NotTaken` where it is decided.

    With the episode gone, whatever else is asked about it is answered too, and no other episode
    of its recording goes on without answers.
    """
    outcome = Takedown.Outcome.TAKEN_DOWN if take_down else Takedown.Outcome.KEPT
    with transaction.atomic():
        episode = pipeline.lock(takedown.episode_id)
        waiting = Takedown.objects.filter(outcome=Takedown.Outcome.OPEN)
        if not waiting.filter(pk=takedown.pk).exists():
            raise NotTaken("This was decided before.")
        if take_down and episode.stage != Stage.WITHDRAWN:
            pipeline.withdraw(episode.pk, by.get_username(), now)
        if take_down:
            tombstones.put_up_on_commit([of_episode(episode.uid, now)])
            _counts_no_more(episode, by, now)
        decided = waiting.filter(episode=episode) if take_down else waiting.filter(pk=takedown.pk)
        wanted = [one for one in decided if _may_be_mailed(one.email, now)]
        letters = [_letter(one, episode, take_down, words) for one in wanted]
        decided.update(outcome=outcome, words=words, decided_by=by, decided_at=now, email="")
        transaction.on_commit(lambda: _send(letters))


def _counts_no_more(episode: Episode, by: User, now: datetime) -> None:
    if legacy.of(episode.recording) is not None:
        legacy.unmark(episode.recording, reason=ASKED_TO_GO, by=by, now=now)


def again(episode: uuid.UUID, now: datetime) -> bool:
    """An episode that was taken down for good, where a restored database has it out or at hand;
    whether it had."""
    row = Episode.objects.filter(uid=episode).exclude(stage=Stage.WITHDRAWN).first()
    if row is None:
        return False
    pipeline.withdraw(row.pk, "Roomcast", now)
    return True


def _may_be_mailed(email: str, now: datetime) -> bool:
    """Anybody can type anybody's address, so the bounds of every mail hold here too."""
    if not email or do_not_ask.wants_none_at_all(email):
        return False
    return mails.left_today(email, now) > 0


def _letter(one: Takedown, episode: Episode, take_down: bool, words: str) -> EmailMessage:
    """It names the show alone: an episode's title may hold a name that nobody is shown."""
    said = "was taken down, for good" if take_down else "stays where it is"
    about = f"an episode of “{' '.join(episode.show.title.split())}”"
    where = f"{settings.SITE_URL}{episode.get_absolute_url()}"
    return EmailMessage(
        subject=f"Your request about {about}",
        body=f"You asked that {about} goes: {where}\nIt {said}.\n\n{words}\n",
        to=[one.email],
        reply_to=[episode.show.host.email] if episode.show.host.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _send(letters: Iterable[EmailMessage]) -> None:
    """What cannot leave is not tried again: the address is gone with the decision."""
    for letter in letters:
        try:
            letter.send()
        except OSError as error:
            log.warning("An answer to a takedown did not leave: %s", type(error).__name__)
