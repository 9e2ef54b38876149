"""Figures in the words that people read: durations, positions, sizes, levels, days.

Pure: values in, text out. What the sentences around them say is the templates' matter.
"""

from datetime import datetime, timedelta

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def duration(ms: int) -> str:
    """`1 h 04 min`, `26 min 40 s`, `38 s`: to the second below an hour, to the minute above."""
    seconds = (max(0, ms) + 500) // 1000
    if seconds >= 3600:
        return _hours((seconds + 30) // 60)
    if seconds < 60:
        return f"{seconds} s"
    rest = f" {seconds % 60:02} s" if seconds % 60 else ""
    return f"{seconds // 60} min{rest}"


def minutes(ms: int) -> str:
    """`1 h 04 min`, `44 min`, `38 s`: for lines where nobody counts seconds."""
    if ms < MINUTE_MS:
        return duration(ms)
    whole = (ms + MINUTE_MS // 2) // MINUTE_MS
    return _hours(whole) if whole >= 60 else f"{whole} min"


def _hours(whole_minutes: int) -> str:
    return f"{whole_minutes // 60} h {whole_minutes % 60:02} min"


def clock(ms: int) -> str:
    """A position: `0:07`, `13:38`, `1:00:00`; the second that has begun."""
    seconds = max(0, ms) // 1000
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def size(count: int) -> str:
    """`31.7 MB`, `412 MB`, `1.2 GB`, in thousands as files are sold; below a kilobyte, bytes."""
    for unit, name in _UNITS:
        if count >= unit:
            value = count / unit
            return f"{value:.0f} {name}" if value >= 100 else f"{value:.1f} {name}"
    return f"{count} bytes"


def number(value: int) -> str:
    return f"{value:,}"


def signed(value: float) -> str:
    """One decimal, with a true minus and no minus zero."""
    rounded = round(value, 1) + 0.0
    return f"{rounded:.1f}".replace("-", "−")


def lufs(value: float) -> str:
    return f"{signed(value)} LUFS"


def dbtp(value: float) -> str:
    return f"{signed(value)} dBTP"


def day(at: datetime, now: datetime) -> str:
    """`today`, `yesterday`, `tomorrow`, `Sat 21 Nov` for the next six days, else `6 Nov 2026`.

    Days are those of `now`'s zone.
    """
    local = at.astimezone(now.tzinfo)
    ahead = (local.date() - now.date()).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(ahead)
    if near:
        return near
    if 0 < ahead < 7:
        return f"{local:%a} {local.day} {local:%b}"
    return f"{local.day} {local:%b %Y}"


def moment(at: datetime, now: datetime) -> str:
    """The day with its time: `yesterday, 18:40`, `6 Nov 2026, 10:24`."""
    return f"{day(at, now)}, {at.astimezone(now.tzinfo):%H:%M}"


def long_day(at: datetime, now: datetime) -> str:
    """`20 November 2026`."""
    local = at.astimezone(now.tzinfo)
    return f"{local.day} {local:%B %Y}"


def long_moment(at: datetime, now: datetime) -> str:
    """As records write it: `6 November 2026, 10:24`."""
    return f"{long_day(at, now)}, {at.astimezone(now.tzinfo):%H:%M}"


def left(until: datetime, now: datetime) -> str:
    """What is left of a deadline: `16 days left`, `5 hours left`, `less than an hour left`."""
    remaining = until - now
    if remaining <= timedelta(0):
        return "overdue"
    if remaining >= timedelta(days=2):
        return f"{remaining.days} days left"
    hours = remaining // timedelta(hours=1)
    if hours < 1:
        return "less than an hour left"
    return f"{hours} hours left" if hours > 1 else "1 hour left"


def initials(name: str) -> str:
    """Two letters at most: of the first and the last word; of an address, before its sign."""
    called = name.lstrip("@").partition("@")[0]
    words = [word for word in called.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def first_name(name: str) -> str:
    """How a chip calls a voice: the first word, but “Guest 3” stays whole."""
    words = name.split()
    return name if len(words) < 2 or words[-1].isdigit() else words[0]


def listed(names: list[str]) -> str:
    """`Hana, Sami and Guest 3`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
