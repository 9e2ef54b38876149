"""The checks before an episode goes out."""

from dataclasses import replace
from typing import Any

import pytest

from feeds.documents import EnclosureDocument
from feeds.preflight import Check, Facts, Verdict, blocking, checks
from tests.feeds.documents import a_show, an_episode

GOOD = Facts(lufs=-16.02, true_peak_dbtp=-1.3, cover_pixels=3000, cover_type="image/png")
LINKED = an_episode(notes_html='<p><a href="https://x.example">x</a></p>')


def the(code: str, found: tuple[Check, ...]) -> Check:
    (check,) = [check for check in found if check.code == code]
    return check


def test_an_episode_with_nothing_wrong_passes_every_check() -> None:
    found = checks(a_show(), LINKED, GOOD)
    assert {check.verdict for check in found} == {Verdict.OK}
    assert all(check.sentence for check in found)
    assert blocking(found) == ()


def test_problems_come_first() -> None:
    found = checks(a_show(category="Nonsense"), an_episode(), GOOD)
    assert [check.verdict for check in found[:3]] == [Verdict.BAD, Verdict.WARN, Verdict.OK]


def test_each_reason_of_consent_is_a_line_that_blocks() -> None:
    found = checks(a_show(), LINKED, replace(GOOD, reasons=("Noor said no. Leave Noor out.",)))
    assert blocking(found)[0].sentence == "Noor said no. Leave Noor out."


def test_a_name_that_must_not_stand_blocks() -> None:
    found = checks(a_show(), LINKED, replace(GOOD, names_left=("The title says “Noor”.",)))
    assert the("names", found).verdict == Verdict.BAD


def test_loudness_is_said_with_a_true_minus() -> None:
    assert the("loudness", checks(a_show(), LINKED, GOOD)).hint == "−16.0 LUFS, peak −1.3 dBTP"


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, lufs=-19.0),
        replace(GOOD, true_peak_dbtp=-0.4),
        replace(GOOD, lufs=None),
    ],
)
def test_sound_off_its_target_is_a_warning(facts: Facts) -> None:
    assert the("loudness", checks(a_show(), LINKED, facts)).verdict == Verdict.WARN


@pytest.mark.parametrize(
    ("pixels", "kind", "verdict"),
    [
        (1400, "image/jpeg", Verdict.OK),
        (3000, "image/png", Verdict.OK),
        (1399, "image/png", Verdict.BAD),
        (3001, "image/png", Verdict.BAD),
        (3000, "image/webp", Verdict.BAD),
        (None, "", Verdict.BAD),
    ],
)
def test_the_cover_is_1400_to_3000_px_of_jpeg_or_png(
    pixels: int | None, kind: str, verdict: Verdict
) -> None:
    facts = replace(GOOD, cover_pixels=pixels, cover_type=kind)
    assert the("cover", checks(a_show(), LINKED, facts)).verdict == verdict


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("Rent strikes", Verdict.OK),
        ("Episodes of unrest", Verdict.OK),
        ("Episode 12: Rent strikes", Verdict.WARN),
        ("#12 Rent strikes", Verdict.WARN),
        ("S01E02 Rent", Verdict.WARN),
        ("x" * 256, Verdict.WARN),
        ("  ", Verdict.BAD),
    ],
)
def test_a_title_is_short_and_has_no_number_in_front(title: str, verdict: Verdict) -> None:
    assert the("title", checks(a_show(), replace(LINKED, title=title), GOOD)).verdict == verdict


def test_notes_without_a_link_are_a_warning() -> None:
    check = the("link", checks(a_show(), an_episode(), GOOD))
    assert (check.verdict, check.sentence) == (Verdict.WARN, "The notes have no link.")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": "Society"}, "category"),
        ({"language": "zz-BAD"}, "language"),
    ],
)
def test_what_apple_refuses_blocks(changes: dict[str, Any], code: str) -> None:
    assert the(code, checks(a_show(**changes), LINKED, GOOD)).verdict == Verdict.BAD


def test_an_episode_without_a_file_is_not_made_yet() -> None:
    unmade = replace(LINKED, enclosure=replace(LINKED.enclosure, bytes=0))
    check = the("file", checks(a_show(), unmade, GOOD))
    assert (check.verdict, check.sentence) == (Verdict.BAD, "The episode is not made yet.")


@pytest.mark.parametrize(
    "file",
    [
        EnclosureDocument(url="https://x.example/a.mp3?x=1", bytes=1),
        EnclosureDocument(url="https://x.example/ä.mp3", bytes=1),
        EnclosureDocument(url="https://x.example/a.mp3", bytes=1, type="audio/ogg"),
    ],
)
def test_a_file_has_an_ascii_name_with_the_ending_of_its_type(file: EnclosureDocument) -> None:
    found = checks(a_show(), replace(LINKED, enclosure=file), GOOD)
    assert the("file", found).verdict == Verdict.BAD


def test_a_serial_needs_a_number() -> None:
    found = checks(a_show(kind="serial"), replace(LINKED, number=None), GOOD)
    assert the("number", found).verdict == Verdict.WARN


def test_a_show_without_a_description_is_told_so() -> None:
    check = the("about", checks(a_show(description=""), LINKED, GOOD))
    assert check.sentence == "The show has no description."
