"""Who is at “My voice”, in which language, and what every answer there has: it is kept nowhere,
told to no other site, and found by no search engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from consent import accounts, claims, reading, texts
from consent.claims import Held
from consent.reading import Reader
from consent.views import REFERRER

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """`held` is what they have shown; nothing where they have not, or where it has ended."""

    request: HttpRequest
    now: datetime
    language: str
    words: Mapping[str, str]
    held: Held | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Guest":
        now = timezone.now()
        language = Reader.of(request).reads(texts.NAMES, texts.DEFAULT)
        return cls(
            request=request,
            now=now,
            language=language,
            words=texts.AROUND[language],
            held=claims.held(request.session, now),
        )

    @property
    def query(self) -> str:
        """What keeps a chosen language from page to page."""
        return f"?lang={self.language}" if self.request.GET.get("lang") == self.language else ""

    def to(self, name: str = "me") -> HttpResponse:
        return redirect(f"{reverse(f'feeds:{name}')}{self.query}")

    def show(self, name: str, status: int = 200, **told: Any) -> HttpResponse:
        values = {
            "guest": self,
            "words": self.words,
            "languages": reading.others(texts.NAMES, self.language),
            **told,
        }
        return render(self.request, f"me/{name}.html", values, status=status)

    def door(self, status: int = 200, **told: Any) -> HttpResponse:
        """Where one shows who one is."""
        account = accounts.shown(self.request.session, self.now)
        values = {
            "waits": claims.waits(self.request.session, self.now),
            "account": account if account and (account.account or account.address) else None,
            "sign_ins": accounts.providers(),
        }
        if account:
            told["as_whom"] = texts.filled(
                self.words["me_account_as"],
                {"who": account.label, "where": account.provider.name},
            )
        return self.show("door", status, **{**values, **told})


View = Callable[Concatenate[Guest, P], HttpResponseBase]
Shown = Callable[Concatenate[Guest, Held, P], HttpResponseBase]


def for_anybody(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        guest = Guest.of(request)
        with translation.override(guest.language):
            answer = view(guest, *args, **kwargs)
        answer["Referrer-Policy"] = REFERRER
        answer["Cache-Control"] = "no-store, private"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer

    return answered


def for_who_has_shown(view: Shown[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Everybody else is led to where one shows it, whatever the address."""

    @wraps(view)
    def shown(guest: Guest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if guest.held is None:
            return guest.door(403, first=True)
        return view(guest, guest.held, *args, **kwargs)

    return for_anybody(shown)
