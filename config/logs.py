"""What goes into the log, and what never does: the tokens of speakers' links are keys."""

import logging
import re

TOKEN_PATHS = re.compile(r"(?P<door>/(?:c|speak)/)(?P<token>[A-Za-z0-9_.~=%:-]{8,})")


def scrub(text: str) -> str:
    """`text` with the token of each speaker's link replaced by `…`."""
    return TOKEN_PATHS.sub(r"\g<door>…", text)


class ScrubbingFormatter(logging.Formatter):
    """Scrubs the whole finished line, so that tracebacks and arguments are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))
