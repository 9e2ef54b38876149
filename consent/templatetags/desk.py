"""What templates ask about the people of the desk."""

from django import template
from django.contrib.auth.models import AnonymousUser, User

from consent import roles

register = template.Library()


@register.filter
def looks_at_the_desk(user: User | AnonymousUser) -> bool:
    return roles.looks(user)
