"""What may be kept of a mail address: sealed text, and marks to know it again by.

All keys are derived from SECRET_KEY; what former keys (SECRET_KEY_FALLBACKS) sealed or marked is
still opened and found. Who reads only the database reads no address.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
    TextLookup = Lookup[str]
else:
    TextField = models.TextField
    TextLookup = Lookup

MARK_LENGTH = 64


class Purpose(StrEnum):
    """What a mark is of. The same text has other marks for other purposes."""

    ADDRESS = "address"
    ACCOUNT = "account"
    IP = "ip"
    AGENT = "agent"
    HEAD = "head"


def mark(purpose: Purpose, text: str) -> str:
    """A keyed hash of the text, 64 hex digits, under the present key. Case does not matter in
    an address."""
    return marks(purpose, text)[0]


def marks(purpose: Purpose, text: str) -> tuple[str, ...]:
    """Its marks under the present key and every former one: what to look for."""
    said = text.strip().casefold() if purpose == Purpose.ADDRESS else text
    content = said.encode("utf-8", "surrogatepass")
    return tuple(
        hmac.new(_key(secret, f"mark of {purpose}"), content, hashlib.sha256).hexdigest()
        for secret in _secrets()
    )


def seal(address: str) -> str:
    """The address's mark, a dot, and the address encrypted; nothing stays nothing."""
    if not address:
        return ""
    return f"{mark(Purpose.ADDRESS, address)}.{_box().encrypt(address.encode()).decode()}"


def unseal(sealed: str) -> str:
    """The address; nothing where no key of ours opens it, for then it is gone."""
    try:
        return _box().decrypt(sealed.partition(".")[2].encode()).decode()
    except InvalidToken:
        return ""


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=64)
def _key(secret: str, info: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"roomcast {info}".encode())
    return kdf.derive(secret.encode())


def _box() -> MultiFernet:
    keys = (urlsafe_b64encode(_key(secret, "sealed addresses")) for secret in _secrets())
    return MultiFernet(Fernet(key) for key in keys)


class SealedAddressField(TextField):
    """A mail address, encrypted in its column. It is found only whole, by its mark."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(value) if isinstance(value, str) else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return unseal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """There is no searching in what is encrypted: Django calls other lookups unsupported."""
        found = {"exact", "iexact", "isnull"}
        return super().get_lookup(lookup_name) if lookup_name in found else None


class _Whole(TextLookup):
    """The whole address, in any case, sealed under any of our keys."""

    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted = marks(Purpose.ADDRESS, str(self.rhs)) if self.rhs else ("",)
        places = ", ".join(["%s"] * len(wanted))
        return f"SUBSTR({column}, 1, {MARK_LENGTH}) IN ({places})", (*params, *wanted)


@SealedAddressField.register_lookup
class _Exact(_Whole):
    lookup_name = "exact"


@SealedAddressField.register_lookup
class _AnyCase(_Whole):
    lookup_name = "iexact"
