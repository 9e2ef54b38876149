"""The platforms rooms come from: their names in text, and when they drop their own copy."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """`keeps_for` is how long the platform holds its copy after the room ended, where known."""

    name: str
    label: str
    keeps_for: timedelta | None = None


# X deletes a recorded Space 30 days after it ended; the host's archive has to be asked for before.
_PLATFORMS = {
    platform.name: platform
    for platform in (
        Platform(name="x", label="X Space", keeps_for=timedelta(days=30)),
        Platform(name="discord", label="Discord"),
        Platform(name="livekit", label="LiveKit"),
        Platform(name="zoom", label="Zoom"),
        Platform(name="jitsi", label="Jitsi"),
        Platform(name="clubhouse", label="Clubhouse"),
        Platform(name="file", label="Audio file"),
    )
}


def label(name: str) -> str:
    """A platform's name in text; one nobody listed keeps the name its file gave it."""
    platform = _PLATFORMS.get(name)
    return platform.label if platform else name or "Audio file"


def deletes_at(name: str, started_at: datetime | None, duration_ms: int) -> datetime | None:
    """When the platform drops its own copy of a room; None where nobody knows."""
    platform = _PLATFORMS.get(name)
    if platform is None or platform.keeps_for is None or started_at is None:
        return None
    return started_at + timedelta(milliseconds=duration_ms) + platform.keeps_for
