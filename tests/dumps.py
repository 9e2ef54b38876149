"""All that a database holds, as one text: for tests that look for what must not be there."""

from pathlib import Path

from django.db import connection


def rows() -> str:
    """Every value of every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return "\n".join(_rows(table) for table in tables)


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return f"{table} {cursor.fetchall()!r}"


def files(database: Path) -> bytes:
    """The bytes of a SQLite database and of what lies beside it."""
    beside = (database, *(database.with_name(database.name + end) for end in ("-wal", "-journal")))
    return b"".join(path.read_bytes() for path in beside if path.exists())
