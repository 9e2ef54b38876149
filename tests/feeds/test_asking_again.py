"""A show that asks for more than before: whoever said yes to less is asked about the rest, by mail
and by link, and is not asked twice about what they were asked already."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import asks, minors
from consent.models import Ask
from consent.record import standings_of
from consent.scopes import Decision, Level, Scope, State
from feeds import asking
from feeds.models import Episode
from recordings.models import Speaker
from tests.consent.visitor import Visitor
from tests.feeds import story
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode() -> Episode:
    show = story.show(story.host())
    return story.draft(story.recording(show.host), show)


@pytest.fixture
def noor(episode: Episode) -> Speaker:
    speaker: Speaker = episode.recording.speakers.get(key="noor")
    return speaker


def link(episode: Episode, speaker: Speaker) -> str:
    return asking.link(episode, speaker, by=None, now=timezone.now())


def agrees(episode: Episode, speaker: Speaker) -> None:
    """To everything that the show asks for."""
    visitor = Visitor(link(episode, speaker))
    visitor.send(publish="yes")
    visitor.send(**{scope: "yes" for scope in episode.show.scopes if scope != Scope.PUBLISH})
    visitor.send()


def asks_for(episode: Episode, *scopes: Scope) -> None:
    episode.show.scopes = [*episode.show.scopes, *scopes]
    episode.show.save()


def asked(speaker: Speaker) -> list[Ask]:
    return list(Ask.objects.filter(speaker=speaker).order_by("pk"))


def test_a_copied_link_asks_about_what_is_new(episode: Episode, noor: Speaker) -> None:
    agrees(episode, noor)
    asks_for(episode, Scope.COMMERCIAL)
    agrees(episode, noor)
    assert [Scope.COMMERCIAL in ask.scopes for ask in asked(noor)] == [False, True]
    assert standings_of(noor).state(Scope.COMMERCIAL) == State.GRANTED


def test_while_nothing_is_new_the_link_leads_to_the_answers(
    episode: Episode, noor: Speaker
) -> None:
    agrees(episode, noor)
    assert "Change my answers" in Visitor(link(episode, noor)).page
    episode.show.scopes = [Scope.PUBLISH]
    assert "Change my answers" in Visitor(link(episode, noor)).page
    assert len(asked(noor)) == 1


def test_a_question_that_waits_is_not_reminded_of_where_it_lacks_a_use(
    episode: Episode, noor: Speaker, mailoutbox: list[Any]
) -> None:
    def again() -> asking.Asked:
        now, address = timezone.now(), "noor@example.org"
        return asking.ask(episode, noor, by=None, now=now, address=address)

    again()
    asks_for(episode, Scope.CLIPS)
    assert again() == asking.Asked.ANEW
    assert again() == asking.Asked.REMINDED
    assert len(asked(noor)) == 2
    assert len(mailoutbox) == 3


def test_everyone_means_whoever_was_not_asked_about_all_of_it(
    episode: Episode, noor: Speaker, mailoutbox: list[Any]
) -> None:
    episode.recording.speakers.exclude(key="hana").update(email="one@example.org")
    agrees(episode, noor)
    done = asking.ask_everyone(episode, by=None, now=timezone.now())
    assert [speaker.key for speaker in done.asked] == ["sami"]
    asks_for(episode, Scope.CLIPS)
    done = asking.ask_everyone(episode, by=None, now=timezone.now())
    assert {speaker.key for speaker in done.asked} == {"noor", "sami"}


def test_after_a_no_the_link_stays_the_place_to_change_it(episode: Episode, noor: Speaker) -> None:
    visitor = Visitor(link(episode, noor))
    visitor.send(publish="no")
    visitor.send()
    asks_for(episode, Scope.CLIPS)
    again = link(episode, noor)
    assert len(asked(noor)) == 1
    assert Client().get(urlsplit(again).path).status_code == 200


def test_a_minors_own_answered_link_is_not_handed_to_a_guardian(
    episode: Episode, noor: Speaker
) -> None:
    episode.show.least_identity = Level.MAIL
    asks_for(episode, Scope.COMMERCIAL)
    link(episode, noor)
    Ask.objects.update(answered_at=timezone.now())
    minors.mark(noor, by=episode.show.host.members.get().user, now=timezone.now())
    link(episode, noor)
    assert [(ask.guardian, Scope.COMMERCIAL in ask.scopes) for ask in asked(noor)] == [
        (False, True),
        (True, False),
    ]


def test_the_hosts_page_asks_again_who_was_not_asked_about_something(
    episode: Episode, noor: Speaker
) -> None:
    hana, page = (
        member_of(episode.show.host),
        reverse("feeds:recording", args=[episode.recording.uid]),
    )
    for key in ("noor", "sami"):
        speaker = episode.recording.speakers.get(key=key)
        agrees(episode, speaker)
        Speaker.objects.filter(pk=speaker.pk).update(email=f"{key}@example.org")
    assert "Ask Noor again" not in words(hana.get(page))
    asks_for(episode, Scope.CLIPS)
    told = words(hana.get(page))
    assert "Ask Noor" in told
    assert "Copy link" in told
    assert "Ask 2 about what is new" in told
    hana.post(reverse("feeds:ask_everyone", args=[episode.recording.uid]))
    assert "about what is new" not in words(hana.get(page))


def test_what_was_refused_is_not_asked_about_again(episode: Episode, noor: Speaker) -> None:
    hana = member_of(episode.show.host)
    asks_for(episode, Scope.COMMERCIAL)
    story.everyone_agrees(episode.recording)
    story.says(episode.recording, "noor", {Scope.COMMERCIAL: Decision.REFUSED})
    told = words(hana.get(reverse("feeds:recording", args=[episode.recording.uid])))
    assert "Ask Noor" not in told
    assert asks.current_ask(noor) is None
