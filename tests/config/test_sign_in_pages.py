"""Signing in, by a code in the mail or by a password, in pages of our own look."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

PAGES = ["login/", "login/code/", "password/reset/", "signup/", "password/reset/done/"]


@pytest.fixture
def hana() -> User:
    return User.objects.create_user("hana", "hana@opentable.example", "a long winter 7")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_our_look_and_one_thing_to_do(client: Client, path: str) -> None:
    page = client.get(f"/accounts/{path}").content.decode()
    assert 'class="skip"' in page
    assert page.count("<h1>") == 1
    assert page.count('class="btn main"') <= 1
    assert "style=" not in page
    assert not re.search(r"[Pp]lease|successfully|[Ii]nvalid|[Oo]ops", page)


def test_hana_signs_in_with_the_code_from_her_mail(client: Client, hana: User) -> None:
    asked = client.post("/accounts/login/code/", {"email": hana.email}, follow=True)
    assert "Type the code" in asked.content.decode()
    (letter,) = mail.outbox
    code = re.search(r"Your code: (\S+)", str(letter.body))
    assert code
    assert letter.subject.startswith(code[1])
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.session["_auth_user_id"] == str(hana.pk)


def test_a_stranger_gets_the_same_page_and_no_mail(client: Client, hana: User) -> None:
    asked = client.post("/accounts/login/code/", {"email": "max@example.net"}, follow=True)
    assert "Type the code" in asked.content.decode()
    assert mail.outbox == []


def test_hana_signs_in_with_her_password(client: Client, hana: User) -> None:
    client.post("/accounts/login/", {"login": hana.email, "password": "a long winter 7"})
    assert client.session["_auth_user_id"] == str(hana.pk)


def test_a_wrong_password_opens_its_form_with_the_reason(client: Client, hana: User) -> None:
    answer = client.post("/accounts/login/", {"login": hana.email, "password": "summer"})
    page = answer.content.decode()
    assert '<details class="block" open>' in page
    assert 'class="note stop"' in page


def test_a_site_that_sends_no_mail_says_so_and_opens_the_password(
    client: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    page = client.get("/accounts/login/").content.decode()
    assert "This site sends no mail yet" in page
    assert '<details class="block" open>' in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert '<details class="block">' in client.get("/accounts/login/").content.decode()


def test_the_account_page_says_who_is_signed_in_and_signs_out(client: Client, hana: User) -> None:
    client.force_login(hana)
    assert (
        "You are signed in as hana@opentable.example"
        in client.get("/accounts/logout/").content.decode()
    )
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["password/change/", "email/", "reauthenticate/"])
def test_the_pages_of_an_account_have_our_look_too(client: Client, hana: User, path: str) -> None:
    client.force_login(hana)
    answer = client.get(f"/accounts/{path}", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="skip"' in page
    assert page.count("<h1>") == 1
