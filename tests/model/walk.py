"""One walk by every rule of the model, in an order in which each of them counts.

The machine finds what nobody thought of; the walk comes by what somebody did, in a minute. After
each deed everything is looked at.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from consent.scopes import Decision, Scope
from feeds import edit_list
from recordings.audio.plan import Treatment
from tests.model.machine import Rooms
from tests.verbs import NO, YES

Deed = Callable[[], None]
HANA, SAMI, NOOR, MARA, INES = range(5)
SILENCE = Treatment.SILENCE
_NOBODYS, _NOOR = 0, NOOR + 1
"""What `put_it_out` leaves as it is."""


@contextmanager
def walking(out: bool = True, but: int | None = None) -> Iterator[Rooms]:
    rooms = Rooms()
    try:
        rooms.begin(out=out, but=but)
        rooms.house.everything = True
        rooms.the_site_fits_the_word()
        yield rooms
    finally:
        rooms.teardown()


def walk() -> None:
    """Raises `AssertionError` with the first thing that is wrong."""
    for out, but, path in (
        (True, _NOBODYS, _somebody_is_missing),
        (True, None, _what_is_shown),
        (True, None, _what_is_heard),
        (True, None, _who_they_are),
        (True, None, _how_long_and_where),
        (True, None, _who_hears_it_first),
        (True, None, _in_and_out),
        (True, None, _who_is_forgotten),
        (True, None, _what_a_backup_does_not_know),
    ):
        with walking(out, but) as rooms:
            for deed in path(rooms):
                deed()
                rooms.the_site_fits_the_word()


def _somebody_is_missing(rooms: Rooms) -> Iterator[Deed]:
    """Speech that is nobody's, a voice without an answer, one that says no."""
    yield partial(rooms.give_what_is_nobodys, room=0, person=HANA)
    yield partial(rooms.put_it_out, room=0, but=None)
    yield rooms.bring_a_room
    yield partial(rooms.put_it_out, room=1, but=_NOOR)
    yield partial(rooms.attest, room=1, person=NOOR, said={Scope.PUBLISH: NO})
    yield partial(rooms.attest, room=1, person=NOOR, said={Scope.PUBLISH: YES})
    yield partial(rooms.attest, room=1, person=SAMI, said={Scope.PUBLISH: NO})
    hole = (20_000, 40_000)
    yield partial(rooms.leave_out_a_part, room=1, person=NOOR, span=hole, how=SILENCE)


def _what_is_shown(rooms: Rooms) -> Iterator[Deed]:
    """Names and words, in what is served, in titles, and in the file itself."""
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.TRANSCRIPT: NO})
    yield partial(rooms.rewrite, room=0, person=SAMI)
    yield partial(rooms.remake, room=0)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.rewrite, room=0, person=None)
    yield partial(rooms.attest, room=0, person=SAMI, said={Scope.NAME: NO})
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.NAME: NO})
    yield partial(rooms.add_somebody, room=0)
    said = {Scope.PUBLISH: NO, Scope.NAME: YES}
    yield partial(rooms.attest, room=0, person=MARA, said=said)
    yield partial(rooms.rewrite, room=0, person=MARA)


def _what_is_heard(rooms: Rooms) -> Iterator[Deed]:
    """Left out, and made again; an older file comes late; a part grows."""
    hole = (41_000, 45_000)
    yield partial(rooms.leave_out_a_part, room=0, person=None, span=hole, how=SILENCE)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.leave_out, room=0, person=SAMI, how=SILENCE)
    yield partial(rooms.finish_an_older_file, room=0, number=0)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.take_back_in, room=0, person=SAMI)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.mark_a_part, room=0, person=NOOR, span=(0, 3_000))
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.PUBLISH: YES})


def _who_they_are(rooms: Rooms) -> Iterator[Deed]:
    """“This is not me”, a minor, and a no of their own."""
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.DISPUTED)
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.PUBLISH: YES})
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.SETTLED)
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=True, where=1)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=0, ears=1)
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.MINOR)
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.OF_AGE)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.withdraw, room=0, person=NOOR, scopes=[Scope.PUBLISH])
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.PUBLISH: YES})
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.DISPUTED)
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.SETTLED)


def _how_long_and_where(rooms: Rooms) -> Iterator[Deed]:
    """A yes that ends, one for another show, one that wants to hear the edit first; links."""
    yield partial(rooms.ask, room=0, person=SAMI, by_mail=False, where=0)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: NO}, days=0, ears=1)
    yield partial(rooms.withdraw, room=0, person=SAMI, scopes=[Scope.NAME])
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=False, where=1)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=0, ears=0)
    yield partial(rooms.note, room=0, person=NOOR, what=Decision.APPROVED)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=20, ears=1)
    yield partial(rooms.ask, room=0, person=HANA, by_mail=True, where=1)
    yield partial(rooms.ask, room=0, person=HANA, by_mail=False, where=1)
    yield partial(rooms.revoke, number=3, sure=0)
    yield rooms.try_every_link
    yield partial(rooms.time_passes, hours=24 * 21)
    yield partial(rooms.time_passes, hours=24 * 61)
    yield rooms.try_every_link


def _who_hears_it_first(rooms: Rooms) -> Iterator[Deed]:
    """Edited after it was released, while it is out and while it is not; undone; released late."""
    released = partial(rooms.note, room=0, person=NOOR, what=Decision.APPROVED)
    made = (partial(rooms.remake, room=0), partial(rooms.deliver_every_task, room=0))
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=False, where=1)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=0, ears=0)
    yield released
    yield partial(rooms.edit, room=0, deed=edit_list.Deed.CUT, span=(30_000, 34_000))
    yield from made
    yield partial(rooms.edit, room=0, deed=edit_list.Deed.SILENCE, span=(10_000, 12_000))
    yield released
    yield from made
    yield released
    yield partial(rooms.undo_an_edit, room=0)
    yield from made
    yield partial(rooms.undo_an_edit, room=0)
    yield from made
    yield partial(rooms.unpublish, room=0)
    yield partial(rooms.edit, room=0, deed=edit_list.Deed.BLEEP, span=(20_000, 21_000))
    yield partial(rooms.publish, room=0)
    yield from made
    yield partial(rooms.publish, room=0)
    yield released
    yield partial(rooms.publish, room=0)
    yield partial(rooms.withdraw, room=0, person=NOOR, scopes=[Scope.PUBLISH])


def _in_and_out(rooms: Rooms) -> Iterator[Deed]:
    """Off the feed and back, and gone for good."""
    yield partial(rooms.unpublish, room=0)
    yield partial(rooms.publish, room=0)
    yield partial(rooms.remake, room=0)
    yield partial(rooms.deliver_every_task, room=0)
    yield partial(rooms.deliver_every_task, room=0)
    yield partial(rooms.end_it, room=0, sure=0)
    yield partial(rooms.publish, room=0)


def _who_is_forgotten(rooms: Rooms) -> Iterator[Deed]:
    """Named, quoted, asked by mail and heard in two rooms, and then erased; taken back in;
    somebody who never answered."""
    yield rooms.bring_a_room
    yield partial(rooms.put_it_out, room=1, but=None)
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=True, where=1)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=0, ears=1)
    yield partial(rooms.rewrite, room=0, person=NOOR)
    yield partial(rooms.remake, room=0)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.erase, room=1, person=NOOR, sure=0)
    yield rooms.try_every_link
    yield partial(rooms.make_and_put_it_out, room=0)
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=True, where=1)
    yield partial(rooms.ask, room=0, person=NOOR, by_mail=False, where=1)
    yield partial(rooms.attest, room=0, person=NOOR, said={Scope.PUBLISH: YES})
    yield partial(rooms.take_back_in, room=0, person=NOOR)
    yield partial(rooms.add_somebody, room=0)
    yield partial(rooms.mark_a_part, room=0, person=MARA, span=(0, 3_000))
    yield partial(rooms.put_it_out, room=0, but=None)
    yield partial(rooms.erase, room=0, person=MARA, sure=0)
    yield partial(rooms.erase, room=0, person=NOOR, sure=0)
    yield rooms.sweep
    yield partial(rooms.add_somebody, room=0)
    yield partial(rooms.ask, room=0, person=INES, by_mail=True, where=1)
    yield partial(rooms.erase, room=0, person=INES, sure=0)
    yield partial(rooms.ask, room=0, person=INES, by_mail=True, where=1)


def _what_a_backup_does_not_know(rooms: Rooms) -> Iterator[Deed]:
    """It is from before a withdrawal, a no, a dispute and an erasure; it comes back twice."""
    yield rooms.bring_a_room
    yield partial(rooms.put_it_out, room=1, but=None)
    yield partial(rooms.ask, room=0, person=SAMI, by_mail=True, where=1)
    yield partial(rooms.answer, number=0, said={Scope.PUBLISH: YES}, days=0, ears=1)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield rooms.make_a_backup
    yield partial(rooms.withdraw, room=0, person=SAMI, scopes=[Scope.PUBLISH])
    yield partial(rooms.attest, room=0, person=HANA, said={Scope.NAME: NO})
    yield partial(rooms.erase, room=0, person=NOOR, sure=0)
    yield partial(rooms.note, room=1, person=HANA, what=Decision.DISPUTED)
    yield rooms.bring_the_backup_back
    yield rooms.try_every_link
    yield partial(rooms.ask, room=0, person=SAMI, by_mail=True, where=1)
    yield partial(rooms.make_and_put_it_out, room=0)
    yield rooms.bring_the_backup_back
    yield partial(rooms.make_and_put_it_out, room=0)
