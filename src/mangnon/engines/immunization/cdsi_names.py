"""Names, codes, dates and numbers as the files of supporting data spell them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mangnon.engines.immunization.dates import Period, parse_period
from mangnon.engines.immunization.xml import SupportingDataError

_NUMBER: Final = re.compile(r"[0-9]+")
_BRACKETED: Final = re.compile(r".*\(\s*([0-9]+)\s*\)\s*")


def _plain(name: str) -> str:
    """A name without case, space and hyphens."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def cvx_code(code: str) -> str:
    """A CVX code with the leading zero that some files lost."""
    return code.zfill(2) if code.isdigit() else code


@dataclass
class Names:
    """Places of antigens, products and groups by name, and the file being read."""

    file: str
    antigens: dict[str, int]
    groups: dict[str, int]
    products: dict[str, int]

    def error(self, what: str) -> SupportingDataError:
        """An error that names the file and the value."""
        return SupportingDataError(f"Tệp {self.file}: không hiểu giá trị {what}.")

    def period(self, text: str) -> Period | None:
        """Read a period."""
        try:
            return parse_period(text)
        except ValueError:
            raise self.error(f"«{text}»") from None

    def day(self, text: str) -> int | None:
        """Read a date (``20250827`` or ``01/01/1957``) as a day number."""
        if not text:
            return None
        try:
            if "/" in text:
                month, day, year = (int(part) for part in text.split("/"))
                found = date(year, month, day)
            else:
                digits = text.replace("-", "")
                found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            raise self.error(f"«{text}»") from None
        return found.toordinal() - date(1970, 1, 1).toordinal()

    def number(self, text: str, otherwise: int) -> int:
        """Read the first number in a text such as ``Dose 2`` or ``2 - dose``."""
        found = _NUMBER.search(text)
        if found is None:
            return otherwise
        if len(found[0]) > 4:
            raise self.error(f"«{text}»")
        return int(found[0])

    def antigen(self, name: str) -> int:
        """The place of an antigen, added to the list when it is new."""
        return self._place(self.antigens, name, "targetDisease")

    def group(self, name: str) -> int:
        """The place of a vaccine group, added to the list when it is new."""
        return self._place(self.groups, name, "vaccineGroup")

    def _place(self, known: dict[str, int], name: str, what: str) -> int:
        """The place of a name; files of one release spell some names differently (``Hep B``, ``HepB``)."""
        if not name:
            raise self.error(f"{what} trống")
        if name not in known:
            plain = _plain(name)
            same = next((place for other, place in known.items() if _plain(other) == plain), None)
            if same is not None:
                return same
        return known.setdefault(name, len(known))

    def product(self, cvx: str) -> int:
        """The place of a CVX code, added to the list when it is new."""
        return self.products.setdefault(cvx_code(cvx), len(self.products))

    def product_list(self, text: str) -> tuple[int, ...]:
        """The places of codes separated by semicolons; a code may follow its name in brackets."""
        codes = (_BRACKETED.sub(r"\1", code).strip() for code in text.replace(",", ";").split(";"))
        return tuple(self.product(code) for code in codes if code)
