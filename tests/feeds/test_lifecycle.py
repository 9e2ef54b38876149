"""The stages of an Episode and the steps between them."""

import pytest

from feeds.lifecycle import NotReady, Stage, Step, after, allows


def test_the_only_way_into_published_is_ready_and_publish() -> None:
    ways = [
        (stage, step)
        for stage in Stage
        for step in Step
        if allows(stage, step) and after(stage, step) == Stage.PUBLISHED
    ]
    assert ways == [(Stage.READY, Step.PUBLISH)]


def test_a_change_of_consent_pulls_back_whatever_was_made_under_it() -> None:
    for stage in (Stage.CLEARED, Stage.PRODUCING, Stage.READY, Stage.PUBLISHED):
        assert after(stage, Step.HOLD) == Stage.HELD


def test_a_withdrawn_episode_stays_withdrawn() -> None:
    assert not any(allows(Stage.WITHDRAWN, step) for step in Step)


def test_every_stage_can_be_ended_and_all_are_reachable() -> None:
    reached = {Stage.DRAFT}
    for _ in Stage:
        reached |= {after(s, step) for s in reached for step in Step if allows(s, step)}
    assert reached == set(Stage)


def test_a_step_that_is_not_in_the_table_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotReady, match="An episode that is draft cannot take the step “publish”"):
        after(Stage.DRAFT, Step.PUBLISH)
