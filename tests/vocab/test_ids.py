"""Keys that sort by the time they were made."""

from __future__ import annotations

import time

from mangnon.vocab.ids import content_key, uuid7


def test_uuid7_when_many_are_made_then_they_sort_in_their_order_and_are_of_version_7() -> None:
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(key.version, key.variant) for key in made} == {(7, "specified in RFC 4122")}


def test_uuid7_when_made_then_its_first_48_bits_are_the_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_content_key_when_the_words_are_the_same_then_so_is_the_key() -> None:
    assert content_key("place", "commune", "05830") == content_key("place", "commune", "05830")
    assert content_key("a", "bc") != content_key("ab", "c")
