"""Read the XML of supporting data into plain elements, refusing what no supporting data needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from mangnon.vocab.errors import UnreadableInputError

_MAX_DEPTH: Final = 32
_NOTHING: Final = frozenset({"n/a", "n.a.", "na", "n\\a", "none", "not applicable", "-", "–"})


class SupportingDataError(UnreadableInputError):
    """A file of supporting data cannot be read."""

    code = "immunization.supporting_data"


@dataclass
class Element:
    """An XML element: name, own text, children."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def find(self, name: str) -> Element:
        """The first child of a name; an empty element where there is none."""
        return next((child for child in self.children if child.name == name), Element(name))

    def all(self, name: str) -> list[Element]:
        """The children of a name that hold anything."""
        return [child for child in self.children if child.name == name and (child.children or child.value)]

    def get(self, name: str) -> str:
        """The trimmed text of a child; empty where there is none."""
        return self.find(name).value

    @property
    def value(self) -> str:
        """The trimmed text; some releases write ``n/a`` where others write nothing."""
        text = " ".join(self.text.split())
        return "" if text.lower() in _NOTHING else text

    def first(self, *names: str) -> Element:
        """The first child that holds anything under one of these names: releases named some things differently."""
        return next((found for name in names for found in self.all(name)), Element(names[0]))

    def code(self, name: str) -> str:
        """A code written as the text of an element or as its child ``code``."""
        found = self.find(name)
        return found.value or found.get("code")


def parse_xml(file: str, content: bytes) -> Element:
    """Parse one XML file.

    Args:
        file: its name, for the messages.
        content: its bytes.

    Returns:
        The root element.

    Raises:
        SupportingDataError: it is not XML, declares a document type or an entity, or is nested too deep.
    """
    root = Element("")
    open_ = [root]
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise SupportingDataError(f"Tệp {file} khai báo DOCTYPE hoặc thực thể XML nên bị từ chối.")

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(open_) > _MAX_DEPTH:
            raise SupportingDataError(f"Tệp {file} lồng quá sâu nên bị từ chối.")
        node = Element(name.rpartition(":")[2])
        open_[-1].children.append(node)
        open_.append(node)

    def end(_name: str) -> None:
        open_.pop()

    def text(data: str) -> None:
        open_[-1].text += data

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise SupportingDataError(f"Tệp {file} không phải XML hợp lệ (dòng {error.lineno}).") from error
    return root.children[0]
