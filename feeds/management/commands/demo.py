"""Runs the main job on sample rooms, with the commands a host has: once, however often called."""

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
from recordings.models import Host, Member, Recording

HOST, SHOW = "hana", "open-table"
FORMS = "The people of the sample rooms are made up, and agree."
ABOUT = "Neighbours talk about the city they share. Everyone you hear has agreed to be heard."
ARCHIVE = ("--source", "x_archive", "--minutes", "3", "--speakers", "4", "--seed", "7")
LISTED = ("--source", "sidecar", "--minutes", "2", "--speakers", "3", "--seed", "3")
LISTED_TITLE = "Bread at three: a night baker and her street"
WAITING = ("--source", "sidecar", "--minutes", "1", "--speakers", "3", "--seed", "5")


class Command(BaseCommand):
    help = "Make sample rooms and publish them; prints where to find them and who may sign in."

    def handle(self, *_: Any, **__: Any) -> None:
        if Episode.objects.published().filter(show__slug=SHOW).count() < 2:
            self._create()
            self._publish_a_listed_room()
            self._publish_an_archive()
            self._import_one_that_waits()
        self._say_where()

    def _create(self) -> None:
        if not Host.objects.filter(slug=HOST).exists():
            self._do("create_host", HOST, "--name", "Hana Osei", "--email", "hana@example.org")
        if not Show.objects.filter(slug=SHOW).exists():
            words = ("--title", "Open Table", "--description", ABOUT, "--author", "Hana Osei")
            self._do("create_show", SHOW, "--host", HOST, *words)
        if not User.objects.filter(username="admin").exists():
            _create_admin()

    def _publish_an_archive(self) -> None:
        """From a data archive; one speaker stays unnamed, one says no and is cut."""
        room = self._imported(ARCHIVE)
        *agree, unnamed, refuses = (person["id"] for person in room["speakers"])
        for speaker in agree:
            self._answers(room, speaker, "--grant", "publish,name,transcript,clips")
        self._answers(room, unnamed, "--grant", "publish,transcript")
        self._answers(room, refuses, "--refuse")
        without = ("--without", f"{refuses}=cut", "--title", room["truth"]["room"]["title"])
        self._do("publish", room["recording"], "--show", SHOW, *without, "--wait")

    def _publish_a_listed_room(self) -> None:
        """With a list of who spoke, chapters and a transcript; everybody agrees to all of it."""
        room = self._imported(LISTED)
        grant = ("--all", "--grant", "publish,name,transcript,clips")
        self._do("record_consent", room["recording"], *grant, "--evidence", FORMS, "--by", "admin")
        self._do("publish", room["recording"], "--show", SHOW, "--title", LISTED_TITLE, "--wait")

    def _import_one_that_waits(self) -> None:
        self._imported(WAITING)

    def _imported(self, size: tuple[str, ...]) -> dict[str, Any]:
        """A sample room, and what its truth says; accounts get the names the host knows them by."""
        with storage.work_folder() as work:
            file = work / "room.zip"
            self._do("sample_room", str(file), *size)
            truth = json.loads(Path(f"{file}.truth.json").read_text(encoding="utf-8"))
            room = self._do("import_room", str(file), "--host", HOST)
        names = {person["key"]: person["name"] for person in truth["speakers"]}
        for person in room["speakers"]:
            if not person["name"]:
                who = ("--speaker", person["id"], "--name", names[person["key"]])
                self._do("name_speaker", room["recording"], *who)
        return room | {"truth": truth}

    def _answers(self, room: dict[str, Any], speaker: str, *words: str) -> None:
        proof = ("--evidence", FORMS, "--by", "admin")
        self._do("record_consent", room["recording"], "--speaker", speaker, *words, *proof)

    def _do(self, command: str, *words: str) -> dict[str, Any]:
        """One of our own commands, said aloud; its document."""
        self.stderr.write(f"→ {command} {' '.join(words)}")
        out = io.StringIO()
        call_command(command, *words, "--json", stdout=out)
        document: dict[str, Any] = json.loads(out.getvalue())
        return document

    def _say_where(self) -> None:
        show = Show.objects.get(slug=SHOW)
        waiting = Recording.objects.filter(host=show.host, episodes=None).count()
        self.stdout.write(
            f"\n  Show      {page_url(show)}"
            f"\n  Feed      {feed_url(show)}"
            f"\n  Sign in   {settings.SITE_URL}/accounts/login/"
            f"\n  Name      admin@example.org (at /admin/: admin)"
            f"\n  Password  {_password()}"
            f"\n  Waiting   {waiting} recording{'' if waiting == 1 else 's'} to ask people about\n"
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
