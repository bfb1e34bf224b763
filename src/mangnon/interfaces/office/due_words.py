"""What a due is called on screen, and why it is owed: words from values alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.core.content.screening import screening_tests
from mangnon.core.web.words import date_words
from mangnon.domain.immunization.terms import PRODUCT_WORDS
from mangnon.domain.screening.terms import ScreeningKind
from mangnon.vocab.screening import ScreeningTest

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "dose": "dose",
        "weighing": "weigh",
        "supplement": "supplement",
        "screening": "screening",
        "card": "card",
        "visit": "visit",
    }
)
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "dose": "Tiêm chủng",
        "weighing": "Cân đo",
        "supplement": "Vitamin A, tẩy giun",
        "screening": "Sàng lọc, khám định kỳ",
        "card": "Giấy tờ, thẻ",
        "visit": "Thăm trẻ",
    }
)
GROUP_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "HEPB": "viêm gan B",
        "BCG": "lao",
        "DPT": "bạch hầu – ho gà – uốn ván",
        "HIB": "Hib",
        "POLIO": "bại liệt",
        "OPV": "bại liệt uống",
        "IPV": "bại liệt tiêm",
        "ROTA": "tiêu chảy do Rota",
        "PCV": "phế cầu",
        "MEASLES": "sởi",
        "MUMPS": "quai bị",
        "RUBELLA": "rubella",
        "JE": "viêm não Nhật Bản",
        "TD": "uốn ván – bạch hầu giảm liều",
        "HPV": "HPV",
    }
)
# Whether a child was examined before a dose (khám sàng lọc trước tiêm); nothing where nobody said.
EXAMINED: Mapping[bool | None, str] = MappingProxyType(
    {True: "Đã khám sàng lọc trước tiêm.", False: "Chưa khám sàng lọc trước tiêm.", None: ""}
)
ONCE = frozenset({"HEPB0", "BCG"})  # vaccines whose name already says which dose it is
BY_MOUTH = frozenset({"BOPV", "ROTA"})

_PAPERS = {
    "birth_registration": "Đăng ký khai sinh",
    "personal_id": "Số định danh cá nhân",
    "insurance_card": "Thẻ bảo hiểm y tế",
    "birth_date": "Ngày sinh đầy đủ",
}
_VISITS = {
    "follow_up": "Thăm trẻ có hoàn cảnh đặc biệt",
    "safety": "Gặp em ngay, câu trả lời cho thấy nguy hiểm",
    "severe": "Đưa trẻ đi khám vì suy dinh dưỡng nặng",
    "faltering": "Đưa trẻ đi khám vì sụt cân, chững cân",
    "home_safety": "Kiểm tra ngôi nhà an toàn",
}
_AGAIN = {
    "severe": "Cân lại trẻ suy dinh dưỡng nặng",
    "moderate": "Cân lại trẻ suy dinh dưỡng vừa",
    "faltering": "Cân lại trẻ sụt cân, chững cân",
    "doubtful": "Cân đo lại, số đo khó tin",
}
_SUPPLEMENTS = {"vitamin_a": "Uống vitamin A", "deworming": "Tẩy giun"}
_WHY = {
    "growth.monthly": "Trẻ dưới 24 tháng được cân đo mỗi tháng một lần; tháng này trẻ chưa được cân.",
    "growth.quarterly": "Trẻ từ 24 đến dưới 60 tháng được cân đo mỗi quý một lần; quý này trẻ chưa được cân.",
    "growth.examine_severe": "Lần đo gần nhất cho thấy suy dinh dưỡng cấp nặng (gầy còm nặng, vòng cánh tay rất nhỏ "
    "hoặc phù). Đưa trẻ đến trạm y tế khám, cân đo lại; ghi lần cân đo mới là xong việc.",
    "growth.examine_faltering": "Cân nặng của trẻ sụt hoặc chững rõ so với các lần trước. Hỏi bữa ăn và bệnh, đưa trẻ "
    "đến trạm y tế khám; ghi lần cân đo mới là xong việc.",
    "growth.again_severe": "Trẻ suy dinh dưỡng cấp nặng được cân lại mỗi tuần.",
    "growth.again_moderate": "Trẻ suy dinh dưỡng cấp vừa được cân lại sau 2 đến 4 tuần.",
    "growth.again_faltering": "Trẻ sụt cân, chững cân được cân lại sau 2 đến 4 tuần.",
    "growth.again_doubtful": "Lần đo gần nhất cho kết quả khó tin; đo lại và kiểm tra ngày sinh, giới tính. Nếu số đo "
    "đúng, trẻ cần được khám ngay.",
    "nutrition.vitamin_a": "Trẻ trong độ tuổi được uống vitamin A hai đợt mỗi năm; đợt này trẻ chưa uống.",
    "nutrition.deworming": "Trẻ từ 24 tháng được tẩy giun hai đợt mỗi năm; đợt này trẻ chưa uống.",
    "children.birth_registration": "Trẻ được đăng ký khai sinh trong 60 ngày sau khi sinh; "
    "sổ chưa có số giấy khai sinh.",
    "children.personal_id": "Trẻ được cấp số định danh khi đăng ký khai sinh; sổ chưa có số này.",
    "children.insurance_card": "Trẻ dưới 6 tuổi được cấp thẻ bảo hiểm y tế miễn phí; sổ chưa có số thẻ.",
    "children.birth_date": "Cần đủ ngày, tháng, năm sinh để tính lịch tiêm và cân đo cho trẻ.",
    "questionnaires.safety": "Em vừa trả lời một bảng hỏi, có câu cho thấy em có thể gặp nguy hiểm. Mở phiếu trả lời, "
    "gặp em trong hạn; ghi đã gặp em trên phiếu là xong việc.",
    "questionnaires.by_age": "Ở tuổi này trẻ được hỏi theo bảng hỏi phát triển, để tìm sớm trẻ cần giúp.",
    "questionnaires.again": "Lần hỏi trước có điều chưa rõ hoặc chưa đạt; đến kỳ hỏi lại.",
    "outreach.follow_up": "Trẻ có hoàn cảnh đặc biệt được đến thăm định kỳ.",
    "safety.home_safety": "Nhà có trẻ nhỏ được xem mỗi năm một lần, để trẻ không ngã, bỏng, đuối nước ở nhà.",
}
_ANY_WHY = "Quy định hiện hành cho trẻ ở độ tuổi này."
_SERVED = re.compile(r"^([A-Z]+?)(\d+)$")


def due_words(kind: str, code: str) -> str:
    """Name a due as a row of a list shows it.

    Args:
        kind: of the due, such as ``dose``.
        code: of the due: ``PENTA:DPT2,HEPB3,HIB2``, ``monthly:2026-11``, ``insurance_card`` …

    Returns:
        "5 trong 1 mũi 2", "Cân đo tháng 11", "Thẻ bảo hiểm y tế"; the kind's word for a code nobody knows.
    """
    name, _, rest = code.partition(":")
    words = {
        "dose": _dose_words,
        "weighing": _weighing_words,
        "supplement": _supplement_words,
        "screening": _screening_words,
        "card": lambda paper, _: _PAPERS.get(paper, ""),
        "visit": lambda purpose, _: _VISITS.get(purpose, ""),
    }.get(kind)
    return (words(name, rest) if words else "") or KIND_WORDS.get(kind, "Việc cần làm")


def why_words(kind: str, code: str, rule: str) -> str:
    """Say in one sentence why a due is owed.

    Args:
        kind, code: of the due.
        rule: its rule's code, such as ``growth.monthly``.
    """
    if kind == "dose":
        return _dose_why(code)
    if kind == "screening" and rule not in _WHY:
        return _screening_why(code) or _ANY_WHY
    return _WHY.get(rule, _ANY_WHY)


def questionnaire_title(code: str) -> str:
    """Return what a questionnaire is called; one that was loaded and not shipped has no name here."""
    return next((form.title.vi for form in shipped_questionnaires() if form.code == code), "Bảng hỏi")


def birth_fact(birth: date | None, precision: str) -> str:
    """Return the birth date as a fact a due was worked out from; empty where it is not known."""
    if birth is None:
        return ""
    known = {"month": f"tháng {birth.month}/{birth.year}", "year": f"năm {birth.year}"}.get(precision)
    return f"Sinh {known}" if known else f"Sinh ngày {date_words(birth)}"


def served_groups(code: str) -> tuple[tuple[str, int], ...]:
    """Return what a dose due serves: ``PENTA:DPT2,HEPB3`` gives (DPT, 2) and (HEPB, 3).

    A code of the form ``DPT:2`` serves its own group.
    """
    name, _, rest = code.partition(":")
    if rest.isdigit():
        return ((name, int(rest)),)
    matches = (_SERVED.match(each) for each in rest.split(","))
    return tuple((match[1], int(match[2])) for match in matches if match)


def _dose_words(name: str, rest: str) -> str:
    vaccine = PRODUCT_WORDS.get(name) or GROUP_WORDS.get(name, "").capitalize()
    numbers = [number for _, number in served_groups(f"{name}:{rest}")]
    if not vaccine or not numbers or name in ONCE:
        return vaccine
    # A combined vaccine is counted by the disease it has been given for least: the child's first MR is "mũi 1".
    return f"{vaccine} {_turn(name)} {min(numbers)}"


def _turn(name: str) -> str:
    return "liều" if name in BY_MOUTH else "mũi"


def _dose_why(code: str) -> str:
    served = served_groups(code)
    words = ", ".join(f"{GROUP_WORDS.get(group, group)} mũi {number}" for group, number in served)
    return f"Theo lịch tiêm chủng, đến lượt trẻ được phòng: {words}." if words else "Theo lịch tiêm chủng."


def _weighing_words(rule: str, period: str) -> str:
    if rule in _AGAIN:
        return _AGAIN[rule]
    month = _month(period)
    if month is None:
        return ""
    return f"Cân đo quý {(month - 1) // 3 + 1}" if rule == "quarterly" else f"Cân đo tháng {month}"


def _supplement_words(name: str, period: str) -> str:
    month = _month(period)
    what = _SUPPLEMENTS.get(name, "")
    return f"{what} đợt tháng {month}" if what and month else what


def _screening_words(name: str, state: str) -> str:
    """Name a screening due: "Lấy máu gót chân: lấy mẫu lại"; a year after the colon stays unsaid."""
    if name == "questionnaire":
        return questionnaire_title(state)
    what = _capital(dict(ScreeningKind.choices).get(name, ""))
    test = _tests().get(name)
    step = test.steps.get(state) if test else None
    if test and test.after and state == "family":
        return f"{what}: {test.after.what}"
    return f"{what}: {step.due.what}" if step and step.due else what


def _screening_why(code: str) -> str:
    name, _, state = code.partition(":")
    test = _tests().get(name)
    if test is None:
        return ""
    step = test.steps.get(state)
    if step and step.due:
        return step.due.why
    told = test.after or test.yearly or test.first
    return told.why if told else ""


def _tests() -> dict[str, ScreeningTest]:
    # The newest words of each test: a row says what is to be done, whatever version it was derived by.
    return screening_tests(date.max)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _month(period: str) -> int | None:
    _, _, month = period.partition("-")
    return int(month) if month.isdigit() and 1 <= int(month) <= 12 else None
