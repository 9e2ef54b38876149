"""What somebody sees of their own voice: every room over all hosts, and what is out of it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from consent import appearances, languages, texts
from consent.appearances import Appearance
from consent.claims import Held
from consent.proofs import masked
from feeds.models import Episode
from feeds.pages.my_clips import MyClip, my_clips
from feeds.standing import Standing, standing

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """An episode with this voice or without, that anybody can hear now."""

    title: str
    show: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A clip that this voice is in; `url` is empty where nobody can hear it now."""

    title: str
    state: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRoom:
    """One room in words. `uid` is the speaker's, `receipt` the number of the last answer."""

    uid: str
    title: str
    host: str
    shows: tuple[str, ...]
    state: str
    allowed: str
    last: str
    until: str
    receipt: str
    note: str
    out: tuple[Out, ...]
    clips: tuple[Shared, ...]
    can_open: bool
    can_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyVoice:
    """Everything at once. `who` says as whom they are here, and until when."""

    who: str
    rooms: tuple[MyRoom, ...]
    advance: tuple[str, ...]

    @property
    def can_take_back(self) -> bool:
        return any(room.can_take_back for room in self.rooms) or bool(self.advance)


def my_voice(held: Held, words: Words, language: str, now: datetime) -> MyVoice:
    here = appearances.appearances_of(held.proven, now)
    episodes = _episodes(here)
    served = standing(episodes)
    out = _out(served)
    clips = my_clips({one.speaker.pk for one in here}, [one.episode.pk for one in served])
    return MyVoice(
        who=who(held, words),
        rooms=tuple(
            _room(one, episodes, out, clips.get(one.speaker.pk, ()), words, language)
            for one in here
        ),
        advance=tuple(_advance(held, words, language, now)),
    )


def who(held: Held, words: Words) -> str:
    time = f"{timezone.localtime(held.until):%H:%M}"
    if held.by == "mail":
        told = {"who": masked(held.proven.address), "time": time}
        return texts.filled(words["me_as_mail"], told)
    return texts.filled(words["me_as_account"], {"where": held.by, "time": time})


def _episodes(here: tuple[Appearance, ...]) -> list[Episode]:
    recordings = {one.speaker.recording_id for one in here}
    rows = Episode.objects.filter(recording__in=recordings).order_by("pk")
    return list(rows.select_related("show", "recording", "master"))


def _out(served: Iterable[Standing]) -> dict[int, list[Out]]:
    """By recording: asked of the Clearance of this moment, as every listener's page asks it."""
    found: dict[int, list[Out]] = {}
    for one in served:
        episode = one.episode
        out = Out(title=episode.title, show=episode.show.title, url=episode.get_absolute_url())
        found.setdefault(episode.recording_id, []).append(out)
    return found


def _room(
    one: Appearance,
    episodes: list[Episode],
    out: Mapping[int, list[Out]],
    clips: Iterable[MyClip],
    words: Words,
    language: str,
) -> MyRoom:
    recording, given = one.speaker.recording, one.receipt
    shows = (row.show.title for row in episodes if row.recording_id == recording.pk)
    return MyRoom(
        uid=str(one.speaker.uid),
        title=recording.room.title,
        host=recording.host.name,
        shows=tuple(dict.fromkeys(shows)),
        state=words["me_disputed" if one.stands.disputed else f"me_{one.state}"],
        allowed=", ".join(words[f"short_{scope}"] for scope in one.allowed),
        last=languages.long_moment(given.at, language) if given else "",
        until=languages.long_day(one.until, language) if one.until else "",
        receipt=given.number if given else "",
        note=_note(one, words),
        out=tuple(out.get(recording.pk, ())),
        clips=tuple(
            Shared(title=clip.title, state=words[f"me_clip_{clip.state}"], url=clip.url)
            for clip in clips
        ),
        can_open=one.ask is not None,
        can_take_back=one.can_be_taken_back,
    )


def _note(one: Appearance, words: Words) -> str:
    if one.guardian:
        return words["me_guardian"]
    return words["me_minor"] if one.stands.minor else ""


def _advance(held: Held, words: Words, language: str, now: datetime) -> list[str]:
    """`to Hana Osei, until 20 November 2027`."""
    return [
        texts.filled(
            words["me_advance_until" if row.is_live(now) else "me_advance_ended"],
            {"host": row.host.name, "day": languages.long_day(row.expires_at, language)},
        )
        for row in appearances.said_in_advance(held.proven)
    ]
