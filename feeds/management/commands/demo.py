"""Runs the main job on a sample room, with the commands a host has: once, however often called."""

import io
import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand

from feeds.models import Episode, Show
from feeds.shows import feed_url, page_url
from recordings import storage
from recordings.models import Host, Member

HOST, SHOW = "hana", "open-table"
MINUTES, SPEAKERS, SEED = 3, 4, 7
FORMS = "The people of the sample room are made up, and agree."
ABOUT = "Neighbours talk about the city they share. Everyone you hear has agreed to be heard."


class Command(BaseCommand):
    help = "Make a sample room and publish it; prints where to find it and who may sign in."

    def handle(self, *_: Any, **__: Any) -> None:
        if not Episode.objects.published().filter(show__slug=SHOW).exists():
            self._publish_a_sample()
        self._say_where()

    def _publish_a_sample(self) -> None:
        self._create()
        recording = self._imported()
        people = {person["key"]: person["id"] for person in recording["speakers"]}
        *agree, unnamed, refuses = people.values()
        for speaker in agree:
            self._answers(recording, speaker, "--grant", "publish,name,transcript,clips")
        self._answers(recording, unnamed, "--grant", "publish,transcript")
        self._answers(recording, refuses, "--refuse")
        self._do(
            "publish",
            recording["recording"],
            "--show",
            SHOW,
            "--without",
            f"{refuses}=cut",
            "--wait",
        )

    def _create(self) -> None:
        if not Host.objects.filter(slug=HOST).exists():
            self._do("create_host", HOST, "--name", "Hana Osei", "--email", "hana@example.org")
        if not Show.objects.filter(slug=SHOW).exists():
            words = ("--title", "Open Table", "--description", ABOUT, "--author", "Hana Osei")
            self._do("create_show", SHOW, "--host", HOST, *words)
        if not User.objects.filter(username="admin").exists():
            _create_admin()

    def _imported(self) -> dict[str, Any]:
        with storage.work_folder() as work:
            archive = str(work / "archive.zip")
            size = ("--minutes", str(MINUTES), "--speakers", str(SPEAKERS), "--seed", str(SEED))
            self._do("sample_room", archive, "--source", "x_archive", *size)
            return self._do("import_room", archive, "--host", HOST)

    def _answers(self, recording: dict[str, Any], speaker: str, *words: str) -> None:
        who = ("--speaker", speaker, *words, "--evidence", FORMS, "--by", "admin")
        self._do("record_consent", recording["recording"], *who)

    def _do(self, command: str, *words: str) -> dict[str, Any]:
        """One of our own commands, said aloud; its document."""
        self.stderr.write(f"manage.py {command} {' '.join(words)}")
        out = io.StringIO()
        call_command(command, *words, "--json", stdout=out)
        document: dict[str, Any] = json.loads(out.getvalue())
        return document

    def _say_where(self) -> None:
        show = Show.objects.get(slug=SHOW)
        self.stdout.write(
            f"\n  Show     {page_url(show)}"
            f"\n  Feed     {feed_url(show)}"
            f"\n  Sign in  {settings.SITE_URL}/accounts/login/"
            f"\n  Name     admin@example.org (in the admin: admin)"
            f"\n  Password {_password()}\n"
        )


def _password_file() -> Path:
    return Path(settings.DATA) / "admin-password"


def _password() -> str:
    file = _password_file()
    return file.read_text().strip() if file.is_file() else "as you have set it"


def _create_admin() -> None:
    password = secrets.token_urlsafe(12)
    file = _password_file()
    file.touch(mode=0o600)
    file.write_text(f"{password}\n")
    admin = User.objects.create_superuser("admin", "admin@example.org", password)
    Member.objects.create(host=Host.objects.get(slug=HOST), user=admin, role=Member.Role.OWNER)
