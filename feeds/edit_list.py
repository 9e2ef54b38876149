"""The edit list of an episode: what its host takes out of the sound, step by step. Pure.

All times are milliseconds on the recording's clock. An edit only ever takes out; what consent
leaves out is decided elsewhere, and nothing here puts it back.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from recordings.spans import Span, intersect, subtract, total_ms, union
from recordings.words import clock, duration

MOST = 500
"""So many edits stand in one list."""

MOST_STEPS = 1_000
"""So many steps are kept of it, those that took something back among them."""

LEAST_KEPT_MS = 1_000
"""So much of a recording must stay."""


class Deed(StrEnum):
    """What a step does. TRIM names what stays, the next three what goes; BACK takes one earlier
    step back, CLEAR all of them."""

    TRIM = "trim"
    CUT = "cut"
    SILENCE = "silence"
    BLEEP = "bleep"
    BACK = "back"
    CLEAR = "clear"


TAKES_OUT = (Deed.CUT, Deed.SILENCE, Deed.BLEEP)
EDITS = (Deed.TRIM, *TAKES_OUT)


class EditRefused(Exception):
    """A step that cannot be taken; `str(error)` says why, and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HostEdit:
    """One step. `speaker_id` limits it to one person's parts in the span; `of` is the step that
    BACK takes back."""

    number: int
    deed: Deed
    span: Span | None = None
    speaker_id: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """What one edit comes to: a span and its deed, of one person's own track, or of everything."""

    span: Span
    deed: Deed
    speaker_id: int | None = None


def standing(steps: Iterable[HostEdit]) -> tuple[HostEdit, ...]:
    """The edits that hold after all steps, in their order. Of several trims the last one holds."""
    held: dict[int, HostEdit] = {}
    for step in steps:
        if step.deed is Deed.CLEAR:
            held.clear()
        elif step.deed is Deed.BACK:
            held.pop(step.of or 0, None)
        else:
            if step.deed is Deed.TRIM:
                held = {at: one for at, one in held.items() if one.deed is not Deed.TRIM}
            held[step.number] = step
    return tuple(held.values())


def resolved(
    edits: Iterable[HostEdit],
    spans_of: Callable[[int], Iterable[Span]],
    on_tracks: Collection[int],
) -> tuple[Stretch, ...]:
    """What the edits come to, sorted. An edit of one person reaches that person's parts in its
    span: on a track of their own that track alone, in a mix whoever speaks at the same time."""
    found: list[Stretch] = []
    for edit in edits:
        if edit.span is None:
            continue
        if edit.speaker_id is None or edit.deed is Deed.TRIM:
            found.append(Stretch(edit.span, edit.deed))
            continue
        who = edit.speaker_id if edit.speaker_id in on_tracks else None
        parts = intersect(spans_of(edit.speaker_id), [edit.span])
        found.extend(Stretch(span, edit.deed, who) for span in parts)
    return tuple(sorted(set(found), key=_order))


def _order(one: Stretch) -> tuple[Span, str, int]:
    return one.span, one.deed, one.speaker_id or 0


def trim_of(stretches: Iterable[Stretch]) -> Span | None:
    return next((one.span for one in stretches if one.deed is Deed.TRIM), None)


def spans_of(stretches: Iterable[Stretch], *deeds: Deed) -> tuple[Span, ...]:
    """Where everything is treated so."""
    return union(one.span for one in stretches if one.deed in deeds and one.speaker_id is None)


def kept_ms(stretches: Collection[Stretch], duration_ms: int) -> int:
    """How much of the recording these edits leave, before what consent leaves out."""
    whole = trim_of(stretches) or Span(0, duration_ms)
    return total_ms(subtract([whole], spans_of(stretches, Deed.CUT)))


def within(start_ms: int, end_ms: int, duration_ms: int) -> Span:
    """The span that somebody asked for. Raises `EditRefused` where there is no such span."""
    if start_ms < 0 or start_ms >= duration_ms:
        ends = f"The recording ends at {clock(duration_ms)}"
        raise EditRefused(f"{ends}. Choose a start before that.")
    if end_ms <= start_ms:
        raise EditRefused("The end is not after the start. Choose a later end.")
    return Span(start_ms, min(end_ms, duration_ms))


def check(step: HostEdit, steps: Collection[HostEdit]) -> None:
    """Whether one more step may be taken. Raises `EditRefused`."""
    held = {one.number: one for one in standing(steps)}
    if len(steps) >= MOST_STEPS:
        raise EditRefused(f"These are {MOST_STEPS:,} steps. Undo some before you edit on.")
    if step.deed in EDITS and len(held) >= MOST:
        raise EditRefused(f"These are {MOST} edits. Take one back before you add another.")
    if step.deed is Deed.BACK and step.of not in held:
        raise EditRefused("That edit was taken back before.")
    if step.deed is Deed.CLEAR and not held:
        raise EditRefused("There is no edit to take back.")


def sentence(edit: HostEdit, name: str = "") -> str:
    """“Cut 0:10.0 to 0:15.5, only Noor”."""
    verb = {Deed.TRIM: "Keep only"}.get(edit.deed, edit.deed.title())
    span = f" {exact(edit.span.start_ms)} to {exact(edit.span.end_ms)}" if edit.span else ""
    return f"{verb}{span}{f', only {name}' if name else ''}"


def exact(ms: int) -> str:
    """A position to the millisecond where it matters: `13:38`, `0:07.25`."""
    rest = f"{ms % 1000:03}".rstrip("0")
    return f"{clock(ms)}{'.' if rest else ''}{rest}"


def summary(stretches: Collection[Stretch], count: int, duration_ms: int) -> str:
    """“3 edits, 42 s shorter”."""
    if not count:
        return "None"
    gone = duration_ms - kept_ms(stretches, duration_ms)
    less = f", {duration(gone)} shorter" if gone >= 500 else ""
    return f"{count} edit{'' if count == 1 else 's'}{less}"
