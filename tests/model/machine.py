"""Everybody does anything in any order; after every step the site has to fit the word.

A Hypothesis machine: it shortens what it finds to the fewest steps that show it.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consent import tombstones
from consent.clearance import NotCleared
from consent.scopes import Decision, Scope
from feeds import episodes, pipeline
from feeds.edit_list import TAKES_OUT, Deed
from feeds.lifecycle import NotReady
from feeds.models import Episode, Master
from recordings import storage
from recordings.audio.plan import LEAVES_OUT
from tests import verbs
from tests.dump import changed, dump
from tests.feeds import story
from tests.model import backup, traces
from tests.model.checks import links, wrongs
from tests.model.house import House, edit_of
from tests.model.word import Hole, Person, Room, ticks
from tests.verbs import BACK, NO, YES

ROOMS, PEOPLE = 2, 6
USED = (Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT)
ASKED = story.FIVE
NOTES = (
    Decision.DISPUTED,
    Decision.SETTLED,
    Decision.SETTLED,
    Decision.MINOR,
    Decision.OF_AGE,
    Decision.OF_AGE,
    Decision.APPROVED,
    Decision.APPROVED,
)
PATHS = ("", "answer/", "choices/", "check/", "withdraw/", "who/", "receipt.json")

which = st.integers(0, 11)
spans = st.tuples(st.integers(0, 59), st.integers(1, 12)).map(
    lambda s: (s[0] * 1_000, min(60, s[0] + s[1]) * 1_000)
)
answers = st.fixed_dictionaries(
    {Scope.PUBLISH: st.sampled_from((YES, YES, YES, NO))},
    optional={scope: st.sampled_from((YES, YES, NO)) for scope in ASKED[1:]},
)
alone = st.none() | st.none() | st.integers(0, PEOPLE)
methods = st.sampled_from(("get", "head", "options"))
some = st.lists(st.sampled_from(ASKED), min_size=1, max_size=5, unique=True)


class Rooms(RuleBasedStateMachine):
    """Each run in a transaction that is rolled back at its end, on a clock that stands still."""

    house: House
    touched: set[int]

    @initialize(out=st.booleans(), but=alone)
    def begin(self, out: bool, but: int | None) -> None:
        self._ended = ExitStack()
        self.clock = self._ended.enter_context(time_machine.travel(story.NOW, tick=False))
        self._ended.enter_context(transaction.atomic())
        self._ended.callback(transaction.set_rollback, True)
        self.house, self.touched = House(), {0}
        room = self.house.brings()
        if out:
            self.house.puts_out(room, but)

    def teardown(self) -> None:
        self._ended.close()
        for kind in ("anchor", traces.SOUND):  # the next example has rows of its own
            storage.delete_all(kind)
        for path in tombstones.folder().glob("*.json"):
            path.unlink()

    # --- Who and what ----------------------------------------------------------------------------
    def room(self, number: int) -> Room:
        """The room that a step is about; it is looked at afterwards."""
        chosen = number % len(self.house.rooms)
        self.touched.add(chosen)
        return self.house.rooms[chosen]

    def one(self, room: int, person: int) -> tuple[Room, Person]:
        chosen = self.room(room)
        people = list(chosen.people.values())
        return chosen, people[person % len(people)]

    def refused(self, verb: Any, *arguments: Any) -> bool:
        """Whether the site refused a deed of the host's, with a sentence."""
        try:
            verb(*arguments)
        except (NotCleared, NotReady):
            return True
        return False

    # --- Rooms -----------------------------------------------------------------------------------
    @precondition(lambda self: len(self.house.rooms) < ROOMS)
    @rule()
    def bring_a_room(self) -> None:
        self.house.brings()
        self.touched.add(len(self.house.rooms) - 1)

    @rule(room=which)
    def add_somebody(self, room: int) -> None:
        if len(self.room(room).people) < PEOPLE:
            self.house.adds(self.room(room))

    @rule(room=which, person=which, span=spans)
    def mark_a_part(self, room: int, person: int, span: tuple[int, int]) -> None:
        _, who = self.one(room, person)
        verbs.mark(self.house.speaker(who), *span)
        who.parts |= ticks(*span)

    @rule(room=which, person=which)
    def give_what_is_nobodys(self, room: int, person: int) -> None:
        of, who = self.one(room, person)
        verbs.assign_unclaimed(self.house.speaker(who))
        who.parts |= of.nobodys
        of.nobodys = set()

    @rule(room=which, giver=which, taker=which)
    def give_parts_to_another(self, room: int, giver: int, taker: int) -> None:
        _, gives = self.one(room, giver)
        takes = self.one(room, taker)[1]
        verbs.merge(self.house.speaker(gives), self.house.speaker(takes))
        parts, gives.parts = gives.parts, set()
        takes.parts |= parts
        gives.stated = False

    @rule(room=which)
    def say_that_all_are_listed(self, room: int) -> None:
        self.house.lists(self.room(room))

    @rule(room=which)
    def call_it_music(self, room: int) -> None:
        of = self.room(room)
        verbs.not_a_person(self.house.recording(of))
        of.nobodys = set()

    # --- Asking and saying -----------------------------------------------------------------------
    @rule(room=which, person=which, by_mail=st.booleans(), where=st.integers(0, 5))
    def ask(self, room: int, person: int, by_mail: bool, where: int) -> None:
        of, who = self.one(room, person)
        self.house.asks(of, who, by_mail=by_mail, elsewhere=where == 0)

    @rule(number=which, said=answers, days=st.sampled_from((0, 0, 0, 20)), ears=st.integers(0, 5))
    def answer(self, number: int, said: dict[Scope, Decision], days: int, ears: int) -> None:
        now = timezone.now()
        asked = [question for question in self.house.questions if question.is_alive(now)]
        if asked:
            question = asked[-1 - number % len(asked)]
            self.touched.add(self.house.rooms.index(question.room))
            self.house.answers(question, said, days=days, hear_first=ears == 0)

    @rule(room=which)
    def everybody_agrees(self, room: int) -> None:
        for person in self.room(room).people.values():
            if person.parts and not person.disputed and not person.noes:
                self.house.attests(person, dict.fromkeys(ASKED, YES))

    @rule(room=which, person=which, said=answers)
    def attest(self, room: int, person: int, said: dict[Scope, Decision]) -> None:
        self.house.attests(self.one(room, person)[1], said)

    @rule(room=which, person=which, scopes=some)
    def withdraw(self, room: int, person: int, scopes: list[Scope]) -> None:
        self.house.withdraws(self.one(room, person)[1], scopes)

    @rule(room=which, person=which, scopes=some)
    def withdraw_on_paper(self, room: int, person: int, scopes: list[Scope]) -> None:
        self.house.attests(self.one(room, person)[1], dict.fromkeys(scopes, BACK))

    @rule(room=which, person=which, what=st.sampled_from(NOTES))
    def note(self, room: int, person: int, what: Decision) -> None:
        self.house.notes(*self.one(room, person), what)

    @rule(number=which, sure=st.integers(0, 3))
    def revoke(self, number: int, sure: int) -> None:
        if self.house.questions and not sure:
            self.house.revokes(self.house.questions[number % len(self.house.questions)])

    @rule(room=which, person=which, sure=st.integers(0, 2))
    def erase(self, room: int, person: int, sure: int) -> None:
        """Hana is the host: what she says of herself is not a speaker's."""
        who = self.one(room, person)[1]
        if not sure and who.key != "hana":
            self.house.erases(who)
            self.touched |= set(range(len(self.house.rooms)))

    # --- Editing ---------------------------------------------------------------------------------
    @rule(room=which, person=which, how=st.sampled_from(LEAVES_OUT))
    def leave_out(self, room: int, person: int, how: Any) -> None:
        _, who = self.one(room, person)
        verbs.leave_out(self.house.speaker(who), how)
        who.left_out = True

    @rule(room=which, person=which)
    def take_back_in(self, room: int, person: int) -> None:
        _, who = self.one(room, person)
        verbs.take_back_in(self.house.speaker(who))
        who.left_out = False

    @rule(room=which, out=st.booleans())
    def leave_out_what_is_nobodys(self, room: int, out: bool) -> None:
        of = self.room(room)
        verbs.leave_out_unclaimed(self.house.recording(of), out=out)
        of.nobodys_out = out

    @rule(room=which, person=st.none() | which, span=spans, how=st.sampled_from(LEAVES_OUT))
    def leave_out_a_part(self, room: int, person: int | None, span: Any, how: Any) -> None:
        of = self.room(room)
        who = None if person is None else self.one(room, person)[1]
        speaker = self.house.speaker(who) if who else None
        pk = verbs.leave_out_span(self.house.recording(of), span, how, speaker)
        of.holes.append(Hole(pk=pk, where=ticks(*span), key=who.key if who else None))

    @rule(room=which, number=which)
    def take_a_part_back_in(self, room: int, number: int) -> None:
        of = self.room(room)
        if of.holes:
            hole = of.holes.pop(number % len(of.holes))
            verbs.take_span_back_in(self.house.recording(of), hole.pk)

    @rule(room=which, deed=st.sampled_from(TAKES_OUT), span=spans)
    def edit(self, room: int, deed: Deed, span: tuple[int, int]) -> None:
        of = self.room(room)
        was_out = self.house.is_out(of)
        if verbs.edit(of.episode, deed, span):
            of.cuts.append((deed, *span))
        assert self.house.is_out(of) == was_out, "I1: an edit has taken down what was out"

    @rule(room=which)
    def undo_an_edit(self, room: int) -> None:
        of = self.room(room)
        was_out = self.house.is_out(of)
        if not of.gone:
            verbs.undo_an_edit(of.episode)
            del of.cuts[-1:]
        assert self.house.is_out(of) == was_out, "I1: an edit has taken down what was out"

    @rule(room=which, person=st.none() | which)
    def rewrite(self, room: int, person: int | None) -> None:
        of = self.room(room)
        name = "" if person is None else f", with {self.one(room, person)[1].name}"
        episodes.rewrite(of.episode, title=f"Water{name}")
        of.title = f"Water{name}"

    # --- Producing and publishing ----------------------------------------------------------------
    @rule(room=which)
    def submit(self, room: int) -> None:
        pipeline.submit(self.room(room).episode, "hana")

    @rule(room=which)
    def deliver_every_task(self, room: int) -> None:
        of = self.room(room)
        was_out = self.house.is_out(of)
        verbs.deliver(of.episode)
        assert self.house.is_out(of) or not was_out, "I1: a new file has taken down what was out"

    @rule(room=which)
    def deliver_a_task_nobody_asked_for(self, room: int) -> None:
        self.refused(verbs.make, self.room(room).episode)

    @rule(room=which, number=which)
    def finish_an_older_file(self, room: int, number: int) -> None:
        made = list(Master.objects.filter(episode=self.room(room).episode))
        if made:
            pipeline.finish(self.room(room).episode, made[number % len(made)])

    @rule(room=which)
    def publish(self, room: int) -> None:
        of = self.room(room)
        before = self.house.episode(of)
        refused = self.refused(pipeline.publish, of.episode, "hana")
        waits = before.master is not None and (
            of.waits_for_ears(edit_of(before.master))
            or edit_of(before.master)[1] != frozenset(of.cuts)
        )
        if before.stage == "ready" and not of.is_blocked(timezone.now()) and not waits:
            assert not refused, "I1: everything is there, and it may not go out"
        if before.stage != "published" and (before.stage != "ready" or waits):
            assert refused, "I12: it went out before its time"

    @rule(room=which, but=alone)
    def put_it_out(self, room: int, but: int | None) -> None:
        """Whatever is in the way, or all but one thing; most of the time it is out then."""
        self.house.puts_out(self.room(room), but)

    @rule(room=which)
    def make_and_put_it_out(self, room: int) -> None:
        self.deliver_every_task(room)
        self.publish(room)

    @rule(room=which)
    def publish_when_ready(self, room: int) -> None:
        self.refused(pipeline.publish_when_ready, self.room(room).episode, "hana")

    @rule(room=which)
    def schedule(self, room: int) -> None:
        at = timezone.now() + timedelta(hours=1)
        self.refused(pipeline.schedule, self.room(room).episode, at, "hana")

    @rule(room=which)
    def unpublish(self, room: int) -> None:
        self.refused(pipeline.unpublish, self.room(room).episode, "hana")

    @rule(room=which)
    def remake(self, room: int) -> None:
        self.refused(pipeline.remake, self.room(room).episode, "hana")

    @rule(room=which)
    def stop(self, room: int) -> None:
        self.refused(pipeline.stop, self.room(room).episode, "hana")

    @rule(room=which, sure=st.integers(0, 2))
    def fail(self, room: int, sure: int) -> None:
        if not sure:
            pipeline.fail(self.room(room).episode, "The music could not be read.")

    @rule(room=which, sure=st.integers(0, 9))
    def end_it(self, room: int, sure: int) -> None:
        of = self.room(room)
        if sure == 0 and not of.gone:
            pipeline.withdraw(of.episode, "hana")
            of.gone = True

    # --- Time and machines -----------------------------------------------------------------------
    @rule(hours=st.sampled_from((1, 1, 2, 26, 26, 24 * 21, 24 * 61)))
    def time_passes(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))
        self.touched |= set(range(len(self.house.rooms)))

    @rule()
    def sweep(self) -> None:
        verbs.sweep(timezone.now())
        self.touched |= set(range(len(self.house.rooms)))
        for of in self.house.rooms:
            episode = Episode.objects.get(pk=of.episode)
            if episode.stage == "producing":
                assert verbs.is_being_made(episode.pk), "I12: nobody makes it"

    @rule(
        number=which,
        method=st.sampled_from(("get", "head", "options")),
        path=st.sampled_from(PATHS),
    )
    def visit_as_a_scanner(self, number: int, method: str, path: str) -> None:
        if not self.house.questions:
            return
        question = self.house.questions[number % len(self.house.questions)]
        before = dump()
        client = Client(headers={"sec-purpose": "prefetch"})
        getattr(client, method)(f"/c/{question.token}/{path}", follow=True)
        assert changed(before) == [], "I14: looking has changed something"

    @rule()
    def try_every_link(self) -> None:
        _none(links(self.house))

    def make_a_backup(self) -> None:
        """This and what follows are gone by in the walk alone."""
        backup.make(self.house)

    def bring_the_backup_back(self) -> None:
        assert self.house.backup
        backup.bring_back(self.house, self.house.backup)
        self.touched |= set(range(len(self.house.rooms)))

    # --- After every step ------------------------------------------------------------------------
    @invariant()
    def the_site_fits_the_word(self) -> None:
        self.house.opens_mail()
        self.house.steps += 1
        rooms = [self.house.rooms[number] for number in sorted(self.touched)]
        self.touched.clear()
        _none(wrongs(self.house, rooms))


def _none(found: Iterable[str]) -> None:
    lines = list(found)
    assert not lines, "; ".join(lines)
