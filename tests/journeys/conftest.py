"""What journeys share: a site under its own address."""

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The running site; every address it gives out leads back to it."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)
