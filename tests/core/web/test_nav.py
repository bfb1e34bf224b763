from mangnon.core.web.nav import ITEMS, nav_items

URLS = {key: f"/{key}/" for key, _, _ in ITEMS}


def test_nav_items_when_rights_are_few_then_only_those_in_house_order():
    items = nav_items(may_open={"children", "today"}, urls=URLS, current="children", counts={"children": 3})
    assert [item.key for item in items] == ["today", "children"]
    assert [item.current for item in items] == [False, True]
    assert items[1].count == 3


def test_nav_items_when_a_page_is_not_built_then_left_out():
    assert [item.key for item in nav_items(may_open=set(URLS), urls={"log": "/nhat-ky/"})] == ["log"]


def test_nav_items_when_no_right_then_empty():
    assert nav_items(may_open=(), urls=URLS) == ()
