"""Where a moment of the recording is heard in a finished episode."""

from feeds.models import Master
from recordings.spans import Span, Timeline

CLOCK = "clock"


def timeline_of(master: Master) -> Timeline:
    """The map from the recording's clock to the episode's, as the Master was made with it.

    `plan["clock"]` is `{"recording_ms": int, "removed": [[start_ms, end_ms], …], "lead_ms": int}`.
    """
    clock = master.plan[CLOCK]
    return Timeline(clock["recording_ms"], removed_from(master), clock["lead_ms"])


def removed_from(master: Master | None) -> tuple[Span, ...]:
    """The time of the recording that is taken out of a finished episode."""
    cut = master.plan[CLOCK]["removed"] if master else ()
    return tuple(Span(start_ms, end_ms) for start_ms, end_ms in cut)
