"""What templates need beyond Django's own: icons, strips and lanes, figures in words, days.

Rims only: the words are made in `recordings.words`, the geometry in `recordings.strips`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recordings import strips, words
from recordings.strips import Strip, StripVoice, VoiceState

register = template.Library()

MANY_VOICES = 5
"""Beyond these a strip is drawn higher, so that each row can still be seen."""

for _name in ("duration", "minutes", "clock", "size", "lufs", "dbtp", "number"):
    register.filter(_name, getattr(words, _name))
register.filter("first_name", words.first_name)


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def mail_goes_out() -> bool:
    """Whether mail reaches people; without a server it lands in files under the data folder."""
    return not settings.EMAIL_BACKEND.startswith("django.core.mail.backends.filebased")


@register.filter
def local(address: str) -> str:
    """One of our own addresses without the origin: right for a page, by whatever name it came."""
    return address.removeprefix(settings.SITE_URL)


@register.simple_tag
def site_url(path: str = "") -> str:
    """An address that holds outside of the site too."""
    return f"{settings.SITE_URL}{path}"


@register.inclusion_tag("parts/icons.html")
def icon(name: str, extra: str = "") -> dict[str, str]:
    return {"name": name, "extra": extra}


# --- Days ----------------------------------------------------------------------------------------
def _time(at: datetime | None, say: Callable[[datetime, datetime], str]) -> SafeString | str:
    """`<time>` with the machine's form, the zone in its title, and the words."""
    if at is None:
        return ""
    now = timezone.localtime()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        f"{words.long_moment(at, now)} {now.tzname()}",
        say(at, now),
    )


@register.filter
def when(at: datetime | None) -> SafeString | str:
    """Today, yesterday, else 6 Nov 2026."""
    return _time(at, words.day)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Yesterday, 18:40."""
    return _time(at, words.moment)


@register.filter
def long_day(at: datetime | None) -> SafeString | str:
    return _time(at, words.long_day)


@register.filter
def long_moment(at: datetime | None) -> SafeString | str:
    return _time(at, words.long_moment)


@register.filter
def left(until: datetime) -> str:
    return words.left(until, timezone.now())


@register.filter
def seconds(ms: int) -> str:
    """A moment for `#t=`: 12.5."""
    return f"{ms / 1000:g}" if ms % 1000 else str(ms // 1000)


@register.filter
def first_line(text: str) -> str:
    return text.partition("\n")[0]


# --- People --------------------------------------------------------------------------------------
@register.simple_tag
def person(user: Any) -> str:
    """What a signed-in person is called."""
    return str(user.get_full_name() or user.email or user.get_username())


@register.simple_tag
def initials(user: Any) -> str:
    return words.initials(person(user)) or "?"


@register.filter
def first_names(names: Iterable[str]) -> str:
    return ", ".join(words.first_name(name) for name in names)


@register.simple_tag(takes_context=True)
def current(context: Context, place: str) -> SafeString | str:
    """`aria-current` for the place that the page lies in."""
    request = context.get("request")
    path = getattr(request, "path", "")
    if not place or not path.startswith(place):
        return ""
    return format_html(' aria-current="{}"', "page" if path == place else "true")


# --- Voices --------------------------------------------------------------------------------------
def voice_class(voice: StripVoice) -> str:
    """The stylesheet's classes of a voice: its colour, and its state where that is not a yes."""
    colour = colour_class(voice.colour)
    return colour if voice.state == VoiceState.AGREED else f"{colour} {voice.state}"


@register.filter
def colour_class(colour: int | None) -> str:
    return f"v{colour}" if colour else "v0"


register.filter("voice_class", voice_class)
register.filter("voice_sentence", strips.voice_sentence)


@register.simple_tag
def voice_name(voice: StripVoice) -> SafeString:
    """A voice's mark and name."""
    return format_html('<span class="voice {}">{}</span>', voice_class(voice), voice.name)


@register.inclusion_tag("parts/strip.html")
def strip(value: Strip, extra: str = "") -> dict[str, Any]:
    """All voices of a room, a row each; `extra` is "tall" for a player's."""
    columns = strips.TALL_COLUMNS if "tall" in extra else strips.STRIP_COLUMNS
    rows = strips.rows(value, columns)
    return {
        "extra": f"{extra} many" if len(value.voices) > MANY_VOICES else extra,
        "sentence": strips.strip_sentence(value),
        "rows": [(voice_class(row.voice), _strip_rects(row)) for row in rows],
    }


def _strip_rects(row: strips.Row) -> SafeString:
    return format_html_join(
        "",
        '<rect class="turn" x="{}%" y="{}%" width="{}%" height="{}%" rx="1.5"/>',
        (
            (f"{mark.x:.2f}", f"{row.y:.1f}", f"{mark.width:.2f}", f"{row.height:.1f}")
            for mark in row.marks
        ),
    )


@register.inclusion_tag("parts/lane.html")
def lane(
    voice: StripVoice, duration_ms: int, peaks: bytes = b"", sentence: str = ""
) -> dict[str, Any]:
    """One voice over time: its turns, and bars where the waveform is known. `sentence` says it in
    another language."""
    turns = strips.marks(voice.spans, duration_ms, strips.TALL_COLUMNS)
    return {
        "sentence": sentence or strips.voice_sentence(voice),
        "classes": voice_class(voice),
        "turns": format_html_join(
            "",
            '<rect class="turn" x="{}%" y="3" width="{}%" height="42" rx="3"/>',
            ((f"{mark.x:.2f}", f"{mark.width:.2f}") for mark in turns),
        ),
        "bars": strips.bars(peaks, voice.spans, duration_ms),
    }


@register.inclusion_tag("parts/ruler.html")
def ruler(duration_ms: int) -> dict[str, Any]:
    """The times over the lanes."""
    ticks = strips.ticks(duration_ms)
    return {"ticks": [(f"{x:.1f}", _anchor(x), words.clock(at)) for x, at in ticks]}


def _anchor(x: float) -> str:
    """At either end a moment's words lie within the ruler."""
    return "start" if x < 1 else "end" if x > 98 else "middle"


@register.filter
def turns(voice: StripVoice) -> str:
    """A voice's turns for the player's script: `start-end` in milliseconds, with spaces."""
    return " ".join(f"{span.start_ms}-{span.end_ms}" for span in voice.spans)


@register.inclusion_tag("parts/line.html")
def station_line(
    now_at: str,
    *,
    imported: str = "",
    consent: str = "",
    produced: str = "",
    checked: str = "",
    published: str = "",
    done: bool = False,
) -> dict[str, Any]:
    """The five stations. `now_at` names the present one; each keyword is the line below it."""
    names = ("imported", "consent", "produced", "checked", "published")
    here = names.index(now_at)
    lines = (imported, consent, produced, checked, published)
    states = [
        "done" if i < here or (i == here and done) else "now" if i == here else ""
        for i in range(len(names))
    ]
    return {"stations": [*zip(states, map(str.capitalize, names), lines, strict=True)]}
