"""What the room of protection refuses; no sentence names anybody."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class CaseNotFoundError(MangnonError):
    """No such case among those the reader may see."""

    code = "protection.case_not_found"

    def __init__(self) -> None:
        super().__init__("Không có trường hợp này trong số anh chị được xem; hãy hỏi người phụ trách của xã.")


class ReportNotFoundError(MangnonError):
    """No such report among those the reader may see, or it was dealt with by somebody else."""

    code = "protection.report_not_found"

    def __init__(self) -> None:
        super().__init__("Không có tin báo này để anh chị xử lý, hoặc đã có người xử lý; hãy xem lại danh sách.")


class ReceiptUnknownError(MangnonError):
    """No report has this receipt code."""

    code = "protection.receipt_unknown"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy mã này. Hãy xem lại từng chữ trên phiếu hẹn, hoặc báo tin mới.")


class ReportEmptyError(MangnonError):
    """A report says nothing that anybody could act on."""

    code = "protection.report_empty"

    def __init__(self) -> None:
        super().__init__("Hãy kể điều đang xảy ra với trẻ, hoặc trẻ ở đâu; những ô khác có thể để trống.")


class ReasonMissingError(MangnonError):
    """Something was asked that needs a reason in words."""

    code = "protection.reason_missing"

    def __init__(self) -> None:
        super().__init__("Hãy ghi lý do bằng một câu; lý do được giữ cùng hồ sơ.")


class StepRefusedError(MangnonError):
    """The procedure does not allow this step now; the sentence is the procedure's."""

    code = "protection.step_refused"


class MemberRefusedError(MangnonError):
    """The team cannot be changed this way."""

    code = "protection.member_refused"
