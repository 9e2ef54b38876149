"""The table of a recording's people: where each stands, who allows what, what blocks, what is
mailed next, and what the host can do about it. States, never evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consent import minors
from consent.policy import Code
from consent.roster import LastAsk, LastWord, RosterRow, Standing
from consent.scopes import Method, Scope, State
from feeds.lanes import colours_of
from feeds.pages.blocks import Action, Room, ask_again, copy_link, leave_out, url
from feeds.pages.host_voices import voice_states
from recordings.audio.plan import Treatment
from recordings.models import Speaker
from recordings.strips import StripVoice, VoiceState
from recordings.words import duration, first_name, moment

COLUMNS = {
    Scope.PUBLISH: "Publish",
    Scope.NAME: "Name",
    Scope.TRANSCRIPT: "Transcript",
    Scope.CLIPS: "Clips",
    Scope.COMMERCIAL: "Ads",
    Scope.ARCHIVE_SEARCH: "Search",
    Scope.AI_PROCESSING: "Texts",
    Scope.AI_TRAINING: "Training",
    Scope.VOICE_ID: "Voiceprint",
    Scope.REDISTRIBUTE: "Others",
}
USUAL = tuple(COLUMNS)[:5]
_ANSWERED = frozenset(State) - {State.UNANSWERED}
_HOW_LEFT_OUT = {
    Treatment.SILENCE: "silent",
    Treatment.BLEEP: "bleeped",
    Treatment.CUT: "cut",
}
_BLOCKS = {
    Code.UNANSWERED: "Has not said yes",
    Code.REFUSED: "Said no",
    Code.WITHDRAWN: "Took the yes back",
    Code.EXPIRED: "The yes has ended",
    Code.DISPUTED: "Says it is not them",
    Code.MINOR: "Needs a guardian’s yes",
    Code.IDENTITY: "Too unsure who answered",
    Code.GROWN: "New parts since the yes",
    Code.WISH: "Wants a part cut",
}
_NO_MAIL = {
    "refused": "No mail: said no before",
    "unsubscribed": "No mail: wants none",
    "bounced": "The mail to {who} came back",
    "erased": "No mail: was erased",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One answer in the table: `kind` is yes, no, wait or none."""

    label: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One person's row. `state` is the name of a `.state` class, `words` says it."""

    voice: StripVoice
    page: str
    state: str
    words: str
    spoke: str
    marks: tuple[Mark, ...]
    last_word: str
    reminder: str
    blocks: tuple[str, ...]
    actions: tuple[Action, ...]


def columns_of(roster: Iterable[RosterRow]) -> tuple[Scope, ...]:
    """The usual scopes, and of the others those that somebody has answered."""
    answered = {scope for row in roster for scope, said in row.scopes.items() if said in _ANSWERED}
    return tuple(scope for scope in COLUMNS if scope in USUAL or scope in answered)


def answers(room: Room, row: RosterRow, columns: Iterable[Scope]) -> Answers:
    state, words = standing(row)
    return Answers(
        voice=voice_of(room, row.speaker),
        page=url("speaker", room.recording, row.speaker),
        state=state,
        words=words,
        spoke=duration(row.spoke_ms),
        marks=tuple(_mark(scope, row) for scope in columns),
        last_word=_last_word(row, room.now),
        reminder=_reminder(row, room.now),
        blocks=tuple(_blocks(room, row.speaker)),
        actions=tuple(_actions(room, row)),
    )


def voice_of(room: Room, speaker: Speaker) -> StripVoice:
    states = voice_states(room.heard, room.clearance)
    return StripVoice(
        name=speaker.display_name,
        colour=colours_of(room.heard.speakers, room.heard.turns).get(speaker.pk),
        state=states.get(speaker.pk, VoiceState.WAITING),
        spans=room.heard.turns.get(speaker.pk, ()),
    )


def standing(row: RosterRow) -> tuple[str, str]:
    """The class and the words of where somebody stands."""
    if row.state == Standing.LEFT_OUT and row.excluded:
        said = "Said no" if row.scopes[Scope.PUBLISH] == State.REFUSED else "Left out"
        return "no", f"{said}: {_HOW_LEFT_OUT[row.excluded]}"
    if row.state == Standing.WAITING and row.ask and row.ask.counts_at:
        return "wait", "Said yes in advance"
    return {
        Standing.AGREED: ("yes", "Agreed in advance" if row.in_advance else "Agreed"),
        Standing.SAID_NO: ("no", "Said no"),
        Standing.WITHDRAWN: ("no", "Took it back"),
        Standing.EXPIRED: ("wait", "The yes has ended"),
        Standing.DISPUTED: ("no", "“Not me”"),
        Standing.WAITING: ("wait", "Not answered"),
        Standing.NOT_ASKED: ("wait", "Not asked"),
    }.get(row.state, ("no", "Not heard"))


def _mark(scope: Scope, row: RosterRow) -> Mark:
    kinds = {
        State.GRANTED: ("yes", "Yes"),
        State.WAIVED: ("yes", "Not needed"),
        State.REFUSED: ("no", "No"),
        State.WITHDRAWN: ("no", "Taken back"),
        State.EXPIRED: ("wait", "Ended"),
    }
    said = row.scopes[scope]
    waits = row.scopes[Scope.PUBLISH] == State.UNANSWERED and row.excluded is None
    if said == State.UNANSWERED:
        kind, words = ("wait", "Not answered") if waits else ("none", "Not asked")
    else:
        kind, words = kinds[said]
    return Mark(label=COLUMNS[scope], kind=kind, words=words)


# --- What was last heard, and what comes next ----------------------------------------------------
def _last_word(row: RosterRow, now: datetime) -> str:
    if row.last_word and not _asked_since(row.last_word, row.ask):
        return _said(row.last_word, row.speaker, now)
    if row.ask is None:
        return "Not asked yet"
    if row.ask.opened_at:
        return f"Opened the link {moment(row.ask.opened_at, now)}"
    asked = f"Asked {moment(row.ask.asked_at, now)}"
    return asked if row.ask.is_open else f"{asked}; the question has expired"


def _asked_since(word: LastWord, ask: LastAsk | None) -> bool:
    return ask is not None and ask.is_open and ask.asked_at > word.at


def _said(word: LastWord, speaker: Speaker, now: datetime) -> str:
    who = word.by if word.method == Method.ATTESTED else speaker.display_name
    return f"{who}, {moment(word.at, now)}"


def _reminder(row: RosterRow, now: datetime) -> str:
    """When the site mails this person again by itself, or why it does not; empty where nobody
    expects it to."""
    if row.no_mail:
        return _NO_MAIL[row.no_mail].format(who=first_name(row.speaker.display_name))
    if row.ask is None or not row.ask.is_open or not row.ask.address:
        return ""
    if row.ask.counts_at:
        return f"Silence counts from {moment(row.ask.counts_at, now)}"
    if row.ask.next_reminder_at:
        return f"Next reminder {moment(row.ask.next_reminder_at, now)}"
    return "No reminder left" if row.mails_left else "No reminder: three mails were sent"


def _blocks(room: Room, speaker: Speaker) -> Iterable[str]:
    mine = (reason for reason in room.clearance.reasons if reason.speaker_id == speaker.pk)
    return (_BLOCKS.get(reason.code, reason.sentence) for reason in mine)


def lacks(room: Room, row: RosterRow) -> bool:
    """Whether somebody said yes to their voice before the show asked for all that it asks now.
    What guardians are never asked is not missing of anybody who answers as one."""
    asked = minors.for_guardians(room.asked_for) if row.minor else room.asked_for
    said_yes = row.scopes[Scope.PUBLISH] == State.GRANTED and row.excluded is None
    return said_yes and any(row.scopes[scope] == State.UNANSWERED for scope in asked)


# --- What the host can do ------------------------------------------------------------------------
def _actions(room: Room, row: RosterRow) -> Iterable[Action]:
    """The likeliest first."""
    who, recording = row.speaker.display_name, room.recording
    if row.state == Standing.LEFT_OUT:
        where = url("take_back_in", recording, row.speaker)
        yield Action(label="Take back in", url=where, post=True, hidden=who)
        return
    if row.state in (Standing.SAID_NO, Standing.WITHDRAWN, Standing.DISPUTED):
        yield leave_out(room, row.speaker)
    elif row.state == Standing.AGREED and not (any(_blocks(room, row.speaker)) or lacks(room, row)):
        yield Action(label="Change", url=url("speaker", recording, row.speaker), hidden=who)
        return
    elif row.speaker.pk not in room.no_mail:
        yield _mailing(room, row)
    if row.state != Standing.DISPUTED:
        where = copy_link(room, row.speaker).url
        yield Action(label="Copy link", url=where, post=True, hidden=who)


def _mailing(room: Room, row: RosterRow) -> Action:
    """Remind of the question that waits; else ask, for the first time or again."""
    email, ask = row.speaker.email.casefold(), row.ask
    if email and ask and ask.is_open and ask.address.casefold() == email:
        where = url("ask", room.recording, row.speaker)
        who = row.speaker.display_name
        return Action(label="Remind now", url=where, post=True, hidden=who)
    return ask_again(room, row.speaker)
