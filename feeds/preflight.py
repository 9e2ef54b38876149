"""What directories, apps and listeners ask of an episode before it goes out. Pure.

Rules: Apple's and Spotify's requirements and PSP-1, as far as they can be known beforehand.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from feeds.categories import is_category, is_language
from feeds.documents import EpisodeDocument, ShowDocument
from feeds.notes import has_link
from feeds.text import LINE_CHARS, NOTES_BYTES
from recordings.words import dbtp, lufs

COVER_PIXELS = range(1400, 3001)
COVER_TYPES = ("image/jpeg", "image/png")
AUDIO_TYPES = {"audio/mpeg": ".mp3", "audio/x-m4a": ".m4a", "audio/mp4": ".m4a"}
LUFS_TOLERANCE = 0.5
MAX_TRUE_PEAK_DBTP = -1.0
_NUMBER_IN_TITLE = re.compile(
    r"^(?:(?:episode|ep\.?|folge|s\d+\s?e)\s*\d+|#\s*\d+)\b", re.IGNORECASE
)


class Verdict(StrEnum):
    BAD = "bad"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the checks: a sentence, and in `hint` what to do or what it rests on."""

    code: str
    verdict: Verdict
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the documents do not say. `reasons` block by consent, else it is allowed on a `ground`;
    `names_left` name somebody who has not agreed to be named; loudness is measured on the finished
    file."""

    reasons: tuple[str, ...] = ()
    ground: str = "Everyone heard has agreed"
    names_left: tuple[str, ...] = ()
    target_lufs: float = -16.0
    lufs: float | None = None
    true_peak_dbtp: float | None = None
    cover_pixels: int | None = None
    cover_type: str = ""


def checks(show: ShowDocument, episode: EpisodeDocument, facts: Facts) -> tuple[Check, ...]:
    """Every check, problems first."""
    found = [check for rule in _RULES for check in rule(show, episode, facts)]
    order = list(Verdict)
    return tuple(sorted(found, key=lambda check: order.index(check.verdict)))


def blocking(found: tuple[Check, ...]) -> tuple[Check, ...]:
    return tuple(check for check in found if check.verdict == Verdict.BAD)


Rule = Callable[[ShowDocument, EpisodeDocument, Facts], Iterator[Check]]


def _one(code: str, bad: Verdict, problem: tuple[str, str] | None, fine: tuple[str, str]) -> Check:
    """The check with its problem, or the sentence that says all is well."""
    sentence, hint = problem or fine
    return Check(code=code, verdict=bad if problem else Verdict.OK, sentence=sentence, hint=hint)


def _consent(_: ShowDocument, __: EpisodeDocument, facts: Facts) -> Iterator[Check]:
    for reason in facts.reasons:
        yield Check(code="consent", verdict=Verdict.BAD, sentence=reason)
    if not facts.reasons:
        yield Check(
            code="consent",
            verdict=Verdict.OK,
            sentence=facts.ground,
            hint="Asked again at the moment you publish",
        )


def _names(_: ShowDocument, __: EpisodeDocument, facts: Facts) -> Iterator[Check]:
    for sentence in facts.names_left:
        yield Check(code="names", verdict=Verdict.BAD, sentence=sentence)
    if not facts.names_left:
        yield Check(
            code="names",
            verdict=Verdict.OK,
            sentence="No name where none is allowed",
            hint="Title, notes, transcript, file tags",
        )


def _loudness(_: ShowDocument, __: EpisodeDocument, facts: Facts) -> Iterator[Check]:
    if facts.lufs is None or facts.true_peak_dbtp is None:
        yield Check(
            code="loudness",
            verdict=Verdict.WARN,
            sentence="Loudness is not measured yet.",
            hint="It is measured on the finished file.",
        )
        return
    measured = f"{lufs(facts.lufs)}, peak {dbtp(facts.true_peak_dbtp)}"
    target = f"{lufs(facts.target_lufs)} with a peak of at most {dbtp(MAX_TRUE_PEAK_DBTP)}"
    off = abs(facts.lufs - facts.target_lufs) > LUFS_TOLERANCE
    problem = None
    if off or facts.true_peak_dbtp > MAX_TRUE_PEAK_DBTP:
        problem = (f"The sound is at {measured}, not {target}.", "Make the episode again.")
    yield _one("loudness", Verdict.WARN, problem, ("Loudness and peak on target", measured))


def _cover(show: ShowDocument, _: EpisodeDocument, facts: Facts) -> Iterator[Check]:
    problem = None
    if facts.cover_pixels is None or not show.image_url:
        problem = ("The show has no cover.", "Choose a square picture of 1400 to 3000 px.")
    elif facts.cover_pixels not in COVER_PIXELS:
        problem = (
            f"The cover is {facts.cover_pixels:,} px wide.",
            "Choose a square picture of 1400 to 3000 px.",
        )
    elif facts.cover_type not in COVER_TYPES:
        problem = ("The cover is neither JPEG nor PNG.", "Choose a JPEG or PNG picture.")
    fine = (f"Cover is square, {facts.cover_pixels} px", "")
    yield _one("cover", Verdict.BAD, problem, fine)


def _title(_: ShowDocument, episode: EpisodeDocument, __: Facts) -> Iterator[Check]:
    title = episode.title.strip()
    if not title:
        yield Check(
            code="title",
            verdict=Verdict.BAD,
            sentence="The episode has no title.",
            hint="Give it one.",
        )
        return
    problem = None
    if len(title) > LINE_CHARS:
        problem = (
            f"The title has {len(title)} characters.",
            f"Apps show at most {LINE_CHARS}. Shorten it.",
        )
    elif _NUMBER_IN_TITLE.search(title):
        problem = (
            "The title begins with an episode number.",
            "Apple asks to leave it out: apps show the number beside the title.",
        )
    yield _one("title", Verdict.WARN, problem, ("Title reads well in apps", ""))


def _notes(_: ShowDocument, episode: EpisodeDocument, __: Facts) -> Iterator[Check]:
    size = len(episode.notes_html.encode())
    problem = None
    if not episode.notes_text.strip():
        problem = ("There are no notes.", "Not required. Say in two sentences what it is about.")
    elif size > NOTES_BYTES:
        problem = (
            f"The notes have {size:,} bytes.",
            f"Some apps show only the first {NOTES_BYTES:,}, without links.",
        )
    yield _one("notes", Verdict.WARN, problem, ("Notes fit into every app", ""))


def _link(_: ShowDocument, episode: EpisodeDocument, __: Facts) -> Iterator[Check]:
    problem = None
    if not has_link(episode.notes_html):
        problem = ("The notes have no link.", "Not required. Listeners look for one.")
    yield _one("link", Verdict.WARN, problem, ("The notes have a link", ""))


def _about(show: ShowDocument, _: EpisodeDocument, __: Facts) -> Iterator[Check]:
    missing = [
        word
        for word, value in (
            ("title", show.title),
            ("description", show.description),
            ("author", show.author),
        )
        if not value.strip()
    ]
    problem = None
    if missing:
        problem = (
            f"The show has no {' and no '.join(missing)}.",
            "Apple and Spotify ask for it. Add it in the show’s settings.",
        )
    yield _one("about", Verdict.WARN, problem, ("The show says what it is and whose", ""))


def _category(show: ShowDocument, _: EpisodeDocument, __: Facts) -> Iterator[Check]:
    problem = None
    if not is_category(show.category, show.subcategory):
        named = " › ".join(filter(None, (show.category, show.subcategory)))
        problem = (
            f"“{named}” is not a category of Apple’s." if named else "The show has no category.",
            "Choose one from the list in the show’s settings.",
        )
    yield _one("category", Verdict.BAD, problem, ("Category known to Apple", show.category))


def _language(show: ShowDocument, _: EpisodeDocument, __: Facts) -> Iterator[Check]:
    problem = None
    if not is_language(show.language):
        problem = (
            f"“{show.language}” is not a language code.",
            "Write two letters, such as “en” or “de”, if need be with the region: “pt-BR”.",
        )
    yield _one("language", Verdict.BAD, problem, ("Language known to directories", show.language))


def _file(_: ShowDocument, episode: EpisodeDocument, __: Facts) -> Iterator[Check]:
    file = episode.enclosure
    ending = AUDIO_TYPES.get(file.type)
    if file.bytes <= 0 or episode.duration_s <= 0:
        yield Check(code="file", verdict=Verdict.BAD, sentence="The episode is not made yet.")
        return
    fits = ending is not None and file.url.endswith(ending) and file.url.isascii()
    problem = None if fits else ("Apps cannot tell what the file is.", "Make the episode again.")
    yield _one("file", Verdict.BAD, problem, ("File fits every app", file.type))


def _number(show: ShowDocument, episode: EpisodeDocument, _: Facts) -> Iterator[Check]:
    """Only a serial needs numbers; an episode without one is given the next as it goes out."""
    if show.kind != "serial":
        return
    problem = None
    if not episode.number:
        problem = ("The episode has no number.", "It is given the next one when it is published.")
    yield _one("number", Verdict.WARN, problem, (f"Episode {episode.number} of a serial", ""))


_RULES: tuple[Rule, ...] = (
    _consent,
    _names,
    _loudness,
    _cover,
    _file,
    _title,
    _notes,
    _link,
    _about,
    _category,
    _language,
    _number,
)
