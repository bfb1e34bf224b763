"""Load immunization schedules: the Vietnamese one from content, a CDSi one from a folder of XML.

A compiled CDSi folder is kept under ``MANGNON_DATA`` in a file named after the content's hash; where that
cannot be written the folder is simply compiled again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from mangnon.core.content import content_root
from mangnon.engines.immunization.cdsi import compile_supporting_data
from mangnon.engines.immunization.cells import ScheduleContentError
from mangnon.engines.immunization.compact import CompactError, from_compact, to_compact
from mangnon.engines.immunization.conditions import Condition
from mangnon.engines.immunization.review import ReviewRow, review_conditions, review_rows
from mangnon.engines.immunization.schedule import Schedule, ScheduleVersions
from mangnon.engines.immunization.vietnam import compile_schedule, conditions_of
from mangnon.vocab.errors import UnreadableInputError, UsageError

VIETNAM: Final = Path("immunization/vietnam.yaml")
_MOST_FILES: Final = 200
_MOST_BYTES: Final = 64 * 1024 * 1024


class _NoDuplicates(yaml.SafeLoader):
    """YAML without repeated keys, where the later one would silently win."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[object, object]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"ô «{key}» ghi hai lần", key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))  # type: ignore[no-untyped-call]


_NoDuplicates.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_content(file: Path) -> object:
    """Read a content file as plain data.

    Raises:
        ScheduleContentError: it is missing, not YAML, or repeats a key.
    """
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_NoDuplicates)
    except OSError as error:
        raise ScheduleContentError(f"Không đọc được {file.name}; hãy khôi phục tệp này.") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" dòng {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "không đúng dạng YAML"
        raise ScheduleContentError(f"{file.name}{where}: {why}.") from error


@lru_cache(maxsize=4)
def load_vietnam(file: Path | None = None) -> ScheduleVersions:
    """Load and validate all versions of the Vietnamese schedule.

    Args:
        file: another file than the shipped one.

    Raises:
        ScheduleContentError: a cell is wrong; the sentence names file and cell.
    """
    path = file or content_root() / VIETNAM
    return compile_schedule(content=read_content(path), file=path.name)


@lru_cache(maxsize=4)
def load_conditions(file: Path | None = None) -> tuple[Condition, ...]:
    """Load what may be recorded of a child: contraindications, postponements, evidence of immunity.

    Raises:
        ScheduleContentError: a cell is wrong; the sentence names file and cell.
    """
    path = file or content_root() / VIETNAM
    return conditions_of(content=read_content(path), file=path.name)


def review_vietnam() -> list[ReviewRow]:
    """List every value of the shipped Vietnamese schedule with its source."""
    path = content_root() / VIETNAM
    return list(review_rows(content=read_content(path), file=path.name))


_KEYS: Final = {
    "absolute_minimum_age": "tuổi được công nhận sớm nhất",
    "minimum_age": "tuổi hẹn sớm nhất",
    "recommended_age": "tuổi khuyến cáo",
    "maximum_age": "tuổi tối đa (không tiêm từ tuổi này)",
    "minimum_interval": "khoảng cách tối thiểu với mũi trước",
    "recommended_interval": "khoảng cách khuyến cáo với mũi trước",
    "late_after": "trễ sau ngày khuyến cáo",
    "offered_before_age": "chỉ hẹn trước tuổi",
    "skip_from_age": "mũi đã tiêm từ tuổi này tính cho mũi sau",
    "products": "vắc xin dùng",
    "accepted": "vắc xin công nhận thêm",
}
_GRADES: Final = {"official": "bản gốc", "secondary": "bản dẫn lại", "unverified": "CHƯA ĐỐI CHIẾU"}


def review_table() -> str:
    """Write the shipped Vietnamese schedule as Markdown tables, one line for each value with its source."""
    lines = ["| nhóm | liệu trình | mũi | mục | giá trị | nguồn | mức chắc chắn | từ ngày |", "|" + " --- |" * 8]
    for row in review_vietnam():
        cells = (
            row.group, row.series, str(row.dose), _KEYS[row.key], row.value, row.source,
            _GRADES[row.verified], row.valid_from or "không khuyến cáo",
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join((*lines, "", *_conditions_table()))


_KINDS: Final = {"contraindication": "chống chỉ định", "postponement": "hoãn", "immunity": "đã có miễn dịch"}
_CONCERNS: Final = {"live": "mọi vắc xin sống", "same_component": "vắc xin cùng thành phần với mũi đã tiêm"}


def _conditions_table() -> list[str]:
    lines = ["| mã | lưu ý | loại | áp dụng cho | hoãn bao lâu | nguồn | mức chắc chắn | từ ngày |", "|" + " --- |" * 8]
    path = content_root() / VIETNAM
    for row in review_conditions(content=read_content(path), file=path.name):
        until_ended = "đến khi ghi hết hoãn" if row.kind == "postponement" else ""
        cells = (
            row.code, row.label, _KINDS[row.kind], _CONCERNS.get(row.concerns, row.concerns), row.lasts or until_ended,
            row.source, _GRADES[row.verified], row.valid_from,
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def load_schedule(name: str) -> ScheduleVersions:
    """Load a schedule by the name a person gives: ``vn``, ``vn@2026.07``, or a folder of CDSi data.

    Raises:
        UsageError: there is no such schedule.
        MangnonError: it cannot be read.
    """
    if name == "vn" or name.startswith("vn@"):
        known = load_vietnam()
        if name == "vn":
            return known
        found = tuple(version for version in known.versions if version.name == name)
        if not found:
            names = ", ".join(version.name for version in known.versions)
            raise UsageError(f"Không có lịch «{name}»; các lịch có sẵn: vn, {names}.")
        return ScheduleVersions(name=name, versions=found)
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError(f"Không có lịch «{name}»: hãy dùng vn, vn@<phiên bản> hoặc một thư mục dữ liệu CDSi.")
    return ScheduleVersions(name=name, versions=(load_cdsi(folder),))


def load_cdsi(folder: Path) -> Schedule:
    """Load a folder of CDSi supporting data, compiled once and kept.

    Raises:
        MangnonError: the folder or a file in it cannot be used.
    """
    files = _read_folder(folder)
    digest = hashlib.sha256(_engine_mark())
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    kept = _cache_folder() / f"{digest.hexdigest()}.json"
    try:
        return from_compact(kept.read_bytes())
    except (OSError, CompactError):
        schedule = compile_supporting_data(files=files, name="cdsi")
        _keep(kept, to_compact(schedule))
        return schedule


def _read_folder(folder: Path) -> dict[str, bytes]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".xml" and path.is_file())
        size = sum(path.stat().st_size for path in paths)
        if not paths:
            raise UnreadableInputError(f"Thư mục {folder} không có tệp XML nào.")
        if len(paths) > _MOST_FILES or size > _MOST_BYTES:
            raise UnreadableInputError(f"Thư mục {folder} quá lớn để là dữ liệu CDSi.")
        return {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        raise UnreadableInputError(f"Không đọc được thư mục {folder}.") from error


def _engine_mark() -> bytes:
    """What the compiled form depends on besides the data: the compiler's own source."""
    from mangnon.engines.immunization import cdsi, cdsi_names, compact, dates, schedule, series, xml

    modules = (cdsi, cdsi_names, compact, dates, schedule, series, xml)
    return b"".join(Path(str(module.__file__)).read_bytes() for module in modules)


def _cache_folder() -> Path:
    named = os.environ.get("MANGNON_DATA")
    root = Path(named) if named else Path(__file__).resolve().parents[4] / "var"
    return root / "cache" / "immunization"


def _keep(kept: Path, content: bytes) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as draft:
            draft.write(content)
        os.replace(draft.name, kept)
    except OSError:
        return
