"""Addresses in the database: encrypted, found only whole, opened by former keys too."""

import pytest
from django.core.exceptions import FieldError
from pytest_django import Settings

from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark, marks, seal, unseal
from tests.feeds import story

NOOR = "noor.ali@example.org"


@pytest.fixture
def noor(db: None) -> Speaker:
    speaker = story.recording(story.host()).speakers.get(key="noor")
    speaker.email = NOOR
    speaker.save()
    return speaker


def test_what_is_sealed_is_opened_again() -> None:
    sealed = seal(NOOR)
    assert NOOR not in sealed
    assert unseal(sealed) == NOOR
    assert seal("") == ""


def test_the_same_address_is_sealed_differently_each_time() -> None:
    one, two = seal(NOOR), seal(NOOR)
    assert one != two
    assert one.partition(".")[0] == two.partition(".")[0] == mark(Purpose.ADDRESS, NOOR)


def test_what_was_altered_opens_as_nothing() -> None:
    assert unseal(seal(NOOR)[:-5] + "AAAA=") == ""
    assert unseal(NOOR) == ""


def test_a_mark_is_bound_to_its_purpose_and_its_key(settings: Settings) -> None:
    one = mark(Purpose.ADDRESS, "x:1")
    assert one != mark(Purpose.ACCOUNT, "x:1")
    settings.SECRET_KEY = "another"
    assert one != mark(Purpose.ADDRESS, "x:1")


def test_case_matters_in_an_account_and_not_in_an_address() -> None:
    assert mark(Purpose.ADDRESS, " Noor@Example.org ") == mark(Purpose.ADDRESS, "noor@example.org")
    assert mark(Purpose.ACCOUNT, "periscope:1aB") != mark(Purpose.ACCOUNT, "periscope:1ab")


def test_a_former_key_still_opens_and_finds(settings: Settings, noor: Speaker) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    noor.refresh_from_db()
    assert noor.email == NOOR
    assert Speaker.objects.filter(email=NOOR).get() == noor
    assert len(marks(Purpose.ADDRESS, NOOR)) == 2


def test_without_any_key_of_ours_the_address_is_gone(settings: Settings, noor: Speaker) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", []
    noor.refresh_from_db()
    assert noor.email == ""


def test_an_address_is_found_whole_in_any_case_and_never_by_a_part(noor: Speaker) -> None:
    assert Speaker.objects.filter(email__iexact=NOOR.upper()).get() == noor
    assert Speaker.objects.exclude(email="").get() == noor
    assert not Speaker.objects.filter(email="noor.ali@example.or").exists()
    with pytest.raises(FieldError, match="Unsupported lookup"):
        Speaker.objects.filter(email__icontains="noor").exists()


def test_an_update_of_many_rows_seals_too(noor: Speaker) -> None:
    Speaker.objects.update(email=NOOR)
    assert {speaker.email for speaker in Recording.objects.get().speakers.all()} == {NOOR}
    assert Speaker.objects.filter(email=NOOR).count() == 3
