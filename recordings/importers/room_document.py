"""A `room.json`, checked against the schema and against itself: what refers must be there."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from recordings.importers import json_text
from recordings.importers.room import ImportFailed
from recordings.importers.text import line, quoted

Document = Mapping[str, Any]
_LISTS = ("tracks", "speakers", "segments", "chapters", "cues")


def schema() -> dict[str, Any]:
    """The contract as JSON Schema, as it is published."""
    text = resources.files("recordings.importers").joinpath("room.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def document(data: bytes, name: str) -> Document:
    """The checked content of a file. Raises `ImportFailed` that names the first wrong place."""
    value = json_text.parse(data, name)
    error = next(_validator().iter_errors(value), None)
    if error:
        raise _refused(name, f"{_place(error)} {_wanted(error)}")
    for place, problem in _contradictions(value):
        raise _refused(name, f"{place} {problem}")
    checked: Document = value
    return checked


def unrecognised(value: Document) -> tuple[str, ...]:
    """The names of fields that the contract does not know, each once."""
    known = schema()["properties"]
    found = [key for key in value if key not in known]
    found += [f"room.{key}" for key in value.get("room", {}) if key not in _fields("room")]
    for name in _LISTS:
        keys = dict.fromkeys(key for item in value.get(name, ()) for key in item)
        found += [f"{name}[].{key}" for key in keys if key not in _fields(name)]
    return tuple(line(key, 100) for key in found[:100])


@cache
def _validator() -> Draft202012Validator:
    whole = schema()
    return Draft202012Validator(_inlined(whole, whole["$defs"]))


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """The same schema with each reference replaced by what it names: checked twice as fast."""
    if isinstance(part, list):
        return [_inlined(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    named = definitions[part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
    own = {key: value for key, value in part.items() if key != "$ref"}
    return {key: _inlined(value, definitions) for key, value in {**named, **own}.items()}


@cache
def _fields(name: str) -> frozenset[str]:
    described = schema()["properties"][name]
    return frozenset(described.get("items", described)["properties"])


def _contradictions(value: Document) -> Iterator[tuple[str, str]]:
    """Places where the document is of the right form and yet cannot be true."""
    ids = [speaker["id"] for speaker in value.get("speakers", ())]
    known = frozenset(ids)
    for index, own in enumerate(ids):
        if own in ids[:index]:
            yield f"speakers[{index}].id", "stands there twice; each speaker needs an id of its own"
    for name in ("tracks", "segments", "cues"):
        for index, item in enumerate(value.get(name, ())):
            if item.get("speaker") is not None and item["speaker"] not in known:
                yield f"{name}[{index}].speaker", "is nobody in the list of speakers"
    for name in ("segments", "cues"):
        for index, item in enumerate(value.get(name, ())):
            if item["start_ms"] >= item["end_ms"]:
                yield f"{name}[{index}]", "ends before it begins"


def _refused(name: str, what: str) -> ImportFailed:
    return ImportFailed(f"{quoted(name)}: {what}. Correct it and bring it again.")


def _place(error: ValidationError) -> str:
    place = error.json_path.removeprefix("$").removeprefix(".")
    return line(place, 120) or "the document"


def _wanted(error: ValidationError) -> str:
    """What is wrong, in words; never the value itself, which may be anything of any length."""
    wanted: Any = error.validator_value
    words: dict[str, Callable[[], str]] = {
        "type": lambda: f"has to be {_type_words(wanted)}",
        "required": lambda: f"lacks {_missing(error)}",
        "const": lambda: f"has to be {json.dumps(wanted)}",
        "enum": lambda: f"has to be one of {', '.join(map(str, wanted))}",
        "minimum": lambda: f"has to be at least {wanted}",
        "maximum": lambda: f"has to be at most {wanted:,}",
        "minLength": lambda: "is empty",
        "maxLength": lambda: f"is longer than {wanted:,} characters",
        "maxItems": lambda: f"has more than {wanted:,} entries",
        "pattern": lambda: "is not written as it has to be",
    }
    return words.get(str(error.validator), lambda: "is not as the contract has it")()


def _missing(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    present = error.instance if isinstance(error.instance, dict) else {}
    return ", ".join(f"“{key}”" for key in wanted if key not in present)


def _type_words(wanted: Any) -> str:
    if isinstance(wanted, list):
        return "a speaker's id, or null"
    return {
        "object": "an object in braces",
        "array": "a list in brackets",
        "string": "a text",
        "integer": "a whole number",
    }.get(str(wanted), str(wanted))
