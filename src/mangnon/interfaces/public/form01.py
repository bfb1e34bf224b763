"""Form 01 of Decree 56/2017 as a page asks it, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import QueryDict

from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.places.queries import find_commune, list_communes
from mangnon.core.web.parts import Option
from mangnon.domain.protection.telling import Parent, Told, ToldBy

LONGEST = 4000
LONGEST_LINE = 200
TOO_LONG = "Phần này dài quá {most} chữ; hãy rút ngắn, hoặc gửi rồi báo thêm bằng mã."


@dataclass(frozen=True)
class Ask:
    """One question of the form: its name on the page, its words, and whether a line is enough."""

    name: str
    label: str
    hint: str = ""
    line: bool = False

    @property
    def most(self) -> int:
        """How many letters it takes."""
        return LONGEST_LINE if self.line else LONGEST


HAPPENED = (
    Ask("chuyen_gi", "Chuyện gì đã xảy ra, hoặc đang lo điều gì?",
        "Kể điều đã thấy, nghe, biết. Không cần chắc chắn, không cần bằng chứng."),
    Ask("hien_nay", "Trẻ bây giờ ra sao?", "Ví dụ: đang đau, đang sợ, đang ở một mình."),
    Ask("hau_qua", "Nếu không ai giúp thì điều gì có thể xảy ra?"),
)  # fmt: skip
WHERE = (
    Ask("o_dau", "Trẻ đang ở đâu, hoặc thường ở đâu?", "Xóm, tổ, tên trường, gần nhà ai."),
    Ask("noi_xay_ra", "Chuyện xảy ra ở đâu?", "Để trống nếu cùng một nơi."),
)
CHILD = (
    Ask("ten_tre", "Tên trẻ, hoặc mọi người gọi là gì", line=True),
    Ask("sinh", "Ngày sinh hoặc chừng mấy tuổi", "Ví dụ: 12/3/2018, hoặc khoảng 8 tuổi.", line=True),
)
FATHER = (
    Ask("cha_ten", "Tên cha", line=True),
    Ask("cha_tuoi", "Tuổi cha", line=True),
    Ask("cha_viec", "Cha làm nghề gì", line=True),
)
MOTHER = (
    Ask("me_ten", "Tên mẹ", line=True),
    Ask("me_tuoi", "Tuổi mẹ", line=True),
    Ask("me_viec", "Mẹ làm nghề gì", line=True),
)
FAMILY = (
    Ask("gia_dinh", "Hoàn cảnh gia đình"),
    Ask("nguoi_cham", "Ai đang chăm sóc trẻ?"),
    Ask("da_lam", "Đã có ai giúp trẻ chưa? Đã làm gì?"),
    Ask("ghi_chu", "Điều khác muốn nói"),
)
TELLER = (
    Ask("ten", "Họ tên", line=True),
    Ask("dien_thoai", "Số điện thoại", line=True),
    Ask("dia_chi", "Nơi ở", line=True),
)
ASKS = {ask.name: ask for group in (HAPPENED, WHERE, CHILD, FATHER, MOTHER, FAMILY, TELLER) for ask in group}
SEXES = (("", "Không biết"), ("m", "Trai"), ("f", "Gái"))


@dataclass(frozen=True)
class Box:
    """A question with what was typed and what is wrong with it."""

    ask: Ask
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, as far as it can be read; nothing is lost when something is wrong.

    Args:
        words: of each question, by its name.
        commune_code: as chosen; empty for "do not know".
        agreed: whether who tells may be known.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    sex: str = ""
    commune_code: str = ""
    urgent: bool = False
    harms: tuple[str, ...] = ()
    agreed: bool = False

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by question."""
        return {
            name: TOO_LONG.format(most=f"{ask.most:,}".replace(",", "."))
            for name, ask in ASKS.items()
            if len(self.words.get(name, "")) > ask.most
        }

    @property
    def told(self) -> Told:
        """Form 01."""
        said = {name: self.words.get(name, "") for name in ASKS}
        return Told(
            child_name=said["ten_tre"], birth=said["sinh"], sex=self.sex, child_place=said["o_dau"],
            event_place=said["noi_xay_ra"], happened=said["chuyen_gi"], state=said["hien_nay"],
            consequence=said["hau_qua"], family=said["gia_dinh"], carer=said["nguoi_cham"],
            done_already=said["da_lam"], notes=said["ghi_chu"],
            father=Parent(name=said["cha_ten"], age=said["cha_tuoi"], job=said["cha_viec"]),
            mother=Parent(name=said["me_ten"], age=said["me_tuoi"], job=said["me_viec"]),
        )  # fmt: skip

    @property
    def told_by(self) -> ToldBy | None:
        """Who tells; None unless they agree that it is kept."""
        if not self.agreed:
            return None
        return ToldBy(
            name=self.words.get("ten", ""),
            phone=self.words.get("dien_thoai", ""),
            address=self.words.get("dia_chi", ""),
        )

    def boxes(self, asks: tuple[Ask, ...]) -> list[Box]:
        """Return some questions with what was typed."""
        errors = self.errors
        return [Box(ask, self.words.get(ask.name, ""), errors.get(ask.name, "")) for ask in asks]

    def commune_id(self, *, on: date) -> UUID | None:
        """Return the commune that was chosen; None for "do not know" and for what is no commune."""
        found = find_commune(self.commune_code, on=on) if self.commune_code else None
        return found.id if found else None


def read_typed(posted: QueryDict, *, on: date) -> Typed:
    """Read what a browser sent; what cannot be read counts as not said."""
    harms = set(posted.getlist("hai"))
    return Typed(
        words={name: _clean(posted.get(name, "")) for name in ASKS},
        sex=posted.get("gioi", "") if posted.get("gioi") in ("m", "f") else "",
        commune_code=posted.get("xa", "") if posted.get("xa", "").isascii() and posted.get("xa", "").isdigit() else "",
        urgent=posted.get("nguy") == "1",
        harms=tuple(code for code, _ in list_harms(on) if code in harms),
        agreed=posted.get("dong_y") == "1",
    )


def _clean(words: str) -> str:
    """Return text that can be kept: no half letters, no zero bytes, lines ended alike."""
    whole = words.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return whole.replace("\r\n", "\n").strip()


def list_harms(on: date) -> tuple[tuple[str, str], ...]:
    """Return the harms that may be feared, code and words."""
    return tuple((kind.code, kind.words) for kind in harm_kinds_on(on))


def harm_options(*, chosen: tuple[str, ...], on: date) -> list[Option]:
    """Return the harms as boxes to tick."""
    return [Option(value=code, label=words, chosen=code in chosen) for code, words in list_harms(on)]


def sex_options(chosen: str) -> list[Option]:
    """Return the sexes of a child, "do not know" among them."""
    return [Option(value=value, label=label, chosen=value == chosen) for value, label in SEXES]


def commune_options(*, chosen: str, on: date, unknown: str = "Tôi không biết xã nào") -> list[Option]:
    """Return the communes and wards of a day, and first that one does not know."""
    known = [Option(value=place.code, label=place.full, chosen=place.code == chosen) for place in list_communes(on=on)]
    return [Option(value="", label=unknown, chosen=not chosen), *known]


def form_context(typed: Typed, *, on: date) -> dict[str, object]:
    """Return what the parts of the form need."""
    return {
        "typed": typed,
        "happened": typed.boxes(HAPPENED),
        "where": typed.boxes(WHERE),
        "child_boxes": typed.boxes(CHILD),
        "father": typed.boxes(FATHER),
        "mother": typed.boxes(MOTHER),
        "family": typed.boxes(FAMILY),
        "teller": typed.boxes(TELLER),
        "sexes": sex_options(typed.sex),
        "communes": commune_options(chosen=typed.commune_code, on=on),
        "harms": harm_options(chosen=typed.harms, on=on),
        "more_open": any(typed.words.get(ask.name) for group in (FATHER, MOTHER, FAMILY) for ask in group),
    }
