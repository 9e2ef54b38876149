"""Hana's room, with Sami and Noor in it, and what they say. Rows made by the site's own verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from consent import asks, wordings
from consent.models import Ask
from consent.receipts import Receipt
from consent.record import record
from consent.scopes import Decision, Method, Scope
from recordings.models import Host, Recording, Segment, Speaker
from recordings.models import Room as RoomRow

FIVE = (Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT, Scope.CLIPS, Scope.COMMERCIAL)
START = datetime(2026, 11, 6, 10, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Room:
    """A minute: Hana 0–10 s and 30–40 s, Sami 20–30 s, Noor 10–20 s and 50–51 s."""

    recording: Recording
    hana: Speaker
    sami: Speaker
    noor: Speaker


def make_room(slug: str = "open-table") -> Room:
    host = Host.objects.create(slug=slug, name="Hana Osei", email="hana@opentable.example")
    row = RoomRow.objects.create(host=host, platform="x", title="Who owns a city’s water?")
    recording = Recording.objects.create(
        host=host, room=row, source="x_archive", sha256="a" * 64, duration_ms=60_000
    )
    hana, sami, noor = (
        Speaker.objects.create(
            recording=recording,
            key=handle,
            name=name,
            handle=handle,
            role="host" if number == 1 else "speaker",
            number=number,
        )
        for number, name, handle in (
            (1, "Hana Osei", "hana_osei"),
            (2, "Sami Haddad", "sami_h"),
            (3, "Noor Ali", "noor_ali"),
        )
    )
    for speaker, spans in (
        (hana, [(0, 10_000), (30_000, 40_000)]),
        (sami, [(20_000, 30_000)]),
        (noor, [(10_000, 20_000), (50_000, 51_000)]),
    ):
        for start_ms, end_ms in spans:
            hear(recording, speaker, start_ms, end_ms)
    return Room(recording, hana, sami, noor)


def hear(
    recording: Recording, speaker: Speaker | None, start_ms: int, end_ms: int
) -> Segment:  # fmt: skip
    return Segment.objects.create(
        recording=recording, speaker=speaker, start_ms=start_ms, end_ms=end_ms, method="hydra"
    )


def make_ask(
    speaker: Speaker, *scopes: str, address: str = "", now: datetime = START
) -> Ask:  # fmt: skip
    return asks.ask(
        speaker,
        asker="Hana Osei",
        room_text="“Who owns a city’s water?”, X Space, 6 November 2026",
        show_text="Open Table, a public podcast. Anyone can listen and keep a copy.",
        scopes=scopes or FIVE,
        contact="hana@opentable.example",
        channel=Ask.Channel.MAIL if address else Ask.Channel.LINK,
        address=address,
        by=None,
        now=now,
    )


def answer(
    speaker: Speaker, *, now: datetime = START, ask: Ask | None = None, **said: str
) -> Receipt:
    """The speaker answers by link: `answer(noor, publish="granted", name="refused")`."""
    return say(speaker, said, now=now, ask=ask)


def say(
    speaker: Speaker, said: Mapping[str, str], *, now: datetime = START, ask: Ask | None = None
) -> Receipt:
    ask = ask or asks.current_ask(speaker, now) or make_ask(speaker, now=now)
    return record(
        speaker,
        {Scope(scope): Decision(decision) for scope, decision in said.items()},
        method=Method.LINK,
        actor=speaker.display_name,
        now=now,
        ask=ask,
        shown=wordings.shown_text(ask, wordings.spans_of(speaker)),
    )


def all_agree(room: Room, *, but: Speaker | None = None) -> None:
    for speaker in (room.hana, room.sami, room.noor):
        if speaker != but:
            say(speaker, dict.fromkeys(FIVE, "granted"))


def days(count: float) -> timedelta:
    return timedelta(days=count)
