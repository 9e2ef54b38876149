"""The database's own guard: lines of the ledger and wordings are added, never changed or removed.

Triggers, so that it holds for whatever reaches the database, not only for our code. One change is
let through: the personal text of a line goes as a whole, and nothing else of it moves.
"""

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# The columns by which a REPLACE could take a row's place.
_UNIQUE = {
    "consent_consentevent": ("held.id = NEW.id", "held.seq = NEW.seq", "held.hash = NEW.hash"),
    "consent_wording": (
        "held.id = NEW.id",
        "held.key = NEW.key AND held.language = NEW.language AND held.version = NEW.version",
    ),
}
_PERSONAL = {"consent_consentevent": ("salt", "shown", "shown_sha256", "evidence", "actor")}
"""What an erasure empties. Every other column of such a row stays as it was."""
_SAYS = "is append-only: lines are added, never changed or removed"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, in the words of this version."""
    with transaction.atomic(using=connection.alias):
        for table in _UNIQUE:
            _run(connection, [*_lifting(connection, table), *_installing(connection, table)])


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: to undo the migration, and for tests that empty the database."""
    _run(connection, [sql for table in _UNIQUE for sql in _lifting(connection, table)])


def after_migrate(using: str, **_: Any) -> None:
    """A migration that rebuilds a table on SQLite drops its triggers without a word."""
    tables = connections[using].introspection.table_names()
    if all(table in tables for table in _UNIQUE):
        install(connections[using])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _installing(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return _postgresql(table)
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
    return _sqlite(table, [column.name for column in columns])


def _lifting(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    names = ("update", "delete", "replace", "truncate")
    return [f"DROP TRIGGER IF EXISTS {table}_no_{name}{on}" for name in names]


def _sqlite(table: str, columns: list[str]) -> list[str]:
    """The third one stands before a REPLACE, whose own deleting fires no trigger by default."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {_SAYS}'); END"
    same = " OR ".join(f"({condition})" for condition in _UNIQUE[table])
    taken = f"EXISTS (SELECT 1 FROM {table} AS old_row WHERE {same})".replace("held.", "old_row.")  # noqa: S608
    create = f"CREATE TRIGGER IF NOT EXISTS {table}_no_"
    unless = f"WHEN NOT ({_erasure(table, columns)})"
    return [
        f"{create}update BEFORE UPDATE ON {table} {unless} {refuse}",
        f"{create}delete BEFORE DELETE ON {table} {refuse}",
        f"{create}replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ]


def _erasure(table: str, columns: list[str]) -> str:
    """The condition under which an update empties a row's personal text and does nothing else."""
    emptied = _PERSONAL.get(table)
    if not emptied:
        return "1 = 0"
    gone = [f"NEW.{name} = ''" for name in emptied]
    kept = [f'NEW."{name}" IS OLD."{name}"' for name in columns if name not in emptied]
    return " AND ".join(gone + kept)


def _postgresql(table: str) -> list[str]:
    """The rows are compared as JSON: a trigger that names columns would stand in the way of every
    later migration of them."""
    refuse = "EXECUTE FUNCTION consent_append_only()"
    create = f"CREATE OR REPLACE TRIGGER {table}_no_"
    raising = f"RAISE EXCEPTION '% {_SAYS}', TG_TABLE_NAME USING ERRCODE = '23000'"
    function = "FUNCTION consent_append_only() RETURNS trigger LANGUAGE plpgsql"
    cases = " ".join(_erasure_in_json(name, emptied) for name, emptied in _PERSONAL.items())
    return [
        f"CREATE OR REPLACE {function} AS $$ BEGIN {cases} {raising}; END $$",
        f"{create}update BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
        f"{create}delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"{create}truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def _erasure_in_json(table: str, emptied: tuple[str, ...]) -> str:
    gone = " AND ".join(f"to_jsonb(NEW)->>'{name}' = ''" for name in emptied)
    names = ", ".join(f"'{name}'" for name in emptied)
    kept = f"to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}]"
    ours = f"TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{table}'"
    return f"IF {ours} THEN IF {gone} AND {kept} THEN RETURN NEW; END IF; END IF;"
