"""What offices write becomes one commune of today, or stays open."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.core.content.places import load_gazetteer
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.names import Level
from mangnon.core.places.resolution import WARNINGS, PlaceParts, Resolution, resolve
from mangnon.vocab.text import unaccent

GAZETTEER = load_gazetteer()
BEFORE = date(2024, 5, 1)
AFTER = date(2026, 1, 1)


def codes(found: Resolution) -> list[str]:
    return [candidate.code for candidate in found.candidates]


@pytest.mark.parametrize(
    ("text", "code", "hamlet"),
    [
        ("Xóm 3, xã Tân Kim, huyện Phú Bình, tỉnh Thái Nguyên", "05923", "Xóm 3"),
        ("X.3 - X.Tân Kim - H.Phú Bình - T.Thái Nguyên", "05923", "X.3"),
        ("XÓM ĐỒNG TÂM XÃ TÂN KIM HUYỆN PHÚ BÌNH", "05923", "Xóm Đồng Tâm"),
        ("xom dong tam xa tan kim huyen phu binh", "05923", "xom dong tam"),
        ("xóm 3 tân kim phú bình thái nguyên", "05923", "xóm 3"),
        ("Đồng Tâm, Tân Kim, Phú Bình, Thái Nguyên, Việt Nam", "05923", "Đồng Tâm"),
        ("TDP5, phường Phố Cò, TX Sông Công", "05518", "TDP5"),
        ("T.3; P.Đức Xuân; TP.Bắc Kạn; Bắc Kạn", "01840", "T.3"),
        ("Xóm 3-4, xã Kha Sơn", "05953", "Xóm 3-4"),
        ("Tổ 2 TT Đu, Phú Lương", "05611", "Tổ 2"),
        ("xóm Tân Kim, xã Kha Sơn", "05953", "xóm Tân Kim"),
        ("Bản Thi, Chợ Đồn, Bắc Kạn", "02044", None),
        ("Thị trấn Hoá Thượng", "05692", None),
        ("Thuỷ Điềm, Điềm Thuỵ", "05941", "Thuỷ Điềm"),
        ("Sĩ Bình", "01981", None),
        ("xã tân long, đồng hỷ", "05674", None),
        ("P. Tân Long, TP Thái Nguyên", "05482", None),
        ("Phường Trung Thành, TP. Thái Nguyên", "05500", None),
        ("Phường Trung Thành, TX Phổ Yên", "05899", None),
        ("Hương Sơn, Phú Bình", "05908", None),
        ("Hòa Bình, Đồng Hỷ", "05665", None),
        ("xã Đại Phúc, tỉnh Thái Nguyên", "05488", None),
        ("Văn Lăng", "05665", None),
        ("Văn Lang", "02143", None),
        ("05443", "05443", None),
        ("5443", "05443", None),
        ("5443.0", "05443", None),
    ],
)
def test_resolve_when_written_as_offices_write_then_one_commune(
    gazetteer: Gazetteer, text: str, code: str, hamlet: str | None
) -> None:
    found = resolve(gazetteer, text=text)
    assert (found.status, found.code, found.hamlet) == ("resolved", code, hamlet)
    decomposed = resolve(gazetteer, text=unicodedata.normalize("NFD", text))
    assert decomposed == found


def test_resolve_when_house_and_street_stand_before_then_they_are_the_rest(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, text="Số 12, đường CMT8, tổ 5, P.Quang Trung, TP.Thái Nguyên")
    assert (found.code, found.hamlet, found.rest) == ("05443", "tổ 5", "Số 12, đường CMT8")
    assert found.district == "164"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("xã Tân Kim", ("place.old_name",)),
        ("thị trấn Trại Cau", ("place.old_name",)),
        ("xã Kha Sơn, huyện Phú Bình", ()),
        ("xã Linh Sơn, huyện Đồng Hỷ", ("place.district_differs", "place.old_name")),
        ("Phú Bình", ("place.name_was_district",)),
        ("xã Phú Bình", ()),
        ("xã Kha Sòn", ("place.spelling",)),
        ("phường Kha Sơn", ("place.kind_differs", "place.old_name")),
        ("5467", ("place.code_reused",)),
        ("xã Kha Sơn, huyện Lạ, tỉnh Thái Nguyên", ("place.district_unknown",)),
    ],
)
def test_resolve_when_something_is_off_then_it_warns(
    gazetteer: Gazetteer, text: str, warnings: tuple[str, ...]
) -> None:
    found = resolve(gazetteer, text=text)
    assert found.status == "resolved"
    assert found.warnings == warnings


@pytest.mark.parametrize("text", ["P. Gia Sàng, TP Thái Nguyên", "Gia Sàng", "phường gia sàng"])
def test_resolve_when_old_unit_was_split_then_stays_open(gazetteer: Gazetteer, text: str) -> None:
    found = resolve(gazetteer, text=text)
    assert (found.status, found.code) == ("split", None)
    assert codes(found) == ["05443", "05467"]
    assert "place.split" in found.warnings


def test_resolve_when_name_is_old_and_new_then_the_day_decides(gazetteer: Gazetteer) -> None:
    assert resolve(gazetteer, text="Gia Sàng", on=BEFORE).status == "split"
    after = resolve(gazetteer, text="Gia Sàng", on=AFTER)
    assert (after.code, after.warnings) == ("05467", ())
    assert codes(resolve(gazetteer, text="Trung Thành", on=BEFORE)) == ["05500", "05899"]
    assert resolve(gazetteer, text="Trung Thành", on=AFTER).code == "05899"
    assert resolve(gazetteer, text="05467", on=BEFORE).status == "split"
    assert resolve(gazetteer, text="Phú Bình", on=BEFORE).warnings == ("place.only_district",)


def test_resolve_when_province_follows_without_district_then_new_style_with_a_warning(
    gazetteer: Gazetteer,
) -> None:
    found = resolve(gazetteer, text="phường Gia Sàng, tỉnh Thái Nguyên")
    assert (found.code, found.warnings) == ("05467", ("place.name_reused",))
    assert resolve(gazetteer, text="Gia Sàng, Thái Nguyên").status == "split"  # may be the old city


def test_resolve_when_name_is_newer_than_the_paper_then_it_warns(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, text="Đại Phúc", on=BEFORE)
    assert (found.code, found.warnings) == ("05488", ("place.name_later",))


@pytest.mark.parametrize(
    ("text", "open_codes"),
    [
        ("Tân Long", ["05482", "05674"]),
        ("Trung Thành", ["05500", "05899"]),
        ("Tân Lập, Thái Nguyên", ["02038", "05500"]),
        ("van lang", ["02143", "05665"]),
        ("Minh Đức, Bình Thuận", ["05830"]),
        ("Kha Sơn Hạ, Phú Bình, Thái Nguyên", ["05908"]),
    ],
)
def test_resolve_when_name_means_several_then_ambiguous(gazetteer: Gazetteer, text: str, open_codes: list[str]) -> None:
    found = resolve(gazetteer, text=text)
    assert (found.status, found.code) == ("ambiguous", None)
    assert codes(found) == open_codes


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("", "place.empty"),
        (" , . - ", "place.empty"),
        ("Xóm Tân Kim", "place.unknown"),
        ("Xã Không Có", "place.unknown"),
        ("99999", "place.unknown"),
        ("huyện Phú Bình, tỉnh Thái Nguyên", "place.only_district"),
        ("Thành phố Thái Nguyên", "place.only_district"),
        ("Bắc Cạn", "place.only_district"),
        ("Xã Minh Đức, huyện Mỹ Hào, tỉnh Hưng Yên", "place.other_province"),
        ("Xã Minh Đức, huyện Mỹ Hào", "place.district_unknown"),
        ("Xã Kha Sơn, tỉnh Hòa Bình", "place.other_province"),
    ],
)
def test_resolve_when_no_commune_here_is_named_then_unknown(gazetteer: Gazetteer, text: str, warning: str) -> None:
    found = resolve(gazetteer, text=text)
    assert (found.status, found.code, found.candidates) == ("unknown", None, ())
    assert warning in found.warnings


def test_resolve_when_name_has_a_typo_then_only_suggested(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, text="xã Tân Kin, huyện Phú Bình")
    assert (found.status, found.code, found.district) == ("unknown", None, "173")
    assert [(s.code, s.near_name, s.distance) for s in found.suggestions] == [("05923", "Xã Tân Kim", 1)]


def test_resolve_when_file_belongs_to_one_commune_then_it_decides(gazetteer: Gazetteer) -> None:
    split = resolve(gazetteer, text="Gia Sàng, TP Thái Nguyên", within="05443")
    assert (split.code, split.warnings) == ("05443", ("place.split", "place.decided_by_file"))
    hamlet = resolve(gazetteer, text="Hòa Bình", within="05923")
    assert (hamlet.code, hamlet.hamlet, hamlet.warnings) == ("05923", "Hòa Bình", ("place.from_file",))
    outside = resolve(gazetteer, text="xã Hòa Bình", within="05923")
    assert (outside.code, outside.warnings) == ("05665", ("place.old_name", "place.outside_file"))
    empty = resolve(gazetteer, text="", within="05923")
    assert (empty.code, empty.hamlet) == ("05923", None)
    unknown = resolve(gazetteer, text="xã Không Có", within="05923")
    assert unknown.status == "unknown"


def test_resolve_when_file_belongs_to_an_old_district_then_it_tells_namesakes_apart(
    gazetteer: Gazetteer,
) -> None:
    assert resolve(gazetteer, text="Tân Long", within="169").code == "05674"
    assert resolve(gazetteer, text="Tân Long", within="164").code == "05482"


def test_resolve_when_in_columns_then_each_column_counts(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, text=PlaceParts(commune="Tân Long", district="H. Đồng Hỷ", hamlet="X. 3"))
    assert (found.code, found.district, found.hamlet) == ("05674", "169", "X. 3")
    elsewhere = resolve(gazetteer, text=PlaceParts(commune="Kha Sơn", province="Hà Nội"))
    assert (elsewhere.status, elsewhere.warnings) == ("unknown", ("place.other_province",))
    only_hamlet = resolve(gazetteer, text=PlaceParts(hamlet="Hòa Bình"))
    assert (only_hamlet.status, only_hamlet.hamlet) == ("unknown", "Hòa Bình")
    namesake = resolve(gazetteer, text=PlaceParts(commune="Kha Sơn", hamlet="Kha Sơn"))
    assert (namesake.code, namesake.hamlet) == ("05953", "Kha Sơn")
    full = resolve(gazetteer, text=PlaceParts(hamlet="Xóm 3, xã Tân Kim"))
    assert (full.code, full.hamlet) == ("05923", "Xóm 3")


def test_resolve_when_asked_for_units_of_an_earlier_day_then_those(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, text="Gia Sàng, TP Thái Nguyên", on=BEFORE, today=date(2025, 6, 30))
    assert (found.status, found.code) == ("resolved", "05461")


def test_warnings_when_any_is_given_then_it_has_a_sentence(gazetteer: Gazetteer) -> None:
    texts = [
        *(place.full_name for place in gazetteer.places),
        "",
        "x",
        "Phú Bình",
        "5467",
        "Tân Kin, Phú Bình",
    ]
    given_codes = {code for text in texts for code in resolve(gazetteer, text=text).warnings}
    assert given_codes <= set(WARNINGS)


TODAY = GAZETTEER.as_of(level=Level.COMMUNE)
OLD = [place for place in GAZETTEER.places if place.level == Level.COMMUNE and place.valid_to is not None]
SHORT = {
    "xã": ("Xã ", "xã ", "X. ", "x.", "X "),
    "phường": ("Phường ", "P.", "P ", "p. "),
    "thị trấn": ("TT ",),
}
ENDS = ("", ", Thái Nguyên", ", tỉnh Thái Nguyên", " - Thái Nguyên", " TN")


@settings(max_examples=300)
@given(
    place=st.sampled_from(TODAY),
    bare=st.booleans(),
    case=st.sampled_from([str, str.upper, str.lower, str.title]),
    strip=st.booleans(),
    prefix=st.integers(0, 9),
    end=st.sampled_from(ENDS),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_resolve_when_official_name_in_any_dress_then_never_another_commune(
    place, bare, case, strip, prefix, end, form
) -> None:
    words = SHORT[place.kind]
    text = case(("" if bare else words[prefix % len(words)]) + place.name + end)
    found = resolve(GAZETTEER, text=unicodedata.normalize(form, unaccent(text) if strip else text))
    assert found.status in ("resolved", "ambiguous", "split")
    assert place.code in codes(found)
    assert found.code in (place.code, None)


@pytest.mark.parametrize("sep", [", ", " - ", " ", "; "])
@pytest.mark.parametrize("dress", [str, unaccent])
def test_resolve_when_every_old_unit_stands_with_its_district_then_exactly_its_successors(
    gazetteer: Gazetteer, sep: str, dress: Callable[[str], str]
) -> None:
    wrong = []
    for place in OLD:
        district, province = gazetteer.ancestors(place)
        text = dress(sep.join(["Xóm 1", place.full_name, district.full_name, province.full_name]))
        found = resolve(gazetteer, text=text)
        expected = [successor.place.code for successor in gazetteer.successors(place)]
        status = "resolved" if len(expected) == 1 else "split"
        if (found.status, codes(found), found.hamlet) != (status, expected, dress("Xóm 1")):
            wrong.append((text, found))
    assert wrong == []


@settings(max_examples=300)
@given(
    place=st.sampled_from(OLD),
    prefix=st.integers(0, 9),
    town=st.sampled_from(["H. ", "huyện ", "TX ", ""]),
    sep=st.sampled_from([", ", " - ", " "]),
    hamlet=st.sampled_from(["", "Xóm 2", "Tổ dân phố Đồng Tâm", "T.4"]),
    case=st.sampled_from([str, str.upper, str.lower, unaccent]),
)
def test_resolve_when_old_unit_and_district_in_any_dress_then_never_others_only(
    place, prefix, town, sep, hamlet, case
) -> None:
    district, _ = GAZETTEER.ancestors(place)
    words = (*SHORT[place.kind], "")
    name = words[prefix % len(words)] + place.name
    written = town + district.name if district.kind == "huyện" or not town else "TP " + district.name
    found = resolve(GAZETTEER, text=case(sep.join(part for part in (hamlet, name, written) if part)))
    expected = {successor.place.code for successor in GAZETTEER.successors(place)}
    assert expected <= set(codes(found))
    assert found.code is None or {found.code} == expected


WORDS = "xã X. P tt huyện tỉnh TP tổ xóm 3 , - . ( Phú Bình Tân Kim Thái Nguyên Hòa cũ \u0301 đ 05443 Lang"
TEXTS = st.one_of(
    st.text(max_size=40), st.lists(st.sampled_from([*WORDS.split(), "\n", "  "]), max_size=10).map(" ".join)
)


@settings(max_examples=400)
@given(
    text=st.one_of(TEXTS, st.builds(PlaceParts, commune=TEXTS, district=TEXTS, province=TEXTS, hamlet=TEXTS)),
    on=st.one_of(st.none(), st.dates()),
    within=st.sampled_from([None, "05923", "173", "19", "06", "zz"]),
)
def test_resolve_when_any_text_then_never_raises_and_keeps_its_promise(text, on, within) -> None:
    found = resolve(GAZETTEER, text=text, on=on, within=within)
    assert (found.status == "resolved") == (found.code is not None)
    if found.status in ("split", "ambiguous"):
        assert found.candidates
    if found.status == "unknown":
        assert not found.candidates
    assert set(found.warnings) <= set(WARNINGS)
