"""What a host writes about an episode, one form for each question; and when it goes out."""

from typing import Any

from django import forms
from django.utils import timezone

from feeds.forms.fields import YesNoField, line_field, read_clock, text_field
from feeds.models import Episode
from feeds.text import LINE_CHARS
from recordings.words import clock

MOST_NOTES = 4000
MOST_CHAPTERS = 500


class EpisodeTitleForm(forms.Form):
    title = line_field("title", "Title", help_text="Without an episode number: apps show it.")


class EpisodeNotesForm(forms.Form):
    notes = text_field(
        "notes",
        "Notes",
        MOST_NOTES,
        required=False,
        help_text="Markdown: paragraphs, lists, **bold**, [words](https://example.org).",
    )


class EpisodeExplicitForm(forms.Form):
    explicit = YesNoField(label="Does it hold explicit language?")


class EpisodeNumberForm(forms.Form):
    number = forms.IntegerField(
        label="Number",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Left empty, it is given when the episode goes out.",
        error_messages={
            "invalid": "This is no number. Write one, such as 15.",
            "min_value": "The number is below 1. Write 1 or more.",
            "max_value": "The number is above 100,000. Write a smaller one.",
        },
    )
    season = forms.IntegerField(
        label="Season",
        min_value=1,
        max_value=10_000,
        required=False,
        error_messages={
            "invalid": "This is no number. Write one, such as 2.",
            "min_value": "The season is below 1. Write 1 or more.",
            "max_value": "The season is above 10,000. Write a smaller one.",
        },
    )


class EpisodeChaptersForm(forms.Form):
    chapters = text_field(
        "chapter",
        "Chapters",
        60_000,
        required=False,
        help_text="One a line: the time in the recording and a title, such as “13:38 Who pays”.",
    )

    def __init__(self, *args: Any, duration_ms: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duration_ms = duration_ms

    def clean_chapters(self) -> list[tuple[int, str]]:
        lines = [line.strip() for line in self.cleaned_data["chapters"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_CHAPTERS:
            raise forms.ValidationError(
                f"These are {len(lines)} chapters. At most {MOST_CHAPTERS} fit."
            )
        return sorted(self._chapter(line) for line in lines)

    def _chapter(self, line: str) -> tuple[int, str]:
        time, _, title = line.partition(" ")
        at = read_clock(time)
        if at is None:
            raise forms.ValidationError(f"“{line}” has no time. Write it as “13:38 Who pays”.")
        if not title.strip():
            raise forms.ValidationError(f"The chapter at {time} has no title. Write one after it.")
        if self.duration_ms and at >= self.duration_ms:
            end = clock(self.duration_ms)
            raise forms.ValidationError(f"The recording ends at {end}, before “{line}”.")
        if len(title.strip()) > LINE_CHARS:
            raise forms.ValidationError(
                f"The chapter at {time} has a title of {len(title.strip())} characters. "
                f"At most {LINE_CHARS} fit."
            )
        return at, title.strip()


class PublishForm(forms.Form):
    """When, and for whom."""

    NOW, AT, UNLISTED = "now", "at", "unlisted"

    when = forms.ChoiceField(
        label="When",
        choices=((NOW, "Now"), (AT, "At a time I choose"), (UNLISTED, "Unlisted")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Say when it goes out.",
            "invalid_choice": "Choose now, a time, or unlisted.",
        },
    )
    at = forms.DateTimeField(
        label="Day and time",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "This is no day and time. Write it as 2026-11-21 18:00."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("when") == self.AT and "at" in values:
            if not values["at"]:
                self.add_error("at", "No time was chosen. Say when it goes out.")
            elif values["at"] <= timezone.now():
                self.add_error("at", "That time has passed. Choose one that is still to come.")
        return values


def chapters_text(episode: Episode) -> str:
    """An episode's chapters as they are written into the form."""
    rows = episode.chapters.values_list("start_ms", "title")
    return "\n".join(f"{clock(at)} {title}" for at, title in rows)
