"""Shows, their feeds, episodes and what was made of them: columns, constraints, named queries."""

from feeds.models.clips import Clip, ClipFile
from feeds.models.edits import EpisodeEdit
from feeds.models.episodes import Chapter, Episode, EpisodeEvent, EpisodeQuerySet
from feeds.models.masters import Enclosure, Master, PublishCheck
from feeds.models.shows import Artwork, Feed, Music, Show, ShowQuerySet
from feeds.models.takedowns import Takedown

__all__ = [
    "Artwork",
    "Chapter",
    "Clip",
    "ClipFile",
    "Enclosure",
    "Episode",
    "EpisodeEdit",
    "EpisodeEvent",
    "EpisodeQuerySet",
    "Feed",
    "Master",
    "Music",
    "PublishCheck",
    "Show",
    "ShowQuerySet",
    "Takedown",
]
