"""A speaker's own parts as they mark what is to be cut: what is offered, and what was marked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from consent import wishes
from consent.visit import Visit
from recordings.models import Cue
from recordings.spans import Span
from recordings.words import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The parts to cut, or the sentence that says what is wrong with them."""

    spans: tuple[Span, ...] = ()
    wrong: str = ""


def offered(visit: Visit, form: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Each part with its words, and the fields as they were filled in."""
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
        for number, span in enumerate(visit.spans[: wishes.MOST], start=1)
    ]


def marked(visit: Visit, form: QueryDict) -> Marked:
    """What is to be cut, on the recording's clock. The fields count from where a part begins."""
    ticked = set(form.getlist("part"))
    found: list[Span] = []
    for number, part in enumerate(visit.spans[: wishes.MOST], start=1):
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
