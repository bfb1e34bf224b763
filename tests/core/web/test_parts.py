import pytest

from mangnon.core.web.parts import page_links


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, "[1]"),
        (1, 2, "[1] 2"),
        (3, 73, "1 2 [3] 4 … 73"),
        (40, 73, "1 … 39 [40] 41 … 73"),
        (73, 73, "1 … 72 [73]"),
    ],
)
def test_page_links_when_many_pages_then_ends_and_neighbours(page, pages, shown):
    links = page_links(page=page, pages=pages, url="?trang={page}")
    told = ["…" if each.number is None else str(each.number) if each.url else f"[{each.number}]" for each in links]
    assert " ".join(told) == shown
    assert all(each.url == f"?trang={each.number}" for each in links if each.url)
