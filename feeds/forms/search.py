"""What is looked for at the desk."""

from typing import cast

from django import forms

from consent.scopes import Scope
from consent.search import Query, Wanted
from consent.texts import NAMES
from feeds.forms.shows import SCOPE_QUESTIONS
from recordings.models import Host

_STATES = {
    Wanted.UNANSWERED: "Not answered",
    Wanted.GRANTED: "Yes",
    Wanted.REFUSED: "No",
    Wanted.WITHDRAWN: "Taken back",
    Wanted.WAIVED: "Not needed",
    Wanted.EXPIRED: "Ended",
    Wanted.DISPUTED: "“Not me”",
    Wanted.MINOR: "Minor",
}
_DUE = (
    ("", "Any time"),
    ("late", "Late"),
    ("today", "Today"),
    ("week", "7 days"),
    ("month", "30 days"),
)


class _Day(forms.DateInput):
    input_type = "date"


class SearchForm(forms.Form):
    """Everything may be left open. What makes no sense is taken as left open."""

    q = forms.CharField(
        label="Person, handle, account, whole mail address, room, episode or receipt",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-find": ""}),
    )
    host = forms.ModelChoiceField(
        Host.objects.all(), label="Host", required=False, empty_label="All hosts"
    )
    due = forms.ChoiceField(label="Cases due", required=False, choices=_DUE)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *_STATES.items()]
    )
    scope = forms.ChoiceField(
        label="Use",
        required=False,
        choices=[
            ("", "Any"),
            (str(Scope.PUBLISH), "Being heard"),
            *((str(scope), words) for scope, words, _ in SCOPE_QUESTIONS),
        ],
    )
    wording = forms.IntegerField(label="Wording, version", required=False, min_value=1)
    language = forms.ChoiceField(
        label="Wording, language", required=False, choices=[("", "Any"), *NAMES.items()]
    )
    since = forms.DateField(label="Asked or said from", required=False, widget=_Day)
    until = forms.DateField(label="To", required=False, widget=_Day)

    @property
    def query(self) -> Query:
        """Call `is_valid` first."""
        told = self.cleaned_data
        host = cast("Host | None", told.get("host"))
        return Query(
            words=told.get("q", "").strip(),
            state=Wanted(told["state"]) if told.get("state") else None,
            scope=Scope(told["scope"]) if told.get("scope") else None,
            wording=told.get("wording"),
            language=told.get("language", ""),
            since=told.get("since"),
            until=told.get("until"),
            host=host.pk if host else None,
        )
