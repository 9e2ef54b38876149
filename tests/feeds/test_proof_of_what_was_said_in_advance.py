"""Proof of a yes in advance is kept for as long as any room that rests on it needs it."""

from datetime import datetime, timedelta

import pytest

from consent import pledges, retention, verify
from consent.models import ConsentEvent, StandingConsent
from feeds.lifecycle import Stage, Step
from feeds.models import Episode, EpisodeEvent
from tests.consent import pledging
from tests.consent.pledging import BEFORE_IT, NOW, announced, count, room_to_come, says_yes
from tests.feeds import story

pytestmark = pytest.mark.django_db
TEXTS = "Texts of what was said in advance"
KEPT = timedelta(days=3 * 365)
OFF = NOW + timedelta(days=500)


def gone(at: datetime) -> int:
    return sum(count for rule, count in retention.carry_all_out(at) if rule.what == TEXTS)


def telling() -> int:
    return ConsentEvent.objects.filter(recording=None, speaker=None).exclude(shown="").count()


@pytest.fixture
def said() -> StandingConsent:
    """Sami said yes in advance, and it counts in one room."""
    room = room_to_come()
    row = says_yes(room.recording.host)
    assert announced(room.sami)
    count(pledging.PAST_OBJECTION)
    assert telling()
    return row


def out_until(at: datetime | None) -> None:
    """An episode of that room is out, until a moment."""
    row = ConsentEvent.objects.filter(method="standing", recording__isnull=False).first()
    assert row is not None
    assert row.recording is not None
    episode = story.draft(row.recording, story.show(row.recording.host, slug="other"))
    Episode.objects.update(stage=Stage.READY if at else Stage.PUBLISHED, published_at=NOW)
    if at:
        EpisodeEvent.objects.create(
            episode=episode, step=Step.UNPUBLISH, before="published", after="ready", at=at
        )


def test_it_is_kept_as_long_as_the_room_is_out_and_three_years_longer(
    said: StandingConsent,
) -> None:
    out_until(OFF)
    retention.carry_all_out(OFF)
    assert not StandingConsent.objects.exists()
    assert gone(OFF + KEPT - timedelta(hours=1)) == 0
    kept = telling()
    assert gone(OFF + KEPT) >= kept
    assert telling() == 0
    assert verify.faults() == ()
    assert gone(OFF + KEPT + timedelta(hours=1)) == 0


def test_it_is_kept_while_the_room_is_out(said: StandingConsent) -> None:
    out_until(None)
    assert gone(NOW + 9 * KEPT) == 0


def test_where_no_room_rests_on_it_it_goes_in_its_time() -> None:
    says_yes(room_to_come().recording.host)
    assert gone(BEFORE_IT + KEPT - timedelta(days=1)) == 0
    assert gone(BEFORE_IT + KEPT)
    assert telling() == 0


def test_what_was_taken_back_stays(said: StandingConsent) -> None:
    pledges.take_back(said, NOW)
    assert gone(NOW + 9 * KEPT) == 0
    assert telling()
