"""Writes an official document as a Word document (``.docx``).

Takes an ``OfficialDocument``; gives the file's bytes, the same for the same document. The markup is made of
strings: to build a tree of objects for a form takes ten times as long. What never changes is in
``_docx_parts``, tables are in ``_docx_table``.

Sheets are sections. A change (``was``) is a tracked change without a date, by 绩衡; accepting all of them
gives the new document. Control characters are left out. A blank position of a table is a blank cell.
"""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Style
from jiheng.render.official._characters import escaped
from jiheng.render.official._docx_parts import EVEN_FOOTER, GAP_STYLE, HEAD, ODD_FOOTER, STYLES, R, W, packed
from jiheng.render.official._docx_runs import Changes, run_of, twips
from jiheng.render.official._docx_table import table_markup
from jiheng.render.official._page import Page, page_of

_FOOTER_BELOW = 12
"""Millimetres from the type area down to the lower edge of the page number."""
_POINTS_A_METRE = 2835
_TITLE_POINTS = 22
_NEW_PAGE = "<w:pageBreakBefore/>"
_KEEP = "<w:keepNext/>"
_AT_END = frozenset({Style.SIGNATURE, Style.SEAL})
"""Lines that must not stand alone on a page."""
_MAX_BOOKMARK = 40
_NO_BOOKMARK = re.compile(r"[\W\U00010000-\U0010ffff]+")


def write_docx(document: OfficialDocument) -> bytes:
    """Return the Word file of a document.

    Raises:
        RenderError: A table is too wide for its paper or for Word, or its cells do not fit together.
    """
    changes = Changes()
    last = len(document.sheets)
    body = "".join(
        _sheet(sheet, number, changes, is_last=number == last)
        for number, sheet in enumerate(document.sheets, start=1)
    )
    text = f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body or "<w:p/>"}</w:body></w:document>'
    return packed({"word/document.xml": text, "docProps/core.xml": _properties(document.title)})


def _sheet(sheet: Sheet, number: int, changes: Changes, *, is_last: bool) -> str:
    """Return a section; all but the last end inside their last paragraph, as Word wants it."""
    page = page_of(sheet)
    section = _section(page, landscape=sheet.landscape)
    end = "" if is_last else section
    # A name begins with a letter, and with the number no two are alike.
    name = f"表{number}_{_NO_BOOKMARK.sub('_', sheet.name)}"[:_MAX_BOOKMARK].rstrip("_")
    parts = [f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>']
    blocks = sheet.blocks
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(block, Line):
            keeps = isinstance(following, Line) and following.style in _AT_END
            head = f"{_KEEP if keeps else ''}{_NEW_PAGE if block.new_page and parts else ''}"
            direct = f"{head}{_balance(block, page)}{'' if following else end}"
            parts.append(_line(block, changes, direct))
        else:
            parts.append(table_markup(block, sheet, changes, keeps_next=isinstance(following, Line)))
            if not isinstance(following, Line):
                # Word takes two tables with nothing between them for one, and needs a paragraph at the end.
                parts.append(_gap("" if following else end))
    if not blocks:
        parts.append(_gap(end))
    return "".join(parts) + (section if is_last else "")


def _balance(line: Line, page: Page) -> str:
    """Return indents that part a long title into lines of about the same length, as a person would."""
    if line.style is not Style.TITLE or "\n" in line.text:
        return ""
    room = page.text_width * _POINTS_A_METRE // 1000
    width = sum(_TITLE_POINTS if east_asian_width(c) in "WFA" else _TITLE_POINTS // 2 for c in line.text)
    if width <= room:
        return ""
    lines = -(-width // room)
    side = max((room - (width // lines + 2 * _TITLE_POINTS)) // 2, 0) * 20
    return f'<w:ind w:left="{side}" w:right="{side}"/>'


def _line(line: Line, changes: Changes, direct: str) -> str:
    """Return a paragraph, with properties of its own beside those of its style."""
    properties = f'<w:pPr><w:pStyle w:val="{STYLES[line.style]}"/>{direct}</w:pPr>'
    if line.was is None or line.was == line.text:
        return f"<w:p>{properties}{run_of(line.text)}</w:p>"
    return f"<w:p>{properties}{changes.markup(line.was, line.text)}</w:p>"


def _gap(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{GAP_STYLE}"/>{section}</w:pPr></w:p>'


def _section(page: Page, *, landscape: bool) -> str:
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{ODD_FOOTER}"/>'
        f'<w:footerReference w:type="even" r:id="{EVEN_FOOTER}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}" '
        f'w:left="{twips(page.left)}" w:header="{twips(15)}" '
        f'w:footer="{twips(page.bottom - _FOOTER_BELOW)}" w:gutter="0"/></w:sectPr>'
    )


def _properties(title: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    elements = "http://purl.org/dc/elements/1.1/"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{package}" xmlns:dc="{elements}"><dc:title>{escaped(title)}'
        "</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
