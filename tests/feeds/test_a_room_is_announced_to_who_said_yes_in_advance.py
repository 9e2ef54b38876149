"""The sweep tells who said yes in advance of the next room, and lets silence count after a day."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consent import announcements, invites, pledge_codes, pledged, pledges
from consent.evidence.verify import faults
from consent.record import standings_of
from consent.scopes import OPTIONAL, Level, Scope, State
from feeds import announcing, evidence, pipeline, shows
from feeds.lifecycle import Stage
from feeds.models import Episode, Master, PublishCheck, Show
from feeds.verdicts import verdict
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark
from recordings.signals import sweep_due
from tests.feeds import aired, story
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db
NOW = story.NOW + timedelta(hours=2)
DAY = timedelta(days=1)
TIMES = ("mailed_at", "silence_counts_from")
SAMI = "sami@example.org"
ACCOUNT = "9007199254740"


@pytest.fixture
def show() -> Show:
    return story.show(story.host())


@pytest.fixture
def room(show: Show) -> Recording:
    made = story.recording(show.host)
    Recording.objects.update(created_at=NOW)
    made.speakers.filter(key="sami").update(external_ids={"discord": ACCOUNT})
    made.segments.update(method="track_vad")
    return made


def says_yes(show: Show, purpose: str = "") -> None:
    before = story.NOW - DAY
    invite, _ = invites.invite(
        show.host, show_text="Open Table", scopes=OPTIONAL, purpose=purpose, by=None, now=before
    )
    pledge_codes.send(invite, SAMI, "browser", "en", before)
    found = re.search(r"^\d{6}$", str(mail.outbox.pop().body), re.MULTILINE)
    assert found
    assert pledge_codes.confirm(invite, "browser", found[0], before)
    account = mark(Purpose.ACCOUNT, f"discord:{ACCOUNT}")
    pledges.pledge(
        invite, Scope, visit="browser", language="en", now=before, account=account, where="Discord"
    )


def sami(room: Recording) -> Speaker:
    return room.speakers.get(key="sami")


def test_the_next_room_is_announced_once_and_counts_after_a_day(
    show: Show, room: Recording
) -> None:
    says_yes(show)
    story.draft(room, show)
    for minute in range(3):
        sweep_due.send(sender=None, now=NOW + timedelta(minutes=minute))
    [letter] = mail.outbox
    assert letter.to == [SAMI]
    assert "Open Table, a public podcast" in letter.body
    sweep_due.send(sender=None, now=NOW + DAY - timedelta(minutes=1))
    assert standings_of(sami(room)).state(Scope.PUBLISH) == State.UNANSWERED
    sweep_due.send(sender=None, now=NOW + DAY)
    stands = standings_of(sami(room), purpose=show.use.purpose)
    granted = {scope for scope in Scope if stands.state(scope) == State.GRANTED}
    assert granted == {Scope.PUBLISH, *show.scopes}
    assert stands.of(Scope.PUBLISH).level == Level.ACCOUNT
    assert standings_of(room.speakers.get(key="noor")).state(Scope.PUBLISH) == State.UNANSWERED


def test_a_yes_to_one_show_announces_nothing_of_another(show: Show, room: Recording) -> None:
    other = shows.create_show(show.host, slug="other", title="Other", description="Else.")
    says_yes(show, purpose=show.use.purpose)
    story.draft(room, other)
    assert announcing.sweep(NOW) == 0
    story.draft(room, show)
    assert announcing.sweep(NOW) == 1


def test_a_yes_to_a_host_is_announced_and_counts_for_each_show(show: Show, room: Recording) -> None:
    other = shows.create_show(show.host, slug="other", title="Other", description="Else.")
    says_yes(show)
    story.draft(room, show)
    story.draft(room, other)
    assert announcing.sweep(NOW) == 2
    sweep_due.send(sender=None, now=NOW + DAY)
    for one in (show, other):
        stands = standings_of(sami(room), purpose=one.use.purpose)
        assert stands.state(Scope.PUBLISH) == State.GRANTED


@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.WITHDRAWN])
def test_what_is_out_or_was_taken_down_is_not_announced(
    show: Show, room: Recording, stage: Stage
) -> None:
    says_yes(show)
    story.draft(room, show)
    Episode.objects.update(stage=stage)
    assert announcing.sweep(NOW) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": [*Scope]},
        {"commercial": True},
        {"least_identity": Level.SIGNED},
    ],
    ids=str,
)
def test_a_show_that_wants_more_by_then_is_not_answered_by_silence(
    show: Show, room: Recording, change: dict[str, Any]
) -> None:
    says_yes(show)
    story.draft(room, show)
    assert announcing.sweep(NOW) == 1
    Show.objects.update(**change)
    sweep_due.send(sender=None, now=NOW + DAY)
    assert standings_of(sami(room)).state(Scope.PUBLISH) == State.UNANSWERED


@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.WITHDRAWN])
def test_an_episode_that_ended_meanwhile_is_not_answered_by_silence(
    show: Show, room: Recording, stage: Stage
) -> None:
    says_yes(show)
    story.draft(room, show)
    announcing.sweep(NOW)
    Episode.objects.update(stage=stage)
    sweep_due.send(sender=None, now=NOW + DAY)
    silent = standings_of(sami(room)).state(Scope.PUBLISH)
    assert silent == (State.GRANTED if stage == Stage.PUBLISHED else State.UNANSWERED)


class TestOut:
    """The others signed a form; Sami said yes in advance, and nothing since."""

    @pytest.fixture
    def out(self, show: Show, room: Recording, tmp_path: Path) -> Episode:
        says_yes(show)
        episode = story.draft(room, show)
        for key in ("hana", "noor"):
            story.says(room, key, story.ALL_YES)
        sweep_due.send(sender=None, now=NOW)
        assert not verdict(episode).allowed
        sweep_due.send(sender=None, now=NOW + DAY)
        master = Master.objects.filter(episode=episode).first() or story.master(episode)
        Master.objects.update(clearance=verdict(episode).fingerprint)
        aired.sound(tmp_path, master)
        Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master)
        return pipeline.publish(episode.pk, "hana", NOW + DAY)

    def test_the_gate_names_it_as_its_reason(self, out: Episode, room: Recording) -> None:
        assert verdict(out).in_advance == {sami(room).pk}
        assert PublishCheck.objects.get().verdict["said_yes_in_advance"] == [sami(room).pk]

    def test_the_evidence_shows_the_yes_and_how_the_room_was_announced(
        self, out: Episode, room: Recording
    ) -> None:
        ada = User.objects.create_superuser("ada", "ada@example.org", "x")
        packed = evidence.export(out, by=ada, now=NOW + 2 * DAY)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        assert faults(files) == []
        [told] = json.loads(files["announcements.json"])
        assert told["speaker"] == str(sami(room).uid)
        assert "If you say nothing, your yes counts from" in told["text"]
        mailed, counts = (datetime.fromisoformat(told[key]) for key in TIMES)
        assert counts - mailed == DAY
        whole = [line["body"] for line in json.loads(files["chain.json"])["lines"][:3]]
        assert {json.loads(body["terms"])["subject"] for body in whole} == {told["said_in_advance"]}
        given = [json.loads(one) for name, one in files.items() if name.startswith("receipts/")]
        assert told["said_in_advance"] in [one.get("said_in_advance") for one in given]
        assert SAMI not in packed.decode("utf-8", "replace")

    @pytest.mark.usefixtures("out")
    def test_what_is_out_stays_until_it_is_withdrawn_itself(self, room: Recording) -> None:
        row = pledged.of_person([SAMI])[0]
        announcements.take_back(row, NOW + 2 * DAY, "Take it back?")
        assert standings_of(sami(room)).state(Scope.PUBLISH) == State.GRANTED
        assert [ask.speaker for ask in announcements.counted(row)] == [sami(room)]

    def test_what_is_not_out_yet_does_not_come_out(self, out: Episode, room: Recording) -> None:
        pipeline.unpublish(out.pk, "hana", NOW + DAY)
        row = pledged.of_person([SAMI])[0]
        announcements.take_back(row, NOW + 2 * DAY, "Take it back?")
        assert standings_of(sami(room)).state(Scope.PUBLISH) == State.WITHDRAWN
        assert sami(room).pk not in verdict(out).heard

    def test_the_host_sees_when_silence_counts(self, show: Show, room: Recording) -> None:
        says_yes(show)
        story.draft(room, show)
        announcing.sweep(timezone.now())
        page = words(member_of(show.host).get(reverse("feeds:recording", args=[room.uid])))
        assert "Said yes in advance" in page
        assert "Silence counts from" in page
        assert SAMI not in page
