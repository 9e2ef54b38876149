"""Titles from `tweets.js`, read in blocks: a post may lie across any of them."""

import io
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.importers import x_posts
from tests.recordings.importers.spaces import SPACE, ytd


def post(text: str, number: int = 1, link: str = f"https://twitter.com/i/spaces/{SPACE}") -> Any:
    entities = {"urls": [{"expanded_url": link}]}
    return {"tweet": {"id_str": str(number), "full_text": text, "entities": entities}}


def titles(data: bytes) -> dict[str, str]:
    return x_posts.titles(io.BytesIO(data), {SPACE})


@settings(max_examples=60, deadline=None)
@given(before=st.integers(0, 400), size=st.integers(200, 500), behind=st.integers(0, 400))
def test_a_post_is_found_wherever_blocks_end(before: int, size: int, behind: int) -> None:
    posts = [post("x" * before, 5, ""), post("Night shift"), post("y" * behind, 6, "")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(x_posts, "_BLOCK", size)
        patch.setattr(x_posts, "LONGEST_POST", 1_200)
        assert titles(ytd("tweets", posts)) == {SPACE: "Night shift"}


@pytest.mark.parametrize("dumped", [lambda v: json.dumps(v, indent=2), json.dumps,
                                    lambda v: json.dumps(v).replace("/", "\\/")])  # fmt: skip
def test_every_way_to_write_the_list_is_read(dumped: Any) -> None:
    assert titles(dumped([post("Night shift")]).encode()) == {SPACE: "Night shift"}


def test_words_of_a_post_that_look_like_one_do_not_mislead() -> None:
    text = f'My "tweet" : {{ "full_text": "no" }} twitter.com/i/spaces/{SPACE}'
    assert titles(ytd("tweets", [post(text)]))[SPACE].startswith('My "tweet"')


def test_a_space_that_nobody_linked_has_no_title() -> None:
    assert titles(ytd("tweets", [post("Other", link="https://x.com/i/spaces/1other")])) == {}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_around_a_link_are_survived(before: bytes, behind: bytes) -> None:
    assert set(titles(before + f"i/spaces/{SPACE}".encode() + behind)) <= {SPACE}


def test_links_made_to_keep_us_busy_end_soon() -> None:
    began = time.process_time()
    titles(b'"tweet":{' + f'"i/spaces/{SPACE}",'.encode() * 200_000)
    titles(b'"tweet":{}' * 400_000 + f"i/spaces/{SPACE}".encode() * 100_000)
    assert time.process_time() - began < 10
