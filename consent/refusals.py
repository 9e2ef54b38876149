"""What is said of somebody who is heard and does not allow a further use. Pure."""

from consent.scopes import Scope, State

_ASK = "{name} has not agreed to clips. Ask {name}, or choose a part without {name}."

REFUSALS = {
    Scope.COMMERCIAL: {
        State.UNANSWERED: "{name} has not allowed it",
        State.GRANTED: "{name} is not known to allow it here",
        State.REFUSED: "{name} said no to it",
        State.WITHDRAWN: "{name} took that yes back",
        State.EXPIRED: "the yes of {name} to it has ended",
        State.WAIVED: "{name} has not allowed it",
    },
    Scope.CLIPS: {
        State.UNANSWERED: _ASK,
        State.GRANTED: "{name} is not known to allow clips here. Choose a part without {name}.",
        State.REFUSED: "{name} said no to clips. Choose a part without {name}.",
        State.WITHDRAWN: "{name} took the yes to clips back. Choose a part without {name}.",
        State.EXPIRED: "The yes of {name} to clips has ended. "
        "Ask {name} again, or choose a part without {name}.",
        State.WAIVED: _ASK,
    },
}
"""Half a sentence on advertising, whole ones on clips, by what was said to that use."""
