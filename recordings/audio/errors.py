"""AudioError: what every part of the audio room raises, for whoever calls it."""


class AudioError(Exception):
    """Sound that could not be read or made; `str(error)` is one sentence or two for the host.

    `permanent` is True when trying again with the same files cannot help. `log` holds the last
    lines that ffmpeg wrote.
    """

    def __init__(self, sentence: str, *, permanent: bool = True, log: str = "") -> None:
        super().__init__(sentence)
        self.permanent = permanent
        self.log = log
