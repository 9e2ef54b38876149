"""The host sees what a speaker asked to have cut, and does it by one button."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consent import wishes
from consent.clearance import clearance_for
from recordings.spans import Span
from tests.feeds import story
from tests.signed_in import member_of

pytestmark = pytest.mark.django_db


def test_one_button_cuts_it() -> None:
    hana = story.host()
    story.show(hana)
    room = story.recording(hana, "Water")
    for name in ("hana", "sami", "noor"):
        story.says(room, name, story.ALL_YES)
    noor = room.speakers.get(key="noor")
    part = noor.segments.first()
    assert part
    wishes.wish(noor, [Span(part.start_ms, part.start_ms + 500)], now=timezone.now())
    client = member_of(hana)
    page = client.get(reverse("feeds:recording", args=[room.uid])).content.decode()
    assert "asked to have 1 s cut." in page or "asked to have 0 s cut." in page
    button = reverse("feeds:cut_wishes", args=[room.uid, noor.uid])
    assert button in page
    after = client.post(button, follow=True).content.decode()
    assert "asked for is cut from the episode." in after
    assert clearance_for(room).allowed
