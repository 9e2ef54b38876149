"""Files with flipped, missing and doubled bytes: read or refused in a sentence, soon and small."""

import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.errors import AudioError
from recordings.audio.probe import probe
from recordings.audio.speech import speech_spans
from tests.recordings.audio import sounds

KINDS = {"mp3": "libmp3lame", "m4a": "aac", "ogg": "libopus", "flac": "flac", "wav": "pcm_s16le"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    sounds.write(folder / "room.f.wav", sounds.noise(8))
    return {
        kind: sounds.make(
            folder / f"room.{kind}", "-i", str(folder / "room.f.wav"), "-c:a", codec
        ).read_bytes()
        for kind, codec in KINDS.items()
    }


def damaged(raw: bytes, seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    data = bytearray(raw)
    for _ in range(int(chance.integers(1, 60))):
        reach = len(data) if chance.random() < 0.5 else min(len(data), 200)
        data[int(chance.integers(0, reach))] = int(chance.integers(0, 256))
    start, length = int(chance.integers(0, len(data))), int(chance.integers(1, 4000))
    match seed % 3:
        case 0:
            del data[start : start + length]
        case 1:
            data[start:start] = data[start : start + length]
    return bytes(data)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_read_around_or_refused(
    kind: str, seed: int, whole: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "room"
    path.write_bytes(damaged(whole[kind], seed * 7 + len(kind)))
    started = time.monotonic()
    with suppress(AudioError):
        assert 0 < probe(path, "room").duration_ms < 60_000
        speech_spans(path)
    assert time.monotonic() - started < 20
