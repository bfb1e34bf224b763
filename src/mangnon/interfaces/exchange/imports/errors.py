"""What imports refuse."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ImportNotFoundError(MangnonError):
    """No such import within the reader's scope."""

    code = "exchange.import_not_found"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy lần nhập này trong phạm vi của anh chị.")


class ImportStateError(MangnonError):
    """The import is not at the point where this can be done."""

    code = "exchange.import_state"
