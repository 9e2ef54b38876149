"""The fold: what a speaker's lines add up to, for which feed and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.scopes import Decision, Level, Method, Scope, State, Voice
from consent.standings import Standings, fold
from consent.terms import NONE, Terms, grown_ms, name_mark, packed, unpacked
from recordings.spans import Span

NOW = datetime(2026, 11, 6, 10, 24, tzinfo=UTC)
NOOR = 1


@dataclass(frozen=True)
class Said:
    speaker_id: int | None
    scope: str
    decision: str
    terms: str = ""
    method: str = "link"
    seq: int = 1
    salt: str = "00"


def noor(*said: Said, now: datetime | None = None, purpose: str = "") -> Standings:
    return fold(said, now=now, purpose=purpose).get(NOOR) or Standings()


def says(scope: str, decision: str, **terms: object) -> Said:
    return Said(NOOR, scope, decision, packed(replace(NONE, **terms)))  # type: ignore[arg-type]


def test_the_latest_decision_wins() -> None:
    stands = noor(says("publish", "granted"), says("name", "refused"), says("publish", "withdrawn"))
    assert stands.state(Scope.PUBLISH) == State.WITHDRAWN
    assert stands.state(Scope.NAME) == State.REFUSED
    assert stands.state(Scope.CLIPS) == State.UNANSWERED


def test_silence_is_not_in_the_fold() -> None:
    assert fold([]) == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Scope)),
            st.sampled_from([Decision.GRANTED, Decision.REFUSED, Decision.WITHDRAWN]),
        )
    )
)
def test_a_yes_stands_only_when_the_last_word_was_yes(
    words: Sequence[tuple[Scope, Decision]],
) -> None:
    stands = noor(*(says(scope, decision) for scope, decision in words))
    last = {scope: decision for scope, decision in words}  # noqa: C416 - the order is the point
    assert {scope for scope in Scope if stands.state(scope) == State.GRANTED} == {
        scope for scope, decision in last.items() if decision == Decision.GRANTED
    }


@pytest.mark.parametrize("line", [says("voice", "granted"), says("publish", "yes")])
def test_a_word_nobody_knows_is_an_error_and_never_a_yes(line: Said) -> None:
    with pytest.raises(ValueError, match="not a valid"):
        fold([line])


def test_a_yes_for_one_feed_is_none_for_another() -> None:
    yes = says("publish", "granted", purpose="one")
    assert noor(yes, purpose="one").state(Scope.PUBLISH) == State.GRANTED
    assert noor(yes, purpose="two").state(Scope.PUBLISH) == State.UNANSWERED
    assert noor(yes).state(Scope.PUBLISH) == State.GRANTED


def test_a_no_for_one_feed_leaves_the_yes_for_another() -> None:
    lines = says("publish", "granted", purpose="one"), says("publish", "refused", purpose="two")
    assert noor(*lines, purpose="one").state(Scope.PUBLISH) == State.GRANTED
    assert noor(*lines, purpose="two").state(Scope.PUBLISH) == State.REFUSED


def test_what_is_taken_back_is_taken_back_everywhere() -> None:
    lines = says("publish", "granted", purpose="one"), says("publish", "withdrawn", purpose="two")
    assert noor(*lines, purpose="one").state(Scope.PUBLISH) == State.WITHDRAWN


def test_a_yes_ends_at_its_time() -> None:
    yes = says("publish", "granted", until=NOW)
    assert noor(yes, now=NOW - timedelta(seconds=1)).state(Scope.PUBLISH) == State.GRANTED
    assert noor(yes, now=NOW).state(Scope.PUBLISH) == State.EXPIRED
    assert noor(yes, says("publish", "granted"), now=NOW).state(Scope.PUBLISH) == State.GRANTED


def test_a_dispute_holds_until_it_is_settled_and_takes_every_yes_with_it() -> None:
    lines = says("publish", "granted"), says("clips", "refused"), says("", "disputed")
    assert noor(*lines).disputed
    settled = noor(*lines, says("", "settled"))
    assert not settled.disputed
    assert settled.state(Scope.PUBLISH) == State.UNANSWERED
    assert settled.state(Scope.CLIPS) == State.REFUSED


def test_a_minor_is_one_until_somebody_shows_otherwise() -> None:
    assert noor(says("", "minor")).minor
    assert not noor(says("", "minor"), says("", "of_age")).minor


def test_looking_at_evidence_changes_nothing() -> None:
    assert fold([says("", "viewed"), says("", "erased"), Said(None, "publish", "granted")]) == {}


def test_a_heard_edit_is_remembered_by_its_fingerprint() -> None:
    assert noor(says("", "approved", edit="ab"), says("", "approved", edit="cd")).approved == {
        "ab",
        "cd",
    }


def test_how_sure_it_is_comes_from_the_terms_or_the_way_it_reached_us() -> None:
    by_link = Said(NOOR, "publish", "granted")
    assert noor(by_link).of(Scope.PUBLISH).level == Level.LINK
    assert noor(replace(by_link, method="attested")).of(Scope.PUBLISH).level == Level.VOUCHED
    sure = says("publish", "granted", level=Level.ACCOUNT)
    assert noor(sure).of(Scope.PUBLISH).level == Level.ACCOUNT


TERMS = st.builds(
    Terms,
    level=st.none() | st.sampled_from(list(Level)),
    purpose=st.text(max_size=8),
    voice=st.sampled_from(list(Voice)),
    hear_first=st.booleans(),
    until=st.none() | st.just(NOW),
    parts=st.none() | st.lists(st.builds(Span, st.integers(0, 9), st.integers(10, 20))).map(tuple),
    name=st.text(max_size=8),
    edit=st.text(max_size=8),
    mode=st.text(max_size=8),
    subject=st.text(max_size=8),
)


@given(TERMS)
def test_terms_come_back_as_they_were_written(terms: Terms) -> None:
    assert unpacked(packed(terms)) == terms


def test_no_terms_are_an_empty_text() -> None:
    assert packed(NONE) == ""


def test_shortening_a_voice_adds_nothing_to_what_was_agreed_and_lengthening_does() -> None:
    terms = replace(NONE, parts=(Span(0, 10), Span(20, 30)))
    assert grown_ms(terms, [Span(2, 9)]) == 0
    assert grown_ms(terms, [Span(0, 12), Span(20, 30)]) == 2
    assert grown_ms(NONE, [Span(0, 10)]) == 0


def test_a_name_is_marked_under_the_salt_of_its_line() -> None:
    assert name_mark("00", "Noor") == name_mark("00", "Noor")
    assert len({name_mark("0a", "Noor"), name_mark("01", "Noor"), name_mark("", "Noor")}) == 3


def test_every_method_has_its_worth() -> None:
    for method in Method:
        noor(Said(NOOR, "publish", "granted", method=method)).of(Scope.PUBLISH).level  # noqa: B018
