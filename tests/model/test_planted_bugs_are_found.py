"""What the model and the races are worth: mistakes planted on purpose, and found.

Two are hunted here, others each day; `python -m tests.model --bugs` hunts them all.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.model import hunting
from tests.model.bug import Bug
from tests.model.bugs import BUGS

QUICK = [bug for bug in BUGS.values() if not bug.postgresql]
SEED = int(os.environ.get("ROOMCAST_SEED", datetime.now(UTC).toordinal()))
SAMPLE = [QUICK[(2 * SEED + number) % len(QUICK)] for number in range(2)]


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_every_bug_can_still_be_planted(bug: Bug) -> None:
    """Its source stands exactly once in its module. If you changed that line, change the bug."""
    planted = bug.planted(bug.path.read_text())
    compile(planted, str(bug.path), "exec", dont_inherit=True)


@pytest.mark.parametrize("bug", SAMPLE, ids=[bug.name for bug in SAMPLE])
def test_a_planted_bug_is_found(bug: Bug, tmp_path: Path) -> None:
    done = hunting.hunt(bug, hunting.template(tmp_path), tmp_path)
    assert done.found, done.said
