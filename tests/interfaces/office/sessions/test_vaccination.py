"""The vaccination session, from whose turn it is to what the engine says of the doses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.scope.two_communes import MOMENT, TODAY, TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.immunization.models import Dose
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.services import refresh_dues

WORDS = "?ngay=24/11/2026&vx=PENTA&vx=MR&lo-PENTA=AB12&hang-PENTA=Biotech&hsd-PENTA=01/01/2028"
TABLE = f"/dot/tiem/{WORDS}"
TWELVE_WEEKS, TWENTY_MONTHS = date(2026, 9, 1), date(2025, 3, 24)


def save(client: Client, key: UUID, *codes: str, words: str = WORDS, **boxes: str):
    data: dict[str, object] = {f"co-{key}": list(codes)} if codes else {}
    data |= {f"{name}-{key}": value for name, value in boxes.items()}
    return client.post(f"/dot/tiem/{key}/{words}", data, headers={"HX-Request": "true"})


def mark(*ticks: str, screened: bool = True) -> str:
    return "|".join((*sorted(ticks), "kham" if screened else ""))


def given(key: UUID) -> list[Dose]:
    return list(Dose.objects.filter(child_id=key, superseded_at__isnull=True).order_by("on", "product"))


def dose(key: UUID, product: str, on: date) -> None:
    Dose.objects.create(child_id=key, on=on, product=f"vn:{product}", recorded_at=MOMENT)
    refresh_dues(child_ids=[key])


def test_setup_when_opened_then_offers_the_vaccines_of_the_schedule_with_whose_turn_it_is(
    station: Client, child: Callable[..., UUID]
):
    child(born=TWELVE_WEEKS)
    page = station.get("/dot/tiem/").content.decode()
    assert 'name="vx" value="PENTA"' in page
    assert "1 trẻ đến lượt" in page
    assert "Viêm não Nhật Bản" in page
    assert "data-fast-row" not in page


def test_table_when_opened_then_only_those_whose_turn_it_is_and_which_dose(station: Client, child: Callable[..., UUID]):
    key = child(born=TWELVE_WEEKS)
    other = child("Nông Văn Lớn", date(2020, 1, 1))
    page = station.get(TABLE).content.decode()
    row = page.split(f'id="fast-{key}"')[1].split("</tr>")[0]
    assert f'name="co-{key}" value="PENTA"' in row
    assert "mũi 1" in row
    assert 'value="MR"' not in row
    assert str(other) not in page or "mũi" in page.split(f'id="fast-{other}"')[1]
    assert "lô AB12" in page


def test_row_when_a_combined_vaccine_of_another_name_is_on_hand_then_it_serves_the_same_due(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    page = station.get("/dot/tiem/?ngay=24/11/2026&vx=HEXA").content.decode()
    assert f'name="co-{key}" value="HEXA"' in page


def test_row_when_ticked_then_recorded_with_lot_and_maker_judged_and_the_next_told(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    page = save(station, key, "PENTA", kham="1").content.decode()
    assert "5 trong 1: hợp lệ." in page
    assert "Còn đến lượt" in page
    [kept] = given(key)
    assert (kept.product, kept.on, kept.lot, kept.maker) == ("vn:PENTA", TODAY, "AB12", "Biotech")
    assert (kept.source, kept.examined) == ("đợt tiêm 24/11/2026", True)
    # The next one opens in December: it is owed within the horizon, no longer today.
    assert not Due.objects.filter(child_id=key, code__startswith="PENTA:", window_from__lte=TODAY).exists()


def test_row_when_the_child_was_not_marked_as_screened_then_asked_and_never_blocked(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    page = save(station, key, "PENTA").content.decode()
    assert "khám sàng lọc" in page
    assert given(key) == []
    save(station, key, "PENTA", dung=mark("PENTA@2026-11-24", screened=False))
    assert given(key)[0].examined is False
    page = station.get(TABLE).content.decode()
    screened = page.split(f'name="kham-{key}"')[1].split(">")[0]
    assert "checked" not in screened, "what nobody said is not shown as said"


def test_row_when_too_early_then_asked_with_the_reason_and_shown_as_not_counted_once_confirmed(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=date(2026, 8, 1))
    dose(key, "PENTA", date(2026, 11, 10))
    words = WORDS + "&ai=tat-ca&tuoi=24"
    page = save(station, key, "PENTA", words=words, kham="1").content.decode()
    assert "quá sớm" in page
    assert "Vẫn ghi mũi này?" in page
    assert len(given(key)) == 1
    page = save(station, key, "PENTA", words=words, kham="1", dung=mark("PENTA@2026-11-24")).content.decode()
    assert "Đã lưu" in page
    assert "quá sớm" in page
    assert "tone--late" in page
    assert len(given(key)) == 2


def test_row_when_two_live_vaccines_are_too_close_then_asked(station: Client, child: Callable[..., UUID]):
    key = child(born=TWENTY_MONTHS)
    dose(key, "BCG", date(2026, 11, 10))
    page = save(station, key, "MR", kham="1").content.decode()
    assert 'data-state="question"' in page
    assert "Vẫn ghi" in page
    assert len(given(key)) == 1


def test_row_when_the_vial_expired_before_the_day_then_refused_with_a_sentence(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    words = "?ngay=24/11/2026&vx=PENTA&lo-PENTA=CU1&hsd-PENTA=23/11/2026"
    page = save(station, key, "PENTA", words=words, kham="1", dung=mark("PENTA@2026-11-24")).content.decode()
    assert "hết hạn ngày 23/11/2026" in page
    assert 'data-state="error"' in page
    assert given(key) == []
    setup = station.get(f"/dot/tiem/{words}").content.decode()
    assert "hết hạn ngày 23/11/2026" in setup
    assert "data-fast-row" not in setup


def test_row_when_another_day_is_typed_then_recorded_on_it_and_a_coming_one_is_refused(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    address = f"/dot/tiem/{key}/{WORDS}"
    page = station.post(address, {f"ng-{key}-PENTA": "25/11/2026", f"kham-{key}": "1"}).content.decode()
    assert "chưa đến" in page
    assert given(key) == []
    station.post(address, {f"ng-{key}-PENTA": "20/11/2026", f"kham-{key}": "1"})
    assert [kept.on for kept in given(key)] == [date(2026, 11, 20)]
    moved = {f"co-{key}": "PENTA", f"ng-{key}-PENTA": "21/11/2026", f"cu-{key}": "PENTA@2026-11-20", f"kham-{key}": "1"}
    station.post(address, moved)
    assert [kept.on for kept in given(key)] == [date(2026, 11, 21)]
    assert Dose.objects.filter(child_id=key).count() == 2


def test_row_when_unticked_then_asked_and_withdrawn_with_the_old_one_kept(station: Client, child: Callable[..., UUID]):
    key = child(born=TWELVE_WEEKS)
    save(station, key, "PENTA", kham="1")
    page = save(station, key, kham="1", cu="PENTA@2026-11-24").content.decode()
    assert "Bỏ mũi" in page
    assert len(given(key)) == 1
    save(station, key, kham="1", cu="PENTA@2026-11-24", dung="kham")
    assert given(key) == []
    assert Dose.objects.filter(child_id=key).count() == 1


def test_row_when_another_recorded_a_dose_meanwhile_then_it_is_left_alone(station: Client, child: Callable[..., UUID]):
    key = child(born=TWENTY_MONTHS)
    dose(key, "MR", TODAY)
    save(station, key, kham="1")
    assert len(given(key)) == 1


def test_row_when_sent_twice_then_recorded_once(station: Client, child: Callable[..., UUID]):
    key = child(born=TWELVE_WEEKS)
    for _ in range(2):
        save(station, key, "PENTA", kham="1")
    assert Dose.objects.filter(child_id=key).count() == 1


def test_form_when_posted_whole_then_saved_and_the_rest_comes_back_with_its_ticks(
    station: Client, child: Callable[..., UUID]
):
    good, asked, left = (child(f"Nông Văn {name}", TWELVE_WEEKS) for name in ("Ba", "Bốn", "Năm"))
    answer = station.post(TABLE, {f"co-{good}": "PENTA", f"kham-{good}": "1", f"co-{asked}": "PENTA"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [len(given(key)) for key in (good, asked, left)] == [1, 0, 0]
    row = page.split(f'id="fast-{asked}"')[1].split("</tr>")[0]
    assert "checked" in row
    assert f'name="dung-{asked}"' in row
    data = {f"co-{asked}": "PENTA", f"kham-{asked}": "1", f"co-{good}": "PENTA", f"cu-{good}": "PENTA@2026-11-24"}
    answer = station.post(TABLE, data | {f"kham-{good}": "1"})
    assert answer.status_code == 302
    assert [len(given(key)) for key in (good, asked, left)] == [1, 1, 0]


def test_row_when_the_child_is_out_of_reach_or_the_role_may_not_write_then_not_found(
    client_of: Callable[[Role], Client], house: TwoCommunes, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    before = Dose.objects.count()
    assert save(client_of(Role.HEALTH_STATION), house.second.child_id, "MR", kham="1").status_code == 404
    for role in (Role.COMMUNE_CHAIR, Role.PROVINCE_LEADER, Role.PARTNER_BODY, Role.SYSTEM_ADMINISTRATOR, Role.SCHOOL):
        assert save(client_of(role), key, "PENTA", kham="1").status_code == 404, role
    assert Dose.objects.count() == before


def test_vaccine_when_it_is_not_of_the_session_or_of_the_schedule_then_ignored(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    save(station, key, "BCG", "vn:XYZ", "<b>", kham="1")
    assert given(key) == []


def test_sheet_when_printed_then_lists_who_gets_what_with_boxes(station: Client, child: Callable[..., UUID]):
    child(born=TWELVE_WEEKS)
    page = station.get(TABLE + "&in=1").content.decode()
    assert "Nông Văn An" in page
    assert "☐" in page
    assert "<input" not in page.split("<main")[1]


def test_table_when_it_grows_then_the_number_of_queries_does_not(station: Client, child: Callable[..., UUID]):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert station.get(TABLE).status_code == 200
        return len(asked)

    child(born=TWELVE_WEEKS)
    count()
    few = count()
    for number in range(12):
        key = child(f"Nông Văn {number}", TWELVE_WEEKS)
        if number % 2:
            dose(key, "PENTA", TODAY)
    # Doses given that day are read too, once.
    assert count() <= few + 1
    assert few <= 45


def test_row_when_given_that_day_then_told_as_given_though_the_next_dose_is_near(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    save(station, key, "PENTA", kham="1")
    page = station.get(TABLE + "&ai=sap-den").content.decode()
    row = page.split(f'id="fast-{key}"')[1].split("</tr>")[0]
    assert "đã ghi" in row.split('value="PENTA"')[1]
    assert f'name="cu-{key}" value="PENTA@2026-11-24"' in row


def test_table_when_many_vaccines_are_on_hand_then_only_those_of_the_child_stand_in_its_row(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    words = "&".join(f"vx={code}" for code in ("PENTA", "MR", "BOPV", "IPV", "PCV", "ROTA", "JE"))
    page = station.get(f"/dot/tiem/?ngay=24/11/2026&{words}").content.decode()
    row = page.split(f'id="fast-{key}"')[1].split("</tr>")[0]
    assert "fast__stack" in row
    assert 'value="PENTA"' in row
    assert 'value="JE"' not in row


def row_of(page: str, key: UUID) -> str:
    return page.split(f'id="fast-{key}"')[1].split("</tr>")[0]


def test_row_when_the_examination_is_ticked_later_then_the_dose_is_corrected_and_back_only_when_asked(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    save(station, key, "PENTA", dung=mark("PENTA@2026-11-24", screened=False))
    assert [each.examined for each in given(key)] == [False]
    shown = "PENTA@2026-11-24"
    save(station, key, "PENTA", kham="1", cu=shown)
    assert [(each.examined, each.lot, each.corrects.examined) for each in given(key)] == [(True, "AB12", False)]
    assert "checked" in row_of(station.get(TABLE).content.decode(), key).split(f'name="kham-{key}"')[1].split(">")[0]
    page = save(station, key, "PENTA", cu=shown).content.decode()
    assert "Bỏ dấu đã khám" in page
    assert given(key)[0].examined is True
    save(station, key, "PENTA", cu=shown, dung=mark(shown, screened=False))
    assert given(key)[0].examined is False


def test_row_when_a_dose_of_a_book_stands_then_saving_says_nothing_of_its_examination(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    dose(key, "PENTA", TODAY)
    save(station, key, "PENTA", cu="PENTA@2026-11-24")
    assert [(each.examined, each.corrects_id) for each in given(key)] == [(None, None)]


def opened(**boxes: str) -> dict[str, str]:
    return {f"mo-{name}-PENTA": value for name, value in boxes.items()}


def test_lot_when_a_second_is_opened_then_rows_are_saved_first_and_keep_theirs(
    station: Client, child: Callable[..., UUID]
):
    before, after = child("Nông Văn Ba", TWELVE_WEEKS), child("Nông Văn Bốn", TWELVE_WEEKS)
    boxes = {f"co-{before}": "PENTA", f"kham-{before}": "1", **opened(lo="CD34", hang="Biotech", hsd="01/02/2028")}
    answer = station.post(TABLE, boxes)
    assert answer.status_code == 302
    words = answer["Location"].removeprefix("/dot/tiem/")
    assert "lo-PENTA-2=CD34" in words
    assert "lo-PENTA=AB12" in words
    page = station.get(answer["Location"]).content.decode()
    assert "lô CD34" in page
    assert '<option value="1" selected>lô AB12' in row_of(page, before)
    assert '<option value="2" selected>lô CD34' in row_of(page, after)
    save(station, after, "PENTA", words=words, kham="1")
    assert [(each.lot, each.maker) for key in (before, after) for each in given(key)] == [
        ("AB12", "Biotech"), ("CD34", "Biotech"),
    ]  # fmt: skip


def test_lot_when_an_earlier_one_is_chosen_for_a_row_then_recorded_with_it_and_corrected_when_chosen_anew(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    words = WORDS + "&lo-PENTA-2=CD34&hang-PENTA-2=Biotech"
    data = {f"co-{key}": "PENTA", f"kham-{key}": "1", f"lo-{key}-PENTA": "1"}
    station.post(f"/dot/tiem/{key}/{words}", data)
    assert [each.lot for each in given(key)] == ["AB12"]
    station.post(f"/dot/tiem/{key}/{words}", {**data, f"lo-{key}-PENTA": "2", f"cu-{key}": "PENTA@2026-11-24"})
    [right] = given(key)
    assert (right.lot, right.examined, right.corrects.lot) == ("CD34", True, "AB12")
    assert right.corrects.superseded_reason == "sửa số lô trong đợt tiêm"
    station.post(
        f"/dot/tiem/{key}/{words}", {f"co-{key}": "PENTA", f"kham-{key}": "1", f"cu-{key}": "PENTA@2026-11-24"}
    )
    assert [each.pk for each in given(key)] == [right.pk], "who chose no lot changes none"


def test_lot_when_what_is_typed_of_a_new_one_cannot_be_used_then_told_and_the_table_stays(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    for boxes, words in (
        (opened(lo="CD34", hsd="23/11/2026"), "hết hạn ngày 23/11/2026"),
        (opened(lo="ab12"), "đã mở"),
        (opened(hsd="01/01/2028"), "Ghi số lô mới"),
        (opened(lo="CD34", hsd="31/02/2028"), "chưa đọc được"),
    ):
        answer = station.post(TABLE, {f"co-{key}": "PENTA", f"kham-{key}": "1", **boxes})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "lo-PENTA-2" not in page
        for name, value in boxes.items():
            assert f'name="{name}" value="{value}"' in page, "what was typed of the lot stays"
    assert [each.lot for each in given(key)] == ["AB12"], "the row was saved all the same"


def test_lot_when_rows_wait_for_an_answer_then_the_lot_is_open_and_they_are_kept(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWELVE_WEEKS)
    answer = station.post(TABLE, {f"co-{key}": "PENTA", **opened(lo="CD34")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "checked" in row_of(page, key)
    assert "lo-PENTA-2=CD34" in page.split('id="session"')[1].split(">")[0]


def test_parts_when_the_session_is_long_then_every_child_is_reached_and_nothing_typed_is_lost(
    station: Client, child: Callable[..., UUID], monkeypatch
):
    from mangnon.interfaces.office.sessions import people

    monkeypatch.setattr(people, "ROWS_A_PART", 2)
    keys = [child(f"Nông Văn {name}", TWELVE_WEEKS) for name in ("Ba", "Bốn", "Năm", "Sáu", "Tư")]
    pages = [station.get(f"{TABLE}&phan={number}").content.decode() for number in (1, 2, 3)]
    assert [sum(f'id="fast-{key}"' in page for page in pages) for key in keys] == [1] * 5
    assert 'name="sang" value="2"' in pages[0]
    here = [key for key in keys if f'id="fast-{key}"' in pages[0]]
    ticks = {f"co-{here[0]}": "PENTA", f"kham-{here[0]}": "1", "sang": "2"}
    answer = station.post(TABLE, ticks)
    assert answer.status_code == 302
    assert "phan=2" in answer["Location"]
    assert len(given(here[0])) == 1
    # A row with a question keeps the reader on its part.
    page = station.post(TABLE, {f"co-{here[1]}": "PENTA", "sang": "2"})
    assert page.status_code == 422
    assert "sau đó sang phần 2" in page.content.decode()
    # So does an examination with no dose: leaving the part would forget it.
    page = station.post(TABLE, {f"kham-{here[1]}": "1", "sang": "2"})
    assert page.status_code == 422
    assert "chưa đánh dấu mũi nào" in row_of(page.content.decode(), here[1])
    leave = {f"kham-{here[1]}": "1", f"dung-{here[1]}": mark(), "sang": "2"}
    assert station.post(TABLE, leave).status_code == 302
    # A row sent with another part's table is saved too, wherever it now stands.
    other = next(key for key in keys if key not in here)
    page = station.post(TABLE, {f"co-{other}": "PENTA"}).content.decode()
    assert f'name="dung-{other}"' in row_of(page, other)
