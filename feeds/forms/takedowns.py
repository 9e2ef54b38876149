"""What somebody says who wants an episode gone, and what an officer answers."""

from django import forms

from feeds.forms.fields import text_field


class TakedownForm(forms.Form):
    reason = text_field(
        "reason",
        "Why should it go?",
        1_000,
        help_text="Say where you are heard, such as “from 12:30”. No proof is needed.",
    )
    email = forms.EmailField(
        label="Your mail address",
        required=False,
        help_text="Only if you want an answer. It is deleted afterwards.",
        error_messages={"invalid": "This is no mail address. Write it as noor@example.org."},
    )


class DecisionForm(forms.Form):
    """Take down or keep, for a reason."""

    TAKE_DOWN, KEEP = "take-down", "keep"

    outcome = forms.ChoiceField(
        label="What follows?",
        choices=(
            (TAKE_DOWN, "Take it down: the episode ends for good, at once"),
            (KEEP, "Keep it"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose what follows.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    words = text_field("reason", "Reason", 1_000)
