"""What stands between a recording and its episode, and the buttons that solve it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from consent import complete
from consent.policy import Clearance, Code, Reason
from consent.roster import LastAsk
from consent.scopes import Scope
from feeds.models import Episode
from feeds.pages.host_voices import Heard
from recordings.models import Recording, Speaker
from recordings.words import clock, day, duration, first_name, listed, moment

PATIENCE = timedelta(days=3)
"""After so long without an answer it is the host's turn again."""
LISTED = 20
"""So many names are listed in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: a link, or with `post` a form of its own. `hidden` names what it is about."""

    label: str
    url: str
    post: bool = False
    hidden: str = ""


_ASK_AGAIN = (Code.EXPIRED, Code.IDENTITY, Code.GROWN)
"""What another answer of the same person settles."""
EVERYONE = "everyone"
"""The code of the block that sums several up; it is no further thing that blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing that blocks. `patient` says that only somebody else can act for now."""

    code: str
    heading: str
    detail: str = ""
    actions: tuple[Action, ...] = ()
    patient: bool = False
    asked_at: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the blocks of one recording are told from. `asks` are the open ones by speaker,
    `asked_for` what the show asks now, `no_mail` the speakers who get no mail of this host's, or no
    more of it about this room."""

    recording: Recording
    heard: Heard
    clearance: Clearance
    asks: Mapping[int, LastAsk]
    now: datetime
    no_mail: Collection[int] = ()
    asked_for: tuple[Scope, ...] = ()


def blocks(room: Room) -> tuple[Block, ...]:
    """Everything that blocks, one that settles several things first."""
    found = tuple(_block(room, reason) for reason in room.clearance.reasons)
    return (*_everyone(room), *found)


def _block(room: Room, reason: Reason) -> Block:
    speaker = next((s for s in room.heard.speakers if s.pk == reason.speaker_id), None)
    if reason.code == Code.UNCLAIMED:
        return _unclaimed(room, reason)
    if speaker is None:
        return _about_all(room, reason)
    if reason.code == Code.UNANSWERED:
        return _unanswered(room, speaker)
    if reason.code in (Code.REFUSED, Code.WITHDRAWN):
        return _said_no(room, speaker, reason.code)
    if reason.code == Code.WISH:
        return _wish(room, speaker, reason)
    return _not_enough(room, speaker, reason)


def url(name: str, recording: Recording, speaker: Speaker | None = None) -> str:
    args = [recording.uid, speaker.uid] if speaker else [recording.uid]
    return reverse(f"feeds:{name}", args=args)


def _about_all(room: Room, reason: Reason) -> Block:
    if reason.code == Code.ROSTER:
        return _roster(room)
    actions = {
        Code.NOT_KNOWN: (Action(label="Say who speaks", url=url("people", room.recording)),),
    }.get(reason.code, ())
    heading, _, detail = reason.sentence.partition(". ")
    return Block(code=reason.code, heading=f"{heading}.", detail=detail, actions=actions)


def _roster(room: Room) -> Block:
    """The file does not say who speaks, so the host says that everybody is listed."""
    names = [speaker.display_name for speaker in room.heard.speakers]
    more = [f"{len(names) - LISTED} more"] if len(names) > LISTED else []
    people = Action(label="Somebody is missing", url=url("people", room.recording))
    if complete.waits_for_desk(room.recording):
        return Block(
            code=Code.ROSTER,
            heading="The consent desk checks who is listed.",
            detail="You have said that everybody is; somebody at the desk looks too.",
            actions=(people,),
            patient=True,
        )
    return Block(
        code=Code.ROSTER,
        heading="The file does not say who speaks.",
        detail=f"Listed: {listed([*names[:LISTED], *more])}. Is that everybody who is heard?",
        actions=(
            Action(label="Everybody is listed", url=url("roster", room.recording), post=True),
            people,
        ),
    )


# --- Speech of nobody's --------------------------------------------------------------------------
def _unclaimed(room: Room, reason: Reason) -> Block:
    longest = max(room.heard.unclaimed, key=lambda span: span.duration_ms)
    places = len(room.heard.unclaimed)
    where = f"In {places} places, the longest" if places > 1 else "In one place,"
    return Block(
        code=reason.code,
        heading=f"{duration(reason.duration_ms)} of speech belong to nobody.",
        detail=f"{where} at {clock(longest.start_ms)}.",
        actions=(
            Action(label="Say who this is", url=url("unclaimed", room.recording)),
            Action(label="Cut it", url=url("unclaimed_cut", room.recording), post=True),
        ),
    )


# --- People --------------------------------------------------------------------------------------
def leave_out(room: Room, speaker: Speaker) -> Action:
    who = first_name(speaker.display_name)
    return Action(label=f"Leave {who} out", url=url("leave_out", room.recording, speaker))


def copy_link(room: Room, speaker: Speaker) -> Action:
    who = first_name(speaker.display_name)
    where = url("speaker_link", room.recording, speaker)
    return Action(label=f"Copy {who}’s link", url=where, post=True)


def ask_again(room: Room, speaker: Speaker) -> Action:
    """Mail where there is an address; else the address first."""
    who = first_name(speaker.display_name)
    if not speaker.email:
        return Action(label="Add an address", url=url("addresses", room.recording), hidden=who)
    again = " again" if speaker.pk in room.asks else ""
    where = url("ask", room.recording, speaker)
    return Action(label=f"Ask {who}{again}", url=where, post=True)


def reach(room: Room, speaker: Speaker) -> tuple[Action, ...]:
    """How a host can get at somebody, the likeliest way first."""
    link = copy_link(room, speaker)
    if speaker.pk in room.no_mail:
        return (link,)
    asking = ask_again(room, speaker)
    return (asking, link) if speaker.email else (link, asking)


def _unanswered(room: Room, speaker: Speaker) -> Block:
    name, ask = speaker.display_name, room.asks.get(speaker.pk)
    patient = ask is not None and room.now - _last_heard(ask) < PATIENCE
    return Block(
        code=Code.UNANSWERED,
        heading=f"{name} has not {'answered' if ask else 'been asked'}.",
        detail=_asked(ask, room.now) if ask else "",
        actions=(*reach(room, speaker), leave_out(room, speaker)),
        patient=patient,
        asked_at=ask.asked_at if ask else None,
        name=name,
    )


def _last_heard(ask: LastAsk) -> datetime:
    return max(filter(None, (ask.asked_at, ask.sent_at, ask.opened_at)))


def _asked(ask: LastAsk, now: datetime) -> str:
    asked = f"Asked {day(ask.asked_at, now)}"
    how = "by mail" if ask.address else "by a personal link"
    opened = f"; the link was opened {moment(ask.opened_at, now)}" if ask.opened_at else ""
    if ask.counts_at:
        counts = moment(ask.counts_at, now)
        return f"Said yes in advance, and was told of this room; silence counts from {counts}."
    return f"{asked} {how}{opened}."


def _said_no(room: Room, speaker: Speaker, code: Code) -> Block:
    said = "said no" if code == Code.REFUSED else "took the yes back"
    return Block(
        code=code,
        heading=f"{speaker.display_name} {said}.",
        detail="Leave this voice out, and the episode can go on without it.",
        actions=(leave_out(room, speaker),),
        name=speaker.display_name,
    )


def _wish(room: Room, speaker: Speaker, reason: Reason) -> Block:
    cut = Action(label="Cut it", url=url("cut_wishes", room.recording, speaker), post=True)
    return Block(
        code=reason.code,
        heading=f"{speaker.display_name} asked to have {duration(reason.duration_ms)} cut.",
        detail="The episode can go on when it is cut, or when they leave it in after all.",
        actions=(cut, leave_out(room, speaker)),
        name=speaker.display_name,
    )


def _not_enough(room: Room, speaker: Speaker, reason: Reason) -> Block:
    """Their yes does not reach as far as it is used, or is not known to be theirs."""
    heading, _, detail = reason.sentence.partition(". ")
    again = reach(room, speaker) if reason.code in _ASK_AGAIN else ()
    return Block(
        code=reason.code,
        heading=f"{heading.removesuffix('.')}.",
        detail=detail,
        actions=(*again, leave_out(room, speaker)),
        name=speaker.display_name,
    )


def _everyone(room: Room) -> Iterable[Block]:
    """Where several have an address and were never asked, one button asks them all."""
    never = [
        s
        for s in room.heard.voices
        if s.email
        and s.pk not in {*room.asks, *room.no_mail}
        and s.pk in _unanswered_ids(room.clearance)
    ]
    if len(never) > 1:
        yield Block(
            code=EVERYONE,
            heading=f"{len(never)} people have not been asked.",
            detail="Each gets a mail with a personal link. You see here who has answered.",
            actions=(
                Action(label="Ask everyone", url=url("ask_everyone", room.recording), post=True),
            ),
        )


def _unanswered_ids(clearance: Clearance) -> set[int | None]:
    return {r.speaker_id for r in clearance.reasons if r.code == Code.UNANSWERED}


# --- The host's own words ------------------------------------------------------------------------
def naming_blocks(episode: Episode, sentences: Iterable[str]) -> Iterable[Block]:
    """Texts that name somebody who may not be named: `publication.names_left`'s sentences."""
    places = {"The title": "title", "The notes": "notes", "The chapters": "chapters"}
    for sentence in sentences:
        place = next((p for start, p in places.items() if sentence.startswith(start)), "title")
        where = reverse("feeds:episode_change", args=[episode.uid, place])
        yield Block(
            code="name",
            heading=sentence,
            actions=(Action(label=f"Change the {place}", url=where),),
        )
