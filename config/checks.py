"""System checks of the site's own settings: each names the setting and what to do."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from consent import admins


@register(Tags.security)
def site_url_is_an_origin(**_: Any) -> list[CheckMessage]:
    url = urlsplit(settings.SITE_URL)
    if url.scheme in ("http", "https") and url.netloc and not url.path.strip("/"):
        return []
    return [
        Error(
            f"ROOMCAST_SITE_URL is {settings.SITE_URL!r}, which is not the address of a site.",
            hint="Set it to scheme and host, for example https://rooms.example.org",
            id="config.E001",
        )
    ]


@register(Tags.files)
def data_folder_is_writable(**_: Any) -> list[CheckMessage]:
    data = Path(settings.DATA)
    if data.is_dir() and os.access(data, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The data folder {data} cannot be written.",
            hint="Give this user the folder, or point ROOMCAST_DATA at another one.",
            id="config.E002",
        )
    ]


@register(Tags.security)
def admins_are_addresses(**_: Any) -> list[CheckMessage]:
    """Before the first anchor of the ledger is mailed into nothing."""
    return [
        Error(
            f"ROOMCAST_ADMINS has {address!r}, which is no mail address.",
            hint="Write mail addresses with commas between them, and nothing else.",
            id="config.E003",
        )
        for _name, address in settings.ADMINS
        if not _is_address(address)
    ]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@register(Tags.security, deploy=True)
def somebody_is_told(**_: Any) -> list[CheckMessage]:
    try:
        if admins.addresses():
            return []
    except DatabaseError:  # there is no database yet, and so no superuser
        pass
    return [
        checks.Warning(
            "Nobody is told when a withdrawal is late or the consent ledger is broken.",
            hint="Set ROOMCAST_ADMINS, or give a superuser a mail address.",
            id="config.W002",
        )
    ]


MOST_UNCLAIMED_MS = 10_000
"""Within ten seconds somebody can say who they are and what they think."""


@register(Tags.security)
def speech_of_nobodys_is_bounded(**_: Any) -> list[CheckMessage]:
    if 0 <= settings.UNCLAIMED_MS <= MOST_UNCLAIMED_MS:
        return []
    return [
        Error(
            f"ROOMCAST_UNCLAIMED_MS is {settings.UNCLAIMED_MS}: so much speech of nobody knows "
            "whom would go out unasked.",
            hint=f"Set it to 0 to {MOST_UNCLAIMED_MS} milliseconds, or leave it at 1000.",
            id="config.E004",
        )
    ]


@register(Tags.security, deploy=True)
def public_site_is_https(**_: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        checks.Warning(
            f"ROOMCAST_SITE_URL is {settings.SITE_URL}: links and sign-in travel in the open.",
            hint="Serve the site over https and set ROOMCAST_SITE_URL accordingly.",
            id="config.W001",
        )
    ]
