"""The closed list of what a speaker can allow, and what can be decided about each. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """One kind of use. Each stands alone; none is ever implied by another."""

    PUBLISH = "publish"
    NAME = "name"
    TRANSCRIPT = "transcript"
    CLIPS = "clips"
    COMMERCIAL = "commercial"


class Decision(StrEnum):
    """What a person can say about one scope."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """What the decisions add up to for one speaker and scope. Silence is never yes."""

    UNANSWERED = "unanswered"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Method(StrEnum):
    """How a decision reached us."""

    LINK = "link"
    ACCOUNT = "account"
    ATTESTED = "attested"


OPTIONAL = (Scope.NAME, Scope.TRANSCRIPT, Scope.CLIPS, Scope.COMMERCIAL)
