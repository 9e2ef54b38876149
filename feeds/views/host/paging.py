"""Twelve rows, then more; every list over twelve can be searched."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS = 12
M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M]) -> Page[M]:
    """The page asked for; a number out of range gives the nearest one."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def words_of(request: HttpRequest) -> str:
    """What is searched for."""
    return request.GET.get("q", "").strip()[:200]
