"""Hosts, rooms, recordings and the runs that work on them: columns, constraints, named queries."""

from recordings.models.erasures import VoiceErasure
from recordings.models.hosts import Host, HostQuerySet, Member
from recordings.models.noise import NotAPerson
from recordings.models.recordings import (
    Cue,
    Recording,
    RecordingQuerySet,
    Room,
    Segment,
    Speaker,
    Track,
)
from recordings.models.runs import Import, Run

__all__ = [
    "Cue",
    "Host",
    "HostQuerySet",
    "Import",
    "Member",
    "NotAPerson",
    "Recording",
    "RecordingQuerySet",
    "Room",
    "Run",
    "Segment",
    "Speaker",
    "Track",
    "VoiceErasure",
]
