"""An address that somebody only typed makes nobody a host, and takes no host's sign-in away."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client

from recordings.hosts import create_host
from recordings.models import Member

pytestmark = pytest.mark.django_db

HANA = "hana@example.org"


def max_signed_in() -> tuple[User, Client]:
    """Max came in with an account elsewhere: nobody knows an address of his."""
    stranger = User.objects.create_user(username="max")
    client = Client()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    return stranger, client


def test_who_works_for_no_host_can_put_no_address_on_their_account() -> None:
    _, client = max_signed_in()

    client.post("/accounts/email/", {"action_add": "", "email": HANA})

    assert not EmailAddress.objects.filter(email=HANA).exists()


def test_a_host_can_still_add_an_address() -> None:
    create_host(slug="hana", name="Hana", email=HANA)
    client = Client()
    hana = User.objects.get(email=HANA)
    client.force_login(hana, backend="django.contrib.auth.backends.ModelBackend")

    client.post("/accounts/email/", {"action_add": "", "email": "hana@example.net"})

    assert EmailAddress.objects.filter(email="hana@example.net").exists()


def test_a_password_that_a_stranger_set_for_an_address_opens_no_host() -> None:
    early = User.objects.create_user(username="early", email=HANA, password="max knows it")

    create_host(slug="hana", name="Hana", email=HANA)

    early.refresh_from_db()
    assert Member.objects.get().user == early
    assert not early.has_usable_password()
