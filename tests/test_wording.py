"""Words of another language inside the reader's own are marked, escaped, and only there."""

import pytest
from django.utils import translation

from disclosures.wording import foreign, language_of, sentence


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        ("vi", "Khóm 1 &lt;a&gt;"),
        ("en", '<span lang="vi">Khóm 1 &lt;a&gt;</span>'),
        ("km", '<span lang="vi">Khóm 1 &lt;a&gt;</span>'),
    ],
)
def test_a_name_is_marked_for_readers_of_other_languages(reader, shown):
    with translation.override(reader):
        assert foreign("Khóm 1 <a>") == shown


def test_a_sentence_escapes_itself_and_what_is_not_marked():
    with translation.override("km"):
        made = sentence(
            "<%(place)s & %(unit)s: %(count)d>", place=foreign("Ấp"), unit="<b>", count=3
        )
    assert made == '&lt;<span lang="vi">Ấp</span> &amp; &lt;b&gt;: 3&gt;'


@pytest.mark.parametrize(
    ("text", "language"), [("Đường hỏng", "vi"), ("ផ្លូវខូច ở ấp 3", "km"), ("", "vi")]
)
def test_the_script_tells_the_language_of_what_people_write(text, language):
    assert language_of(text) == language
