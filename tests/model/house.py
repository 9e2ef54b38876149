"""The site and the word beside it: each deed is done on the site and noted in the word."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import mail
from django.utils import timezone

from consent import asks, tokens, wordings
from consent.asks import NotAsked
from consent.clearance import NotCleared
from consent.models import Ask, ConsentEvent
from consent.record import NotRecorded, note, record
from consent.scopes import Decision, Method, Scope
from consent.terms import Terms
from feeds import episodes, pipeline
from feeds.lifecycle import NotReady
from feeds.models import Episode
from recordings.models import Cue, Recording, Segment, Speaker
from tests import verbs
from tests.feeds import story
from tests.model.word import Mails, Person, Question, Room, ticks
from tests.verbs import BACK, NO, WORDS_OF, YES

NOBODYS = (18_000, 20_000)
ADDRESSES = ("hana@example.org", "sami@example.org", "noor@example.org")
"""The same people in every room."""

Said = Mapping[Scope, Decision]


@dataclass
class House:
    """Hana's rooms, each with a show of its own, and everything that was ever said in them."""

    rooms: list[Room] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    mails: Mails = field(default_factory=Mails)
    lines: dict[int, tuple[object, ...]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    steps: int = 0
    everything: bool = False
    """Whether every surface is looked at after each step."""
    read: int = 0

    def __post_init__(self) -> None:
        self.host = story.host()
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
        self.rooms.append(room)
        return room

    def _person(self, room: Room, speaker: Speaker, address: str) -> Person:
        person = Person(pk=speaker.pk, key=speaker.key, name=speaker.name, address=address)
        room.people[speaker.key] = person
        return person

    def adds(self, room: Room) -> None:
        name = f"{('Mara', 'Ines', 'Odo')[len(room.people) - 3]} Lind"
        speaker = verbs.add_speaker(self.recording(room), name)
        self._person(room, speaker, f"{speaker.key}@example.org")

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
                actor=person.name,
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
        person.says(
            said, own=True, until=until, hear_first=hear_first, elsewhere=question.elsewhere
        )
        self._heeds(person, said)

    def withdraws(self, person: Person, scopes: list[Scope]) -> None:
        """By the latest link that was answered; whoever never answered has nothing to take back."""
        own = [q for q in self.questions if q.person is person and q.answered]
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
        person.says(said, own=False)
        self._heeds(person, said)

    def _heeds(self, person: Person, said: Said) -> None:
        if said.get(Scope.PUBLISH) in (NO, BACK):
            asked = Ask.objects.filter(speaker=person.pk)
            self.mails.ended |= {ask.address for ask in asked if ask.address}

    def notes(self, room: Room, person: Person, decision: Decision) -> None:
        """“This is not me”, its end, a minor, their coming of age, an edit that was heard."""
        edit = ""
        if decision == Decision.APPROVED:
            master = self.episode(room).master
            edit = master.clearance if master else ""
            person.heard.add(edit)
        note(
            self.speaker(person),
            decision,
            method=Method.ATTESTED,
            actor="ada",
            now=timezone.now(),
            evidence="told at the desk",
            terms=Terms(edit=edit),
        )
        if decision == Decision.DISPUTED:
            person.disputed = True
        if decision == Decision.SETTLED:
            person.settled()
        if decision in (Decision.MINOR, Decision.OF_AGE):
            person.minor = decision == Decision.MINOR

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

    # --- The ledger ------------------------------------------------------------------------------
    def altered_lines(self) -> list[int]:
        """Lines that are not as they were when they were first seen."""
        columns = ("seq", "speaker_id", "scope", "decision", "method", "terms", "shown", "hash")
        now = {row[0]: row for row in ConsentEvent.objects.values_list(*columns)}
        altered = [seq for seq, row in self.lines.items() if now.get(seq) != row]
        self.lines |= now
        return altered


def _token(text: str) -> str:
    """The secret in the personal link that a text holds."""
    found = re.search(r"https?://\S*/c/[^/\s]+/", text)
    assert found, text
    return urlsplit(found[0]).path.split("/")[2]
