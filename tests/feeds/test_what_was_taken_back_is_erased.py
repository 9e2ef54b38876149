"""After a withdrawal: the files with the voice go, and nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from consent import afterwards, cases, deadlines, exclusions
from consent.models import Excerpt, Withdrawal
from consent.record import note, record
from consent.scopes import Decision, Method, Mode
from consent.terms import Terms
from consent.withdrawal import withdraw
from feeds import building, erasing, expiry, pipeline
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Feed, Master
from feeds.verdicts import verdict
from recordings import storage
from tests.consent.people import answer
from tests.feeds import story
from tests.feeds.aired import Aired, App, aired, sound

pytestmark = pytest.mark.django_db


def heard(out: Aired, master: Master, *keys: str) -> None:
    """What the file says of itself: who is in it."""
    ids = [out.recording.speakers.get(key=key).pk for key in keys]
    master.plan = {**master.plan, "edit": {"heard": ids}}
    master.save()


def noor_takes_back(out: Aired, mode: Mode = Mode.VOICE) -> Withdrawal:
    given = withdraw(
        out.recording.speakers.get(key="noor"),
        (),
        mode,
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="a letter",
    )
    return Withdrawal.objects.get(receipt=given.uid)


def without_noor(out: Aired, folder: Path) -> Master:
    """The re-cut file."""
    made = story.master(out.episode)
    made.clearance = verdict(out.fresh()).fingerprint
    made.save()
    sound(folder, made, b"cut" * 3_000)
    heard(out, made, "hana", "sami")
    return made


def gone(key: str) -> bool:
    return not storage.exists(key)


def test_the_file_is_erased_and_the_new_one_stays(tmp_path: Path) -> None:
    out = aired(tmp_path)
    old = out.master
    heard(out, old, "hana", "sami", "noor")
    row = noor_takes_back(out)
    assert out.fresh().stage == Stage.PRODUCING
    new = without_noor(out, tmp_path)
    pipeline.finish(out.episode.pk, new)
    erasing.sweep(timezone.now())
    assert gone(old.enclosures.get().key)
    assert not gone(new.enclosures.get().key)
    old.refresh_from_db()
    assert old.erased_at
    assert out.fresh().stage == Stage.PUBLISHED
    row.refresh_from_db()
    assert row.done_at
    told = row.certificate["episodes"][0]
    assert told["erased"][0]["sha256"] == old.enclosures.get().sha256
    assert told["file_now"] == new.enclosures.get().sha256


def test_it_is_not_done_while_the_episode_is_being_made_again(tmp_path: Path) -> None:
    out = aired(tmp_path)
    old = out.master
    heard(out, old, "hana", "sami", "noor")
    row = noor_takes_back(out)
    erasing.sweep(timezone.now())
    assert gone(old.enclosures.get().key)
    assert out.fresh().master is None
    row.refresh_from_db()
    assert row.done_at is None
    assert [case.kind for case in cases.cases(timezone.now())] == ["withdrawal"]


def test_running_it_again_changes_nothing(tmp_path: Path) -> None:
    out = aired(tmp_path)
    heard(out, out.master, "hana", "sami", "noor")
    noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    first = list(Withdrawal.objects.values()), list(Master.objects.values())
    erasing.sweep(timezone.now())
    assert (list(Withdrawal.objects.values()), list(Master.objects.values())) == first


def test_an_object_that_another_row_needs_stays(tmp_path: Path) -> None:
    out, other = aired(tmp_path), aired(tmp_path, story.show(story.host("max"), "other"))
    key = out.master.enclosures.get().key
    assert other.master.enclosures.get().key == key
    heard(out, out.master, "hana", "sami", "noor")
    noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    assert not gone(key)


def test_a_file_without_a_manifest_may_hold_anybody(tmp_path: Path) -> None:
    out = aired(tmp_path)
    key = out.master.enclosures.get().key
    noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    assert gone(key)


def test_taken_down_it_does_not_return_by_itself(tmp_path: Path) -> None:
    out = aired(tmp_path)
    noor_takes_back(out, Mode.DOWN)
    assert App().get(f"{out.address}/audio.mp3").status_code == 410
    episode = out.fresh()
    assert (episode.stage, episode.publish_when_ready) == (Stage.HELD, False)


def test_the_last_clean_file_is_out_with_the_withdrawal_itself(tmp_path: Path) -> None:
    """Noor was in the second cut only: the first one goes on, without a pause."""
    out = aired(tmp_path)
    second = out.master
    heard(out, second, "hana", "sami", "noor")
    with_noor = verdict(out.fresh()).fingerprint
    noor_takes_back(out)
    clean = without_noor(out, tmp_path)
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED, master=second)
    noor = out.recording.speakers.get(key="noor")
    answer(noor, publish="granted", now=timezone.now())
    exclusions.take_back_in(out.recording, noor)
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED, master=second)
    assert verdict(out.fresh()).fingerprint == with_noor
    noor_takes_back(out)
    assert out.master == clean
    assert out.fresh().stage == Stage.PUBLISHED
    assert App().get(f"{out.address}/audio.mp3").status_code == 200


def test_a_name_in_the_files_words_goes_with_the_file(tmp_path: Path) -> None:
    out = aired(tmp_path)
    old = out.master
    old.plan = {**old.plan, "words": ["A talk with Noor Ali"]}
    old.save()
    noor_takes_back(out, Mode.NAME)
    erasing.sweep(timezone.now())
    assert gone(old.enclosures.get().key)


def test_without_words_about_them_the_file_stays_when_a_name_goes(tmp_path: Path) -> None:
    out = aired(tmp_path)
    row = noor_takes_back(out, Mode.NAME)
    erasing.sweep(timezone.now())
    row.refresh_from_db()
    assert row.done_at
    assert App().get(f"{out.address}/audio.mp3").status_code == 200


def test_admins_hear_of_it_a_day_before_it_is_due_and_once_when_it_is_late(
    tmp_path: Path, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.create_superuser("ada", "ada@example.org")
    row = noor_takes_back(aired(tmp_path))
    for hours in (1, 47, 49, 50, 71, 73, 74):
        deadlines.sweep(row.requested_at + timedelta(hours=hours))
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["A withdrawal is due within a day", "A withdrawal is overdue"]
    assert "Noor" not in "".join(str(message.body) for message in mail.outbox)


def until(out: Aired, end: datetime) -> None:
    noor = out.recording.speakers.get(key="noor")
    record(
        noor,
        story.ALL_YES,
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="for a while",
        terms=Terms(until=end),
    )


def test_a_feed_does_not_outlive_a_yes_with_an_end(tmp_path: Path) -> None:
    out = aired(tmp_path)
    until(out, timezone.now() + timedelta(hours=1))
    built = building.current(out.show.slug)
    assert built is not None
    assert out.episode.guid.encode() in built.body
    feed = Feed.objects.get()
    assert feed.fresh_until
    past = datetime(2020, 1, 1, tzinfo=UTC)
    Feed.objects.update(fresh_until=past)
    until(out, past)
    built = building.current(out.show.slug)
    assert built is not None
    assert out.episode.guid.encode() not in built.body


def test_what_rests_on_a_yes_that_ended_is_pulled_back_by_the_sweep(tmp_path: Path) -> None:
    out = aired(tmp_path)
    end = timezone.now() + timedelta(seconds=1)
    until(out, end)
    building.current(out.show.slug)
    later = end + timedelta(minutes=1)
    Feed.objects.update(fresh_until=end - timedelta(days=1))
    until(out, end - timedelta(hours=1))
    Episode.objects.update(stage=Stage.PUBLISHED)
    expiry.sweep(later)
    assert out.fresh().stage == Stage.HELD


def test_who_wanted_to_hear_it_first_puts_it_out_with_their_word(tmp_path: Path) -> None:
    out = aired(tmp_path)
    noor = out.recording.speakers.get(key="noor")
    told: dict[str, Any] = {"method": Method.ATTESTED, "actor": "ada", "evidence": "b"}
    record(noor, story.ALL_YES, now=timezone.now(), terms=Terms(hear_first=True), **told)
    waiting = Episode.objects.filter(pk=out.episode.pk)
    waiting.update(stage=Stage.READY, publish_when_ready=True)
    edit = verdict(out.fresh()).fingerprint
    note(noor, Decision.APPROVED, now=timezone.now(), terms=Terms(edit=edit), **told)
    assert out.fresh().stage == Stage.PUBLISHED


def test_a_certificate_says_what_cannot_be_recalled(tmp_path: Path) -> None:
    row = noor_takes_back(aired(tmp_path))
    told = afterwards.latest_certificate(row.speaker)
    assert told
    assert "downloaded before" in told["cannot_be_recalled"]
    assert told["done_at"] is None
    assert Enclosure.objects.exists()


def a_copy(out: Aired, folder: Path, kind: str, sound_of: bytes) -> str:
    path = folder / f"{kind}.mp3"
    path.write_bytes(sound_of)
    return storage.put(path, kind=kind, content_type="audio/mpeg").key


def test_copies_made_to_listen_to_go_with_the_voice_and_the_certificate_says_so(
    tmp_path: Path,
) -> None:
    out = aired(tmp_path)
    noor, sami = (out.recording.speakers.get(key=key) for key in ("noor", "sami"))
    heard_by_host = a_copy(out, tmp_path, "heard", b"noor as the host heard her")
    keys = {}
    for speaker in (noor, sami):
        keys[speaker] = a_copy(out, tmp_path, "excerpt", speaker.key.encode() * 99)
        Excerpt.objects.create(
            speaker=speaker, made_of="x", key=keys[speaker], bytes=9, duration_ms=9
        )
    row = noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    assert gone(heard_by_host)
    assert gone(keys[noor])
    assert not gone(keys[sami])
    assert list(Excerpt.objects.values_list("speaker", flat=True)) == [sami.pk]
    row.refresh_from_db()
    assert row.certificate["copies_erased"] is True
    assert "The original recording" in row.certificate["what_stays"]


def test_where_only_a_use_ends_the_copies_stay_and_nothing_is_said_of_the_original(
    tmp_path: Path,
) -> None:
    out = aired(tmp_path)
    kept = a_copy(out, tmp_path, "heard", b"noor as the host heard her")
    row = noor_takes_back(out, Mode.NAME)
    erasing.sweep(timezone.now())
    assert not gone(kept)
    row.refresh_from_db()
    assert (row.certificate["copies_erased"], row.certificate["what_stays"]) == (False, "")
