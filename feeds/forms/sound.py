"""How a host wants it to sound: of a show, and of an episode that differs from it."""

from typing import Any, cast

from django import forms

from feeds.models import Show
from feeds.sound import SETTINGS, Setting, answer


def _choices(setting: Setting) -> list[tuple[str, str]]:
    return [(str(word), f"{name}. {what}") for word, (name, what) in setting.answers.items()]


def _field(setting: Setting) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=setting.question,
        choices=_choices(setting),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose one.",
            "invalid_choice": "That is not offered. Choose one that is listed.",
        },
    )


class ShowSoundForm(forms.Form):
    """Every setting, one question each."""

    levelling = _field(SETTINGS["levelling"])
    loudness = _field(SETTINGS["loudness"])
    silences = _field(SETTINGS["silences"])
    dead_air = _field(SETTINGS["dead_air"])
    hum = _field(SETTINGS["hum"])
    noise = _field(SETTINGS["noise"])
    idle = _field(SETTINGS["idle"])
    seats = _field(SETTINGS["seats"])
    formats = _field(SETTINGS["formats"])


class EpisodeSoundForm(ShowSoundForm):
    """The same, where each may also stay as the show has it."""

    def __init__(self, *args: Any, show: Show, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, setting in SETTINGS.items():
            field = cast("forms.ChoiceField", self.fields[name])
            field.required = False
            as_show = ("", f"As the show: {answer(show.sound, name)}.")
            field.choices = [as_show, *_choices(setting)]
