"""Measures the main job: `python -m tests.bench [MINUTES]`; prints a table for docs/operations.md.

A sample room is imported, agreed to and published by the commands themselves, each in a process
of its own, on a data folder of its own. Beside it stands what nothing can beat: lame alone.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`memory`: the largest of the step's processes, in MB; `cpu`: seconds of all of them."""

    what: str
    seconds: float
    cpu: float
    memory: float
    said: str = ""

    def row(self, audio_s: float) -> str:
        speed = f"{audio_s / self.seconds:.0f} ×" if audio_s else ""
        figures = f"{self.seconds:.1f} s | {self.cpu:.1f} s | {speed} | {self.memory:.0f} MB"
        return f"| {self.what} | {figures} |"


def main() -> None:
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    folder = Path(tempfile.mkdtemp(prefix="roomcast-bench-"))
    try:
        _print_table(minutes, _measure(folder, minutes))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, minutes: int) -> list[Measured]:
    os.environ |= {"ROOMCAST_DATA": str(folder / "data"), "ROOMCAST_LOG_LEVEL": "WARNING"}
    sample = folder / "room.zip"
    _step("migrate", "migrate", "--verbosity", "0")
    _step("host", "create_host", "hana", "--name", "Hana", "--email", "hana@example.org")
    _step("show", "create_show", "table", "--host", "hana", "--title", "Open Table")
    admin = ("--username", "ada", "--email", "ada@example.org")
    _step("admin", "createsuperuser", "--noinput", *admin)
    _step("sample", "sample_room", str(sample), "--minutes", str(minutes), "--speakers", "4")
    started = _step("start of a command", "check")
    brought = _step("import", "import_room", str(sample), "--host", "hana", "--json")
    recording = json.loads(brought.said)["recording"]
    proof = ("--grant", "publish,name,transcript", "--evidence", "a sample", "--by", "ada")
    _step("consent", "record_consent", recording, "--all", *proof, "--json")
    out = _step("publish", "publish", recording, "--show", "table", "--wait", "--json")
    master = max((folder / "data" / "objects").rglob("*.mp3"), key=lambda p: p.stat().st_size)
    return [started, brought, out, _lame_alone(master, folder)]


def _step(what: str, *arguments: str) -> Measured:
    sys.stderr.write(f"… {what}\n")
    return _run(what, [*MANAGE, *arguments])


def _lame_alone(audio: Path, folder: Path) -> Measured:
    """The same sound, encoded once by one process and nothing else."""
    plain = folder / "plain.wav"
    quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
    subprocess.run([*quiet, "-i", f"file:{audio}", "-vn", f"file:{plain}"], check=True)
    mp3 = f"file:{folder / 'plain.mp3'}"
    return _run("lame alone", [*quiet, "-i", f"file:{plain}", "-b:a", "96k", mp3])


def _run(what: str, argv: list[str]) -> Measured:
    """`wait4` counts the process and all it waited for, so ffmpeg's share is in it."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(argv, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        out.seek(0)
        said = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(argv)} ended with {process.returncode}: {said}")
    memory = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    cpu = used.ru_utime + used.ru_stime
    return Measured(what=what, seconds=seconds, cpu=cpu, memory=memory, said=said)


def _print_table(minutes: int, rows: list[Measured]) -> None:
    lines = [
        f"\nA room of {minutes} minutes, {os.cpu_count()} cores, {platform.platform()}:\n",
        "| step | by the wall | processor | speed | memory |",
        "|---|---|---|---|---|",
    ]
    lines += [row.row(0 if row.what.startswith("start") else minutes * 60) for row in rows]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
