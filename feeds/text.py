"""Words as a feed can hold them: legal characters, the lengths that directories allow. Pure."""

from recordings.importers.text import legal, line, paragraphs

LINE_CHARS = 255
"""Apple and PSP-1: a value without a limit of its own has at most 255 characters."""
NOTES_BYTES = 4000
"""Apple and PSP-1: a description has at most 4000 bytes."""
PERSON_CHARS = 128
"""Podcast namespace: a person's name has at most 128 characters."""

__all__ = ["LINE_CHARS", "NOTES_BYTES", "PERSON_CHARS", "clipped", "legal", "one_line", "plain"]


def one_line(text: str, limit: int = LINE_CHARS) -> str:
    """A title, a name: one line without blanks at its ends."""
    return line(text, limit)


def plain(text: str) -> str:
    """Several lines of any length, their ends as a line feed."""
    return paragraphs(text, 3 * len(text) + 1)


def clipped(text: str, limit_bytes: int = NOTES_BYTES) -> str:
    """At most so many bytes of UTF-8, cut between words where there are any."""
    whole = plain(text)
    raw = whole.encode()
    if len(raw) <= limit_bytes:
        return whole
    kept = raw[: limit_bytes - len("…".encode())].decode(errors="ignore")
    head, blank, _ = kept.rpartition(" ")
    return (head if blank and len(head) > len(kept) // 2 else kept).rstrip() + "…"
