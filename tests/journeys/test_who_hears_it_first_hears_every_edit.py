"""The whole way of somebody who wants to hear the edit first, with real sound: Noor answers at her
link, Hana makes and edits, and Lee never hears what Noor has not released."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import asks
from consent.evidence.verify import faults
from consent.scopes import Decision, Scope
from feeds import evidence, pipeline
from feeds.models import Episode
from recordings.models import Recording, Speaker
from recordings.signals import sweep_due
from tests.consent.people import make_ask
from tests.consent.visitor import Visitor
from tests.feeds import story
from tests.feeds.aired import App, body
from tests.feeds.clipped import work
from tests.feeds.test_evidence_checks_itself import members
from tests.recordings import rooms
from tests.signed_in import member_of

pytestmark = pytest.mark.django_db


class Hana:
    """The host, at her pages."""

    def __init__(self, recording: Recording, episode: Episode) -> None:
        self.client: Client = member_of(recording.host)
        self.episode = episode

    def page(self, name: str = "episode") -> str:
        answer = self.client.get(reverse(f"feeds:{name}", args=[self.episode.uid]))
        return answer.content.decode()

    def sends(self, name: str, **fields: str) -> None:
        address = reverse(f"feeds:{name}", args=[self.episode.uid])
        assert self.client.post(address, fields).status_code == 302

    def makes_it_again(self) -> None:
        self.sends("remake")
        work(pipeline.PRODUCE, self.episode.pk)


def agrees_if_she_hears_it_first(speaker: Speaker) -> None:
    now = timezone.now()
    ask = make_ask(speaker, address="noor@example.org", now=now)
    noor = Visitor(asks.link_for(ask, now))
    noor.send(publish="yes")
    noor.send(hear_first="yes", **dict.fromkeys(story.FIVE[1:], "yes"))
    noor.send()
    assert "hear the edit first" in noor.page


def what_lee_hears(episode: Episode) -> bytes | None:
    answer = App().get(f"/{episode.show.slug}/{episode.uid}/audio.mp3")
    return body(answer) if answer.status_code == 200 else None


def a_mail_to_noor() -> Visitor:
    """She is told, and opens the link in it."""
    mail.outbox.clear()
    sweep_due.send(sender=None, now=timezone.now())
    [letter] = [one for one in mail.outbox if one.to == ["noor@example.org"]]
    [where] = re.findall(r"http\S+/c/\S+/edit/", str(letter.body))
    return Visitor(where)


def heard_at(noor: Visitor) -> bytes:
    found = re.search(r'<audio [^>]*src="([^"]+)"', noor.page)
    assert found
    answer = App().get(found[1])
    assert answer.status_code == 200
    return body(answer)


def test_what_noor_has_not_heard_lee_does_not_hear(tmp_path: Path) -> None:
    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    show = story.show(story.host())
    recording = rooms.bring(show.host, tmp_path / "room")
    for key in ("hana", "sami"):
        story.says(recording, key, story.ALL_YES)
    noor = recording.speakers.get(key="noor")
    agrees_if_she_hears_it_first(noor)
    episode = story.draft(recording, show)
    hana = Hana(recording, episode)

    pipeline.publish_when_ready(episode.pk, "hana")
    work(pipeline.PRODUCE, episode.pk)
    assert "Waits for Noor to hear it" in hana.page()
    assert what_lee_hears(episode) is None
    letter = a_mail_to_noor()
    first = heard_at(letter)
    letter.send()
    assert what_lee_hears(episode) == first

    hana.sends("edit_add", deed="silence", start="0:06.6", end="0:07.6")
    assert "Noor asked to hear the edit first" in hana.page("editor")
    hana.makes_it_again()
    assert "waits for Noor to hear it" in hana.page()
    assert what_lee_hears(episode) == first
    letter = a_mail_to_noor()
    second = heard_at(letter)
    assert second != first

    hana.sends("edit_add", deed="cut", start="0:01", end="0:02")
    hana.makes_it_again()
    assert "Listen again first" in letter.send()
    assert what_lee_hears(episode) == first
    third = heard_at(letter)
    assert third not in (first, second)
    letter.send()
    assert what_lee_hears(episode) == third

    Episode.objects.update(loudness="mono")
    hana.makes_it_again()
    louder = what_lee_hears(episode)
    assert louder not in (None, first, third)
    assert faults(members(evidence.export(episode, by=ada, now=timezone.now()))) == []

    story.says(recording, "sami", {Scope.PUBLISH: Decision.WITHDRAWN}, timezone.now())
    assert what_lee_hears(episode) is None
