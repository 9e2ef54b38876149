"""What templates ask of the ledger."""

from django import template

from consent import verify

register = template.Library()


@register.simple_tag
def ledger_broken() -> str:
    """The first fault that the last verification found; empty where there was none."""
    return verify.broken()
