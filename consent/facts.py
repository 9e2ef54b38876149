"""What the gate is told: a recording's voices, their answers, and the use that is asked about.
Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from consent.scopes import YES, Level, Scope, State, Voice
from recordings.audio.plan import Treatment
from recordings.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a recording is to be used for. `purpose` is the key of the feed (empty: any feed),
    `least` how sure it must be who answered, `commercial` that advertising stands
    around it where all who are heard allow that."""

    purpose: str = ""
    least: Level = Level.VOUCHED
    commercial: bool = False


ANY = Use()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """One Speaker: their parts, what they have said, and what the host does with them.

    `level` is how sure it is that they said so themselves, `grown_ms` how much of them came in
    after their answer, `renamed` that they agreed to another name, `wishes` are parts they asked
    to have cut, `approved` the digests of edits that they have heard and released. `in_advance`
    says that their yes was said in advance, and that they were silent when this was announced.
    """

    speaker_id: int
    number: int
    name: str
    spans: tuple[Span, ...] = ()
    standings: Mapping[Scope, State]
    excluded: Treatment | None = None
    level: Level = Level.SIGNED
    voice: Voice = Voice.AS_IS
    grown_ms: int = 0
    renamed: bool = False
    disputed: bool = False
    minor: bool = False
    guardian: bool = False
    hear_first: bool = False
    approved: frozenset[str] = frozenset()
    wishes: tuple[Span, ...] = ()
    in_advance: bool = False

    def allows(self, scope: Scope) -> bool:
        """Without a yes to being published, no other yes counts."""
        said = self.standings.get(scope) == State.GRANTED
        if scope == Scope.NAME and self.renamed:
            return False
        return not self.disputed and self.publish in YES and (said or scope == Scope.PUBLISH)

    @property
    def publish(self) -> State:
        return self.standings.get(Scope.PUBLISH, State.UNANSWERED)

    @property
    def treatment(self) -> Treatment | None:
        """How all of their parts are treated: the host's word first, then their own terms."""
        if self.excluded is not None:
            return self.excluded
        if self.publish not in YES:
            return None
        return {Voice.REMOVED: Treatment.SILENCE, Voice.ALTERED: Treatment.ALTER}.get(self.voice)

    @property
    def silent(self) -> bool:
        """Whether nothing of them is heard, by the host's word or their own terms."""
        return self.treatment not in (None, Treatment.ALTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A span that must not be heard as it was. `speaker_id` names the one voice it is about;
    without one, all that is heard in the span is meant. A recording with a track a person
    loses a speaker's span on that track alone; which that is, production knows."""

    span: Span
    treatment: Treatment
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFacts:
    """`unclaimed` is speech of nobody known, without what was marked as not a person.

    `roster` is False where a host has yet to confirm that everybody who speaks is listed.
    `legacy` is an episode that was out before it came here: the host vouches for it.
    """

    recording_id: int
    duration_ms: int
    use: Use = ANY
    voices: tuple[VoiceFacts, ...] = ()
    unclaimed: tuple[Span, ...] = ()
    unclaimed_excluded: Treatment | None = None
    excluded: tuple[Edit, ...] = ()
    roster: bool = True
    legacy: bool = False
