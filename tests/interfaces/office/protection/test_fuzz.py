"""Whatever is sent to the pages of a case: an answer below 500, and to who may not see it nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.scope.cases import bring_to
from tests.scope.two_communes import TwoCommunes, build, with_cases

from mangnon.core.scope.rights import RecordClass, Role
from mangnon.interfaces.office.protection.case_pages import PAGES
from mangnon.vocab.protection import State, Step

STATES = (State.RECEIVED, State.CHECKED, State.MET, State.UNDER_WAY)
TAILS = st.sampled_from(
    [
        "", "danh-gia/02/", "danh-gia/03/", "danh-gia/06/", "danh-gia/99/", "ke-hoach/", "nhom/", "nguoi/", "ghi-chep/",
        "tre-khac/", "giay-to/", "giay-to/ho-so/", "giay-to/01/", "giay-to/01/xem/", "giay-to/05-1/xem/",
        f"dich-vu/{UUID(int=5)}/", f"tep/{UUID(int=5)}/", *(f"buoc/{page.word}/" for page in PAGES), "buoc/x/",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "ket_qua", "xa", "ngay", "gio", "den_ngay", "den_gio", "yeu_cau", "ly_do_ket_thuc", "tieu_chi", "bo_qua",
        "reason", "findings", "quyet_dinh", "muc-H1", "muc-P1", "o-conclusion", "ket_luan", "khan_cap", "luu",
        "muc_tieu", "tu_ngay", "dong", "loai-1", "viec-1", "phu_trach-1", "tu-1", "den-1", "kinh_phi", "nguoi",
        "vai_tro", "cho_ra", "la", "ten", "tuoi", "bo", "ghi_chep", "tre", "tim", "hai", "mo", "dang", "noi_nhan",
        "cap_cho", "tinh_trang", "criteria",
    ]
)  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "", "\0", "1", "-1", "²", "999999999999", "31/02/2026", "25/11/2026", "25/11/0001", "99:99", "23:59",
            "true", "not_true", "passed_on", "high", "medium", "court", "lead", "carer", str(UUID(int=7)), "x" * 5000,
            "<script>alert(1)</script>", "{{ 7|add:7 }}", *Step,
        ]
    ),
)  # fmt: skip
FIELDS = st.lists(st.tuples(NAMES, WORDS), max_size=14)
READERS = st.sampled_from([Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.HEALTH_STATION, Role.PROVINCE_OFFICER, None])
INSIDE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR})


class TestFuzz(TestCase):
    """Each example runs in a transaction of its own."""

    @pytest.fixture(autouse=True)
    def _on_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MANGNON_TODAY", "2026-11-24")

    def setUp(self) -> None:
        """A house with a case in each commune."""
        self.house: TwoCommunes = with_cases(build())

    @settings(max_examples=60)
    @given(state=st.sampled_from(STATES), tail=TAILS, fields=FIELDS, reader=READERS, sends=st.booleans())
    def test_case_pages_when_anything_is_sent_then_below_500_and_no_word_of_it_to_others(
        self, state: State, tail: str, fields: list[tuple[str, str]], reader: Role | None, sends: bool
    ) -> None:
        case_id = bring_to(self.house.first, state)
        client = Client(raise_request_exception=False)
        if reader:
            client.force_login(self.house.users[reader], backend="allauth.account.auth_backends.AuthenticationBackend")
        data: dict[str, Any] = {}
        for name, word in fields:
            data.setdefault(name, []).append(word)
        address = f"/bao-ve/{case_id}/{tail}"
        answer = client.post(address, data) if sends else client.get(address, data)
        assert answer.status_code < 500, (address, data)
        if reader not in INSIDE:
            assert answer.status_code in {302, 403, 404, 405}
            assert self.house.first.words[RecordClass.CASE] not in answer.content.decode(errors="replace")
