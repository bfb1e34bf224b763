"""How clerks write things down: dates, names, numbers and words in the shapes that old files hold."""

from __future__ import annotations

import unicodedata
from datetime import date

import numpy as np

# TCVN 5712:1993, VN3 (the fonts named .VnTime): letters and the bytes they have there, read as Latin-1.
_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐư"
_BYTES = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§\u00ad"
TCVN3 = dict(zip(_LETTERS, _BYTES, strict=True))

ETHNIC_WORDS = {
    "01": ("Kinh", "kinh", "KINH"),
    "02": ("Tày", "tày"),
    "03": ("Thái",),
    "04": ("Hoa", "Hán"),
    "06": ("Mường",),
    "07": ("Nùng", "nùng"),
    "08": ("Mông", "H'Mông", "Hmông", "Mèo"),
    "09": ("Dao", "Dao đỏ", "Mán"),
    "11": ("Ngái",),
    "15": ("Sán Chay", "Cao Lan", "Sán Chí"),
    "18": ("Sán Dìu", "Sán dìu"),
}
CIRCUMSTANCE_WORDS = {
    "10a": ("Mồ côi cả cha lẫn mẹ, ở với bà nội", "mồ côi bố mẹ", "MC cả cha và mẹ (ông bà nuôi)"),
    "10b": ("Trẻ bị bỏ rơi, gia đình nhận nuôi", "bị bỏ rơi"),
    "10c": ("Bố mất, mẹ bỏ đi không rõ tung tích", "không nơi nương tựa (mẹ mất, bố đi tù)"),
    "10d": ("Khuyết tật nặng", "KT vận động, mức độ nhẹ", "khuyết tật đặc biệt nặng", "Trẻ khuyết tật"),
    "10đ": ("Trẻ nhiễm HIV", "HIV/AIDS"),
    "10e": ("Vi phạm pháp luật, giáo dục tại xã", "trẻ VPPL"),
    "10g": ("Nghiện ma túy",),
    "10h": ("Bỏ học đi làm kiếm sống", "bỏ học, phụ hồ"),
    "10i": ("Bị bạo lực, tổn hại nghiêm trọng",),
    "10k": ("Bị bóc lột sức lao động",),
    "10l": ("Trẻ bị xâm hại tình dục", "bị xâm hại TD"),
    "10m": ("Bị mua bán trở về",),
    "10n": (
        "Bệnh hiểm nghèo (hộ nghèo)",
        "tim bẩm sinh, hộ cận nghèo",
        "Mắc bệnh phải điều trị dài ngày, hộ nghèo",
    ),
    "10o": ("Trẻ di cư, chưa rõ cha mẹ",),
}
RISK_WORDS = {
    "poor_household": ("Hộ nghèo", "hộ nghèo", "HN"),
    "near_poor_household": ("Hộ cận nghèo", "cận nghèo", "HCN"),
    "divorced_parents": ("Bố mẹ ly hôn", "bố mẹ li hôn, ở với mẹ"),
    "parents_away": ("Bố mẹ đi làm ăn xa", "bố mẹ đi làm xa, ở với ông bà"),
    "other": ("Có nguy cơ", "Trẻ có nguy cơ rơi vào HCĐB"),
}
_DATE_SHAPES = (
    "{d:02d}/{m:02d}/{y}",
    "{d}/{m}/{y}",
    "{d:02d}-{m:02d}-{y}",
    "{d:02d}.{m:02d}.{y}",
    "{d}/{m}/{yy:02d}",
    "ngày {d:02d} tháng {m:02d} năm {y}",
    "{y}-{m:02d}-{d:02d}",
    "{d:02d} /{m:02d} /{y}",
    "{d:02d}/{m:02d}/{y} ",
)


def tcvn3(text: str) -> str:
    """Text in the TCVN3 (ABC) encoding as it looks in Latin-1; toned capitals become small."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(TCVN3.get(letter) or TCVN3.get(letter.lower(), letter) for letter in whole)


def decomposed(text: str) -> str:
    """The text with tone marks as letters of their own (NFD)."""
    return unicodedata.normalize("NFD", text)


def one_of(rng: np.random.Generator, values: tuple[str, ...]) -> str:
    """One of the words; the first is as likely as all others together."""
    if len(values) == 1 or rng.random() < 0.5:
        return values[0]
    return values[int(rng.integers(1, len(values)))]


def date_text(rng: np.random.Generator, day: date, *, plain: bool) -> str:
    """A date as text; plain ones with two digits and slashes, the others in one of many shapes."""
    shape = _DATE_SHAPES[0 if plain else int(rng.integers(len(_DATE_SHAPES)))]
    return shape.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100)


def careless(rng: np.random.Generator, text: str) -> str:
    """The text with a stray space: behind, before, doubled or not breaking."""
    spot = int(rng.integers(4))
    if spot == 0:
        return f"{text} "
    if spot == 1:
        return f" {text}"
    return text.replace(" ", "  " if spot == 2 else "\u00a0", 1)


def weight_text(rng: np.random.Generator, weight_g: int) -> str:
    """A weight as a hurried hand writes it: ``8,6``, ``8.6kg``, ``8kg6`` or ``8600``."""
    kilos, rest = divmod(weight_g, 1000)
    tenth = rest // 100
    shapes = (f"{kilos},{tenth}", f"{kilos}.{tenth}kg", f"{kilos}kg{tenth}", f"{weight_g // 100 * 100}")
    return shapes[int(rng.choice(4, p=[0.6, 0.2, 0.12, 0.08]))]


def length_text(rng: np.random.Generator, length_mm: int) -> str:
    """A length as a hurried hand writes it: ``75,5``, ``75.5 cm`` or ``0,755 m``."""
    centimetres, tenth = divmod(length_mm, 10)
    shapes = (
        f"{centimetres},{tenth}",
        f"{centimetres}.{tenth} cm",
        f"{length_mm / 1000:.3f} m".replace(".", ","),
    )
    return shapes[int(rng.choice(3, p=[0.75, 0.2, 0.05]))]
