"""The site and the word beside it: each deed is done on the site and noted in the word."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.utils import timezone

from consent import asks, complete, erasures, tokens, wordings
from consent.asks import NotAsked
from consent.clearance import NotCleared
from consent.ears import digest_of
from consent.models import Ask, ConsentEvent
from consent.record import NotRecorded, note, record
from consent.scopes import Decision, Method, Scope
from consent.terms import Terms
from feeds import edited, episodes, masters, pipeline
from feeds.lifecycle import NotReady
from feeds.models import Episode, Master
from feeds.verdicts import verdict
from recordings import jobs, voice_erasure
from recordings.models import Cue, Recording, Run, Segment, Speaker
from tests import verbs
from tests.feeds import story
from tests.feeds.aired import App
from tests.model.backup import Backup, Line, Protects
from tests.model.word import Edit, Mails, Person, Question, Room, Trace, ticks
from tests.verbs import BACK, NO, WORDS_OF, YES

NOBODYS = (18_000, 20_000)
ADDRESSES = ("hana@example.org", "sami@example.org", "noor@example.org")
"""The same people in every room."""

EMPTIED = dict.fromkeys(("shown", "shown_sha256", "evidence", "actor", "salt"), "")
"""All that an erasure may change of a line, and to what."""

Said = Mapping[Scope, Decision]


def edit_of(master: Master) -> Edit:
    """What can be heard in a file, for the word."""
    cuts = (tuple(cut[:3]) for cut in master.plan["edits"])
    return master.clearance, frozenset(cuts)


@dataclass
class House:
    """Hana's rooms, each with a show of its own, and everything that was ever said in them."""

    rooms: list[Room] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    mails: Mails = field(default_factory=Mails)
    lines: dict[int, Line] = field(default_factory=dict)
    traces: list[Trace] = field(default_factory=list)
    """What was known of those who are erased."""
    just_erased: bool = False
    backup: Backup | None = None
    lee: App = field(default_factory=App)
    wrong: list[str] = field(default_factory=list)
    steps: int = 0
    everything: bool = False
    """Whether every surface is looked at after each step."""
    read: int = 0

    def __post_init__(self) -> None:
        self.host = story.host()
        self.ada = User.objects.create_user("ada")
        self.read = len(mail.outbox)

    # --- Rooms -----------------------------------------------------------------------------------
    def brings(self) -> Room:
        """A room comes in: three voices, and two seconds that are nobody's."""
        number = len(self.rooms)
        made = verbs.room(self.host)
        show = verbs.show(self.host, f"table-{number}")
        Segment.objects.filter(recording=made, start_ms=0).update(end_ms=NOBODYS[0])
        Cue.objects.filter(recording=made, start_ms=0).update(end_ms=NOBODYS[0])
        start_ms, end_ms = NOBODYS
        Segment.objects.create(recording=made, start_ms=start_ms, end_ms=end_ms, method="stated")
        episode = episodes.draft_for(made, show)
        episodes.rewrite(episode.pk, title="Water")
        room = Room(
            recording=made.pk,
            episode=episode.pk,
            slug=show.slug,
            guid=episode.guid,
            title="Water",
            nobodys=ticks(*NOBODYS),
        )
        for speaker, address in zip(made.speakers.order_by("number"), ADDRESSES, strict=True):
            person = self._person(room, speaker, address)
            person.words = WORDS_OF[speaker.key]
            for start_ms, end_ms in speaker.segments.values_list("start_ms", "end_ms"):
                person.parts |= ticks(start_ms, end_ms)
            person.stated = True
        self.rooms.append(room)
        return room

    def _person(self, room: Room, speaker: Speaker, address: str) -> Person:
        person = Person(
            pk=speaker.pk,
            key=speaker.key,
            name=speaker.name,
            address=address,
            handle=speaker.handle,
        )
        room.people[speaker.key] = person
        if person.handle in self.mails.handles:
            self.mails.ended.add(address)
        return person

    def adds(self, room: Room) -> None:
        name = f"{('Mara', 'Ines', 'Odo')[len(room.people) - 3]} Lind"
        speaker = verbs.add_speaker(self.recording(room), name)
        self._person(room, speaker, f"{speaker.key}@example.org")

    def lists(self, room: Room) -> None:
        """“Everybody who speaks is listed.”"""
        with suppress(complete.NotComplete):
            complete.confirm(self.recording(room), by=self.ada, now=timezone.now())
            room.listed = room.present

    def recording(self, room: Room) -> Recording:
        return Recording.objects.get(pk=room.recording)

    def episode(self, room: Room) -> Episode:
        return Episode.objects.select_related("show", "master", "recording").get(pk=room.episode)

    def speaker(self, person: Person) -> Speaker:
        return Speaker.objects.select_related("recording__host").get(pk=person.pk)

    # --- Asking ----------------------------------------------------------------------------------
    def asks(self, room: Room, person: Person, *, by_mail: bool, elsewhere: bool) -> None:
        """Ask, by mail or with a link to copy; `elsewhere` about another show than the room's."""
        show = self.episode(room).show
        now = timezone.now()
        by_mail = by_mail and bool(person.address)
        try:
            ask = verbs.ask(
                self.speaker(person),
                address=person.address if by_mail else "",
                purpose="another show" if elsewhere else show.use.purpose,
                now=now,
            )
            token = self._sent(ask, now) if by_mail else _token(asks.link_for(ask, now))
        except NotAsked:
            return
        question = Question(
            pk=ask.pk,
            token=token,
            person=person,
            room=room,
            scopes=tuple(Scope(scope) for scope in ask.scopes),
            ends=ask.expires_at,
            address=ask.address,
            elsewhere=elsewhere,
        )
        self.questions.append(question)

    def _sent(self, ask: Ask, now: datetime) -> str:
        asks.send(ask, now)
        return _token(str(mail.outbox[-1].body))

    def revokes(self, question: Question) -> None:
        tokens.revoke(Ask.objects.get(pk=question.pk), timezone.now())
        question.revoked = True

    def opens_mail(self) -> None:
        """Count what has left since, and whether it might have."""
        for letter in mail.outbox[self.read :]:
            address = letter.to[0]
            token = _token(str(letter.body))
            ask = tokens.find(token, timezone.now()).ask
            day = timezone.localdate().isoformat()
            self.mails.left(address, ask.speaker.recording_id, day)
            if address in self.mails.ended:
                self.wrong.append(f"{address} said no, and was mailed again")
        self.read = len(mail.outbox)
        self.wrong += self.mails.too_many()

    # --- Saying ----------------------------------------------------------------------------------
    def answers(
        self, question: Question, said: Said, *, days: int = 0, hear_first: bool = False
    ) -> None:
        """The speaker's own word, by their link; a yes may end after some days."""
        now, person = timezone.now(), question.person
        ask = Ask.objects.get(pk=question.pk)
        said = {scope: said[scope] for scope in said if scope in question.scopes}
        until = now + timedelta(days=days) if days else None
        refused = YES in said.values() and (person.disputed or person.minor)
        speaker = self.speaker(person)
        try:
            record(
                speaker,
                said,
                method=Method.LINK,
                actor=person.name or "somebody",
                now=now,
                ask=ask,
                shown=wordings.shown_text(ask, wordings.spans_of(speaker)),
                terms=Terms(until=until, hear_first=hear_first),
            )
        except NotRecorded as error:
            if not refused:
                self.wrong.append(f"{person.name} could not answer: {error}")
            return
        if refused:
            self.wrong.append(f"a yes of {person.name} was taken that may not be")
        question.answered = True
        self._is_kept(person, said)
        person.says(
            said, own=True, until=until, hear_first=hear_first, elsewhere=question.elsewhere
        )
        self.heeds(person, said)

    def withdraws(self, person: Person, scopes: list[Scope]) -> None:
        """By the latest link that was answered; whoever never answered has nothing to take back."""
        own = [q for q in self.questions if q.person is person and q.answered and not q.forgotten]
        if own:
            self.answers(own[-1], dict.fromkeys(scopes, BACK))

    def attests(self, person: Person, said: Said) -> None:
        """What somebody said on paper; never a yes against a no."""
        agreed = {scope for scope, decision in said.items() if decision == YES}
        refused = person.has_said_no(agreed) or bool(agreed and person.disputed)
        try:
            verbs.says(self.speaker(person), said, now=timezone.now())
        except NotRecorded as error:
            if not refused:
                self.wrong.append(f"what {person.name} said could not be recorded: {error}")
            return
        if refused:
            self.wrong.append(f"{person.name} said no, and somebody else made it a yes")
        self._is_kept(person, said)
        person.says(said, own=False)
        self.heeds(person, said)

    def heeds(self, person: Person, said: Said) -> None:
        if said.get(Scope.PUBLISH) in (NO, BACK):
            asked = Ask.objects.filter(speaker=person.pk)
            self.mails.ended |= {ask.address for ask in asked if ask.address}

    def notes(self, room: Room, person: Person, decision: Decision) -> None:
        """“This is not me”, its end, a minor, their coming of age, an edit that was heard."""
        edit = ""
        if decision == Decision.APPROVED:
            edit = self._hears(room, person)
        note(
            self.speaker(person),
            decision,
            method=Method.ATTESTED,
            actor="ada",
            now=timezone.now(),
            evidence="told at the desk",
            terms=Terms(edit=edit),
        )
        self._is_kept(person, decision)
        if decision == Decision.DISPUTED:
            person.disputed = True
        if decision == Decision.SETTLED:
            person.settled()
        if decision in (Decision.MINOR, Decision.OF_AGE):
            person.minor = decision == Decision.MINOR

    def _hears(self, room: Room, person: Person) -> str:
        """The file that would be out if everybody had heard it, or else the one that is."""
        episode = self.episode(room)
        master = masters.to_be_heard(episode, verdict(episode)) or episode.master
        if master is None:
            return ""
        person.heard.add(edit_of(master))
        return digest_of(master.clearance, edited.by_host(edited.made_with(master)).parts)

    def is_out(self, room: Room) -> bool:
        """Whether it may be heard by everybody at this moment."""
        episode, now = self.episode(room), timezone.now()
        if episode.stage != "published" or episode.master is None or room.is_blocked(now):
            return False
        return not room.waits_for_ears(edit_of(episode.master))

    def puts_out(self, room: Room, but: int | None = None) -> None:
        """Deal with whatever is in the way, as a host would, make it and publish it: all of it,
        or all but one person, or (number 0) but what is nobody's."""
        now = timezone.now()
        for number, person in enumerate(room.people.values(), start=1):
            deals = person.parts and not person.left_out and number != but
            if deals and not person.may_be_heard(now):
                self._agrees_or_is_left_out(person)
        if but != 0:
            verbs.not_a_person(self.recording(room))
            room.nobodys = set()
        if room.waits_for_list:
            self.lists(room)
        episodes.rewrite(room.episode, title="Water")
        room.title = "Water"
        pipeline.remake(room.episode, "hana")
        pipeline.submit(room.episode, "hana")
        verbs.deliver(room.episode)
        with suppress(NotCleared, NotReady):
            pipeline.publish(room.episode, "hana")

    def _agrees_or_is_left_out(self, person: Person) -> None:
        if person.disputed or person.noes:
            verbs.leave_out(self.speaker(person))
            person.left_out = True
        else:
            self.attests(person, dict.fromkeys(story.FIVE, YES))

    # --- Erasing ---------------------------------------------------------------------------------
    def erases(self, person: Person) -> None:
        """An officer erases somebody who asked for it, and their voice is taken out at once."""
        people = self._same(person)
        for one in people:
            self._is_kept(one, {scope: BACK for scope, _ in one.yeses})
            self._is_kept(one, Decision.ERASED)
        self.forgets(people)
        reason = f"{person.name or 'They'} asked for it by mail."
        erasures.offer(self.speaker(person), reason, by=self.ada, now=timezone.now())
        self.takes_voices_out()

    def takes_voices_out(self) -> None:
        """What follows an erasure; titles are without the names from here on."""
        for run in Run.objects.live().filter(kind=voice_erasure.ERASE):
            jobs.perform(run.pk, lambda beat: voice_erasure.carry_out(beat.subject_id, beat))
        for room in self.rooms:
            room.title = self.episode(room).title
        self.just_erased = True

    def _same(self, person: Person) -> list[Person]:
        """Who has the same handle is the same person; who has none is somebody for themselves."""
        everybody = [one for room in self.rooms for one in room.people.values()]
        return [p for p in everybody if p is person or (p.handle and p.handle == person.handle)]

    def forgets(self, people: list[Person]) -> None:
        """What only the word knows of them from here on. They can be mailed nothing any more at
        an address they were asked at; at another one nobody knows whose it is."""
        asked = [q for q in self.questions if q.person in people]
        self.mails.handles |= {person.handle for person in people} - {""}
        self.mails.ended |= {q.address for q in asked} - {""}
        for question in asked:
            question.forgotten = True
        for person in people:
            self.traces.append(person.is_erased())
            if person.address not in self.mails.ended:
                person.address = ""
        ids = {person.pk for person in people}
        for seq, line in self.lines.items():
            if line["speaker_id"] in ids and line["decision"] != Decision.ERASED:
                self.lines[seq] = {**line, **EMPTIED}

    @property
    def gone(self) -> set[str]:
        """What must stand nowhere: nobody brings it along who is here today."""
        here = [person for room in self.rooms for person in room.people.values() if person.name]
        theirs = set().union(*(person.texts for person in here))
        return set().union(*(trace.texts for trace in self.traces)) - theirs

    def _is_kept(self, person: Person, said: Protects) -> None:
        """A tombstone says it again, should the database forget it."""
        if self.backup:
            self.backup.hears(person, said)

    # --- The ledger ------------------------------------------------------------------------------
    def altered_lines(self) -> list[int]:
        """Lines that are not as they were when they were first seen, or as an erasure left them."""
        now = _lines()
        altered = [seq for seq, line in self.lines.items() if now.get(seq) != line]
        self.lines |= now
        return altered


def _lines() -> dict[int, Line]:
    """Every column of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {ConsentEvent._meta.db_table}")  # noqa: S608
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["seq"]: row for row in rows}


def _token(text: str) -> str:
    """The secret in the personal link that a text holds."""
    found = re.search(r"https?://\S*/c/[^/\s]+/", text)
    assert found, text
    return urlsplit(found[0]).path.split("/")[2]
