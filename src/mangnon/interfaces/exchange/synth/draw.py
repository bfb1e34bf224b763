"""Seeded draws and the small array tools that every table of the generator uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth.content import Weighted

Words = NDArray[np.object_]
Days = NDArray[np.int32]
Keys = NDArray[np.uint8]  # shape (rows, 16)

EPOCH = date(1970, 1, 1)
# A table's place here goes into its keys: add at the end only.
_TABLES = (
    "hamlets",
    "facilities",
    "collaborators",
    "households",
    "children",
    "caregivers",
    "residences",
    "circumstances",
    "risk_factors",
    "enrolments",
    "measurements",
    "doses",
    "supplements",
    "screenings",
    "visits",
    "duplicates",
)


def generator(*, seed: int, commune: int, topic: str) -> np.random.Generator:
    """The random stream of one topic in one commune, independent of all others."""
    return np.random.default_rng([seed, commune, *topic.encode()])


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


def keys(*, seed: int, table: str, commune: int, count: int, today: date) -> Keys:
    """UUIDv7-shaped keys in ascending order: the time counts up from today, the rest is mixed from the seed.

    Args:
        seed: the province's seed.
        table: a table's name as in ``schema``; keys differ between tables.
        commune: the commune's index in the province.
        count: how many keys.
        today: the day the time part starts from.

    Returns:
        Array of shape (count, 16), big-endian bytes.
    """
    index = np.arange(count, dtype=np.uint64)
    start = np.uint64(day_number(today) * 86_400_000 + commune * 1_000)
    millis = start + (index >> np.uint64(12))
    number = _TABLES.index(table)
    with np.errstate(over="ignore"):
        salt = _mixed(np.array([seed, commune, number], dtype=np.uint64) + np.uint64(1))
        mixed = _mixed(index + (salt[0] ^ (salt[1] << np.uint64(1)) ^ (salt[2] << np.uint64(2))))
    high = (millis << np.uint64(16)) | np.uint64(0x7000) | (index & np.uint64(0xFFF))
    low = (mixed >> np.uint64(2)) | np.uint64(0x8000_0000_0000_0000)
    return np.stack([high, low], axis=1).astype(">u8").view(np.uint8).reshape(count, 16)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The splitmix64 finaliser: a bijection of 64-bit words that looks random."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def spread_number(*, index: NDArray[np.int64], digits: int, seed: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """A number of so many digits that looks random; unique for each index below ``10 ** digits``."""
    modulus = 10**digits
    step = (modulus * 61803 // 100000) // 10 * 10 + 7  # coprime to 10: a permutation of the residues
    spread: NDArray[np.int64] = (index * step + seed * 7919) % modulus
    return spread


def picks(rng: np.random.Generator, choices: Weighted, count: int) -> NDArray[np.intp]:
    """Indices into the choices' values, drawn with their probabilities."""
    cumulative = np.cumsum(choices.probability)
    return np.minimum(np.searchsorted(cumulative, rng.random(count), side="right"), len(cumulative) - 1)


def words(rng: np.random.Generator, choices: Weighted, count: int) -> Words:
    """Words drawn with their probabilities."""
    return objects(choices.values)[picks(rng, choices, count)]


def objects(values: Sequence[str]) -> Words:
    """A NumPy array of Python strings."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def shares_out(*, total: int, weights: NDArray[Any]) -> NDArray[np.int64]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    exact = total * weights / weights.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole


def rank_within(*groups: NDArray[Any]) -> NDArray[np.int64]:
    """The place of each row among the rows with the same values, from 0, in row order."""
    order = np.lexsort(groups)
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for group in groups:
        new[1:] |= group[order][1:] != group[order][:-1]
    position = np.arange(len(order))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = position - np.maximum.accumulate(np.where(new, position, 0))
    return rank


def months_of(days: Days) -> NDArray[np.int64]:
    """Months since January 1970 of each day number."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def years_of(days: Days) -> NDArray[np.int64]:
    """Calendar year of each day number."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def key_column(values: Keys) -> pa.Array:
    """Keys as an Arrow column of 16-byte binaries."""
    flat = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.binary(16), len(flat), [None, pa.py_buffer(flat)])


def day_column(days: NDArray[Any], *, mask: NDArray[np.bool_] | None = None) -> pa.Array:
    """Day numbers as an Arrow column of dates; masked rows are null."""
    return pa.array(np.asarray(days, dtype=np.int32), mask=mask).cast(pa.date32())


def word_column(values: Words, *, mask: NDArray[np.bool_] | None = None) -> pa.Array:
    """Strings as an Arrow column; masked rows are null."""
    return pa.array(values, type=pa.string(), mask=mask)


def text_column(values: Words) -> pa.Array:
    """Strings as an Arrow column; empty ones are null."""
    return word_column(values, mask=values == "")


def coded_column(codes: NDArray[Any], values: Sequence[str], *, mask: NDArray[np.bool_] | None = None) -> pa.Array:
    """Strings given as indices into a short list, as an Arrow column; masked rows are null."""
    return pa.array(list(values), type=pa.string()).take(pa.array(np.asarray(codes, dtype=np.int32), mask=mask))
