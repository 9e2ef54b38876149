"""What a host says of the people in a recording: names, addresses, whose voice it is."""

from typing import Any, cast

from django import forms

from feeds.forms.fields import line_field, read_clock
from recordings.audio.plan import Treatment
from recordings.models import Recording, Speaker
from recordings.words import clock


class SpeakerForm(forms.Form):
    """Who somebody is, and where they can be asked."""

    name = line_field("name", "Name", 200, help_text="As they show it themselves.")
    handle = line_field(
        "handle", "Handle", 200, required=False, help_text="On the platform, such as @noor."
    )
    email = forms.EmailField(
        label="Mail address",
        required=False,
        help_text="Only for asking. Without one, you hand over a personal link.",
        error_messages={"invalid": "This is no mail address. Write it as noor@example.org."},
    )


class AddressesForm(forms.Form):
    """A mail address for each speaker who has none of their own yet, and for those who have."""

    def __init__(self, *args: Any, speakers: list[Speaker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for speaker in speakers:
            self.fields[str(speaker.uid)] = forms.EmailField(
                label=speaker.display_name,
                required=False,
                initial=speaker.email,
                error_messages={
                    "invalid": f"This is no mail address of {speaker.display_name}’s. "
                    "Write it as noor@example.org."
                },
            )


class TitleForm(forms.Form):
    title = line_field("title", "Title of the room", 300)


class LeaveOutForm(forms.Form):
    """How somebody is left out. Nothing is chosen for the host."""

    treatment = forms.ChoiceField(
        label="How?",
        choices=(
            (Treatment.CUT, "Cut"),
            (Treatment.SILENCE, "Silence"),
            (Treatment.BLEEP, "Bleep"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose cut, silence or bleep.",
            "invalid_choice": "Choose cut, silence or bleep.",
        },
    )


class UnclaimedForm(forms.Form):
    """What to do with speech that is nobody's: whose it is, or that it is no person."""

    NOT_A_PERSON = "not-a-person"

    parts = forms.MultipleChoiceField(
        label="Which parts?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "No part was chosen. Tick the parts you mean.",
            "invalid_choice": "A part is not there any more. Look at the list again.",
        },
    )
    whose = forms.ChoiceField(
        label="Who is it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nobody was chosen. Say who it is, or that it is music or noise.",
            "invalid_choice": "That person is not in this recording any more. Choose again.",
        },
    )

    def __init__(
        self, *args: Any, parts: list[int], speakers: list[Speaker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(speaker.uid), speaker.display_name) for speaker in speakers]
        ids = [(str(pk), str(pk)) for pk in parts]
        cast("forms.MultipleChoiceField", self.fields["parts"]).choices = ids
        cast("forms.ChoiceField", self.fields["whose"]).choices = [
            *named,
            (self.NOT_A_PERSON, "Nobody: music or noise"),
        ]


class MarkForm(forms.Form):
    """Where somebody is heard, in a recording whose source did not say."""

    speaker = forms.ChoiceField(label="Who")
    start = forms.CharField(label="From", help_text="As 13:38 or 1:00:00.")
    end = forms.CharField(label="To")

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recording = recording
        cast("forms.ChoiceField", self.fields["speaker"]).choices = [
            (str(speaker.uid), speaker.display_name) for speaker in recording.speakers.all()
        ]

    def clean_start(self) -> int:
        return self._position("start")

    def clean_end(self) -> int:
        return self._position("end")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if {"start", "end"} <= values.keys() and values["end"] <= values["start"]:
            self.add_error("end", "The part ends before it begins. Write a later time.")
        return values

    def _position(self, name: str) -> int:
        at = read_clock(self.cleaned_data[name])
        if at is None:
            raise forms.ValidationError("This is no time. Write it as 13:38 or 1:00:00.")
        if at > self.recording.duration_ms:
            end = clock(self.recording.duration_ms)
            raise forms.ValidationError(f"The recording ends at {end}. Write an earlier time.")
        return at
