"""“Publish, but cut one part”: the speaker marks it, the host cuts it, the episode waits."""

import pytest
from django.utils import timezone

from consent import asks, exclusions, wishes
from consent.clearance import clearance_for
from consent.models import CutWish, Exclusion
from consent.policy import Code
from recordings.audio.plan import Treatment
from recordings.models import Cue, Speaker
from recordings.spans import Span
from tests.consent.people import START, Room, all_agree, answer, hear, make_ask
from tests.consent.visitor import Visitor, heading, path_of

TWO_SECONDS = Span(12_000, 14_000)


def reasons(room: Room) -> list[tuple[Code, int]]:
    return [(r.code, r.duration_ms) for r in clearance_for(room.recording).reasons]


class TestTheSpeaker:
    def test_marks_part_of_a_part_and_goes_on_with_a_yes(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        assert heading(noor.follow("Publish, but cut one part")) == "Which part is to be cut?"
        assert "checked" not in noor.page
        noor.send(part="1", from_1="2", to_1="4,5")
        assert heading(noor.page) == "Four more choices"
        assert [wish.span for wish in wishes.wishes_of(room.noor)] == [Span(12_000, 14_500)]
        noor.send(name="yes", transcript="yes", clips="no", commercial="no")
        assert "0:12 to 0:14" in noor.page
        noor.send()
        assert "0:12 to 0:14, not cut yet" in noor.page

    def test_what_is_to_be_cut_is_recorded_with_the_answer(self, room: Room) -> None:
        ask = make_ask(room.noor, "publish", now=timezone.now())
        noor = Visitor(asks.link_for(ask, timezone.now()))
        noor.follow("Publish, but cut one part")
        noor.send(part="2", from_2="0", to_2="1")
        noor.send()
        document = noor.client.get(f"{noor.address}receipt.json").json()
        assert "Cut: 0:50 to 0:51" in document["shown"]

    def test_reads_what_was_said_beside_each_part(self, room: Room, link: str) -> None:
        Cue.objects.create(
            recording=room.recording, speaker=room.noor, start_ms=50_000, end_ms=51_000, text="Rain"
        )
        assert "Rain" in Visitor(link).follow("Publish, but cut one part")

    @pytest.mark.parametrize(
        ("start", "end"),
        [("4", "4"), ("5", "4"), ("-1", "4"), ("0", "10.001"), ("x", "1"), ("", ""), ("nan", "1"),
         ("0", "inf"), ("0", "9" * 5000)],
    )  # fmt: skip
    def test_is_told_where_times_are_wrong_and_nothing_is_asked(
        self, link: str, start: str, end: str
    ) -> None:
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        page = noor.send(part="1", from_1=start, to_1=end)
        assert "0:10 to 0:20: the times must lie within this part" in page
        assert (noor.status, page.count(" checked")) == (422, 1)
        assert not CutWish.objects.exists()

    @pytest.mark.parametrize("part", ["", "0", "3", "x"])
    def test_is_told_to_tick_something(self, link: str, part: str) -> None:
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        assert "Tick at least one part." in noor.send(part=part)

    def test_can_leave_it_in_after_all(self, room: Room, link: str) -> None:
        wishes.wish(room.noor, [TWO_SECONDS], now=START)
        noor = Visitor(link)
        assert "0:12 to 0:14, not cut yet" in noor.follow("Publish, but cut one part")
        [wish] = wishes.wishes_of(room.noor)
        noor.send(drop=str(wish.id))
        assert wishes.wishes_of(room.noor) == ()

    def test_can_drop_only_what_they_asked_for(self, room: Room, link: str) -> None:
        wishes.wish(room.sami, [Span(20_000, 21_000)], now=START)
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        noor.send(drop=str(wishes.wishes_of(room.sami)[0].id))
        assert len(wishes.wishes_of(room.sami)) == 1

    def test_who_said_yes_before_comes_back_to_the_receipt(self, room: Room, link: str) -> None:
        answer(room.noor, publish="granted", now=timezone.now())
        noor = Visitor(link)
        noor.follow("Ask to cut a part")
        assert heading(noor.send(part="1", from_1="0", to_1="1")) == "Your answers are recorded"

    def test_looking_changes_nothing(self, link: str) -> None:
        Visitor(link).open(f"{path_of(link)}cut/?part=1&from_1=0&to_1=1&drop=1")
        assert not CutWish.objects.exists()


class TestTheEpisode:
    def test_waits_until_it_is_cut_and_again_when_it_is_taken_back_in(self, room: Room) -> None:
        all_agree(room)
        assert reasons(room) == []
        wishes.wish(room.noor, [TWO_SECONDS], now=START)
        assert reasons(room) == [(Code.WISH, 2_000)]
        assert wishes.cut(room.noor, by=None) == 1
        assert reasons(room) == []
        assert wishes.wishes_of(room.noor)[0].done
        assert wishes.cut(room.noor, by=None) == 0
        [edit] = clearance_for(room.recording).edits
        assert (edit.span, edit.treatment) == (TWO_SECONDS, Treatment.CUT)
        for pk in Exclusion.objects.values_list("pk", flat=True):
            exclusions.take_span_back_in(room.recording, pk)
        assert reasons(room) == [(Code.WISH, 2_000)]

    def test_waits_for_what_is_left_of_a_part_that_is_cut_in_part(self, room: Room) -> None:
        all_agree(room)
        wishes.wish(room.noor, [TWO_SECONDS], now=START)
        exclusions.leave_out_span(
            room.recording, Span(11_000, 13_000), Treatment.SILENCE, by=None, speaker=room.noor
        )
        assert reasons(room) == [(Code.WISH, 1_000)]

    def test_goes_on_when_they_leave_it_in_after_all(self, room: Room) -> None:
        all_agree(room)
        wishes.wish(room.noor, [TWO_SECONDS], now=START)
        assert wishes.drop(room.noor, wishes.wishes_of(room.noor)[0].id, now=START)
        assert reasons(room) == []

    def test_asked_for_twice_is_asked_for_once(self, room: Room) -> None:
        for _ in range(3):
            wishes.wish(room.noor, [TWO_SECONDS, TWO_SECONDS], now=START)
        assert CutWish.objects.count() == 1


class TestManyParts:
    @pytest.fixture
    def talkative(self, room: Room) -> Speaker:
        """Noor in 250 parts of a tenth of a second."""
        room.noor.segments.all().delete()
        for at in range(250):
            hear(room.recording, room.noor, at * 200, at * 200 + 100)
        return room.noor

    def test_all_can_be_reached_a_hundred_on_a_page(self, talkative: Speaker, link: str) -> None:
        noor = Visitor(link)
        page = noor.follow("Publish, but cut one part")
        assert page.count('name="part"') == 100
        assert "You spoke in 250 parts. These are 1 to 100" in page
        noor.send(go="201")
        assert noor.page.count('name="part"') == 50
        noor.send(part="250", from_250="0", to_250="0.1")
        assert [one.span for one in wishes.wishes_of(talkative)] == [Span(49_800, 49_900)]

    def test_what_is_ticked_is_kept_on_the_way_to_others(
        self, talkative: Speaker, link: str
    ) -> None:
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        noor.send(part="3", from_3="0", to_3="0.1", go="101")
        assert "These are 101 to 200" in noor.page
        assert [one.span for one in wishes.wishes_of(talkative)] == [Span(400, 500)]
        assert "not cut yet" in noor.page

    @pytest.mark.usefixtures("talkative")
    def test_what_is_wrong_on_a_page_is_told_before_going_on(self, link: str) -> None:
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        noor.send(part="3", from_3="1", to_3="0", go="101")
        assert noor.status == 422
        assert 'value="1"' in noor.page

    def test_too_many_are_told_of_and_everything_typed_is_still_there(
        self, talkative: Speaker, link: str
    ) -> None:
        wishes.wish(talkative, [Span(at * 200, at * 200 + 100) for at in range(98)], now=START)
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        noor.send(go="101")
        times = {f"to_{n}": "0.05" for n in (101, 102, 103)} | {
            f"from_{n}": "0" for n in (101, 102, 103)
        }
        noor.send(part=["101", "102", "103"], **times)
        assert noor.status == 422
        assert "Up to 100 parts can be cut, and you have asked for 98 already" in noor.page
        assert "Untick 1 of these" in noor.page
        assert noor.page.count(" checked") == 3
        assert noor.page.count('value="0.05"') == 3
        assert len(wishes.wishes_of(talkative)) == 98

    def test_what_is_asked_for_already_is_not_too_many(self, talkative: Speaker) -> None:
        hundred = [Span(at * 200, at * 200 + 100) for at in range(100)]
        wishes.wish(talkative, hundred, now=START)
        wishes.wish(talkative, hundred[:2], now=START)
        with pytest.raises(wishes.TooManyWishes):
            wishes.wish(talkative, [Span(1, 2)], now=START)
        assert CutWish.objects.count() == 100

    @pytest.mark.usefixtures("talkative")
    @pytest.mark.parametrize("first", ["0", "x", "-4", "9" * 40, "²", "1e3"])
    def test_an_address_nobody_made_shows_some_page(self, link: str, first: str) -> None:
        noor = Visitor(link)
        assert 'name="part"' in noor.open(f"{path_of(link)}cut/?from={first}")

    def test_what_is_typed_stays_when_another_part_may_stay_after_all(
        self, talkative: Speaker, link: str
    ) -> None:
        wishes.wish(talkative, [Span(0, 100)], now=START)
        noor = Visitor(link)
        noor.follow("Publish, but cut one part")
        (one,) = wishes.wishes_of(talkative)
        noor.send(part="3", from_3="0", to_3="0.07", drop=str(one.id))
        assert 'value="0.07"' in noor.page
        assert wishes.wishes_of(talkative) == ()
