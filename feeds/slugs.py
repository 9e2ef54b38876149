"""The words that a show cannot be called by: the site's own addresses lie at the root too."""

RESERVED = frozenset(
    {
        ".well-known",
        "about",
        "account",
        "accounts",
        "admin",
        "api",
        "c",
        "consent",
        "desk",
        "embed",
        "episodes",
        "favicon",
        "feed",
        "feeds",
        "healthz",
        "help",
        "hosts",
        "imports",
        "in-advance",
        "me",
        "media",
        "new",
        "recordings",
        "robots",
        "roomcast",
        "settings",
        "shows",
        "sitemap",
        "speak",
        "speakers",
        "static",
        "well-known",
    }
)


def is_reserved(slug: str) -> bool:
    return slug.lower() in RESERVED
