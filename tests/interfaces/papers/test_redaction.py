"""Copies for a reader: what may not be read is not in the file, by no way of reading it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from tests.interfaces.papers.reading import pdf_inside, pdf_words, word_inside, word_words
from tests.interfaces.papers.samples import (
    ALL,
    FIRST,
    LETTER,
    MINUTES,
    REPORT,
    REPORTER,
    SEPARATION,
    SPECIFIC,
    issue,
)

from mangnon.core.content.papers import load_readers
from mangnon.interfaces.papers import forms
from mangnon.interfaces.papers.errors import NoSuchReaderError
from mangnon.interfaces.papers.forms import Child, Group, Parent
from mangnon.interfaces.papers.redaction import groups_of, is_part, redacted, redacted_together
from mangnon.interfaces.papers.render import pdf, word
from mangnon.interfaces.papers.values import HIDDEN, Hidden, Masked

READERS = tuple(load_readers(on=None))
GROUPS = {
    "office", "child", "child_place", "family", "home",
    "event", "reporter", "notes", "assessment", "conclusion", "plan",
    "shelter", "health", "childs_wishes", "meeting", "request",
}  # fmt: skip


def _kinds() -> list[type]:
    return [
        each for each in vars(forms).values() if isinstance(each, type) and is_dataclass(each) and each is not Group
    ]


WHOLE_PARTS = ("Issue", "Child", "Parent", "Signer", "EarlierDecision", "SupportPlan", "SafetyMeasure")
# Parts whose whole is a field with a group; what they hold is covered with it.
PARTS_OF_A_GROUP = {forms.Item, forms.Assessed}


def test_fields_when_they_hold_words_then_each_belongs_to_a_known_group() -> None:
    """A field that somebody adds without a group would be read by all."""
    bare = []
    for kind in _kinds():
        groups = groups_of(kind)
        assert {group.name for group in groups.values()} <= GROUPS
        for each in fields(kind):
            is_whole_part = any(name in str(each.type) for name in WHOLE_PARTS)
            if each.name not in groups and kind not in PARTS_OF_A_GROUP and not is_whole_part:
                bare.append(f"{kind.__name__}.{each.name}")
    assert not bare, bare


def test_readers_when_loaded_then_they_read_known_groups_and_only_the_receiving_office_reads_the_reporter() -> None:
    readers = load_readers(on=None)
    assert set(READERS) == {
        "receiving_office", "chair", "court", "police", "health", "school", "partner_body", "family",
    }  # fmt: skip
    assert all(reader.reads <= GROUPS for reader in readers.values())
    assert [code for code, reader in readers.items() if "reporter" in reader.reads] == ["receiving_office"]
    assert not {"shelter", "event", "notes", "health", "home", "assessment"} & readers["family"].reads


def test_redacted_when_the_reader_is_unknown_then_refused() -> None:
    with pytest.raises(NoSuchReaderError):
        redacted(REPORT, "báo chí")


def _marked(value: Any, *, group: str, found: dict[str, str], counter: list[int]) -> Any:
    """Return a part of a form with a word of its own in each field, remembered with its group."""
    told: dict[str, Any] = {}
    for each in fields(value):
        own = groups_of(type(value)).get(each.name)
        held, of = getattr(value, each.name), own.name if own else group
        told[each.name] = _marked_value(held, of=of, found=found, counter=counter, name=each.name)
    return replace(value, **told)


def _marked_value(held: Any, *, of: str, found: dict[str, str], counter: list[int], name: str) -> Any:
    if isinstance(held, str) and name not in {"sex", "subject", "channel", "money", "kind", "code", "level"}:
        counter[0] += 1
        word_ = f"Dấu{counter[0]:03d}x"
        found[word_] = of
        return word_
    if isinstance(held, tuple):
        return tuple(_marked_value(each, of=of, found=found, counter=counter, name=name) for each in held)
    if is_part(held):
        return _marked(held, group=of, found=found, counter=counter)
    return held


@pytest.mark.parametrize("name", [each for each in ALL if each != "report_empty"])
def test_redacted_when_a_group_is_not_the_readers_then_none_of_it_is_in_either_file(name: str) -> None:
    """Every field of every form holds a word of its own; each reader's files hold exactly those of its groups."""
    found: dict[str, str] = {}
    form = _marked(ALL[name], group="office", found=found, counter=[0])
    assert len(found) > 10
    printed = word_words(word(redacted(form, "receiving_office"))).lower()  # a form has fields that another prints
    assert sum(mark.lower() in printed for mark in found) > 10
    for code, reader in load_readers(on=None).items():
        if code in {"chair", "receiving_office"}:
            continue  # the chair reads all but the reporter, which a test of its own holds
        made = redacted(form, code)
        in_pdf, in_word = pdf_inside(pdf(made)), word_inside(word(made))
        for mark, group in found.items():
            if group not in reader.reads:
                assert mark.lower() not in in_pdf.lower(), (code, mark, group)
                assert mark.lower() not in in_word.lower(), (code, mark, group)
        shown = word_words(word(made)).lower()
        readable = [mark.lower() for mark, group in found.items() if group in reader.reads and mark.lower() in printed]
        assert all(mark in shown for mark in readable), (code, [mark for mark in readable if mark not in shown])


def test_redacted_when_something_is_covered_then_a_bar_says_so_in_both_files() -> None:
    made = redacted(REPORT, "school")
    assert pdf_words(pdf(made)).count("[đã che]") >= 10
    assert word_words(word(made)).count("[đã che]") >= 10
    assert 'w:fill="000000"' in word_inside(word(made))


@pytest.mark.parametrize(
    "written",
    [
        "Ông Vũ Văn Báo Tin đến báo", "VŨ VĂN BÁO TIN", "vu van bao tin", "Vu\u0303 Va\u0306n Ba\u0301o Tin",
        "Vũ  Văn\nBáo Tin", "anh Tin kể", "bác TIN", "Báo Tin nói", "gọi 0912345678", "số 0912.345.678",
        "+84 912 345 678", "84912345678", "xóm Bến Đò, xã Sao Mai, tỉnh Thái Nguyên",
    ],
)  # fmt: skip
def test_names_when_written_elsewhere_in_any_way_then_covered_too(written: str) -> None:
    made = redacted(replace(REPORT, present_state=f"Trước. {written} Sau."), "police")
    assert isinstance(made.present_state, Masked)  # type: ignore[union-attr]
    for words in (pdf_words(pdf(made)), word_words(word(made))):
        assert "Trước." in words
        assert "Sau." in words
        bare = words.lower()
        assert not any(each in bare for each in ("báo tin", "bao tin", "912", "bến đò", "anh tin", "bác tin"))


@pytest.mark.parametrize("kept", ["thông tin của xóm", "xã Sao Mai", "tin tưởng cô giáo", "số 0912345679", "văn bản"])
def test_names_when_words_only_look_alike_then_kept(kept: str) -> None:
    made = redacted(replace(REPORT, present_state=kept), "police")
    assert made.present_state == kept  # type: ignore[union-attr]


def test_names_when_covered_in_one_paper_then_covered_in_all_of_the_case() -> None:
    letter = replace(LETTER, situation="Bà Vũ Thị Nương Náu cho trẻ ở nhờ.")
    shelter = replace(SEPARATION, carer="bà Vũ Thị Nương Náu")
    alone, _ = redacted_together((letter, SEPARATION), "health")
    together, _ = redacted_together((letter, shelter), "health")
    assert alone.situation == letter.situation  # type: ignore[union-attr]
    assert "Nương Náu" not in word_inside(word(together))


def test_reporter_when_not_agreed_then_the_receiving_office_too_prints_no_name() -> None:
    made = redacted(replace(REPORT, reporter=replace(REPORTER, agreed=False)), "receiving_office")
    assert "Báo Tin" not in pdf_inside(pdf(made))
    assert "không đồng ý ghi họ tên" in pdf_words(pdf(made))


def test_reporter_when_agreed_then_only_the_receiving_offices_copy_names_them() -> None:
    for code in READERS:
        assert ("Báo Tin" in pdf_words(pdf(redacted(REPORT, code)))) is (code == "receiving_office"), code


def test_reporter_when_there_is_none_then_the_bar_does_not_tell() -> None:
    nobody = redacted(replace(REPORT, reporter=None), "police")
    somebody = redacted(REPORT, "police")
    assert nobody.reporter is HIDDEN  # type: ignore[union-attr]
    assert somebody.reporter is HIDDEN  # type: ignore[union-attr]


@pytest.mark.parametrize("code", READERS)
def test_redacted_when_done_twice_then_as_once(code: str) -> None:
    for form in (REPORT, FIRST, SPECIFIC, MINUTES):
        once = redacted(form, code)
        assert redacted(once, code) == once


def test_redacted_when_the_form_is_empty_then_it_prints() -> None:
    for form in (ALL["report_empty"], replace(SEPARATION, child=Child(), apart_from=None, shelter=None)):
        for code in READERS:
            assert pdf(redacted(form, code))
            assert word(redacted(form, code))


def test_codes_when_their_group_is_covered_then_no_box_tells_them() -> None:
    made = redacted(replace(REPORT, father=Parent(age="38 tuổi")), "school")
    assert isinstance(made.subject, Hidden)  # type: ignore[union-attr]
    assert "bị xâm hại" not in pdf_words(pdf(made))


def test_forms_when_they_hold_days_and_moments_then_none_is_missed_by_the_groups() -> None:
    """Values that are no words (days, yes or no) are covered as well."""
    made = redacted(replace(FIRST, issue=issue()), "school")
    assert made.emergency is HIDDEN  # type: ignore[union-attr]
    assert made.assessed is HIDDEN  # type: ignore[union-attr]
    family = redacted(replace(REPORT, father=Parent(age="38 tuổi")), "school")
    assert family.father.age is HIDDEN  # type: ignore[union-attr]
