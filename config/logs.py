"""What goes into the log, and what never does: the tokens of speakers' links, which are keys, and
mail addresses. The log is the one place that no erasure reaches."""

import logging
import re

_SLASH = r"(?:/|%(?:25)*2F)"
TOKEN_PATHS = re.compile(
    rf"(?P<door>{_SLASH}(?:c|speak){_SLASH})(?P<token>[A-Za-z0-9_.~=%:-]{{8,}})", re.IGNORECASE
)
LONG = re.compile(r"(?:[A-Za-z0-9_-]|%(?:25)*[0-9A-Fa-f]{2}){43,}")
"""A token is 43 letters of base64url; in a query or a Referer nothing before it says so."""

_HASH = re.compile(r"(?:[0-9a-f]{2})+")
_WORDS = re.compile(r"[a-z_]+|[A-Z_]+")

_AT = r"(?:@|＠|%(?:25)*40|\\x40|\\u0040|&\#(?:64|[xX]40);|=40)"
_LOCAL = r'[^\s<>()\[\]",;:@＠\\]'
_DOMAIN = r"(?:\[[^\]\s]*\]|[\w-]+(?:(?:\.|%2[Ee])[\w-]+)*)"
ADDRESSES = re.compile(rf'(?:"[^"\n]{{1,200}}"|(?<!{_LOCAL})(?:(?!{_AT}){_LOCAL})++){_AT}{_DOMAIN}')
"""What stands before and after an @, however that is written: in a path or a query as %40, in a
mail's own lines as =40. Rather too much than an address."""

_ROW_TOLD = re.compile(r"^(DETAIL:|.*Failing row contains).*$", re.MULTILINE)
"""PostgreSQL tells the values of the row that it refused."""


def scrub(text: str) -> str:
    """`text` with each token and each mail address replaced by `…`."""
    text = TOKEN_PATHS.sub(r"\g<door>…", text)
    text = ADDRESSES.sub("…", text)
    text = LONG.sub(_unless_known, text)
    return _ROW_TOLD.sub(r"\1 …", text)


def _unless_known(match: re.Match[str]) -> str:
    """The hash of an object and the name of a function are long too, and nobody's secret."""
    said = match[0]
    return said if _HASH.fullmatch(said) or _WORDS.fullmatch(said) else "…"


class ScrubbingFormatter(logging.Formatter):
    """Scrubs the whole finished line, so that tracebacks and arguments are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))
