"""Attendance on the page: from those nearby or the school's own, level by level, and on the child's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.safety.models import Lesson, Skill

pytestmark = pytest.mark.django_db


def test_lesson_when_held_then_those_nearby_are_offered_and_what_was_told_is_shown(
    house: TwoCommunes, client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    officer = client_of(Role.COMMUNE_OFFICER)
    kid, baby = child(name="Lý Thị Bơi", born=date(2016, 1, 1)), child(name="Lý Văn Bé", born=date(2025, 9, 1))
    told = {"ky_nang": "swimming", "ngay": "20/11/2026", "nguoi_day": "Cô Sóng", "cho": "bể bơi xã"}
    assert officer.post("/an-toan/lop/moi/", {**told, "nguoi_day": ""}).status_code == 422
    answer = officer.post("/an-toan/lop/moi/", told)
    assert answer.status_code == 302
    page = officer.get(answer["Location"]).content.decode()
    assert "Lý Thị Bơi" in page
    assert "Lý Văn Bé" not in page
    officer.post(answer["Location"], {f"muc-{kid}": "swims", f"muc-{house.first.child_id}": ""})
    assert Skill.objects.get(child_id=kid).level == "swims"
    page = officer.get(answer["Location"]).content.decode()
    assert "<strong>1</strong> trẻ đã học" in page
    Child.objects.filter(pk=kid).update(hamlet=None)  # from another hamlet: listed all the same
    Lesson.objects.filter(teacher="Cô Sóng").update(hamlet_id=house.first.hamlet_id)
    assert "Lý Thị Bơi" in officer.get(answer["Location"]).content.decode()
    assert "Bơi, an toàn trong nước: bơi an toàn 25 m" in " ".join(officer.get(f"/tre/{kid}/").content.decode().split())
    assert "1 trẻ học" in officer.get("/an-toan/lop/").content.decode()
    assert not Skill.objects.filter(child_id=baby).exists()


def test_lesson_of_a_school_when_held_then_its_pupils_are_offered(
    house: TwoCommunes, client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    school = client_of(Role.SCHOOL)
    child(name="Lý Thị Ngoài", born=date(2016, 1, 1))
    told = {"ky_nang": "fire", "ngay": "20/11/2026", "nguoi_day": "Cô Lửa", "cho": "sân trường"}
    answer = school.post("/an-toan/lop/moi/", told)
    assert answer.status_code == 302
    held = Lesson.objects.get(teacher="Cô Lửa")
    assert held.facility_id == house.first.facility_id
    page = school.get(answer["Location"]).content.decode()
    assert "OrdinaryAlpha" in page
    assert "Lý Thị Ngoài" not in page
    assert school.get("/an-toan/nguy-co/moi/").status_code == 404
    assert school.get("/an-toan/tai-nan/moi/").status_code == 404
