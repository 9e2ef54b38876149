"""What is true of some rooms, kept beside the site in sets and dicts: nothing of it is asked of
the site, and no rule is taken from its code.

Time is counted in tenths of a second, so that a span is a set of numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consent.scopes import Decision, Scope
from tests.verbs import BACK, NO, YES

TICK_MS = 100
SECOND = 10
"""So much speech that is nobody's may be heard, and so much more of a voice than was agreed to."""

Ticks = set[int]
Cut = tuple[str, int, int]
"""What the host takes out of the sound: how, and from and to (milliseconds)."""
Edit = tuple[str, frozenset[Cut]]
"""What may be heard in a file, by its fingerprint, and what the host has taken out of it."""


def ticks(start_ms: int, end_ms: int) -> Ticks:
    return set(range(start_ms // TICK_MS, end_ms // TICK_MS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One decision about one scope. `grown_up` is one that counts for a minor."""

    decision: Decision
    until: datetime | None = None
    grown_up: bool = False

    def is_over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now


@dataclass(slots=True, kw_only=True)
class Person:
    """`noes` are the scopes to which a no is the last word, with the show it is about: this one,
    the other one, or any; `yeses` likewise, whether they have ended or not. `agreed` are the parts
    that were theirs when they said yes, `heard` the edits they have released."""

    pk: int
    key: str
    name: str
    address: str
    handle: str = ""
    words: str = ""
    parts: Ticks = field(default_factory=set)
    said: dict[Scope, Word] = field(default_factory=dict)
    noes: set[tuple[Scope, str]] = field(default_factory=set)
    yeses: set[tuple[Scope, str]] = field(default_factory=set)
    agreed: Ticks = field(default_factory=set)
    hear_first: bool = False
    heard: "set[Edit]" = field(default_factory=set)
    left_out: bool = False
    stated: bool = False
    """Whether a source said of one of their parts that it is theirs."""
    disputed: bool = False
    minor: bool = False

    def says(
        self,
        decisions: Mapping[Scope, Decision],
        *,
        own: bool,
        until: datetime | None = None,
        hear_first: bool = False,
        elsewhere: bool = False,
    ) -> None:
        """`elsewhere`: about another show, where only what is taken back counts here."""
        for scope, decision in decisions.items():
            bound = own and decision != BACK
            shows = ("other" if elsewhere else "this",) if bound else ("this", "other", "any")
            about = {(scope, show) for show in shows}
            self.noes = self.noes - about if decision == YES else self.noes | about
            self.yeses = self.yeses | about if decision == YES else self.yeses - about
            if elsewhere and decision != BACK:
                continue
            ends = until if decision == YES else None
            self.said[scope] = Word(decision=decision, until=ends, grown_up=not own)
            if scope == Scope.PUBLISH and decision == YES:
                self.agreed, self.hear_first = set(self.parts), hear_first

    def has_said_no(self, scopes: Iterable[Scope]) -> bool:
        """Whether a no stands to one of these, about whichever show: nobody else undoes it."""
        return bool({scope for scope, _ in self.noes} & set(scopes))

    def settled(self) -> None:
        """A dispute is over: what was agreed to before it is void."""
        self.disputed = False
        self.yeses.clear()
        self.said = {s: word for s, word in self.said.items() if word.decision in (NO, BACK)}

    def is_erased(self) -> "Trace":
        """All that was said yes to is taken back, the voice is left out, and nobody knows any more
        who they are; what was known of them."""
        self.says(dict.fromkeys({scope for scope, _ in self.yeses}, BACK), own=False)
        self.left_out = True
        known = Trace(key=self.key, texts=self.texts)
        self.name = self.handle = self.words = ""
        return known

    @property
    def texts(self) -> frozenset[str]:
        """What they are known by and what they said."""
        return frozenset(filter(None, (self.name, self.handle, self.address, self.words)))

    def allows(self, scope: Scope, now: datetime) -> bool:
        words = (self.said.get(Scope.PUBLISH), self.said.get(scope))
        return not self.disputed and all(
            w and w.decision == YES and not w.is_over(now) for w in words
        )

    def has_ended(self, now: datetime) -> bool:
        return any(word.is_over(now) for word in self.said.values())

    def may_be_heard(self, now: datetime) -> bool:
        """Whether nothing about this voice blocks."""
        yes = self.said.get(Scope.PUBLISH)
        agreed = self.allows(Scope.PUBLISH, now)
        of_age = not self.minor or bool(yes and yes.grown_up)
        return agreed and of_age and len(self.parts - self.agreed) <= SECOND

    def is_named(self, now: datetime) -> bool:
        return self.allows(Scope.NAME, now) and not self.left_out

    def is_quoted(self, now: datetime) -> bool:
        return self.allows(Scope.TRANSCRIPT, now) and not self.left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What was known of somebody who was erased: their key in files, and what stood in texts."""

    key: str
    texts: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Hole:
    """A span left out: of one person, or (None) of all that is heard."""

    pk: int
    where: Ticks
    key: str | None


@dataclass(slots=True, kw_only=True)
class Room:
    """One recording with its episode. `gone` is an episode that was ended for good."""

    recording: int
    episode: int
    slug: str
    guid: str
    title: str
    people: dict[str, Person] = field(default_factory=dict)
    nobodys: Ticks = field(default_factory=set)
    nobodys_out: bool = False
    holes: list[Hole] = field(default_factory=list)
    number: int | None = None
    gone: bool = False
    cuts: list[Cut] = field(default_factory=list)
    listed: frozenset[str] | None = None
    """Who was there when somebody said that everybody is listed."""

    def audible(self, person: Person) -> Ticks:
        if person.left_out:
            return set()
        return person.parts - self._silent(None, person.key)

    @property
    def heard(self) -> list[Person]:
        return [person for person in self.people.values() if self.audible(person)]

    @property
    def unclaimed(self) -> Ticks:
        return set() if self.nobodys_out else self.nobodys - self._silent(None)

    @property
    def present(self) -> frozenset[str]:
        """Who is erased is somebody else than before."""
        return frozenset(p.key if p.name else f"erased {p.pk}" for p in self.people.values())

    @property
    def waits_for_list(self) -> bool:
        """Whether no source says who speaks, and nobody that all of these are listed."""
        by_hand = not any(person.stated for person in self.people.values())
        return by_hand and self.listed != self.present

    def is_blocked(self, now: datetime) -> bool:
        """Whether the episode may not be made or be out."""
        return bool(
            not self.heard
            or self.waits_for_list
            or not all(person.may_be_heard(now) for person in self.heard)
            or len(self.unclaimed) > SECOND
            or self.names_somebody(self.title, now)
        )

    def has_ended(self, now: datetime) -> bool:
        """Whether time alone has changed what holds here."""
        return any(person.has_ended(now) for person in self.people.values())

    def waits_for_ears(self, edit: Edit) -> bool:
        """Whether somebody wants to hear this very edit before it goes out."""
        return any(person.hear_first and edit not in person.heard for person in self.heard)

    def names_somebody(self, text: str, now: datetime) -> bool:
        """Whether a text names somebody who must not be named."""
        people = [person for person in self.people.values() if person.name]
        return any(p.name in text and not p.is_named(now) for p in people)

    def wrong_in(self, kept: Ticks, now: datetime) -> list[str]:
        """What must not be in a file that holds this much of the recording."""
        found: list[str] = []
        for key, person in self.people.items():
            there = person.parts & kept
            if there and (person.left_out or not person.may_be_heard(now)):
                found.append(f"{key} is heard without a yes")
            if len(there - person.agreed) > SECOND:
                found.append(f"{key} is heard with more than they agreed to")
        if len(self.nobodys & kept) > SECOND:
            found.append("speech of nobody known is heard")
        for hole in self.holes:
            of = self.people[hole.key].parts if hole.key else hole.where
            if hole.where & of & kept:
                found.append("a part is heard that was left out")
        return found

    def _silent(self, *keys: str | None) -> Ticks:
        return set().union(*(hole.where for hole in self.holes if hole.key in keys))


@dataclass(slots=True, kw_only=True)
class Question:
    """An ask, with the token of its link; `ends` is when the link does, if nobody answers. It is
    forgotten once its person is erased."""

    pk: int
    token: str
    person: Person
    room: Room
    scopes: tuple[Scope, ...]
    ends: datetime
    address: str = ""
    elsewhere: bool = False
    answered: bool = False
    revoked: bool = False
    forgotten: bool = False

    def is_alive(self, now: datetime) -> bool:
        if self.revoked or self.forgotten:
            return False
        return self.answered or now < self.ends


@dataclass(slots=True)
class Mails:
    """What has left, by address, recording and day; and to whom nothing may be sent any more.
    `handles` are of people who were erased: who brings one along is mailed nothing either."""

    here: dict[tuple[str, int], int] = field(default_factory=dict)
    today: dict[tuple[str, str], int] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)

    def left(self, address: str, recording: int, day: str) -> None:
        self.here[address, recording] = self.here.get((address, recording), 0) + 1
        self.today[address, day] = self.today.get((address, day), 0) + 1

    def too_many(self) -> list[str]:
        here = [f"{n} mails about one recording" for n in self.here.values() if n > 3]
        return here + [f"{n} mails on one day" for n in self.today.values() if n > 10]


def words_of(text: str, people: Iterable[Person]) -> list[str]:
    """Whose names and words stand in a text: `name of …`, `words of …`."""
    found = [f"name of {p.name}" for p in people if p.name and p.name in text]
    return found + [f"words of {p.name}" for p in people if p.words and p.words in text]
