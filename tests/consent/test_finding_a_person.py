"""Who is one person over all rooms and hosts: by what is theirs alone, never by a name."""

import pytest

from consent.person import find_person, person_of
from recordings.find import NotFound
from recordings.models import Speaker
from tests.consent.people import Room, make_ask, make_room


@pytest.fixture
def elsewhere(room: Room) -> Room:
    """Another host's room of the same three people."""
    return make_room("harbour-talk")


def _known(speaker: Speaker, **facts: object) -> Speaker:
    Speaker.objects.filter(pk=speaker.pk).update(**facts)
    return Speaker.objects.get(pk=speaker.pk)


def _uids(who: str) -> set[object]:
    return {speaker.uid for speaker in find_person(who)}


def test_by_a_handle_on_its_platform_over_all_hosts(room: Room, elsewhere: Room) -> None:
    assert _uids("x:@Noor_Ali") == {room.noor.uid, elsewhere.noor.uid}
    with pytest.raises(NotFound):
        find_person("discord:@noor_ali")


def test_by_an_account_also_under_another_handle(room: Room, elsewhere: Room) -> None:
    _known(room.noor, external_ids={"x": "100200300"})
    _known(elsewhere.noor, external_ids={"x": "100200300"}, handle="noor_now", name="N.")
    assert _uids("x:100200300") == {room.noor.uid, elsewhere.noor.uid}
    assert _uids("x:@noor_now") == {room.noor.uid, elsewhere.noor.uid}


def test_a_handle_that_is_another_accounts_by_now_is_somebody_else(
    room: Room, elsewhere: Room
) -> None:
    _known(room.noor, external_ids={"x": "100200300"})
    _known(elsewhere.noor, external_ids={"x": "777888999"})
    assert _uids("x:100200300") == {room.noor.uid}


def test_by_a_whole_address_that_the_source_gave_or_a_host_asked_at(
    room: Room, elsewhere: Room
) -> None:
    _known(room.noor, email="noor@example.org", handle="")
    _known(elsewhere.noor, handle="")
    make_ask(elsewhere.noor, address="Noor@Example.org")
    assert _uids("NOOR@example.org") == {room.noor.uid, elsewhere.noor.uid}
    with pytest.raises(NotFound):
        find_person("noor@example.com")


def test_by_one_of_their_ids_here(room: Room) -> None:
    assert _uids(str(room.noor.uid)) == {room.noor.uid}


@pytest.mark.parametrize("who", ["Noor Ali", "noor_ali", "", "x:", "@noor_ali"])
def test_never_by_a_name_alone(room: Room, who: str) -> None:
    with pytest.raises(NotFound):
        find_person(who)


def test_all_that_identifies_them_is_put_together(room: Room, elsewhere: Room) -> None:
    _known(room.noor, external_ids={"x": "100200300"}, email="noor@example.org")
    make_ask(elsewhere.noor, address="noor@work.example")
    person = person_of(find_person("x:@noor_ali"))
    assert person.names == {"Noor Ali"}
    assert person.handles == {"noor_ali"}
    assert person.addresses == {"noor@example.org", "noor@work.example"}
    assert "100200300" in person.ids
