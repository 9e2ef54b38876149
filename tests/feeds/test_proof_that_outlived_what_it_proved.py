"""Proof is kept while an episode is out and three years longer; then its texts, files and proposals
go, and the chain holds. Of who said no nothing goes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from consent import files, guard, legacy, restoring, retention, verify, viewing
from consent.clearance import clearance_for
from consent.erasure import erase
from consent.models import ConsentEvent, EvidenceFile, Proposal
from consent.proposals import Offer, offer
from consent.receipts import receipts_of
from consent.record import note, standings
from consent.scopes import Decision, Method, Scope, State
from consent.withdrawal import withdraw
from feeds import evidence, pipeline
from feeds.lifecycle import NotReady
from feeds.models import Episode
from recordings import storage
from recordings.models import Speaker
from tests import dumps
from tests.consent.people import answer, make_ask
from tests.feeds import aired, story
from tests.feeds.aired import Aired
from tests.signed_in import an_auditor, words

pytestmark = pytest.mark.django_db
OFF = story.NOW + timedelta(days=100)
"""When the episode was last out."""
KEPT = timedelta(days=3 * 365)
TEXTS = "Texts of answers: what was shown, by whom, what proves it"
SINCE = "3 years after the episode was last out, or it was said"
SIGNED = b"%PDF-1.4 signed by Noor"


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


@pytest.fixture
def off(out: Aired) -> Aired:
    pipeline.unpublish(out.episode.pk, "hana", OFF)
    return out


@pytest.fixture
def noor(out: Aired) -> Speaker:
    return out.recording.speakers.get(key="noor")


def gone(at: datetime) -> dict[str, int]:
    return {
        rule.what: count
        for rule, count in retention.carry_all_out(at)
        if count and rule.key == "proof"
    }


def told(speaker: Speaker) -> list[str]:
    lines = ConsentEvent.objects.filter(speaker=speaker).exclude(evidence="").order_by("seq")
    return [line.evidence for line in lines]


def test_it_is_kept_while_the_episode_is_out_however_long(out: Aired) -> None:
    assert gone(story.NOW + 9 * KEPT) == {}


def test_it_goes_three_years_after_the_episode_was_last_out(off: Aired, noor: Speaker) -> None:
    assert gone(OFF + KEPT - timedelta(seconds=1)) == {}
    assert told(noor) == ["a signed form"] * 5
    assert gone(OFF + KEPT) == {TEXTS: 15}
    assert told(noor) == []
    assert "a signed form" not in dumps.rows()
    assert gone(OFF + KEPT + timedelta(hours=1)) == {}


def test_the_decisions_stand_and_the_chain_holds(off: Aired, noor: Speaker) -> None:
    gone(OFF + KEPT)
    assert standings(noor)[Scope.PUBLISH] == State.GRANTED
    assert clearance_for(off.recording).allowed
    assert verify.faults() == ()
    covers = ConsentEvent.objects.filter(decision=Decision.ERASED)
    assert {(line.speaker, line.actor) for line in covers} == {(None, "Roomcast")}


def test_its_length_is_a_setting(off: Aired, settings: Settings) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"proof": 30}
    assert gone(OFF + timedelta(days=30)) == {TEXTS: 15}


@pytest.mark.parametrize("waits", [{"publish_at": OFF + 2 * KEPT}, {"publish_when_ready": True}])
def test_what_goes_out_by_itself_is_still_needed(off: Aired, waits: dict[str, object]) -> None:
    Episode.objects.update(**waits)
    assert gone(OFF + KEPT) == {}


def test_out_again_it_is_kept_anew(off: Aired) -> None:
    pipeline.publish(off.episode.pk, "hana", OFF + timedelta(days=50))
    pipeline.unpublish(off.episode.pk, "hana", OFF + timedelta(days=90))
    assert gone(OFF + KEPT + timedelta(days=89)) == {}
    assert gone(OFF + KEPT + timedelta(days=90)) == {TEXTS: 15}


def test_what_was_never_out_is_kept_since_it_was_said(ada: User) -> None:
    room = story.recording(story.host())
    story.everyone_agrees(room)
    assert gone(story.NOW + KEPT - timedelta(days=1)) == {}
    assert gone(story.NOW + KEPT) == {TEXTS: 15}


def test_what_was_said_later_is_kept_longer(off: Aired, noor: Speaker, ada: User) -> None:
    looked = OFF + timedelta(days=10)
    viewing.viewed(noor, by=ada, now=looked, what="evidence bundle")
    gone(OFF + KEPT)
    assert told(noor) == ["evidence bundle"]
    assert gone(looked + KEPT) == {TEXTS: 1}


def test_of_who_said_no_nothing_goes(off: Aired, noor: Speaker, ada: User) -> None:
    """The rest of the room goes; what carries a no stands, and so does what proves it."""
    files.keep(noor, [SIGNED], "letter.pdf", by=ada, now=OFF)
    withdraw(noor, method=Method.ATTESTED, actor="ada", now=OFF, evidence="a letter")
    assert gone(OFF + KEPT) == {TEXTS: 10}
    assert "a letter" in told(noor)
    assert EvidenceFile.objects.exists()


@pytest.mark.parametrize("said", [Decision.DISPUTED, Decision.MINOR])
def test_of_who_said_not_me_or_is_a_minor_nothing_goes(
    off: Aired, noor: Speaker, said: Decision
) -> None:
    note(noor, said, method=Method.ATTESTED, actor="ada", now=OFF, evidence="a letter")
    assert gone(OFF + KEPT) == {TEXTS: 10}


def test_of_whom_a_line_cannot_be_read_nothing_goes(off: Aired, noor: Speaker) -> None:
    story.says(off.recording, "noor", {Scope.CLIPS: Decision.REFUSED}, OFF)
    guard.lift(connection)
    last = ConsentEvent.objects.filter(speaker=noor).latest("seq")
    ConsentEvent.objects.filter(pk=last.pk).update(terms="no JSON")
    assert gone(OFF + KEPT) == {TEXTS: 10}


def test_one_use_that_was_taken_back_is_enough(off: Aired, noor: Speaker) -> None:
    story.says(off.recording, "noor", {Scope.CLIPS: Decision.WITHDRAWN}, OFF)
    assert gone(OFF + KEPT) == {TEXTS: 10}


def test_who_said_yes_again_has_nothing_that_stands_against_it(off: Aired, noor: Speaker) -> None:
    note(noor, Decision.DISPUTED, method=Method.LINK, actor="Noor", now=OFF, evidence="x")
    note(noor, Decision.SETTLED, method=Method.ATTESTED, actor="ada", now=OFF, evidence="y")
    assert gone(OFF + KEPT) == {TEXTS: 17}


def test_the_line_of_a_no_to_one_use_stays_and_so_does_the_file_that_proves_it(
    off: Aired, noor: Speaker, ada: User
) -> None:
    kept = files.keep(noor, [SIGNED], "no.pdf", by=ada, now=OFF)
    files.keep(noor, [SIGNED + b" again"], "yes.pdf", by=ada, now=OFF)
    no = {Scope.AI_TRAINING: Decision.REFUSED}
    offer(noor, Offer(decisions=no, reason="She wrote so.", file=kept), by=ada, now=OFF)
    assert gone(OFF + KEPT) == {TEXTS: 15, "Files of evidence": 1}
    assert [said.startswith("She wrote so.") for said in told(noor)] == [True]
    assert list(EvidenceFile.objects.all()) == [kept]


def test_a_no_that_was_changed_since_stands_no_more(off: Aired, noor: Speaker) -> None:
    story.says(off.recording, "noor", {Scope.REDISTRIBUTE: Decision.REFUSED}, OFF)
    ask = make_ask(noor, Scope.REDISTRIBUTE, now=OFF)
    answer(noor, ask=ask, now=OFF, publish="granted", redistribute="granted")
    assert gone(OFF + KEPT)[TEXTS] > 15
    assert told(noor) == []


def test_files_of_evidence_go_with_their_bytes(off: Aired, noor: Speaker, ada: User) -> None:
    kept = files.keep(noor, [SIGNED], "form.pdf", by=ada, now=story.NOW)
    assert gone(OFF + KEPT)["Files of evidence"] == 1
    assert not EvidenceFile.objects.exists()
    with pytest.raises(storage.ObjectMissing):
        storage.read(kept.key)


def test_a_form_that_somebody_else_signed_too_stays_for_them(
    off: Aired, noor: Speaker, ada: User
) -> None:
    sami = off.recording.speakers.get(key="sami")
    for speaker in (noor, sami):
        kept = files.keep(speaker, [SIGNED], "form.pdf", by=ada, now=story.NOW)
    withdraw(sami, method=Method.ATTESTED, actor="ada", now=OFF, evidence="a letter")
    assert gone(OFF + KEPT)["Files of evidence"] == 1
    assert [file.speaker for file in EvidenceFile.objects.all()] == [sami]
    assert storage.read(kept.key) == SIGNED


def test_settled_proposals_go_and_open_ones_wait(off: Aired, noor: Speaker, ada: User) -> None:
    said = {"decisions": {"clips": "granted"}, "proposed_by": ada, "proposed_at": story.NOW}
    settled = {"outcome": Proposal.Outcome.REJECTED, "settled_by": ada, "settled_at": story.NOW}
    Proposal.objects.create(speaker=noor, evidence="Noor wrote it", **said, **settled)
    waits = Proposal.objects.create(speaker=noor, evidence="On paper", **said)
    assert gone(OFF + KEPT)["Proposals that were settled"] == 1
    assert list(Proposal.objects.all()) == [waits]


def test_what_shows_that_a_room_was_out_before_goes_and_the_mark_stands(ada: User) -> None:
    room = story.recording(story.host())
    legacy.mark(room, evidence="Noor Ali told us", by=ada, now=story.NOW)
    assert gone(story.NOW + KEPT) == {TEXTS: 1}
    assert clearance_for(room).legacy
    assert "Noor Ali told us" not in dumps.rows()
    assert verify.faults() == ()


def test_nothing_goes_out_on_a_yes_that_nothing_shows_any_more(off: Aired, noor: Speaker) -> None:
    at = OFF + KEPT
    gone(at)
    with pytest.raises(NotReady, match="nothing shows it any more"):
        pipeline.publish(off.episode.pk, "hana", at)
    for key in ("hana", "sami", "noor"):
        story.says(off.recording, key, story.ALL_YES, at)
    pipeline.publish(off.episode.pk, "hana", at)


def test_a_text_that_went_because_it_named_another_holds_nothing_back(
    off: Aired, noor: Speaker, ada: User
) -> None:
    story.says(off.recording, "sami", story.ALL_YES | {Scope.REDISTRIBUTE: Decision.GRANTED}, OFF)
    sami = off.recording.speakers.get(key="sami")
    ConsentEvent.objects.filter(speaker=sami).update(
        salt="", shown="", shown_sha256="", evidence="", actor=""
    )
    pipeline.publish(off.episode.pk, "hana", OFF)


def test_a_restore_of_texts_takes_nobodys_yes_with_it(off: Aired, noor: Speaker) -> None:
    """That a text went with its time is no erasure of the person: no tombstone says so."""
    gone(OFF + KEPT)
    assert restoring.apply_all(timezone.now()).erasures == ()
    assert standings(noor)[Scope.PUBLISH] == State.GRANTED


def test_who_answers_the_same_anew_is_heard_again_and_has_proof(off: Aired, noor: Speaker) -> None:
    """Said word for word as before, it is no form sent twice."""
    at = OFF + KEPT
    gone(at)
    for key in ("hana", "sami", "noor"):
        story.says(off.recording, key, story.ALL_YES, at)
    assert told(noor) == ["a signed form"] * 5
    assert gone(at + KEPT - timedelta(days=1)) == {}


def test_a_receipt_can_still_be_checked_by_its_number(off: Aired, noor: Speaker) -> None:
    number = receipts_of(noor)[0].number
    gone(OFF + KEPT)
    checked = verify.receipt(number)
    assert checked is not None
    assert (checked.lines, checked.stands) == (5, True)


def test_the_evidence_still_checks_itself(off: Aired, ada: User) -> None:
    gone(OFF + KEPT)
    assert evidence.export(off.episode, by=ada, now=OFF + KEPT)


def test_who_is_erased_afterwards_is_erased(off: Aired, noor: Speaker, ada: User) -> None:
    gone(OFF + KEPT)
    erase([noor], by=ada, reason="asked", now=OFF + KEPT)
    assert verify.faults() == ()


def test_the_page_says_what_goes_when(off: Aired) -> None:
    with time_machine.travel(OFF + timedelta(days=1), tick=False):
        page = words(an_auditor().get("/desk/retention/"))
    assert f"{TEXTS} {SINCE} 15 0 27 Feb 2030" in page


def test_the_page_names_no_day_while_it_is_out_or_a_no_stands(out: Aired) -> None:
    with time_machine.travel(OFF, tick=False):
        page = words(an_auditor().get("/desk/retention/"))
    assert f"{TEXTS} {SINCE} 15 0 Texts" in page
