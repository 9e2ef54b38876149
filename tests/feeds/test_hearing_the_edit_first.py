"""Who wants to hear the edit first: at their own link, with two answers of one size."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consent import asks, do_not_ask, news
from consent.models import Ask, ConsentEvent, DoNotAsk
from consent.record import record
from consent.scopes import Decision, Method, Scope
from consent.terms import Terms
from feeds import first_ears
from feeds.lifecycle import Stage
from feeds.models import Episode
from tests.consent.people import make_ask
from tests.consent.visitor import Visitor, path_of
from tests.feeds import story
from tests.feeds.aired import Aired, App, aired
from tests.feeds.heard_first import wants_to_hear_it_first

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    """Made, and waiting for Noor’s word alone."""
    made = aired(tmp_path)
    wants_to_hear_it_first(made.recording.speakers.get(key="noor"))
    Episode.objects.update(stage=Stage.READY, publish_when_ready=True)
    return made


def link(made: Aired, key: str = "noor") -> str:
    now = timezone.now()
    ask = make_ask(made.recording.speakers.get(key=key), now=now)
    Ask.objects.filter(pk=ask.pk).update(answered_at=now)
    return asks.link_for(ask, now)


def test_it_goes_out_with_their_word(out: Aired) -> None:
    noor = Visitor(link(out))
    page = noor.follow("Hear the edit")
    assert page.count('class="btn big"') == 2
    sound = App().get(f"{path_of(link(out))}edit.mp3")
    assert sound.status_code == 200
    noor.send()
    assert out.fresh().stage == Stage.PUBLISHED
    line = ConsentEvent.objects.latest("seq")
    assert (line.decision, line.method) == (Decision.APPROVED, Method.LINK)
    assert "Release it" in line.shown


def test_looking_and_listening_release_nothing(out: Aired) -> None:
    where = path_of(link(out))
    for method in ("get", "head"):
        for page in ("edit/", "edit.mp3"):
            getattr(App(), method)(f"{where}{page}")
    assert out.fresh().stage == Stage.READY


def test_a_word_about_another_edit_counts_for_nothing(out: Aired) -> None:
    noor = Visitor(link(out))
    noor.follow("Hear the edit")
    assert "Listen again first" in noor.send(edit="f" * 64)
    assert out.fresh().stage == Stage.READY


def test_others_do_not_hear_it_before_it_is_out(out: Aired) -> None:
    where = path_of(link(out, "sami"))
    assert Visitor(where).client.get(f"{where}edit.mp3").status_code == 404
    assert "waits for you" in Visitor(where).open(f"{where}edit/")


def test_a_change_can_be_asked_for_instead(out: Aired) -> None:
    noor = Visitor(link(out))
    noor.follow("Hear the edit")
    noor.follow("Ask for a change")
    assert noor.status == 200
    assert out.fresh().stage == Stage.READY


def test_who_does_not_wait_is_not_asked_to(out: Aired) -> None:
    record(
        out.recording.speakers.get(key="noor"),
        {Scope.PUBLISH: Decision.GRANTED},
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="they need not hear it",
    )
    assert "Hear the edit" not in Visitor(link(out)).page


def test_the_hosts_page_says_whom_it_waits_for_and_offers_nothing_that_fails(out: Aired) -> None:
    Episode.objects.update(publish_when_ready=False)
    hana = App()
    hana.force_login(out.show.host.members.get().user)
    address = reverse("feeds:episode", args=[out.episode.uid])
    page = hana.get(address).content.decode()
    assert "Waits for Noor to hear it" in page
    assert "Ready to publish" not in page
    assert "Copy Noor’s link" in page
    hana.post(reverse("feeds:publish_when_ready", args=[out.episode.uid]))
    assert (out.fresh().stage, out.fresh().publish_when_ready) == (Stage.READY, True)
    noor = Visitor(link(out))
    noor.follow("Hear the edit")
    noor.send()
    assert out.fresh().stage == Stage.PUBLISHED


def test_who_wants_to_hear_it_is_mailed_once_about_each_edit(out: Aired) -> None:
    now = timezone.now()
    assert first_ears.sweep(now) == 0  # nobody knows an address
    noor = out.recording.speakers.get(key="noor")
    Ask.objects.filter(pk=make_ask(noor, address="noor@example.org", now=now).pk).update(
        answered_at=now
    )
    mail.outbox.clear()
    assert [first_ears.sweep(now) for _ in range(2)] == [1, 0]
    [letter] = mail.outbox
    assert letter.to == ["noor@example.org"]
    assert letter.subject == "The edit you wanted to hear is ready"
    [where] = re.findall(r"http\S+/c/\S+/edit/", str(letter.body))
    visitor = Visitor(where)
    assert "Release it" in visitor.page
    visitor.send()
    assert out.fresh().stage == Stage.PUBLISHED
    assert first_ears.sweep(now) == 0


def test_who_wants_no_mail_is_left_in_peace(out: Aired) -> None:
    now = timezone.now()
    noor = out.recording.speakers.get(key="noor")
    make_ask(noor, address="noor@example.org", now=now)
    do_not_ask.add(noor, DoNotAsk.Why.UNSUBSCRIBED, host=None, now=now)
    assert first_ears.sweep(now) == 0
    assert mail.outbox == []


def test_whose_yes_ends_is_told_a_month_and_a_week_before_unless_they_answer(
    out: Aired,
) -> None:
    now = timezone.now()
    noor = out.recording.speakers.get(key="noor")
    told: dict[str, Any] = {"method": Method.ATTESTED, "actor": "ada", "evidence": "paper"}
    end = now + timedelta(days=40)
    record(noor, story.ALL_YES, now=now, terms=Terms(until=end), **told)
    ask = make_ask(noor, address="noor@example.org", now=now)
    Ask.objects.filter(pk=ask.pk).update(answered_at=now)
    days = (5, 11, 12, 34, 35)
    assert [news.sweep(now + timedelta(days=day)) for day in days] == [0, 1, 0, 1, 0]
    assert "ends on" in mail.outbox[-1].subject
    record(noor, story.ALL_YES, now=now, terms=Terms(until=end + timedelta(days=90)), **told)
    assert news.sweep(now + timedelta(days=39)) == 0
