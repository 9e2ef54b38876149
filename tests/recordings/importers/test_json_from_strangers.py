"""JSON and `window.YTD… =` from files that may mean harm."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.importers import json_text
from recordings.importers.room import ImportFailed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(
        st.text(st.characters(categories=("L", "N"))), inner, max_size=5
    ),
    max_leaves=30,
)  # fmt: skip


@given(
    VALUES, st.sampled_from(["", "window.YTD.spaces_metadata.part0 = ", "window.__THAR_CONFIG="])
)
def test_a_value_is_read_bare_or_assigned(value: Any, before: str) -> None:
    assert json_text.parse((before + json.dumps(value)).encode(), "x.js") == value


def test_a_byte_order_mark_and_a_semicolon_do_no_harm() -> None:
    assert json_text.parse(b'\xef\xbb\xbfwindow.YTD.a.part0 = ["b"];\n', "x.js") == ["b"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ImportFailed):
        json.dumps(json_text.parse(data, "x.js"), allow_nan=False).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 200_000,
        b"window.YTD.spaces_metadata.part0 = " + b"[" * 200_000,
        b'["' + b'\\"' * 100_000 + b'",' + b"[" * 65 + b"]" * 66,
    ],
)
def test_deep_nesting_is_refused_at_once(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(ImportFailed, match="deep"):
        json_text.parse(data, "spaces-metadata.js")
    assert time.monotonic() - began < 2


@given(st.text(alphabet='[]{}"\\ab', max_size=60))
def test_brackets_inside_of_texts_do_not_count(inside: str) -> None:
    data = json.dumps([inside * 9, inside]).encode()
    assert json_text.parse(data, "x") == [inside * 9, inside]


def test_texts_longer_than_a_block_are_followed() -> None:
    value = ['"\\' * 200_000 + "[" * 100_000, [["\\"]]]
    assert json_text.parse(json.dumps(value).encode(), "x") == value


@pytest.mark.parametrize(
    "data",
    [b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1e999]", b"[" + b"9" * 5_000 + b"]"],
)
def test_numbers_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(ImportFailed, match="cannot be read"):
        json_text.parse(data, "x.js")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1,]", b"<html>", b"\xff\xfe[\x00]\x00", b'["\x01"]']
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(ImportFailed):
        json_text.parse(data, "x.js")


def test_illegal_characters_go_from_keys_and_values() -> None:
    data = rb'{"a\u0000b": ["\ud800", "c\u0007d", {"e": "\uffff"}]}'
    assert json_text.parse(data, "x") == {"ab": ["", "cd", {"e": ""}]}


def test_too_large_a_list_is_refused_before_it_is_read() -> None:
    with pytest.raises(ImportFailed, match=r"67\.1 MB"):
        json_text.parse(b" " * (json_text.MAX_BYTES + 1), "x.js")
    with pytest.raises(ImportFailed, match="2,000,000 values"):
        json_text.parse(b"[" + b"[]," * 2_000_001 + b"[]]", "x.js")


@given(VALUES.filter(lambda value: isinstance(value, dict)), st.binary(max_size=40))
def test_an_object_is_found_in_the_middle_of_bytes(value: Any, behind: bytes) -> None:
    whole = json.dumps(value).encode()
    assert json_text.object_at(b"xy" + whole + behind, 2) == whole


def test_an_object_without_an_end_is_none() -> None:
    assert json_text.object_at(b'{"a": [1, {"b": "}"}]', 0) is None
    assert json_text.object_at(b"{" * 100, 0) is None
