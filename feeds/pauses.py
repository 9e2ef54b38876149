"""What goes of an episode's pauses, as its host chose: found anew for each plan and no step of the
edit list, so that another choice brings all of it back."""

from collections.abc import Iterable
from dataclasses import dataclass

from feeds.sound import DeadAir, Silences, Sound
from recordings.audio import silences
from recordings.audio.plan import Edit, EditPlan, Treatment
from recordings.models import Recording, Track
from recordings.peaks import waveforms
from recordings.spans import Span, total_ms
from recordings.words import duration

PAUSES = "pauses"
"""Where a Master's plan keeps what went of them: `{"count": int, "ms": int, "ends_ms": int}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """What goes: of long pauses, and at both ends."""

    shortened: tuple[Span, ...] = ()
    trimmed: tuple[Span, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        spans = (*self.shortened, *self.trimmed)
        return tuple(Edit(span=span, treatment=Treatment.CUT) for span in spans)

    @property
    def packed(self) -> dict[str, int]:
        return {
            "count": len(self.shortened),
            "ms": total_ms(self.shortened),
            "ends_ms": total_ms(self.trimmed),
        }


def pauses_in(recording: Recording, tracks: Iterable[Track], plan: EditPlan) -> Pauses:
    """What could go of a planned episode. What consent or the host treats is no pause, nor is
    anybody's part; where the host trimmed, there is no dead air."""
    everything = Span(0, plan.duration_ms)
    whole = plan.trim or everything
    treated = [edit.span for edit in plan.edits if edit.track is None]
    parts = recording.segments.values_list("start_ms", "end_ms")
    spoken = [*treated, *(Span(start, end) for start, end in parts)]
    found = silences.pauses(waveforms(tracks), spoken, whole)
    ends = silences.trimmed(found, whole)
    return Pauses(
        shortened=silences.shortened(found, whole),
        trimmed=tuple(span for span in ends if _is_an_end(span, everything)),
    )


def _is_an_end(span: Span, everything: Span) -> bool:
    return span.start_ms == 0 or span.end_ms == everything.end_ms


def chosen_of(found: Pauses, sound: Sound) -> Pauses:
    """What goes of them as the host chose."""
    return Pauses(
        shortened=found.shortened if sound.silences is Silences.SHORTEN else (),
        trimmed=found.trimmed if sound.dead_air is DeadAir.TRIM else (),
    )


def are_touched(sound: Sound) -> bool:
    return sound.silences is not Silences.KEEP or sound.dead_air is not DeadAir.KEEP


def going(recording: Recording, tracks: Iterable[Track], plan: EditPlan, sound: Sound) -> Pauses:
    """What goes of a planned episode, found anew."""
    return chosen_of(pauses_in(recording, tracks, plan), sound) if are_touched(sound) else Pauses()


def sentence(packed: dict[str, int]) -> str:
    """“14 pauses shortened, 1 min 12 s in all; 3 s of dead air trimmed”; empty where nothing
    went."""
    count, ends = packed.get("count", 0), packed.get("ends_ms", 0)
    many = f"{count} pause{'' if count == 1 else 's'}"
    short = f"{many} shortened, {duration(packed.get('ms', 0))} in all" if count else ""
    dead = f"{duration(ends)} of dead air trimmed" if ends >= 500 else ""
    return "; ".join(filter(None, (short, dead)))
