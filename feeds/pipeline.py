"""The whole story in one file: what each step of an Episode makes happen.

Every change of stage goes through `_take`, on an Episode row that is locked behind its
Recording's, so that a publish and a withdrawal have one order whichever comes first.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consent.clearance import NotCleared
from consent.policy import Clearance
from feeds import edited, masters, publication
from feeds.lifecycle import NotReady, Stage, Step, after
from feeds.models import Episode, EpisodeEvent, Master
from feeds.shows import feed_changed, lock_feeds
from feeds.verdicts import about_file, verdict
from recordings import jobs
from recordings.models import Recording

PRODUCE = "produce"
PRODUCE_TASK = "feeds.tasks.produce"
SYSTEM = "Roomcast"

_MADE_UNDER_CONSENT = (Stage.CLEARED, Stage.PRODUCING, Stage.READY, Stage.PUBLISHED)


def lock(episode_id: int) -> Episode:
    """The Episode, locked behind its Recording, until the transaction ends."""
    recording_id = Episode.objects.values_list("recording_id", flat=True).get(pk=episode_id)
    recording = Recording.objects.all().lock(recording_id)
    episode = (
        Episode.objects.select_for_update(of=("self",))
        .select_related("show__host", "recording__room", "master")
        .get(pk=episode_id)
    )
    episode.recording = recording
    return episode


def _take(episode: Episode, step: Step, actor: str, now: datetime, note: str = "") -> None:
    before = Stage(episode.stage)
    episode.stage = after(before, step)
    if step == Step.HOLD and before == Stage.PUBLISHED:
        episode.publish_when_ready = True
    if step in (Step.UNPUBLISH, Step.WITHDRAW):
        episode.publish_when_ready = False
    episode.save()
    _write(episode, step, before, actor, now, note)
    if Stage.PUBLISHED in (before, episode.stage):
        feed_changed(episode.show_id)


def _write(
    episode: Episode, step: Step, before: Stage, actor: str, now: datetime, note: str
) -> None:
    EpisodeEvent.objects.create(
        episode=episode,
        step=step,
        before=before,
        after=episode.stage,
        actor=actor,
        note=note,
        at=now,
    )


def submit(episode_id: int, actor: str, now: datetime | None = None) -> Episode:
    """Make the episode: at once where nothing blocks, else as soon as nothing does."""
    now = now or timezone.now()
    with transaction.atomic():
        episode = lock(episode_id)
        if episode.stage == Stage.DRAFT:
            _take(episode, Step.SUBMIT, actor, now)
        _review(episode, verdict(episode), actor, now)
        return episode


def review(recording: Recording, now: datetime | None = None) -> None:
    """Ask the Clearance again for every episode of a recording, in the transaction of the news."""
    now = now or timezone.now()
    ids = list(Episode.objects.filter(recording=recording).values_list("pk", flat=True))
    if not ids:
        return
    with transaction.atomic():
        episodes = [lock(pk) for pk in sorted(ids)]
        lock_feeds({episode.show_id for episode in episodes})
        for episode in episodes:
            _review(episode, verdict(episode), SYSTEM, now)


def take_down(recording: Recording, now: datetime) -> None:
    """Off everything because somebody heard in it wants that; the host decides what becomes of
    it. Call it behind the Recording's lock, in the transaction of the withdrawal."""
    ids = Episode.objects.filter(recording=recording).values_list("pk", flat=True)
    episodes = [lock(pk) for pk in sorted(ids)]
    lock_feeds({episode.show_id for episode in episodes})
    for episode in episodes:
        if episode.stage in _MADE_UNDER_CONSENT:
            _hold(episode, SYSTEM, now, "Somebody in it asked to have it taken down.")
        episode.publish_when_ready, episode.publish_at = False, None
        episode.save()
        _review(episode, verdict(episode), SYSTEM, now)


def _review(episode: Episode, clearance: Clearance, actor: str, now: datetime) -> None:
    why = publication.reasons(episode, clearance)
    if episode.stage not in _MADE_UNDER_CONSENT or _stands(episode, clearance, why):
        pass
    elif why or not _switched(episode, clearance, actor, now):
        _hold(episode, actor, now, " ".join(why) or "What may be heard has changed.")
    if episode.stage == Stage.HELD and not why:
        _take(episode, Step.CLEAR, actor, now)
    if _goes_out(episode) and edited.is_edited_since(episode):
        _take(episode, Step.EDIT, actor, now)
    if episode.stage == Stage.CLEARED and not episode.sentence:
        _render(episode, actor, now)
    elif episode.stage == Stage.PUBLISHED:
        _renew(episode, clearance, now)
        feed_changed(episode.show_id)
    elif _goes_out(episode) and not _waits(episode.master, clearance):
        _publish_by_itself(episode, now)


def _goes_out(episode: Episode) -> bool:
    """Whether it waits for nothing but its last check."""
    return episode.stage == Stage.READY and episode.publish_when_ready


def _stands(episode: Episode, clearance: Clearance, why: tuple[str, ...]) -> bool:
    if why:
        return False
    if episode.stage in (Stage.CLEARED, Stage.PRODUCING) or episode.master is None:
        return True
    return publication.still_stands(episode.master, episode.recording, clearance)


def _switched(episode: Episode, clearance: Clearance, actor: str, now: datetime) -> bool:
    """Go on with an earlier file that may be heard as it is, where there is one."""
    clean = masters.last_clean(episode, clearance)
    if episode.stage not in (Stage.READY, Stage.PUBLISHED) or clean is None:
        return False
    episode.master = clean
    episode.save()
    note = "Switched to an earlier file that may be heard."
    _write(episode, Step.FINISH, Stage(episode.stage), actor, now, note)
    return True


def _renew(episode: Episode, clearance: Clearance, now: datetime) -> None:
    """Put out the file that was made last, once everybody who wants to has heard what the host
    edited in it. Until then the one from before stays out."""
    newer = masters.newer(episode, clearance)
    if newer is None or _waits(newer, clearance):
        return
    episode.master = newer
    episode.save()
    note = "Everybody who asked to hear the new edit first has released it."
    _write(episode, Step.FINISH, Stage.PUBLISHED, SYSTEM, now, note)
    publication.keep_check(episode, clearance, now)
    feed_changed(episode.show_id)


def _waits(master: Master | None, clearance: Clearance) -> bool:
    """Whether somebody has yet to hear the edit that is in a file."""
    return master is None or bool(about_file(clearance, master).unheard)


def _hold(episode: Episode, actor: str, now: datetime, note: str) -> None:
    jobs.cancel(PRODUCE, episode.pk)
    episode.sentence = ""
    _take(episode, Step.HOLD, actor, now, note)


def _render(episode: Episode, actor: str, now: datetime) -> None:
    _take(episode, Step.RENDER, actor, now)
    jobs.start(PRODUCE, episode.pk, PRODUCE_TASK)


def remake(episode_id: int, actor: str, now: datetime | None = None) -> Episode:
    """Produce again (new music, new tags, after a failure). What is out stays out meanwhile."""
    now = now or timezone.now()
    with transaction.atomic():
        episode = lock(episode_id)
        episode.sentence = ""
        if episode.stage == Stage.PUBLISHED:
            episode.save()
            jobs.start(PRODUCE, episode.pk, PRODUCE_TASK)
            return episode
        if episode.stage == Stage.READY:
            _take(episode, Step.EDIT, actor, now)
        _review(episode, verdict(episode), actor, now)
        return episode


def finish(episode_id: int, master: Master, now: datetime | None = None) -> Episode:
    """A Master is done: take it if the Clearance it was made under still stands, and the host has
    not edited meanwhile."""
    now = now or timezone.now()
    with transaction.atomic():
        episode = lock(episode_id)
        clearance = verdict(episode)
        stands = publication.still_stands(master, episode.recording, clearance)
        if not clearance.allowed or not stands:
            _superseded(episode, clearance, now, "Consent changed while it was being made.")
            return episode
        if not edited.is_in(master, episode):
            _edited_meanwhile(episode, clearance, now)
            return episode
        if episode.stage not in (Stage.PRODUCING, Stage.PUBLISHED):
            return episode
        episode.sentence = ""
        if episode.stage == Stage.PUBLISHED:
            _replace(episode, master, clearance, now)
            return episode
        episode.master = master
        _take(episode, Step.FINISH, SYSTEM, now)
        publish_now = episode.publish_when_ready
    return _publish_by_itself(episode, now) if publish_now else episode


def _replace(episode: Episode, master: Master, clearance: Clearance, now: datetime) -> None:
    """A new file of what is out takes the place of the old one, but where somebody wants to hear
    it first."""
    waits = _waits(master, clearance)
    if not waits:
        episode.master = master
        publication.keep_check(episode, clearance, now)
    episode.save()
    feed_changed(episode.show_id)


def _superseded(episode: Episode, clearance: Clearance, now: datetime, why: str) -> None:
    if episode.stage == Stage.PRODUCING:
        _take(episode, Step.HOLD, SYSTEM, now, why)
        _review(episode, clearance, SYSTEM, now)


def _edited_meanwhile(episode: Episode, clearance: Clearance, now: datetime) -> None:
    """The file has not the edits of this moment: another one is made in its place."""
    jobs.cancel(PRODUCE, episode.pk)
    _superseded(episode, clearance, now, "It was edited while it was being made.")
    if episode.stage == Stage.PUBLISHED:
        jobs.start(PRODUCE, episode.pk, PRODUCE_TASK)


def _publish_by_itself(episode: Episode, now: datetime) -> Episode:
    """The host asked for this when it could not go out yet; what stops it is said on its page."""
    try:
        return publish(episode.pk, SYSTEM, now)
    except (NotCleared, NotReady) as error:
        Episode.objects.filter(pk=episode.pk).update(sentence=str(error))
        episode.refresh_from_db()
        return episode


def fail(episode_id: int, sentence: str, now: datetime | None = None) -> None:
    """Production gave up; the episode waits for the host with the sentence that says why."""
    with transaction.atomic():
        episode = lock(episode_id)
        episode.sentence = sentence
        if episode.stage == Stage.PRODUCING:
            _take(episode, Step.FAIL, SYSTEM, now or timezone.now(), sentence)
        else:
            episode.save()


def stop(episode_id: int, actor: str, now: datetime | None = None) -> Episode:
    """Stop making it; it waits for the host. What is out stays out."""
    with transaction.atomic():
        episode = lock(episode_id)
        jobs.cancel(PRODUCE, episode.pk)
        if episode.stage == Stage.PRODUCING:
            episode.sentence = "You stopped it. Make the episode again when you like."
            _take(episode, Step.FAIL, actor, now or timezone.now(), "stopped")
        return episode


def publish(
    episode_id: int, actor: str, now: datetime | None = None, visibility: str = ""
) -> Episode:
    """Put it out: the Clearance is asked again in the transaction that does it.

    Raises `NotCleared` with what blocks, `NotReady` where there is nothing to put out.
    """
    now = now or timezone.now()
    with transaction.atomic():
        episode = lock(episode_id)
        if episode.stage == Stage.PUBLISHED:
            return episode
        clearance = verdict(episode)
        publication.check(episode, clearance)
        publication.prepare(episode, now, visibility)
        _take(episode, Step.PUBLISH, actor, now)
        publication.keep_check(episode, clearance, now)
        return episode


def publish_when_ready(episode_id: int, actor: str, visibility: str = "") -> Episode:
    """Publish now, or as soon as it is made and nothing blocks."""
    with transaction.atomic():
        episode = lock(episode_id)
        if visibility:
            episode.visibility = visibility
        episode.publish_when_ready = episode.stage != Stage.PUBLISHED
        episode.publish_at = None
        episode.save()
    if episode.stage == Stage.READY and edited.is_edited_since(episode):
        return remake(episode_id, actor)
    if episode.stage == Stage.READY and not verdict(episode).unheard:
        return publish(episode_id, actor)
    return submit(episode_id, actor)


def schedule(episode_id: int, at: datetime, actor: str, visibility: str = "") -> Episode:
    """Publish at a time; the Clearance is asked now and again then."""
    now = timezone.now()
    if at <= now:
        raise NotReady("That time has passed. Choose one that is still to come.")
    with transaction.atomic():
        episode = lock(episode_id)
        publication.check(episode, verdict(episode))
        episode.publish_at, episode.publish_when_ready = at, False
        if visibility:
            episode.visibility = visibility
        episode.save()
        stage = Stage(episode.stage)
        _write(episode, Step.PUBLISH, stage, actor, now, f"for {at.isoformat()}")
        return episode


def unschedule(episode_id: int) -> Episode:
    with transaction.atomic():
        episode = lock(episode_id)
        episode.publish_at, episode.publish_when_ready = None, False
        episode.save()
        return episode


def unpublish(episode_id: int, actor: str, now: datetime | None = None) -> Episode:
    """Take it off feed and pages; it stays made and can go out again under the same address."""
    with transaction.atomic():
        episode = lock(episode_id)
        _take(episode, Step.UNPUBLISH, actor, now or timezone.now())
        return episode


def withdraw(episode_id: int, actor: str, now: datetime | None = None) -> Episode:
    """End the episode for good; its address answers that it is gone."""
    with transaction.atomic():
        episode = lock(episode_id)
        jobs.cancel(PRODUCE, episode.pk)
        _take(episode, Step.WITHDRAW, actor, now or timezone.now())
        return episode


def sweep(now: datetime) -> None:
    """Finish what the queue lost: publish what is due, restart what stands still."""
    for episode in Episode.objects.due(now).select_related("master"):
        if edited.is_edited_since(episode):
            remake(episode.pk, SYSTEM, now)
        else:
            _publish_due(episode.pk, now)
    for episode in Episode.objects.with_a_newer_file():
        _renew_due(episode.pk, now)
    for episode in Episode.objects.filter(stage=Stage.PRODUCING):
        if not jobs.is_live(PRODUCE, episode.pk):
            jobs.start(PRODUCE, episode.pk, PRODUCE_TASK)


def _renew_due(pk: int, now: datetime) -> None:
    with transaction.atomic():
        episode = lock(pk)
        if episode.stage == Stage.PUBLISHED:
            _renew(episode, verdict(episode), now)


def _publish_due(pk: int, now: datetime) -> None:
    try:
        publish(pk, SYSTEM, now)
    except (NotCleared, NotReady) as error:
        Episode.objects.filter(pk=pk).update(sentence=str(error), publish_at=None)
