"""Words that try to be markup, and any words at all: printed as they are, and nothing else happens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interfaces.papers.reading import one_line, pdf_words, word_words, word_xml
from tests.interfaces.papers.samples import ASSESSED, FIRST, LETTER, PLAN, REPORT

from mangnon.interfaces.papers.forms import Activity, Form, Item
from mangnon.interfaces.papers.render import pdf, word
from mangnon.interfaces.papers.values import plain

HOSTILE = (
    '#eval("1+1") #read("/etc/passwd") #include "/etc/passwd" #set text(size: 99pt)',
    "*đậm* _nghiêng_ = Tiêu đề $x^2$ @ref <label> // chú thích /* */ `mã`",
    "</w:t></w:r></w:p><w:p><w:r><w:t>chèn & <!-- --> <![CDATA[x]]>",
    '{{ child.name }} {% include "x" %} {#- #}',
    '"; drop table children_child; --',
    "\\u{1F600} \\n \\ ~ -- --- ... '\"",
    "=HYPERLINK(1) +1 @SUM",
    "%PDF-1.7 endobj stream (\\) <<>>",
)


def _forms(text: str) -> tuple[Form, ...]:
    return (
        replace(REPORT, present_state=text, child=replace(REPORT.child, full_name=text), notes=text),
        replace(FIRST, conclusion=text, assessed=replace(ASSESSED, harm=(Item(code="H1", question="Hỏi", note=text),))),
        replace(PLAN, goals=(text,), activities=(Activity(activity=text, in_charge=text),)),
        replace(LETTER, about=text, situation=text, asked=(text,), to=(text,)),
    )


def _squeezed(text: str) -> str:
    return "".join(one_line(text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_words_when_they_look_like_markup_then_printed_literally(text: str) -> None:
    for form in _forms(text):
        wanted = _squeezed(plain(text))
        assert wanted in _squeezed(word_words(word(form)))
        assert wanted in _squeezed(pdf_words(pdf(form)))


# Signs that our typeface has: what comes out of the PDF can be compared sign by sign.
PRINTABLE = st.text(
    st.sampled_from(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạấầẩẫậớờởỡợữựỹỵ0123456789 "
        ".,;:!?#*_$@<>[]{}()\\/\"'`~^&%=+-\n"
    ),
    min_size=1, max_size=120,
)  # fmt: skip


@given(text=PRINTABLE)
@settings(max_examples=20)
def test_words_when_of_any_printable_signs_then_both_files_hold_them(text: str) -> None:
    form = replace(REPORT, reporter=None, present_state=f"đầu {text} cuối")
    wanted = _squeezed(plain(f"đầu {text} cuối"))
    assert wanted in _squeezed(word_words(word(form)))
    assert wanted in _squeezed(pdf_words(pdf(form)))


@given(text=st.text(max_size=80))
@settings(max_examples=15)
def test_words_when_of_any_signs_at_all_then_both_files_are_whole(text: str) -> None:
    for form in _forms(text)[:2]:
        assert pdf(form).startswith(b"%PDF-")
        assert word_xml(word(form)).tag.endswith("document")
        assert _squeezed(plain(text)) in _squeezed(word_words(word(form)))


@pytest.mark.parametrize(
    "text", ["A" * 3000, "ấ" * 500, "từ " * 2000, "\u0301" * 50, "👶🏽 🇻🇳", "漢字", "ا ب", "\n" * 100]
)
def test_words_when_very_long_or_of_other_writings_then_both_files_are_whole(text: str) -> None:
    for form in _forms(text):
        assert pdf(form).startswith(b"%PDF-")
        assert word_xml(word(form)).tag.endswith("document")
