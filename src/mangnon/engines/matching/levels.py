"""The levels at which two records may agree, each as one SQL condition over ``<column>_l`` and ``<column>_r``.

This is the only definition of every level: Splink's settings for many pairs and the query for few pairs are
both made from it. Levels are tried in order; the last is what is left. Splink numbers them from the number
of levels less one down to 0, and -1 where one side is unknown; so does ``Comparison.number``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

UNKNOWN = -1


@dataclass(frozen=True)
class Comparison:
    """One thing compared.

    Args:
        name: what is compared.
        columns: what the conditions name.
        gate: the column that is null in a record about which this is not known.
        levels: name and condition of each level, from the strongest to what is left.
    """

    name: str
    columns: tuple[str, ...]
    gate: str
    levels: tuple[tuple[str, str], ...]

    @property
    def level_names(self) -> tuple[str, ...]:
        """Return the level names in the order they are tried."""
        return tuple(name for name, _ in self.levels)

    def number(self, level: str) -> int:
        """Return Splink's number of a level."""
        return len(self.levels) - 1 - self.level_names.index(level)

    def level(self, number: int) -> str | None:
        """Return the level with Splink's number; None when the pair could not be compared."""
        return None if number == UNKNOWN else self.level_names[len(self.levels) - 1 - number]

    def reached(self, numbers: npt.NDArray[np.int8], *levels: str) -> npt.NDArray[np.bool_]:
        """Say which pairs reached one of the levels; unknown ones did not."""
        # One entry more than there are levels: the unknown level, -1, reads the last one.
        chosen = np.zeros(len(self.levels) + 1, dtype=bool)
        chosen[[self.number(level) for level in levels]] = True
        return chosen[numbers]

    @property
    def unknown(self) -> str:
        """Return the condition under which two records cannot be compared."""
        return f"{self.gate}_l IS NULL OR {self.gate}_r IS NULL"

    @property
    def sql(self) -> str:
        """Return the CASE that gives the number of the level."""
        cases = " ".join(f"WHEN {condition} THEN {self.number(name)}" for name, condition in self.levels[:-1])
        return f"CASE WHEN {self.unknown} THEN {UNKNOWN} {cases} ELSE 0 END"


def _one_edit(left: str, right: str) -> str:
    """Return the condition "one letter dropped, added or changed, or two neighbours swapped".

    DuckDB 2.0 needs 1.4 µs for a Levenshtein distance and some 20 for one with swaps, and orders the parts of an
    AND as it likes; a CASE keeps the order.
    """
    return f"CASE WHEN levenshtein({left}, {right}) <= 2 THEN damerau_levenshtein({left}, {right}) <= 1 ELSE FALSE END"


def _name(p: str) -> Comparison:
    """Return the comparison of one person's name, from the columns that ``names.py`` makes.

    A name that lost its marks is no other name, but An beside Ân in a row that does carry marks may be a twin:
    ``lost`` says which is which. A slip is one edit that makes a word no Vietnamese says, or that touches the
    surname, which brothers and sisters share; one edit between two sayable words (An, Anh) may be two children.
    """
    lost = f"({p}_lost_l OR {p}_lost_r)"
    run_l, run_r = f"replace({p}_key_l, ' ', '')", f"replace({p}_key_r, ' ', '')"
    marked_run_l, marked_run_r = f"replace({p}_spelled_l, ' ', '')", f"replace({p}_spelled_r, ' ', '')"
    # One slip leaves the first or the last word whole; asking that first spares most edit distances.
    one_end = f"({p}_given_l = {p}_given_r OR {p}_family_l = {p}_family_r)"
    one_edit = _one_edit(f"{p}_key_l", f"{p}_key_r")
    # Words are split only for the few pairs that come this far: lists are slow to carry along.
    words_l, words_r = f"string_split({p}_key_l, ' ')", f"string_split({p}_key_r, ' ')"
    one_unsayable = (
        f"({p}_sayable_l = '' OR list_has_all({words_r}, string_split({p}_sayable_l, ' '))"
        f" OR {p}_sayable_r = '' OR list_has_all({words_l}, string_split({p}_sayable_r, ' ')))"
    )
    contained = f"(list_has_all({words_l}, {words_r}) OR list_has_all({words_r}, {words_l}))"
    columns = ("key", "spelled", "lost", "sorted", "family", "given", "initials", "short", "sayable")
    return Comparison(
        name=p,
        columns=tuple(f"{p}_{column}" for column in columns),
        gate=f"{p}_key",
        levels=(
            ("exact", f"{p}_spelled_l = {p}_spelled_r"),
            ("toneless", f"{p}_key_l = {p}_key_r AND {lost}"),
            ("tones_differ", f"{p}_key_l = {p}_key_r"),
            ("spaced", f"{run_l} = {run_r} AND ({marked_run_l} = {marked_run_r} OR {lost})"),
            (
                "rotated",
                f"{p}_sorted_l = {p}_sorted_r AND (contains({p}_spelled_l || ' ' || {p}_spelled_l, {p}_spelled_r)"
                f" OR ({lost} AND contains({p}_key_l || ' ' || {p}_key_l, {p}_key_r)))",
            ),
            (
                "slip",
                f"abs(length({p}_key_l) - length({p}_key_r)) <= 1 AND {one_end} AND {one_unsayable} AND {one_edit}",
            ),
            ("reordered", f"{p}_sorted_l = {p}_sorted_r"),
            (
                "typo",
                f"abs(length({p}_key_l) - length({p}_key_r)) <= 2 AND {one_end}"
                f" AND CASE WHEN length({p}_key_l) >= 12 AND length({p}_key_r) >= 12"
                f" THEN levenshtein({p}_key_l, {p}_key_r) <= 2 ELSE {one_edit} END",
            ),
            (
                "part",
                f"{p}_given_l = {p}_given_r AND ({contained}"
                f" OR ({p}_initials_l = {p}_initials_r AND ({p}_short_l OR {p}_short_r)))",
            ),
            ("given", f"{p}_given_l = {p}_given_r"),
            ("differ", "ELSE"),
        ),
    )


def _number(p: str) -> Comparison:
    return Comparison(
        name=p,
        columns=(p,),
        gate=p,
        levels=(
            ("equal", f"{p}_l = {p}_r"),
            # One slip leaves the first or the last half whole.
            (
                "near",
                f"({p}_l[:6] = {p}_r[:6] OR {p}_l[-5:] = {p}_r[-5:]) AND {_one_edit(f'{p}_l', f'{p}_r')}",
            ),
            ("differ", "ELSE"),
        ),
    )


def _equal(p: str) -> Comparison:
    return Comparison(
        name=p,
        columns=(p,),
        gate=p,
        levels=(("equal", f"{p}_l = {p}_r"), ("differ", "ELSE")),
    )


NAME = _name("name")
MOTHER = _name("mother")
FATHER = _name("father")
# A first of January is often what a computer made of "only the year"; it is read as such.
BIRTH = Comparison(
    name="birth",
    columns=("birth_day", "birth_month", "birth_year", "birth_number"),
    gate="birth_year",
    levels=(
        ("day", "birth_number_l = birth_number_r"),
        (
            "month",
            "birth_year_l = birth_year_r AND birth_month_l = birth_month_r"
            " AND (birth_day_l IS NULL OR birth_day_r IS NULL)",
        ),
        (
            "year",
            "birth_year_l = birth_year_r AND (birth_month_l IS NULL OR birth_month_r IS NULL"
            " OR (birth_day_l = 1 AND birth_month_l = 1) OR (birth_day_r = 1 AND birth_month_r = 1))",
        ),
        (
            "swapped",
            "birth_year_l = birth_year_r AND birth_day_l = birth_month_r AND birth_month_l = birth_day_r",
        ),
        ("near", "abs(birth_number_l - birth_number_r) = 1"),
        (
            "part",
            "(CASE WHEN birth_day_l = birth_day_r THEN 1 ELSE 0 END"
            " + CASE WHEN birth_month_l = birth_month_r THEN 1 ELSE 0 END"
            " + CASE WHEN birth_year_l = birth_year_r THEN 1 ELSE 0 END) >= 2"
            " AND abs(birth_year_l - birth_year_r) IN (0, 1, 10)",
        ),
        ("same_year", "birth_year_l = birth_year_r"),
        ("differ", "ELSE"),
    ),
)
SEX = _equal("sex")
PLACE = Comparison(
    name="place",
    columns=("hamlet", "commune", "places"),
    gate="places",
    levels=(
        ("hamlet", "hamlet_l = hamlet_r"),
        ("commune", "commune_l = commune_r"),
        ("lineage", "list_has_any(places_l, places_r)"),
        ("differ", "ELSE"),
    ),
)
PERSONAL = _number("personal")
INSURANCE = _number("insurance")
CERTIFICATE = _equal("certificate")
PHONE = _equal("phone")
HOUSEHOLD = _equal("household")

COMPARISONS: tuple[Comparison, ...] = (
    NAME,
    MOTHER,
    FATHER,
    BIRTH,
    SEX,
    PLACE,
    PERSONAL,
    INSURANCE,
    CERTIFICATE,
    PHONE,
    HOUSEHOLD,
)

# Two records are compared when they agree on all columns of one of these.
BLOCKING: tuple[tuple[str, ...], ...] = (
    ("personal",),
    ("insurance",),
    ("household",),
    ("certificate", "name_given"),
    ("name_sorted", "birth_year"),
    ("name_sorted", "mother_key"),
    ("name_sorted", "commune"),
    ("birth_number", "name_given"),
    ("birth_number", "mother_key"),
    ("birth_number", "father_key"),
    ("birth_number", "commune"),
    ("mother_key", "commune"),
    ("name_given", "hamlet", "birth_year"),
    ("phone", "birth_year"),
)
