"""An episode's sound over HTTP: ranges, conditions, and nothing without consent."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from consent.exclusions import leave_out
from consent.scopes import Decision, Scope
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.audio.plan import Treatment
from recordings.models import Host, Member
from tests.feeds import aired, story
from tests.feeds.aired import SOUND, Aired, App, body

ENOUGH = len(SOUND)


@pytest.fixture
def out(db: None, tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


@pytest.fixture
def lee() -> App:
    return App()


def audio(out: Aired) -> str:
    return f"{out.address}/audio.mp3"


def test_lee_gets_the_bytes_with_their_length_type_and_tag(lee: App, out: Aired) -> None:
    answer = lee.get(audio(out))
    file = out.master.enclosures.get()
    assert answer.status_code == 200
    assert body(answer) == SOUND
    assert answer["Content-Length"] == str(ENOUGH) == str(file.bytes)
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Content-Disposition"] == 'inline; filename="open-table-1.mp3"'
    assert not answer.cookies


def test_head_agrees_with_get(lee: App, out: Aired) -> None:
    got, told = lee.get(audio(out)), lee.head(audio(out))
    assert told.status_code == 200
    assert body(told) == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges", "Last-Modified"):
        assert told[name] == got[name]
    body(got)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=100-199", 100, 199),
        ("bytes=10000-", 10_000, ENOUGH - 1),
        ("bytes=-500", ENOUGH - 500, ENOUGH - 1),
        ("bytes=-999999", 0, ENOUGH - 1),
        ("bytes=5-999999", 5, ENOUGH - 1),
        (f"bytes={ENOUGH - 1}-", ENOUGH - 1, ENOUGH - 1),
    ],
)
def test_a_range_is_answered_with_those_bytes_and_no_others(
    lee: App, out: Aired, header: str, first: int, last: int
) -> None:
    answer = lee.get(audio(out), headers={"Range": header})
    assert answer.status_code == 206
    assert body(answer) == SOUND[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{ENOUGH}"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize(
    "header", ["bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=x", "nonsense"]
)
def test_a_range_nobody_can_read_gives_the_whole_file(lee: App, out: Aired, header: str) -> None:
    answer = lee.get(audio(out), headers={"Range": header})
    assert answer.status_code == 200
    assert body(answer) == SOUND


@pytest.mark.parametrize("header", [f"bytes={ENOUGH}-", "bytes=-0", "bytes=99999999-"])
def test_a_range_behind_the_end_gives_416_with_the_length(
    lee: App, out: Aired, header: str
) -> None:
    answer = lee.get(audio(out), headers={"Range": header})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{ENOUGH}"


def test_a_range_on_head_is_passed_over(lee: App, out: Aired) -> None:
    answer = lee.head(audio(out), headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer["Content-Length"]) == (200, str(ENOUGH))


@pytest.mark.parametrize(
    ("validator", "status"),
    [
        ("the tag", 206),
        ("the date", 206),
        ("weak", 200),
        ('"another"', 200),
        ("Fri, 01 Jan 1971 00:00:00 GMT", 200),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 200),
        ("nonsense", 200),
    ],
)
def test_if_range_holds_only_for_the_very_same_bytes(
    lee: App, out: Aired, validator: str, status: int
) -> None:
    told = lee.head(audio(out))
    named = {
        "the tag": told["ETag"],
        "the date": told["Last-Modified"],
        "weak": f"W/{told['ETag']}",
    }
    headers = {"Range": "bytes=0-9", "If-Range": named.get(validator, validator)}
    answer = lee.get(audio(out), headers=headers)
    assert answer.status_code == status
    assert body(answer) == (SOUND[:10] if status == 206 else SOUND)


def test_who_has_the_bytes_already_is_told_so_even_when_asking_for_a_range(
    lee: App, out: Aired
) -> None:
    told = lee.head(audio(out))
    for condition in (
        {"If-None-Match": told["ETag"]},
        {"If-Modified-Since": told["Last-Modified"]},
        {"If-None-Match": told["ETag"], "Range": "bytes=0-1"},
    ):
        answer = lee.get(audio(out), headers=condition)
        assert answer.status_code == 304
        assert body(answer) == b""


def test_a_new_cut_is_behind_the_same_address_with_another_tag(
    lee: App, out: Aired, tmp_path: Path
) -> None:
    before = lee.head(audio(out))
    master = story.master(out.fresh())
    aired.sound(tmp_path, master, b"cut again")
    pipeline.finish(out.episode.pk, master)
    after = lee.get(audio(out), headers={"Range": "bytes=0-2", "If-Range": before["ETag"]})
    assert after.status_code == 200
    assert body(after) == b"cut again"
    assert after["ETag"] != before["ETag"]
    assert b'length="9"' in lee.get(f"/{out.show.slug}/feed.xml").content


@pytest.mark.parametrize(
    "thing", ["audio.mp3", "transcript.vtt", "transcript.srt", "transcript.json", "chapters.json"]
)
def test_after_a_withdrawal_everything_of_the_episode_is_gone_at_once(
    lee: App, out: Aired, thing: str
) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    answer = lee.get(f"{out.address}/{thing}")
    assert answer.status_code == 410
    assert answer["Cache-Control"] == "no-store"
    assert b"Noor" not in answer.content
    assert out.episode.title.encode() not in answer.content


def test_a_withdrawal_is_in_force_for_a_listener_who_holds_the_tag(lee: App, out: Aired) -> None:
    told = lee.head(audio(out))
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    for headers in ({"If-None-Match": told["ETag"]}, {"Range": "bytes=0-1"}):
        assert lee.get(audio(out), headers=headers).status_code == 410
    assert lee.head(audio(out)).status_code == 410


def test_a_stage_that_says_published_does_not_help_against_a_withdrawal(
    lee: App, out: Aired
) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    assert lee.get(audio(out)).status_code == 410


def test_old_bytes_are_not_served_when_a_voice_has_been_left_out_since(
    lee: App, out: Aired
) -> None:
    leave_out(out.recording, out.recording.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    assert lee.get(audio(out)).status_code == 410


def test_an_episode_that_was_taken_down_is_gone_and_comes_back(lee: App, out: Aired) -> None:
    pipeline.unpublish(out.episode.pk, "hana")
    assert lee.get(audio(out)).status_code == 410
    pipeline.publish(out.episode.pk, "hana")
    assert lee.get(audio(out)).status_code == 200


def test_an_unlisted_episode_can_be_heard_by_its_address_but_is_in_no_feed(
    lee: App, out: Aired
) -> None:
    pipeline.unpublish(out.episode.pk, "hana")
    pipeline.publish(out.episode.pk, "hana", visibility=Episode.Visibility.UNLISTED)
    assert lee.get(audio(out)).status_code == 200
    assert out.episode.guid.encode() not in lee.get(f"/{out.show.slug}/feed.xml").content


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.HELD, Stage.CLEARED, Stage.READY])
def test_what_was_never_out_is_not_found(lee: App, out: Aired, stage: Stage) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(stage=stage, published_at=None)
    assert lee.get(audio(out)).status_code == 404


def test_an_episode_is_only_at_its_own_shows_address(lee: App, out: Aired, tmp_path: Path) -> None:
    story.show(out.show.host, slug="second")
    assert lee.get(f"/second/{out.episode.uid}/audio.mp3").status_code == 404
    assert lee.get(f"/{out.show.slug}/not-a-uid/audio.mp3").status_code == 404


def test_a_file_that_the_disk_has_lost_is_no_crash(lee: App, out: Aired) -> None:
    out.master.enclosures.update(key=f"audio/00/{'0' * 64}.mp3")
    answer = lee.get(audio(out))
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")


def test_pieces_are_small_whatever_the_file(lee: App, out: Aired, tmp_path: Path) -> None:
    aired.sound(tmp_path, out.master, bytes(1_000_000))
    answer = lee.get(audio(out))
    assert max(map(len, answer.streaming_content)) <= 64 * 1024  # type: ignore[attr-defined]


# --- The host's own preview ----------------------------------------------------------------------
def member(name: str, host: Host) -> App:
    user = User.objects.create_user(name)
    Member.objects.create(host=host, user=user)
    client = App()
    client.force_login(user)
    return client


def preview(out: Aired) -> str:
    return f"{out.address}/preview.mp3"


def test_hana_hears_the_finished_sound_before_it_is_out(out: Aired) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.READY, published_at=None)
    answer = member("hana", out.show.host).get(preview(out), headers={"Range": "bytes=5-9"})
    assert answer.status_code == 206
    assert body(answer) == SOUND[5:10]
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer


def test_nobody_else_hears_the_preview(lee: App, out: Aired) -> None:
    max_ = member("max", story.host("max"))
    for client in (lee, max_):
        assert client.get(preview(out)).status_code == 404
    assert lee.get(audio(out)).status_code == 200


def test_there_is_no_preview_of_what_is_not_made(out: Aired) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(master=None)
    assert member("hana", out.show.host).get(preview(out)).status_code == 404
