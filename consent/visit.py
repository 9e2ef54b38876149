"""A speaker at their link: everything their pages show, read once. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import F, Sum

from consent import listening, pledged, proofs, texts, tokens, wordings
from consent.listening import Piece
from consent.models import Ask, AskLink, ConsentEvent, StandingConsent, Wording
from consent.reading import Reader
from consent.receipts import Receipt, receipts_of
from consent.record import granted, standings_of
from consent.scopes import Scope, State
from consent.standings import Standings
from consent.terms import NONE, Terms
from recordings.models import Cue, Recording, Segment, Speaker
from recordings.peaks import peaks_by_speaker
from recordings.spans import Span, total_ms
from recordings.storage import StorageFailed
from recordings.strips import StripVoice, VoiceState, colours
from recordings.words import clock, duration


@dataclass(frozen=True, kw_only=True)
class Visit:
    """`token` is the secret of the address, never to be logged; `cookie` is that of its forms."""

    token: str
    link: AskLink
    now: datetime
    reader: Reader = field(default_factory=Reader)
    cookie: str = ""

    @classmethod
    def at(cls, token: str, now: datetime, reader: Reader, cookie: str = "") -> "Visit":
        """Raises `tokens.LinkGone`."""
        link = tokens.find(token, now)
        return cls(token=token, link=link, now=now, reader=reader, cookie=cookie)

    @property
    def seal(self) -> str:
        """What binds choices and proofs to this browser's own form: its cookie, and the link."""
        return f"{self.link.token_sha256}:{self.cookie}" if self.cookie else ""

    @cached_property
    def proof(self) -> proofs.Proof:
        """How sure it is that the speaker is who is here."""
        return proofs.proof(self.ask, self.seal, self.now)

    @property
    def wants_proof(self) -> bool:
        """Whether a yes would not count as it would be given here and now."""
        return self.proof.level < self.ask.least

    @property
    def unproven(self) -> bool:
        """Whether they said yes, and not as surely as their host has to know."""
        said = standings_of(self.speaker, purpose=self.ask.purpose).of(Scope.PUBLISH)
        return said.state == State.GRANTED and said.level < self.ask.least

    @property
    def ask(self) -> Ask:
        return self.link.ask

    @property
    def speaker(self) -> Speaker:
        return self.ask.speaker

    @property
    def recording(self) -> Recording:
        return self.speaker.recording

    @cached_property
    def in_advance(self) -> StandingConsent | None:
        """What they said yes to in advance, where one press can confirm it for this room."""
        silent = self.stands.state(Scope.PUBLISH) == State.UNANSWERED
        free = silent and not self.stands.disputed and not self.stands.minor
        return pledged.offered(self.ask, self.now) if free else None

    @cached_property
    def wordings(self) -> Mapping[str, Wording]:
        """The words they are asked with, by language; where those mean something else by now, the
        present ones."""
        return wordings.holding(self.ask.wording)

    @cached_property
    def language(self) -> str:
        """Chosen on the page, else the browser's, else the one they were asked in."""
        asked = self.ask.wording.language
        default = asked if asked in self.wordings else next(iter(self.wordings))
        return self.reader.reads(self.wordings, default)

    @property
    def wording(self) -> Wording:
        return self.wordings[self.language]

    @property
    def query(self) -> str:
        """What keeps a chosen language from page to page."""
        return f"?lang={self.language}" if self.reader.chosen in self.wordings else ""

    @property
    def and_query(self) -> str:
        return self.query.replace("?", "&")

    @property
    def room_text(self) -> str:
        return wordings.room_text(self.ask, self.language)

    @property
    def show_text(self) -> str:
        return wordings.show_text(self.ask, self.language)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return wordings.spans_of(self.speaker)

    @property
    def spoken_ms(self) -> int:
        return total_ms(self.spans)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What they can listen to, piece by piece; empty where there is no sound of them."""
        return listening.pieces_of(self.speaker, listening.use_of(self.ask))

    @property
    def starts(self) -> str:
        """Where each of their parts begins in the first piece, in seconds, with spaces."""
        first = self.pieces[0].starts if self.pieces else ()
        return " ".join(f"{start / 1000:g}" for start in first)

    @property
    def hears_others(self) -> bool:
        """Whether others are heard and the words they are asked with, of an older version or the
        site's own, do not say so."""
        told = texts.CORE.get(self.language, {}).get("hear_note") == self.words["hear_note"]
        return not told and any(piece.has_others for piece in self.pieces)

    @property
    def length_ms(self) -> int:
        """How long the first piece plays."""
        return self.pieces[0].length_ms if self.pieces else self.spoken_ms

    @property
    def heard_first(self) -> str:
        """How much of their words is in the first piece, where there are more."""
        first, whole = self.pieces[0].own_ms, self.spoken_ms
        return self.say("hear_first", first=duration(first), whole=duration(whole))

    @property
    def rest(self) -> list[dict[str, str]]:
        """Every other piece: its number, and from when to when of the recording it goes."""
        return [
            {
                "number": str(piece.number),
                "title": self.say(
                    "hear_piece",
                    start=clock(piece.span.start_ms),
                    end=clock(piece.span.end_ms),
                ),
            }
            for piece in self.pieces[1:]
        ]

    @property
    def missing(self) -> str:
        """What of their words cannot be played, and why; empty where all can."""
        missing_ms = self.spoken_ms - sum(piece.own_ms for piece in self.pieces)
        known = self.pieces and missing_ms > 0
        return self.say("hear_missing", time=duration(missing_ms)) if known else ""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Every sentence of these pages, in their language."""
        around = wordings.around(self.language, wordings.places_of(self.ask))
        return around | wordings.sentences(self.ask, self.spans, self.wording)

    def say(self, key: str, **places: str) -> str:
        """A sentence of the words around with more places to fill."""
        return wordings.around(self.language, wordings.places_of(self.ask) | places)[key]

    @cached_property
    def stands(self) -> Standings:
        """Where they stand for the feed of this question; what is taken back is so everywhere."""
        return standings_of(self.speaker, now=self.now, purpose=self.ask.purpose)

    @property
    def standings(self) -> Mapping[Scope, State]:
        return self.stands.states

    @property
    def conditions(self) -> Terms:
        """Those under which their voice may be heard; none without a yes."""
        if not self.agrees:
            return NONE
        said = self.stands.of(Scope.PUBLISH).terms
        return Terms(voice=said.voice, hear_first=said.hear_first, until=said.until)

    @cached_property
    def receipt(self) -> Receipt | None:
        """The latest answer, whichever way it came."""
        return next(iter(receipts_of(self.speaker)), None)

    @property
    def lines(self) -> list[ConsentEvent]:
        """The ledger's lines of the latest answer."""
        if self.receipt is None:
            return []
        return list(ConsentEvent.objects.filter(seq__in=self.receipt.seqs).order_by("seq"))

    @property
    def optional(self) -> tuple[Scope, ...]:
        """What is asked beside the voice."""
        return wordings.asked(self.ask)[1:]

    @property
    def granted(self) -> tuple[Scope, ...]:
        """What can be taken back, whatever feed it was said for; no longer asked for too."""
        return granted(self.speaker, now=self.now)

    @property
    def agrees(self) -> bool:
        """Whether their voice may be heard."""
        return self.standings[Scope.PUBLISH] == State.GRANTED

    @property
    def hears_first(self) -> bool:
        """Whether they want to hear the finished edit before it goes out."""
        return self.agrees and self.stands.of(Scope.PUBLISH).terms.hear_first

    @cached_property
    def lane(self) -> StripVoice:
        """The speaker's lane. It has no colour while they choose: that would be a nudge."""
        return StripVoice(
            name=self.words["you"],
            colour=self._colour() if self.agrees else None,
            state=VoiceState.AGREED if self.agrees else VoiceState.WAITING,
            spans=self.spans,
        )

    @property
    def lane_sentence(self) -> str:
        """The lane for who cannot see it: “You: 11 s in 2 parts, not answered”."""
        parts = wordings.counted(texts.AROUND[self.language], "parts", len(self.spans))
        key = "lane" if self.agrees else "lane_waiting"
        return self.say(key, time=duration(self.spoken_ms), parts=parts)

    def _colour(self) -> int | None:
        of_recording = Segment.objects.filter(recording=self.recording, speaker__isnull=False)
        spoken = of_recording.values_list("speaker__key").annotate(
            ms=Sum(F("end_ms") - F("start_ms"))
        )
        host = Speaker.objects.filter(recording=self.recording, role="host").first()
        ranks = colours(dict(spoken), host.key if host else None)
        return ranks.get(self.speaker.key)

    @property
    def peaks(self) -> bytes:
        """The waveform of the track they are heard on; empty where it is not known."""
        try:
            return peaks_by_speaker(self.recording)(self.speaker.pk)
        except StorageFailed:
            return b""

    @property
    def cues(self) -> list[Cue]:
        """What they said, in words, where that is known."""
        return list(Cue.objects.filter(recording=self.recording, speaker=self.speaker)[:500])
