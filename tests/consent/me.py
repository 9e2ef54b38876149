"""Somebody at “My voice”: a browser without script, and the worker that mails the codes."""

import io
import json
import re
import zipfile
from typing import Any

from django.core import mail
from django.utils import timezone

from consent import claims
from recordings import jobs
from recordings.models import Run
from tests.consent.visitor import Visitor

ADDRESS = "noor@example.org"


def work() -> None:
    """What the worker does with every code that was asked for."""
    for run in Run.objects.live().filter(kind=claims.MAIL_CODE):
        jobs.perform(run.pk, lambda beat: claims.mail_code(beat.subject_id, timezone.now()))


class Guest(Visitor):
    """A speaker at “My voice”."""

    def __init__(self, reads: str = "") -> None:
        super().__init__("/me/", reads)

    def post(self, where: str, **fields: str) -> str:
        """Send a form of the page to this address, with its cookie."""
        token = self.client.cookies["csrftoken"].value
        answer = self.client.post(where, {"csrfmiddlewaretoken": token, **fields}, follow=True)
        return self._see(answer)

    def ask(self, address: str = ADDRESS) -> str:
        return self.post("/me/code/", address=address)

    def come_in(self, address: str = ADDRESS) -> str:
        self.ask(address)
        work()
        return self.post("/me/confirm/", code=code())


def downloaded(guest: Guest) -> dict[str, Any]:
    """The document in the zip."""
    token = guest.client.cookies["csrftoken"].value
    made = guest.client.post("/me/download/", {"csrfmiddlewaretoken": token})
    assert made["Cache-Control"] == "no-store, private"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(made)))
    document: dict[str, Any] = json.loads(packed.read("export.json"))
    return document


def code() -> str:
    """The code of the latest mail."""
    found = re.search(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"
