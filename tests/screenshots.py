"""Renders the site's pages into docs/screenshots: `python -m tests.screenshots [FOLDER]`.

A site of its own on sample rooms, in a temporary folder, on a free port of this machine; nothing
of a running site is touched. Pictures are reduced to 256 colours, so that git stays small.
"""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import wait_until

if TYPE_CHECKING:
    from feeds.models import Episode
    from recordings.models import Recording

ROOT = Path(__file__).resolve().parent.parent
WIDE, PHONE = (1280, 900), (390, 844)
Places = dict[str, str]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    data = tempfile.mkdtemp(prefix="roomcast-screenshots-")
    try:
        with _environment(Path(data)) as site:
            places, cookie = _sample_rooms()
            with _serving(site):
                _take(site, places, cookie, folder)
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _environment(data: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {
        "ROOMCAST_DATA": str(data),
        "PORT": str(port),
        "ROOMCAST_SITE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    yield os.environ["ROOMCAST_SITE_URL"]


# --- What there is to see ------------------------------------------------------------------------
def _sample_rooms() -> tuple[Places, str]:
    """The rooms of `manage.py demo`: two that are out, one that waits for its people. The pages
    about them by name, and the cookie of somebody who works for their host."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from feeds.models import Episode
    from recordings.models import Recording

    call_command("migrate", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    waiting = Recording.objects.get(episodes=None)
    link = _asked(waiting)
    out = Episode.objects.published().exclude(chapters=None).select_related("show").distinct()[0]
    clip = _shared(out)
    hana = Client()
    hana.force_login(User.objects.get(username="admin"))
    places = {
        "front": "/",
        "show": out.show.get_absolute_url(),
        "listen": f"{out.get_absolute_url()}#t=40",
        "follow": reverse("feeds:follow", args=[out.show.slug]),
        "voice": reverse("feeds:voice", args=[out.show.slug, out.uid]),
        "clip": clip,
        "sign-in": reverse("account_login"),
        "speaker": link,
        "recordings": reverse("feeds:recordings"),
        "recording": reverse("feeds:recording", args=[waiting.uid]),
        "episode": reverse("feeds:episode", args=[out.uid]),
        "editor": reverse("feeds:editor", args=[out.uid]),
        "episodes": reverse("feeds:episodes"),
        "shows": reverse("feeds:shows"),
        "show-settings": reverse("feeds:show_settings", args=[out.show.slug]),
        "show-sound": reverse("feeds:show_change", args=[out.show.slug, "sound"]),
        "import": reverse("recordings:import"),
        "desk": reverse("feeds:desk"),
    }
    return places, hana.cookies[settings.SESSION_COOKIE_NAME].value


def _asked(waiting: "Recording") -> str:
    """One says yes, one says no; the personal link of the third, who has not answered."""
    from django.utils import timezone

    from feeds import asking
    from feeds.pages.choosing import episode_for

    yes, waits, no = waiting.speakers.all()
    about, said = str(waiting.uid), ("--evidence", "A sample.", "--by", "admin")
    grant = ("--grant", "publish,name,transcript")
    _do("record_consent", about, "--speaker", str(yes.uid), *grant, *said)
    _do("record_consent", about, "--speaker", str(no.uid), "--refuse", *said)
    link = asking.link(episode_for(waiting), waits, by=None, now=timezone.now())
    return link.removeprefix(os.environ["ROOMCAST_SITE_URL"])


def _shared(out: "Episode") -> str:
    """A clip of an episode that is out, which is edited afterwards; the clip's page."""
    title = ("--title", "Who is awake at three")
    made = _do("clip", str(out.uid), "0:20", "0:45", *title)
    edits = ("--cut", "0:40-0:44.5", "--bleep", "1:00-1:02", "--silence", "1:10-1:12.5")
    for deed, span in zip(edits[::2], edits[1::2], strict=True):
        _do("edit_episode", str(out.uid), deed, span)
    return str(made["page"]).removeprefix(os.environ["ROOMCAST_SITE_URL"])


def _do(command: str, *words: str) -> dict[str, Any]:
    from django.core.management import call_command

    out = io.StringIO()
    call_command(command, *words, "--json", stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


@contextmanager
def _serving(site: str) -> Iterator[None]:
    up = subprocess.Popen([sys.executable, "manage.py", "up", "--web-only"], cwd=ROOT)
    try:
        _wait_for(f"{site}/healthz", up)
        yield
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(timeout=60)


def _wait_for(address: str, up: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and up.poll() is None:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - our own site
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit("The site did not come up.")


# --- The pictures --------------------------------------------------------------------------------
PUBLIC = ("front", "show", "listen", "follow", "voice", "clip", "sign-in")
DRAWN = "!document.querySelector('[data-editor]:not([data-ready])')"
"""The editor draws its waveform when the page has arrived."""


def _take(site: str, places: Places, cookie: str, folder: Path) -> None:
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if executable is None:
        raise SystemExit("Chromium is not installed. Run `.ci/setup test`.")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
            with _page(browser, size, scheme) as page:
                for name in PUBLIC:
                    _picture(page, f"{site}{places[name]}", folder / _name(name, size, scheme))
                _speakers_pages(page, site, places["speaker"], folder, size, scheme)
            with _page(browser, size, scheme, site, cookie) as page:
                for name in places.keys() - {*PUBLIC, "speaker"}:
                    _picture(page, f"{site}{places[name]}", folder / _name(name, size, scheme))
        browser.close()


@contextmanager
def _page(
    browser: Browser, size: tuple[int, int], scheme: str, site: str = "", cookie: str = ""
) -> Iterator[Page]:
    viewport: Any = {"width": size[0], "height": size[1]}
    shown: Any = scheme
    context = browser.new_context(viewport=viewport, color_scheme=shown, reduced_motion="reduce")
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    try:
        yield context.new_page()
    finally:
        context.close()


def _speakers_pages(
    page: Page, site: str, link: str, folder: Path, size: tuple[int, int], scheme: str
) -> None:
    """Where they are asked and their choices. Nothing is sent: the next size asks them again."""
    _picture(page, f"{site}{link}", folder / _name("speaker", size, scheme))
    page.get_by_text("Yes, publish my voice").click()
    page.get_by_role("button", name="Continue").click()
    _picture(page, "", folder / _name("speaker-choices", size, scheme))


def _name(name: str, size: tuple[int, int], scheme: str) -> str:
    return f"{name}-{size[0]}-{scheme}.png"


def _at_full_height(page: Page) -> None:
    """What is fixed to the bottom of a phone's screen then stands below the page, not on it."""
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(300)


def _picture(page: Page, address: str, path: Path) -> None:
    if address:
        page.goto(address)
    size = page.viewport_size
    page.wait_for_load_state("load")
    wait_until(page, DRAWN)
    _at_full_height(page)
    whole = page.screenshot(full_page=True)
    with Image.open(io.BytesIO(whole)) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
    if size:
        page.set_viewport_size(size)
    sys.stderr.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
