"""Who may open which address: every URL of the site × a visitor, Max, another host, Ada, Hana,
and who works at the consent desk.

The list of addresses comes from the URL resolver: one without a row here fails.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from consent import invites, roles
from consent.models import EvidenceFile, Proposal, StandingInvite
from feeds import artwork
from feeds.models import Artwork, Chapter, Clip, Episode, Show, Takedown
from recordings.models import Host, Import, Member, Recording, Segment, Speaker
from tests.feeds import clipped, story
from tests.feeds.aired import Aired, App, aired, alternate

# In this order: what Hana does comes last, for it may change things.
PEOPLE = ("a visitor", "Max", "Jonas, another host", "Ada, an admin", "Hana")
Statuses = tuple[int, int, int, int, int]
DESK_PEOPLE = ("a consent officer", "an auditor")

OPEN: Statuses = (200, 200, 200, 200, 200)
NOT_THERE: Statuses = (404, 404, 404, 404, 404)
WRONG: Statuses = (422, 422, 422, 422, 422)
NOT_SHOWN: Statuses = (403, 403, 403, 403, 403)
OWN_LIST: Statuses = (302, 404, 200, 404, 200)
A_PAGE: Statuses = (302, 404, 404, 404, 200)
A_STEP: Statuses = (302, 404, 404, 404, 302)
ADMINS: Statuses = (302, 404, 404, 200, 404)
ADMINS_STEP: Statuses = (302, 404, 404, 302, 404)


@dataclass
class World:
    """Hana's show with an episode that is out, and a recording on its way; Jonas has his own."""

    hana: Host
    out: Aired
    cover: Artwork
    room: Recording
    noor: Speaker
    part: Segment
    episode: Episode
    brought: Import
    proposal: Proposal
    file: EvidenceFile
    takedown: Takedown
    invite: StandingInvite
    clip: Clip

    @property
    def show(self) -> Show:
        return self.out.show


Args = Callable[[World], list[Any]]


def nothing(_: World) -> list[Any]:
    return []


def of_show(world: World, *more: str) -> list[Any]:
    return [world.show.slug, *more]


def of_out(world: World) -> list[Any]:
    return [world.show.slug, world.out.episode.uid]


def of_room(world: World) -> list[Any]:
    return [world.room.uid]


def of_noor(world: World) -> list[Any]:
    return [world.room.uid, world.noor.uid]


def of_episode(world: World) -> list[Any]:
    return [world.episode.uid]


def of_clip(world: World) -> list[Any]:
    return [world.out.episode.uid, world.clip.uid]


def of_clip_out(world: World) -> list[Any]:
    return [*of_out(world), world.clip.uid]


def of_import(world: World) -> list[Any]:
    return [world.brought.uid]


def of_invite(world: World) -> list[Any]:
    return [world.invite.uid]


def of_person(world: World) -> list[Any]:
    return [world.noor.uid]


def a_token(_: World) -> list[Any]:
    return ["q3J8s7Vb0rXx1mZp2LkT9A"]


@dataclass(frozen=True)
class Row:
    expected: Statuses
    args: Args = nothing
    post: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    desk: tuple[int, int] | None = None
    """What an officer and an auditor get; without it, what Max gets."""
    editor: int | None = None
    """What an editor of Hana's gets; without it, what Hana gets."""

    @property
    def at_the_desk(self) -> tuple[int, int]:
        return self.desk or (self.expected[1], self.expected[1])


def desk_page(args: Args = nothing, *, post: bool = False) -> Row:
    """Whoever looks at the desk may look at this."""
    return Row(ADMINS, args, post=post, desk=(200, 200))


def desk_verb(args: Args, status: int = 302, *, post: bool = True) -> Row:
    """An auditor is told that they only look; `status` is what who decides gets."""
    return Row((302, 404, 404, status, 404), args, post=post, desk=(status, 403))


def page(args: Args) -> Row:
    return Row(A_PAGE, args)


def step(args: Args, **data: Any) -> Row:
    return Row(A_STEP, args, post=True, data=data)


def owners(row: Row) -> Row:
    """An editor is told who can do it."""
    return replace(row, editor=403)


ROWS: dict[str, list[Row]] = {
    "healthz": [Row(OPEN)],
    # What everybody may hear and read.
    "feeds:front": [Row((200, 200, 302, 302, 302), desk=(302, 302))],
    "feeds:feed": [Row(OPEN, of_show)],
    "feeds:tdmrep": [Row(OPEN)],
    "feeds:audio": [Row(OPEN, of_out)],
    "feeds:enclosure": [
        Row(OPEN, lambda w: [*of_out(w), "mp3"]),
        Row(NOT_THERE, lambda w: [*of_out(w), "m4a"]),
    ],
    "feeds:alternate": [
        Row(OPEN, lambda w: [*of_out(w), "opus"]),
        Row(NOT_THERE, lambda w: [*of_out(w), "m4a"]),
    ],
    "feeds:transcript": [Row(OPEN, lambda w: [*of_out(w), "vtt"])],
    "feeds:chapters": [Row(OPEN, of_out)],
    "feeds:artwork": [Row(OPEN, lambda w: of_show(w, w.cover.sha256[:12], "png"))],
    "feeds:show": [Row(OPEN, of_show)],
    "feeds:follow": [Row(OPEN, of_show)],
    "feeds:episode_page": [Row(OPEN, of_out)],
    "feeds:clip_page": [Row(OPEN, of_clip_out)],
    "feeds:clip_file": [Row(OPEN, lambda w: [*of_clip_out(w), "mp3"])],
    "feeds:embed": [Row(OPEN, of_out)],
    "feeds:voice": [Row(OPEN, of_out)],
    # Only about what was out before consent was recorded here, which this is not.
    "feeds:takedown": [Row(NOT_THERE, of_out), Row(NOT_THERE, of_out, post=True)],
    # By a secret link alone: who one is does not matter, and a wrong link leads nowhere.
    "consent:page": [Row(NOT_THERE, a_token)],
    "consent:answer": [Row(NOT_THERE, a_token, post=True)],
    "consent:in_advance": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "consent:choices": [Row(NOT_THERE, a_token)],
    "consent:check": [Row(NOT_THERE, a_token)],
    "consent:confirm": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "consent:sign_in": [Row(NOT_THERE, a_token, post=True)],
    "consent:account": [Row(NOT_THERE, a_token, post=True)],
    "consent:signed_in": [Row(NOT_THERE)],
    "consent:withdraw": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "consent:cut": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "consent:not_me": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "consent:voice": [Row(NOT_THERE, a_token)],
    "consent:who": [Row(NOT_THERE, a_token)],
    "feeds:edit": [Row(NOT_THERE, a_token, post=True)],
    "feeds:edit_sound": [Row(NOT_THERE, a_token)],
    "consent:certificate": [Row(NOT_THERE, a_token)],
    "consent:certificate_pdf": [Row(NOT_THERE, a_token)],
    "consent:receipt": [Row(NOT_THERE, a_token)],
    "consent:receipt_pdf": [Row(NOT_THERE, a_token)],
    "consent:check_receipt": [Row(OPEN)],
    "consent:unsubscribe": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    # For whoever shows who they are; everybody else gets the page on which one does.
    "feeds:me": [Row(OPEN)],
    "feeds:me_code": [Row(WRONG, post=True)],
    "feeds:me_confirm": [Row(WRONG, post=True)],
    "feeds:me_sign_in": [Row(NOT_THERE, post=True)],
    "feeds:me_account": [Row(NOT_SHOWN, post=True)],
    "feeds:me_sign_out": [Row(OPEN, post=True)],
    "feeds:me_open": [Row(NOT_SHOWN, of_person, post=True)],
    "feeds:me_download": [Row(NOT_SHOWN, post=True)],
    "feeds:me_stop": [Row(NOT_SHOWN), Row(NOT_SHOWN, post=True)],
    "feeds:me_withdraw": [Row(NOT_SHOWN), Row(NOT_SHOWN, post=True)],
    "feeds:me_erase": [Row(NOT_SHOWN), Row(NOT_SHOWN, post=True)],
    # Bringing a room in.
    "recordings:import": [Row(OWN_LIST), Row((302, 404, 422, 404, 422), post=True)],
    "recordings:import_running": [page(of_import)],
    "recordings:choose_room": [Row((302, 404, 404, 404, 422), of_import, post=True)],
    "recordings:cancel_import": [step(of_import)],
    "recordings:try_import_again": [step(of_import)],
    # Recordings and their voices.
    "feeds:recordings": [Row((302, 404, 302, 404, 200))],
    "feeds:recording": [page(of_room)],
    "feeds:recording_title": [page(of_room), step(of_room, title="Changed")],
    "feeds:recording_show": [Row((302, 404, 404, 404, 422), of_room, post=True)],
    "feeds:make": [step(of_room)],
    "feeds:ask_everyone": [step(of_room)],
    "feeds:open_links": [Row(A_PAGE, of_room, post=True)],
    "feeds:unclaimed": [page(of_room), Row((302, 404, 404, 404, 422), of_room, post=True)],
    "feeds:unclaimed_all": [Row((302, 404, 404, 404, 404), of_room, post=True)],
    "feeds:unclaimed_person": [
        Row((302, 404, 404, 404, 404), lambda w: [w.room.uid, w.part.pk], post=True)
    ],
    "feeds:unclaimed_cut": [step(of_room)],
    "feeds:unclaimed_back": [step(of_room)],
    "feeds:people": [page(of_room), Row((302, 404, 404, 404, 422), of_room, post=True)],
    "feeds:speaker_new": [page(of_room), step(of_room, name="Ines")],
    "feeds:addresses": [page(of_room), step(of_room)],
    "feeds:speaker": [page(of_noor), step(of_noor, name="Noor")],
    "feeds:ask": [step(of_noor)],
    "feeds:speaker_link": [Row(A_PAGE, of_noor, post=True)],
    "feeds:roster": [step(of_room)],
    "feeds:minor": [step(of_noor)],
    "feeds:leave_out": [page(of_noor), step(of_noor, treatment="cut")],
    "feeds:cut_wishes": [step(of_noor)],
    "feeds:take_back_in": [step(of_noor)],
    # This room has no sound; that Hana hears hers is tested where there is some.
    "feeds:voice_sound": [Row((302, 404, 404, 404, 404), of_room)],
    "feeds:part_sound": [Row((302, 404, 404, 404, 404), lambda w: [w.room.uid, w.part.pk])],
    # Episodes.
    "feeds:preview_audio": [Row((404, 404, 404, 404, 200), of_out)],
    "feeds:episodes": [Row(OWN_LIST)],
    "feeds:episode": [page(of_episode)],
    "feeds:episode_change": [
        page(lambda w: [w.episode.uid, "title"]),
        Row(A_STEP, lambda w: [w.episode.uid, "title"], post=True, data={"title": "Changed"}),
    ],
    "feeds:publish": [owners(step(of_episode, when="now"))],
    "feeds:publish_when_ready": [owners(step(of_episode))],
    "feeds:unschedule": [owners(step(of_episode))],
    "feeds:propose_chapters": [step(of_episode)],
    "feeds:editor": [page(of_episode)],
    "feeds:edit_add": [
        Row((302, 404, 404, 404, 422), of_episode, post=True),
        Row(A_STEP, of_episode, post=True, data={"start": "1", "end": "2", "deed": "cut"}),
    ],
    "feeds:edit_undo": [step(of_episode)],
    "feeds:edit_redo": [step(of_episode)],
    "feeds:edit_clear": [step(of_episode)],
    "feeds:edit_back": [step(lambda w: [w.episode.uid, 1])],
    "feeds:edit_minute": [Row((302, 404, 404, 404, 404), lambda w: [w.episode.uid, 0])],
    "feeds:edit_waveform": [page(of_episode)],
    "feeds:remake": [step(of_episode)],
    "feeds:stop_making": [step(of_episode)],
    "feeds:unpublish": [owners(page(of_episode)), owners(step(of_episode))],
    "feeds:withdraw": [owners(page(of_episode)), owners(step(of_episode))],
    # Clips.
    "feeds:clip_new": [
        owners(page(of_episode)),
        owners(Row((302, 404, 404, 404, 422), of_episode, post=True)),
    ],
    "feeds:clip": [page(of_clip)],
    "feeds:clip_again": [step(of_clip)],
    "feeds:clip_in_feed": [owners(step(of_clip, named="yes"))],
    "feeds:clip_drop": [owners(step(of_clip))],
    "feeds:clip_preview": [Row((404, 404, 404, 404, 200), lambda w: [*of_clip_out(w), "mp3"])],
    # Saying yes in advance.
    "feeds:in_advance": [Row(OWN_LIST), Row((302, 404, 422, 404, 422), post=True)],
    "feeds:in_advance_link": [page(of_invite)],
    "feeds:in_advance_end": [step(of_invite)],
    "in_advance:invited": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "in_advance:code": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "in_advance:sign_in": [Row(NOT_THERE, a_token, post=True)],
    "in_advance:check": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "in_advance:mine": [Row(NOT_THERE, a_token)],
    "in_advance:receipt": [Row(NOT_THERE, a_token)],
    "in_advance:take_back": [Row(NOT_THERE, a_token), Row(NOT_THERE, a_token, post=True)],
    "in_advance:room": [Row(NOT_THERE, a_token, post=True)],
    # Shows.
    "feeds:shows": [Row(OWN_LIST)],
    "feeds:show_new": [owners(Row(OWN_LIST)), owners(Row((302, 404, 422, 404, 422), post=True))],
    "feeds:show_settings": [page(of_show)],
    "feeds:show_sponsors": [page(of_show)],
    "feeds:show_artwork": [
        owners(page(of_show)),
        owners(Row((302, 404, 404, 404, 422), of_show, post=True)),
    ],
    "feeds:show_change": [
        owners(page(lambda w: of_show(w, "title"))),
        owners(step(lambda w: of_show(w, "title"), title="Changed")),
    ],
    "feeds:show_music": [owners(page(lambda w: of_show(w, "intro")))],
    "feeds:show_music_drop": [owners(step(lambda w: of_show(w, "intro")))],
    "feeds:music_sound": [Row((302, 404, 404, 404, 404), lambda w: of_show(w, "outro"))],
    # The consent desk.
    "feeds:desk": [desk_page()],
    "feeds:desk_retention": [desk_page()],
    "feeds:verify_ledger": [Row(ADMINS_STEP, post=True, desk=(302, 302))],
    "feeds:desk_remind": [desk_verb(nothing)],
    "feeds:desk_numbers": [desk_page()],
    "feeds:desk_person": [desk_page(of_person)],
    "feeds:desk_evidence": [desk_page(of_person, post=True)],
    "feeds:desk_export": [desk_verb(of_person, 200)],
    "feeds:desk_erase": [desk_verb(of_person, 200, post=False), desk_verb(of_person, 422)],
    "feeds:desk_case": [desk_page(of_person)],
    "feeds:desk_settle": [desk_verb(of_person, 422)],
    "feeds:desk_minor": [desk_verb(of_person)],
    "feeds:desk_guardian": [desk_verb(of_person, 422)],
    "feeds:desk_of_age": [desk_verb(of_person, 200, post=False), desk_verb(of_person, 422)],
    "feeds:desk_record": [desk_verb(of_person, 200, post=False), desk_verb(of_person, 422)],
    "feeds:desk_proposal": [desk_page(lambda w: [w.proposal.uid])],
    "feeds:desk_reason": [desk_page(lambda w: [w.proposal.uid], post=True)],
    "feeds:desk_decide": [desk_verb(lambda w: [w.proposal.uid])],
    "feeds:desk_takedown": [
        desk_page(lambda w: [w.takedown.uid]),
        desk_verb(lambda w: [w.takedown.uid], 422),
    ],
    "feeds:desk_recording": [desk_page(of_room)],
    "feeds:desk_bundle": [desk_page(of_episode, post=True)],
    "feeds:desk_roster": [desk_verb(of_room)],
    "feeds:desk_legacy": [desk_verb(of_room, 422)],
    "feeds:desk_not_legacy": [desk_verb(of_room, 422)],
    # The store has lost this one; that it is saved where it is there is tested at the desk.
    "feeds:desk_file": [Row(ADMINS_STEP, lambda w: [w.file.uid], post=True, desk=(302, 302))],
}

# Signing in, by the library that does it: for whoever comes.
SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "account_request_login_code",
}

# Signing in with an account elsewhere: where nothing is set up, as here, there is nothing.
ELSEWHERE = {
    "twitter_oauth2_login",
    "twitter_oauth2_callback",
    "discord_login",
    "discord_callback",
    "google_login",
    "google_callback",
    "google_login_by_token",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "socialaccount_connections",
}


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site by its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, below)
        else:
            yield f"{space}{entry.name}", entry


PROVIDERS = ("twitter_oauth2_", "discord_", "google_", "openid_connect_", "socialaccount_")
ALL = dict(addresses(get_resolver()))
NOT_OURS = ("admin:", "account_", "None", *PROVIDERS)
"""What has no name at all are allauth's redirects from addresses it once had."""
OURS = sorted(name for name in ALL if not name.startswith(NOT_OURS))


@pytest.fixture
def world(tmp_path: Path) -> World:
    hana = story.host()
    show = story.show(hana)
    out = aired(tmp_path, show)
    alternate(tmp_path, out.master)
    Chapter.objects.create(episode=out.episode, start_ms=0, title="Before the letters")
    room = story.recording(hana, "Rent strikes")
    part = Segment.objects.create(recording=room, start_ms=0, end_ms=900, method="vad_unassigned")
    story.show(story.host("jonas"), "trams")
    noor, now = room.speakers.get(key="noor"), timezone.now()
    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    file = EvidenceFile.objects.create(
        speaker=noor, sha256="a" * 64, key=f"evidence/aa/{'a' * 64}.pdf", bytes=1, added_at=now
    )
    return World(
        hana=hana,
        out=out,
        cover=_cover(show, tmp_path),
        room=room,
        noor=noor,
        part=part,
        episode=story.draft(room, show),
        brought=Import.objects.create(host=hana, names=["a.zip"], rooms=[{"key": "1"}]),
        proposal=Proposal.objects.create(
            speaker=noor, decisions={"publish": "granted"}, proposed_by=ada, proposed_at=now
        ),
        file=file,
        takedown=Takedown.objects.create(episode=out.episode, reason="Me", at=now, due_at=now),
        clip=clipped.of(out, 1, 9),
        invite=invites.invite(hana, show_text="All", scopes=(), by=None, now=now)[0],
    )


def _cover(show: Show, folder: Path) -> Artwork:
    file = BytesIO()
    Image.new("RGB", (1400, 1400), "teal").save(file, "PNG")
    path = folder / "cover.png"
    path.write_bytes(file.getvalue())
    return artwork.set_artwork(show, path, "cover.png")


def people() -> list[Client]:
    """The five browsers, in the order of `PEOPLE`."""
    members = {member.host.slug: member.user for member in Member.objects.all()}
    max_ = User.objects.create_user("max", "max@example.net")
    ada = User.objects.get(username="ada")
    found = [signed_in(user) for user in (max_, members["jonas"], ada, members["hana"])]
    return [App(), *found]


def people_of_the_desk() -> list[Client]:
    """The two browsers of `DESK_PEOPLE`."""
    officer, auditor = (User.objects.create_user(name) for name in ("ori", "tove"))
    officer.groups.add(Group.objects.get(name=roles.OFFICERS))
    auditor.groups.add(Group.objects.get(name=roles.AUDITORS))
    return [signed_in(officer), signed_in(auditor)]


def signed_in(user: User) -> Client:
    client = App()
    client.force_login(user)
    return client


def test_every_address_has_a_row() -> None:
    assert set(OURS) == set(ROWS), "an address without a row, or a row without an address"


def test_every_page_for_signing_in_is_known() -> None:
    assert {name for name in ALL if name.startswith("account_")} == SIGNING_IN
    assert {name for name in ALL if name.startswith(PROVIDERS)} == ELSEWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_who_may_open_it(world: World, name: str) -> None:
    clients = [*people_of_the_desk(), *people()]
    for row in ROWS[name]:
        cache.clear()  # they all come from one address, which may try ten unknown links a minute
        address = reverse(name, args=row.args(world))
        answers = [
            client.post(address, row.data) if row.post else client.get(address)
            for client in clients
        ]
        got = tuple(answer.status_code for answer in answers)
        who, wanted = DESK_PEOPLE + PEOPLE, row.at_the_desk + row.expected
        assert dict(zip(who, got, strict=True)) == dict(zip(who, wanted, strict=True))
        if row.expected[0] == 302:
            assert answers[len(DESK_PEOPLE)]["Location"].startswith("/accounts/login/")


HOSTS_OWN = [name for name in OURS if ROWS[name][0].expected[:2] == (302, 404)]
"""What only members open, and some of it only owners."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in HOSTS_OWN if ROWS[name][0].expected[-1] != 404])
def test_what_an_editor_may_do(world: World, name: str) -> None:
    ines = User.objects.create_user("ines", "ines@example.org")
    Member.objects.create(host=world.hana, user=ines, role=Member.Role.EDITOR)
    client = signed_in(ines)
    for row in ROWS[name]:
        address = reverse(name, args=row.args(world))
        answer = client.post(address, row.data) if row.post else client.get(address)
        assert answer.status_code == (row.expected[-1] if row.editor is None else row.editor)
        if row.editor == 403:
            assert "Only Hana can" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in OURS if ROWS[name][0].args is not nothing])
def test_an_id_that_nobody_has_is_not_there(world: World, name: str) -> None:
    """As Hana sees it: nothing, and no difference to what belongs to somebody else."""
    row = ROWS[name][0]
    made_up = [uuid.uuid4() if isinstance(one, uuid.UUID) else one for one in row.args(world)]
    args = ["no-such-show" if one == world.show.slug else one for one in made_up]
    address = reverse(name, args=args)
    hana = people()[-1]
    answer = hana.post(address, row.data) if row.post else hana.get(address)
    assert answer.status_code == (403 if row.expected == NOT_SHOWN else 404)


@pytest.mark.django_db
def test_nobody_but_an_admin_gets_into_the_admin(world: World) -> None:
    plain = [name for name, entry in ALL.items() if name.startswith("admin:") and _bare(entry)]
    assert "admin:index" in plain
    visitor, max_, jonas, ada, hana = people()
    for name in plain:
        address = reverse(name)
        for client in (visitor, max_, jonas, hana):
            answer = client.get(address)
            assert answer.status_code in (200, 302, 405), address
            if answer.status_code == 200:
                assert name in ("admin:login", "admin:jsi18n"), address
        assert ada.get(address).status_code in (200, 302, 403, 405), address
    assert ada.get(reverse("admin:index")).status_code == 200


def _bare(entry: URLPattern) -> bool:
    return not entry.pattern.converters and "(?P" not in str(entry.pattern)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNING_IN | ELSEWHERE))
def test_signing_in_shows_nothing_of_anybody(world: World, name: str) -> None:
    keys = {"key": "x", "uidb36": "1"}
    wanted = ALL[name].pattern
    given = {key: keys[key] for key in keys if f"<{key}>" in str(wanted)}
    if name.startswith("openid_connect_"):
        given = {"provider_id": "oidc"}
    answer = Client().get(reverse(name, kwargs=given))
    here = (200, 302) if name in SIGNING_IN else (200, 302, 401, 404, 405)
    assert answer.status_code in here
    assert "Hana" not in answer.content.decode()
