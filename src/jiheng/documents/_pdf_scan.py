"""Reads a page of a PDF that holds a picture instead of text.

Takes an open document and the page without text; gives the page recognised, or empty with a problem that says
why. A page without pictures, and with few strokes, is blank and not looked at.
"""

from __future__ import annotations

import pypdfium2
from pypdfium2 import raw

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_messages import MAX_SCANNED_PAGES
from jiheng.documents._ocr_parent import recognition
from jiheng.documents._pdf_flow import PdfPage
from jiheng.documents._pdf_page import MAX_DEPTH, PageContent
from jiheng.documents._scan import INSTALL, note_recognised

RENDER_DPI = 200
"""Small print is read less well at 150; more costs time."""

MAX_SIDE = 2400
"""Pixels of the rendered page, however large a page says it is."""

_STROKES = 200
"""Points of paths from which on they may be letters drawn as outlines."""

_PAGE_SIDES = (400.0, 1300.0)
"""Points of the long side of real paper; a page outside of that has no scale to be trusted."""


def scanned_page(
    source: SourceFile, document: pypdfium2.PdfDocument, content: PageContent, assembly: Assembly
) -> PdfPage:
    """Return a page without text as it is recognised; without lines where it cannot be.

    Raises:
        DocumentError: The recognition takes more time or memory than is allowed.
    """
    number, side = content.number, max(content.width, content.height)
    blank = PdfPage(number, content.width, content.height, [])
    try:
        if content.points < _STROKES and not _has_picture(document, number):
            assembly.problem("page_blank", f"第{number}页是空白页，没有文字，也没有图片。", "")
            return blank
        if number > MAX_SCANNED_PAGES:
            assembly.problem(
                "page_without_text", f"第{number}页为扫描件，只识别前 {MAX_SCANNED_PAGES} 页，未读取。", ""
            )
            return blank
        low, high = _PAGE_SIDES
        scale = min(RENDER_DPI / 72, MAX_SIDE / max(side, 1.0))
        found = recognition().pdf_page(source, number, scale, side if low <= side <= high else 0.0)
    except ModuleNotFoundError:
        assembly.problem("page_without_text", f"第{number}页为扫描件，未读取。{INSTALL}", "")
        return blank
    except pypdfium2.PdfiumError:
        found = None
    if found is None:
        assembly.problem("page_damaged", f"第{number}页已损坏，未读取。", "")
        return blank
    note_recognised(found, assembly)
    return found


def _has_picture(document: pypdfium2.PdfDocument, number: int) -> bool:
    page = document[number - 1]
    try:
        pictures = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=MAX_DEPTH)
        return next(iter(pictures), None) is not None
    finally:
        page.close()
