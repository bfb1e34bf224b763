import gzip
import re
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "src/mangnon/core/web"
COMPONENTS = sorted(path.stem for path in (WEB / "templates/cotton").glob("*.html"))
TEMPLATES = {path: path.read_text() for path in (WEB / "templates").rglob("*.html")}


def fetch(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


class Tags(HTMLParser):
    """Collects start tags with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("page", ["styleguide", "hostile"])
def test_gallery_when_rendered_then_keeps_to_a_strict_content_policy(gallery_url, page):
    status, text = fetch(f"{gallery_url}/{page}/")
    assert status == 200
    for tag, attrs in Tags(text).found:
        assert tag != "style", attrs
        assert "style" not in attrs, (tag, attrs)
        assert not [name for name in attrs if name.startswith(("on", "hx-on"))], (tag, attrs)
        if tag == "script":
            assert attrs.get("src"), attrs


def test_gallery_when_every_text_is_hostile_then_all_of_it_is_escaped(gallery_url):
    _, text = fetch(f"{gallery_url}/hostile/")
    assert "alert(2)" in text
    assert not [tag for tag, _ in Tags(text).found if tag == "img"]
    assert len([tag for tag, _ in Tags(text).found if tag == "script"]) == 2


@pytest.mark.parametrize("component", COMPONENTS)
def test_gallery_when_a_component_exists_then_it_is_shown(component):
    mark = re.compile(rf"<c-{component.replace('_', '-')}[\s/>]")
    assert [path for path, text in TEMPLATES.items() if path.stem != component and mark.search(text)]


def test_icons_when_named_in_templates_and_code_then_drawn_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (WEB / "static/mangnon/icons.svg").read_text()))
    code = "".join((WEB / name).read_text() for name in ("gallery.py", "nav.py", "parts.py"))
    named = {name for text in TEMPLATES.values() for name in re.findall(r'{% icon "([a-z-]+)"', text)}
    named |= {name for text in TEMPLATES.values() for name in re.findall(r'<c-[^>]* icon="([a-z-]+)"', text)}
    named |= set(re.findall(r'icon(?:: str)?\s*=\s*"([a-z-]+)"', code))
    named |= {"late", "soon", "calm", "done", "ascending", "descending"}
    assert named <= drawn


@pytest.mark.parametrize(("kind", "budget"), [("css", 30_000), ("js", 15_000)])
def test_static_files_when_compressed_then_light_enough_for_a_poor_line(kind, budget):
    files = list((WEB / "static/mangnon").rglob(f"*.{kind}"))
    assert files
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < budget


def test_fonts_when_shipped_then_licence_beside_and_all_that_styles_name_exist():
    fonts = WEB / "static/mangnon/fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text().upper()
    named = set(re.findall(r"fonts/([\w-]+\.woff2)", (WEB / "static/mangnon/css/tokens.css").read_text()))
    assert named == {path.name for path in fonts.glob("*.woff2")}


@pytest.mark.parametrize(("name", "status"), [("400", 400), ("403", 403), ("404", 404), ("500", 500), ("csrf", 403)])
def test_error_pages_when_shown_then_right_status_one_heading_and_a_way_out(gallery_url, name, status):
    answered, text = fetch(f"{gallery_url}/error/{name}/")
    assert answered == status
    tags = [tag for tag, _ in Tags(text).found]
    assert tags.count("h1") == 1
    assert ("a", "/") in [(tag, attrs.get("href")) for tag, attrs in Tags(text).found]


def test_unknown_page_when_asked_for_then_the_404_page(gallery_url):
    status, text = fetch(f"{gallery_url}/no-such-page/")
    assert status == 404
    assert "Không tìm thấy trang này" in text


@pytest.mark.parametrize("component", COMPONENTS)
def test_readme_when_a_component_exists_then_tells_its_attributes(component):
    name = component.replace("_", "-")
    lines = (WEB / "README.md").read_text().splitlines()
    line = next(each for each in lines if each.startswith("|") and f"`{name}`" in each.split("|")[1])
    declared = re.search(r"<c-vars (.*?)/>", (WEB / f"templates/cotton/{component}.html").read_text(), re.DOTALL)
    attributes = re.findall(r'(:?[a-z][a-z-]*)(?:="[^"]*")?\s', declared.group(1)) if declared else []
    assert [each for each in attributes if f"`{each}`" not in line] == []
