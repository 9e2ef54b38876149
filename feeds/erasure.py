"""A person out of what feeds hold: titles, notes, chapters, finished files, built feeds."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from feeds import clips, pipeline
from feeds.lifecycle import Stage
from feeds.models import Clip, ClipFile, Enclosure, Episode, Feed, Master
from feeds.personal import TABLES
from feeds.publication import WORDS
from feeds.shows import feed_changed
from recordings import storage
from recordings.erasing import Gone, near_rows, other_rows
from recordings.models import Recording, Run
from recordings.person import Person

APP = "feeds"


def erase(
    *,
    person: Person,
    hosts: Sequence[int],
    recording: Recording | None,
    apart: Sequence[int],
    speakers: Sequence[int],
    shown: Sequence[str],
) -> Gone:
    """Out of the episodes of one recording, in the transaction of the news; without a recording
    out of everything else."""
    if recording is None:
        rows = other_rows(APP, TABLES, person, hosts, apart)
        _forget_bytes(Feed.objects.all())
        return Gone(rows=rows)
    rows = near_rows(APP, TABLES, recording, person, shown)
    episodes = list(Episode.objects.filter(recording=recording))
    for episode in episodes:
        storage.drop_shelf(episode.pk)
    leftovers = _drop_masters(recording, person, speakers, rows)
    rows["Run"] += (
        _runs(episodes).exclude(sentence="", log_tail="").update(sentence="", log_tail="")
    )
    for show_id in sorted({episode.show_id for episode in episodes}):
        feed_changed(show_id)
    _forget_bytes(Feed.objects.filter(show__episodes__recording=recording))
    leftovers |= _drop_clips(recording, rows)
    pipeline.review(recording)
    clips.review(recording)
    _make_again(recording)
    return Gone(rows=rows, leftovers=frozenset(leftovers))


def _runs(episodes: Sequence[Episode]) -> QuerySet[Run]:
    """What was done to make them and their clips."""
    of_clips = Clip.objects.filter(episode__in=episodes).values("pk")
    return Run.objects.filter(
        Q(kind=pipeline.PRODUCE, subject_id__in=[episode.pk for episode in episodes])
        | Q(kind=clips.MAKE, subject_id__in=of_clips)
    )


def _forget_bytes(feeds: QuerySet[Feed]) -> None:
    """The next reader builds them anew."""
    ids = list(feeds.values_list("pk", flat=True))
    Feed.objects.filter(pk__in=ids).update(body=b"", body_gzip=b"", etag="", built_version=0)


def _drop_masters(
    recording: Recording, person: Person, speakers: Iterable[int], rows: Counter[str]
) -> set[str]:
    """Every finished file that holds their voice or names them."""
    masters = [
        master
        for master in Master.objects.filter(episode__recording=recording)
        if _holds(master, set(speakers)) or _names(master, person)
    ]
    ids = [master.pk for master in masters]
    files = Enclosure.objects.filter(master__in=ids)
    keys = {*files.values_list("key", flat=True), *(master.peaks_key for master in masters)}
    rows["Master"] += len(ids)
    Master.objects.filter(pk__in=ids).delete()
    kept = Enclosure.objects.filter(key__in=keys).values_list("key", flat=True)
    return {key for key in keys - set(kept) if key}


def _drop_clips(recording: Recording, rows: Counter[str]) -> set[str]:
    """Every finished clip of it: nothing tells of words in a picture whom they name. What may
    stay is made again."""
    files = ClipFile.objects.filter(clip__episode__recording=recording)
    keys = set(files.values_list("key", flat=True))
    rows["ClipFile"] += files.count()
    files.delete()
    kept = ClipFile.objects.filter(key__in=keys, fallen_at=None).values_list("key", flat=True)
    return keys - set(kept)


def _holds(master: Master, speakers: set[int]) -> bool:
    """A master that does not say who is heard in it may hold anybody."""
    heard = master.plan.get("edit", {}).get("heard")
    return heard is None or bool(speakers & set(heard))


def _names(master: Master, person: Person) -> bool:
    words = " ".join(map(str, master.plan.get(WORDS, ())))
    return person.is_in(words) or person.out_of(words) != words


def _make_again(recording: Recording) -> None:
    """What was finished and has no file any more."""
    without = Episode.objects.filter(recording=recording, master=None)
    for episode in without.filter(stage__in=(Stage.READY, Stage.PUBLISHED)):
        pipeline.remake(episode.pk, pipeline.SYSTEM)
