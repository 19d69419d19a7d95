"""Decides what a file is, by its content first and its name second, and has it read.

Takes a ``SourceFile``; gives a ``Document`` or raises ``DocumentError`` with one line that says what to do.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._docx import read_docx
from jiheng.documents._model import Document, SourceFile
from jiheng.documents._pdf import read_pdf
from jiheng.documents._text import read_text
from jiheng.documents._xlsx import read_xlsx
from jiheng.errors import DocumentError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = f"{_OFFICE}wordprocessingml.document"
_XLSX = f"{_OFFICE}spreadsheetml.sheet"
_PDF = "application/pdf"
_TEXT = "text/plain"

_KIND_BY_SUFFIX = {
    ".docx": _DOCX,
    ".docm": _DOCX,
    ".dotx": _DOCX,
    ".xlsx": _XLSX,
    ".xlsm": _XLSX,
    ".xltx": _XLSX,
    ".txt": _TEXT,
    ".doc": "",
    ".xls": "",
    ".wps": "",
    ".et": "",
    ".pdf": _PDF,
}
"""What a name promises; "" for kinds that are not read, whose content is then never what the name says."""

READABLE_SUFFIXES = tuple(suffix for suffix, kind in _KIND_BY_SUFFIX.items() if kind)
"""Names that promise a document this stage reads."""

_KIND_WORDS = {
    _DOCX: "Word 文档（.docx）",
    _XLSX: "Excel 工作簿（.xlsx）",
    _PDF: "PDF（.pdf）",
    _TEXT: "纯文本（.txt）",
}

_SAVE_AS = "请用 Word、Excel 或 WPS 另存为 .docx 或 .xlsx 后再试。"

_REFUSED_BY_START = (
    (b"{\\rtf", f"暂不支持 RTF 文件。{_SAVE_AS}"),
    (b"\x89PNG", "这是图片，无法读取文字。请提供 .docx、.xlsx 或 .txt 原文件。"),
    (b"\xff\xd8\xff", "这是图片，无法读取文字。请提供 .docx、.xlsx 或 .txt 原文件。"),
    (b"GIF8", "这是图片，无法读取文字。请提供 .docx、.xlsx 或 .txt 原文件。"),
    (b"Rar!", "暂不支持 RAR 压缩包。请解压后再试。"),
    (b"7z\xbc\xaf", "暂不支持 7z 压缩包。请解压后再试。"),
    (b"\x1f\x8b", "暂不支持 gzip 压缩包。请解压后再试。"),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "文件设有打开密码，无法读取。请取消密码后另存再试。"),
    ("WordDocument", "暂不支持旧版 .doc 文件。请用 Word 或 WPS 另存为 .docx 后再试。"),
    ("Workbook", "暂不支持旧版 .xls 文件。请用 Excel 或 WPS 另存为 .xlsx 后再试。"),
    ("Book", "暂不支持旧版 .xls 文件。请用 Excel 或 WPS 另存为 .xlsx 后再试。"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|head)", re.IGNORECASE)
_PDF_WITHIN = 1024
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def read_document(source: SourceFile) -> Document:
    """Read a file: a plain-text export, a Word document, a workbook or a PDF.

    Blank paragraphs are counted, so that ``P17`` is the file's seventeenth, but are no blocks.

    Args:
        source: The file's name and bytes. The content decides what it is; a name that promises something else
            is reported as a problem ``suffix_mismatch``.

    Raises:
        DocumentError: The file is empty, damaged, encrypted, too large, or of a kind that is not read.
    """
    _refuse_unreadable(source)
    assembly = Assembly()
    if source.content.startswith(_ZIP_STARTS):
        media_type = _read_package(source, assembly)
    elif b"%PDF-" in source.content[:_PDF_WITHIN]:
        media_type = _PDF
        read_pdf(source, assembly)
    else:
        media_type = _TEXT
        read_text(source, assembly)
    promised = _KIND_BY_SUFFIX.get(PurePosixPath(source.name).suffix.lower(), media_type)
    if promised != media_type:
        found = _KIND_WORDS[media_type]
        assembly.problem("suffix_mismatch", f"扩展名与内容不符：内容是{found}，已按内容读取。", "")
    return assembly.document(source, media_type)


def _refuse_unreadable(source: SourceFile) -> None:
    content = source.content
    reason = ""
    if not content:
        reason = "文件是空的（0 字节）。请重新导出或重新上传。"
    elif content.startswith(_OLE):
        reason = next(
            (words for stream, words in _OLE_STREAMS if stream.encode("utf-16-le") in content),
            f"暂不支持这种旧版文件。{_SAVE_AS}",
        )
    elif _MARKUP.match(content):
        reason = f"这是网页或 XML 文件，暂不支持。{_SAVE_AS}"
    else:
        reason = next((words for start, words in _REFUSED_BY_START if content.startswith(start)), "")
    if reason:
        raise DocumentError(source.name, reason)


def _read_package(source: SourceFile, assembly: Assembly) -> str:
    """Read a zip that should be an OOXML package, and return its media type."""
    package = Package(source)
    part = next((path for kind, path in package.related("").values() if kind == "officeDocument"), "")
    if not part:
        raise package.error(f"压缩包里没有 Word 或 Excel 文档。如是打包的材料请解压后再试；否则{_SAVE_AS}")
    if part.lower().startswith("xl/") and part.lower().endswith(".xml"):
        read_xlsx(package, part, assembly)
        return _XLSX
    if part.lower().endswith(".xml") and not part.lower().startswith("ppt/"):
        read_docx(package, part, assembly)
        return _DOCX
    raise package.error(f"暂不支持这种 Office 文件（{part}）。{_SAVE_AS}")
