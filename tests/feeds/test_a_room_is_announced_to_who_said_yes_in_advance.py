"""The sweep tells who said yes in advance of the next room, and lets silence count after a day."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from consent import invites, pledge_codes, pledges
from consent.record import standings_of
from consent.scopes import OPTIONAL, Level, Scope, State
from feeds import announcing, shows
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark
from recordings.signals import sweep_due
from tests.feeds import story

pytestmark = pytest.mark.django_db
NOW = story.NOW + timedelta(hours=2)
DAY = timedelta(days=1)
SAMI = "sami@example.org"
ACCOUNT = "9007199254740"


@pytest.fixture
def show() -> Show:
    return story.show(story.host())


@pytest.fixture
def room(show: Show) -> Recording:
    made = story.recording(show.host)
    Recording.objects.update(created_at=NOW)
    made.speakers.filter(key="sami").update(external_ids={"discord": ACCOUNT})
    made.segments.update(method="track_vad")
    return made


def says_yes(show: Show, purpose: str = "") -> None:
    before = story.NOW - DAY
    invite, _ = invites.invite(
        show.host, show_text="Open Table", scopes=OPTIONAL, purpose=purpose, by=None, now=before
    )
    pledge_codes.send(invite, SAMI, "browser", "en", before)
    found = re.search(r"^\d{6}$", str(mail.outbox.pop().body), re.MULTILINE)
    assert found
    assert pledge_codes.confirm(invite, "browser", found[0], before)
    account = mark(Purpose.ACCOUNT, f"discord:{ACCOUNT}")
    pledges.pledge(
        invite, Scope, visit="browser", language="en", now=before, account=account, where="Discord"
    )


def sami(room: Recording) -> Speaker:
    return room.speakers.get(key="sami")


def test_the_next_room_is_announced_once_and_counts_after_a_day(
    show: Show, room: Recording
) -> None:
    says_yes(show)
    story.draft(room, show)
    for minute in range(3):
        sweep_due.send(sender=None, now=NOW + timedelta(minutes=minute))
    [letter] = mail.outbox
    assert letter.to == [SAMI]
    assert "Open Table, a public podcast" in letter.body
    sweep_due.send(sender=None, now=NOW + DAY - timedelta(minutes=1))
    assert standings_of(sami(room)).state(Scope.PUBLISH) == State.UNANSWERED
    sweep_due.send(sender=None, now=NOW + DAY)
    stands = standings_of(sami(room), purpose=show.use.purpose)
    granted = {scope for scope in Scope if stands.state(scope) == State.GRANTED}
    assert granted == {Scope.PUBLISH, *show.scopes}
    assert stands.of(Scope.PUBLISH).level == Level.ACCOUNT
    assert standings_of(room.speakers.get(key="noor")).state(Scope.PUBLISH) == State.UNANSWERED


def test_a_yes_to_one_show_announces_nothing_of_another(show: Show, room: Recording) -> None:
    other = shows.create_show(show.host, slug="other", title="Other", description="Else.")
    says_yes(show, purpose=show.use.purpose)
    story.draft(room, other)
    assert announcing.sweep(NOW) == 0
    story.draft(room, show)
    assert announcing.sweep(NOW) == 1


def test_a_yes_to_a_host_is_announced_and_counts_for_each_show(show: Show, room: Recording) -> None:
    other = shows.create_show(show.host, slug="other", title="Other", description="Else.")
    says_yes(show)
    story.draft(room, show)
    story.draft(room, other)
    assert announcing.sweep(NOW) == 2
    sweep_due.send(sender=None, now=NOW + DAY)
    for one in (show, other):
        stands = standings_of(sami(room), purpose=one.use.purpose)
        assert stands.state(Scope.PUBLISH) == State.GRANTED


@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.WITHDRAWN])
def test_what_is_out_or_was_taken_down_is_not_announced(
    show: Show, room: Recording, stage: Stage
) -> None:
    says_yes(show)
    story.draft(room, show)
    Episode.objects.update(stage=stage)
    assert announcing.sweep(NOW) == 0
    assert mail.outbox == []
