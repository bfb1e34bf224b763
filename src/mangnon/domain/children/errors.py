"""What the children's room refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ChildNotFoundError(MangnonError):
    """No such child within the reader's scope."""

    code = "children.not_found"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy trẻ này trong phạm vi của anh chị; hãy kiểm tra lại hoặc xin quyền xem.")


class HouseholdRefusedError(MangnonError):
    """A household is called poor without what the law asks for."""

    code = "children.household_refused"

    def __init__(self) -> None:
        super().__init__("Hộ nghèo, cận nghèo cần ghi từ ngày nào và số, ngày của quyết định công nhận.")


class PhotoRefusedError(MangnonError):
    """A file cannot be kept as a photo."""

    code = "children.photo_refused"

    def __init__(self) -> None:
        super().__init__("Không đọc được ảnh này; hãy chọn một ảnh JPG, PNG hoặc WebP nhỏ hơn 8 MB, 50 triệu điểm ảnh.")


class ConsentLackingError(MangnonError):
    """Not all who must agree to a use of a child's data have agreed."""

    code = "children.consent_lacking"

    def __init__(self) -> None:
        super().__init__("Chưa đủ sự đồng ý nên chưa lưu ảnh; hãy ghi ai đồng ý, và hỏi chính trẻ nếu đã đủ tuổi.")


class UndoRefusedError(MangnonError):
    """Something cannot be undone any more."""

    code = "children.cannot_undo"
