"""The package as a Word document: A4, official typefaces by name, real merges."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from examples.builder._docx_parts import DOCUMENT_END, DOCUMENT_START, PARTS, TABLE_SECTION, TEXT_SECTION
from examples.builder._layout import Block, Cell, Kind, Line, Style, Table

EPOCH = (2025, 5, 16, 9, 0, 0)
"""Every part of the archive bears this time, so that each build gives the same bytes."""
TWIPS_PER_CENTIMETRE = 567
ROW_HEIGHT = 400
SUBHEADING = re.compile(r"（[一二三四五六七八九十]+）[^。；]*?。")
PARAGRAPH_STYLES = {
    Style.ANNEX: "Annex",
    Style.TITLE: "DocumentTitle",
    Style.HEADING: "Heading1",
    Style.BODY: "BodyText",
    Style.TABLE_TITLE: "TableTitle",
    Style.NOTE: "Note",
}
CELL_STYLES = {
    Kind.LABEL: "CellLabel",
    Kind.LINE_LABEL: "CellProse",
    Kind.TEXT: "CellFigure",
    Kind.PROSE: "CellProse",
    Kind.FIGURE: "CellFigure",
}


def write_docx(forms: tuple[tuple[Block, ...], ...]) -> bytes:
    """Return the package as a Word document.

    Args:
        forms: The forms, each as its blocks.

    Returns:
        The file's content, the same on every run.
    """
    document = DOCUMENT_START + _body(forms) + DOCUMENT_END
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "word/document.xml": document}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content)
    return target.getvalue()


def _body(forms: tuple[tuple[Block, ...], ...]) -> str:
    """Report text and tables are sections with margins of their own; each begins a page."""
    pages = [page for blocks in forms for page in _pages(blocks)]
    parts = []
    for number, (blocks, section) in enumerate(pages, 1):
        parts += [_block(block, blocks) for block in blocks]
        # The last section's properties end the body; the others need a paragraph, of no height, to end them.
        parts.append(section if number == len(pages) else _paragraph("SectionEnd", "", section))
    return "".join(parts)


def _pages(blocks: tuple[Block, ...]) -> list[tuple[tuple[Block, ...], str]]:
    styles = [block.style if isinstance(block, Line) else None for block in blocks]
    if Style.TABLE_TITLE not in styles:
        return [(blocks, TABLE_SECTION)]
    table = styles.index(Style.TABLE_TITLE)
    return [(blocks[:table], TEXT_SECTION), (blocks[table:], TABLE_SECTION)]


def _block(block: Block, blocks: tuple[Block, ...]) -> str:
    if isinstance(block, Table):
        return _table(block)
    titles = [other for other in blocks if isinstance(other, Line) and other.style is Style.TITLE]
    # A title of two lines has its room below the second.
    joined = '<w:spacing w:before="0" w:after="0"/>' if block in titles[:-1] else ""
    return _paragraph(PARAGRAPH_STYLES[block.style], block.text, joined)


def _paragraph(style: str, text: str, properties: str = "") -> str:
    heading = SUBHEADING.match(text) if style == "BodyText" else None
    runs = [(heading[0], "Subheading"), (text[heading.end() :], "")] if heading else [(text, "")]
    printed = "".join(_run(part, look) for part, look in runs if part)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{printed}</w:p>'


def _run(text: str, look: str) -> str:
    style = f'<w:rPr><w:rStyle w:val="{look}"/></w:rPr>' if look else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{style}{'<w:br/>'.join(lines)}</w:r>"


def _table(table: Table) -> str:
    widths = [round(width * TWIPS_PER_CENTIMETRE) for width in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(table, index, widths) for index in range(len(table.rows)))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(table: Table, index: int, widths: list[int]) -> str:
    repeated = "<w:tblHeader/>" if table.repeats_first_row and index == 0 else ""
    below = table.rows[index + 1] if index + 1 < len(table.rows) else ()
    continued = {column for column, cell in _columns(below) if cell.continues}
    cells = []
    for column, cell in _columns(table.rows[index]):
        merge = ""
        if cell.continues:
            merge = "<w:vMerge/>"
        elif column in continued:
            merge = '<w:vMerge w:val="restart"/>'
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        width = sum(widths[column : column + cell.columns])
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
            '<w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(CELL_STYLES[cell.kind], cell.text)}</w:tc>"
        )
    properties = f'<w:cantSplit/><w:trHeight w:val="{ROW_HEIGHT}" w:hRule="atLeast"/>{repeated}'
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _columns(row: tuple[Cell, ...]) -> list[tuple[int, Cell]]:
    found = []
    column = 0
    for cell in row:
        found.append((column, cell))
        column += cell.columns
    return found
