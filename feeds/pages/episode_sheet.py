"""What an episode's page shows its host: its state, its sound, what listeners see, the checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from consent.policy import Clearance
from consent.roster import RosterRow, roster_for
from feeds import addresses, advertising, edited
from feeds.clock import CLOCK
from feeds.edit_list import summary
from feeds.faces import cast_of
from feeds.formats import MISSING
from feeds.lifecycle import Stage
from feeds.models import Artwork, Episode, Master, Music
from feeds.next_edit import NextEdit, next_edit
from feeds.pages.also_silent import AlsoSilent, also_silent_with
from feeds.pages.checking import checks_of
from feeds.pages.clip_sheet import ClipRow, clip_rows
from feeds.pages.listening import ListenerEpisode, listener_episode
from feeds.pages.recording_sheet import Stations, blocks_heading, playable, stations_of
from feeds.pages.show_sheet import Fact, music_words
from feeds.pauses import PAUSES
from feeds.pauses import sentence as sentence_of
from feeds.pipeline import PRODUCE
from feeds.preflight import Check, Verdict
from feeds.publication import reasons
from feeds.sound import summary as summary_of
from feeds.standing import Standing
from feeds.verdicts import verdict
from recordings import jobs
from recordings.audio.plan import Codec
from recordings.models import Cue, Run
from recordings.words import dbtp, duration, listed, lufs, minutes, moment, number, size

CHECKS_SHOWN = 6
_NOT_YET = "not in the finished sound yet"
_MADE = (Stage.READY, Stage.PUBLISHED)
_WORKING = (Stage.CLEARED, Stage.PRODUCING)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeSheet:
    """`mode` says which box stands at the side: blocked, working, failed, ready, scheduled, edited,
    waits, out or ended. `ahead` is the edit of this moment and who has yet to hear it, of what is
    made. `said` and `percent` are of work that is going on."""

    episode: Episode
    mode: str
    heading: str
    ahead: NextEdit
    facts: tuple[str, ...]
    stations: Stations
    player: ListenerEpisode | None
    seen: tuple[Fact, ...]
    sound: tuple[Fact, ...]
    clips: tuple[ClipRow, ...]
    can_cut: bool
    also_silent: tuple[AlsoSilent, ...]
    checks: tuple[Check, ...]
    more_checks: tuple[Check, ...]
    passed: str
    failing: int
    blocks: tuple[str, ...]
    blocks_heading: str
    said: str
    percent: int | None
    sentence: str
    log_tail: str
    page_url: str
    public: bool


def episode_sheet(episode: Episode, now: datetime, *, for_owner: bool = True) -> EpisodeSheet:
    """The page; editors find no way to the show's settings on it."""
    clearance = verdict(episode)
    roster = roster_for(episode.recording, episode.show.use.purpose, now)
    run = jobs.latest(PRODUCE, episode.pk)
    why = () if episode.stage == Stage.WITHDRAWN else reasons(episode, clearance)
    found = checks_of(episode, clearance, now) if episode.stage in _MADE else ()
    mode = _mode(episode, clearance)
    ahead = next_edit(episode, clearance) if episode.stage in _MADE else NextEdit()
    working = run is not None and run.state in (Run.State.QUEUED, Run.State.RUNNING)
    return EpisodeSheet(
        episode=episode,
        mode=mode,
        heading=_heading(episode, mode, len(why), ahead, now),
        ahead=ahead,
        facts=_facts(episode),
        stations=stations_of(
            episode.recording, clearance, roster, episode, now, checked=_passed(found)
        ),
        player=_player(episode, clearance) if clearance.allowed else None,
        seen=tuple(_offered(_seen(episode, clearance), for_owner)),
        sound=tuple(_offered(_sound(episode, roster, ahead), for_owner)),
        clips=clip_rows(episode, clearance),
        can_cut=for_owner and clearance.allowed and playable(episode) is not None,
        also_silent=also_silent_with(
            episode.recording, clearance, (row.speaker for row in roster), playable(episode)
        ),
        checks=found[: max(CHECKS_SHOWN, _failing(found))],
        more_checks=found[max(CHECKS_SHOWN, _failing(found)) :],
        passed=_passed(found),
        failing=sum(1 for check in found if check.verdict == Verdict.BAD),
        blocks=why,
        blocks_heading=blocks_heading(len(why)),
        said=(run.stage or "Waiting for its turn") if run and working else "",
        percent=run.percent if run and working else None,
        sentence=episode.sentence,
        log_tail=run.log_tail if run and mode == "failed" else "",
        page_url=addresses.page(episode),
        public=episode.visibility == Episode.Visibility.PUBLIC,
    )


def _offered(facts: Iterable[Fact], for_owner: bool) -> Iterable[Fact]:
    """What stands in the show's settings only an owner changes."""
    settings = reverse("feeds:shows")
    for fact in facts:
        of_show = fact.change.startswith(settings)
        yield fact if for_owner or not of_show else replace(fact, change="")


def _mode(episode: Episode, clearance: Clearance) -> str:
    stage = Stage(episode.stage)
    if stage == Stage.CLEARED and episode.sentence:
        return "failed"
    if stage in _WORKING:
        return "working"
    if stage == Stage.READY and edited.is_edited_since(episode):
        return "edited"
    if stage in _MADE and clearance.allowed and clearance.unheard:
        return "waits"
    if stage == Stage.READY:
        return "scheduled" if episode.publish_at else "ready"
    return {
        Stage.PUBLISHED: "out",
        Stage.WITHDRAWN: "ended",
    }.get(stage, "blocked")


def _heading(episode: Episode, mode: str, blocked: int, ahead: NextEdit, now: datetime) -> str:
    if mode == "waits":
        return f"Waits for {ahead.names} to hear it"
    if mode == "scheduled" and episode.publish_at:
        return f"Goes out {moment(episode.publish_at, now)}"
    if mode == "blocked":
        return blocks_heading(blocked) if blocked else "Not made yet"
    unlisted = episode.visibility == Episode.Visibility.UNLISTED
    return {
        "failed": "The episode was not made",
        "working": "Being made",
        "ready": "Ready to publish",
        "edited": "Changed since it was made",
        "out": "Published, unlisted" if unlisted else "Published",
    }.get(mode, "Taken back")


def _facts(episode: Episode) -> tuple[str, ...]:
    numbered = f", episode {episode.number}" if episode.number else ""
    length = episode.master.duration_ms if episode.master else episode.recording.duration_ms
    return (episode.title, f"{episode.show.title}{numbered}", minutes(length))


def player_of(episode: Episode) -> ListenerEpisode | None:
    """The player alone; None where nothing is finished or may be heard."""
    clearance = verdict(episode)
    return _player(episode, clearance) if clearance.allowed else None


def _player(episode: Episode, clearance: Clearance) -> ListenerEpisode | None:
    """The finished sound as listeners would get it, from the address that only members have."""
    master = episode.master
    if master is None or episode.stage not in _MADE or master.file is None:
        return None
    heard = listener_episode(Standing(episode=episode, master=master, clearance=clearance))
    preview = reverse("feeds:preview_audio", args=[episode.show.slug, episode.uid])
    return replace(heard, audio_url=preview, captions_url="")


# --- Checks --------------------------------------------------------------------------------------
def _failing(found: Iterable[Check]) -> int:
    return sum(1 for check in found if check.verdict != Verdict.OK)


def _passed(found: tuple[Check, ...]) -> str:
    return f"{len(found) - _failing(found)} of {len(found)} pass" if found else ""


# --- What listeners see --------------------------------------------------------------------------
def _fact(episode: Episode, question: str, name: str, value: str, hint: str = "") -> Fact:
    where = reverse("feeds:episode_change", args=[episode.uid, question])
    return Fact(name=name, value=value, hint=hint, change=where)


def _seen(episode: Episode, clearance: Clearance) -> Iterable[Fact]:
    recording = reverse("feeds:recording", args=[episode.recording.uid])
    notes = f"{number(len(episode.notes))} characters" if episode.notes else ""
    chapters = episode.chapters.count()
    yield _fact(episode, "title", "Title", episode.title)
    yield _fact(episode, "notes", "Notes", episode.notes or "None yet", notes)
    yield Fact(name="Voices", value=_names(episode, clearance), change=recording)
    yield _fact(episode, "chapters", "Chapters", str(chapters) if chapters else "None")
    yield Fact(name="Transcript", value=_transcript(episode, clearance), change=recording)
    yield _fact(episode, "explicit", "Explicit", "Yes" if episode.explicit else "No")
    yield _fact(episode, "number", "Number", _number(episode))
    yield _cover(episode)
    if episode.show.commercial:
        yield _advertising(episode, clearance)


def _names(episode: Episode, clearance: Clearance) -> str:
    cast = cast_of(episode.recording.speakers.all(), clearance)
    return ", ".join(face.name for face in cast.faces) or "Nobody yet"


def _transcript(episode: Episode, clearance: Clearance) -> str:
    written = set(
        Cue.objects.filter(recording=episode.recording_id)
        .order_by()
        .values_list("speaker", flat=True)
        .distinct()
    )
    if not written:
        return "None: the recording came without words"
    cast = cast_of(episode.recording.speakers.all(), clearance)
    withheld = [face.name for face in cast.faces if not face.quoted and face.speaker_id in written]
    if withheld:
        return f"Yes; what {listed(withheld)} said is left out of it"
    return "Yes" if any(face.quoted for face in cast.faces) else "Nobody has allowed it yet"


def _number(episode: Episode) -> str:
    season = f"Season {episode.season}, " if episode.season else ""
    return f"{season}{episode.number}" if episode.number else f"{season}given when it goes out"


def _cover(episode: Episode) -> Fact:
    show = episode.show
    cover = Artwork.objects.filter(show=show).first()
    drawn = cover is None or cover.made_by_us
    words = f"Drawn by Roomcast for {show.title}" if drawn else f"From {show.title}"
    where = reverse("feeds:show_artwork", args=[show.slug])
    return Fact(name="Cover", value=words, change=where)


def _advertising(episode: Episode, clearance: Clearance) -> Fact:
    words = advertising.sentence(clearance) or "Allowed by everybody heard"
    where = reverse("feeds:recording", args=[episode.recording.uid])
    return Fact(name="Advertising", value=words, change=where)


# --- Sound ---------------------------------------------------------------------------------------
def _sound(episode: Episode, roster: Iterable[RosterRow], ahead: NextEdit) -> Iterable[Fact]:
    master = episode.master
    yield from _music(episode)
    yield _edits(episode, ahead)
    yield _settings(episode)
    out = [row.speaker.display_name for row in roster if row.excluded]
    recording = reverse("feeds:recording", args=[episode.recording.uid])
    if master is None or episode.stage not in _MADE:
        yield Fact(name="Left out", value=listed(out) or "Nobody", change=recording)
        return
    yield Fact(
        name="Loudness",
        value=f"{lufs(master.lufs)}, peak {dbtp(master.true_peak_dbtp)}",
        hint="measured on the finished file",
    )
    yield Fact(name="Cut", value=_cut(master, out), change=recording)
    if pauses := sentence_of(master.plan.get(PAUSES, {})):
        yield _fact(episode, "sound", "Pauses", pauses, "counted in what is cut")
    yield from _file(master)


def _music(episode: Episode) -> Iterable[Fact]:
    """The show's pieces, and where the finished sound has another or none."""
    show = episode.show
    pieces: Mapping[str, Music] = {p.place: p for p in Music.objects.filter(show=show)}
    for place in Music.Place:
        piece = pieces.get(place)
        where = reverse("feeds:show_music", args=[show.slug, place])
        words, since = music_words(piece, place), _since(episode.master, place, piece)
        yield Fact(name=str(place.label), value=words, hint=since, change=where)


def _since(master: Master | None, place: Music.Place, piece: Music | None) -> str:
    """Of our own jingle it is not known which it was."""
    heard = edited.music_in(master, place) if master else ""
    if master is None or heard == (piece.sha256 if piece else ""):
        return ""
    if piece:
        return _NOT_YET
    return "" if place == Music.Place.INTRO else "still in the finished sound"


def _edits(episode: Episode, ahead: NextEdit) -> Fact:
    edits = edited.edits_of(episode)
    left = edited.stretches(episode, edits)
    master = episode.master
    not_yet = f"made, and waits for {ahead.names}" if ahead.waits else _NOT_YET
    since = not_yet if master and not edited.has_edits_of(master, episode) else ""
    return Fact(
        name="Edits",
        value=summary(left, len(edits), episode.recording.duration_ms),
        hint=since,
        change=reverse("feeds:editor", args=[episode.uid]),
    )


def _settings(episode: Episode) -> Fact:
    master = episode.master
    own = "of this episode alone" if any(episode.sound_words.values()) else "as the show’s"
    since = _NOT_YET if master and edited.sound_in(master) != episode.sound else ""
    return _fact(episode, "sound", "Settings", summary_of(episode.sound), since or own)


def _cut(master: Master, out: list[str]) -> str:
    removed = sum(end_ms - start_ms for start_ms, end_ms in master.plan[CLOCK]["removed"])
    who = f"left out: {listed(out)}" if out else ""
    return "; ".join(filter(None, (duration(removed) if removed else "Nothing", who)))


def _file(master: Master) -> Iterable[Fact]:
    file = master.file
    plan = master.plan.get("edit", {}).get("plan", {})
    if file is None:
        return
    channels = {1: " mono", 2: " stereo"}.get(plan.get("channels"), "")
    rate = f"{plan['bitrate_kbps']} kbit/s{channels}" if "bitrate_kbps" in plan else ""
    yield Fact(name="File", value=", ".join(filter(None, ("MP3", rate, size(file.bytes)))))
    if beside := [f"{Codec(one.codec).spoken}, {size(one.bytes)}" for one in master.alternates]:
        yield Fact(name="Also as", value="; ".join(beside))
    for sentence in master.plan.get(MISSING, ()):
        yield Fact(name="Missing", value=sentence, hint="the episode goes out without it")
