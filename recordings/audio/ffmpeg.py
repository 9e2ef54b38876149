"""The only door to ffmpeg and ffprobe: graphs are built with ffmpeg-python, run here in a cage.

Every input names the protocols and formats it may use, every process has limits and dies with
us. What the sound means is not known here.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import ffmpeg

from recordings.audio.cage import cage
from recordings.audio.errors import AudioError

Graph = Any
"""A node of an ffmpeg-python graph; that library has no types."""

FORMATS = ("mp3", "mov", "ogg", "flac", "wav", "aac", "matroska")
"""The containers that may come from outside. A playlist (hls, concat, dash) is never one of them:
through it ffmpeg would read other people's files, whatever the protocols allowed."""

LOG_LINES = 20
_LOG_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one process may use. `memory_bytes` is what it may have beside the program itself;
    `output_bytes` bounds each file it writes, its log among them."""

    wall_s: float = 3600
    cpu_s: int = 3600
    memory_bytes: int = 240 * 1024 * 1024
    output_bytes: int = 16 * 1024 * 1024


QUICK = Limits(wall_s=60, cpu_s=8)
"""For headers and the like. What is hostile runs into the processor's limit; the clock is longer,
since on a busy machine an ffmpeg may take seconds only to start."""

_PIPE_BYTES = 1024 * 1024

ENCODE = Limits(wall_s=4 * 3600, cpu_s=4 * 3600, output_bytes=16 * 1024**3)


def source(path: Path, *, formats: Sequence[str] = FORMATS, **options: object) -> Graph:
    """A file to read. Only absolute paths: a relative one could be taken for an option."""
    return ffmpeg.input(
        _file(path),
        protocol_whitelist="file",
        format_whitelist=",".join(formats),
        **options,
    )


def pcm_source(rate: int, channels: int, *, codec: str = "f32le") -> Graph:
    """Our own samples on standard input, channels interleaved, 32-bit floats unless said."""
    return ffmpeg.input(
        "pipe:0",
        protocol_whitelist="pipe",
        format_whitelist=codec,
        format=codec,
        ar=rate,
        ac=channels,
    )


def mixed(graphs: Sequence[Graph]) -> Graph:
    """Several sounds as one, each as loud as it is."""
    return ffmpeg.filter(list(graphs), "amix", inputs=len(graphs), normalize=0)


def sink(graph: Graph | Sequence[Graph], path: Path, **options: object) -> Graph:
    """A file to write, in bit-exact mode: no dates, no versions, nothing of the source's tags."""
    inputs = list(graph) if isinstance(graph, Sequence) else [graph]
    settled = {"fflags": "+bitexact", "flags:a": "+bitexact", "map_metadata": "-1"}
    return ffmpeg.output(*inputs, _file(path), **{**settled, "map_chapters": "-1", **options})


def pcm_sink(graph: Graph, *, codec: str, **options: object) -> Graph:
    """Raw samples on standard output; `codec` is a PCM codec's name, as `f32le`."""
    return ffmpeg.output(graph, "pipe:1", format=codec, acodec=f"pcm_{codec}", **options)


def nowhere(graph: Graph) -> Graph:
    """For filters that only measure."""
    return ffmpeg.output(graph, "file:/dev/null", format="null")


def together(*outputs: Graph) -> Graph:
    """Several outputs of one process."""
    return ffmpeg.merge_outputs(*outputs)


def argv(graph: Graph, *, level: str = "error") -> list[str]:
    """The command line of a graph; `level` is how much ffmpeg writes into its log."""
    quiet = ["-nostdin", "-hide_banner", "-nostats", "-loglevel", level]
    return [program("ffmpeg"), *quiet, *ffmpeg.get_args(graph), "-y"]


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise AudioError(
            f"{name} is not installed. Install ffmpeg with the system's package manager,"
            " for example “apt install ffmpeg”.",
            permanent=False,
        )
    return found


class Process:
    """One running ffmpeg. Leaving the `with` block kills what still runs, its group with it.

    Start and leave it in the same thread: Linux sends the parent-death signal when the *thread*
    that started a process ends.
    """

    def __init__(
        self, command: Sequence[str], limits: Limits, *, stdin: bool = False, stdout: bool = False
    ) -> None:
        self._command = list(command)
        self._limits = limits
        self._stdin = subprocess.PIPE if stdin else subprocess.DEVNULL
        self._stdout = subprocess.PIPE if stdout else subprocess.DEVNULL
        self._expired = False

    def __enter__(self) -> Self:
        self._log: IO[bytes] = tempfile.TemporaryFile()
        limits = self._limits
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=self._stdin,
                stdout=self._stdout,
                stderr=self._log,
                cwd="/",
                env={"LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1", "MALLOC_ARENA_MAX": "1"},
                start_new_session=True,
                preexec_fn=cage(  # noqa: PLW1509  only system calls, see there
                    limits.cpu_s, limits.memory_bytes, limits.output_bytes
                ),
            )
        except BaseException:
            self._log.close()
            raise
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _widen(pipe)
        self._watch = threading.Timer(limits.wall_s, self._expire)
        self._watch.daemon = True
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.cancel()
        self._kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()
        self._log.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def read(self, size: int) -> bytes:
        """`size` bytes of standard output, fewer only at its end."""
        return cast("IO[bytes]", self._process.stdout).read(size)

    def write(self, data: bytes | memoryview) -> None:
        """To standard input; a process that has gone is noticed by `finish`."""
        try:
            cast("IO[bytes]", self._process.stdin).write(data)
        except BrokenPipeError:
            raise self._failure("The sound could not be written") from None

    def finish(self, sentence: str) -> str:
        """Wait for the end and return the log's tail; `sentence` opens the error if it failed."""
        if self._process.stdin is not None:
            _close(self._process.stdin)
        if self._process.wait() != 0 or self._expired:
            raise self._failure(sentence)
        return self.log()

    def log(self) -> str:
        size = self._log.seek(0, 2)
        self._log.seek(max(0, size - _LOG_BYTES))
        return self._log.read().decode("utf-8", "replace")

    def _expire(self) -> None:
        self._expired = True
        self._kill()

    def _kill(self) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _failure(self, sentence: str) -> AudioError:
        code = self._process.wait(timeout=self._limits.wall_s)
        log = "\n".join(self.log().splitlines()[-LOG_LINES:])
        if self._expired or code == -signal.SIGXCPU:
            slow = f"{sentence}: it took too long and was stopped."
            return AudioError(slow, log=log, permanent=not self._expired)
        if code == -signal.SIGXFSZ:
            return AudioError(f"{sentence}: it became too large and was stopped.", log=log)
        if "No space left on device" in log:
            return AudioError(f"{sentence}: the disk is full.", log=log, permanent=False)
        return AudioError(f"{sentence}.", log=log, permanent=code != -signal.SIGKILL)


def run(command: Sequence[str], sentence: str, limits: Limits = QUICK) -> str:
    """Run to the end without pipes; the tail of the log. `sentence` opens the error's text."""
    with Process(command, limits) as process:
        return process.finish(sentence)


def describe(path: Path, sentence: str) -> tuple[dict[str, Any], str]:
    """What ffprobe says of a file, from its headers, and ffprobe's own remarks."""
    command = [program("ffprobe"), "-hide_banner", "-loglevel", "warning"]
    command += ["-protocol_whitelist", "file", "-format_whitelist", ",".join(FORMATS)]
    command += ["-show_entries", "format=format_name,duration:stream=index,codec_type,codec_name"]
    command[-1] += ",sample_rate,channels,duration"
    with Process([*command, "-of", "json", "-i", _file(path)], QUICK, stdout=True) as process:
        said = process.read(1024 * 1024)
        remarks = process.finish(sentence)
    return json.loads(said), remarks


@cache
def version() -> str:
    """As `5.1.9-0+deb12u1`."""
    with Process([program("ffmpeg"), "-version"], QUICK, stdout=True) as process:
        line = process.read(200).decode("utf-8", "replace")
    match = re.match(r"ffmpeg version (\S+)", line)
    return match[1] if match else "unknown"


@cache
def _filters() -> frozenset[str]:
    with Process([program("ffmpeg"), "-hide_banner", "-filters"], QUICK, stdout=True) as process:
        lines = process.read(1024 * 1024).decode("utf-8", "replace").splitlines()
    return frozenset(parts[1] for line in lines if len(parts := line.split()) > 2)


def has_filter(name: str) -> bool:
    return name in _filters()


def whitelists_hold(work: Path) -> bool:
    """Whether this ffmpeg refuses a playlist in disguise; writes two small files into `work`."""
    canary, disguise = work / "canary.wav", work / "disguise.mp3"
    tone = ffmpeg.input("sine=d=1", format="lavfi")
    run(argv(sink(tone, canary, format="wav")), "The test tone could not be made")
    disguise.write_text(f"#EXTM3U\n#EXTINF:1,\n{canary}\n#EXT-X-ENDLIST\n", encoding="utf-8")
    return not _opens(disguise) and _opens(canary)


def _opens(path: Path) -> bool:
    try:
        run(argv(nowhere(source(path))), "The file could not be read")
    except AudioError:
        return False
    return True


def _file(path: Path) -> str:
    if not path.is_absolute():
        raise ValueError(f"not an absolute path: {path}")
    return f"file:{path}"


def _widen(pipe: IO[bytes]) -> None:
    """Linux gives a pipe 64 KiB, a third of a second of sound: both ends would wait for each other
    in turn. More may be refused, above all to somebody with many pipes; then it is as it was."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


Progress = Callable[[int, int], None]
"""Called with (done_ms, total_ms) of sound; it may raise to cancel, and what ran then dies."""
