"""The navigation of the office, cut to what a reader may open."""

from collections.abc import Collection, Mapping

from mangnon.core.web.parts import NavItem

ITEMS: tuple[tuple[str, str, str], ...] = (
    ("today", "Hôm nay", "today"),
    ("notices", "Thông báo", "info"),
    ("children", "Trẻ em", "child"),
    ("cases", "Bảo vệ", "heart"),
    ("oversight", "Giám sát", "chart"),
    ("reports", "Tin báo", "worry"),
    ("report", "Báo tin lo lắng", "worry"),
    ("import", "Nhập dữ liệu", "upload"),
    ("duplicates", "Rà trùng", "duplicate"),
    ("sessions", "Đợt cân / tiêm", "session"),
    ("screenings", "Sàng lọc", "screening"),
    ("referrals", "Chuyển gửi", "move"),
    ("nutrition", "Dinh dưỡng", "chart"),
    ("safety", "An toàn", "worry"),
    ("questionnaires", "Bảng hỏi", "paper"),
    ("places", "Địa bàn", "place"),
    ("log", "Nhật ký", "log"),
    ("accounts", "Tài khoản", "account"),
)


def nav_items(
    *,
    may_open: Collection[str],
    urls: Mapping[str, str],
    current: str = "",
    counts: Mapping[str, int] | None = None,
) -> tuple[NavItem, ...]:
    """The entries a reader may open, in their fixed order.

    Args:
        may_open: keys of `ITEMS` that the reader has the right to.
        urls: address of each entry; an entry without one does not exist yet and is left out.
        current: key of the page shown.
        counts: how many things wait behind an entry, by key.

    Returns:
        One item per entry that is both allowed and built.
    """
    waiting = counts or {}
    return tuple(
        NavItem(key=key, label=label, icon=drawing, url=urls[key], current=key == current, count=waiting.get(key, 0))
        for key, label, drawing in ITEMS
        if key in may_open and key in urls
    )
