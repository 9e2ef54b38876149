"""The closed lists of consent: what can be allowed, what can be said, how sure we are. Pure."""

from enum import IntEnum, StrEnum


class Scope(StrEnum):
    """One kind of use. Each stands alone; none is ever implied by another."""

    PUBLISH = "publish"
    NAME = "name"
    TRANSCRIPT = "transcript"
    CLIPS = "clips"
    COMMERCIAL = "commercial"
    ARCHIVE_SEARCH = "archive_search"
    AI_PROCESSING = "ai_processing"
    AI_TRAINING = "ai_training"
    VOICE_ID = "voice_id"
    REDISTRIBUTE = "redistribute"


OPTIONAL = tuple(scope for scope in Scope if scope != Scope.PUBLISH)
NOT_FOR_MINORS = frozenset(
    {Scope.COMMERCIAL, Scope.AI_PROCESSING, Scope.AI_TRAINING, Scope.VOICE_ID}
)
"""What is never asked of a minor's guardian unless a host asks for it by name."""
NOT_IN_ADVANCE = frozenset({Scope.COMMERCIAL, Scope.AI_TRAINING, Scope.VOICE_ID})
"""What nobody can allow for rooms to come, and silence never allows."""


class Decision(StrEnum):
    """What a line of the ledger says."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    """No consent is needed, by an admin's reason and evidence."""
    DISPUTED = "disputed"
    """“This is not me”: nothing said before counts until an admin has settled it."""
    SETTLED = "settled"
    """A dispute is over: a yes from before it is void, a no stays."""
    MINOR = "minor"
    """A guardian decides from here on."""
    OF_AGE = "of_age"
    """They decide for themselves after all, by an admin's evidence."""
    APPROVED = "approved"
    """The finished edit was heard and may go out."""
    VIEWED = "viewed"
    """Somebody looked at the evidence."""
    ERASED = "erased"
    """The personal text of earlier lines was erased."""
    ACKNOWLEDGED = "acknowledged"
    """Admins answer for a fault of the ledger that cannot be mended."""
    LEGACY = "legacy"
    """A recording was published before consent was recorded here, on an officer's word."""
    NOT_LEGACY = "not_legacy"
    """That word is taken back."""


class State(StrEnum):
    """What the decisions add up to for one speaker and scope. Silence is never yes."""

    UNANSWERED = "unanswered"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    EXPIRED = "expired"


YES = frozenset({State.GRANTED, State.WAIVED})
NO = frozenset({State.REFUSED, State.WITHDRAWN})


class Method(StrEnum):
    """How a decision reached us."""

    LINK = "link"
    ACCOUNT = "account"
    ATTESTED = "attested"
    GUARDIAN = "guardian"
    STANDING = "standing"
    RESTORED = "restored"
    """A no from the tombstones, said again after an old backup came back."""


class Level(IntEnum):
    """How sure it is that the person is who answered."""

    VOUCHED = 0
    LINK = 1
    MAIL = 2
    ACCOUNT = 3
    SIGNED = 4


LEVELS = {
    Method.LINK: Level.LINK,
    Method.ACCOUNT: Level.ACCOUNT,
    Method.ATTESTED: Level.VOUCHED,
    Method.GUARDIAN: Level.LINK,
    Method.STANDING: Level.LINK,
    Method.RESTORED: Level.VOUCHED,
}
"""What a method is worth where nothing better is known."""


class Basis(StrEnum):
    """On what ground somebody may be heard whom this site has not asked."""

    CONSENT = "consent"
    CONTRACT = "contract"
    INTEREST = "interest"


class Mode(StrEnum):
    """What somebody who takes something back wants done."""

    VOICE = "voice"
    """Cut my voice out: the episode goes on without it."""
    NAME = "name"
    USES = "uses"
    """Only some uses end; the voice stays."""
    DOWN = "down"
    """Take the episode down: it does not return by itself."""


class Voice(StrEnum):
    """How a voice may be heard."""

    AS_IS = "as_is"
    ALTERED = "altered"
    REMOVED = "removed"
