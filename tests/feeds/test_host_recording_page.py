"""One recording: how far it is, what blocks and what solves it, who allows what."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import asks, do_not_ask, exclusions
from consent.models import DoNotAsk
from consent.roster import roster_for
from consent.scopes import Decision, Scope
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from recordings.audio.plan import Treatment
from recordings.models import Host, Recording, Run, Segment, Speaker
from tests.feeds import story
from tests.signed_in import max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    return story.recording(hana)


@pytest.fixture
def client(hana: Host) -> Client:
    return member_of(hana)


def page(room: Recording) -> str:
    return reverse("feeds:recording", args=[room.uid])


def speaker(room: Recording, key: str, email: str = "") -> Speaker:
    person = room.speakers.get(key=key)
    if email:
        person.email = email
        person.save()
    return person


def to(name: str, room: Recording, key: str = "") -> str:
    args = [room.uid, room.speakers.get(key=key).uid] if key else [room.uid]
    return reverse(f"feeds:{name}", args=args)


def unclaimed(room: Recording, start_ms: int = 1_000, end_ms: int = 13_000) -> Segment:
    return Segment.objects.create(
        recording=room, start_ms=start_ms, end_ms=end_ms, method="vad_unassigned"
    )


def test_the_page_says_how_many_things_block_and_what_solves_each(
    client: Client, room: Recording
) -> None:
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", story.ALL_YES)
    unclaimed(room)
    told = words(client.get(page(room)))
    assert "Two things block this episode" in told
    assert "Noor Ali has not been asked." in told
    assert "Copy Noor’s link Add an address : Noor Leave Noor out" in told
    assert "12 s of speech belong to nobody. In one place, at 0:01." in told
    assert "Say who this is Cut it" in told
    assert "2 of 3 settled" in told


def test_one_button_for_everyone_is_no_further_thing_that_blocks(
    client: Client, room: Recording
) -> None:
    for key in ("hana", "sami", "noor"):
        speaker(room, key, f"{key}@example.org")
    told = words(client.get(page(room)))
    assert "Three things block this episode" in told
    assert "3 people have not been asked." in told
    assert "Ask everyone" in told


def test_the_table_says_who_allows_what(client: Client, room: Recording) -> None:
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", {Scope.PUBLISH: Decision.GRANTED, Scope.NAME: Decision.REFUSED})
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED})
    exclusions.leave_out(room, speaker(room, "noor"), Treatment.CUT, by=None)
    told = words(client.get(page(room)))
    table = told[told.index("What each person allows") :]
    assert "Hana Osei Agreed 20 s Yes Yes Yes Yes Yes ada" in table
    assert "Sami Haddad Agreed 20 s Yes No – Not asked – Not asked – Not asked ada" in table
    left_out = "Noor Ali Said no: cut 20 s No – Not asked – Not asked – Not asked – Not asked ada"
    assert left_out in table
    assert "Take back in : Noor Ali" in table
    assert "Said no: cut" in told


def test_with_nothing_in_the_way_the_episode_can_be_made(
    client: Client, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    assert "Nothing blocks this episode" in words(client.get(page(room)))
    answer = client.post(to("make", room))
    episode = Episode.objects.get(recording=room)
    assert answer["Location"] == reverse("feeds:episode", args=[episode.uid])
    assert episode.show == show
    assert episode.stage == Stage.PRODUCING
    assert Run.objects.filter(kind="produce", subject_id=episode.pk).exists()


def test_making_it_too_early_waits_for_consent(client: Client, room: Recording) -> None:
    client.post(to("make", room))
    assert Episode.objects.get(recording=room).stage == Stage.HELD


def test_a_host_without_a_show_names_one_first(room: Recording, hana: Host) -> None:
    Show.objects.all().delete()
    client = member_of(hana)
    told = words(client.get(page(room)))
    assert "Name your show" in told
    client.post(to("speaker_link", room, "noor"))
    assert not asks.open_asks(room).exists()
    assert "There is no show yet" in words(client.get(page(room)))
    wrong = client.post(to("recording_show", room), {"title": "Open Table", "slug": "Open Table"})
    assert wrong.status_code == 422
    assert "small letters, digits and hyphens" in words(wrong)
    kept = client.post(to("recording_show", room), {"title": "Open Table", "slug": "admin"})
    assert "is kept for the site" in words(kept)
    client.post(to("recording_show", room), {"title": "Open Table", "slug": "open-table"})
    assert Episode.objects.get(recording=room).show.slug == "open-table"


def test_a_host_with_several_shows_chooses_one(client: Client, room: Recording, hana: Host) -> None:
    other = story.show(hana, "night-shift")
    assert "In which show?" in words(client.get(page(room)))
    assert client.post(to("recording_show", room), {"show": "0"}).status_code == 422
    client.post(to("recording_show", room), {"show": other.pk})
    assert Episode.objects.get(recording=room).show == other
    assert "In which show?" not in words(client.get(page(room)))


def test_nobody_elses_show_can_be_chosen(client: Client, room: Recording, hana: Host) -> None:
    story.show(hana, "night-shift")
    foreign = story.show(story.host("jonas"), "trams")
    answer = client.post(to("recording_show", room), {"show": foreign.pk})
    assert "That show is not yours" in words(answer)
    assert not Episode.objects.exists()


# --- Asking --------------------------------------------------------------------------------------
def test_one_person_is_asked_by_mail(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    speaker(room, "noor", "noor@example.org")
    assert "Ask Noor" in words(client.get(page(room)))
    answer = client.post(to("ask", room, "noor"), follow=True)
    assert "Noor Ali is asked, by mail to noor@example.org." in words(answer)
    assert len(mailoutbox) == 1
    assert "Ask Noor again" in words(answer)


def test_without_an_address_nobody_is_mailed_and_the_link_is_offered(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    client.post(to("ask", room, "noor"), follow=True)
    assert mailoutbox == []


def test_everyone_with_an_address_is_asked_at_once(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    for key in ("hana", "sami"):
        speaker(room, key, f"{key}@example.org")
    assert "2 people have not been asked." in words(client.get(page(room)))
    answer = client.post(to("ask_everyone", room), follow=True)
    assert "2 people are asked by mail." in words(answer)
    assert len(mailoutbox) == 2


def test_who_is_not_to_be_asked_is_named_and_the_others_are_asked(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    for key in ("hana", "sami", "noor"):
        speaker(room, key, f"{key}@example.org")
    no_mail = DoNotAsk.Why.UNSUBSCRIBED
    do_not_ask.add(speaker(room, "sami"), no_mail, host=None, now=timezone.now())
    answer = words(client.post(to("ask_everyone", room), follow=True))
    assert "2 people are asked by mail." in answer
    assert "Sami Haddad wants no more mail. Copy a personal link" in answer
    assert len(mailoutbox) == 2


def test_a_link_is_shown_once_in_a_field_and_never_kept(client: Client, room: Recording) -> None:
    answer = client.post(to("speaker_link", room, "noor"))
    told = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert 'readonly value="http://127.0.0.1:8000/c/' in told
    assert "Hi Noor, may I publish what you said" in told
    assert client.get(to("speaker_link", room, "noor")).status_code == 405
    assert asks.open_asks(room).count() == 1


def test_a_host_can_answer_for_herself_and_for_nobody_else(client: Client, room: Recording) -> None:
    own = client.post(to("speaker_link", room, "hana"))
    assert "Answer for yourself" in words(own)
    assert "Answer for yourself" not in words(client.post(to("speaker_link", room, "noor")))


def test_all_open_links_are_copied_at_once(client: Client, room: Recording, show: Show) -> None:
    for key in ("sami", "noor"):
        client.post(to("speaker_link", room, key))
    answer = client.post(to("open_links", room))
    assert "2 personal links" in words(answer)
    assert answer.content.decode().count('readonly value="http') == 2


# --- Leaving out ---------------------------------------------------------------------------------
def test_nothing_is_chosen_beforehand_when_somebody_is_left_out(
    client: Client, room: Recording
) -> None:
    answer = client.get(to("leave_out", room, "noor"))
    assert "Nothing that Noor Ali says will be heard" in words(answer)
    assert b" checked" not in answer.content
    wrong = client.post(to("leave_out", room, "noor"), {})
    assert wrong.status_code == 422
    assert "Choose cut, silence or bleep." in words(wrong)


@pytest.mark.parametrize("how", ["alter", "keep"])
def test_what_lets_somebody_be_heard_is_no_way_to_leave_them_out(
    client: Client, room: Recording, how: str
) -> None:
    answer = client.post(to("leave_out", room, "noor"), {"treatment": how})
    assert answer.status_code == 422
    assert all(row.excluded is None for row in roster_for(room, ""))


@pytest.mark.parametrize("how", ["cut", "silence", "bleep"])
def test_somebody_is_left_out_and_taken_back_in(client: Client, room: Recording, how: str) -> None:
    answer = client.post(to("leave_out", room, "noor"), {"treatment": how}, follow=True)
    assert "Noor Ali is left out of the episode." in words(answer)
    row = next(row for row in roster_for(room, "") if row.speaker.key == "noor")
    assert row.excluded == Treatment(how)
    client.post(to("take_back_in", room, "noor"))
    assert all(row.excluded is None for row in roster_for(room, ""))


# --- Speech that is nobody's ---------------------------------------------------------------------
def test_parts_are_given_to_a_person(client: Client, room: Recording) -> None:
    first, second = unclaimed(room), unclaimed(room, 14_000, 20_000)
    told = words(client.get(to("unclaimed", room)))
    assert "Who speaks here? 18 s in 2 places" in told
    noor = speaker(room, "noor")
    data = {"parts": [first.pk], "whose": str(noor.uid)}
    answer = client.post(to("unclaimed", room), data, follow=True)
    assert "1 part belongs to Noor Ali now." in words(answer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.speaker, second.speaker) == (noor, None)


def test_music_is_nobodys_and_blocks_nothing(client: Client, room: Recording) -> None:
    story.everyone_agrees(room)
    part = unclaimed(room)
    client.post(to("unclaimed", room), {"parts": [part.pk], "whose": "not-a-person"})
    assert "Nothing blocks this episode" in words(client.get(page(room)))


def test_all_of_it_can_be_one_persons_or_cut(client: Client, room: Recording) -> None:
    story.everyone_agrees(room)
    unclaimed(room)
    client.post(to("unclaimed_cut", room))
    assert "It is cut from the episode" in words(client.get(to("unclaimed", room)))
    assert "Nothing blocks this episode" in words(client.get(page(room)))
    client.post(to("unclaimed_back", room))
    assert "One thing blocks" in words(client.get(page(room)))
    client.post(to("unclaimed_all", room), {"whose": str(speaker(room, "sami").uid)})
    assert not room.segments.filter(speaker=None).exists()
    assert client.post(to("unclaimed_all", room), {"whose": "x"}).status_code == 404


def test_parts_of_another_recording_cannot_be_given_away(
    client: Client, room: Recording, hana: Host
) -> None:
    foreign = unclaimed(story.recording(hana, "Another room"))
    unclaimed(room)
    data = {"parts": [foreign.pk], "whose": str(speaker(room, "noor").uid)}
    assert client.post(to("unclaimed", room), data).status_code == 422
    foreign.refresh_from_db()
    assert foreign.speaker is None


# --- People --------------------------------------------------------------------------------------
def test_a_person_is_added_named_and_heard_somewhere(client: Client, room: Recording) -> None:
    answer = client.post(to("speaker_new", room), {"name": "Ines Duarte", "handle": "@ines"})
    assert answer["Location"] == to("people", room)
    ines = room.speakers.get(name="Ines Duarte")
    assert (ines.number, ines.handle) == (4, "ines")
    data = {"speaker": str(ines.uid), "start": "0:05", "end": "0:20"}
    client.post(to("people", room), data)
    assert [part.span.duration_ms for part in ines.segments.all()] == [15_000]


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("noon", "0:20", "This is no time."),
        ("0:20", "0:05", "The part ends before it begins."),
        ("0:05", "2:00", "The recording ends at 1:00."),
    ],
)
def test_a_part_needs_two_times_within_the_recording(
    client: Client, room: Recording, start: str, end: str, sentence: str
) -> None:
    who = str(speaker(room, "noor").uid)
    answer = client.post(to("people", room), {"speaker": who, "start": start, "end": end})
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_person_is_renamed(client: Client, room: Recording) -> None:
    address = to("speaker", room, "noor")
    assert "Who is Noor Ali?" in words(client.get(address))
    client.post(address, {"name": "Noor A.", "handle": "noor", "email": "noor@example.org"})
    noor = speaker(room, "noor")
    assert (noor.name, noor.email) == ("Noor A.", "noor@example.org")
    wrong = client.post(address, {"name": "", "email": "nowhere"})
    assert "There is no name yet. Write one." in words(wrong)
    assert "This is no mail address." in words(wrong)


def test_addresses_are_entered_on_one_page(client: Client, room: Recording) -> None:
    noor, sami = speaker(room, "noor"), speaker(room, "sami", "sami@example.org")
    data = {str(noor.uid): "noor@example.org", str(sami.uid): "sami@example.org"}
    client.post(to("addresses", room), data)
    assert speaker(room, "noor").email == "noor@example.org"
    wrong = client.post(to("addresses", room), {str(noor.uid): "nowhere"})
    assert "This is no mail address of Noor Ali’s." in words(wrong)


def test_the_rooms_title_is_changed(client: Client, room: Recording) -> None:
    client.post(to("recording_title", room), {"title": "Whose water?"})
    assert "Whose water?" in words(client.get(page(room)))
    assert client.post(to("recording_title", room), {"title": " "}).status_code == 422
    long = client.post(to("recording_title", room), {"title": "x" * 301})
    assert "301 characters are too many for the title: at most 300 fit." in words(long)


# --- Many voices ---------------------------------------------------------------------------------
def test_of_many_voices_twelve_are_shown_and_all_are_found(client: Client, room: Recording) -> None:
    for number in range(4, 20):
        person = Speaker.objects.create(
            recording=room, key=f"p{number}", name=f"Person {number}", role="speaker", number=number
        )
        Segment.objects.create(
            recording=room, speaker=person, start_ms=0, end_ms=5_000, method="stated"
        )
    told = words(client.get(page(room)))
    assert "Person 12" in told
    assert told.count("Play") == 0  # said to screen readers only, in the label of each button
    assert "Show more" in told
    assert "Person 19 Not asked 5 s" in words(client.get(f"{page(room)}?page=2"))
    assert "Person 19 Not asked 5 s" in words(client.get(f"{page(room)}?q=person+19"))


def test_the_page_takes_a_fixed_number_of_queries(client: Client, room: Recording) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(room)).status_code == 200
        return len(queries)

    few = count()
    for number in range(4, 10):
        person = Speaker.objects.create(
            recording=room, key=f"p{number}", name=f"Person {number}", role="speaker", number=number
        )
        Segment.objects.create(
            recording=room, speaker=person, start_ms=0, end_ms=5_000, method="stated"
        )
    assert count() == few


def test_looking_at_any_page_changes_nothing(client: Client, room: Recording, show: Show) -> None:
    unclaimed(room)
    for name in ("recording", "recording_title", "unclaimed", "people", "speaker_new", "addresses"):
        assert client.get(to(name, room)).status_code == 200
    for name in ("speaker", "leave_out"):
        assert client.get(to(name, room, "noor")).status_code == 200
    for name in ("make", "ask_everyone", "open_links", "recording_show", "unclaimed_cut"):
        assert client.get(to(name, room)).status_code == 405
    for name in ("ask", "speaker_link", "take_back_in"):
        assert client.get(to(name, room, "noor")).status_code == 405
    assert not Episode.objects.exists()
    assert not asks.open_asks(room).exists()


def test_a_form_without_its_token_changes_nothing(hana: Host, room: Recording, show: Show) -> None:
    strict = member_of(hana, enforce_csrf_checks=True)
    for address in (to("make", room), to("ask", room, "noor"), to("leave_out", room, "noor")):
        assert strict.post(address, {"treatment": "cut"}).status_code == 403
    assert not Episode.objects.exists()


def test_a_stranger_and_another_host_find_nothing(room: Recording, show: Show) -> None:
    other = story.host("jonas")
    story.show(other, "trams")
    for client in (member_of(other), max_the_stranger()):
        for name in ("recording", "people", "unclaimed", "addresses", "recording_title"):
            assert client.get(to(name, room)).status_code == 404
        for name in ("ask", "speaker_link", "leave_out", "take_back_in", "speaker"):
            assert client.post(to(name, room, "noor"), {"treatment": "cut"}).status_code == 404
        for name in ("make", "ask_everyone", "open_links", "unclaimed_cut", "unclaimed_all"):
            assert client.post(to(name, room)).status_code == 404
    assert not asks.open_asks(room).exists()
    assert all(row.excluded is None for row in roster_for(room, ""))


def test_a_speaker_of_one_recording_is_not_found_in_another(
    client: Client, room: Recording, hana: Host
) -> None:
    foreign = story.recording(hana, "Another room").speakers.get(key="noor")
    address = reverse("feeds:leave_out", args=[room.uid, foreign.uid])
    assert client.post(address, {"treatment": "cut"}).status_code == 404


def test_a_reminder_beyond_the_bound_is_refused_in_a_sentence(
    client: Client, room: Recording, show: Show
) -> None:
    speaker(room, "noor", "noor@example.org")
    for _ in range(3):
        client.post(to("ask", room, "noor"))
    answer = client.post(to("ask", room, "noor"), follow=True)
    assert "has had 3 mails about this recording" in words(answer)
