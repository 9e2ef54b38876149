"""Whether the site holds to the word: what is checked after every step, a line for each wrong.

The numbers of the invariants (I1 and so on) are those of docs/testing.md.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.test import Client
from django.utils import timezone

from consent.models import AskLink, ConsentEvent
from consent.scopes import Scope, State
from consent.standings import Standings, fold
from consent.verify import faults
from feeds.models import Episode, EpisodeEvent
from recordings.models import Run
from tests import verbs
from tests.model import traces
from tests.model.house import House
from tests.model.word import Room, Word, ticks, words_of
from tests.surfaces import OUT, Surface, items, surfaces
from tests.verbs import BACK, KEPT, NO, YES

MADE = ("cleared", "producing", "ready", "published")
FINISHED = ("ready", "published")
IN_TURN = ("page", "vtt", "embed", "chapters", "page", "json", "html")
_STATES = {YES: State.GRANTED, NO: State.REFUSED, BACK: State.WITHDRAWN}
_TO = {
    "submit": {("draft", "held")},
    "clear": {("held", "cleared")},
    "render": {("cleared", "producing")},
    "finish": {("producing", "ready"), ("ready", "ready"), ("published", "published")},
    "fail": {("producing", "cleared")},
    "publish": {("ready", "published"), ("ready", "ready")},
    "unpublish": {("published", "ready")},
    "edit": {("ready", "cleared")},
    "hold": {(stage, "held") for stage in MADE},
    "withdraw": {(stage, "withdrawn") for stage in ("draft", "held", *MADE)},
}


def wrongs(house: House, rooms: Iterable[Room]) -> Iterator[str]:
    """Everything that is wrong now, in the ledger and in these rooms."""
    now = timezone.now()
    yield from house.wrong
    yield from _ledger(house)
    yield from traces.left(house)
    for room in rooms:
        episode = house.episode(room)
        yield from _standings(room, episode, now)
        yield from _row(episode, room, now)
        yield from _steps(episode)
        yield from _surfaces(episode, room, now, house)


def _ledger(house: House) -> Iterator[str]:
    """I3: the lines are as they were written, and all there."""
    known = len(house.lines)
    for seq in house.altered_lines():
        yield f"I3: line {seq} is not as it was"
    if len(house.lines) > known:
        for fault in faults():
            yield f"I3: {fault.sentence}"


def _standings(room: Room, episode: Episode, now: datetime) -> Iterator[str]:
    """I3: what the lines add up to is what was said last."""
    lines = ConsentEvent.objects.filter(recording=room.recording).order_by("seq")
    found = fold(lines, now=now, purpose=episode.show.use.purpose)
    for person in room.people.values():
        stands = found.get(person.pk) or Standings()
        for scope in Scope:
            said = _said(person.said.get(scope), now)
            if stands.state(scope) != said:
                yield f"I3: {person.key} stands at {stands.state(scope)} on {scope}, said {said}"


def _said(word: Word | None, now: datetime) -> State:
    if word is None:
        return State.UNANSWERED
    return State.EXPIRED if word.is_over(now) else _STATES[word.decision]


def _row(episode: Episode, room: Room, now: datetime) -> Iterator[str]:
    """I1, I2, I6: the row says what may be, whatever is served. What time alone has ended is
    noticed when it is asked for, and by the next review."""
    stage, blocked = episode.stage, room.is_blocked(now)
    if not room.has_ended(now):
        if stage in MADE and blocked:
            yield f"I1: it is {stage}, and is not allowed to be"
        if stage == "held" and not blocked:
            yield "I1: it is held, and nothing blocks it"
    if (stage == "withdrawn") != room.gone:
        yield f"I12: it is {stage}"
    if stage in FINISHED and not room.has_ended(now):
        yield from _file(episode, room, now)
    if episode.guid != room.guid or Episode.objects.filter(guid=room.guid).count() != 1:
        yield "I6: its guid is not the one it was given"
    if room.number is not None and episode.number != room.number:
        yield "I6: its number has changed"
    room.number = episode.number


def _file(episode: Episode, room: Room, now: datetime) -> Iterator[str]:
    if episode.master is None:
        yield "I1: it is finished without a file"
        return
    kept = _kept(verbs.sound_of(episode.master))
    for wrong in room.wrong_in(kept, now):
        yield f"I1: {episode.stage}: {wrong}"
    for text in episode.master.plan["words"]:
        if room.names_somebody(text, now):
            yield "I1: the file itself names somebody"


def _kept(heard: verbs.Heard) -> set[int]:
    return set().union(*(ticks(start_ms, end_ms) for start_ms, end_ms in heard.get(KEPT, ())))


def _steps(episode: Episode) -> Iterator[str]:
    """I12: every step begins where the last one ended, and somebody made it."""
    stage = "draft"
    events = EpisodeEvent.objects.filter(episode=episode).order_by("pk")
    for step, before, after, actor in events.values_list("step", "before", "after", "actor"):
        if before != stage or (before, after) not in _TO[step]:
            yield f"I12: {step} from {before} to {after} at {stage}"
        if not actor:
            yield f"I12: nobody made the step {step}"
        stage = after
    if stage != episode.stage:
        yield f"I12: it is {episode.stage}, but its steps led to {stage}"
    if Run.objects.live().about("produce", episode.pk).count() > 1:
        yield "I5: it is made twice at once"


def _surfaces(episode: Episode, room: Room, now: datetime, house: House) -> Iterator[str]:
    """I1: everything that is served fits the word, and what may be out is. Feed and sound are
    asked after each step, the others in turn."""
    out = house.is_out(room)
    never = episode.published_at is None
    turn = house.steps % len(IN_TURN)
    others = IN_TURN[:4] if house.everything else IN_TURN[turn : turn + 1]
    names = ("feed",) if never else ("feed", "audio", *others)
    gone = house.gone
    for one in surfaces(episode, names, house.lee):
        yield from _surface(one, room, now)
        yield from (f"I17: {one.name} holds {text}" for text in gone if text in one.text)
        if one.name == "feed":
            if items(one, room.guid) != out:
                yield f"I5: {items(one, room.guid)} items of it stand in the feed, out is {out}"
            yield from _names(one, room, now) if out else ()
        elif one.name in ("page", "audio") and (one.status == OUT) != out:
            yield f"I1: its {one.name} answers {one.status}, out is {out}"


def _surface(one: Surface, room: Room, now: datetime) -> Iterator[str]:
    allowed = {f"name of {p.name}" for p in room.people.values() if p.is_named(now)}
    allowed |= {f"words of {p.name}" for p in room.people.values() if p.is_quoted(now)}
    for what in words_of(one.text, room.people.values()):
        if what not in allowed:
            yield f"I1: {one.name} holds the {what}"
    if one.heard is not None:
        for wrong in room.wrong_in(_kept(one.heard), now):
            yield f"I1: {one.name}: {wrong}"


def _names(feed: Surface, room: Room, now: datetime) -> Iterator[str]:
    """Who wants to be named is."""
    for person in room.heard:
        if (
            person.name
            and person.is_named(now)
            and f">{person.name}</podcast:person>" not in feed.text
        ):
            yield f"I1: {person.name} is heard and agreed to be named, and is not"


def links(house: House) -> Iterator[str]:
    """I14: a link opens for as long as it should, and its secret is kept nowhere."""
    now = timezone.now()
    kept = set(AskLink.objects.values_list("token_sha256", flat=True))
    for question in house.questions:
        status = Client().get(f"/c/{question.token}/").status_code
        gone = 404 if question.forgotten else 410
        if status != (200 if question.is_alive(now) else gone):
            yield f"I14: a link answers {status}, alive is {question.is_alive(now)}"
        if len(question.token) < 43 or question.token in kept:
            yield "I14: a token is short, or kept as it is"
