"""LAME in our own process: samples in, MP3 frames out.

The library is the one that ffmpeg encodes with, set as ffmpeg sets it, and writes the same bytes
(a test holds it). It gets nothing but samples of ours. In a process of its own each piece would
cost a start and two pipes, which for five seconds of an edit is more than the encoding.
"""

import ctypes
from ctypes.util import find_library
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt

from recordings.audio.errors import AudioError
from recordings.audio.grid import RATE

Samples = npt.NDArray[np.int16]
"""Frames by channels."""

_JOINT_STEREO, _MONO = 1, 3
_FAILED = "The episode could not be encoded"


@cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(find_library("mp3lame") or "libmp3lame.so.0")
    except OSError:
        return None
    library.lame_init.restype = ctypes.c_void_p
    library.get_lame_version.restype = ctypes.c_char_p
    return library


def is_here() -> bool:
    """Whether this machine has the library by itself; an ffmpeg may have it built in."""
    return _library() is not None


def version() -> str:
    """As `3.100`."""
    library = _library()
    return library.get_lame_version().decode() if library else ""


class Lame:
    """One stream of constant bit rate at 48 kHz, whose frames borrow from none before them. Use
    it with `with`; raises `AudioError`."""

    def __init__(self, channels: int, bitrate_kbps: int) -> None:
        library = _library()
        if library is None:
            raise AudioError(f"{_FAILED}: LAME is not installed.", permanent=False)
        self._library, self._channels, self._kbps = library, channels, bitrate_kbps

    def __enter__(self) -> Self:
        self._flags = ctypes.c_void_p(self._library.lame_init())
        for setting, value in (
            ("in_samplerate", RATE),
            ("out_samplerate", RATE),
            ("num_channels", self._channels),
            ("mode", _MONO if self._channels == 1 else _JOINT_STEREO),
            ("brate", self._kbps),
            ("disable_reservoir", 1),
            ("bWriteVbrTag", 0),
        ):
            self._library[f"lame_set_{setting}"](self._flags, value)
        if self._library.lame_init_params(self._flags) < 0:
            self.__exit__()
            raise AudioError(f"{_FAILED}: LAME refuses {self._kbps} kbit/s.")
        return self

    def __exit__(self, *_: object) -> None:
        self._library.lame_close(self._flags)

    def encode(self, sound: Samples) -> bytes:
        """The frames that are finished with these samples."""
        left, right = (np.ascontiguousarray(sound[:, side]) for side in (0, -1))
        room = _room(len(sound))
        return self._taken(
            room,
            self._library.lame_encode_buffer(
                self._flags, _pointer(left), _pointer(right), len(sound), room, len(room)
            ),
        )

    def finish(self) -> bytes:
        """The last frames; after it nothing goes in any more."""
        room = _room(0)
        return self._taken(room, self._library.lame_encode_flush(self._flags, room, len(room)))

    def _taken(self, room: "ctypes.Array[ctypes.c_char]", count: int) -> bytes:
        if count < 0:
            raise AudioError(f"{_FAILED}: LAME says {count}.")
        return room.raw[:count]


def _room(samples: int) -> "ctypes.Array[ctypes.c_char]":
    """As much as LAME may write at most, by its own manual."""
    return ctypes.create_string_buffer(samples * 5 // 4 + 7_200)


def _pointer(samples: npt.NDArray[np.int16]) -> ctypes.c_void_p:
    return ctypes.c_void_p(samples.ctypes.data)
