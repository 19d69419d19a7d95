"""Reads pictures of pages: scans and photographs, also those inside of a PDF.

Takes an image file's bytes, or the pictures of single pages; gives pages as the reader of PDF has them. What
recognises the text is an optional extra, imported on first use; without it a scan is refused in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import SourceFile
from jiheng.documents._pdf_flow import PdfPage, write_pages
from jiheng.errors import DocumentError

if TYPE_CHECKING:
    from cv2.typing import MatLike

MAX_SCANNED_PAGES = 300
"""Pages of one file that are recognised; each takes some seconds."""

INSTALL = '识别文字需要另外安装组件：pip install "jiheng[ocr]"。'
NO_RECOGNITION = f"这是扫描件或图片，{INSTALL}也可以改用原来的 Word、Excel 文件。"

PageReader = Callable[["MatLike", int, float], PdfPage]
"""Takes a picture in colour, the page's number and the points of its long side (0: not known)."""


def page_reader() -> PageReader | None:
    """Return what reads the picture of a page; None where the extra ``ocr`` is not installed."""
    try:
        from jiheng.documents._ocr_engine import engine  # noqa: PLC0415  # an optional extra
        from jiheng.documents._ocr_page import read_page_picture  # noqa: PLC0415  # the same

        engine()
    except (ImportError, FileNotFoundError):
        return None
    return read_page_picture


def note_recognised(page: PdfPage, assembly: Assembly) -> None:
    """Say of a page that its text was recognised, or that there was none to be."""
    if page.blocks:
        assembly.problem("ocr_used", f"第{page.number}页为扫描件，文字由识别得到。", "")
    else:
        assembly.problem("page_without_text", f"第{page.number}页没有识别出文字。", "")


def read_image(source: SourceFile, assembly: Assembly) -> None:
    """Read an image file, each of its pages, into the assembly.

    Raises:
        DocumentError: The image is damaged or too large, holds no text, or the extra ``ocr`` is missing.
    """
    read_page = page_reader()
    if read_page is None:
        raise DocumentError(source.name, NO_RECOGNITION)
    from jiheng.documents._ocr_image import pictures  # noqa: PLC0415  # an optional extra

    pages: list[PdfPage] = []
    for number, picture in enumerate(pictures(source, assembly), 1):
        pages.append(read_page(picture, number, 0.0))
        note_recognised(pages[-1], assembly)
    if not any(page.blocks for page in pages):
        raise DocumentError(
            source.name, "图片里没有识别出文字。请确认图片完整、清晰，或改用原来的 Word、Excel 文件。"
        )
    write_pages(pages, assembly)
