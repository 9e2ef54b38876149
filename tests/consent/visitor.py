"""A speaker with a browser that runs no script."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client


class Forms(HTMLParser):
    """The hidden fields of a page's form, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.action = found.get("action") or ""
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[str(found["name"])] = found.get("value") or ""


class Visitor:
    """A browser without script: it keeps cookies, follows links, sends the form it sees."""

    def __init__(self, link: str, reads: str = "") -> None:
        headers = {"Accept-Language": reads} if reads else {}
        self.client = Client(enforce_csrf_checks=True, headers=headers)
        self.open(urlsplit(link).path)

    def open(self, address: str) -> str:
        return self._see(self.client.get(address, follow=True))

    def send(self, **fields: str | list[str]) -> str:
        form = Forms(self.page)
        to = form.action or self.address
        return self._see(self.client.post(to, form.hidden | fields, follow=True))

    def follow(self, text: str) -> str:
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>\s*(?:<svg.*?</svg>)?\s*{text}', self.page)
        assert found, f"no link “{text}”"
        return self.open(urljoin(self.address, found[1].replace("&amp;", "&")))

    def _see(self, response: Any) -> str:
        self.status = int(response.status_code)
        self.page = str(response.content, "utf-8")
        self.address = str(response.wsgi_request.get_full_path())
        return self.page


def path_of(link: str) -> str:
    return urlsplit(link).path


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]
