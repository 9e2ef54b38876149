"""The sounds on a host's pages: one voice alone, one part of it, speech that is nobody's."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.scopes import Decision, Scope
from recordings.models import Host, Recording, Segment
from tests.consent.people import answer as answer_by_link
from tests.feeds import story
from tests.feeds.aired import App, body
from tests.recordings import rooms
from tests.signed_in import max_the_stranger, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def room(hana: Host, tmp_path: Path) -> Recording:
    """Twelve seconds: Hana at 220 Hz, Sami at 440 Hz, Noor at 880 Hz."""
    return rooms.bring(hana, tmp_path / "room")


def listen(host: Host, address: str) -> Any:
    user = host.members.get().user
    app = App()
    app.force_login(user)
    return app.get(address)


def seconds(sound: bytes, folder: Path) -> float:
    path = folder / "heard.mp3"
    path.write_bytes(sound)
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
        capture_output=True,
        check=True,
        timeout=30,
    )  # fmt: skip
    return float(told.stdout)


def test_one_voice_is_heard_alone_and_kept_for_the_next_time(
    hana: Host, room: Recording, tmp_path: Path
) -> None:
    noor = room.speakers.get(name="Noor Ali")
    address = f"{reverse('feeds:voice_sound', args=[room.uid])}?voice={noor.uid}"
    answer = listen(hana, address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")
    assert "no-store" in answer["Cache-Control"]
    assert 2.3 < seconds(body(answer), tmp_path) < 3.4
    assert listen(hana, address)["ETag"] == answer["ETag"]


def test_one_part_is_heard(hana: Host, room: Recording, tmp_path: Path) -> None:
    part = Segment.objects.create(
        recording=room, start_ms=6_500, end_ms=8_000, method="vad_unassigned"
    )
    answer = listen(hana, reverse("feeds:part_sound", args=[room.uid, part.pk]))
    assert 1.2 < seconds(body(answer), tmp_path) < 2.2
    unclaimed = listen(hana, reverse("feeds:voice_sound", args=[room.uid]))
    assert 1.2 < seconds(body(unclaimed), tmp_path) < 2.2


def test_where_nothing_is_marked_there_is_nothing_to_hear(hana: Host, room: Recording) -> None:
    assert listen(hana, reverse("feeds:voice_sound", args=[room.uid])).status_code == 404
    odd = f"{reverse('feeds:voice_sound', args=[room.uid])}?voice=nobody"
    assert listen(hana, odd).status_code == 404
    assert listen(hana, reverse("feeds:part_sound", args=[room.uid, 0])).status_code == 404


def test_only_members_of_the_host_hear_anything(hana: Host, room: Recording) -> None:
    noor = room.speakers.get(name="Noor Ali")
    part = room.segments.earliest("pk")
    for client in (member_of(story.host("jonas")), max_the_stranger()):
        voice = f"{reverse('feeds:voice_sound', args=[room.uid])}?voice={noor.uid}"
        assert client.get(voice).status_code == 404
        assert client.get(reverse("feeds:part_sound", args=[room.uid, part.pk])).status_code == 404


@pytest.mark.parametrize("said", [Decision.REFUSED, Decision.WITHDRAWN])
def test_a_host_hears_nothing_of_who_said_no_or_took_it_back(
    hana: Host, room: Recording, said: Decision
) -> None:
    noor = room.speakers.get(name="Noor Ali")
    part = room.segments.filter(speaker=noor).earliest("pk")
    addresses = (
        f"{reverse('feeds:voice_sound', args=[room.uid])}?voice={noor.uid}",
        reverse("feeds:part_sound", args=[room.uid, part.pk]),
    )
    page = reverse("feeds:recording", args=[room.uid])
    assert str(noor.uid) in listen(hana, page).content.decode()
    story.says(room, noor.key, {Scope.PUBLISH: said})
    for address in addresses:
        answer = listen(hana, address)
        assert answer.status_code == 410
        assert "Noor Ali said no to being heard, or took it back" in answer.content.decode()
    assert f"voice={noor.uid}" not in listen(hana, page).content.decode()
    sami = room.speakers.get(name="Sami Haddad")
    assert f"voice={sami.uid}" in listen(hana, page).content.decode()
    answer_by_link(noor, publish="granted", now=timezone.now())
    assert listen(hana, addresses[0]).status_code == 200
