"""What may be asked of other bodies: the shipped content holds together, a broken one is refused with a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mangnon.core.content import content_root
from mangnon.core.content import dated as dated_files
from mangnon.core.content.dated import ContentError
from mangnon.core.content.referrals import FILE, referral_content
from mangnon.core.scope.rights import RecordClass
from mangnon.domain.referrals.terms import BodyKind
from mangnon.domain.screening.terms import ScreeningKind, class_of_kind

DAY = date(2026, 11, 24)


def test_kinds_when_shipped_then_each_goes_to_known_bodies_in_time_and_tells_little() -> None:
    content = referral_content(DAY)
    reached = set()
    for kind in content.kinds.values():
        assert set(kind.bodies) <= set(BodyKind.values), kind.code
        assert not set(kind.minimum) & set(kind.may_add), kind.code
        assert "full_name" in kind.minimum, kind.code
        assert RecordClass(kind.record_class) in set(RecordClass), kind.code
        for span in (kind.accept, kind.done):
            assert bool(span.hours) != bool(span.working_days), kind.code
        reached |= set(kind.bodies)
    assert reached == set(BodyKind.values), "every sort of body can be asked something"


def test_kinds_when_they_start_from_a_screening_then_of_its_class_and_every_test_has_one() -> None:
    content = referral_content(DAY)
    from_tests = {test: kind for kind in content.kinds.values() for test in kind.screenings}
    assert set(from_tests) == set(ScreeningKind.values)
    for test, kind in from_tests.items():
        assert kind.record_class == class_of_kind(test).value, test
    assert from_tests["autism"].schedule
    assert "screening" not in (*from_tests["mental_health"].minimum, *from_tests["mental_health"].may_add)


def test_kinds_when_a_field_has_no_name_or_a_value_is_missing_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (content_root() / FILE).read_text(encoding="utf-8")
    (tmp_path / "referrals").mkdir()
    monkeypatch.setattr(dated_files, "content_root", lambda: tmp_path)
    for old, new, word in (
        ("minimum: [full_name, commune, carer]", "minimum: [full_name, shoe_size]", "shoe_size"),
        ("    fewest: 5\n", "", "fewest"),
    ):
        assert old in whole
        (tmp_path / FILE).write_text(whole.replace(old, new), encoding="utf-8")
        referral_content.cache_clear()
        with pytest.raises(ContentError, match=word):
            referral_content(DAY)
    referral_content.cache_clear()
