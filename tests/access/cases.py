"""Which pages are about consent, and how each of them is reached: one row for every address of the
site, so that a page without a case is noticed.

A page goes into `CASES`, once for every look it can have. An address that only takes a form goes
into `DEEDS`, and a page that is not about consent into `ELSEWHERE`, with the module that looks at
it. Files (`.json`, `.mp3`, …) need no row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from playwright.sync_api import Page

from tests.access.place import Place

Where = Callable[[Place], str]


class Who(StrEnum):
    """Whose browser it is."""

    VISITOR = "a visitor"
    HANA = "Hana"
    OFFICER = "an officer"
    SAMI = "Sami at his own"
    LEAVER = "who erases themselves"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One look of a page: where somebody goes, what they press there, and what it is called."""

    where: Where
    heading: str
    do: Callable[[Page], None] = lambda _: None
    status: int = 200
    who: Who = Who.VISITOR


def at_link(state: str, below: str = "") -> Where:
    return lambda place: f"{place.links[state]}{below}"


def to(address: str) -> Where:
    """An address with names of `Place` in it: `/recordings/{room.uid}/`."""
    return lambda place: address.format(**vars(place))


def press(*names: str) -> Callable[[Page], None]:
    """Press buttons, one after the other; what a browser would check is left to the site."""

    def do(page: Page) -> None:
        for name in names:
            page.evaluate("document.querySelectorAll('main form').forEach(f => f.noValidate = 1)")
            page.get_by_role("button", name=name).first.click()

    return do


def choose(*tiles: int, then: str = "Continue") -> Callable[[Page], None]:
    """Take so many pages of tiles: 0 is the first of each pair, 1 the second."""

    def do(page: Page) -> None:
        for tile in tiles:
            for pair in page.locator(".pair:visible").all():
                pair.locator("label").nth(tile).click()
            press(then)(page)

    return do


def fill(label: str, text: str, button: str) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_label(label).fill(text)
        press(button)(page)

    return do


def unfold(page: Page) -> None:
    """Everything that opens, opened."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def conditions(page: Page) -> None:
    """The second page, with its conditions open and nothing answered."""
    choose(0)(page)
    press("Continue")(page)
    unfold(page)


ANSWER, WHO_ANSWERS = "May Hana Osei publish your voice?", "Confirm that it is you"
WITHDRAW, WITH_YES = "What do you take back?", "Your answers are recorded"


def desk(address: str, heading: str, do: Callable[[Page], None] = lambda _: None) -> Case:
    return Case(where=to(address), heading=heading, do=do, who=Who.OFFICER)


def host(address: str, heading: str, do: Callable[[Page], None] = lambda _: None) -> Case:
    return Case(where=to(address), heading=heading, do=do, who=Who.HANA)


def mine(below: str, heading: str, *names: str, who: Who = Who.SAMI) -> Case:
    return Case(where=lambda _: f"/me/{below}", heading=heading, do=press(*names), who=who)


def a_wrong_code(page: Page) -> None:
    fill("Your mail address", "sami@example.org", "Mail me a code")(page)
    fill("The code from the mail", "no code", "Confirm")(page)


CASES: dict[str, list[Case]] = {
    # A speaker at their link.
    "consent:page": [
        Case(where=at_link("waiting"), heading=ANSWER, do=unfold),
        Case(where=at_link("guardian"), heading="publish"),
        Case(where=at_link("yes"), heading=WITH_YES),
        Case(where=at_link("no"), heading=WITH_YES),
        Case(where=at_link("taken back"), heading=WITH_YES),
        Case(where=at_link("not me"), heading=""),
        Case(where=lambda _: f"/c/{'x' * 43}/", heading="", status=404),
    ],
    "consent:in_advance": [
        Case(where=at_link("in advance", "in-advance/"), heading="from this room?"),
    ],
    "consent:answer": [
        Case(where=at_link("yes", "answer/"), heading=ANSWER),
        Case(where=at_link("waiting"), heading=ANSWER, do=press("Continue")),
    ],
    "consent:choices": [
        Case(where=at_link("waiting"), heading="more choices", do=choose(0)),
        Case(where=at_link("waiting"), heading="more choices", do=conditions),
    ],
    "consent:check": [
        Case(where=at_link("waiting"), heading="Check and send", do=choose(0, 0)),
        Case(where=at_link("waiting"), heading="Check and send", do=choose(1)),
    ],
    "consent:confirm": [
        Case(where=at_link("waiting", "confirm/"), heading=""),
        Case(where=at_link("yes", "confirm/"), heading=""),
    ],
    "consent:withdraw": [
        Case(where=at_link("yes", "withdraw/"), heading=WITHDRAW),
        Case(where=at_link("yes", "withdraw/"), heading=WITHDRAW, do=press("Take it back")),
        Case(where=at_link("no", "withdraw/"), heading=""),
    ],
    "consent:cut": [
        Case(where=at_link("waiting", "cut/"), heading="Which part is to be cut?"),
    ],
    "consent:not_me": [Case(where=at_link("waiting", "not-me/"), heading="Are you not")],
    "consent:who": [Case(where=at_link("waiting", "who/"), heading="")],
    "consent:unsubscribe": [Case(where=at_link("stop", "unsubscribe/"), heading="")],
    "consent:check_receipt": [
        Case(where=to("/c/check/"), heading=""),
        Case(where=to("/c/check/?number={receipt}"), heading=""),
        Case(where=to("/c/check/?number=K7QF"), heading=""),
    ],
    "consent:signed_in": [Case(where=to("/c/signed-in/"), heading="", status=404)],
    "feeds:edit": [
        Case(where=at_link("hear first", "edit/"), heading="Hear the edit"),
        Case(where=at_link("yes", "edit/"), heading="Hear the edit"),
    ],
    # What is held of somebody. Who leaves comes last.
    "feeds:me": [mine("", "My voice"), Case(where=lambda _: "/me/", heading="My voice")],
    "feeds:me_code": [
        Case(where=lambda _: "/me/", heading="My voice", do=press("Mail me a code")),
    ],
    "feeds:me_confirm": [Case(where=lambda _: "/me/", heading="My voice", do=a_wrong_code)],
    "feeds:me_stop": [mine("stop/", "No more questions by mail?")],
    "feeds:me_withdraw": [mine("withdraw/", "Take all of your voice back")],
    "feeds:me_erase": [
        mine("erase/", "Erase everything about you?"),
        mine("erase/", "rased", "Erase everything", who=Who.LEAVER),
    ],
    "feeds:me_sign_out": [mine("", "My voice", "Sign out")],
    # What was out before.
    "feeds:episode_page": [
        Case(where=lambda at: at.takedown.episode.get_absolute_url(), heading=""),
    ],
    "feeds:takedown": [
        Case(
            where=lambda at: f"{at.takedown.episode.get_absolute_url()}takedown/",
            heading="Ask that this episode goes",
        ),
    ],
    # A host asks.
    "feeds:recording": [host("/recordings/{room.uid}/", "Who owns a city")],
    "feeds:people": [host("/recordings/{room.uid}/people/", "")],
    "feeds:speaker_new": [host("/recordings/{room.uid}/people/new/", "")],
    "feeds:addresses": [host("/recordings/{room.uid}/addresses/", "")],
    "feeds:speaker": [host("/recordings/{room.uid}/speakers/{noor.uid}/", "Noor Ali")],
    "feeds:leave_out": [host("/recordings/{room.uid}/speakers/{noor.uid}/leave-out/", "Noor Ali")],
    "feeds:unclaimed": [host("/recordings/{room.uid}/unclaimed/", "")],
    "feeds:open_links": [
        host("/recordings/{room.uid}/", "personal link", press("Copy all open links")),
    ],
    "feeds:speaker_link": [
        host("/recordings/{room.uid}/", "personal link", press("Copy Hana’s link")),
    ],
    "feeds:show_change": [host("/shows/open-table/change/asked/", "")],
    "feeds:in_advance": [host("/in-advance/", "")],
    "feeds:episode": [host("/episodes/{episode.uid}/", "")],
    "feeds:withdraw": [host("/episodes/{episode.uid}/withdraw/", "")],
    "feeds:editor": [host("/episodes/{episode.uid}/edit/", "")],
    # The desk.
    "feeds:desk": [
        desk("/desk/", "", unfold),
        desk("/desk/?q=noor", ""),
        desk("/desk/?list=unclaimed", ""),
        desk("/desk/?list=waiting&page=2", ""),
    ],
    "feeds:desk_remind": [desk("/desk/?list=waiting", "", press("Remind everybody on this page"))],
    "feeds:desk_retention": [desk("/desk/retention/", "")],
    "feeds:desk_numbers": [desk("/desk/numbers/", "")],
    "feeds:desk_person": [desk("/desk/people/{noor.uid}/", "Noor Ali")],
    "feeds:desk_evidence": [
        desk("/desk/people/{noor.uid}/", "Noor Ali", press("Show the evidence")),
    ],
    "feeds:desk_erase": [
        desk("/desk/people/{noor.uid}/erase/", "Erase Noor Ali"),
        desk("/desk/people/{noor.uid}/erase/", "Erase Noor Ali", press("Propose to erase them")),
    ],
    "feeds:desk_case": [
        desk("/desk/cases/{noor.uid}/", "Noor Ali"),
        desk("/desk/cases/{sami.uid}/", "Sami Haddad"),
    ],
    "feeds:desk_settle": [
        desk("/desk/cases/{noor.uid}/", "Noor Ali", press("Settle the dispute")),
    ],
    "feeds:desk_guardian": [
        desk("/desk/cases/{sami.uid}/", "Sami Haddad", press("Ask this guardian")),
    ],
    "feeds:desk_of_age": [desk("/desk/cases/{sami.uid}/of-age/", "Sami Haddad")],
    "feeds:desk_record": [desk("/desk/cases/{noor.uid}/record/", "Noor Ali")],
    "feeds:desk_proposal": [desk("/desk/proposals/{proposal.uid}/", "")],
    "feeds:desk_reason": [desk("/desk/proposals/{proposal.uid}/", "", press("Show it"))],
    "feeds:desk_takedown": [desk("/desk/takedowns/{takedown.uid}/", "")],
    "feeds:desk_recording": [desk("/desk/recordings/{room.uid}/", "")],
}

DEEDS = {
    "consent:sign_in", "consent:account",
    "feeds:me_sign_in", "feeds:me_account", "feeds:me_open", "feeds:me_download",
    "feeds:ask_everyone", "feeds:ask", "feeds:roster", "feeds:minor", "feeds:cut_wishes",
    "feeds:take_back_in", "feeds:unclaimed_all", "feeds:unclaimed_person", "feeds:in_advance_end",
    "feeds:unclaimed_cut", "feeds:unclaimed_back",
    "feeds:make", "feeds:publish", "feeds:publish_when_ready", "feeds:unschedule", "feeds:remake",
    "feeds:stop_making", "feeds:show_music_drop",
    "feeds:propose_chapters",
    "feeds:edit_undo", "feeds:edit_redo", "feeds:edit_clear", "feeds:edit_back",
    "feeds:clip_again", "feeds:clip_in_feed", "feeds:clip_drop",
    "feeds:verify_ledger", "feeds:desk_minor", "feeds:desk_bundle",
    "feeds:desk_export",
    "feeds:desk_roster", "feeds:desk_legacy", "feeds:desk_not_legacy", "feeds:desk_file",
    "feeds:desk_decide",
    "recordings:choose_room", "recordings:cancel_import", "recordings:try_import_again",
    "feeds:recording_show",
}  # fmt: skip
"""Addresses that take a form and lead to a page, or give a file; opened, they answer 405."""

HOSTS = "tests/feeds/test_host_pages_in_the_browser.py"
LISTENERS = "tests/feeds/test_public_pages_in_the_browser.py"
IN_ADVANCE = "tests/consent/test_saying_yes_in_advance_in_the_browser.py"
CLIPS = "tests/feeds/test_clips_in_the_browser.py"
ELSEWHERE = {
    "feeds:clip_new": CLIPS,
    "feeds:clip": CLIPS,
    "feeds:clip_page": CLIPS,
    "feeds:clip_file": "a file, and no page",
    "feeds:clip_preview": "a file, and no page",
    "feeds:in_advance_link": IN_ADVANCE,
    "in_advance:invited": IN_ADVANCE,
    "in_advance:check": IN_ADVANCE,
    "in_advance:code": IN_ADVANCE,
    "in_advance:sign_in": IN_ADVANCE,
    "in_advance:mine": IN_ADVANCE,
    "in_advance:room": IN_ADVANCE,
    "in_advance:take_back": IN_ADVANCE,
    "healthz": "a word for machines",
    "feeds:front": LISTENERS,
    "feeds:show": LISTENERS,
    "feeds:follow": LISTENERS,
    "feeds:embed": LISTENERS,
    "feeds:voice": LISTENERS,
    "feeds:transcript": "a file, and no page",
    "feeds:enclosure": "a file, and no page",
    "feeds:alternate": "a file, and no page",
    "feeds:artwork": "a picture",
    "recordings:import": HOSTS,
    "recordings:import_running": HOSTS,
    "feeds:recordings": HOSTS,
    "feeds:recording_title": HOSTS,
    "feeds:episodes": HOSTS,
    "feeds:episode_change": HOSTS,
    "feeds:edit_add": "tests/feeds/test_the_editor_in_the_browser.py",
    "feeds:edit_waveform": "a file, and no page",
    "feeds:unpublish": HOSTS,
    "feeds:shows": HOSTS,
    "feeds:show_new": HOSTS,
    "feeds:show_settings": HOSTS,
    "feeds:show_artwork": HOSTS,
    "feeds:show_music": HOSTS,
}
