"""The database itself refuses to change or remove what was recorded, whoever asks it to."""

import pytest
from django.db import DatabaseError, connection, transaction

from consent import guard
from consent.ledger import Kind
from consent.models import ConsentEvent, Wording
from consent.record import note
from consent.scopes import Decision, Method
from consent.verify import faults
from tests.consent.people import START, Room, answer

pytestmark = pytest.mark.django_db
TABLES = ("consent_consentevent", "consent_wording")


def refused(sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.fixture(autouse=True)
def lines(room: Room) -> list[ConsentEvent]:
    answer(room.noor, publish="granted", name="refused")
    answer(room.sami, publish="granted")
    return list(ConsentEvent.objects.all())


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed(table: str) -> None:
    refused(f"UPDATE {table} SET id = id")  # noqa: S608


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_removed(table: str) -> None:
    refused(f"DELETE FROM {table}")  # noqa: S608


def test_our_own_code_is_refused_too(lines: list[ConsentEvent]) -> None:
    lines[0].decision = "granted"
    for forbidden in (
        lines[0].save,
        lines[0].delete,
        ConsentEvent.objects.all().delete,
        lambda: Wording.objects.update(text="anything"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            forbidden()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
@pytest.mark.parametrize("column", ["id", "seq", "hash"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_is_replaced(lines: list[ConsentEvent], column: str, recursive: str) -> None:
    names = [str(field.column) for field in ConsentEvent._meta.concrete_fields]
    values = {name: name for name in names} | {"decision": "'granted'"}
    fresh = {"id": "NULL", "seq": "99", "hash": "'fresh'"}
    values |= {name: value for name, value in fresh.items() if name != column}
    listed = ", ".join(values[name] for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers={recursive}")
    where = f"WHERE id = {lines[0].pk}"
    into = f"INSERT OR REPLACE INTO consent_consentevent ({', '.join(names)})"
    refused(f"{into} SELECT {listed} FROM consent_consentevent {where}")  # noqa: S608
    assert ConsentEvent.objects.count() == len(lines)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
def test_no_row_is_replaced_by_an_update(lines: list[ConsentEvent]) -> None:
    refused("UPDATE OR REPLACE consent_consentevent SET seq = 1 WHERE seq = 2")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's own")
def test_no_table_is_emptied() -> None:
    with connection.cursor() as cursor:  # or it refuses for its own reasons
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE consent_consentevent CASCADE")


def test_the_guard_comes_back_with_the_next_migrate(lines: list[ConsentEvent]) -> None:
    guard.lift(connection)
    guard.after_migrate(using="default")
    test_no_row_is_changed("consent_consentevent")


PERSONAL = {"salt": "", "shown": "", "shown_sha256": "", "evidence": "", "actor": ""}


def test_a_lines_personal_text_is_erased_as_a_whole_and_a_line_says_so(
    room: Room, lines: list[ConsentEvent]
) -> None:
    ConsentEvent.objects.filter(pk=lines[0].pk).update(**PERSONAL)
    assert [fault.kind for fault in faults()] == [Kind.ERASED]
    note(room.noor, Decision.ERASED, method=Method.ATTESTED, actor="Ada", now=START)
    assert faults() == ()


@pytest.mark.parametrize("kept", PERSONAL)
def test_no_part_of_it_is_changed_alone(lines: list[ConsentEvent], kept: str) -> None:
    some = {name: text for name, text in PERSONAL.items() if name != kept}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ConsentEvent.objects.filter(pk=lines[0].pk).update(**some | {kept: "x"})


def test_nothing_else_moves_with_an_erasure(lines: list[ConsentEvent]) -> None:
    for other in ({"decision": "refused"}, {"terms": "{}"}, {"speaker_id": None}, {"hash": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ConsentEvent.objects.filter(pk=lines[0].pk).update(**PERSONAL | other)
