"""EditPlan: what is to become of a recording's sound, as a value. Pure."""

from enum import StrEnum


class Treatment(StrEnum):
    """What happens to a span of somebody's voice."""

    KEEP = "keep"
    SILENCE = "silence"
    BLEEP = "bleep"
    CUT = "cut"
