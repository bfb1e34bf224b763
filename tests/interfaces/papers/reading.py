"""What a reader, a program or a thief finds in a file: its words in order, and everything that is kept in it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from typing import Any

import docx
import pypdf
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def one_line(text: str) -> str:
    """Return text with single spaces, composed letters and no place where a line may end."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\u00a0", " ").split())


def pdf_pages(file: bytes) -> list[str]:
    """Return each page's words."""
    return [one_line(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(file)).pages]


def pdf_words(file: bytes) -> str:
    """Return all words of a PDF."""
    return " ".join(pdf_pages(file))


def pdf_inside(file: bytes) -> str:
    """Return every stream of a PDF unpacked, its metadata and its words: whatever lies in the file."""
    reader = pypdf.PdfReader(io.BytesIO(file))
    told = [pdf_words(file), str(reader.metadata), file.decode("latin-1")]
    for number in range(1, int(reader.trailer["/Size"])):
        found: Any = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if hasattr(found, "get_data") and "/Length1" in found:
            continue  # a typeface: its letters, no words
        if hasattr(found, "get_data"):
            data = found.get_data()
            told += [data.decode("utf-8", "ignore"), data.decode("utf-16-be", "ignore")]
        else:
            told.append(str(found))
    return "\n".join(told)


def word_xml(file: bytes, name: str = "word/document.xml") -> Any:
    """Return a part of a Word file, parsed."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return etree.fromstring(parts.read(name))


def word_inside(file: bytes) -> str:
    """Return every part of a Word file, and all words without their markup: whatever lies in the file."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        whole = "\n".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    return whole + "\n" + re.sub(r"<[^>]+>", "", whole)


def word_words(file: bytes) -> str:
    """Return all words of a Word file in reading order, a table's from left to right."""
    lines = []
    for paragraph in word_xml(file).iter(f"{W}p"):
        lines.append(
            "".join(each.text or "" if each.tag == f"{W}t" else " " for each in paragraph.iter(f"{W}t", f"{W}tab"))
        )
    return one_line(" ".join(lines))


def opened(file: bytes) -> Any:
    """Return a Word file as python-docx opens it."""
    return docx.Document(io.BytesIO(file))
