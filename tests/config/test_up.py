"""`manage.py up`: one command, two processes, and none left when it ends."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.processes import Child, Ended, Stop, run_together

UP = [sys.executable, "manage.py", "up"]


class Site:
    """The real command on a data folder of the test's own."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = data.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*UP, *options],
                env=_environment(data) | {"PORT": str(self.port)} | environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
            )

    def wait_for(self, pattern: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if re.search(pattern, self.log.read_text()):
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"{pattern!r} was never said:\n{self.log.read_text()}")

    def get(self, path: str) -> str:
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            sock.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
            answer = b""
            while piece := sock.recv(65536):
                answer += piece
        return answer.decode()

    def family(self) -> list[int]:
        """The command, its children and their children, as /proc shows them."""
        found, parents = [self.process.pid], _parents()
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def child(self, word: str) -> int:
        """The process number of the direct child whose command line has `word`."""
        for pid, parent in _parents().items():
            if parent == self.process.pid and word in _command_line(pid):
                return pid
        raise AssertionError(f"no child runs {word}")


def _environment(data: Path) -> dict[str, str]:
    """As on a machine where nobody configured anything; what the tests set is not inherited."""
    ours = ("ROOMCAST_", "DJANGO_", "DATABASE_URL", "PYTHONUNBUFFERED")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"ROOMCAST_DATA": str(data)}


def _parents() -> dict[int, int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            parents[int(status.parent.name)] = int(fields[1])
    return parents


def _command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def alive(pids: list[int]) -> list[str]:
    """Of the given processes, those that still run `up`, granian or the queue."""
    left = []
    for pid in pids:
        with contextlib.suppress(OSError):
            if re.search(r"granian|qcluster|manage\.py up", line := _command_line(pid)):
                left.append(line)
    return left


def gone(pids: list[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pids):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that has run before; making one takes seconds."""
    data = tmp_path_factory.mktemp("migrated") / "site"
    argv = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(argv, env=_environment(data), cwd=settings.BASE_DIR, check=True, timeout=120)
    return data


@pytest.fixture
def site(migrated: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(migrated, tmp_path / "site")
    site = Site(tmp_path / "site")
    site.wait_for("Roomcast is at http://127.0.0.1")
    yield site
    family = site.family()
    if site.process.poll() is None:
        site.process.terminate()
        site.process.wait(40)
    assert alive(family) == []


def _doctor(data: Path) -> dict[str, Any]:
    """What the command finds out about the running site."""
    argv = [sys.executable, "manage.py", "doctor", "--json"]
    out = subprocess.check_output(argv, env=_environment(data), cwd=settings.BASE_DIR, timeout=60)
    found: dict[str, Any] = json.loads(out)
    return found


def memory_mb(pids: list[int]) -> float:
    """What the processes take together; a page that several share counts once."""
    kilobytes = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0])
    return kilobytes / 1024


def test_it_serves_and_works_and_stops_cleanly(site: Site, tmp_path: Path) -> None:
    """SIGTERM to the command alone ends everything, with 0, and soon."""
    assert site.get("/healthz").endswith("ok\n")
    assert _doctor(tmp_path / "site")["queue"] == {"ok": True}
    family = site.family()
    assert len(family) >= 6
    assert memory_mb([pid for pid in family if "granian" in _command_line(pid)]) < 200
    assert memory_mb([pid for pid in family if "qcluster" in _command_line(pid)]) < 200
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(40) == 0
    assert gone(family, 1)


@pytest.mark.parametrize("which", ["granian", "qcluster"])
def test_when_either_process_dies_the_other_goes_too(site: Site, which: str) -> None:
    family = site.family()
    os.kill(site.child(which), signal.SIGKILL)
    assert site.process.wait(40) == 1
    assert gone(family, 2)
    assert "ended with -9" in site.log.read_text()


def test_when_the_command_is_killed_its_children_stop_by_themselves(site: Site) -> None:
    family = site.family()
    site.process.kill()
    site.process.wait(10)
    assert gone(family, 40)


def test_a_taken_port_is_said_and_nothing_is_started(site: Site, tmp_path: Path) -> None:
    done = subprocess.run(
        UP,
        env=_environment(tmp_path / "b") | {"PORT": str(site.port)},
        cwd=settings.BASE_DIR,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"Port {site.port} is taken" in done.stderr


def test_a_child_that_ends_by_itself_ends_the_others(tmp_path: Path) -> None:
    """Without Django: what is left of a group goes with it, grandchildren included."""
    spawn = f"sleep 600 & echo $! > {tmp_path}/pid; sleep 0.5; exit 3"
    with pytest.raises(Ended, match="first process ended with 3"):
        run_together([Child("first", ["/bin/sh", "-c", spawn])], lambda: None)
    grandchild = int((tmp_path / "pid").read_text())
    time.sleep(0.2)
    assert not Path(f"/proc/{grandchild}").exists() or "sleep" not in _command_line(grandchild)


def test_a_stop_is_noticed_once_asked() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        stop = Stop()
        assert not stop.asked
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
