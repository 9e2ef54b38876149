"""One round: a room, several who act on it at the same moment, and what is true afterwards.

A seed settles where it begins, the deeds and the pauses between them; the threads and the database
settle the rest, as they do on a site.
"""

import random
import time
from collections.abc import Iterable

from django.utils import timezone

from consent.clearance import NotCleared
from consent.exclusions import NotExcluded
from consent.scopes import Scope
from feeds import episodes, pipeline
from feeds.lifecycle import NotReady
from recordings.models import Host
from tests import verbs
from tests.races.lanes import JITTER_S, Deed, Lanes, lane
from tests.races.table import BEGINNINGS, USES, Table
from tests.races.truth import wrongs
from tests.verbs import BACK

LANES = 5
AT_ONE_TABLE = 20
_REFUSALS = (NotCleared, NotReady, NotExcluded)
_SURFACES = ("page", "vtt", "chapters", "feed", "audio")


def rounds(seeds: Iterable[int], owner: Host, threads: Lanes) -> list[str]:
    """Everything that rounds of these seeds found wrong, a line each."""
    found: list[str] = []
    for number, seed in enumerate(seeds):
        if number % AT_ONE_TABLE == 0:
            table = Table.laid(owner, f"table-{seed}")
        found += play(seed, table, threads)
    return found


def play(seed: int, table: Table, threads: Lanes) -> list[str]:
    """Everything that one round found wrong; every line names the seed."""
    dice = random.Random(seed)
    table.begin(dice.choice(BEGINNINGS))
    scripts = [script(table, dice) for script in (_publisher, _noor, _host, _worker, _worker)]
    deeds = [lane(script, dice.random(), _REFUSALS) for script in scripts]
    errors = threads.run(deeds)
    verbs.deliver(table.episode.pk, since=table.run)
    table.look("feed", "audio", dice.choice(_SURFACES[:3]))
    found = [f"{type(error).__name__}: {error}" for error in errors]
    found += table.found + list(wrongs(table))
    return [f"seed {seed}: {wrong}" for wrong in found]


def _publisher(table: Table, dice: random.Random) -> list[Deed]:
    pk = table.episode.pk
    ways: list[Deed] = [
        lambda: pipeline.publish(pk, "hana"),
        lambda: pipeline.publish_when_ready(pk, "hana"),
        lambda: pipeline.sweep(timezone.now()),
    ]
    return [ways[0], *dice.choices(ways, k=dice.randint(0, 1))]


def _noor(table: Table, dice: random.Random) -> list[Deed]:
    """She takes back her voice, or a part, and looks; she may agree again and think better."""
    taken = dice.choice((USES, USES, USES[:1], USES[1:2], (Scope.TRANSCRIPT,)))
    surface, bare = dice.choice(_SURFACES), dice.random() < 0.3

    def withdraw() -> None:
        """By the verb of her page, or as a bare line of the ledger, which leaves nothing out."""
        if bare:
            verbs.says(table.noor, dict.fromkeys(taken, BACK))
        else:
            verbs.takes_back(table.noor, taken)
        table.truth.takes_back(taken if bare or Scope.PUBLISH not in taken else USES)
        table.look(surface)

    def agree() -> None:
        table.truth.agrees(taken)
        verbs.agrees_again(table.noor, taken)

    return [withdraw, agree, withdraw] if dice.random() < 0.2 else [withdraw]


def _host(table: Table, dice: random.Random) -> list[Deed]:
    """Whoever cuts anew: by leaving Noor out, by new words, by making it again."""
    pk, noor = table.episode.pk, table.noor
    ways: dict[str, Deed] = {
        "leave out": lambda: verbs.leave_out(noor),
        "take back in": lambda: verbs.take_back_in(noor),
        "remake": lambda: pipeline.remake(pk, "hana"),
        "rewrite": lambda: episodes.rewrite(pk, title="Rivers"),
        "unpublish": lambda: pipeline.unpublish(pk, "hana"),
        "stop": lambda: pipeline.stop(pk, "hana"),
    }
    names = dice.choices(tuple(ways), weights=(6, 1, 2, 1, 1, 1), k=dice.randint(1, 2))
    return [ways[name] for name in names]


def _worker(table: Table, dice: random.Random) -> list[Deed]:
    """The queue hands out what it has, more than once."""
    pause = dice.random() * JITTER_S

    def work() -> None:
        verbs.deliver(table.episode.pk, lambda: time.sleep(pause), since=table.run)

    return [work] * dice.randint(1, 2)
