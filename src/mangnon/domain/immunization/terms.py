"""What vaccines are called where people read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Short names for a row of a list; the long labels stand in the schedule's content.
PRODUCT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "HEPB0": "Viêm gan B sơ sinh",
        "BCG": "Lao (BCG)",
        "PENTA": "5 trong 1",
        "HEXA": "6 trong 1",
        "BOPV": "Bại liệt uống",
        "IPV": "Bại liệt tiêm",
        "ROTA": "Rota",
        "PCV": "Phế cầu",
        "MEASLES": "Sởi",
        "MR": "Sởi – Rubella",
        "MMR": "Sởi – Quai bị – Rubella",
        "JE": "Viêm não Nhật Bản",
        "DPT": "Bạch hầu – Ho gà – Uốn ván",
        "TD": "Uốn ván – Bạch hầu (Td)",
        "HPV": "HPV",
    }
)


def product_words(product: str) -> str:
    """Name a vaccine by its code, ``vn:MR`` or ``MR``; the code itself where nobody knows it."""
    bare = product.removeprefix("vn:")
    return PRODUCT_WORDS.get(bare, bare)
