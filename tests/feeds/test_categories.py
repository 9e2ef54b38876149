"""Apple's categories and language codes as closed lists."""

import pytest

from feeds.categories import CATEGORIES, LANGUAGES, is_category, is_language


def test_there_are_nineteen_categories_and_a_hundred_and_ten_names() -> None:
    names = [*CATEGORIES, *(name for names in CATEGORIES.values() for name in names)]
    assert len(CATEGORIES) == 19
    assert len(names) == len(set(names)) == 110


@pytest.mark.parametrize(
    ("category", "subcategory", "known"),
    [
        ("Society & Culture", "", True),
        ("Society & Culture", "Documentary", True),
        ("Society &amp; Culture", "", False),
        ("society & culture", "", False),
        ("Technology", "Documentary", False),
        ("Podcasting", "", False),
        ("", "", False),
    ],
)
def test_a_category_is_known_by_its_exact_spelling(
    category: str, subcategory: str, known: bool
) -> None:
    assert is_category(category, subcategory) is known


@pytest.mark.parametrize("code", ["en", "de", "pt-BR", "zh-Hant-TW", "es-419", "sr-Latn"])
def test_a_language_may_have_script_and_region(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize("code", ["", "zz", "zz-BAD", "EN", "english", "en_US", "en-us", "xx-XX"])
def test_what_directories_refuse_is_no_language(code: str) -> None:
    assert not is_language(code)


def test_the_languages_are_two_letters_each() -> None:
    assert len(LANGUAGES) == 183
    assert all(len(code) == 2 for code in LANGUAGES)
