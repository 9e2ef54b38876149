"""What names somebody, taken out of texts that are about them, and of texts that are not."""

import pytest

from recordings.person import Person, through

NOOR = Person(
    guest="Guest 3",
    names=frozenset({"Noor Ali"}),
    handles=frozenset({"noor_ali"}),
    addresses=frozenset({"noor@example.org"}),
    ids=frozenset({"100200300"}),
)


def test_in_a_text_about_her_room_every_part_of_her_name_goes() -> None:
    said = NOOR.out_of("Thank you, Noor (@noor_ali, 100200300, NOOR@example.org).")
    assert said == "Thank you, Guest 3 (Guest 3, Guest 3, Guest 3)."


def test_what_somebody_who_stays_shares_stays() -> None:
    assert NOOR.out_of("Ali and Noor", shown=["Ali Haddad"]) == "Ali and Guest 3"


def test_in_another_text_of_a_host_who_knows_her_only_the_whole_name_goes() -> None:
    assert (
        NOOR.out_of_host("Noor means light. Next: noor ali.") == "Noor means light. Next: Guest 3."
    )


def test_anywhere_else_only_what_is_hers_alone_goes() -> None:
    said = NOOR.out_of_anywhere("Noor Ali, another one; @noor_ali, noor@example.org")
    assert said == "Noor Ali, another one; Guest 3, Guest 3"


@pytest.mark.parametrize(
    "name", ["Noor-Ali.zip", "interview_noor_ali_2.mp3", "noor@example.org.m4a"]
)
def test_a_file_name_is_read_as_people_write_them(name: str) -> None:
    assert NOOR.is_in(name)
    assert not NOOR.is_in("nooralistair.zip")


def test_short_words_name_nobody_by_themselves() -> None:
    bo = Person(names=frozenset({"Bo"}), handles=frozenset({"bo"}), ids=frozenset({"12"}))
    assert bo.out_of_host("Bo, 12, @bo") == "Bo, 12, @bo"


def test_json_is_read_to_its_leaves() -> None:
    told = {"noor": ["noor", 1, {"a": "noor"}], "b": None}
    assert through(told, lambda text: text.replace("noor", "x")) == {
        "x": ["x", 1, {"a": "x"}],
        "b": None,
    }
