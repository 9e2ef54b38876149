"""A page for who opens an address that only takes what a form sends.

Browsers do so by a reload, from the history or a bookmark. Django's answer has no content, and
what Chromium shows then is an error of its own.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

Answer = Callable[[HttpRequest], HttpResponse]


def page_for_wrong_method(answer: Answer) -> Answer:
    """The middleware: a 405 keeps its status and its `Allow`, and gets words."""

    def answer_with_words(request: HttpRequest) -> HttpResponse:
        given = answer(request)
        return _with_words(request, given) if _is_bare(given) else given

    return answer_with_words


def _is_bare(given: HttpResponse) -> bool:
    wrong = given.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    return wrong and not given.streaming and not given.content


def _with_words(request: HttpRequest, given: HttpResponse) -> HttpResponse:
    page = TemplateResponse(request, "405.html", status=given.status_code)
    given.content = page.render().content
    given["Content-Type"] = page["Content-Type"]
    return given
