from __future__ import annotations

import numpy as np

from mangnon.engines.matching.clusters import settle
from mangnon.engines.matching.rules import CODES, DIFFERENT, MAYBE, SAME, VERDICTS, Judged, code_bit

INCOMING = 3  # records 0 to 2 are incoming, 3 and later are known


def settled(pairs: list[tuple[int, int, int, str]], *, other_names: tuple[int, ...] = ()) -> list[tuple[str, set[str]]]:
    """Settle pairs of (left, right, verdict, code or empty); ``other_names`` lists pairs whose names differ."""
    codes = [int(code_bit(code)) if code else 0 for *_, code in pairs]
    one_name = np.array([at not in other_names for at in range(len(pairs))])
    judged = settle(
        left=np.array([p[0] for p in pairs]),
        right=np.array([p[1] for p in pairs]),
        judged=Judged(np.array([p[2] for p in pairs], np.int8), np.array(codes, np.uint32)),
        incoming=INCOMING,
        one_name=one_name,
    )
    return [
        (VERDICTS[verdict], {code for at, code in enumerate(CODES) if int(bits) >> at & 1})
        for verdict, bits in zip(judged.verdict, judged.codes, strict=True)
    ]


def test_settle_when_a_row_has_one_known_child_then_it_stays_same() -> None:
    assert settled([(0, 3, SAME, ""), (1, 4, SAME, "")]) == [("same", set()), ("same", set())]


def test_settle_when_a_row_has_two_known_children_then_both_are_asked() -> None:
    assert settled([(0, 3, SAME, ""), (0, 4, SAME, "")]) == [("maybe", {"two_candidates"})] * 2


def test_settle_when_two_rows_of_one_child_lead_to_two_known_then_all_is_asked() -> None:
    pairs = [(0, 1, SAME, ""), (0, 3, SAME, ""), (1, 4, SAME, "")]
    assert [verdict for verdict, _ in settled(pairs)] == ["maybe"] * 3


def test_settle_when_two_rows_of_one_child_are_two_children_then_all_is_asked() -> None:
    pairs = [(0, 3, SAME, ""), (1, 3, SAME, ""), (0, 1, DIFFERENT, "")]
    assert settled(pairs)[:2] == [("maybe", {"cluster_conflict"})] * 2


def test_settle_when_two_rows_of_one_child_may_be_twins_then_all_is_asked() -> None:
    pairs = [(0, 3, SAME, ""), (1, 3, SAME, ""), (0, 1, MAYBE, "adjacent_rows")]
    assert [verdict for verdict, _ in settled(pairs)] == ["maybe"] * 3


def test_settle_when_two_rows_of_one_child_are_only_weakly_alike_then_they_stay_same() -> None:
    pairs = [(0, 3, SAME, ""), (1, 3, SAME, ""), (0, 1, MAYBE, "weak")]
    assert [verdict for verdict, _ in settled(pairs)] == ["same", "same", "maybe"]


def test_settle_when_each_twin_found_itself_then_nobody_is_asked_about_the_other() -> None:
    pairs = [(0, 3, SAME, ""), (1, 4, SAME, ""), (0, 4, MAYBE, "twin"), (1, 3, MAYBE, "twin"), (0, 1, MAYBE, "twin")]
    found = settled(pairs, other_names=(2, 3, 4))
    assert [verdict for verdict, _ in found] == ["same", "same", "different", "different", "different"]


def test_settle_when_the_other_known_child_has_the_same_name_then_it_is_still_asked() -> None:
    assert settled([(0, 3, SAME, ""), (0, 4, MAYBE, "weak")])[1][0] == "maybe"


def test_settle_when_the_other_known_child_has_the_same_number_then_it_is_still_asked() -> None:
    assert settled([(0, 3, SAME, ""), (0, 4, MAYBE, "same_number")], other_names=(1,))[1][0] == "maybe"
