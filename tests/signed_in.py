"""People at their browsers: a client signed in as somebody, and what a page says."""

import html
import re
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from consent import roles
from recordings.models import Host


def member_of(host: Host, **options: Any) -> Client:
    """The browser of the person who works for a host."""
    user = User.objects.filter(memberships__host=host).first()
    assert user is not None
    return as_user(user, **options)


def as_user(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def max_the_stranger() -> Client:
    """Somebody with an account who works for nobody."""
    return as_user(User.objects.create_user("max", "max@example.net"))


def ada_the_admin() -> Client:
    return as_user(User.objects.create_superuser("ada", "ada@example.org", "x"))


def an_officer(name: str = "ori") -> Client:
    """Somebody who decides at the consent desk and is no admin of the site."""
    return as_user(with_role(name, roles.OFFICERS))


def an_auditor(name: str = "tove") -> Client:
    """Somebody who looks at the consent desk and decides nothing."""
    return as_user(with_role(name, roles.AUDITORS))


def with_role(name: str, role: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org")
    user.groups.add(Group.objects.get(name=role))
    return user


def words(answer: Any) -> str:
    """A page's text without tags, in one line."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", main[0] if main else answer.content.decode())
    return " ".join(html.unescape(text).split())
