"""A site in which every page of consent has something to show: links in every state, a host's
room that waits, and one case of every kind on the desk."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core import mail
from django.test import Client
from django.utils import timezone

from consent import asks, legacy, minors, proposals, roles
from consent.models import Ask, Proposal
from consent.record import note, record
from consent.scopes import Decision, Level, Method, Scope
from consent.terms import Terms
from feeds import asking, takedowns
from feeds.lifecycle import Stage
from feeds.models import Episode, Takedown
from recordings.models import Cue, Recording, Segment, Speaker
from tests.consent.me import Guest
from tests.consent.people import answer, days, make_ask, make_room
from tests.consent.pledging import announced, room_to_come, says_yes
from tests.feeds import published, story
from tests.feeds.aired import aired
from tests.signed_in import an_officer, member_of, with_role

LEAVER = "leaver@example.org"


@dataclass
class Place:
    """Whatever an address wants to know; `links` are paths of personal links by their state."""

    hana: Client
    officer: Client
    sami_himself: Client
    leaver: Client
    room: Recording
    episode: Episode
    ready: Episode
    noor: Speaker
    sami: Speaker
    proposal: Proposal
    takedown: Takedown
    receipt: str = ""
    links: dict[str, str] = field(default_factory=dict)


def place(folder: Path) -> Place:
    """Hana was asked, Sami is a minor, Noor says “not me”, nine seconds are nobody's; another
    episode is ready, one was out before and is asked to go, and a second host's room is asked."""
    now = timezone.now()
    in_advance = _in_advance(now)
    host = story.host()
    room, show, uma = story.recording(host), story.show(host), with_role("uma", roles.OFFICERS)
    episode = story.draft(room, show)
    noor, sami = room.speakers.get(key="noor"), room.speakers.get(key="sami")
    Segment.objects.create(recording=room, start_ms=0, end_ms=9_000, method="vad_unassigned")
    asking.link(episode, noor, by=None, now=now)
    story.says(room, "noor", story.ALL_YES, now)
    not_me = asking.link(episode, noor, by=None, now=now)
    note(noor, Decision.DISPUTED, method=Method.LINK, actor="Noor Ali", now=now)
    minors.mark(sami, by=uma, now=now)
    guardian = asking.link(episode, sami, by=None, now=now)
    asking.link(episode, room.speakers.get(key="hana"), by=None, now=now)
    what = proposals.Offer(decisions={Scope.PUBLISH: Decision.GRANTED}, reason="On paper")
    proposals.offer(room.speakers.get(key="hana"), what, by=uma, now=now)
    before = story.recording(host, "Rent strikes, one year on")
    legacy.mark(before, evidence="Out since 2021", by=uma, now=now)
    old = published.with_sound(published.episode(show, made=before), folder)
    takedowns.ask(old, reason="I am heard from 0:40.", email="lee@example.org", now=now)
    ready, waits = _hear_first(folder, now)
    at = Place(
        hana=member_of(host),
        officer=an_officer(),
        sami_himself=Client(),
        leaver=Client(),
        room=room,
        episode=episode,
        ready=ready,
        noor=noor,
        sami=sami,
        proposal=proposals.open_proposals()[0],
        takedown=Takedown.objects.get(),
    )
    at.links = {
        "in advance": in_advance,
        "not me": path(not_me),
        "guardian": path(guardian),
        "hear first": waits,
    }
    at.links |= _of_speakers(at, now)
    at.sami_himself, at.leaver = _at_my_voice("sami@example.org"), _at_my_voice(LEAVER)
    return at


def _in_advance(now: datetime) -> str:
    """Sami has said yes in advance, and a room of his is announced to him; his link."""
    room = room_to_come(now)
    says_yes(room.recording.host, now=now - days(2))
    assert announced(room.sami, now)
    return _mailed_link(r"/c/[^/\s]+/$")


def _mailed_link(pattern: str) -> str:
    """The one in the latest mail."""
    found = re.search(pattern, str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def _at_my_voice(address: str) -> Client:
    guest = Guest()
    guest.come_in(address)
    return guest.client


def _hear_first(folder: Path, now: datetime) -> tuple[Episode, str]:
    """An episode that is finished and waits for Noor's word alone, and her link to it."""
    made = aired(folder, story.show(story.host("jonas"), "trams"))
    noor = made.recording.speakers.get(key="noor")
    record(
        noor,
        story.ALL_YES,
        method=Method.ATTESTED,
        actor="ada",
        now=now,
        evidence="paper",
        terms=Terms(hear_first=True),
    )
    Episode.objects.filter(pk=made.episode.pk).update(stage=Stage.READY, publish_when_ready=True)
    ask = make_ask(noor, now=now)
    Ask.objects.filter(pk=ask.pk).update(answered_at=now)
    return made.fresh(), path(asks.link_for(ask, now))


def _of_speakers(at: Place, now: datetime) -> dict[str, str]:
    """Links of three speakers of one room: waiting with everything asked, yes, and no; and two
    more of people who took it back, and who wants no more mail."""
    room, other = make_room("late-table"), make_room("night-shift")
    Cue.objects.create(
        recording=room.recording, speaker=room.noor, start_ms=10_000, end_ms=12_000, text="Water."
    )
    waiting = make_ask(room.noor, *Scope, address="noor@example.org", now=now)
    Ask.objects.filter(pk=waiting.pk).update(least=Level.MAIL)
    asks.send(waiting)
    stop = _mailed_link(r"/c/[^/\s]+/unsubscribe/").removesuffix("unsubscribe/")
    yes = make_ask(room.sami, address="sami@example.org", now=now)
    no, back = make_ask(room.hana, now=now), make_ask(other.sami, address=LEAVER, now=now)
    links = {
        "waiting": asks.link_for(waiting, now),
        "yes": asks.link_for(yes, now),
        "no": asks.link_for(no, now),
        "taken back": asks.link_for(back, now),
    }
    at.receipt = answer(room.sami, ask=yes, now=now, publish="granted", name="granted").number
    answer(room.hana, ask=no, now=now, publish="refused")
    answer(other.sami, ask=back, now=now, publish="granted")
    answer(other.sami, ask=back, now=now, publish="withdrawn")
    return {state: path(link) for state, link in links.items()} | {"stop": stop}


def path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)
