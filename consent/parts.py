"""A speaker's own parts as they mark what is to be cut: what is offered, and what was marked. Of
many parts a hundred are on a page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from consent import wishes
from consent.visit import Visit
from consent.wishes import TooManyWishes
from recordings.models import Cue
from recordings.spans import Span
from recordings.words import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The parts to cut, or the sentence that says what is wrong with them."""

    spans: tuple[Span, ...] = ()
    wrong: str = ""


ON_A_PAGE = 100
Numbered = Sequence[tuple[int, Span]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a speaker's parts with their numbers, counted from 1; `others` are the other pages,
    each by the number of its first part with the words that lead there."""

    parts: Numbered
    count: int
    others: tuple[tuple[int, str], ...] = ()

    @property
    def first(self) -> int:
        return self.parts[0][0] if self.parts else 1

    @property
    def last(self) -> int:
        return self.parts[-1][0] if self.parts else 0


def page(visit: Visit, first: str) -> Page:
    """The page on which a part is, by its number as an address says it; else the first one."""
    number = int(first[:9]) if first.isascii() and first.isdecimal() else 1
    parts = tuple(enumerate(visit.spans, start=1))
    starts = range(0, len(parts), ON_A_PAGE)
    at = min(max(0, number - 1), max(0, len(parts) - 1)) // ON_A_PAGE * ON_A_PAGE
    return Page(
        parts=parts[at : at + ON_A_PAGE],
        count=len(parts),
        others=tuple(
            (start + 1, _range(visit, start, len(parts))) for start in starts if start != at
        ),
    )


def shown(visit: Visit, page: Page) -> str:
    """Which of the parts these are; empty where they are all of them."""
    if not page.others:
        return ""
    places = {"first": page.first, "last": page.last, "count": page.count}
    return visit.say("cut_shown", **{key: str(value) for key, value in places.items()})


def ask(visit: Visit, page: Page, form: QueryDict, *, needed: bool) -> str:
    """Have what is ticked on a page cut: all of it, or nothing and the sentence that says what is
    wrong. Unless one is `needed` nothing may be ticked."""
    found = marked(visit, page, form)
    if found.wrong or not found.spans:
        return found.wrong if needed or form.getlist("part") else ""
    try:
        wishes.wish(visit.speaker, found.spans, now=visit.now)
    except TooManyWishes as error:
        return _too_many(visit, error)
    return ""


def _too_many(visit: Visit, wrong: TooManyWishes) -> str:
    places = {"most": wishes.MOST, "standing": wrong.standing, "over": wrong.over}
    return visit.say("cut_too_many", **{key: str(value) for key, value in places.items()})


def _range(visit: Visit, start: int, count: int) -> str:
    last = min(count, start + ON_A_PAGE)
    return visit.say("cut_others", first=str(start + 1), last=str(last))


def offered(
    visit: Visit, page: Page, form: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Each part of a page with its words, and the fields as they were filled in."""
    ticked = form.getlist("part") if isinstance(form, QueryDict) else []
    filled = form or {}
    return [
        {
            "number": str(number),
            "title": _title(visit, span),
            "said": " ".join(cue.text for cue in visit.cues if _within(cue, span)),
            "ticked": str(number) in ticked,
            "start_ms": span.start_ms,
            "end_ms": span.end_ms,
            "most": f"{span.duration_ms / 1000:g}",
            "from": filled.get(f"from_{number}", "0"),
            "to": filled.get(f"to_{number}", f"{span.duration_ms / 1000:g}"),
        }
        for number, span in page.parts
    ]


def marked(visit: Visit, page: Page, form: QueryDict) -> Marked:
    """What is to be cut, on the recording's clock. The fields count from where a part begins."""
    ticked = set(form.getlist("part"))
    found: list[Span] = []
    for number, part in page.parts:
        if str(number) not in ticked:
            continue
        ends = _ms(form.get(f"from_{number}", "")), _ms(form.get(f"to_{number}", ""))
        if ends[0] is None or ends[1] is None or not 0 <= ends[0] < ends[1] <= part.duration_ms:
            return Marked(wrong=visit.say("cut_wrong", part=_title(visit, part)))
        found.append(Span(part.start_ms + ends[0], part.start_ms + ends[1]))
    return Marked(spans=tuple(found)) if found else Marked(wrong=visit.words["cut_choose"])


def wished(visit: Visit) -> list[dict[str, Any]]:
    """What they have asked to cut, and whether it is."""
    return [
        {
            "id": one.id,
            "title": _title(visit, one.span),
            "state": visit.words["wish_done" if one.done else "wish_open"],
        }
        for one in wishes.wishes_of(visit.speaker)
    ]


def sentence(visit: Visit) -> str:
    """`Cut: 0:10 to 0:12, 0:50 to 0:51`; empty where nothing is to be cut."""
    spans = [_title(visit, one.span) for one in wishes.wishes_of(visit.speaker)]
    return f"{visit.words['label_cut']}: {', '.join(spans)}" if spans else ""


def _title(visit: Visit, span: Span) -> str:
    return visit.say("cut_part", start=clock(span.start_ms), end=clock(span.end_ms))


def _within(cue: Cue, span: Span) -> bool:
    return span.start_ms <= cue.start_ms < span.end_ms


def _ms(text: str) -> int | None:
    """Seconds as somebody types them, with a point or a comma, in milliseconds."""
    try:
        seconds = float(text[:20].replace(",", "."))
    except ValueError:
        return None
    return round(seconds * 1000) if math.isfinite(seconds) else None
