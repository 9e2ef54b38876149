"""System checks of the site's own settings: each names the setting and what to do."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


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
