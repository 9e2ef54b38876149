"""What an officer says at the desk: reasons, grounds, files of evidence."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from consent.files import MOST_BYTES, TAKEN
from consent.proposals import BASES
from consent.scopes import Decision, Scope
from feeds.forms.fields import text_field
from feeds.forms.shows import SCOPE_QUESTIONS
from recordings.words import size

MOST_REASON = 2_000
_USES = [
    (str(Scope.PUBLISH), "Being heard"),
    *((str(scope), words) for scope, words, _ in SCOPE_QUESTIONS),
]


def reason_field(**more: Any) -> forms.CharField:
    field = text_field("reason", "Reason", MOST_REASON, **more)
    field.widget.attrs["rows"] = 4
    return field


class EvidenceFileField(forms.FileField):
    """One file; what it really is, its bytes say when it is kept."""

    def __init__(self, **more: Any) -> None:
        sentence = "Choose the file that shows it."
        super().__init__(
            label="File",
            max_length=200,
            help_text=f"{TAKEN}, up to {size(MOST_BYTES)}. It is kept privately, by its hash.",
            error_messages={
                "required": f"There is no file yet. {sentence}",
                "missing": f"There is no file yet. {sentence}",
                "empty": f"This file is empty. {sentence}",
                "max_length": "The file’s name has more than 200 letters. Give it a shorter one.",
            },
            **more,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file is not None and (file.size or 0) > MOST_BYTES:
            said = f"The file has {size(file.size or 0)}; up to {size(MOST_BYTES)} are taken."
            raise forms.ValidationError(f"{said} Choose a smaller one.")
        return file


class SettleForm(forms.Form):
    """How a dispute ends."""

    ANEW, LEAVE_OUT = "anew", "leave-out"

    outcome = forms.ChoiceField(
        label="What follows?",
        choices=(
            (ANEW, "Ask anew: every yes from before is void, and old links end"),
            (LEAVE_OUT, "Leave this voice out: it is cut from the episode"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose what follows.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    reason = reason_field(help_text="What you found out, and how.")


class GuardianForm(forms.Form):
    """Whom to ask in a minor's place."""

    email = forms.EmailField(
        label="Mail address of a parent or guardian",
        error_messages={
            "required": "There is no address yet. Write one.",
            "invalid": "This is no mail address. Write it as noor@example.org.",
        },
    )


class OfAgeForm(forms.Form):
    """That somebody decides for themselves after all."""

    reason = reason_field(help_text="How you know that they are of age.")
    file = EvidenceFileField()


class RecordForm(forms.Form):
    """Consent given elsewhere, or that none is needed."""

    decision = forms.ChoiceField(
        label="What is recorded?",
        choices=(
            (Decision.GRANTED, "They said yes elsewhere"),
            (Decision.WAIVED, "No consent is needed"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose what is recorded.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="For which uses?",
        choices=_USES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "No use was chosen. Tick those that the evidence is about.",
            "invalid_choice": "Choose from the list.",
        },
    )
    basis = forms.ChoiceField(
        label="On what ground?",
        choices=[(str(basis), words) for basis, words in BASES.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "No ground was chosen. Choose one.",
            "invalid_choice": "Choose one of these grounds.",
        },
    )
    reason = reason_field(help_text="Who said what, where and when.")
    file = EvidenceFileField()
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day it holds. Empty: without an end.",
        error_messages={"invalid": "This is no date. Write it as 2027-12-31."},
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        at = timezone.make_aware(datetime.combine(day, time.max))
        if at <= timezone.now():
            raise forms.ValidationError("This day has passed. Choose a later one.")
        return at

    @property
    def decisions(self) -> dict[Scope, Decision]:
        said = Decision(self.cleaned_data["decision"])
        return {Scope(scope): said for scope in cast("list[str]", self.cleaned_data["scopes"])}


class EraseForm(forms.Form):
    """That everything about a person goes."""

    reason = reason_field(help_text="Who asked for it, and when. No name: it stays in the ledger.")


class LegacyForm(forms.Form):
    """That a recording was out before it came here."""

    reason = reason_field(help_text="Where it was published, and since when.")


class NotLegacyForm(forms.Form):
    """That this counts no more."""

    reason = reason_field(help_text="Why it does not count as published before any more.")
