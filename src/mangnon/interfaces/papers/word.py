"""Sets documents as Word files: real tables, real rules, real tab leaders, so that an office can go on editing."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mangnon.core.content.papers import Look
from mangnon.interfaces.papers.document import (
    Annex,
    Block,
    Covered,
    Document,
    Dots,
    Inline,
    Paragraph,
    Signature,
    Table,
    Text,
)
from mangnon.interfaces.papers.widths import printed_width_mm
from mangnon.interfaces.papers.word_blank import blank_file
from mangnon.interfaces.papers.word_runs import add_bar, add_field, add_words, mark_row

TYPEFACE = "Times New Roman"
BOX_TYPEFACE = "MS Gothic"  # Times New Roman has no boxes
SHORT_DOTS = "." * 18
PAGE_MM = (210, 297)
CELL_MARGIN_MM = 1.4
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_TWIPS_A_MM = 1440 / 25.4
# No clock is read: a file says nothing of the moment it was made.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


def set_word(document: Document, *, look: Look) -> bytes:
    """Return a document as a Word file.

    Args:
        document: what stands in it.
        look: the measures.

    Returns:
        The file; the same bytes for the same arguments.
    """
    sheet = _Sheet(look)
    sheet.properties(document.name)
    sheet.head(document)
    sheet.addressed(document.addressed_to)
    sheet.titled(document.title, document.abstract, ruled=True)
    sheet.decided(document)
    sheet.body(document.blocks)
    sheet.foot(document)
    for annex in document.annexes:
        sheet.annex(annex)
    return sheet.file()


class _Sheet:
    """A Word file being filled from top to bottom."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.width_mm = PAGE_MM[0] - look.left_mm - look.right_mm
        self.word: Any = docx.Document(BytesIO(blank_file()))
        self._styles()
        self._section(self.word.sections[0])

    def properties(self, name: str) -> None:
        told = self.word.core_properties
        told.title, told.author, told.comments, told.keywords, told.last_modified_by = name, "", "", "", ""
        for moment in ("created", "modified", "lastPrinted"):
            for each in told._element.xpath(f"./*[local-name()='{moment}']"):
                told._element.remove(each)

    def _styles(self) -> None:
        style = self.word.styles["Normal"]
        style.font.name, style.font.size = TYPEFACE, Pt(self.look.body_pt)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), TYPEFACE)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.widow_control = True

    def _section(self, section: Any, *, restart: bool = False) -> None:
        look = self.look
        section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
        section.top_margin, section.bottom_margin = Mm(look.top_mm), Mm(look.bottom_mm)
        section.left_margin, section.right_margin = Mm(look.left_mm), Mm(look.right_mm)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        if restart:
            numbers = OxmlElement("w:pgNumType")
            numbers.set(qn("w:start"), "1")
            section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")
            return
        number = section.header.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_field(number, "PAGE", size=look.page_number_pt)

    # -- head -------------------------------------------------------------------------------------------------

    def head(self, document: Document) -> None:
        look, head = self.look, document.head
        if head.label:
            label = self.word.add_paragraph()
            label.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            label.paragraph_format.space_after = Pt(4)
            add_words(label, head.label, bold=True, size=look.label_pt)
        left = self.width_mm * look.head_left_share / 100
        table = self._bare_table(2, (left, self.width_mm - left), margin_mm=0)  # the national name must not wrap
        cell = table.cell(0, 0)
        names = [(head.superior, False)] if head.superior else []
        names += [(each, True) for each in head.body]
        self._centred(cell, names, size=look.body_name_pt)
        self._rule(cell, across_mm=24, within_mm=left)
        cell = table.cell(0, 1)
        self._centred(cell, [(head.national_name, True)], size=look.national_name_pt)
        motto = _more(cell)
        motto.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_words(motto, head.motto, bold=True, size=look.motto_pt)
        wide = printed_width_mm(head.motto, size_pt=look.motto_pt, bold=True)
        self._rule(cell, across_mm=wide, within_mm=self.width_mm - left)
        cell = table.cell(1, 0)
        self._centred(cell, [(head.number, False)], size=look.number_pt)
        if head.about:
            about = _more(cell)
            about.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._inlines(about, head.about, size=look.table_pt, width_mm=left)
        place = table.cell(1, 1).paragraphs[0]
        place.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_words(place, head.place_and_day, italic=True, size=look.place_pt)
        for cell in table.rows[1].cells:
            cell.paragraphs[0].paragraph_format.space_before = Pt(6)

    def _centred(self, cell: Any, lines: list[tuple[str, bool]], *, size: float) -> None:
        for at, (text, bold) in enumerate(lines):
            paragraph = cell.paragraphs[0] if at == 0 else _more(cell)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            add_words(paragraph, text, bold=bold, size=size)

    def _rule(self, where: Any, *, across_mm: float, within_mm: float, after_pt: float = 0) -> None:
        """A real line: the upper border of an empty paragraph, drawn in from both sides."""
        paragraph = where.add_paragraph()
        side = Mm(max(0.0, (within_mm - across_mm) / 2))
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = side
        shape.space_before, shape.space_after, shape.line_spacing = Pt(1.5), Pt(after_pt), Pt(2)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, told in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            top.set(qn(f"w:{name}"), told)
        borders.append(top)
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        shape.keep_with_next = True

    # -- title ------------------------------------------------------------------------------------------------

    def addressed(self, to: tuple[str, ...]) -> None:
        size = self.look.title_pt
        for at, each in enumerate(to):
            paragraph = self.word.add_paragraph()
            shape = paragraph.paragraph_format
            shape.space_before, shape.space_after = Pt(12 if at == 0 else 2), Pt(8 if at + 1 == len(to) else 2)
            if len(to) == 1:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                add_words(paragraph, f"Kính gửi: {each}", size=size)
                continue
            shape.left_indent = Mm(40)
            if at == 0:
                add_words(paragraph, "Kính gửi:", size=size)
                paragraph = self.word.add_paragraph()
                paragraph.paragraph_format.left_indent = Mm(40)
            paragraph.paragraph_format.left_indent = Mm(48)
            add_words(paragraph, f"- {each}{'.' if at + 1 == len(to) else ';'}", size=size)

    def titled(
        self,
        title: str,
        abstract: tuple[Inline, ...],
        *,
        note: tuple[Inline, ...] = (),
        ruled: bool,
        before_pt: float = 14,
    ) -> None:
        if not title:
            return
        size = self.look.title_pt
        paragraph = self._middle(before_pt=before_pt, after_pt=2)
        add_words(paragraph, title, bold=True, size=size)
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().append(outline)
        for inlines, points in ((abstract, size), (note, self.look.body_pt)):
            if inlines:
                self._inlines(self._middle(before_pt=0, after_pt=2), inlines, size=points, width_mm=self.width_mm)
        if ruled:
            self._rule(self.word, across_mm=38, within_mm=self.width_mm, after_pt=8)

    def _middle(self, *, before_pt: float, after_pt: float) -> Any:
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(before_pt), Pt(after_pt), True
        return paragraph

    def decided(self, document: Document) -> None:
        if document.authority:
            add_words(self._middle(before_pt=4, after_pt=8), document.authority, bold=True)
        self.body(document.bases)
        if document.decides:
            add_words(self._middle(before_pt=10, after_pt=10), document.decides, bold=True, size=self.look.title_pt)

    # -- body -------------------------------------------------------------------------------------------------

    def body(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)

    def _paragraph(self, block: Paragraph) -> None:
        look = self.look
        paragraph = self.word.add_paragraph()
        paragraph.alignment = _ALIGN[block.align]
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(look.paragraph_gap_pt / 2)
        shape.line_spacing = look.line_spacing
        shape.keep_with_next = block.with_next or None
        if block.indent:
            shape.first_line_indent = Mm(look.first_indent_mm)
        self._inlines(paragraph, block.inlines, size=None, width_mm=self.width_mm)

    def _inlines(self, paragraph: Any, inlines: tuple[Inline, ...], *, size: float | None, width_mm: float) -> None:
        fills = [each for each in inlines if isinstance(each, Dots) and each.to_the_end]
        if fills:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # a leader does not stretch with the words
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        for each in inlines:
            if isinstance(each, Text):
                add_words(paragraph, each.text, bold=each.bold, italic=each.italic, size=size)
            elif isinstance(each, Covered):
                add_bar(paragraph, size=size)
            elif isinstance(each, Dots):
                add_words(paragraph, "\t" if each.to_the_end else SHORT_DOTS, size=size)
            else:
                add_words(paragraph, "☒" if each.on else "☐", size=size, typeface=BOX_TYPEFACE)

    def _table(self, block: Table) -> None:
        look = self.look
        whole = sum(column.share for column in block.columns)
        widths = tuple(self.width_mm * column.share / whole for column in block.columns)
        rows = [*block.rows, *([block.totals] if block.totals else [])]
        table = self._bare_table(len(rows) + 1, widths)
        table.style = self.word.styles["Table Grid"]
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            add_words(cell.paragraphs[0], column.title, bold=True, size=look.table_pt)
        mark_row(table.rows[0], "tblHeader")
        for row, told in zip(table.rows[1:], rows, strict=True):
            for cell, inlines, column, width in zip(row.cells, told, block.columns, widths, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = _ALIGN[column.align]
                inside = width - 2 * CELL_MARGIN_MM
                self._inlines(paragraph, inlines, size=look.table_pt, width_mm=inside)
        for row in table.rows:
            mark_row(row, "cantSplit")
            for cell in row.cells:
                shape = cell.paragraphs[0].paragraph_format
                shape.space_before = shape.space_after = Pt(2)

    def _bare_table(self, rows: int, widths_mm: tuple[float, ...], *, margin_mm: float = CELL_MARGIN_MM) -> Any:
        table = self.word.add_table(rows=rows, cols=len(widths_mm))
        table.autofit = False
        properties = table._tbl.tblPr
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            edge = OxmlElement(f"w:{side}")
            edge.set(qn("w:w"), str(round(margin_mm * _TWIPS_A_MM)))
            edge.set(qn("w:type"), "dxa")
            margins.append(edge)
        properties.insert_element_before(margins, "w:tblLook")
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    # -- foot -------------------------------------------------------------------------------------------------

    def foot(self, document: Document) -> None:
        gap = self.word.add_paragraph()
        gap.paragraph_format.line_spacing, gap.paragraph_format.keep_with_next = Pt(8), True
        half = self.width_mm / 2
        table = self._bare_table(1, (half, half), margin_mm=0)
        mark_row(table.rows[0], "cantSplit")
        if len(document.signatures) == 1:
            self._recipients(table.cell(0, 0), document.recipients, width_mm=half)
            self._signature(table.cell(0, 1), document.signatures[0])
            return
        for cell, signature in zip(table.rows[0].cells, document.signatures, strict=True):
            self._signature(cell, signature)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
        gap = self.word.add_paragraph()
        gap.paragraph_format.keep_with_next = True
        below = self._bare_table(1, (half, half), margin_mm=0)
        mark_row(below.rows[0], "cantSplit")
        self._recipients(below.cell(0, 0), document.recipients, width_mm=half)

    def _signature(self, cell: Any, signature: Signature) -> None:
        lines = [(told, True) for told in (signature.authority, signature.title) if told]
        self._centred(cell, lines, size=self.look.body_pt)
        if signature.note:
            note = _more(cell)
            note.alignment = WD_ALIGN_PARAGRAPH.CENTER
            add_words(note, signature.note, italic=True, size=self.look.table_pt)
        name = _more(cell)
        name.alignment = WD_ALIGN_PARAGRAPH.CENTER
        name.paragraph_format.space_before = Mm(20)
        self._inlines(name, signature.name, size=None, width_mm=self.width_mm / 2)

    def _recipients(self, cell: Any, recipients: tuple[tuple[Inline, ...], ...], *, width_mm: float) -> None:
        first = cell.paragraphs[0]
        add_words(first, "Nơi nhận:", bold=True, italic=True, size=self.look.recipients_title_pt)
        for each in recipients:
            self._inlines(_more(cell), each, size=self.look.recipients_pt, width_mm=width_mm)

    def annex(self, annex: Annex) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        self._section(section, restart=True)
        self.titled(annex.title, annex.abstract, note=annex.note, ruled=True, before_pt=0)
        self.body(annex.blocks)

    def file(self) -> bytes:
        """Close with a paragraph, for Word wants one after a last table, and return the file."""
        self.word.add_paragraph().paragraph_format.line_spacing = Pt(1)
        made = BytesIO()
        self.word.save(made)
        told = BytesIO()
        with ZipFile(made) as source, ZipFile(told, "w", ZIP_DEFLATED) as target:
            for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
                target.writestr(ZipInfo(name, _ZIP_MOMENT), source.read(name), ZIP_DEFLATED)
        return told.getvalue()


def _more(cell: Any) -> Any:
    return cell.add_paragraph()
