"""What a host wants to take out of an episode: from where, to where, of whom, and how."""

import re
from typing import Any

from django import forms

from feeds.edit_list import EDITS, Deed
from feeds.forms.fields import read_clock
from recordings.models import Recording, Speaker

_SECONDS = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?")


def read_moment(text: str) -> int | None:
    """`13:38.25`, or `818.25` in seconds, as milliseconds; None for anything else."""
    found = _SECONDS.fullmatch(text.strip())
    if found is None:
        return read_clock(text)
    whole, rest = found.groups()
    return int(whole) * 1000 + int((rest or "0").ljust(3, "0"))


class MomentField(forms.CharField):
    """A position in the recording; the value is in milliseconds."""

    def __init__(self, *, label: str, what: str) -> None:
        super().__init__(
            label=label,
            max_length=16,
            error_messages={
                "required": f"There is no {what} yet. Write one, such as 0:10.5.",
                "max_length": f"The {what} is not understood. Write it as 0:10.5.",
            },
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.widget.attrs.pop("maxlength", None)
        self.what = what

    def clean(self, value: Any) -> int:
        found = read_moment(super().clean(value))
        if found is None:
            raise forms.ValidationError(f"The {self.what} is not understood. Write it as 0:10.5.")
        return found


class EditForm(forms.Form):
    """Without a speaker it is about everybody."""

    start = MomentField(label="From", what="start")
    end = MomentField(label="To", what="end")
    speaker = forms.ChoiceField(
        label="Whose voice",
        required=False,
        error_messages={"invalid_choice": "That person does not speak here. Choose another."},
    )
    deed = forms.ChoiceField(
        choices=[(deed, deed) for deed in EDITS],
        error_messages={
            "required": "Choose trim, cut, silence or bleep.",
            "invalid_choice": "Choose trim, cut, silence or bleep.",
        },
    )

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heard = recording.speakers.filter(segments__isnull=False).distinct()
        self.people = {str(speaker.uid): speaker for speaker in heard}
        self.fields["speaker"].choices = [  # type: ignore[attr-defined]
            ("", "Everybody"),
            *((uid, speaker.display_name) for uid, speaker in self.people.items()),
        ]

    def clean_deed(self) -> Deed:
        return Deed(self.cleaned_data["deed"])

    def clean_speaker(self) -> Speaker | None:
        return self.people.get(self.cleaned_data["speaker"])
