"""What is dealt against a withdrawal, with the landmarks that begin the six steps of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from consent.clearance import NotCleared
from feeds import pipeline
from feeds.lifecycle import NotReady, Stage
from recordings.models import Host
from tests import verbs
from tests.races.lanes import Lanes, lanes
from tests.races.rounds import AT_ONE_TABLE
from tests.races.steps import COMMIT, Order, Player, Stuck, deal
from tests.races.table import USES, Table
from tests.races.truth import wrongs
from tests.verbs import BACK

_EPISODE_LOCKED = 'INNER JOIN "feeds_show"'
_SAID = 'FROM "consent_consentevent"'
_STAGE = 'UPDATE "feeds_episode"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A transaction that would put a voice out, and the stage it begins at."""

    deed: Callable[[Table], object]
    stage: Stage
    landmarks: tuple[str, ...]


STORIES = {
    "publish": Story(
        deed=lambda table: pipeline.publish(table.episode.pk, "hana"),
        stage=Stage.READY,
        landmarks=("", _EPISODE_LOCKED, _SAID, _STAGE, 'FROM "feeds_feed"', COMMIT),
    ),
    "finish": Story(
        deed=lambda table: pipeline.finish(table.episode.pk, table.full),
        stage=Stage.PRODUCING,
        landmarks=(
            "", _EPISODE_LOCKED, _SAID, _STAGE, 'INSERT INTO "feeds_episodeevent"', COMMIT,
        ),
    ),
}  # fmt: skip
WITHDRAWAL = (
    "",
    _SAID,
    'INSERT INTO "consent_consentevent"',
    'UPDATE "consent_chainhead"',
    _STAGE,
    COMMIT,
)


def dealt(name: str, orders: Iterable[Order], owner: Host) -> list[str]:
    """Everything that these orders of a story and a withdrawal left wrong, a line each."""
    found: list[str] = []
    with lanes(2) as threads:
        for number, order in enumerate(orders):
            if number % AT_ONE_TABLE == 0:
                table = Table.laid(owner, f"{name}-{number}")
            found += _one(STORIES[name], order, table, threads)
    return [f"{name} {line}" for line in found]


def _one(story: Story, order: Order, table: Table, threads: Lanes) -> list[str]:
    table.begin(story.stage)
    players = (
        Player(lambda: story.deed(table), story.landmarks),
        Player(lambda: verbs.says(table.noor, dict.fromkeys(USES, BACK)), WITHDRAWAL),
    )
    try:
        deal(order, players, threads.pool)
    except Stuck as stuck:
        for player in players:
            player.give_up()
        return [f"{order}: {stuck}"]
    table.truth.takes_back(USES)
    table.look("feed", "audio")
    refused = (NotCleared, NotReady, type(None))
    errors = [repr(one.error) for one in players if not isinstance(one.error, refused)]
    missed = [] if order != tuple(sorted(order)) else _missed(story, players)
    return [f"{order}: {wrong}" for wrong in [*errors, *missed, *table.found, *wrongs(table)]]


def _missed(story: Story, players: tuple[Player, Player]) -> list[str]:
    """One after the other both meet all their landmarks, or the steps are not what is said."""
    marks = (story.landmarks, WITHDRAWAL)
    return [
        f"only met {player.met} of {marked}"
        for player, marked in zip(players, marks, strict=True)
        if tuple(player.met) != marked
    ]
