"""Taking a person out of rows, by the tables that say where personal data lies."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from recordings.models import Recording, Speaker
from recordings.person import GONE, Person, through
from recordings.personal import Erase, Table

Tables = Mapping[str, Table]
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """How many rows of each table changed, and the keys of objects that nothing leads to now."""

    rows: Counter[str]
    leftovers: frozenset[str] = field(default_factory=frozenset)


_TEXTS = (Erase.MASK, Erase.CLEAR)


def own_rows(app: str, tables: Tables, speaker: Speaker) -> Gone:
    """Delete or empty the rows that are the person's own. An object that another row still leads
    to stays: a form that several have signed proves what the others said."""
    did: Counter[str] = Counter()
    leftovers: set[str] = set()
    for name, table in tables.items():
        if not table.owner or table.owner == "pk":
            continue
        model = apps.get_model(app, name)
        rows: Rows = QuerySet(model).filter(**{table.owner: speaker.pk})
        if table.goes:
            objects = {column: _keys(rows, column) for column in _columns(table, Erase.OBJECT)}
            did[name] += rows.delete()[0]
            for column, keys in objects.items():
                kept: Rows = QuerySet(model).filter(**{f"{column}__in": keys})
                leftovers |= keys - _keys(kept, column)
        elif empty := {column: _empty(model, column) for column in _emptied(table)}:
            did[name] += rows.update(**empty)
    return Gone(rows=did, leftovers=frozenset(leftovers))


def _keys(rows: Rows, column: str) -> set[str]:
    return set(rows.values_list(column, flat=True))


def near_rows(
    app: str, tables: Tables, recording: Recording, person: Person, shown: Iterable[str]
) -> Counter[str]:
    """Take a person out of the texts about a recording they spoke in; how many rows changed.
    Names that somebody who is `shown` shares stay."""
    did: Counter[str] = Counter()
    said = tuple(shown)
    for name, table in tables.items():
        if table.near and _columns(table, *_TEXTS):
            model = apps.get_model(app, name)
            rows: Rows = QuerySet(model).filter(**{table.near: recording.pk})
            did[name] += _changed(rows, table, lambda text: _out(person, text, said), whole=True)
    return did


def other_rows(
    app: str, tables: Tables, person: Person, hosts: Sequence[int], apart: Sequence[int]
) -> Counter[str]:  # fmt: skip
    """Take a person out of every text but those about the recordings `apart`: of hosts who know
    them by whole name and handle, elsewhere by what is theirs alone; how many rows changed."""
    did: Counter[str] = Counter()
    for name, table in tables.items():
        if not _columns(table, *_TEXTS):
            continue
        rows: Rows = QuerySet(apps.get_model(app, name))
        if table.near:
            rows = rows.exclude(**{f"{table.near}__in": apart})
        if table.host:
            theirs = Q(**{f"{table.host}__in": hosts})
            known = _naming(rows.filter(theirs), table, person.telling)
            did[name] += _changed(known, table, person.out_of_host)
        found = _naming(rows, table, person.unique)
        did[name] += _changed(found, table, person.out_of_anywhere)
    return did


def _out(person: Person, text: str, shown: Sequence[str]) -> str:
    """What still names them in a file name's spelling goes whole."""
    said = person.out_of(text, shown)
    return GONE if person.is_in(said) else said


def _columns(table: Table, *ways: Erase) -> list[str]:
    return [column for column, place in table.columns.items() if place.erase in ways]


def _emptied(table: Table) -> list[str]:
    """Of their own rows the masked texts go too, unless many are written about in one row."""
    about_them = [Erase.OWN, *([Erase.MASK] if table.near.startswith("speaker") else [])]
    return _columns(table, *about_them)


def _empty(model: type[models.Model], column: str) -> Any:
    default = _field(model, column).get_default()
    return "" if default is None else default


def _naming(rows: Rows, table: Table, words: Iterable[str]) -> Rows:
    """The rows in which one of the words stands, in any of the spellings of JSON."""
    wanted = Q(pk__in=[])
    for column in _columns(table, *_TEXTS):
        rows = rows.alias(**{f"text_of_{column}": Cast(F(column), TextField())})
        for word in words:
            for spelt in {word, json.dumps(word)[1:-1]}:
                wanted |= Q(**{f"text_of_{column}__icontains": spelt})
    return rows.filter(wanted)


def _changed(
    rows: Rows, table: Table, change: Callable[[str], str], *, whole: bool = False
) -> int:  # fmt: skip
    """Change the texts; those that are to be cleared lose all, or (without `whole`) all where
    the change finds something."""
    count = 0
    model = rows.model
    cleared = _columns(table, Erase.CLEAR)
    for row in rows.distinct().only("pk", *_columns(table, *_TEXTS)).order_by():
        new = {}
        for column in _columns(table, *_TEXTS):
            old = getattr(row, column)
            said = through(old, change)
            if column in cleared and (whole or said != old):
                said = _empty(model, column)
            if said != old:
                new[column] = _fitting(model, column, said)
        if new:
            count += QuerySet(model).filter(pk=row.pk).update(**new)
    return count


def _fitting(model: type[models.Model], column: str, value: Any) -> Any:
    most = getattr(_field(model, column), "max_length", None)
    return value[:most] if most and isinstance(value, str) else value


def _field(model: type[models.Model], column: str) -> Any:
    return model._meta.get_field(column)  # noqa: SLF001 - Django's documented name
