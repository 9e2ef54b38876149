"""MP3 as bytes: frames of one size, and the first frame that tells players how to trim them.

Encoded without the bit reservoir, so that no frame borrows from the one before and any stretch of
them can be put beside any other.
"""

import struct

import numpy as np
import numpy.typing as npt

from recordings.audio.errors import AudioError
from recordings.audio.grid import FRAME, RATE

Frames = npt.NDArray[np.uint8]
"""Frames by bytes."""

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound, as it writes it into its own first frame; a decoder adds
529 of its own."""

DELAY = ENCODER_DELAY + 529
"""By how much the sound is late where a decoder does not heed that frame."""

_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_ENCODER = b"LAME3.100"
_FIRST_BYTES = (0xFF, 0xFB)
_SEEK_POINTS = 100


def frame_bytes(bitrate_kbps: int) -> int:
    """At 48 kHz a whole number, so that no frame is ever padded."""
    return FRAME // 8 * bitrate_kbps * 1000 // RATE


def frames_of(data: bytes, bitrate_kbps: int) -> Frames:
    """Raises `AudioError` where these are not whole frames of one size."""
    size = frame_bytes(bitrate_kbps)
    frames = np.frombuffer(data, dtype=np.uint8)
    if not data or len(data) % size or not _are_frames(frames.reshape(-1, size)):
        raise AudioError("The encoder wrote something that is not an MP3 as asked for.")
    return frames.reshape(-1, size)


def _are_frames(frames: Frames) -> bool:
    """MPEG 1, layer III, no checksum, all of one bit rate at 48 kHz and one mode of channels."""
    kind = frames[:, :4] & np.array([0xFF, 0xFF, 0xFF, 0xC0], dtype=np.uint8)
    return bool((kind == kind[0]).all() and tuple(kind[0, :2]) == _FIRST_BYTES)


def info_frame(frames: int, total: int, bitrate_kbps: int, channels: int) -> bytes:
    """The frame before all others of a file of `frames` frames that hold `total` samples of sound:
    how many there are, where to seek, and what to leave out at both ends. Its layout is LAME's
    (gabriel.mp3-tech.org/mp3infotag.html). Decoders play it as silence if they do not know it."""
    size = frame_bytes(bitrate_kbps)
    padding = frames * FRAME - total - ENCODER_DELAY
    mode = 0xC4 if channels == 1 else 0x44
    header = bytes([*_FIRST_BYTES, (_BITRATES.index(bitrate_kbps) + 1) << 4 | 0x04, mode])
    tag = struct.pack(">4sIII", b"Info", 0x0F, frames, size * (frames + 1))
    tag += bytes(round(255 * point / _SEEK_POINTS) for point in range(_SEEK_POINTS))
    tag += struct.pack(">I9sBB", 50, _ENCODER, 0x01, min(255, RATE // 200))
    tag += struct.pack(">IHHBB", 0, 0, 0, 0x50, min(255, bitrate_kbps))
    tag += (ENCODER_DELAY << 12 | min(0xFFF, padding)).to_bytes(3, "big")
    tag += struct.pack(">BBHIH", 0xC0, 0, 0, size * (frames + 1), 0)
    start = header + bytes(17 if channels == 1 else 32) + tag
    return (start + struct.pack(">H", _crc16(start))).ljust(size, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, which LAME signs its tag with."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
