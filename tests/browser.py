"""Chromium for tests: contexts that notice every stray request, script error and CSP report, and
the checks that each page has to pass. Needs Debian's chromium and the front-end packages."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Sandboxing needs rights that a container does not have; autoplay stands for a listener's tap.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"]

Open = Callable[..., AbstractContextManager[Page]]


def _executable() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("Chromium is not installed")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    executable = _executable()
    # Playwright's loop runs in this thread, and Django would take the tests for asynchronous.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser) -> Open:
    """`with open_page(width=390, scheme="dark", scripts=True) as page:`; leaving it fails the
    test if the page asked another host, broke its own CSP or threw."""

    @contextmanager
    def opened(
        width: int = 1280, scheme: str = "light", scripts: bool = True, **options: Any
    ) -> Iterator[Page]:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        strays = _watch(context)
        try:
            yield context.new_page()
        finally:
            context.close()
        assert not strays, strays

    return opened


def _watch(context: BrowserContext) -> list[str]:
    """What should not happen on any page, as it happens."""
    strays: list[str] = []

    def request(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname not in ("127.0.0.1", "localhost"):
            strays.append(f"asked {address}")

    def said(kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            strays.append(f"{kind}: {text}")

    context.on("request", lambda r: request(r.url))
    context.on("console", lambda message: said("csp", message.text))
    context.on("weberror", lambda error: strays.append(f"script: {error.error}"))
    return strays


def violations(page: Page) -> list[str]:
    """What axe finds, one line a rule. Evaluated over CDP, so that the page's CSP stays as is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, "
        # Media alone: axe copies the styles of shadow trees, which the CSP of a page reports.
        "resultTypes: ['violations'], preload: {assets: ['media']}})",
        RULES,
    )
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def wait_until(page: Page, expression: str, timeout_s: float = 15) -> None:
    """Until a JavaScript expression is true. Playwright's own waiting needs `unsafe-eval`."""
    until = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < until, f"never came true: {expression}"
        page.wait_for_timeout(50)


_SMALL = """() => {
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, '
    + '[role=slider]';
  const inSentence = (a) => a.matches('a') && getComputedStyle(a).display === 'inline'
    && [...a.parentNode.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const target = (n) => n.matches('[type=radio], [type=checkbox]') && n.closest('label') || n;
  return [...document.querySelectorAll(controls)]
    .filter((n) => n.checkVisibility() && !n.matches('.skip, .hidden') && !inSentence(n))
    .map((n) => [n, target(n).getBoundingClientRect()])
    .filter(([, b]) => b.width && (b.width < 43.9 || b.height < 43.9))
    .map(([n, b]) => `${b.width.toFixed()}x${b.height.toFixed()} ${n.outerHTML.slice(0, 120)}`);
}"""


def small_targets(page: Page) -> list[str]:
    """Controls under 44 × 44 px, but for links inside a sentence."""
    return list(page.evaluate(_SMALL))


def check_page(page: Page) -> None:
    """What holds on every page of the site."""
    assert violations(page) == []
    assert small_targets(page) == []
    assert page.locator("h1").count() == 1
    assert page.locator(".btn.main:visible").count() <= 1
    assert page.evaluate("document.querySelectorAll('body [style]').length") == 0
    width, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner, f"scrolls sideways: {width} in {inner}"


_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
  return [document.documentElement.scrollWidth, innerWidth];
}"""


def check_text_spacing(page: Page) -> None:
    """WCAG 1.4.12: a reader's own, wider spacing breaks nothing out of the page."""
    width, inner = page.evaluate(_SPACED)
    assert width <= inner, f"scrolls sideways with wide text: {width} in {inner}"
