"""Finding among what everybody may see: a show's episodes, the words of a transcript."""

from collections import defaultdict

from django.db.models import Q

from feeds.faces import cast_of
from feeds.models import Show
from feeds.standing import Standing, standing
from recordings.models import Speaker

MOST = 200
"""A search looks at the newest so many episodes that may fit."""


def found_episodes(show: Show, words: str) -> list[Standing]:
    """The listed episodes with these words in their public title or notes, newest first.

    What is stored may hold a name that must not be shown; a search for it must find nothing.
    """
    listed = show.episodes.listed().select_related("show", "recording__room", "master")
    fitting = listed.filter(Q(title__icontains=words) | Q(notes__icontains=words))[:MOST]
    served = standing(fitting)
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in Speaker.objects.filter(
        recording__in=[one.episode.recording_id for one in served]
    ):
        speakers[speaker.recording_id].append(speaker)
    return [one for one in served if _says(one, speakers[one.episode.recording_id], words)]


def _says(one: Standing, speakers: list[Speaker], words: str) -> bool:
    cast = cast_of(speakers, one.clearance)
    shown = (cast.clean(one.episode.title), cast.clean(one.episode.notes))
    return any(words.casefold() in text.casefold() for text in shown)


def pieces(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in order, cut where `words` stand in it; True marks a place that was found."""
    if not text:
        return []
    sought, lower = words.lower(), text.lower()
    if not sought or len(lower) != len(text):
        return [(text, False)]
    cut: list[tuple[str, bool]] = []
    at = 0
    while (found := lower.find(sought, at)) >= 0:
        cut += [(text[at:found], False), (text[found : found + len(sought)], True)]
        at = found + len(sought)
    return [(piece, is_found) for piece, is_found in (*cut, (text[at:], False)) if piece]
