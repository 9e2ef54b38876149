"""Every process is caged: what it may open, how long, how large, and that it dies with us."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Limits, Process
from tests.recordings.audio import sounds


def endless() -> list[str]:
    """A command that would run for a day."""
    return ["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "sine=d=86400", "-f", "null", "-"]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def gone_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_every_input_names_its_protocols_and_formats(tmp_path: Path) -> None:
    graph = ffmpeg.source(tmp_path / "a.wav").filter("volume", 1)
    both = ffmpeg.sink([graph, ffmpeg.source(tmp_path / "b.wav")], tmp_path / "c.wav")
    command = ffmpeg.argv(both)
    inputs = [at for at, word in enumerate(command) if word == "-i"]
    assert len(inputs) == 2
    for start, at in zip([0, *inputs], inputs, strict=False):
        options = command[start:at]
        assert options[options.index("-protocol_whitelist") + 1] == "file"
        assert "hls" not in options[options.index("-format_whitelist") + 1]
        assert command[at + 1].startswith("file:/")


def test_a_relative_path_never_reaches_a_command_line() -> None:
    with pytest.raises(ValueError, match="absolute"):
        ffmpeg.source(Path("-evil.mp3"))


def test_the_self_check_sees_that_playlists_are_refused(tmp_path: Path) -> None:
    assert ffmpeg.whitelists_hold(tmp_path)


def test_version_and_filters_are_known() -> None:
    assert ffmpeg.version()[0].isdigit() or ffmpeg.version().startswith("n")
    assert ffmpeg.has_filter("ebur128")
    assert not ffmpeg.has_filter("teleport")


def test_a_process_that_takes_too_long_is_stopped_and_says_so() -> None:
    started = time.monotonic()
    with pytest.raises(AudioError, match="took too long"):
        ffmpeg.run(endless(), "The tone could not be made", Limits(wall_s=0.5))
    assert time.monotonic() - started < 3


def test_a_process_that_writes_too_much_is_stopped_and_says_so(tmp_path: Path) -> None:
    much = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=60", str(tmp_path / "much.wav")]
    with pytest.raises(AudioError, match="too large"):
        ffmpeg.run(much, "The tone could not be made", Limits(output_bytes=100_000))
    assert (tmp_path / "much.wav").stat().st_size <= 100_002


def test_an_error_keeps_the_last_lines_of_the_log(tmp_path: Path) -> None:
    command = ffmpeg.argv(ffmpeg.nowhere(ffmpeg.source(tmp_path / "missing.wav")))
    with pytest.raises(AudioError) as caught:
        ffmpeg.run(command, "The file could not be read")
    assert str(caught.value) == "The file could not be read."
    assert "No such file" in caught.value.log
    assert len(caught.value.log.splitlines()) <= ffmpeg.LOG_LINES


def test_leaving_the_block_kills_what_still_runs() -> None:
    with Process(endless(), Limits()) as process:
        pid = process.pid
        assert alive(pid)
    assert not alive(pid)


def test_nothing_but_the_loopback_exists_inside() -> None:
    """Where the kernel gives namespaces; where it does not, the whitelists stand alone."""
    with Process(["cat", "/proc/net/route"], Limits(), stdout=True) as process:
        routes = process.read(10_000)
    free = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True)
    if free.returncode != 0:
        pytest.skip("no network namespaces here")
    assert len(routes.splitlines()) <= 1


@pytest.mark.skipif(sys.platform != "linux", reason="parent-death signal")
def test_a_process_starts_however_large_the_one_is_that_starts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between fork and exec Python may need memory, and has no more once that is bound."""
    parent = os.getpid()

    def greedy() -> int:
        return parent + len(bytes(1 << 28)) - (1 << 28)

    monkeypatch.setattr(os, "getppid", greedy)
    with Process(["true"], Limits(memory_bytes=1 << 24)) as process:
        assert process.finish("It did not start") == ""


def test_what_cannot_start_leaves_no_file_open(monkeypatch: pytest.MonkeyPatch) -> None:
    log = tempfile.TemporaryFile()  # noqa: SIM115  left open, if it were a fault
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: log)
    with pytest.raises(FileNotFoundError), Process(["/nowhere/ffmpeg"], Limits()):
        pass
    assert log.closed


def test_a_killed_worker_leaves_no_ffmpeg_behind() -> None:
    worker = textwrap.dedent(
        f"""
        import time
        from recordings.audio.ffmpeg import Limits, Process
        with Process({endless()!r}, Limits()) as process:
            print(process.pid, flush=True)
            time.sleep(60)
        """
    )
    here = str(Path(__file__).parents[3])
    with subprocess.Popen([sys.executable, "-c", worker], stdout=subprocess.PIPE, cwd=here) as host:
        assert host.stdout is not None
        child = int(host.stdout.readline())
        assert alive(child)
        os.kill(host.pid, signal.SIGKILL)
    assert gone_within(child, 2)


def test_the_graph_is_run_as_built(tmp_path: Path) -> None:
    made = sounds.write(tmp_path / "in.wav", sounds.tone(1))
    quiet = ffmpeg.source(made).filter("volume", 0.5)
    ffmpeg.run(ffmpeg.argv(ffmpeg.sink(quiet, tmp_path / "out.wav")), "It could not be written")
    assert sounds.decibels(sounds.read(tmp_path / "out.wav")) == pytest.approx(-21.07, abs=0.1)
