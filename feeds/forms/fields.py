"""Fields that say what is wrong in their own words; and times as people write them."""

import re
from typing import Any

from django import forms

from feeds.text import LINE_CHARS

YES_NO = (("yes", "Yes"), ("no", "No"))


def needs(what: str) -> dict[str, str]:
    """The sentence for a field that was left empty."""
    return {"required": f"There is no {what} yet. Write one."}


def too_long(what: str, most: int) -> dict[str, str]:
    """Django fills in how long it is."""
    sentence = f"%(show_value)d characters are too many for the {what}: at most {most:,} fit."
    return {"max_length": sentence}


def line_field(what: str, label: str, most: int = LINE_CHARS, **more: Any) -> forms.CharField:
    """One line of text; what is wrong with it is said in its own words."""
    field = forms.CharField(
        label=label, max_length=most, error_messages=needs(what) | too_long(what, most), **more
    )
    field.widget.attrs.pop("maxlength", None)  # a text is refused in a sentence, never cut silently
    return field


def text_field(what: str, label: str, most: int, **more: Any) -> forms.CharField:
    """Several lines of text."""
    field = forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages=needs(what) | too_long(what, most),
        **more,
    )
    field.widget.attrs.pop("maxlength", None)
    return field


class YesNoField(forms.ChoiceField):
    """Two native radios; the value is a bool."""

    widget = forms.RadioSelect

    def __init__(self, *, label: str, **more: Any) -> None:
        wrong = {"required": "Choose yes or no.", "invalid_choice": "Choose yes or no."}
        super().__init__(choices=YES_NO, label=label, error_messages=wrong, **more)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> Any:
        return super().clean(value) == "yes"


_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?")


def read_clock(text: str) -> int | None:
    """`13:38`, `1:00:00`, `0:07.5` in milliseconds; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds, rest = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))
