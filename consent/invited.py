"""Somebody at an invitation to say yes in advance: what its pages show. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from consent import invites, languages, steps, texts
from consent.models import StandingInvite
from consent.pledges import HOLDS_FOR
from consent.reading import Reader
from consent.scopes import Scope
from consent.steps import NO, YES, Chosen
from consent.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Invited:
    """`token` is the secret of the address, never to be logged; `cookie` that of its forms."""

    token: str
    invite: StandingInvite
    now: datetime
    reader: Reader = field(default_factory=Reader)
    cookie: str = ""

    @classmethod
    def at(cls, token: str, now: datetime, reader: Reader, cookie: str = "") -> "Invited":
        """Raises `tokens.LinkGone`."""
        invite = invites.find(token, now)
        return cls(token=token, invite=invite, now=now, reader=reader, cookie=cookie)

    @property
    def seal(self) -> str:
        """What binds choices and a code to this browser's own form."""
        return f"{self.invite.token_sha256}:{self.cookie}" if self.cookie else ""

    @cached_property
    def language(self) -> str:
        return self.reader.reads(texts.NAMES, texts.DEFAULT)

    @property
    def query(self) -> str:
        """What keeps a chosen language from page to page."""
        return f"?lang={self.language}" if self.reader.chosen in texts.NAMES else ""

    @property
    def and_query(self) -> str:
        return self.query.replace("?", "&")

    @cached_property
    def words(self) -> Mapping[str, str]:
        day = languages.long_day(self.longest, self.language)
        return invites.words(self.invite, self.language, day=day)

    @property
    def show_text(self) -> str:
        return invites.show_text(self.invite, self.language)

    @property
    def optional(self) -> tuple[Scope, ...]:
        return invites.optional(self.invite)

    @property
    def longest(self) -> datetime:
        return self.now + HOLDS_FOR

    def chosen(self, packed: str) -> dict[Scope, str]:
        """What was chosen so far; nothing where it was not all chosen at this very form."""
        said = steps.unpack(packed, self.seal)
        return said if all(said.get(one) in (YES, NO) for one in self.optional) else {}

    def until(self, packed: str) -> datetime:
        """When the yes is to end: at most a year from now."""
        said = steps.unpack_terms(packed, self.seal).until
        return min(said or self.longest, self.longest)

    def packed(self, said: Chosen, until: datetime | None) -> str:
        return steps.pack({Scope.PUBLISH: YES, **said}, self.seal, Terms(until=until))

    def allowed(self, packed: str) -> tuple[Scope, ...]:
        """What they allow; the voice is what they are here for."""
        said = self.chosen(packed)
        return (Scope.PUBLISH, *(one for one in self.optional if said.get(one) == YES))

    def end_in(self, text: str) -> datetime | None:
        """The end in a form's field. Raises `ValueError` where it is no day within a year."""
        local = timezone.localtime(self.now)
        end = steps.terms_in({"until": text}, local).until
        if end is not None and end > self.longest + timedelta(days=1):
            raise ValueError("more than a year")
        return end
