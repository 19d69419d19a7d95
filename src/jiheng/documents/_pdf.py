"""Reads a PDF that a program wrote: its ruled tables and the text around them.

Takes the file's bytes; writes paragraphs and grids into an assembly. A table is what ruled lines enclose,
also over page breaks; a table set with spaces alone comes out as lines of text. Text is what the file says
stands there: white, covered and clipped text is read, as is the invisible text under a scan that was
recognised; text off the page is not. Pages that are only pictures hold no text and are reported. No picture
is looked into, and neither annotations nor form fields are read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_parent import is_installed
from jiheng.documents._pdf_flow import PdfPage, breaks_in_tables, page_blocks, write_pages
from jiheng.documents._pdf_guard import loads_too_long, unpacks_too_far
from jiheng.documents._pdf_join import Turn
from jiheng.documents._pdf_lattice import lattices
from jiheng.documents._pdf_lines import lines_of_page
from jiheng.documents._pdf_page import PageReader
from jiheng.documents._pdf_scan import scanned_page
from jiheng.documents._pdf_tags import PageTables, TagReader
from jiheng.documents._scan import INSTALL
from jiheng.errors import DocumentError

MAX_FILE_BYTES = 128 * 1024 * 1024
"""Beyond this a file is scans or no report."""

MAX_PAGES = 2000
"""A package has some tens of pages, a whole city's some thousand."""

_MEGABYTE = 1024 * 1024
_UNMAPPED_SHARE = 0.3

_PDFIUM = threading.Lock()
"""PDFium may be entered by one thread at a time."""

_SCANNED = "PDF 里没有文字，可能是扫描件。请提供原来的 Word、Excel 文件，或文字可以选中的 PDF。"


def read_pdf(source: SourceFile, assembly: Assembly) -> None:
    """Read a PDF into the assembly.

    Raises:
        DocumentError: The file is damaged, needs a password, is too large, or no page holds text.
    """
    if len(source.content) > MAX_FILE_BYTES:
        raise DocumentError(
            source.name, f"文件超过 {MAX_FILE_BYTES // _MEGABYTE} MB。请压缩图片或拆分后再试。"
        )
    if unpacks_too_far(source.content):
        raise DocumentError(source.name, "PDF 解压后大得不正常，未读取。请重新导出后再试。")
    if loads_too_long(source.content):
        raise DocumentError(source.name, "PDF 里的图形层层套用，多得无法读取。请用打印方式重新导出后再试。")
    with _PDFIUM:
        pages, turns = _pages(source, assembly)
    write_pages(pages, assembly, turns)


def _pages(source: SourceFile, assembly: Assembly) -> tuple[list[PdfPage], dict[int, Turn]]:
    document = _open(source)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise DocumentError(source.name, f"PDF 有 {count} 页，超过 {MAX_PAGES} 页。请拆分后再试。")
        reader = PageReader(document)
        read = [_page(source, reader, index, assembly) for index in range(count)]
        pages = [page for page in read if page is not None]
        turns = dict(_turns(pages, TagReader(document)))
    finally:
        document.close()
    if not any(page.blocks for page in pages):
        raise DocumentError(source.name, _SCANNED if is_installed() else f"{_SCANNED}{INSTALL}")
    return pages, turns


def _turns(pages: list[PdfPage], tags: TagReader) -> Iterator[tuple[int, Turn]]:
    """Yield by page number what the file's structure says of a table that may go on there."""
    known: tuple[int, PageTables | None] = (0, None)
    for page, following in breaks_in_tables(pages):
        above = known[1] if known[0] == page.number else tags.read(page.number - 1)
        known = following.number, tags.read(following.number - 1)
        if above and known[1]:
            yield following.number, (above.last, known[1].first)


def _open(source: SourceFile) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            reason = "PDF 设有打开密码，无法读取。请取消密码后另存再试。"
        else:
            reason = "PDF 已损坏或不完整，无法打开。请重新导出或重新下载后再试。"
        raise DocumentError(source.name, reason) from error


def _page(source: SourceFile, reader: PageReader, index: int, assembly: Assembly) -> PdfPage | None:
    """Read one page and note what cannot be read on it; None where the page itself is damaged."""
    number = index + 1
    try:
        content = reader.read(index)
    except pypdfium2.PdfiumError:
        assembly.problem("page_damaged", f"第{number}页已损坏，未读取。", "")
        return None
    except OverflowError as error:
        raise DocumentError(source.name, f"PDF 第 {number} 页的内容多得不正常。请重新导出后再试。") from error
    tables = None if content.crowded else lattices(content.horizontal, content.vertical)
    if tables is None:
        assembly.problem("page_too_complex", f"第{number}页线条过多，未识别表格，只读取了文字。", "")
    outside, inside = lines_of_page(content, tables or [])
    text = content.glyphs.text
    unmapped = sum(text.count(character) for character in "\ufffd\x00")
    if not outside and not any(lines for cells in inside for lines in cells):
        return scanned_page(source, reader.document, content, assembly)
    if unmapped > _UNMAPPED_SHARE * len(text):
        assembly.problem("page_unreadable", f"第{number}页的字体没有文字编码，读出的文字不可靠。", "")
    return PdfPage(number, content.width, content.height, page_blocks(tables or [], outside, inside))
