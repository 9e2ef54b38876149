"""How a page is looked at: on the narrowest phone and at 400 % zoom, in light and in dark.

A window of 1280 × 1024 px at 400 % is 320 × 256 CSS px at four device pixels each (WCAG 1.4.10).
One page that is loaded once is turned from one to the next, so that a look costs no request.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from playwright.sync_api import Page

from tests.browser import small_targets, violations

SIZES: dict[str, dict[str, Any]] = {
    "320 px": {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False},
    "400 % zoom": {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False},
}


def sights(page: Page) -> Iterator[str]:
    """Turn the page to each sight, and say which it is."""
    session = page.context.new_cdp_session(page)
    for (size, metrics), scheme in product(SIZES.items(), ("light", "dark")):
        session.send("Emulation.setDeviceMetricsOverride", metrics)
        page.emulate_media(color_scheme=scheme)
        yield f"{size}, {scheme}"
    session.send("Emulation.clearDeviceMetricsOverride")
    session.detach()


def faults(page: Page) -> list[str]:
    """What is wrong with the page in this sight, one sentence each."""
    found = [*violations(page), *(f"small: {one}" for one in small_targets(page))]
    width, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width > inner:
        found.append(f"scrolls sideways: {width} in {inner}")
    return found + _built(page)


_STYLED = """[...document.querySelectorAll("body [style]")].some(
    (one) => !one.closest("[data-part=wave]"))"""
"""But for what the waveform's own program draws."""


def _built(page: Page) -> list[str]:
    """What holds for every page of the site, at whatever size."""
    wrong = {
        "not one h1": page.locator("h1").count() != 1,
        "two filled buttons": page.locator(".btn.main:visible").count() > 1,
        "a style of its own": page.evaluate(_STYLED),
    }
    return [what for what, so in wrong.items() if so]
