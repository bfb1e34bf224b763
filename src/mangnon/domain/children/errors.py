"""What the children's room refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ChildNotFoundError(MangnonError):
    """No such child within the reader's scope."""

    code = "children.not_found"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy trẻ này trong phạm vi của bạn; hãy kiểm tra lại hoặc xin quyền xem.")


class HouseholdRefusedError(MangnonError):
    """A household is called poor without what the law asks for."""

    code = "children.household_refused"

    def __init__(self) -> None:
        super().__init__("Hộ nghèo, cận nghèo cần ghi từ ngày nào và số, ngày của quyết định công nhận.")


class UndoRefusedError(MangnonError):
    """Something cannot be undone any more."""

    code = "children.cannot_undo"
