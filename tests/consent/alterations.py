"""Ways to alter a ledger behind the guard's back, by chance from a seed. Each is one statement or
a few of plain SQL, as somebody with the database in hand would write them.

The row's own `id` is no part of what is recorded, and is left alone.
"""

import random
from collections.abc import Callable
from typing import Any

from django.db import connection

from consent.ledger import Head, line_hash
from consent.models import Ask, ChainHead, ConsentEvent, Wording
from consent.scopes import Decision, Method, Scope
from recordings.models import Recording, Speaker

TABLE = "consent_consentevent"
COLUMNS = [
    str(field.column) for field in ConsentEvent._meta.concrete_fields if field.column != "id"
]
Alteration = Callable[[random.Random], str]


def alter(seed: int) -> str:
    """Make one alteration; says which."""
    chance = random.Random(seed)
    return chance.choice(WAYS)(chance)


def a_column(chance: random.Random) -> str:
    seq, column = _any_seq(chance), chance.choice(COLUMNS)
    _set(seq, column, _other(chance, column, _value(seq, column)))
    return f"{column} of line {seq}"


def a_line_removed(chance: random.Random) -> str:
    seq = _any_seq(chance)
    _sql(f"DELETE FROM {TABLE} WHERE seq = %s", seq)  # noqa: S608
    return f"line {seq} removed"


def lines_removed_at_the_end(chance: random.Random) -> str:
    """With a head that says so, chained as it should be."""
    seq = _any_seq(chance)
    _sql(f"DELETE FROM {TABLE} WHERE seq >= %s", seq)  # noqa: S608
    _move_head()
    return f"cut off before line {seq}"


def two_lines_swapped(chance: random.Random) -> str:
    one, two = sorted(chance.sample(range(1, _last() + 1), 2))
    for seq, place in ((one, -1), (two, one), (-1, two)):
        _sql(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", place, seq)  # noqa: S608
    return f"lines {one} and {two} swapped"


def a_line_said_again(chance: random.Random) -> str:
    """An old line, put in once more at the end as it is."""
    seq = _any_seq(chance)
    _copy(seq, _last() + 1)
    return f"line {seq} said again"


def a_line_said_again_in_the_chain(chance: random.Random) -> str:
    """The same with hashes computed anew, and the head moved to it."""
    seq = _any_seq(chance)
    _copy(seq, _last() + 1)
    _chain_anew()
    _move_head()
    return f"line {seq} said again, in the chain"


def history_written_anew(chance: random.Random) -> str:
    """A column of any line changed, and every hash from there on computed anew."""
    seq = _any_seq(chance)
    column = chance.choice(["decision", "scope", "method", "terms", "at", "speaker_id"])
    _set(seq, column, _other(chance, column, _value(seq, column)))
    _chain_anew()
    _move_head()
    return f"{column} of line {seq}, and the chain anew"


def the_head_moved(chance: random.Random) -> str:
    seq = chance.choice([n for n in range(_last() + 3) if n != _last()])
    ChainHead.objects.update(seq=seq)
    return f"the head moved to {seq}"


def words_of_the_wording(chance: random.Random) -> str:
    _sql("UPDATE consent_wording SET text = text || %s", chance.choice("xyz. "))
    return "the wording"


WAYS: tuple[Alteration, ...] = (
    *[a_column] * 12,
    a_line_removed,
    lines_removed_at_the_end,
    two_lines_swapped,
    a_line_said_again,
    a_line_said_again_in_the_chain,
    history_written_anew,
    the_head_moved,
    words_of_the_wording,
)


def _any_seq(chance: random.Random) -> int:
    return chance.randint(1, _last())


def _last() -> int:
    last = ConsentEvent.objects.order_by("seq").last()
    return last.seq if last else 0


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _value(seq: int, column: str) -> Any:
    return ConsentEvent.objects.values_list(column, flat=True).get(seq=seq)


def _set(seq: int, column: str, value: Any) -> None:
    ConsentEvent.objects.filter(seq=seq).update(**{column: value})


def _other(chance: random.Random, column: str, value: Any) -> Any:
    """Another value that the column takes."""
    others: dict[str, list[Any]] = {
        "seq": [chance.randint(-5, 0), chance.randint(_last() + 1, 99)],
        "decision": list(Decision),
        "scope": ["", *Scope],
        "method": list(Method),
        "recording_id": [None, *_ids(Recording)],
        "speaker_id": [None, *_ids(Speaker)],
        "ask_id": [None, *_ids(Ask)],
        "wording_id": [None, *_ids(Wording)],
    }
    if column in others:
        return chance.choice([one for one in others[column] if one != value])
    if column == "at":
        return value.replace(microsecond=(value.microsecond + chance.randint(1, 999_999)) % 10**6)
    if column == "receipt":
        return type(value)(int=value.int ^ 1 << chance.randrange(128))
    return _bent(chance, value)


def _ids(model: Any) -> list[int]:
    return list(model.objects.values_list("pk", flat=True))


def _bent(chance: random.Random, text: str) -> str:
    """A text with one letter another, one more, one less, or none left."""
    if not text:
        return chance.choice(["x", " ", "{}", "0" * 64])
    place = chance.randrange(len(text))
    other = chance.choice([letter for letter in "0a f" if letter != text[place]])
    ways = (text[:place] + other + text[place + 1 :], text[:place] + text[place + 1 :], "")
    return chance.choice(ways)


def _copy(seq: int, place: int) -> None:
    names = ", ".join(COLUMNS)
    own = {"seq": "%s", "hash": "%s"}
    listed = ", ".join(own.get(name, name) for name in COLUMNS)
    values = {"seq": place, "hash": f"{place:064x}"}
    into = f"INSERT INTO {TABLE} ({names}) SELECT {listed} FROM {TABLE} WHERE seq = %s"  # noqa: S608
    _sql(into, *(values[name] for name in COLUMNS if name in values), seq)


def _chain_anew() -> None:
    before = Head()
    rows = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    for row in rows.order_by("seq"):
        row.prev_hash = before.hash
        row.hash = line_hash(row.line)
        ConsentEvent.objects.filter(pk=row.pk).update(prev_hash=row.prev_hash, hash=row.hash)
        before = Head(seq=row.seq, hash=row.hash)


def _move_head() -> None:
    last = ConsentEvent.objects.order_by("seq").last()
    head = Head(seq=last.seq, hash=last.hash) if last else Head()
    ChainHead.objects.update(seq=head.seq, hash=head.hash)
