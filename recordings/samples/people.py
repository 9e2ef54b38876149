"""The invented people of a sample room, always in the same order; the first is the host."""

import random
from dataclasses import dataclass

NAMES = (
    "Hana Osei", "Sami Haddad", "Noor Ali", "Lee Brandt", "Ines Duarte", "Tomasz Wilk",
    "Aiko Mori", "Per Lindgren", "Zuri Okafor", "Mateo Ruiz", "Priya Nair", "Owen Clarke",
    "Leila Farsi", "Bram de Wit", "Chloe Martel", "Yusuf Demir", "Greta Holm", "Kofi Mensah",
    "Rosa Conti", "Ivan Petrov", "Maeve Byrne", "Hugo Silva", "Anya Sharma", "Felix Bauer",
)  # fmt: skip
# The letters of the ids that the platform gives.
_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`loudness_db` is how loud they come in, as RMS below full scale."""

    name: str
    handle: str
    x_id: str
    periscope_id: str
    session_id: str
    loudness_db: float


def cast(count: int, seed: int) -> tuple[Person, ...]:
    """`count` people; between one and `len(NAMES)`."""
    if not 1 <= count <= len(NAMES):
        raise ValueError(f"A sample room has between 1 and {len(NAMES)} speakers, not {count}.")
    dice = random.Random(f"people {seed}")  # noqa: S311  a sample has to be the same each time
    return tuple(_person(name, dice) for name in NAMES[:count])


def space_id(seed: int, which: int = 0) -> str:
    """Thirteen letters and digits, as all Spaces have."""
    dice = random.Random(f"space {seed} {which}")  # noqa: S311
    return "1" + _letters(dice, 12)


def _person(name: str, dice: random.Random) -> Person:
    return Person(
        name=name,
        handle="".join(letter for letter in name.lower() if letter.isalpha()),
        x_id=str(dice.randrange(10**17, 2 * 10**18)),
        periscope_id="1" + _letters(dice, 12),
        session_id="-".join(f"{dice.getrandbits(4 * n):0{n}x}" for n in (8, 4, 4, 4, 12)),
        loudness_db=round(dice.uniform(-32.0, -17.0), 1),
    )


def _letters(dice: random.Random, count: int) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(count))
