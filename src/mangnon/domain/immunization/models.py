"""Vaccine doses given, and what says that a vaccine must wait, must not be given, or is not needed."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact


class Dose(Fact):
    """A vaccine given to a child on a day (mũi tiêm)."""

    product = models.CharField("vắc xin", max_length=20, help_text="vn:CODE of the schedule")
    maker = models.CharField("nhà sản xuất", max_length=40, blank=True)
    lot = models.CharField("số lô", max_length=40, blank=True)
    site = models.CharField("nơi tiêm", max_length=120, blank=True)
    examined = models.BooleanField(
        "đã khám sàng lọc trước tiêm", null=True, help_text="null: nobody said whether the child was examined before it"
    )
    stated_number = models.SmallIntegerField("mũi thứ (theo sổ)", null=True)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "mũi tiêm"


class Observation(Fact):
    """A contraindication, a reason to postpone or evidence of immunity, observed on a day (lưu ý tiêm chủng).

    What caused a weak immune system is never asked: the schedule does not need it, and some causes must stay private.
    """

    code = models.CharField("mã lưu ý", max_length=60, help_text="a condition of the schedule's content")
    product = models.CharField("sau vắc xin", max_length=20, blank=True, help_text="vn:CODE, of the same component")
    until = models.DateField("hết hoãn từ ngày", null=True)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "lưu ý tiêm chủng"

    @property
    def told(self) -> str:
        """The code as the engine reads it, with the vaccine it followed where there is one."""
        return f"{self.code}@{self.product}" if self.product else self.code
