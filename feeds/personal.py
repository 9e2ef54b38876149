"""Where personal data lies in the tables of feeds; see `recordings.personal`. Pure."""

from collections.abc import Mapping

from recordings.personal import (
    CLEAR,
    CODE,
    HASH,
    KEY,
    MASK,
    OBJECT,
    Erase,
    Place,
    Table,
    not_personal,
)

DERIVED = Place(erase=Erase.DERIVED)
_EPISODE = "episode__recording"

TABLES: Mapping[str, Table] = {
    "Show": Table(
        host="host",
        columns={
            "slug": not_personal("an address of the show's, which listeners' apps keep"),
            "title": MASK,
            "description": MASK,
            "author": MASK,
            "language": CODE,
            "category": CODE,
            "subcategory": CODE,
            "copyright": MASK,
            "link": not_personal("an address the show gives of itself"),
            "scopes": CODE,
        },
    ),
    "Artwork": Table(
        columns={
            "key": KEY,
            "sha256": HASH,
            "content_type": CODE,
        }
    ),
    "Music": Table(host="show__host", columns={"name": MASK, "key": KEY, "sha256": HASH}),
    "Feed": Table(columns={"body": DERIVED, "body_gzip": DERIVED, "etag": HASH}),
    "Episode": Table(
        near="recording",
        host="show__host",
        columns={
            "guid": not_personal("given once, kept by listeners' apps"),
            "title": MASK,
            "notes": MASK,
            "sentence": CLEAR,
        },
    ),
    "PublishCheck": Table(
        near=_EPISODE,
        columns={"fingerprint": HASH, "verdict": not_personal("ids, times and codes, no names")},
    ),
    "EpisodeEvent": Table(
        near=_EPISODE,
        host="episode__show__host",
        columns={
            "before": CODE,
            "after": CODE,
            "actor": MASK,
            "note": MASK,
        },
    ),
    "EpisodeEdit": Table(
        owner="speaker", near=_EPISODE, host="episode__show__host", columns={"actor": MASK}
    ),
    "Chapter": Table(near=_EPISODE, host="episode__show__host", columns={"title": MASK}),
    "Master": Table(
        near=_EPISODE,
        columns={
            "clearance": HASH,
            "plan": Place(erase=Erase.DERIVED, why="a master that holds or names them goes"),
            "plan_fingerprint": HASH,
            "peaks_key": OBJECT,
        },
    ),
    "Enclosure": Table(
        columns={"key": OBJECT, "sha256": HASH, "content_type": CODE, "extension": CODE}
    ),
    "Clip": Table(
        near=_EPISODE,
        host="episode__show__host",
        columns={"title": MASK, "sentence": CLEAR},
    ),
    "ClipFile": Table(
        columns={
            "key": OBJECT,
            "sha256": HASH,
            "content_type": CODE,
            "extension": CODE,
            "clearance": HASH,
            "plan_fingerprint": HASH,
            "manifest": Place(erase=Erase.DERIVED, why="every clip of a recording of theirs goes"),
        }
    ),
    "Takedown": Table(
        near=_EPISODE,
        host="episode__show__host",
        columns={"reason": MASK, "email": CLEAR, "words": MASK},
    ),
}
