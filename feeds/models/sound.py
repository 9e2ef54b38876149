"""The columns in which sound settings are kept: of a show, and of an episode that differs."""

from enum import StrEnum

from django.db import models

from feeds.sound import (
    SETTINGS,
    DeadAir,
    Formats,
    Hum,
    Idle,
    Levelling,
    Loudness,
    Noise,
    Seats,
    Silences,
)


def _setting(kind: type[StrEnum]) -> "models.CharField[str, str]":
    choices = [(one.value, one.value) for one in kind]
    return models.CharField(max_length=16, choices=choices, blank=True, default="")


class SoundColumns(models.Model):
    """Each empty where nothing was chosen: an episode is then as its show, a show as any."""

    levelling = _setting(Levelling)
    loudness = _setting(Loudness)
    silences = _setting(Silences)
    dead_air = _setting(DeadAir)
    hum = _setting(Hum)
    noise = _setting(Noise)
    idle = _setting(Idle)
    seats = _setting(Seats)
    formats = _setting(Formats)

    class Meta:
        abstract = True

    @property
    def sound_words(self) -> dict[str, str]:
        """What is chosen here, by the name of the setting."""
        return {name: getattr(self, name) for name in SETTINGS}
