"""Names that must not stand anywhere."""

import pytest

from recordings.names import Hidden, masked

NOOR = Hidden(guest="Guest 2", name="Noor Ali", handle="noor_ali")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A talk with Noor Ali.", "A talk with Guest 2."),
        ("noor ali and NOOR ALI", "Guest 2 and Guest 2"),
        ("Thank you, Noor.", "Thank you, Guest 2."),
        ("Noor’s street", "Guest 2’s street"),
        ("by @noor_ali", "by Guest 2"),
        ("by @Noor_Ali!", "by Guest 2!"),
        ("noor_ali said", "Guest 2 said"),
        ("Noor\n Ali", "Guest 2"),
        ("thanks noor", "thanks Guest 2"),
        ("The Noors and Alibaba", "The Noors and Alibaba"),
        ("Sami Haddad", "Sami Haddad"),
    ],
)
def test_a_name_off_leaves_no_name(text: str, shown: str) -> None:
    assert masked(text, [NOOR]) == shown


def test_a_part_that_somebody_who_is_named_shares_stays_theirs() -> None:
    assert masked("Sami Ali met Noor Ali", [NOOR], ["Sami Ali"]) == "Sami Ali met Guest 2"


def test_a_name_that_is_a_common_word_is_replaced_only_in_its_own_case() -> None:
    will = Hidden(guest="Guest 3", name="Will", handle="w")
    assert masked("Will said they will, w/o @w", [will]) == "Guest 3 said they will, w/o Guest 3"


def test_signs_in_a_name_are_not_a_pattern() -> None:
    odd = Hidden(guest="Guest 4", name="N. (*) Noor", handle="n.+")
    assert masked("N. (*) Noor; @n.+; @nxx", [odd]) == "Guest 4; Guest 4; @nxx"


def test_nobody_to_hide_changes_nothing() -> None:
    assert masked("Noor Ali", [Hidden(guest="Guest 1")]) == "Noor Ali"
