"""Where a moment of the recording is heard in a finished episode."""

from feeds.models import Master
from recordings.spans import Span, Timeline

CLOCK = "clock"


def timeline_of(master: Master) -> Timeline:
    """The map from the recording's clock to the episode's, as the Master was made with it.

    `plan["clock"]` is `{"recording_ms": int, "removed": [[start_ms, end_ms], …], "lead_ms": int}`.
    """
    clock = master.plan[CLOCK]
    removed = [Span(start_ms, end_ms) for start_ms, end_ms in clock["removed"]]
    return Timeline(clock["recording_ms"], removed, clock["lead_ms"])
