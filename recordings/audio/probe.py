"""Whether a file that somebody brought is sound we take, and how long it really is.

Headers are claims: the length is counted by decoding. `name` is what the host calls the file and
only ever stands in sentences.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recordings.audio import ffmpeg, headers
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Limits, Process
from recordings.audio.pcm import MAX_MS, decoding, frames, milliseconds
from recordings.words import duration

KINDS = "MP3, M4A, AAC, WAV, FLAC, OGG, Opus or WebM"
LEAST_RATE, MOST_RATE = 8_000, 192_000
MOST_CHANNELS = 8
TOLERANCE_MS = 500
MUSIC_LEAST_MS, MUSIC_MOST_MS = 1_000, 120_000

_COUNT = Limits(wall_s=1800, cpu_s=1200)
_CHUNK = 1 << 20
_GUESS = "Estimating duration from bitrate"
_CONTAINERS = {"mov,mp4,m4a,3gp,3g2,mj2": "mp4", "matroska,webm": "webm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """`duration_ms` is counted in decoded samples; `codec` and `container` are ffmpeg's names."""

    duration_ms: int
    codec: str
    container: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What the headers say. `duration_ms` is None where they say nothing that can be held to."""

    codec: str
    container: str
    sample_rate: int
    channels: int
    duration_ms: int | None


def probe(path: Path, name: str, *, most_ms: int = MAX_MS) -> Probe:
    """Refuse, in a sentence, what is not whole sound within our limits (see `docs/audio.md`)."""
    if path.stat().st_size == 0:
        raise AudioError(f"“{name}” is empty. Choose the file again.")
    claim = _claim(path, name)
    _within_limits(claim, name, most_ms)
    duration_ms = _counted(path, claim, name, most_ms)
    _whole(claim, duration_ms, name)
    _ended(path, claim, duration_ms, name)
    return Probe(
        duration_ms=duration_ms,
        codec=claim.codec,
        container=claim.container,
        sample_rate=claim.sample_rate,
        channels=claim.channels,
    )


def accept_music(path: Path, name: str) -> Probe:
    """As `probe`, for an intro or outro: between one second and two minutes."""
    found = probe(path, name)
    if not MUSIC_LEAST_MS <= found.duration_ms <= MUSIC_MOST_MS:
        raise AudioError(
            f"“{name}” lasts {duration(found.duration_ms)}."
            " An intro or outro may last from 1 second to 2 minutes."
        )
    return found


def _claim(path: Path, name: str) -> _Claim:
    found, remarks = _described(path, name)
    container = str(found["format"]["format_name"])
    for stream in found.get("streams", ()):
        if stream.get("codec_type") == "audio" and stream.get("sample_rate") != "0":
            return _Claim(
                codec=str(stream.get("codec_name", "unknown")),
                container=_CONTAINERS.get(container, container),
                sample_rate=int(stream.get("sample_rate") or 0),
                channels=int(stream.get("channels") or 0),
                duration_ms=_claimed_ms(path, found["format"], stream, remarks),
            )
    raise AudioError(f"“{name}” has no sound in it that could be read. Choose another file.")


def _described(path: Path, name: str) -> tuple[dict[str, Any], str]:
    if seems := headers.disguise(path):
        raise AudioError(f"“{name}” is {seems}, not sound. Choose the recording itself.")
    try:
        return ffmpeg.describe(path, f"“{name}” could not be opened as sound")
    except AudioError as error:
        raise AudioError(_unopened(name, error.log), log=error.log) from error


def _unopened(name: str, log: str) -> str:
    if "moov atom not found" in log:
        return (
            f"“{name}” was cut off: the index at its end, without which nothing of it can be"
            " read, is missing. Download or export it again."
        )
    return f"“{name}” could not be opened as sound. Roomcast takes {KINDS}, whole and undamaged."


def _claimed_ms(
    path: Path, form: dict[str, Any], stream: dict[str, Any], remarks: str
) -> int | None:
    """Raw AAC has no length in it, and ffprobe's guess for it, as for other bare streams, is off
    by minutes in real files with tags between the frames."""
    container = str(form["format_name"])
    if container == "wav" and (promised := headers.wav_claim_ms(path)):
        return promised
    claimed = stream.get("duration") or form.get("duration")
    if claimed is None or container == "aac" or _GUESS in remarks:
        return None
    return round(float(claimed) * 1000)


def _within_limits(claim: _Claim, name: str, most_ms: int) -> None:
    if not LEAST_RATE <= claim.sample_rate <= MOST_RATE:
        raise AudioError(
            f"“{name}” has {_samples(claim.sample_rate)} a second."
            " Roomcast takes 8,000 to 192,000; export it again at 48,000."
        )
    if not 1 <= claim.channels <= MOST_CHANNELS:
        raise AudioError(
            f"“{name}” has {claim.channels} channels."
            " Roomcast takes up to 8; export it again in stereo."
        )
    if claim.duration_ms is not None and claim.duration_ms > most_ms:
        raise _too_long(name, most_ms)


def _samples(rate: int) -> str:
    return "1 sample" if rate == 1 else f"{rate:,} samples"


def _too_long(name: str, most_ms: int) -> AudioError:
    most = duration(most_ms).removesuffix(" 00 min")
    return AudioError(f"“{name}” is longer than {most}. Cut it into parts and bring one part.")


def _counted(path: Path, claim: _Claim, name: str, most_ms: int) -> int:
    """Decode everything and count, one byte a sample; never more than `most_ms` of it."""
    graph = decoding(path, rate=claim.sample_rate).filter("aformat", channel_layouts="mono")
    command = ffmpeg.argv(ffmpeg.pcm_sink(graph, codec="u8"))
    most, count = frames(most_ms, claim.sample_rate), 0
    with Process(command, _COUNT, stdout=True) as process:
        while data := process.read(_CHUNK):
            count += len(data)
            if count > most:
                raise _too_long(name, most_ms)
        process.finish(f"“{name}” could not be read: it is damaged. Export or download it again")
    if count == 0:
        raise AudioError(f"“{name}” has no sound that could be read. Export or download it again.")
    return milliseconds(count, claim.sample_rate)


def _whole(claim: _Claim, duration_ms: int, name: str) -> None:
    """A header may say less than there is (rewritten tags do), but not more: then it was cut."""
    if claim.duration_ms is None or duration_ms >= claim.duration_ms - TOLERANCE_MS:
        return
    raise AudioError(
        f"Only {duration(duration_ms)} of {duration(claim.duration_ms)} of “{name}” could be read:"
        " the file was cut off or damaged. Download or export it again."
    )


def _ended(path: Path, claim: _Claim, duration_ms: int, name: str) -> None:
    """Ogg says nowhere how long it is; only a last page that breaks off betrays the cut."""
    if claim.container == "ogg" and headers.ogg_is_cut(path):
        raise AudioError(
            f"“{name}” breaks off after {duration(duration_ms)}: the file was cut off."
            " Download or export it again."
        )
