"""In which formats an episode is offered: from what a host chose to codecs, and what feeds and
answers call each. Pure."""

from feeds.sound import Formats
from recordings.audio.plan import Codec

MISSING = "missing"
"""Where a Master's plan says which other formats could not be made, and why: a sentence each."""

BESIDE: dict[Formats, tuple[Codec, ...]] = {
    Formats.MP3: (),
    Formats.OPUS: (Codec.OPUS,),
    Formats.AAC: (Codec.AAC,),
    Formats.BOTH: (Codec.OPUS, Codec.AAC),
}
"""What is made beside the MP3."""

TYPES = {Codec.MP3: "audio/mpeg", Codec.OPUS: "audio/ogg", Codec.AAC: "audio/mp4"}
"""RFC 3003, RFC 7845 and RFC 4337."""

CODECS = {Codec.MP3: "mp3", Codec.OPUS: "opus", Codec.AAC: "mp4a.40.2"}
"""After RFC 6381."""
