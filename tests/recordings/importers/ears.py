"""An ear for tests that hears what a file's own bytes tell it: no decoding, but no fixed answer."""

import wave
from dataclasses import dataclass, field
from pathlib import Path

from recordings.importers.room import ImportFailed
from recordings.spans import Span


@dataclass(slots=True)
class WaveEar:
    """Hears WAV files: their length, and speech from `lead_ms` on to the end."""

    lead_ms: int = 250
    heard: list[str] = field(default_factory=list)

    def duration_ms(self, path: Path, name: str) -> int:
        self.heard.append(name)
        try:
            with wave.open(str(path)) as file:
                return int(file.getnframes() * 1000 // file.getframerate())
        except (wave.Error, EOFError) as error:
            raise ImportFailed(f"“{name}” is damaged. Bring it again.") from error

    def speech(self, path: Path, name: str) -> tuple[Span, ...]:
        end = self.duration_ms(path, name)
        return (Span(self.lead_ms, end),) if end > self.lead_ms else ()


def tone(path: Path, milliseconds: int) -> Path:
    """A WAV of this length."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\x00\x10\x00\xf0" * (4 * milliseconds))
    return path


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that nobody watches."""
