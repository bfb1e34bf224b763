"""One small province for all tests of this folder: made once, never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest

from mangnon.interfaces.exchange.synth import schema
from mangnon.interfaces.exchange.synth.inputs import SynthInputs, read_inputs
from mangnon.interfaces.exchange.synth.province import Province, generate

TODAY = date(2026, 11, 24)
CHILDREN = 13_200  # a twenty-fifth of the full size

Maker = Callable[..., Province]


@pytest.fixture(scope="session")
def inputs() -> SynthInputs:
    return read_inputs(today=TODAY)


@pytest.fixture(scope="session")
def make(inputs: SynthInputs) -> Maker:
    def province(*, children: int, seed: int = 7, communes: list[str] | None = None) -> Province:
        return generate(
            children=children,
            seed=seed,
            today=TODAY,
            places=inputs.places,
            content=inputs.content,
            curves=inputs.curves,
            communes=communes,
        )

    return province


@pytest.fixture(scope="session")
def province(make: Maker) -> Province:
    return make(children=CHILDREN)


@pytest.fixture(scope="session")
def tables(province: Province) -> dict[str, pa.Table]:
    """Every table of the small province, whole."""
    chunks = list(province.chunks(communes_per_chunk=9))
    whole = {name: pa.concat_tables([chunk.tables[name] for chunk in chunks]) for name in schema.COMMUNE_TABLES}
    return {**province.tables(), **whole}
