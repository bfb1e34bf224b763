"""A child's photo: kept with consent, shown on the child's page alone, to those who may see the child."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.interfaces.office.profile.conftest import Office

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.core.store.layout import data_folder
from mangnon.domain.children.models import Child, Consent

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = {"nguoi": "Trần Thị Lan", "quan_he": "mother", "ngay": "24/11/2026", "tre_dong_y": "1"}


def _picture(name: str = "a.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (900, 1200), (200, 150, 120)).save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue())


def _at(office: Office, name: str = "photo") -> str:
    return reverse(f"office:{name}", args=[office.child])


def _kept(office: Office) -> Path:
    return data_folder() / "files" / "photos" / Child.objects.get(pk=office.child).photo


def test_photo_when_sent_with_consent_then_kept_small_and_shown_on_the_page_alone(
    office: Office, officer: Client
) -> None:
    image = _at(office, "photo_jpg")
    assert officer.get(image).status_code == 404
    assert image not in officer.get(_at(office, "child")).content.decode()
    officer.post(_at(office), {"tep": _picture(), **GIVEN})
    assert sorted(Consent.objects.values_list("purpose", "by_child")) == [("photo", False), ("photo", True)]
    answer = officer.get(image)
    content = answer.content
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert max(Image.open(io.BytesIO(content)).size) == 480
    assert _kept(office).read_bytes() == content
    assert str(office.child) not in _kept(office).name
    assert image in officer.get(_at(office, "child")).content.decode()
    for list_ in ("/tre/", "/tre/?q=nguyen+thi+hoa", "/tre/goi-y/?q=nguyen+thi+hoa", "/"):
        assert "anh.jpg" not in officer.get(list_).content.decode()
    logged = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"children.save_photo", "children.open_photo"} <= logged


@pytest.mark.parametrize("lacking", ["nguoi", "ngay", "tre_dong_y"])
def test_photo_when_the_consent_is_not_whole_then_nothing_is_kept(
    office: Office, officer: Client, lacking: str
) -> None:
    told = {key: value for key, value in GIVEN.items() if key != lacking}
    answer = officer.post(_at(office), {"tep": _picture(), **told})
    assert answer.status_code == 422
    assert "chọn lại ảnh" in answer.content.decode()
    assert not Consent.objects.exists()
    assert Child.objects.get(pk=office.child).photo == ""


def test_photo_when_the_child_is_under_seven_then_the_adults_consent_is_enough(office: Office, officer: Client) -> None:
    Child.objects.filter(pk=office.child).update(birth_date=date(2022, 1, 1))
    officer.post(_at(office), {"tep": _picture(), **{key: GIVEN[key] for key in ("nguoi", "quan_he", "ngay")}})
    assert Consent.objects.get().by_child is False
    assert _kept(office).is_file()


def test_photo_when_the_file_is_no_picture_then_told_and_the_one_before_stays(office: Office, officer: Client) -> None:
    officer.post(_at(office), {"tep": _picture(), **GIVEN})
    before = _kept(office).read_bytes()
    answer = officer.post(_at(office), {"tep": SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>")})
    assert answer.status_code == 422
    assert "JPG, PNG" in answer.content.decode()
    assert _kept(office).read_bytes() == before


def test_photo_when_another_is_sent_or_it_is_removed_then_the_file_before_is_gone(
    office: Office, officer: Client
) -> None:
    officer.post(_at(office), {"tep": _picture(), **GIVEN})
    first = _kept(office)
    officer.post(_at(office), {"tep": _picture("b.jpg")})
    second = _kept(office)
    assert (first.exists(), second.is_file(), first != second) == (False, True, True)
    officer.post(_at(office), {"bo": "1"})
    assert not second.exists()
    assert officer.get(_at(office, "photo_jpg")).status_code == 404
    assert AuditEntry.objects.filter(action="children.remove_photo").count() == 1


@pytest.mark.parametrize("by_child", [False, True])
def test_photo_when_either_consent_is_taken_back_then_the_photo_goes(
    office: Office, officer: Client, by_child: bool
) -> None:
    officer.post(_at(office), {"tep": _picture(), **GIVEN})
    kept = _kept(office)
    given = Consent.objects.get(by_child=by_child)
    officer.post(_at(office, "consents"), {"rut": str(given.pk), "ngay": "24/11/2026"})
    assert not kept.exists()
    assert Child.objects.get(pk=office.child).photo == ""


def test_photo_when_asked_for_by_others_then_404(
    office: Office, officer: Client, signed_in: Callable[[Role], Client]
) -> None:
    officer.post(_at(office), {"tep": _picture(), **GIVEN})
    elsewhere = reverse("office:photo", args=[office.elsewhere])
    assert officer.get(elsewhere).status_code == 404
    assert officer.post(elsewhere, {"tep": _picture(), **GIVEN}).status_code == 404
    chair = signed_in(Role.COMMUNE_CHAIR)
    assert (chair.get(_at(office, "photo_jpg")).status_code, chair.get(_at(office)).status_code) == (200, 404)
    administrator = signed_in(Role.SYSTEM_ADMINISTRATOR)
    assert administrator.get(_at(office, "photo_jpg")).status_code == 404
    assert Client().get(_at(office, "photo_jpg")).status_code in {302, 403, 404}
