"""The feed as bytes: what directories ask for, and what other systems got wrong."""

import io
import time
from datetime import datetime
from typing import Any

import feedparser
import podcastparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.documents import EnclosureDocument, PersonDocument, TranscriptDocument
from feeds.podcast_ns import podcast_guid
from feeds.rss import write
from feeds.text import legal, one_line
from tests.feeds.documents import a_show, an_episode

SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


def found(body: bytes, path: str) -> list[Any]:
    result = etree.fromstring(body).xpath(path, namespaces=SPACES)
    assert isinstance(result, list)
    return result


def one(body: bytes, path: str) -> str:
    (value,) = found(body, path)
    return str(value)


def test_the_feed_is_utf8_with_a_declaration_and_exact_namespaces() -> None:
    body = write(a_show(an_episode())).body
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    root = etree.fromstring(body)
    assert root.tag == "rss"
    assert root.get("version") == "2.0"
    assert root.nsmap == SPACES


def test_link_is_the_page_and_the_self_link_is_the_feed() -> None:
    body = write(a_show()).body
    assert one(body, "channel/link/text()") == "https://rooms.example/open-table/"
    assert (
        one(body, "channel/atom:link[@rel='self']/@href")
        == "https://rooms.example/open-table/feed.xml"
    )


def test_the_channel_says_what_directories_ask_for() -> None:
    body = write(a_show()).body
    assert one(body, "channel/title/text()") == "Open Table"
    assert one(body, "channel/description/text()") == "Rooms about rent, and who pays it."
    assert one(body, "channel/language/text()") == "en"
    assert one(body, "channel/itunes:author/text()") == "Hana Osei"
    assert one(body, "channel/itunes:category/@text") == "Society & Culture"
    assert one(body, "channel/itunes:category/itunes:category/@text") == "Documentary"
    assert one(body, "channel/itunes:type/text()") == "episodic"
    assert one(body, "channel/itunes:image/@href").endswith("cover-0123456789ab.png")
    assert one(body, "channel/podcast:guid/text()") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@pytest.mark.parametrize(("explicit", "word"), [(True, "true"), (False, "false")])
def test_explicit_is_true_or_false_on_show_and_episode(explicit: bool, word: str) -> None:
    body = write(a_show(an_episode(explicit=explicit), explicit=explicit)).body
    assert [e.text for e in found(body, "//itunes:explicit")] == [word, word]


def test_an_episodes_explicit_is_its_own() -> None:
    body = write(a_show(an_episode(explicit=True), explicit=False)).body
    assert one(body, "channel/itunes:explicit/text()") == "false"
    assert one(body, "channel/item/itunes:explicit/text()") == "true"


@pytest.mark.parametrize(("locked", "word"), [(True, "yes"), (False, "no")])
def test_locked_is_always_said_also_when_it_is_not(locked: bool, word: str) -> None:
    assert one(write(a_show(locked=locked)).body, "channel/podcast:locked/text()") == word


def test_the_owners_address_is_written_only_when_it_is_given() -> None:
    assert not found(write(a_show()).body, "//itunes:owner")
    body = write(a_show(owner_email="hana@rooms.example")).body
    assert one(body, "channel/itunes:owner/itunes:email/text()") == "hana@rooms.example"
    assert one(body, "channel/podcast:locked/@owner") == "hana@rooms.example"


def test_the_type_follows_the_show() -> None:
    assert one(write(a_show(kind="serial")).body, "channel/itunes:type/text()") == "serial"


def test_dead_tags_and_a_second_build_date_are_not_written() -> None:
    body = write(a_show(an_episode())).body
    assert b"googleplay" not in body
    assert len(found(body, "channel/lastBuildDate")) == 1


def test_an_item_has_length_in_bytes_type_and_a_guid_that_is_no_address() -> None:
    body = write(a_show(an_episode(4))).body
    assert one(body, "channel/item/enclosure/@length") == "31700004"
    assert one(body, "channel/item/enclosure/@type") == "audio/mpeg"
    assert one(body, "channel/item/guid/@isPermaLink") == "false"
    assert one(body, "channel/item/guid/text()") == "00000000-0000-4000-8000-000000000004"
    assert one(body, "channel/item/itunes:duration/text()") == "2642"
    assert one(body, "channel/item/itunes:episode/text()") == "4"
    assert one(body, "channel/item/pubDate/text()") == "Mon, 16 Nov 2026 09:30:00 +0000"


def test_a_number_of_zero_or_none_is_not_written() -> None:
    body = write(a_show(an_episode(number=None), an_episode(2, number=0))).body
    assert not found(body, "//itunes:episode")
    assert not found(body, "//itunes:season")


def test_persons_transcripts_and_chapters_are_named() -> None:
    episode = an_episode(
        transcripts=(
            TranscriptDocument(
                url="https://rooms.example/t.vtt", type="text/vtt", language="en", rel="captions"
            ),
            TranscriptDocument(url="https://rooms.example/t.srt", type="application/x-subrip"),
        ),
        chapters_url="https://rooms.example/chapters.json",
    )
    body = write(a_show(episode)).body
    persons = found(body, "channel/item/podcast:person")
    assert [(p.text, p.get("role"), p.get("group")) for p in persons] == [
        ("Hana Osei", "host", "cast"),
        ("Guest 2", "guest", "cast"),
    ]
    first, second = found(body, "channel/item/podcast:transcript")
    assert dict(first.attrib) == {
        "url": "https://rooms.example/t.vtt",
        "type": "text/vtt",
        "language": "en",
        "rel": "captions",
    }
    assert dict(second.attrib) == {
        "url": "https://rooms.example/t.srt",
        "type": "application/x-subrip",
    }
    assert one(body, "channel/item/podcast:chapters/@type") == "application/json+chapters"


@pytest.mark.parametrize("name", ["c.jpeg", "c.PNG", "c.jpg?v=2", "c.webp"])
def test_a_picture_may_have_any_address(name: str) -> None:
    url = f"https://rooms.example/{name}"
    body = write(a_show(an_episode(image_url=url), image_url=url)).body
    assert one(body, "channel/itunes:image/@href") == url
    assert one(body, "channel/item/itunes:image/@href") == url


def test_items_keep_the_order_they_are_given_in() -> None:
    body = write(a_show(an_episode(1), an_episode(2), an_episode(3))).body
    assert [e.text for e in found(body, "channel/item/itunes:episode")] == ["1", "2", "3"]


def test_the_same_documents_give_the_same_bytes() -> None:
    show = a_show(*map(an_episode, range(1, 20)))
    assert write(show).body == write(show).body


def test_notes_are_html_in_cdata_and_long_ones_have_their_words_as_description() -> None:
    long = "<p>" + "rent " * 2000 + "</p>"
    body = write(a_show(an_episode(notes_html=long, notes_text="rent " * 2000))).body
    description = one(body, "channel/item/description/text()")
    assert len(description.encode()) <= 4000
    assert "<p>" not in description
    assert one(body, "channel/item/content:encoded/text()").startswith("<p>rent rent")
    assert b"<content:encoded><![CDATA[" in body


def test_an_end_of_cdata_in_the_notes_does_no_harm() -> None:
    body = write(a_show(an_episode(notes_html="<p>a ]]> b</p>", notes_text="a"))).body
    assert one(body, "channel/item/content:encoded") is not None
    assert "".join(found(body, "channel/item/content:encoded/text()")) == "<p>a ]]> b</p>"


def test_a_description_keeps_below_4000_bytes_whatever_its_letters() -> None:
    body = write(a_show(description="Ж" * 3000)).body
    assert len(one(body, "channel/description/text()").encode()) <= 4000


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "\x00\x0b"},
        {"guid": ""},
        {"guid": "a\x00b"},
        {"guid": "\ud800"},
        {"published": datetime(2026, 11, 20)},  # noqa: DTZ001 - the defect itself
        {"enclosure": EnclosureDocument(url="", bytes=1)},
        {"enclosure": EnclosureDocument(url="https://rooms.example/a.mp3", bytes=0)},
        {"enclosure": EnclosureDocument(url="https://rooms.example/a.mp3", bytes=None)},  # type: ignore[arg-type]
        {"title": None},
        {"duration_s": "99:99"},
        {"notes_html": None},
    ],
)
def test_one_bad_item_costs_no_other_and_is_reported(changes: dict[str, Any]) -> None:
    written = write(a_show(an_episode(1), an_episode(2, **changes), an_episode(3)))
    kept = [e.text for e in found(written.body, "channel/item/itunes:episode")]
    assert kept == ["1", "3"]
    (dropped,) = written.dropped
    assert dropped.sentence


def test_of_two_items_with_one_guid_or_one_file_the_first_stays() -> None:
    first = an_episode(1)
    same_guid = an_episode(2, guid=first.guid)
    same_file = an_episode(3, enclosure=first.enclosure)
    written = write(a_show(first, same_guid, same_file))
    assert len(found(written.body, "channel/item")) == 1
    assert len(written.dropped) == 2


def test_feedparser_and_podcastparser_read_what_lxml_reads() -> None:
    body = write(a_show(*map(an_episode, (1, 2)))).body
    read = feedparser.parse(body)
    assert not read.bozo
    assert [e.title for e in read.entries] == ["Rent strikes, part 1", "Rent strikes, part 2"]
    assert read.entries[0].enclosures[0]["length"] == "31700001"
    other = podcastparser.parse("https://rooms.example/feed.xml", io.BytesIO(body))
    assert other["title"] == "Open Table"
    assert [e["enclosures"][0]["file_size"] for e in other["episodes"]] == [31700001, 31700002]
    assert [e["guid"] for e in other["episodes"]] == [an_episode(n).guid for n in (1, 2)]
    assert other["episodes"][0]["total_time"] == 2642


# Every class of character that ever took a feed down: C0, C1, surrogates, noncharacters, bidi.
hostile = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs"]),
        st.sampled_from(
            "\x00\x08\x0b\x1b\x7f\x85\r\n\t\ufffe\uffff\ud800\udfff\u202e\u2066<>&]\"'"
        ),
    ),
    max_size=60,
) | st.sampled_from(["]]>", "<![CDATA[", "&#0;", "<script>", "\ud83c", "a\x00" * 40])


@settings(max_examples=150, deadline=None)
@given(title=hostile, notes=hostile, name=hostile, url=hostile, guid=hostile)
def test_hostile_text_never_costs_a_feed(
    title: str, notes: str, name: str, url: str, guid: str
) -> None:
    bad = an_episode(
        2,
        guid=guid,
        title=title,
        notes_html=notes,
        notes_text=notes,
        link=url,
        image_url=url,
        persons=(PersonDocument(name=name, url=url),),
        transcripts=(TranscriptDocument(url=url, type=name),),
    )
    body = write(a_show(an_episode(1), bad, an_episode(3), title=title, author=name)).body
    items = found(body, "channel/item")
    numbers = [item.findtext("itunes:episode", namespaces=SPACES) for item in items]
    assert {"1", "3"} <= set(numbers)
    assert not feedparser.parse(body).bozo
    if "2" in numbers:
        assert items[1].findtext("title") == one_line(title)
        assert items[1].findtext("guid") == guid


@settings(max_examples=100, deadline=None)
@given(hostile)
def test_legal_text_survives_a_round_trip(text: str) -> None:
    clean = legal(text).replace("\r", "")
    element = etree.Element("a")
    element.text = clean
    assert (etree.fromstring(etree.tostring(element, encoding="UTF-8")).text or "") == clean


def test_a_megabyte_of_title_is_cut_to_what_apps_show() -> None:
    body = write(a_show(an_episode(title="x" * 1_000_000))).body
    assert len(one(body, "channel/item/title/text()")) == 255


def test_five_hundred_episodes_are_written_within_a_second_and_a_half() -> None:
    show = a_show(*map(an_episode, range(1, 501)))
    started = time.process_time()
    written = write(show)
    assert time.process_time() - started < 1.5
    assert written.dropped == ()
    assert len(found(written.body, "channel/item")) == 500


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_the_podcast_guid_is_that_of_the_specification(url: str, guid: str) -> None:
    assert str(podcast_guid(url)) == guid
