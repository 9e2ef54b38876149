"""The words of the speaker's pages and of the mails to them, as pure data: a module a language.

`CORE` is what an answer is about; it is recorded with it, by version. `AROUND` are the words
around: buttons, links, what happens now. All languages have the same keys and the same places.
"""

from collections.abc import Mapping

from consent.texts import announced, certificate, de, en, es, fr, identity, me, news, standing

NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}
"""Each language by its own name, in the order in which they are offered."""

DEFAULT = "en"

CORE: Mapping[str, Mapping[str, str]] = {
    "en": en.CORE, "de": de.CORE, "es": es.CORE, "fr": fr.CORE,
}  # fmt: skip
AROUND: Mapping[str, Mapping[str, str]] = {
    language: {
        **module.AROUND,
        **identity.WORDS[language],
        **standing.WORDS[language],
        **announced.WORDS[language],
        **certificate.WORDS[language],
        **news.WORDS[language],
        **me.WORDS[language],
    }
    for language, module in {"en": en, "de": de, "es": es, "fr": fr}.items()
}

MATERIAL = False
"""Whether these words mean something else than the version before them."""


def filled(text: str, places: Mapping[str, str]) -> str:
    """Place by place and once each, so that a name with braces in it stays a name."""
    parts = text.replace("}", "{").split("{")
    return "".join(places.get(part, part) if i % 2 else part for i, part in enumerate(parts))


def places_in(text: str) -> frozenset[str]:
    """The names of the places to fill: of `{asker} asks` it is `asker`."""
    return frozenset(text.replace("}", "{").split("{")[1::2])
