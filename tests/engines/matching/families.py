"""Made-up families with known truth: what offices write about the same children, twice and badly."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count

import pyarrow as pa

from mangnon.engines.matching.records import RECORD
from mangnon.vocab.text import unaccent

SURNAMES = (
    "Nguyễn 30,Trần 10,Lê 8,Phạm 6,Hoàng 6,Dương 4,Vũ 3,Đỗ 2,Bùi 2,Ngô 2,Lý 2,Nông 3,Triệu 2,Hà 2,Ma 2,Lương 2,"
    "Đặng 2,Bàn 1,Lục 1,Vi 1,Hứa 1,Chu 1,Giàng 1,Lưu 1,Đinh 1,Phùng 1,Tạ 1,Mông 1,Đàm 1,Trương 1"
)
MIDDLE_M = (
    "Văn 10,Minh 8,Đức 6,Gia 6,Quang 5,Tuấn 5,Hữu 4,Anh 4,Bảo 4,Đình 3,Xuân 3,Thành 3,Duy 3,Hoàng 3,Mạnh 2,Ngọc 2"
)
MIDDLE_F = (
    "Thị 12,Ngọc 8,Thu 5,Bảo 5,Minh 5,Phương 5,Khánh 4,Hà 4,Thanh 4,Gia 4,Hoài 3,Quỳnh 3,Diệu 3,Mai 3,Kim 2,Thùy 3"
)
GIVEN_M = (
    "Anh 5,Minh 5,Huy 4,Bảo 4,Đức 3,Khang 4,Phúc 4,Nam 4,Long 3,Quân 3,Dũng 3,Hiếu 3,Kiên 3,Sơn 2,Tùng 2,Khôi 3,"
    "Đạt 3,Việt 2,Hải 2,Lâm 3,Phong 3,Tuấn 3,An 3,Hưng 3,Thành 3,Trung 2,Duy 3,Cường 2,Thịnh 2,Vinh 2,Tiến 2,Hùng 2,"
    "Páo 1,Chung 1,Toàn 1,Quyết 1,Luân 1,Nghĩa 1,Thắng 2,Trường 2"
)
GIVEN_F = (
    "Anh 6,Linh 5,Trang 4,Chi 4,Ngọc 4,Hà 3,Vy 4,Nhi 4,Thảo 3,Hân 3,My 3,An 3,Mai 3,Hương 2,Lan 2,Phương 3,Thư 3,"
    "Trâm 2,Quỳnh 2,Yến 2,Ngân 3,Châm 1,Huyền 2,Ánh 2,Giang 2,Hằng 2,Dung 1,Loan 1,Oanh 1,Nhung 1,Thúy 1,Diệp 2,"
    "Hạ 1,Tú 1,Uyên 2,Vân 2,Hiền 1,Hoa 1,Mỷ 1,Trà 2"
)
FIRST_YEAR, LAST_DAY = 2011, date(2026, 10, 31)


@dataclass(frozen=True)
class Row:
    """One line about one child. ``truth`` says which child it is."""

    truth: int
    full_name: str | None
    birth_date: date | None
    birth_precision: str = "day"
    sex: str | None = None
    mother_name: str | None = None
    father_name: str | None = None
    personal_id: str | None = None
    insurance_no: str | None = None
    birth_certificate_no: str | None = None
    phone: str | None = None
    household_key: str | None = None
    hamlet_key: str | None = None
    commune_key: str | None = None
    lineage_keys: tuple[str, ...] = ()
    sheet: str | None = None
    row: int | None = None
    placeholder: bool = False


@dataclass
class World:
    """Children with their families, the twin pairs among them, and a source of chance."""

    chance: random.Random
    children: list[Row] = field(default_factory=list)
    twins: set[frozenset[int]] = field(default_factory=set)
    born: int = 0
    serial: Iterator[int] = field(default_factory=lambda: (n * 7919 % 10**6 for n in count(1)))

    def next_truth(self) -> int:
        """Return the number of the next child."""
        self.born += 1
        return self.born


def table(rows: list[Row]) -> pa.Table:
    """Return rows as a ``RECORD`` table."""
    return pa.table(
        {name: pa.array([getattr(row, name) for row in rows], RECORD.field(name).type) for name in RECORD.names},
        schema=RECORD,
    )


def make_world(*, children: int, seed: int, communes: int = 92) -> World:
    """Return a world with at least that many children."""
    world = World(chance=random.Random(seed))
    while len(world.children) < children:
        world.children.extend(_family(world, communes))
    return world


def _pick(chance: random.Random, weighted: str) -> str:
    names, weights = _split(weighted)
    return chance.choices(names, cum_weights=weights)[0]


_cache: dict[str, tuple[list[str], list[int]]] = {}


def _split(weighted: str) -> tuple[list[str], list[int]]:
    if weighted not in _cache:
        names, weights, total = [], [], 0
        for part in weighted.split(","):
            name, weight = part.rsplit(" ", 1)
            total += int(weight)
            names.append(name)
            weights.append(total)
        _cache[weighted] = names, weights
    return _cache[weighted]


def _child_name(chance: random.Random, surname: str, sex: str, middle: str | None = None) -> str:
    middles, givens = (MIDDLE_M, GIVEN_M) if sex == "m" else (MIDDLE_F, GIVEN_F)
    words = [surname, middle or _pick(chance, middles), _pick(chance, givens)]
    if chance.random() < 0.15:
        words.insert(2, _pick(chance, middles))
    return " ".join(words)


def _family(world: World, communes: int) -> Iterator[Row]:
    chance = world.chance
    surname = _pick(chance, SURNAMES)
    mother = f"{_pick(chance, SURNAMES)} Thị {_pick(chance, GIVEN_F)}"
    if chance.random() < 0.5:
        mother = f"{_pick(chance, SURNAMES)} {_pick(chance, MIDDLE_F)} {_pick(chance, GIVEN_F)}"
    father = _child_name(chance, surname, "m") if chance.random() < 0.95 else None
    commune = f"c{chance.randrange(communes):02d}"
    place = {"commune_key": commune, "hamlet_key": f"{commune}-h{chance.randrange(22):02d}"}
    phone = f"09{chance.randrange(10**8):08d}"
    household = f"{commune}-{chance.randrange(10**7)}"
    span = (LAST_DAY - date(FIRST_YEAR, 1, 1)).days
    born = date(FIRST_YEAR, 1, 1) + timedelta(days=chance.randrange(span))
    habit = chance.choice([None, "Minh", "Gia", "Ngọc", "Bảo"])
    for _ in range(chance.choices([1, 2, 3], [35, 50, 15])[0]):
        twins = chance.random() < 0.012
        first: Row | None = None
        for _ in range(2 if twins else 1):
            sex = first.sex if first and chance.random() < 0.65 else chance.choice("mf")
            row = Row(
                truth=world.next_truth(),
                full_name=_child_name(chance, surname, str(sex), habit),
                birth_date=born,
                sex=sex,
                mother_name=mother,
                father_name=father,
                personal_id=_personal(world.serial, born, str(sex)),
                insurance_no=f"{chance.randrange(10**10):010d}",
                birth_certificate_no=f"{chance.randrange(1, 400)}/{born.year}",
                phone=phone,
                household_key=household,
                lineage_keys=(commune, f"old-{commune}"),
                **place,
            )
            if first is not None:
                row = replace(row, full_name=_twin_name(chance, str(first.full_name), str(row.full_name)))
                world.twins.add(frozenset((first.truth, row.truth)))
            first = row
            yield row
        born += timedelta(days=chance.randrange(330, 2000))
        if born > LAST_DAY:
            return


def _personal(serial: Iterator[int], born: date, sex: str) -> str:
    return f"019{2 if sex == 'm' else 3}{born.year % 100:02d}{next(serial):06d}"


def _twin_name(chance: random.Random, first: str, second: str) -> str:
    """Return a second twin's name: often the first one's with another given name, at times one letter off."""
    words = first.split()
    kind = chance.random()
    if kind < 0.15:
        near = {"Anh": "Ánh", "An": "Anh", "Hân": "Hạn", "Linh": "Linh Anh", "Minh": "Ninh", "Nam": "Nan"}
        words[-1] = near.get(words[-1], second.split()[-1])
    elif kind < 0.75:
        words[-1] = second.split()[-1]
    else:
        words = second.split()
    name = " ".join(words)
    return name if name != first else name + " Em"


def misspelt(chance: random.Random, name: str) -> str:
    """Return the name with one letter dropped, doubled, swapped or replaced."""
    at = chance.randrange(1, max(2, len(name) - 1))
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name[:at] + chance.choice("abdeghiklmnopqrstuvxy") + name[at + 1 :]


def plain(name: str) -> str:
    """Return the name without marks, as typed on a machine without a Vietnamese keyboard."""
    return unaccent(name).title()


def rewritten(chance: random.Random, child: Row) -> Row:
    """Return the child as another office writes it."""
    changes: dict[str, object] = {"full_name": _rewritten_name(chance, child)}
    changes |= _rewritten_birth(chance, child)
    changes |= {parent: _rewritten_parent(chance, getattr(child, parent)) for parent in ("mother_name", "father_name")}
    changes |= _rewritten_numbers(chance, child)
    changes |= _rewritten_place(chance, child)
    return replace(child, **changes)  # type: ignore[arg-type]


def _rewritten_name(chance: random.Random, child: Row) -> str:
    name = str(child.full_name)
    if child.birth_date and (LAST_DAY - child.birth_date).days < 60 and chance.random() < 0.3:
        return chance.choice(["Bé", f"Con bà {str(child.mother_name).split()[-1]}", "Chưa đặt tên", "", "Bé trai"])
    luck = chance.random()
    if luck < 0.12:
        return plain(name)
    if luck < 0.17:
        return name.upper()
    if luck < 0.20:
        return misspelt(chance, name)
    if luck < 0.21:
        words = name.split()
        return ".".join(w[0] for w in words[:-1]) + "." + words[-1]
    return name


def _rewritten_parent(chance: random.Random, name: str | None) -> str | None:
    luck = chance.random()
    if name is None or luck < 0.12:
        return None
    if luck < 0.24:
        return plain(name)
    if luck < 0.27:
        return misspelt(chance, name)
    return name.split()[-1] if luck < 0.29 else name


def _rewritten_numbers(chance: random.Random, child: Row) -> dict[str, object]:
    changes: dict[str, object] = {}
    number = str(child.personal_id)
    luck = chance.random()
    if luck < 0.5:
        changes["personal_id"] = None
    elif luck < 0.51:
        at = chance.randrange(6, 12)
        changes["personal_id"] = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    for column, missing in (
        ("insurance_no", 0.6),
        ("birth_certificate_no", 0.8),
        ("phone", 0.5),
        ("household_key", 0.9),
        ("sex", 0.05),
    ):
        if chance.random() < missing:
            changes[column] = None
    return changes


def _rewritten_place(chance: random.Random, child: Row) -> dict[str, object]:
    luck = chance.random()
    if luck < 0.06:  # moved
        commune = f"c{chance.randrange(92):02d}"
        return {"commune_key": commune, "hamlet_key": None, "lineage_keys": (commune,)}
    if luck < 0.12:  # written with the commune of before, which was split
        return {"commune_key": None, "hamlet_key": None, "lineage_keys": (f"old-{child.commune_key}",)}
    return {"hamlet_key": None} if luck < 0.3 else {}


def _rewritten_birth(chance: random.Random, child: Row) -> dict[str, object]:
    born = child.birth_date
    assert born is not None
    luck = chance.random()
    if luck < 0.02 and born.day <= 12:
        return {"birth_date": date(born.year, born.day, born.month)}
    if luck < 0.03:
        return {"birth_date": born + timedelta(days=chance.choice([-1, 1]))}
    if luck < 0.05:
        return {"birth_date": date(born.year, 1, 1), "birth_precision": "year"}
    if luck < 0.06:
        return {"birth_date": born.replace(day=1), "birth_precision": "month"}
    if luck < 0.065:
        return {"birth_date": None, "birth_precision": "unknown"}
    return {}


@dataclass(frozen=True)
class Files:
    """Known children, rows of an import, and who is who."""

    known: list[Row]
    incoming: list[Row]
    twins: set[frozenset[int]]


def make_files(*, known: int, incoming: int, seed: int, overlap: float = 0.6, communes: int = 92) -> Files:
    """Return a register of known children and an import that partly lists the same ones, some twice."""
    fresh = int(incoming * (1 - overlap))
    world = make_world(children=known + fresh, seed=seed, communes=communes)
    chance = world.chance
    registered = [
        replace(row, full_name=plain(str(row.full_name)) if chance.random() < 0.03 else row.full_name)
        for row in world.children[:known]
    ]
    listed = chance.sample(world.children[:known], min(known, incoming - fresh)) + world.children[known:][:fresh]
    listed.sort(key=lambda row: (row.commune_key or "", row.household_key or "", row.truth))
    rows = []
    for at, child in enumerate(listed):
        rows.append(replace(rewritten(chance, child), sheet=child.commune_key, row=at + 8))
        if chance.random() < 0.03:
            rows.append(replace(rewritten(chance, child), sheet="thêm", row=at + 8))
    return Files(known=registered, incoming=rows, twins=world.twins)
