"""`manage.py up`: the whole site in one command, web and worker, until it is told to stop."""

import logging
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from config.processes import Child, Ended, run_together
from config.staticfiles import collect_if_changed
from consent import restoring, tombstones, wordings
from consent.tombstones import NotReadable
from consent.wordings import WordingRefused
from recordings import jobs, sweep
from recordings.storage import StorageFailed

SWEEP_S = 5.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Migrate, then run web and worker together until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--web-only", action="store_true", help="serve, but work on nothing")
        only.add_argument("--worker-only", action="store_true", help="work, but serve nothing")

    def handle(self, *, web_only: bool, worker_only: bool, **_: object) -> None:
        if not worker_only:
            _port_is_free()
            collect_if_changed()
        call_command("migrate", interactive=False, verbosity=0)
        self._say_again()
        _renew_words()
        sweep.schedule()
        children = [child for child in (_web(), _worker()) if _wanted(child, web_only, worker_only)]
        connection.close()
        try:
            run_together(children, Look(None if worker_only else self._say))
        except Ended as ended:
            raise CommandError(str(ended)) from ended

    def _say_again(self) -> None:
        """Before anything is served: the database may be an old backup."""
        try:
            tombstones.keep_missing()
            found = restoring.apply_all(timezone.now())
        except (NotReadable, StorageFailed) as error:
            raise CommandError(f"Nothing is served. {error}") from error
        if found.said_again:
            self._say(f"Said again from tombstones: {found.said_again}. See apply_tombstones.")

    def _say(self, line: str) -> None:
        """At once, also where the output goes to a file."""
        self.stdout.write(line)
        self.stdout.flush()


def _renew_words() -> None:
    """Built-in words that mean something else since an upgrade count from its start on."""
    with suppress(WordingRefused):  # who asks is told
        wordings.current()


class Look:
    """What is done between two looks at the processes: say when it answers, sweep the Runs."""

    def __init__(self, say: Callable[[str], object] | None) -> None:
        self.say = say
        self.swept = float("-inf")

    def __call__(self) -> None:
        if self.say and _answers():
            self.say(f"Roomcast is at {settings.SITE_URL} · stop it with Ctrl-C")
            self.say = None
        if time.monotonic() - self.swept >= SWEEP_S:
            self.swept = time.monotonic()
            _sweep()


def _wanted(child: Child, web_only: bool, worker_only: bool) -> bool:
    return child.name == "web" if web_only else child.name == "worker" if worker_only else True


def _web() -> Child:
    """One process with many threads: a listener who downloads slowly keeps one busy, idle.

    Its warning that there are many is what `error` keeps quiet.
    """
    argv = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"]
    argv += ["--host", settings.BIND, "--port", str(settings.PORT), "--no-ws", "--http", "1"]
    argv += ["--workers", str(settings.WEB_WORKERS)]
    argv += ["--blocking-threads", str(settings.WEB_THREADS)]
    argv += ["--log-level", "error"]
    return Child("web", argv)


def _worker() -> Child:
    """Without the checks, which this command has made: they load every page into every worker."""
    manage = str(settings.BASE_DIR / "manage.py")
    return Child("worker", [sys.executable, manage, "qcluster", "--skip-checks"])


def _port_is_free() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.BIND, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} is taken ({error.strerror}). "
                f"Stop what uses it, or choose another: PORT={settings.PORT + 1}"
            ) from error


def _answers() -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((settings.BIND, settings.PORT)) == 0


def _sweep() -> None:
    """The queue's own clock looks every 30 seconds; an abandoned Run is to go on sooner."""
    try:
        jobs.sweep(timezone.now())
    except DatabaseError as error:
        log.warning("The sweep has to wait: %s", error)
    finally:
        connection.close()
