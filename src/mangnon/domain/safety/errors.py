"""What can go wrong when an accident, a hazard or a lesson is written down."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ToldWronglyError(MangnonError):
    """Something was told that the content does not know, or that contradicts itself."""

    code = "safety.told"


class NotThereError(MangnonError):
    """There is no such accident, hazard or lesson within the user's scope."""

    code = "safety.not_there"

    def __init__(self) -> None:
        super().__init__("Không có điều này trong phạm vi của anh chị, hoặc đã được sửa; hãy mở lại danh sách.")


class StepRefusedError(MangnonError):
    """A hazard cannot go this way."""

    code = "safety.step"

    def __init__(self) -> None:
        super().__init__("Nguy cơ này không chuyển sang bước đó được; hãy mở lại trang để xem bước hiện tại.")
