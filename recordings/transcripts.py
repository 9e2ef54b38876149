"""Words with their times: out as VTT, SRT, JSON and HTML, and back from VTT and SRT. Pure.

Who may be named and whose words are written down is decided by the caller: a line says what is
to be shown. Lengths follow Apple (VTT, 65 characters) and the podcast namespace (SRT, 2 × 32).
"""

import html
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import webvtt

from recordings import words
from recordings.importers.text import line as one_line
from recordings.spans import Span, Timeline

WITHHELD = "[speaker withheld]"

VTT_CHARS = 65
SRT_CHARS = 32
LINES_PER_CUE = 2
VTT, SRT, JSON, HTML = "text/vtt", "application/x-subrip", "application/json", "text/html"
_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one person says in one stretch; `speaker` is the name shown, empty for nobody's."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""


def withheld(line: Line) -> Line:
    return replace(line, text=WITHHELD)


def on_episode_clock(
    lines: Iterable[Line], timeline: Timeline, *, tolerance_ms: int = 300
) -> tuple[Line, ...]:
    """Lines of the recording where they are heard.

    One that lost more than `tolerance_ms` to a cut goes altogether: nobody can tell any more
    which of its words are still heard.
    """
    placed = []
    for line in lines:
        span = _moved(line, timeline, tolerance_ms)
        if span is not None:
            placed.append(replace(line, start_ms=span.start_ms, end_ms=span.end_ms))
    return tuple(sorted(placed, key=lambda line: (line.start_ms, line.end_ms)))


def _moved(line: Line, timeline: Timeline, tolerance_ms: int) -> Span | None:
    if line.end_ms <= line.start_ms:
        return None
    left = timeline.spans(Span(line.start_ms, line.end_ms))
    heard_ms = sum(span.duration_ms for span in left)
    if not left or line.end_ms - line.start_ms - heard_ms > tolerance_ms:
        return None
    return Span(left[0].start_ms, left[-1].end_ms)


def joined(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that say nothing but that a speaker is withheld, following each other, as one."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last and last.text == line.text == WITHHELD and last.speaker == line.speaker:
            kept[-1] = replace(last, end_ms=max(last.end_ms, line.end_ms))
        else:
            kept.append(line)
    return tuple(kept)


def to_vtt(lines: Iterable[Line]) -> bytes:
    """WebVTT with voices, at most two lines of 65 characters a cue."""
    document = webvtt.WebVTT()
    for cue in in_cues(lines, VTT_CHARS):
        document.captions.append(
            webvtt.Caption(
                clock(cue.start_ms),
                clock(cue.end_ms),
                _voiced(cue.speaker, html.escape(cue.text, quote=False)),
            )
        )
    return f"{document.content}\n".encode()


def _voiced(speaker: str, text: str) -> str:
    """A voice span; its annotation must hold no line end and no ">"."""
    name = html.escape(one_line(speaker), quote=False)
    return f"<v {name}>{text}" if name else text


def to_srt(lines: Iterable[Line]) -> bytes:
    """SubRip, at most two lines of 32 characters a cue; the name stands where the voice changes."""
    blocks = []
    named, before = [], None
    for line in lines:
        new = line.speaker and line.speaker != before
        named.append(replace(line, text=f"{line.speaker}: {line.text}") if new else line)
        before = line.speaker
    for number, cue in enumerate(in_cues(named, SRT_CHARS), start=1):
        times = f"{clock(cue.start_ms, ',')} --> {clock(cue.end_ms, ',')}"
        blocks.append(f"{number}\n{times}\n{cue.text}\n")
    return "\n".join(blocks).encode()


def to_json(lines: Iterable[Line]) -> bytes:
    """The podcast namespace's JSON; the same lines give the same bytes. Times are seconds."""
    segments = [
        {
            **({"speaker": one_line(line.speaker)} if line.speaker else {}),
            "startTime": line.start_ms / 1000,
            "endTime": line.end_ms / 1000,
            "body": _text(line),
        }
        for line in lines
        if _text(line)
    ]
    document = {"version": "1.0.0", "segments": segments}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def to_html(lines: Iterable[Line], *, title: str, language: str = "en") -> bytes:
    """The podcast namespace's HTML: cite, time and p for each line, in a page of its own."""
    rows = [_row(line) for line in lines if _text(line)]
    head = (
        f'<!doctype html>\n<html lang="{html.escape(language)}">\n<meta charset="utf-8">\n'
        f"<title>{html.escape(one_line(title, 255))}</title>\n"
    )
    return (head + "".join(rows)).encode()


def _row(line: Line) -> str:
    name = html.escape(one_line(line.speaker))
    cite = f"<cite>{name}:</cite>\n" if name else ""
    return f"{cite}<time>{words.clock(line.start_ms)}</time>\n<p>{html.escape(_text(line))}</p>\n"


def from_vtt(document: str) -> tuple[Line, ...]:
    """Lines of a WebVTT file, with their voices; what is no cue is passed over."""
    try:
        captions = webvtt.from_string(document.lstrip("\ufeff").strip())
    except webvtt.errors.MalformedFileError:
        return ()
    return tuple(
        Line(
            start_ms=_ms(caption.start),
            end_ms=_ms(caption.end),
            text=one_line(html.unescape(caption.text), _MAX_TEXT),
            speaker=one_line(html.unescape(caption.voice or "")),
        )
        for caption in captions.captions
        if _ms(caption.end) > _ms(caption.start)
    )


_SRT_TIMES = re.compile(
    r"^\s*(\d+:\d{1,2}:\d{1,2}[,.]\d{1,3})\s*-->\s*(\d+:\d{1,2}:\d{1,2}[,.]\d{1,3}).*$",
    re.MULTILINE,
)
_SRT_NAME = re.compile(r"^([^\W\d][^:.!?]{0,40}): (.+)$")
_SRT_NUMBER = re.compile(r"\n\s*\d+\s*$")


def from_srt(document: str) -> tuple[Line, ...]:
    """Lines of a SubRip file; "Name: words" names whoever speaks until the next name."""
    text = document.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    times = list(_SRT_TIMES.finditer(text))
    ends = [_before_number(text, following.start()) for following in times[1:]] + [len(text)]
    speaker, lines = "", []
    for this, end in zip(times, ends, strict=False):
        said = one_line(text[this.end() : end], _MAX_TEXT)
        named = _SRT_NAME.match(said)
        speaker, said = (named[1], named[2]) if named else (speaker, said)
        start_ms, end_ms = _ms(this[1]), _ms(this[2])
        if said and end_ms > start_ms:
            lines.append(Line(start_ms=start_ms, end_ms=end_ms, text=said, speaker=speaker))
    return tuple(lines)


def _before_number(text: str, at: int) -> int:
    """Where a cue's words end: before the next one's number, which stands on a line of its own."""
    number = _SRT_NUMBER.search(text, max(0, at - 20), at)
    return number.start() if number else at


def clock(at_ms: int, decimal: str = ".") -> str:
    """A moment as captions write it: 01:02:03.004."""
    seconds, ms = divmod(at_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{decimal}{ms:03}"


def _ms(moment: str) -> int:
    """Milliseconds of 1:02:03.004, 02:03.004 or 01:02:03,004."""
    *larger, seconds = moment.replace(",", ".").split(":")
    units = zip(reversed(larger), (60, 3600), strict=False)
    before = sum(int(part) * unit for part, unit in units)
    whole, _, fraction = seconds.partition(".")
    return (before + int(whole)) * 1000 + int(fraction.ljust(3, "0")[:3] or 0)


def _text(line: Line) -> str:
    return one_line(line.text, _MAX_TEXT)


def in_cues(lines: Iterable[Line], chars: int) -> Iterator[Line]:
    """Lines broken into cues of two rows; each gets its share of the time by its letters."""
    for line in lines:
        rows = textwrap.wrap(_text(line), chars, break_on_hyphens=False)
        pairs = [rows[at : at + LINES_PER_CUE] for at in range(0, len(rows), LINES_PER_CUE)]
        letters = [sum(map(len, pair)) for pair in pairs]
        total, before = sum(letters) or 1, 0
        for pair, count in zip(pairs, letters, strict=True):
            length = line.end_ms - line.start_ms
            start = line.start_ms + length * before // total
            before += count
            end = line.start_ms + length * before // total
            yield replace(line, start_ms=start, end_ms=max(end, start + 1), text="\n".join(pair))
