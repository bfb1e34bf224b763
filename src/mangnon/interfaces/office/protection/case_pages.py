"""Which page takes which step of the procedure, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from mangnon.vocab.protection import Step


@dataclass(frozen=True)
class TextAsked:
    """A text that a step's page asks for; it is kept sealed under ``name``."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class StepPage:
    """A page that takes one step, or one of two opposite answers.

    Args:
        word: in the address.
        title: of the page.
        button: what sends it.
        steps: the step; of an answer yes and no.
        choices: what the answers are called, where there are two.
        asks: ``outcome``, ``commune``, ``until``, ``demanded``, ``ground``, ``skips``.
        texts: what is asked in words.
        lead: one sentence that says what follows from it.
    """

    word: str
    title: str
    button: str
    steps: tuple[Step, ...]
    choices: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    texts: tuple[TextAsked, ...] = ()
    lead: str = ""


def _reason(label: str = "Lý do", hint: str = "") -> TextAsked:
    return TextAsked("reason", label, hint)


PAGES: tuple[StepPage, ...] = (
    StepPage(
        "kiem-tra", "Kiểm tra thông tin", "Ghi kết quả kiểm tra", (Step.CHECKED,),
        asks=frozenset({"outcome", "commune"}),
        texts=(
            TextAsked("findings", "Đã kiểm tra thế nào, thấy gì", "Gặp ai, ở đâu, trẻ ra sao"),
            _reason("Lý do", "Cần ghi khi thông tin không đúng"),
        ),
        lead="Gặp trẻ hoặc người biết trẻ ngay; sau bước này là đánh giá nguy cơ ban đầu.",
    ),
    StepPage(
        "khan-cap", "Biện pháp khẩn cấp", "Ghi quyết định", (Step.EMERGENCY_DECIDED, Step.EMERGENCY_DECLINED),
        choices=("Áp dụng biện pháp khẩn cấp", "Không áp dụng"),
        texts=(
            TextAsked("measures", "Biện pháp", "Ai làm gì, từ khi nào, ở đâu"),
            _reason("Lý do", "Cần ghi khi không áp dụng, hoặc khi đánh giá không đề nghị"),
        ),
        lead="Tách trẻ khỏi cha mẹ, người chăm sóc thì ghi ở “Tạm thời cách ly”.",
    ),
    StepPage(
        "cach-ly", "Tạm thời cách ly trẻ", "Ghi quyết định", (Step.SEPARATION_DECIDED,),
        asks=frozenset({"until", "demanded"}),
        texts=(
            TextAsked("separated_from", "Tạm thời cách ly trẻ khỏi"),
            TextAsked("placed_with", "Giao trẻ cho"),
            _reason("Lý do"),
        ),
        lead="Khi hết hạn, Chủ tịch phải gia hạn hoặc hủy bỏ; trước đó cần đánh giá lại trẻ và người chăm sóc.",
    ),
    StepPage(
        "gia-han-cach-ly", "Gia hạn tạm thời cách ly", "Ghi gia hạn", (Step.SEPARATION_EXTENDED,),
        asks=frozenset({"until", "demanded"}), texts=(_reason(),),
    ),
    StepPage(
        "huy-cach-ly", "Hủy bỏ quyết định cách ly", "Ghi hủy bỏ", (Step.SEPARATION_LIFTED,), texts=(_reason(),),
        lead="Trẻ về với cha mẹ, người chăm sóc từ thời điểm này.",
    ),
    StepPage(
        "hop", "Họp xác định nhu cầu", "Ghi biên bản họp", (Step.MET,),
        texts=(
            TextAsked("participants", "Người dự", "Họ tên, cơ quan, mỗi người một dòng"),
            TextAsked("minutes", "Nội dung, ý kiến, kết luận", "Cả ý kiến của trẻ và gia đình"),
        ),
    ),
    StepPage(
        "duyet", "Duyệt kế hoạch", "Ghi quyết định", (Step.PLAN_APPROVED, Step.PLAN_RETURNED),
        choices=("Phê duyệt kế hoạch", "Trả lại để sửa"),
        texts=(_reason("Lý do trả lại", "Cần ghi khi trả lại: điều gì phải sửa"),),
    ),
    StepPage(
        "de-nghi-ket-thuc", "Đề nghị kết thúc", "Trình đề nghị", (Step.CLOSING_REQUESTED,),
        asks=frozenset({"ground"}), texts=(_reason("Giải thích thêm"),),
        lead="Chủ tịch quyết định; người đề nghị không tự quyết định được.",
    ),
    StepPage(
        "ket-thuc", "Quyết định kết thúc", "Ghi quyết định", (Step.CLOSED, Step.CLOSING_RETURNED),
        choices=("Kết thúc trường hợp", "Chưa kết thúc, làm tiếp"),
        texts=(_reason("Lý do chưa kết thúc", "Cần ghi khi chưa đồng ý"),),
    ),
    StepPage(
        "chuyen-xa", "Chuyển cho xã khác", "Gửi đề nghị", (Step.HANDOVER_OFFERED,),
        asks=frozenset({"commune"}), texts=(_reason("Lý do", "Vì sao chuyển, trẻ chuyển đến ở với ai"),),
        lead="Xã kia chỉ thấy số trường hợp cho tới khi nhận. Nhận rồi thì nhóm hiện nay không xem được nữa.",
    ),
    StepPage(
        "rut-chuyen", "Rút đề nghị chuyển", "Rút đề nghị", (Step.HANDOVER_WITHDRAWN,), texts=(_reason(),),
    ),
    StepPage(
        "mo-lai", "Mở lại trường hợp", "Mở lại", (Step.REOPENED,), texts=(_reason("Lý do", "Điều gì mới xảy ra"),),
        lead="Mở lại cũng như nhận tin mới: kiểm tra ngay, đánh giá trong 12 giờ.",
    ),
    StepPage(
        "bo-qua", "Đề nghị bỏ qua một bước", "Trình đề nghị", (Step.EXCEPTION_REQUESTED,),
        asks=frozenset({"skips"}), texts=(_reason("Lý do", "Vì sao không làm được bước này"),),
        lead="Không bước nào được bỏ qua trong im lặng: cần lý do và Chủ tịch đồng ý.",
    ),
    StepPage(
        "tra-loi-bo-qua", "Trả lời đề nghị bỏ qua", "Ghi trả lời",
        (Step.EXCEPTION_APPROVED, Step.EXCEPTION_REFUSED),
        choices=("Đồng ý bỏ qua bước này", "Không đồng ý"),
        texts=(_reason("Lý do", "Cần ghi khi không đồng ý"),),
    ),
)  # fmt: skip
PAGE_OF_WORD = {each.word: each for each in PAGES}
_WORD_OF_STEP = {step: each.word for each in PAGES for step in each.steps}
_FORM_OF_STEP = {Step.ASSESSED: "02", Step.ASSESSED_IN_FULL: "03", Step.REVIEWED: "06"}


def address_of(step: Step, case_id: UUID) -> str:
    """Return the page that takes a step of a case; empty where none does."""
    if step in _WORD_OF_STEP:
        return reverse("office:case_step", args=[case_id, _WORD_OF_STEP[step]])
    if step in _FORM_OF_STEP:
        return reverse("office:case_assessment", args=[case_id, _FORM_OF_STEP[step]])
    if step is Step.PLAN_SENT:
        return reverse("office:case_plan", args=[case_id])
    return f"{reverse('office:case', args=[case_id])}#ke-hoach" if step is Step.SERVED else ""


def open_pages(steps: tuple[Step, ...], case_id: UUID) -> list[tuple[str, str, Step]]:
    """Return address, title and first step of each page that takes one of some steps, each once.

    Args:
        steps: those that may be taken now, in the order of the procedure.
        case_id: of which case.
    """
    titles = {
        Step.ASSESSED: "Đánh giá nguy cơ ban đầu (mẫu 02)",
        Step.ASSESSED_IN_FULL: "Đánh giá nguy cơ cụ thể (mẫu 03)",
        Step.REVIEWED: "Rà soát (mẫu 06)",
        Step.PLAN_SENT: "Trình kế hoạch (mẫu 04)",
        Step.SERVED: "Ghi kết quả dịch vụ",
    }
    found: dict[str, tuple[str, str, Step]] = {}
    for step in steps:
        address = address_of(step, case_id)
        title = titles.get(step) or PAGE_OF_WORD[_WORD_OF_STEP[step]].title
        found.setdefault(address, (address, title, step))
    return list(found.values())
