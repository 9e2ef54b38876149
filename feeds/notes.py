"""Show notes: Markdown in, the few tags that podcast apps know out. The only sanitiser. Pure."""

import re

import nh3
from markdown_it import MarkdownIt

from feeds.text import plain

# Apple's list for descriptions, and what Markdown needs to break a line.
TAGS = {"p", "br", "ol", "ul", "li", "a", "b", "i", "strong", "em"}
_BLOCKS = re.compile(r"</(?:p|li|ul|ol)>|<br\s*/?>")
_BARE_LINK = re.compile(r"(?<![<(\[\"'\w/=])https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'*_]")
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})


def notes_html(markdown: str) -> str:
    """Sanitised HTML; whatever the input, no script, style, picture or odd address gets out."""
    linked = _BARE_LINK.sub(lambda found: f"<{found[0]}>", plain(markdown))
    return sanitised(_markdown.render(linked)).strip()


def sanitised(html: str) -> str:
    """Sanitising twice changes nothing more."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )


def notes_text(html: str) -> str:
    """The same words without tags, one line for each paragraph and point."""
    text = nh3.clean(_BLOCKS.sub("\n", html), tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return "\n".join(row for row in (r.strip() for r in text.splitlines()) if row)


def has_link(html: str) -> bool:
    return "<a " in html
