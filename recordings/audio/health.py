"""Whether the ffmpeg of this machine can be trusted with strangers' files; for `doctor`."""

from dataclasses import dataclass
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`whitelists_hold`: a playlist dressed as an MP3 is refused. `flite`: can speak samples.

    `sentence` says why nothing could be found out.
    """

    version: str = ""
    whitelists_hold: bool = False
    flite: bool = False
    sentence: str = ""


def examine(work: Path) -> Health:
    """Try it out in an empty folder."""
    try:
        return Health(
            version=ffmpeg.version(),
            whitelists_hold=ffmpeg.whitelists_hold(work),
            flite=ffmpeg.has_filter("flite"),
        )
    except AudioError as error:
        return Health(sentence=str(error))
