"""What the children's room refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ChildNotFoundError(MangnonError):
    """No such child within the reader's scope."""

    code = "children.not_found"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy trẻ này trong phạm vi của anh chị; hãy kiểm tra lại hoặc xin quyền xem.")


class UndoRefusedError(MangnonError):
    """Something cannot be undone any more."""

    code = "children.cannot_undo"
