"""Finding among a show's episodes, by what everybody may see of them."""

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
