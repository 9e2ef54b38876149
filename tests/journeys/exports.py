"""Everything that the site gives out, by every way: exports, the pages of the desk and the admin,
what is served to apps, and what lies behind personal links."""

from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consent import anchors, asks
from consent.dossier import dossier_of, packed
from consent.person import find_person
from feeds import episodes, evidence
from feeds.models import Episode, Show
from recordings.models import Recording, Speaker
from tests.consent.people import answer, make_ask
from tests.feeds.aired import App, body
from tests.opened import Place, opened
from tests.surfaces import addresses

AT_A_LINK = (
    "", "answer/", "withdraw/", "who/", "cut/", "unsubscribe/",
    "receipt.json", "receipt.pdf", "certificate.json", "certificate.pdf",
)  # fmt: skip
OF_A_PERSON = ("people/{0}/", "people/{0}/erase/", "cases/{0}/", "cases/{0}/record/")
OF_THE_DESK = ("", "?list=waiting", "?list=unclaimed", "numbers/", "retention/")


def everything(show: Show, by: User, words: Iterable[str], folder: Path) -> Iterator[Place]:
    """Of all recordings, episodes and people of the site, opened to its last layer. `words` are
    looked for on the desk."""
    browser = App()
    browser.force_login(by)
    for name, content in (
        *_bundles(show, by),
        *_dossiers(by, folder),
        *_desk(browser, by, words),
        *_admin(browser),
        *_served(),
        *_of_others(),
        *_commands(),
    ):
        yield from opened(name, content)


def behind(links: Iterable[str]) -> Iterator[Place]:
    """Every address below these personal links, opened by whoever has them."""
    for link in links:
        for name in AT_A_LINK:
            answered = App().get(f"{link}{name}")
            yield from opened(f"{name or 'page'} at a link", body(answered))


def _bundles(show: Show, by: User) -> Iterator[Place]:
    for made in Recording.objects.all():
        episode = Episode.objects.filter(recording=made).first() or episodes.draft_for(made, show)
        bundle = evidence.export(episode, by=by, now=timezone.now())
        yield f"bundle of {made.pk}", bundle


def _dossiers(by: User, folder: Path) -> Iterator[Place]:
    """Of each person, as a zip, as JSON, and by the command."""
    for speaker in Speaker.objects.all():
        people = find_person(str(speaker.uid))
        made = dossier_of(people, by=by.get_username(), now=timezone.now())
        with packed(made) as file:
            yield f"person {speaker.pk}", file.read()
        yield f"person {speaker.pk}.json", made.as_json().encode()
    path = folder / "person.zip"
    call_command("export_person", str(speaker.uid), str(path), stdout=StringIO())
    yield "export_person", path.read_bytes()


def _desk(browser: App, by: User, words: Iterable[str]) -> Iterator[Place]:
    """Every page, the search included; the page says itself what was looked for, so
    that word is left out of what is looked through; a row found would hold others of hers."""
    for below in OF_THE_DESK:
        yield f"desk {below}", body(browser.get(f"/desk/{below}"))
    for word in words:
        page = body(browser.get("/desk/", {"q": word}))
        yield "search", page.replace(word.removeprefix("x:").encode(), b"")
    for speaker in Speaker.objects.all():
        for below in OF_A_PERSON:
            yield f"desk {below}", body(browser.get(f"/desk/{below.format(speaker.uid)}"))
        for below in ("evidence/", "export/"):
            yield below, body(browser.post(f"/desk/people/{speaker.uid}/{below}"))
    for made in Recording.objects.all():
        yield "desk recording", body(browser.get(f"/desk/recordings/{made.uid}/"))


def _admin(browser: App) -> Iterator[Place]:
    """Each list, and each row's own page."""
    for model in admin.site._registry:
        below = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield below, body(browser.get(reverse(f"{below}_changelist"), follow=True))
        for row in model._default_manager.all()[:40]:
            page = browser.get(reverse(f"{below}_change", args=[row.pk]), follow=True)
            yield f"{below} {row.pk}", body(page)


def _served() -> Iterator[Place]:
    for episode in Episode.objects.select_related("show"):
        for name, address in addresses(episode).items():
            yield name, body(App().get(address))


def _of_others() -> Iterator[Place]:
    """Somebody else of each room is asked now, and answers."""
    for made in Recording.objects.all():
        sami, now = made.speakers.get(key="sami"), timezone.now()
        ask = make_ask(sami, now=now)
        link = asks.link_for(ask, now)
        answer(sami, ask=ask, now=now, publish="granted", name="granted")
        yield from behind([urlsplit(link).path])


def _commands() -> Iterator[Place]:
    anchors.drop(timezone.now())
    out = StringIO()
    call_command("verify_ledger", json=True, stdout=out)
    yield "verify_ledger", out.getvalue().encode()
