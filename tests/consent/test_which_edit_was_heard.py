"""A release is of one edit: what the Clearance takes out, and what the host does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.ears import ByHost, Part, digest_of, is_released
from consent.policy import clear
from tests.consent.test_what_the_policy_says import NOOR, SAMI, left_out, noors

CUT: Part = ("cut", 1_000, 2_000, None)
OF_NOOR: Part = ("cut", 1_000, 2_000, NOOR)
SHORTER: Part = ("cut", 1_000, 1_900, None)
SILENT: Part = ("silence", 1_000, 2_000, None)
EDITS = [(), (CUT,), (OF_NOOR,), (SHORTER,), (SILENT,), (CUT, SILENT)]

parts = st.tuples(
    st.sampled_from(("cut", "silence", "bleep", "trim")),
    st.integers(0, 9),
    st.integers(10, 20),
    st.none() | st.integers(1, 3),
)
edits = st.lists(parts, max_size=4).map(tuple)


def test_every_edit_has_a_digest_of_its_own() -> None:
    assert (
        len({digest_of("a", edit) for edit in EDITS} | {digest_of("b", ()), "a"}) == len(EDITS) + 2
    )


@given(edits, edits, st.booleans())
def test_a_digest_releases_the_edit_it_names_and_no_other(
    heard: tuple[Part, ...], out: tuple[Part, ...], by_fingerprint: bool
) -> None:
    by_host = ByHost(parts=out, by_fingerprint=by_fingerprint)
    assert is_released({digest_of("a", heard)}, "a", by_host) == (heard == out)
    assert not is_released({digest_of("b", out)}, "a", by_host)


@given(edits, st.booleans())
def test_an_old_release_counts_where_nothing_can_have_been_taken_out(
    out: tuple[Part, ...], by_fingerprint: bool
) -> None:
    by_host = ByHost(parts=out, by_fingerprint=by_fingerprint)
    assert is_released({"a"}, "a", by_host) == (by_fingerprint and not out)
    assert not is_released({"b"}, "a", by_host)


def test_as_long_as_no_edit_is_named_nobody_has_heard_it() -> None:
    clearance = clear(noors(hear_first=True))
    digests = frozenset({clearance.fingerprint, digest_of(clearance.fingerprint, ())})
    released = clear(noors(hear_first=True, approved=digests))
    assert released.unheard == {NOOR}
    assert (released.may_go_out, released.edit) == (False, "")
    assert released.about(ByHost()).may_go_out


@pytest.mark.parametrize("edit", EDITS)
def test_what_the_host_edits_after_noors_word_waits_for_it_again(edit: tuple[Part, ...]) -> None:
    waiting = clear(noors(hear_first=True)).about(ByHost(parts=edit))
    assert waiting.allowed
    assert waiting.unheard == {NOOR}
    heard = clear(noors(hear_first=True, approved=frozenset({waiting.edit})))
    for other in EDITS:
        assert heard.about(ByHost(parts=other)).may_go_out == (other == edit)


def test_what_consent_takes_out_after_noors_word_waits_for_it_again() -> None:
    waiting = clear(noors(hear_first=True)).about(ByHost(parts=(CUT,)))
    approved = frozenset({waiting.edit})
    more = noors(hear_first=True, approved=approved, cut=left_out((0, 1_000), speaker_id=SAMI))
    assert clear(more).about(ByHost(parts=(CUT,))).unheard == {NOOR}


def test_who_need_not_hear_it_waits_for_nothing() -> None:
    clearance = clear(noors())
    assert clearance.may_go_out
    assert clearance.about(ByHost(parts=(CUT,))).may_go_out
    blocked = replace(clearance, allowed=False)
    assert not blocked.about(ByHost()).may_go_out
