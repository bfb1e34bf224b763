"""What a column of names is compared by: keys, word lists and how common each name is. Pure, whole columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.matching.parameters import NameShares
from mangnon.vocab.text import search_key, spelled_key

# Every syllable Vietnamese says, written without marks: an onset, then one of these rimes. The spelling of
# the national script (quốc ngữ) is closed, so a word outside it is a slip of the hand or a foreign name.
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx]"
_RIMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|"
    "i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu|"
    "o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|oong|ooc|op|ot|"
    "u|ua|uan|uang|uat|uay|uc|ue|uech|uen|uenh|uet|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|"
    "uy|uya|uych|uyen|uyet|uynh|uyt|uyu|y|yem|yen|yet|yeu|ynh|ych|yt"
)
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_RIMES})")
_FINAL_Y = re.compile("(qu|[bcdđghklmnprstvx]{1,3})([yýỳỷỹỵ])")
_I_FOR_Y = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))
# Signs that part words ("N.V.An"); rarer ones are dropped with the marks. Unicode classes cost 1 ms to compile.
_SIGNS = "[!-/:-@\\[-`{-~‐-―·…]+"


T = TypeVar("T")


@dataclass(frozen=True)
class NameColumns:
    """One row per name; every column null where there is no name.

    ``key``: unaccented words with one space between them; ``sorted``: the same in alphabetical order. ``spelled``:
    words with their marks. ``lost``: the name certainly lost its marks. ``sayable``: unaccented words after the
    first that are Vietnamese syllables. ``family`` and ``given``: first and last unaccented word.
    ``initials``: first letters; ``short``: whether a word is a single letter. ``share`` is the share of people
    with that name.
    """

    columns: dict[str, pa.Array]
    share: npt.NDArray[np.float64]


@lru_cache(maxsize=32_768)
def is_sayable(word: str) -> bool:
    """Say whether an unaccented word is a syllable of Vietnamese.

    >>> is_sayable("nguyen"), is_sayable("nguyn"), is_sayable("anh"), is_sayable("ahn")
    (True, False, True, False)
    """
    return _SYLLABLE.fullmatch(word) is not None


def name_columns(*, names: pa.Array, shares: NameShares) -> NameColumns:
    """Return what each name is compared by.

    Args:
        names: strings; null or blank where unknown.
        shares: how common words are in names.

    Returns:
        Columns as long as ``names``.
    """
    encoded = pc.dictionary_encode(names.cast(pa.string()))
    unique = _unique_columns(encoded.dictionary, shares)
    taken = {name: pc.take(column, encoded.indices) for name, column in unique.columns.items()}
    index = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    share = unique.share[index] if len(unique.share) else np.ones(len(names))
    return NameColumns(columns=taken, share=np.where(encoded.is_null().to_numpy(False), 1.0, share))


def _unique_columns(names: pa.Array, shares: NameShares) -> NameColumns:
    split = pc.utf8_split_whitespace(pc.replace_substring_regex(pc.utf8_normalize(names, form="NFC"), _SIGNS, " "))
    counts = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    flat = pc.dictionary_encode(split.flatten())
    forms = [_word_forms(str(word)) for word in flat.dictionary.to_pylist()]
    bare, spelled = [form[0] for form in forms], [form[1] for form in forms]
    index = flat.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    owner = np.repeat(np.arange(len(names), dtype=np.int64), counts)
    said = np.array([b != "" and s != "" for b, s in zip(bare, spelled, strict=True)], dtype=bool)
    keep = said[index] if len(index) else np.zeros(0, dtype=bool)
    return _columns_of_words(
        words=_Words(owner=owner[keep], index=index[keep], bare=bare, spelled=spelled),
        rows=len(names),
        shares=shares,
    )


def word_key(word: str) -> str:
    """Return what a word of a name is looked up by: without marks, a lone final y written i.

    >>> word_key("Lý"), word_key("Thủy")
    ('li', 'thuy')
    """
    return _word_forms(word)[0]


@lru_cache(maxsize=32_768)  # names are made of a few thousand words
def _word_forms(word: str) -> tuple[str, str]:
    spelled = _folded_y(spelled_key(word).replace(" ", ""))
    return search_key(spelled).replace(" ", ""), spelled


def _folded_y(word: str) -> str:
    """Write a lone final y as i: Ly and Li, Mỹ and Mĩ, Quý and Quí are one name spelt by two rules."""
    match = _FINAL_Y.fullmatch(word)
    return word if match is None else match[1] + _I_FOR_Y[match[2]]


@dataclass(frozen=True)
class _Words:
    """Words of all names, one after another: whose name, which entry of the vocabulary."""

    owner: npt.NDArray[np.int64]
    index: npt.NDArray[np.int64]
    bare: list[str]
    spelled: list[str]


def _columns_of_words(*, words: _Words, rows: int, shares: NameShares) -> NameColumns:
    owner, index = words.owner, words.index
    counts = np.bincount(owner, minlength=rows)
    first = np.ones(len(owner), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    last = np.roll(first, -1)
    nameless = counts == 0
    bare = pa.array(words.bare, pa.string())
    spelled = pa.array(words.spelled, pa.string())
    initials = pa.array([word[:1] for word in words.bare], pa.string())
    sayable = _told(words.bare, is_sayable)[index] & ~first

    def owners_of(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        has = np.zeros(rows, dtype=bool)
        has[owner[chosen]] = True
        return has

    def listed(values: pa.Array, chosen: npt.NDArray[Any]) -> pa.Array:
        sizes = np.bincount(owner[chosen], minlength=rows)
        offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
        taken = pc.take(values, pa.array(index[chosen]))
        return _null_where(pa.ListArray.from_arrays(pa.array(offsets), taken), nameless)

    def one_of(chosen: npt.NDArray[np.bool_]) -> pa.Array:
        at = np.zeros(rows, dtype=np.int64)
        at[owner[chosen]] = index[chosen]
        return pc.take(bare, pa.array(at, mask=nameless))

    every = np.arange(len(owner))
    alphabet = np.argsort(np.argsort(np.array(words.bare, dtype=object)))
    marked = _told(list(zip(words.bare, words.spelled, strict=True)), lambda forms: forms[0] != forms[1])
    lost = owners_of(_told(words.bare, shares.never_bare.__contains__)[index]) & ~owners_of(marked[index])
    columns = {
        "key": pc.binary_join(listed(bare, every), " "),
        "spelled": pc.binary_join(listed(spelled, every), " "),
        "lost": pa.array(lost, mask=nameless),
        "sorted": pc.binary_join(listed(bare, np.lexsort((alphabet[index], owner))), " "),
        "family": one_of(first),
        "given": one_of(last),
        "initials": pc.binary_join(listed(initials, every), ""),
        "short": pa.array(owners_of(_told(words.bare, lambda word: len(word) == 1)[index]), mask=nameless),
        "sayable": pc.binary_join(listed(bare, np.flatnonzero(sayable)), " "),
    }
    return NameColumns(columns=columns, share=_shares(words=words, first=first, last=last, rows=rows, shares=shares))


def _told(words: list[T], holds: Callable[[T], bool]) -> npt.NDArray[np.bool_]:
    return np.array([holds(word) for word in words], dtype=bool)


def _shares(
    *, words: _Words, first: npt.NDArray[np.bool_], last: npt.NDArray[np.bool_], rows: int, shares: NameShares
) -> npt.NDArray[np.float64]:
    """Return the product of the words' shares: surname, middle names and given name taken as independent."""

    def looked_up(table: Any, default: float) -> npt.NDArray[np.float64]:
        return np.log2([float(table.get(word, default)) for word in words.bare] or [1.0])

    surname = looked_up(shares.surname, shares.default_surname)
    middle = looked_up(shares.middle, shares.default_middle)
    given = looked_up(shares.given, shares.default_given)
    at = words.index
    bits = np.where(last, given[at], np.where(first, surname[at], middle[at])) if len(at) else np.zeros(0)
    total = np.bincount(words.owner, weights=bits, minlength=rows)
    return np.asarray(np.maximum(np.exp2(total), shares.floor), dtype=np.float64)


def _null_where(column: pa.Array, missing: npt.NDArray[np.bool_]) -> pa.Array:
    return pc.if_else(pa.array(missing), pa.scalar(None, column.type), column)
