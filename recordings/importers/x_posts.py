"""A Space's title, from the host's own posts that link it. Of all posts only these are read."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from recordings.importers import json_text
from recordings.importers.room import ImportFailed
from recordings.importers.text import line
from recordings.importers.zip_file import Readable

TITLE = 120
# Beyond these a title is not worth the time.
MAX_BYTES = 1 << 29
MAX_LINKS = 500
MAX_ELSEWHERE = 20
LONGEST_POST = 64 * 1024

_BLOCK = 1 << 20
_LINK = re.compile(rb"i\\?/spaces\\?/([0-9A-Za-z]{6,20})")
_POST = b'"tweet"'
_BEGIN = re.compile(rb"\s*:\s*(?=\{)")
_ADDRESS = re.compile(r"https?://\S+")


def titles(stream: Readable, wanted: Collection[str]) -> dict[str, str]:
    """A title for each Space of `wanted` that a post in `tweets.js` links, by the first such post.

    The stream is searched in blocks; only posts that hold a link are parsed.
    """
    found: dict[str, tuple[int, str]] = {}
    for spaces, post in _linking(stream, frozenset(wanted)):
        text = _words(post)
        for space in spaces if text else ():
            ranked = (_age(post), text)
            found[space] = min(found.get(space, ranked), ranked)
    return {space: text for space, (_, text) in found.items()}


def _linking(
    stream: Readable, wanted: frozenset[str]
) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
    """The posts that link a wanted Space, with the Spaces each links."""
    for raw in _posts(stream, frozenset(space.encode() for space in wanted)):
        post = _parsed(raw)
        if post:
            yield wanted & {link.decode() for link in _LINK.findall(raw)}, post


def _posts(stream: Readable, wanted: frozenset[bytes]) -> Iterator[bytes]:
    """The JSON of each post that links a wanted Space."""
    window, seen, passed, links, elsewhere = b"", 0, 0, 0, 0
    while passed < MAX_BYTES:
        block = stream.read(_BLOCK)
        passed += len(block)
        window += block
        # What lies less than a post before the end is looked at with the next block.
        ready = len(window) - LONGEST_POST if block else len(window)
        for link in _LINK.finditer(window, seen):
            if link.start() >= ready:
                break
            if link[1] not in wanted or link.start() < seen:
                continue
            span = _around(window, link.start())
            links, elsewhere = links + 1, elsewhere + (span is None)
            if links > MAX_LINKS or elsewhere > MAX_ELSEWHERE:
                return
            if span:
                seen = span[1]
                yield window[slice(*span)]
        if not block:
            return
        cut = max(0, ready - LONGEST_POST)
        window, seen = window[cut:], max(seen, ready) - cut


def _around(window: bytes, at: int) -> tuple[int, int] | None:
    """Where the post that holds the place `at` begins and ends."""
    mark = window.rfind(_POST, max(0, at - LONGEST_POST), at)
    begin = _BEGIN.match(window, mark + len(_POST)) if mark >= 0 else None
    if begin is None:
        return None
    post = json_text.object_at(window, begin.end(), LONGEST_POST)
    end = begin.end() + len(post or b"")
    return (begin.end(), end) if end > at else None


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        post = json_text.parse(raw, "a post")
    except ImportFailed:
        return {}
    return post if isinstance(post, dict) else {}


def _words(post: dict[str, Any]) -> str:
    """The post's own words in one line, without addresses; nothing of another's post."""
    text = post.get("full_text")
    if not isinstance(text, str) or text.startswith("RT @"):
        return ""
    return line(_ADDRESS.sub("", text), TITLE)


def _age(post: dict[str, Any]) -> int:
    """Posts are numbered in time."""
    number = str(post.get("id_str") or post.get("id") or "")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 20 else 1 << 63
