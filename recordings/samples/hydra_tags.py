"""The tags X puts between the sound of a Space, once a second, and the frames they stand between.

Written from what a listener would measure, and apart from the code that reads such tags: a
mistake in one shows against the other.
"""

import json
import random
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO

from recordings.samples.stage import Stage

FRAME_SAMPLES, RATE = 1024, 48_000
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What went into a file: `frames` of 1024 samples at 48 kHz."""

    frames: int

    @property
    def duration_ms(self) -> int:
        return round(1000 * self.frames * FRAME_SAMPLES / RATE)


def interleave(encoded: IO[bytes], out: IO[bytes], tag: Callable[[float], bytes]) -> Written:
    """Copies ADTS frames from `encoded` to `out`, with `tag(seconds)` before each new second."""
    frames, second = 0, 0
    for frame in _frames(encoded):
        at_s = frames * FRAME_SAMPLES / RATE
        if at_s >= second:
            out.write(tag(at_s))
            second += 1
        out.write(frame)
        frames += 1
    return Written(frames=frames)


class Tags:
    """The tag of a moment: clock, who is on stage, how loud each slot is."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        said = [stage.utterances(speaker) for speaker in range(len(stage.people))]
        self._starts = [[one.start_ms for one in own] for own in said]
        self._ends = [[one.end_ms for one in own] for own in said]
        self._dice = random.Random(f"levels {stage.seed}")  # noqa: S311
        # The stream's clock started long before this Space did.
        self._ticks = self._dice.randrange(10**9, 8 * 10**9)

    def __call__(self, at_s: float) -> bytes:
        at_ms = round(at_s * 1000)
        on_stage = [s.speaker for s in self._stage.stays if s.joined_ms <= at_ms < s.left_ms]
        ntp = round(ntp_seconds(self._stage.started_at) + at_s, 3)
        return tag(
            ntp,
            self._ticks + round(at_s * 90_000),
            [self._participant(slot, who) for slot, who in enumerate(on_stage, start=1)],
            [self._level(speaker, at_ms) for speaker in (0, *on_stage)],
        )

    def _participant(self, slot: int, speaker: int) -> dict[str, object]:
        person = self._stage.people[speaker]
        return {
            "ParticipantIndex": slot,
            "UserId": person.periscope_id,
            "UserName": person.handle,
            "SessionId": person.session_id,
            "ProfileUrl": f"https://pbs.example/profile_images/{person.x_id}/{person.handle}.jpg",
        }

    def _level(self, speaker: int, at_ms: int) -> int:
        """Between words nothing, now and then a breath; in speech by how loud the person is."""
        index = bisect_right(self._starts[speaker], at_ms) - 1
        if index < 0 or at_ms >= self._ends[speaker][index]:
            return self._dice.choice((0, 0, 0, 0, 0, 0, 1, 2, 4))
        usual = 100 + 2.6 * (self._stage.people[speaker].loudness_db + 10)
        return max(12, round(usual * self._dice.uniform(0.7, 1.2)))


def ntp_seconds(when: datetime) -> float:
    """Seconds since 1900 (RFC 5905)."""
    return (when - _NTP_EPOCH) / timedelta(seconds=1)


def tag(ntp: float, ticks: int, participants: list[dict[str, object]], levels: list[int]) -> bytes:
    """One ID3v2.4 tag as Spaces hold it."""
    stamp = b"com.apple.streaming.transportStreamTimestamp\x00" + struct.pack(">Q", ticks)
    body = (
        _frame(b"TIT3", b"\x03" + str(ntp).encode())
        + _frame(b"PRIV", stamp)
        + _described("JSONMetadata", {"HydraVersion": 4, "ntp": ntp})
        + _described("HydraParticipants", participants)
        + _described("HydraAudioLevel", levels)
    )
    return b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body


def _described(name: str, value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":"))
    return _frame(b"TXXX", b"\x03" + name.encode() + b"\x00" + text.encode())


def _frame(name: bytes, body: bytes) -> bytes:
    return name + _synchsafe(len(body)) + b"\x00\x00" + body


def _synchsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _frames(encoded: IO[bytes]) -> Iterator[bytes]:
    """The frames of an encoder's output, which is whole and holds nothing else (ISO 13818-7)."""
    while len(header := encoded.read(7)) == 7:
        length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        yield header + encoded.read(length - 7)
