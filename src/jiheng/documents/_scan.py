"""Reads pictures of pages: scans and photographs, also those inside of a PDF.

Takes an image file's bytes; writes its pages as the reader of PDF would. What recognises the text is an
optional extra and runs in a process of its own; without it a scan is refused in words.
"""

from __future__ import annotations

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_messages import Noted
from jiheng.documents._ocr_parent import recognition
from jiheng.documents._pdf_flow import PdfPage, write_pages
from jiheng.errors import DocumentError

INSTALL = '识别文字需要另外安装组件：pip install "jiheng[ocr]"。'
NO_RECOGNITION = f"这是扫描件或图片，{INSTALL}也可以改用原来的 Word、Excel 文件。"


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
    pages: list[PdfPage] = []
    try:
        for found in recognition().image(source):
            if isinstance(found, Noted):
                assembly.problem(found.code, found.text, "")
                continue
            pages.append(found)
            note_recognised(found, assembly)
    except ModuleNotFoundError as error:
        raise DocumentError(source.name, NO_RECOGNITION) from error
    if not any(page.blocks for page in pages):
        raise DocumentError(
            source.name, "图片里没有识别出文字。请确认图片完整、清晰，或改用原来的 Word、Excel 文件。"
        )
    write_pages(pages, assembly)
