"""An Episode's stages and the steps between them: one table, pure.

The only way into PUBLISHED is READY + PUBLISH. Whatever takes consent away is a HOLD.
"""

from enum import StrEnum


class Stage(StrEnum):
    DRAFT = "draft"
    HELD = "held"
    CLEARED = "cleared"
    PRODUCING = "producing"
    READY = "ready"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    SUBMIT = "submit"
    CLEAR = "clear"
    RENDER = "render"
    FINISH = "finish"
    FAIL = "fail"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    HOLD = "hold"
    EDIT = "edit"
    WITHDRAW = "withdraw"


_STEPS: dict[tuple[Stage, Step], Stage] = {
    (Stage.DRAFT, Step.SUBMIT): Stage.HELD,
    (Stage.HELD, Step.CLEAR): Stage.CLEARED,
    (Stage.CLEARED, Step.RENDER): Stage.PRODUCING,
    (Stage.PRODUCING, Step.FINISH): Stage.READY,
    (Stage.PRODUCING, Step.FAIL): Stage.CLEARED,
    (Stage.READY, Step.PUBLISH): Stage.PUBLISHED,
    (Stage.PUBLISHED, Step.UNPUBLISH): Stage.READY,
    (Stage.READY, Step.EDIT): Stage.CLEARED,
    **{
        (stage, Step.HOLD): Stage.HELD
        for stage in (Stage.CLEARED, Stage.PRODUCING, Stage.READY, Stage.PUBLISHED)
    },
    **{(stage, Step.WITHDRAW): Stage.WITHDRAWN for stage in Stage if stage != Stage.WITHDRAWN},
}


class NotReady(Exception):
    """A step that the stage does not allow; `str(error)` is a sentence for the host."""

    permanent = True


def after(stage: Stage, step: Step) -> Stage:
    """The stage that a step leads to. Raises `NotReady` where the table has no such step."""
    try:
        return _STEPS[stage, step]
    except KeyError:
        raise NotReady(f"An episode that is {stage} cannot take the step “{step}”.") from None


def allows(stage: Stage, step: Step) -> bool:
    return (stage, step) in _STEPS
