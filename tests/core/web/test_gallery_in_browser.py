"""The gallery in a real browser: nothing for axe, nothing off the screen, everything by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDE, NARROW = (1366, 768), (360, 740)


@pytest.fixture
def complaints():
    """What the browser's console and its content policy complain of."""
    return []


@pytest.fixture
def open_page(browser, gallery_url, complaints):
    """Opens a page of the gallery at a width."""
    opened = []

    def open_at(size=WIDE, path="/styleguide/"):
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(gallery_url + path, wait_until="networkidle")
        opened.append(page)
        return page

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/entrance/", "/error/403/"])
def test_pages_when_checked_by_axe_then_it_finds_nothing(open_page, complaints, size, path):
    page = open_page(size, path)
    complaints[:] = [each for each in complaints if "403 (Forbidden)" not in each]
    for closed in page.locator("details").all():
        closed.evaluate("each => { each.open = true; }")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert complaints == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("path", ["/styleguide/", "/long/", "/error/500/"])
def test_pages_when_shown_then_never_wider_than_the_screen(open_page, size, path):
    page = open_page(size, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_targets_when_measured_then_44_pixels_high(open_page, size):
    page = open_page(size)
    low = page.evaluate(
        """() => [...document.querySelectorAll(
                '.button, .nav__link, .tile, .search input, .field input, select, .pages a')]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
            .map((each) => each.outerHTML)"""
    )
    assert low == []


def test_figures_when_in_a_column_then_all_of_one_width(open_page):
    page = open_page()
    widths = page.evaluate(
        """() => {
            const cell = document.querySelector('td.num');
            return [...'0123456789'].map((figure) => {
                const box = document.createElement('span');
                box.textContent = figure.repeat(20);
                cell.append(box);
                const width = box.getBoundingClientRect().width;
                box.remove();
                return Math.round(width);
            });
        }"""
    )
    assert len(set(widths)) == 1
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Thuỷ')")


def test_skip_link_when_first_tab_pressed_then_leads_to_the_content(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_search_when_slash_pressed_then_focused_and_slash_in_a_box_stays_a_slash(open_page):
    page = open_page()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.keyboard.type("1/2")
    expect(page.locator("#search-box")).to_have_value("1/2")


def test_date_when_typed_loosely_then_tidied_and_when_impossible_then_marked(open_page):
    page = open_page()
    box = page.locator("#id_birth_date")
    box.fill("5/3/2024")
    box.blur()
    expect(box).to_have_value("05/03/2024")
    box.fill("31022024")
    box.blur()
    expect(box).to_have_value("31022024")
    expect(box).to_have_attribute("aria-invalid", "true")


def test_fast_entry_when_enter_and_arrows_pressed_then_walks_the_column(open_page):
    page = open_page()
    weights = page.locator("[data-fast] [name=weight_kg]")
    weights.nth(0).focus()
    page.keyboard.press("Enter")
    expect(weights.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(weights.nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(weights.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-fast] [name=height_cm]").nth(1)).to_be_focused()


def test_fast_entry_when_a_box_is_left_then_the_row_saves_itself(open_page, complaints):
    page = open_page(path="/session/")
    row = page.locator("#fast-4")
    row.locator("[name=weight_kg]").fill("11,4")
    with page.expect_request("**/saved/4/") as sent:
        page.keyboard.press("Tab")
    assert "weight_kg=11%2C4" in sent.value.post_data
    expect(row).to_have_attribute("data-state", "saved")
    expect(row.locator(".fast__state")).to_have_text("Đã lưu")
    assert complaints == []


def test_fast_entry_when_the_line_is_down_then_keeps_the_number_and_sends_it_again(open_page):
    page = open_page(path="/session/")
    row = page.locator("#fast-4")
    page.context.set_offline(True)
    row.locator("[name=weight_kg]").fill("11,4")
    page.keyboard.press("Enter")
    expect(row).to_have_attribute("data-state", "unsent")
    expect(row.locator("[name=weight_kg]")).to_have_value("11,4")
    page.context.set_offline(False)
    expect(row).to_have_attribute("data-state", "saved")


def test_selection_when_space_and_shift_arrow_pressed_then_counted_in_the_bar(open_page):
    page = open_page()
    boxes = page.locator("[data-select]")
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-selected-count]")).to_have_text("3")
    page.locator("[data-select-all]").check()
    expect(page.locator("[data-selected-count]")).to_have_text("4")


def test_user_menu_when_escape_pressed_then_closed_and_focus_back(open_page):
    page = open_page()
    summary = page.locator("[data-menu] > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu__sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu__sheet")).to_be_hidden()
    expect(summary).to_be_focused()


def test_confirm_when_opened_by_keyboard_then_the_safe_answer_has_the_focus(open_page):
    page = open_page()
    page.locator("[data-opens]").focus()
    page.keyboard.press("Space")
    expect(page.locator("dialog")).to_be_visible()
    expect(page.locator(":focus")).to_have_text("Thôi, quay lại")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()


def test_list_when_printed_then_no_navigation_and_heads_repeat(open_page):
    page = open_page()
    page.emulate_media(media="print")
    for gone in (".nav", ".filters", ".toasts", ".table__bar", ".page .button"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    expect(page.locator(".print-head")).to_be_visible()
