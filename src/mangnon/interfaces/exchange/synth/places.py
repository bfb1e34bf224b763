"""Lays the province out: how many children, hamlets, schools and collaborators each commune has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import Area, CommuneTraits, HamletNames, SynthContent
from mangnon.interfaces.exchange.synth.draw import Keys, Words
from mangnon.interfaces.exchange.synth.names import adult_names, phone_numbers

FULL_SIZE = 330_000
SCHOOL_KINDS = ("kindergarten", "primary", "lower_secondary")
_SCHOOL_TITLES = ("Trường Mầm non", "Trường Tiểu học", "Trường THCS")
_SCHOOL_SHARES = np.array([0.38, 0.29, 0.33])


@dataclass(frozen=True)
class PlaceTables:
    """The communes to fill, in a fixed order: five-digit codes and names with their kind (``Xã Đại Từ``)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class CommunePlan:
    """What one commune is to hold; ``first_*`` are row numbers in the province-wide tables."""

    index: int
    code: str
    name: str
    area: Area
    personal_id_prefix: str
    records: int
    duplicates: int
    special: int
    at_risk: int
    first_hamlet: int
    hamlets: int
    first_facility: int
    facilities: tuple[int, ...]  # one count per SCHOOL_KINDS
    collaborators: int


@dataclass(frozen=True)
class Layout:
    """The plan of every commune and the keys of the places and schools they share."""

    communes: tuple[CommunePlan, ...]
    hamlet_keys: Keys
    hamlet_commune: np.ndarray
    facility_keys: Keys


def layout(
    *,
    children: int,
    seed: int,
    today: date,
    places: PlaceTables,
    content: SynthContent,
    communes: Sequence[str] | None,
) -> Layout:
    """Share the children, and all that goes with them, out over the communes.

    Args:
        children: child records in all, duplicates included.
        seed: the province's seed.
        today: the day the province is made for.
        places: the communes of the province.
        content: areas and counts.
        communes: codes of the communes to fill; all when None.

    Returns:
        The plan of every filled commune, in the order of ``places``.
    """
    chosen = [i for i, code in enumerate(places.codes) if communes is None or code in set(communes)]
    traits = [_traits(places.codes[i], places.names[i], content) for i in chosen]
    weight = np.array([commune.weight for commune in traits])
    full_weight = sum(
        _traits(code, name, content).weight for code, name in zip(places.codes, places.names, strict=True)
    )
    records = draw.shares_out(total=children, weights=weight)
    risk_weight = records * np.array([content.poverty.values[commune.area] for commune in traits])
    counts, scale = content.counts, children / FULL_SIZE
    duplicates = draw.shares_out(total=round(counts.duplicates * scale), weights=records + 1e-9)
    special = draw.shares_out(total=round(counts.special_circumstances * scale), weights=risk_weight + 1e-9)
    at_risk = draw.shares_out(total=round(counts.at_risk * scale), weights=risk_weight + 1e-9)
    hamlets = np.clip(np.round(counts.hamlets * weight / full_weight).astype(int), 4, None)
    hamlets = np.minimum(hamlets, np.maximum(1, records // 25))
    schools = np.maximum(3, np.round(counts.facilities * records / FULL_SIZE).astype(int))
    collaborators = np.maximum(1, np.round(counts.collaborators * records / FULL_SIZE).astype(int))
    plans = []
    first_hamlet = first_facility = 0
    for n, i in enumerate(chosen):
        facilities = 1 + draw.shares_out(total=int(schools[n]) - 3, weights=_SCHOOL_SHARES)
        plans.append(
            CommunePlan(
                index=i,
                code=places.codes[i],
                name=places.names[i],
                area=traits[n].area,
                personal_id_prefix=traits[n].personal_id_prefix,
                records=int(records[n]),
                duplicates=int(min(duplicates[n], records[n] // 3)),
                special=int(special[n]),
                at_risk=int(at_risk[n]),
                first_hamlet=first_hamlet,
                hamlets=int(hamlets[n]),
                first_facility=first_facility,
                facilities=tuple(int(f) for f in facilities),
                collaborators=int(collaborators[n]),
            )
        )
        first_hamlet += int(hamlets[n])
        first_facility += int(facilities.sum())
    return Layout(
        communes=tuple(plans),
        hamlet_keys=_all_keys("hamlets", [p.hamlets for p in plans], plans, seed, today),
        hamlet_commune=np.repeat(np.arange(len(plans)), [p.hamlets for p in plans]),
        facility_keys=_all_keys("facilities", [sum(p.facilities) for p in plans], plans, seed, today),
    )


def _traits(code: str, name: str, content: SynthContent) -> CommuneTraits:
    known = content.communes.get(code)
    return known or CommuneTraits("urban" if name.startswith("Phường") else "midland", 1.0, "019")


def _all_keys(table: str, counts: list[int], plans: list[CommunePlan], seed: int, today: date) -> Keys:
    parts = [
        draw.keys(seed=seed, table=table, commune=plan.index, count=count, today=today)
        for plan, count in zip(plans, counts, strict=True)
    ]
    return np.concatenate(parts)


def hamlet_names(*, plan: CommunePlan, seed: int, content: SynthContent) -> Words:
    """The names of a commune's hamlets, none twice."""
    table: HamletNames = content.hamlets[plan.area]
    rng = draw.generator(seed=seed, commune=plan.index, topic="hamlets")
    numbered = rng.random(plan.hamlets) < table.numbered
    own = rng.permutation(len(table.names))
    taken = 0
    names = []
    for n in range(plan.hamlets):
        if numbered[n]:
            names.append(f"{table.prefix} {n + 1}")
            continue
        turn, place = divmod(taken, len(own))
        suffix = f" {turn + 1}" if turn else ""
        names.append(f"{table.prefix} {table.names[own[place]]}{suffix}")
        taken += 1
    return draw.objects(names)


def hamlet_table(*, plans: Layout, seed: int, content: SynthContent) -> pa.Table:
    """The hamlets of all filled communes."""
    communes = plans.communes
    names = [hamlet_names(plan=plan, seed=seed, content=content) for plan in communes]
    codes = [f"{plan.code}.{n + 1:03d}" for plan in communes for n in range(plan.hamlets)]
    return pa.Table.from_arrays(
        [
            draw.key_column(plans.hamlet_keys),
            draw.coded_column(plans.hamlet_commune, [plan.code for plan in communes]),
            pa.array(codes, type=pa.string()),
            draw.word_column(np.concatenate(names)),
        ],
        schema=schema.HAMLETS,
    )


def facility_table(*, plans: Layout) -> pa.Table:
    """The schools of all filled communes."""
    rows = [
        (plan.code, kind, f"{title} {plan.name.split(' ', 1)[1]}{f' {n + 1}' if count > 1 else ''}")
        for plan in plans.communes
        for kind, title, count in zip(SCHOOL_KINDS, _SCHOOL_TITLES, plan.facilities, strict=True)
        for n in range(count)
    ]
    columns = [pa.array(list(column), type=pa.string()) for column in zip(*rows, strict=True)]
    return pa.Table.from_arrays([draw.key_column(plans.facility_keys), *columns], schema=schema.FACILITIES)


def collaborator_table(*, plans: Layout, seed: int, today: date, content: SynthContent, commune_count: int) -> pa.Table:
    """The collaborators of all filled communes, each with the hamlets they look after."""
    parts = []
    for plan in plans.communes:
        count = plan.collaborators
        rng = draw.generator(seed=seed, commune=plan.index, topic="collaborators")
        ethnic = draw.words(rng, content.ethnic[plan.area], count)
        female = (rng.random(count) < 0.8).astype(np.int8)
        held = _held_hamlets(plan)
        flat = plans.hamlet_keys[plan.first_hamlet + np.concatenate(held)]
        offsets = np.cumsum([0, *map(len, held)]).astype(np.int32)
        serial = 9_000_000 + np.arange(count) * commune_count + plan.index
        table = pa.Table.from_arrays(
            [
                draw.key_column(
                    draw.keys(seed=seed, table="collaborators", commune=plan.index, count=count, today=today)
                ),
                draw.coded_column(np.zeros(count), [plan.code]),
                draw.word_column(adult_names(rng=rng, ethnic=ethnic, female=female, content=content)),
                draw.word_column(phone_numbers(serial=serial, seed=seed, content=content)),
                pa.ListArray.from_arrays(pa.array(offsets), draw.key_column(flat)),
            ],
            schema=schema.COLLABORATORS,
        )
        parts.append(table)
    return pa.concat_tables(parts)


def _held_hamlets(plan: CommunePlan) -> list[np.ndarray]:
    """Neighbouring hamlets for each collaborator; where hamlets are fewer, several share one."""
    if plan.collaborators >= plan.hamlets:
        return [np.array([n % plan.hamlets]) for n in range(plan.collaborators)]
    return np.array_split(np.arange(plan.hamlets), plan.collaborators)
