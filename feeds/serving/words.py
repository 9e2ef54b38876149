"""What accompanies an episode's sound: its transcript in four forms, and its chapters."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from feeds import chapters as chapter_marks
from feeds.pages.listening import chapters_of, language_of, title_of, transcript_of
from feeds.serving.gate import of_episode
from feeds.standing import Standing
from recordings import answers, transcripts
from recordings.answers import EVERYWHERE, REVALIDATE, Described
from recordings.transcripts import Line

_PLAIN: dict[str, tuple[str, Callable[[tuple[Line, ...]], bytes]]] = {
    "vtt": (transcripts.VTT, transcripts.to_vtt),
    "srt": (transcripts.SRT, transcripts.to_srt),
    "json": (transcripts.JSON, transcripts.to_json),
}


@of_episode
def transcript(request: HttpRequest, found: Standing, form: str) -> HttpResponseBase:
    lines = transcript_of(found)
    if not lines:
        raise Http404
    if form == "html":
        kind = transcripts.HTML
        body = transcripts.to_html(lines, title=title_of(found), language=language_of(found))
    elif form in _PLAIN:
        kind, write = _PLAIN[form]
        body = write(lines)
    else:
        raise Http404
    return _document(request, body, f"{kind}; charset=utf-8")


@of_episode
def chapters(request: HttpRequest, found: Standing) -> HttpResponseBase:
    marks = chapters_of(found)
    if not marks:
        raise Http404
    return _document(request, chapter_marks.to_json(marks), chapter_marks.CONTENT_TYPE)


def _document(request: HttpRequest, body: bytes, content_type: str) -> HttpResponseBase:
    described = Described(
        content_type=content_type,
        etag=hashlib.sha256(body).hexdigest()[:32],
        cache_control=REVALIDATE,
        more=EVERYWHERE | {"X-Robots-Tag": "noindex"},
    )
    return answers.document(request, body, described)
