"""What goes into a stretch of an episode, as a name: where the names are the same, so is every
sample. Whatever an edit, a gain or a piece of music can change is in it."""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from recordings.audio.envelope import RAMP, Glide, ranges
from recordings.audio.grid import BLOCK, RATE, Curve, Range
from recordings.audio.plan import ENGINE, EditPlan, Track, Treatment, treated
from recordings.audio.programme import Programme
from recordings.audio.score import Take
from recordings.audio.segments import surroundings

_RAMPS = 2 * RAMP
_SECONDS = 2 * RATE
"""How far beside a stretch something may lie that is heard in it: a ramp; and what an altered voice
is made of, which goes by whole seconds and remembers the one before."""


class Recipes:
    """What goes into any stretch of a programme, as a value: two stretches of the same recipe are
    the same, sample by sample. `hashes` name the inputs."""

    def __init__(self, programme: Programme, hashes: Mapping[int, str]) -> None:
        self._programme, self._hashes = programme, hashes
        plan = programme.plan
        altered = any(edit.treatment is Treatment.ALTER for edit in plan.edits)
        self._reach = _SECONDS if altered else _RAMPS
        self._whole = self._treatments(None)
        self._tracks = {track.input: self._treatments(track.input) for track in plan.tracks}
        self._gone = _Sorted(programme.score.gone, self._reach)

    def _treatments(self, track: int | None) -> "_Treatments":
        return _Treatments(self._programme.plan, track, self._reach)

    def name(self, segment: Range, **more: object) -> str:
        """Hex SHA-256 over all that is heard in a segment and around it, and `more`."""
        facts = {"engine": ENGINE, "sound": self._of(segment), **more}
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _of(self, segment: Range) -> dict[str, object]:
        plan, score = self._programme.plan, self._programme.score
        first, last = surroundings(segment, score.total)
        takes = list(score.heard(first, last))
        return {
            "frames": [segment[0] - first, last - first, segment[1] - first],
            "ends": last == score.total,
            "channels": plan.channels,
            "common": self._programme.settled.common_lufs,
            "takes": [[take.at - first, take.start, take.end] for take in takes],
            "gone": [self._gone.near(take) for take in takes],
            "all": [self._whole.near(take) for take in takes],
            "tracks": [self._track(track, takes) for track in plan.tracks],
            "music": list(self._music(first, last)),
            "bed": self._bed(first, last),
        }

    def _track(self, track: Track, takes: Sequence[Take]) -> list[object]:
        glide = self._programme.settled.tracks[track.input]
        gains = [_digest(self._gains(glide, take)) for take in takes]
        edits = [self._tracks[track.input].near(take) for take in takes]
        place = [track.pan] if track.pan else []
        return [self._hashes[track.input], track.offset_ms, gains, edits, *place]

    def _gains(self, glide: Glide, take: Take) -> Curve:
        first = (take.start - self._reach) // BLOCK
        return glide.curve(first, -(-(take.end + self._reach) // BLOCK) - first)

    def _music(self, first: int, last: int) -> Iterable[list[object]]:
        plan, score = self._programme.plan, self._programme.score
        for music, (start, end), fade in (
            (plan.intro, score.intro, score.intro_fade),
            (plan.outro, score.outro, score.outro_fade),
        ):
            if music is not None and start < last and first < end:
                gain = self._programme.settled.music_db[music.input]
                yield [self._hashes[music.input], gain, start - first, end - start, fade]

    def _bed(self, first: int, last: int) -> list[object]:
        plan, loop, (start, end) = (
            self._programme.plan,
            self._programme.bed,
            self._programme.score.body,
        )
        if plan.bed is None or loop is None or last <= start or end <= first:
            return []
        number = plan.bed.input
        place, span = loop.place(first), [max(0, start - first), min(end, last) - first]
        gain, gains = self._programme.settled.music_db[number], _digest(loop.gains(first, last))
        return [self._hashes[number], gain, place, span, gains]


class _Sorted:
    """Disjoint ranges of the recording, in order."""

    def __init__(self, some: Sequence[Range], reach: int) -> None:
        self._some, self._reach = some, reach
        self._starts, self._ends = [start for start, _ in some], [end for _, end in some]

    def near(self, take: Take) -> list[Range]:
        """Those that touch a take or what is near to it, whole."""
        first = bisect_left(self._ends, take.start - self._reach)
        last = bisect_right(self._starts, take.end + self._reach)
        return list(self._some[first:last])


class _Treatments:
    """What is asked for on one track, or (None) on everything."""

    def __init__(self, plan: EditPlan, track: int | None, reach: int) -> None:
        self._each = {
            kind: _Sorted(ranges(treated(plan, kind, track)), reach) for kind in Treatment
        }

    def near(self, take: Take) -> dict[str, list[Range]]:
        found = {kind.value: some.near(take) for kind, some in self._each.items()}
        return {kind: some for kind, some in found.items() if some}


def _digest(curve: Curve) -> str:
    return hashlib.sha256(curve.tobytes()).hexdigest()
