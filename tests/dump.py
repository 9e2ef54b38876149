"""Every row of every table, as hashes: whether anything at all has changed."""

import hashlib

from django.db import connection


def dump() -> dict[str, str]:
    """A hash for each table, over all of its rows in the order of their text."""
    with connection.cursor() as cursor:
        return {name: _hash(name) for name in connection.introspection.table_names(cursor)}


def changed(before: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    now = dump()
    return sorted(name for name in before | now if before.get(name) != now.get(name))


def _hash(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
