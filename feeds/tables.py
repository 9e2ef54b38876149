"""Rows as CSV (RFC 4180) for spreadsheets: no cell is ever taken for a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for an old alphabet; others skip it."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Line by line, so that a long table is never whole in memory."""
    yield BOM + line(head)
    for row in rows:
        yield line(row)


def line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """What would start a formula, also behind spaces, gets the apostrophe that says “text”."""
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text
