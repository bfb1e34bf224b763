"""Made-up data for the gallery of components. No person or curve in it is real."""

from datetime import date
from typing import Any

from mangnon.core.web import parts
from mangnon.core.web.charts.sparkline import sparkline_svg
from mangnon.core.web.gallery_charts import charts
from mangnon.core.web.nav import ITEMS, nav_items
from mangnon.core.web.words import date_words

TODAY = date(2026, 11, 24)
HERE = "#"


def context() -> dict[str, Any]:
    """Everything the gallery template shows."""
    return {
        "shell": _shell(),
        "tiles": _tiles(),
        "hits": _hits(),
        "households": _households(),
        "columns": _columns(),
        "rows": _rows(),
        "pages": _pages(),
        "sexes": _sexes(),
        "hamlets": _hamlets(),
        "steps": _steps(),
        "mapped": _mapped(),
        "compared": _compared(),
        "facts": _facts(),
        "vaccines": _vaccines(),
        "charts": charts(),
        "fast_columns": (parts.Column(label="Cân nặng", numeric=True), parts.Column(label="Chiều cao", numeric=True)),
        "fast_rows": _fast_rows(),
        "spark": sparkline_svg(values=(71, 74, 72, 79, 83, 88), title="Tỷ lệ trẻ được cân, 6 tháng: từ 71 lên 88 %"),
    }


def _shell() -> parts.Shell:
    return parts.Shell(
        place="Xã Đại Từ",
        today=TODAY,
        nav=nav_items(
            may_open={key for key, _, _ in ITEMS},
            urls={key: HERE for key, _, _ in ITEMS},
            current="today",
            counts={"duplicates": 14},
        ),
        user_name="Hoàng Thị Lan",
        role="Cán bộ trẻ em xã",
        search_url=HERE,
        account_url=HERE,
        sign_out_url=HERE,
        synthetic=True,
    )


def _tiles() -> tuple[parts.Tile, ...]:
    return (
        parts.Tile(count=12, label="trễ", url=HERE, tone="late", current=True),
        parts.Tile(count=38, label="tuần này", url=HERE, tone="soon"),
        parts.Tile(count=4, label="trường hợp có hạn", url=HERE, icon="heart"),
        parts.Tile(count=1, label="cần xem lại", url=HERE, icon="question"),
    )


def _hits() -> tuple[parts.Hit, ...]:
    return (
        parts.Hit(name="Lý Minh Anh", about="19 tháng · nữ · Xóm 3", url=HERE, why="mẹ Ma Thị Thuỷ", synthetic=True),
        parts.Hit(name="Lý Gia Bảo", about="4 tuổi 2 tháng · nam · Xóm 3", url=HERE, why="mẹ Ma Thị Thuỷ"),
        parts.Hit(name="L. M. Q.", about="sinh năm 2023 · phường Phan Đình Phùng", url=HERE, masked=True),
    )


def _why() -> parts.Why:
    return parts.Why(
        rule="Mũi Sởi – Rubella nhắc lúc 18 tháng; trễ từ ngày trẻ tròn 19 tháng.",
        facts=("Sinh ngày 12/04/2025", "Mũi Sởi 1 ngày 15/01/2026, được tính"),
        source="Lịch tiêm chủng, bản minh hoạ trong bộ mẫu",
    )


def _households() -> tuple[parts.HouseholdCard, ...]:
    return (
        parts.HouseholdCard(
            key="a",
            hamlet="Xóm 3",
            carer="Ma Thị Thuỷ",
            children=2,
            tone="late",
            assignee="Nông Văn Đức",
            url=HERE,
            assign_url=HERE,
            dues=(
                parts.DueLine(
                    key="1",
                    child_name="Lý Minh Anh",
                    age="19 tháng",
                    what="Tiêm Sởi – Rubella, mũi nhắc",
                    tone="late",
                    window="từ 12/10 đến 12/11",
                    delay="trễ 12 ngày",
                    child_url=HERE,
                    icon="dose",
                    why=_why(),
                ),
                parts.DueLine(
                    key="2",
                    child_name="Lý Gia Bảo",
                    age="4 tuổi 2 tháng",
                    what="Cân, đo",
                    tone="soon",
                    window="từ 01/11 đến 30/11",
                    delay="còn 6 ngày",
                    child_url=HERE,
                    icon="weigh",
                    why=_why(),
                ),
            ),
        ),
        parts.HouseholdCard(
            key="b",
            hamlet="Xóm 3",
            carer="Trương Thị Nguyệt (bà nội)",
            children=1,
            tone="soon",
            url=HERE,
            assign_url=HERE,
            dues=(
                parts.DueLine(
                    key="3",
                    child_name="Trẻ sơ sinh của chị Phượng",
                    age="12 ngày",
                    what="Lấy máu gót chân",
                    tone="soon",
                    window="đến 26/11",
                    delay="còn 2 ngày",
                    child_url=HERE,
                    icon="screening",
                    why=_why(),
                    synthetic=True,
                ),
                parts.DueLine(
                    key="4",
                    child_name="Trẻ sơ sinh của chị Phượng",
                    age="12 ngày",
                    what="Thẻ bảo hiểm y tế",
                    tone="calm",
                    window="từ 12/11 đến 12/12",
                    delay="còn 18 ngày",
                    child_url=HERE,
                    icon="card",
                    why=_why(),
                ),
            ),
        ),
    )


def _columns() -> tuple[parts.Column, ...]:
    return (
        parts.Column(label="Họ tên", sort_url=HERE, sorted="ascending"),
        parts.Column(label="Ngày sinh", numeric=True, sort_url=HERE),
        parts.Column(label="Nơi ở"),
        parts.Column(label="Cân nặng", numeric=True, sort_url=HERE),
        parts.Column(label="Việc sắp tới"),
    )


def _rows() -> tuple[dict[str, object], ...]:
    return (
        {
            "name": "Bế Thị Ngọc Ánh",
            "birth": date(2023, 1, 11),
            "place": "Xóm 5",
            "weight_g": 13100,
            "tone": "late",
            "next": "Trễ: Viêm não Nhật Bản, mũi 3",
        },
        {
            "name": "Dương Quốc Khánh",
            "birth": date(2025, 9, 2),
            "place": "Xóm Gốc Mít",
            "weight_g": 9400,
            "tone": "soon",
            "next": "Tuần này: cân, đo",
        },
        {
            "name": "Hoàng Đặng Phương Thảo",
            "birth": date(2021, 11, 30),
            "place": "Xóm 3",
            "weight_g": 16850,
            "tone": "calm",
            "next": "Sắp tới: uống vitamin A",
        },
        {
            "name": "Triệu Văn Sơn",
            "birth": date(2024, 7, 7),
            "place": "Xóm 1",
            "weight_g": None,
            "tone": "done",
            "next": "Đã đủ",
        },
    )


def _pages() -> parts.Pages:
    return parts.Pages(
        first=101,
        last=150,
        total=3612,
        previous_url=HERE,
        next_url=HERE,
        links=parts.page_links(page=3, pages=73, url="#{page}"),
    )


def _sexes() -> tuple[parts.Option, ...]:
    return (
        parts.Option(value="", label="Nam và nữ", chosen=True),
        parts.Option(value="f", label="Nữ"),
        parts.Option(value="m", label="Nam"),
    )


def _hamlets() -> tuple[parts.Option, ...]:
    return (
        parts.Option(value="", label="Cả xã", chosen=True),
        parts.Option(value="3", label="Xóm 3"),
        parts.Option(value="5", label="Xóm 5"),
    )


def _steps() -> tuple[parts.Step, ...]:
    return (
        parts.Step(label="Chọn tệp", state="done", url=HERE),
        parts.Step(label="Ý nghĩa các cột", state="current"),
        parts.Step(label="Chạy thử", state="next"),
        parts.Step(label="Ghi vào sổ", state="next"),
    )


def _mapped() -> tuple[parts.MappedColumn, ...]:
    def options(chosen: str) -> tuple[parts.Option, ...]:
        labels = {"name": "Họ tên trẻ", "birth": "Ngày sinh", "mother": "Họ tên mẹ", "": "Bỏ qua cột này"}
        return tuple(parts.Option(value=key, label=label, chosen=key == chosen) for key, label in labels.items())

    return (
        parts.MappedColumn(
            key="c1",
            heading="HỌ VÀ TÊN",
            samples=("LÝ MINH ANH", "Bế Ngọc Ánh"),
            options=options("name"),
            note="đọc được cả",
        ),
        parts.MappedColumn(
            key="c2",
            heading="N/S",
            samples=("12/4/25", "45034", "2023"),
            options=options("birth"),
            note="9 ô chỉ có năm",
            tone="soon",
        ),
        parts.MappedColumn(
            key="c3",
            heading="Mẹ (bố)",
            samples=("Ma Thị Thuỷ", '"'),
            options=options("mother"),
            note="chưa rõ mẹ hay bố",
            tone="late",
        ),
    )


def _compared() -> tuple[parts.ComparedField, ...]:
    return (
        parts.ComparedField(
            label="Họ tên", left="Lý Minh Anh", right="LÍ MINH ANH", speaks="for", reason="khác cách viết i/y"
        ),
        parts.ComparedField(
            label="Ngày sinh", left="12/04/2025", right="năm 2025", speaks="neither", reason="một bên chỉ có năm"
        ),
        parts.ComparedField(
            label="Mẹ", left="Ma Thị Thuỷ", right="Ma Thị Thủy", speaks="for", reason="khác chỗ đặt dấu"
        ),
        parts.ComparedField(label="Giới tính", left="Nữ", right="Nam", speaks="against"),
        parts.ComparedField(label="Nơi ở", left="Xóm 3, xã Đại Từ", right="", speaks="neither"),
    )


def _facts() -> tuple[parts.TimelineFact, ...]:
    return (
        parts.TimelineFact(
            on=date(2026, 11, 3),
            kind="weight",
            icon="weigh",
            title="Cân 9,4 kg, cao 78,5 cm (−1,2 SD)",
            by="Nông Văn Đức",
            url=HERE,
        ),
        parts.TimelineFact(
            on=date(2026, 10, 2),
            kind="weight",
            icon="weigh",
            title="Cân 6,2 kg",
            detail="gõ nhầm, cân lại được 9,1 kg",
            by="Hoàng Thị Lan",
            corrected=True,
        ),
        parts.TimelineFact(
            on=date(2026, 9, 5),
            kind="weight",
            icon="weigh",
            title="Cân 8,3 kg",
            attention="giảm 0,6 kg sau một tháng",
            by="Nông Văn Đức",
            url=HERE,
        ),
        parts.TimelineFact(
            on=date(2026, 1, 15),
            kind="dose",
            icon="dose",
            title="Tiêm Sởi, mũi 1",
            detail="lô 0231, Trạm Y tế xã",
            by="Lê Văn Hải",
            url=HERE,
        ),
        parts.TimelineFact(
            on=date(2025, 4, 12),
            kind="birth",
            icon="child",
            title="Ra đời, nặng 3,1 kg",
            by="danh-sach-2025.xlsx, dòng 41",
        ),
    )


def _vaccines() -> tuple[parts.VaccineRow, ...]:
    cell = parts.DoseCell
    return (
        parts.VaccineRow(disease="Lao", doses=(cell(label="Mũi 1", state="valid", when="13/04/2025"),), summary="đủ"),
        parts.VaccineRow(
            disease="Bạch hầu, ho gà, uốn ván",
            doses=(
                cell(label="Mũi 1", state="valid", when="15/06/2025"),
                cell(
                    label="Mũi 2",
                    state="not_valid",
                    when="05/07/2025",
                    why="Cách mũi trước 20 ngày, cần ít nhất 28 ngày.",
                ),
                cell(label="Mũi 2", state="valid", when="15/08/2025"),
                cell(label="Mũi 3", state="valid", when="16/09/2025"),
                cell(label="Nhắc", state="soon", when="từ 12/10 đến 12/12"),
            ),
        ),
        parts.VaccineRow(
            disease="Sởi",
            doses=(
                cell(label="Mũi 1", state="valid", when="15/01/2026"),
                cell(label="Mũi 2", state="late", when="từ 12/10 đến 12/11"),
            ),
            summary="trễ 12 ngày",
        ),
        parts.VaccineRow(
            disease="Viêm não Nhật Bản",
            doses=(
                cell(label="Mũi 1", state="calm", when="từ 12/04/2027"),
                cell(label="Mũi 2", state="none"),
                cell(label="Mũi 3", state="none"),
            ),
        ),
    )


def _fast_rows() -> tuple[parts.FastRow, ...]:
    def row(key: str, name: str, about: str, before: str, **more: Any) -> parts.FastRow:
        weight, height = more.pop("weight", ""), more.pop("height", "")
        cells = (
            parts.FastCell(name="weight_kg", label="Cân nặng", value=weight, unit="kg"),
            parts.FastCell(name="height_cm", label="Chiều cao", value=height, unit="cm"),
        )
        return parts.FastRow(
            key=key, child_name=name, child_url=HERE, about=about, before=before, cells=cells, save_url=HERE, **more
        )

    last = date_words(date(2026, 10, 20))
    return (
        row(
            "1",
            "Lý Minh Anh",
            "19 tháng · Xóm 3",
            f"{last}: 9,1 kg, 77,9 cm",
            weight="9,4",
            height="78,5",
            state="saved",
        ),
        row(
            "2",
            "Bế Ngọc Ánh",
            "3 tuổi 10 tháng · Xóm 5",
            f"{last}: 13,1 kg",
            weight="9,2",
            state="question",
            message="Nhẹ hơn lần trước 3,9 kg (30 %). Có đúng không?",
        ),
        row(
            "3",
            "Dương Quốc Khánh",
            "14 tháng · Xóm Gốc Mít",
            "",
            weight="9..1",
            state="error",
            message="Ô cân nặng chưa phải số. Gõ lại, ví dụ 9,1.",
        ),
        row("4", "Triệu Văn Sơn", "2 tuổi 4 tháng · Xóm 1", f"{last}: 11,2 kg, 85,0 cm"),
    )
