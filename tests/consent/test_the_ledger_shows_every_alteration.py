"""Whatever is changed in a ledger, removed from it or put into it, `verify` finds."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.ledger import (
    Head,
    Kind,
    Line,
    Private,
    about,
    canonical,
    commitment,
    line_hash,
    sha256,
    verify,
)
from consent.scopes import Decision, Scope

START = datetime(2026, 11, 6, 10, 24, tzinfo=UTC)
TEXTS = st.text(max_size=20)
SAID = [decision for decision in Decision if decision != Decision.ERASED]
WORDS = st.sampled_from(["a", "b", "", "Noor"])


@st.composite
def ledgers(draw: st.DrawFn, least: int = 1) -> tuple[Line, ...]:
    """A ledger as the site writes it."""
    lines: list[Line] = []
    before = Head()
    for seq in range(1, draw(st.integers(least, 6)) + 1):
        line = written(
            before,
            seq=seq,
            at=START + timedelta(seconds=draw(st.integers(0, 10**6))),
            private=Private(actor=draw(TEXTS), evidence=draw(TEXTS), shown=draw(TEXTS)),
            salt=draw(st.binary(min_size=32, max_size=32)).hex(),
            scope=draw(st.sampled_from(list(Scope))),
            decision=draw(st.sampled_from(SAID)),
            names=draw(st.tuples(*[WORDS] * 6)),
        )
        lines.append(line)
        before = Head(seq=line.seq, hash=line.hash)
    return tuple(lines)


def written(
    before: Head,
    *,
    seq: int,
    at: datetime,
    private: Private,
    salt: str,
    scope: Scope,
    decision: Decision,
    names: tuple[str, ...],
    terms: str = "",
) -> Line:
    receipt, recording, speaker, ask, method, wording = names
    line = Line(
        seq=seq,
        receipt=receipt,
        recording=recording,
        speaker=speaker,
        ask=ask,
        scope=scope,
        decision=decision,
        method=method,
        wording=wording,
        terms=terms or (receipt and "{}"),
        shown_sha256=sha256(private.shown) if private.shown else "",
        at=at,
        commitment=commitment(private, salt),
        prev_hash=before.hash,
        hash="",
        salt=salt,
        private=private,
    )
    return replace(line, hash=line_hash(line))


def other(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, Private):
        return replace(value, evidence=value.evidence + "x")
    if len(value) == 64:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return value + "x"


@given(ledgers())
def test_a_ledger_as_it_was_written_has_no_faults(lines: tuple[Line, ...]) -> None:
    assert verify(lines, Head(seq=lines[-1].seq, hash=lines[-1].hash)) == ()


@given(ledgers(), st.data())
def test_a_changed_field_is_found(lines: tuple[Line, ...], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Line)]))
    changed = replace(lines[index], **{name: other(getattr(lines[index], name))})
    assert verify((*lines[:index], changed, *lines[index + 1 :]))


@given(ledgers(), st.data())
def test_a_changed_field_is_found_even_with_its_hash_made_anew(
    lines: tuple[Line, ...], data: st.DataObject
) -> None:
    """Unless every later line is rewritten too, which the head shows."""
    index = data.draw(st.integers(0, len(lines) - 1))
    changed = replace(lines[index], speaker=lines[index].speaker + "x")
    changed = replace(changed, hash=line_hash(changed))
    altered = (*lines[:index], changed, *lines[index + 1 :])
    assert verify(altered, Head(seq=lines[-1].seq, hash=lines[-1].hash))


@given(ledgers(least=2), st.data())
def test_a_removed_line_is_found(lines: tuple[Line, ...], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 2))
    assert verify((*lines[:index], *lines[index + 1 :]))


@given(ledgers())
def test_a_cut_off_end_is_found_by_the_head(lines: tuple[Line, ...]) -> None:
    [fault] = verify(lines[:-1], Head(seq=lines[-1].seq, hash=lines[-1].hash))
    assert fault.kind == Kind.TRUNCATED


@given(ledgers(least=2), st.data())
def test_lines_in_another_order_are_found(lines: tuple[Line, ...], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(lines))
    assert bool(verify(turned)) is (tuple(turned) != lines)


@given(ledgers(), st.data())
def test_a_line_put_in_is_found(lines: tuple[Line, ...], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    assert verify((*lines[: index + 1], lines[index], *lines[index + 1 :]))


def emptied(line: Line) -> Line:
    return replace(line, private=None, salt="", shown_sha256="")


def erased_by(lines: tuple[Line, ...], subject: str) -> Line:
    """A line that says whose texts were erased."""
    return written(
        Head(seq=lines[-1].seq, hash=lines[-1].hash),
        seq=len(lines) + 1,
        at=START,
        private=Private(actor="Ada", evidence="", shown=""),
        salt="a" * 64,
        scope=Scope.PUBLISH,
        decision=Decision.ERASED,
        names=("", "", "", "", "", ""),
        terms=canonical({"subject": subject}).decode(),
    )


@given(ledgers(), st.data())
def test_erased_texts_leave_the_chain_whole(lines: tuple[Line, ...], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    left = tuple(emptied(one) if n in gone else one for n, one in enumerate(lines))
    kinds = {fault.kind for fault in verify(left)}
    assert kinds <= {Kind.ERASED}


@given(ledgers())
def test_an_erased_text_is_covered_by_a_line_that_says_whose(lines: tuple[Line, ...]) -> None:
    whose = {name for line in lines for name in about(line)}
    left = tuple(emptied(line) if about(line) == {"Noor"} else line for line in lines)
    assert verify((*left, erased_by(lines, "Noor"))) == ()
    if "Noor" in whose:
        assert {fault.kind for fault in verify(left)} == {Kind.ERASED}
        somebody_else = erased_by(lines, "Sami")
        assert {fault.kind for fault in verify((*left, somebody_else))} == {Kind.ERASED}


@given(ledgers())
def test_half_an_erasure_is_found(lines: tuple[Line, ...]) -> None:
    assert verify((replace(lines[0], private=None), *lines[1:]))
    assert verify((replace(lines[0], salt=""), *lines[1:]))


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_canonical_json_does_not_depend_on_order(value: dict[str, Any]) -> None:
    assert canonical(value) == canonical(dict(reversed(list(value.items()))))


def test_canonical_json_is_this() -> None:
    assert canonical({"b": 1, "a": "Ü"}) == '{"a":"Ü","b":1}'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
