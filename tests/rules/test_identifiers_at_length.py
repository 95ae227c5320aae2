"""A long text costs as much as its parts: what somebody repeats holds no reader up.

Each of these once took time by the square of its length: two minutes for 64,000 letters. No clock
is asked; the sizes are such that it would be seen.
"""

import pytest

from disclosures.rules.identifiers import Span, scan

REPEATED = (
    "HIV ",
    "a.b@",
    "0912.345.678 ",
    "-09",
    "0-",
    "x-0",
    "GD4-",
    "094085000001 ",
    "số nhà 5 ",
)


def shifted(spans, by):
    return [Span(span.kind, span.start + by, span.end + by, span.level) for span in spans]


@pytest.mark.parametrize("part", REPEATED)
def test_a_text_of_one_word_over_and_over_is_looked_through_at_once(part):
    text = part * (200_000 // len(part))
    spans = scan(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)


@pytest.mark.parametrize("part", ["CCCD 094085000001", "ĐT 0912.345.678", "ông An nhiễm HIV"])
def test_many_findings_are_those_of_each_line(part):
    """Far enough apart that no line is the context of another."""
    line = f"{part}{'.' * 90}\n"
    once = scan(line)
    assert once
    expected = [span for at in range(50) for span in shifted(once, at * len(line))]
    assert scan(line * 50) == expected


def test_the_country_code_belongs_to_its_number():
    [span] = scan("Gọi +84 912 345 678 nhé")
    assert (span.start, span.end) == (4, 19)
