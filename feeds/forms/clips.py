"""What a host says of a clip: from when to when, what it is called, how it looks."""

from typing import Any

from django import forms

from consent.clips import LEAST_MS, MOST_MS
from feeds.forms.fields import line_field, read_clock
from feeds.models import Clip
from feeds.models.clips import TITLE_CHARS
from recordings.words import duration

_HOW = "Write it as 13:38 or 13:38.5."
_CLOCK_CHARS = 16


class ClockField(forms.CharField):
    """A moment of the episode as its player shows it; the value is milliseconds."""

    def __init__(self, *, label: str, **more: Any) -> None:
        super().__init__(
            label=label,
            max_length=_CLOCK_CHARS,
            error_messages={
                "required": f"There is no time yet. {_HOW}",
                "max_length": f"This is no time. {_HOW}",
            },
            **more,
        )
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        at = read_clock(text)
        if at is None:
            raise forms.ValidationError(f"This is no time. {_HOW}")
        return at


class ClipForm(forms.Form):
    from_ms = ClockField(label="From", help_text="As the player shows it, such as 13:38.")
    to_ms = ClockField(label="To", help_text="At most 60 seconds later.")
    title = line_field("title", "Title", TITLE_CHARS, help_text="It stands above the clip.")
    shape = forms.ChoiceField(
        label="What is made",
        choices=Clip.Shape.choices,
        initial=Clip.Shape.AUDIO,
        widget=forms.RadioSelect,
        help_text="A video shows the words of those who allow a transcript.",
        error_messages={"invalid_choice": "Choose one of these."},
    )
    ground = forms.ChoiceField(
        label="What a video shows",
        choices=Clip.Ground.choices,
        initial=Clip.Ground.WAVES,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("from_ms"), values.get("to_ms")
        if start is None or end is None:
            return values
        if end - start < LEAST_MS:
            self.add_error("to_ms", "That is not a second after the start. Choose a later end.")
        elif end - start > MOST_MS:
            self.add_error(
                "to_ms",
                f"That is {duration(end - start)}. A clip lasts up to 60 seconds, as everybody was "
                "told: choose an earlier end.",
            )
        return values
