"""What `manage.py publish` refuses."""

import pytest
from django.core.management import CommandError, call_command

from consent.roster import roster_for
from tests.feeds import story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["alter", "keep", "louder"])
def test_nobody_is_left_out_in_a_way_in_which_they_are_heard(how: str) -> None:
    room = story.recording(story.host())
    without = ("--show", "bees", "--without", f"noor={how}")
    with pytest.raises(CommandError, match="Write SPEAKER=silence, bleep or cut"):
        call_command("publish", str(room.uid), *without)
    assert all(row.excluded is None for row in roster_for(room, ""))
