"""Decides what a file is, by its content first and its name second, and has it read.

Takes a ``SourceFile``; gives a ``Document`` or raises ``DocumentError`` with one line that says what to do.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from jiheng.documents._archive import Package, shown
from jiheng.documents._assembly import Assembly
from jiheng.documents._convert import office
from jiheng.documents._csv import read_csv
from jiheng.documents._doc import read_doc
from jiheng.documents._doc_file import STREAM as WORD_STREAM
from jiheng.documents._doc_file import is_older
from jiheng.documents._docx import read_docx
from jiheng.documents._encoding import check_size, decode_page
from jiheng.documents._html import read_html
from jiheng.documents._markdown import read_markdown
from jiheng.documents._mht import read_mht
from jiheng.documents._model import Document, SourceFile
from jiheng.documents._odf import SHEET_TYPE, TEXT_TYPE, read_odf
from jiheng.documents._ole import SIGNATURE as OLE_START
from jiheng.documents._ole import OleFile
from jiheng.documents._pdf import read_pdf
from jiheng.documents._scan import read_image
from jiheng.documents._text import read_text
from jiheng.documents._xls import STREAMS as WORKBOOK_STREAMS
from jiheng.documents._xls import read_xls
from jiheng.documents._xlsx import read_xlsx
from jiheng.errors import DocumentError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = f"{_OFFICE}wordprocessingml.document"
_XLSX = f"{_OFFICE}spreadsheetml.sheet"
_DOC = "application/msword"
_XLS = "application/vnd.ms-excel"
_RTF = "application/rtf"
_PDF = "application/pdf"
_HTML = "text/html"
_MHT = "multipart/related"
_CSV = "text/csv"
_MARKDOWN = "text/markdown"
_TEXT = "text/plain"
_PNG, _JPEG, _TIFF, _BMP = "image/png", "image/jpeg", "image/tiff", "image/bmp"

_KIND_WORDS = {
    _DOCX: "Word 文档（.docx）",
    _XLSX: "Excel 工作簿（.xlsx）",
    _DOC: "Word 97–2003 文档（.doc）",
    _XLS: "Excel 97–2003 工作簿（.xls）",
    _RTF: "RTF 文档（.rtf）",
    TEXT_TYPE: "OpenDocument 文字（.odt）",
    SHEET_TYPE: "OpenDocument 表格（.ods）",
    _PDF: "PDF（.pdf）",
    _HTML: "网页（.html）",
    _MHT: "网页存档（.mht）",
    _CSV: "分隔文本（.csv）",
    _MARKDOWN: "Markdown（.md）",
    _TEXT: "纯文本（.txt）",
    _PNG: "图片（.png）",
    _JPEG: "图片（.jpg）",
    _TIFF: "图片（.tif）",
    _BMP: "图片（.bmp）",
}
_KINDS_BY_SUFFIX = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), (_DOCX,)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx"), (_XLSX,)),
    **dict.fromkeys((".doc", ".dot"), (_DOC,)),
    **dict.fromkeys((".xls", ".xlt"), (_XLS,)),
    ".wps": (_DOC, _DOCX),
    ".rtf": (_RTF,),
    ".et": (_XLS, _XLSX),
    ".odt": (TEXT_TYPE,),
    ".ods": (SHEET_TYPE,),
    ".pdf": (_PDF,),
    **dict.fromkeys((".html", ".htm", ".xhtml"), (_HTML,)),
    **dict.fromkeys((".mht", ".mhtml"), (_MHT,)),
    **dict.fromkeys((".csv", ".tsv"), (_CSV,)),
    **dict.fromkeys((".md", ".markdown"), (_MARKDOWN,)),
    ".txt": (_TEXT,),
    ".png": (_PNG,),
    **dict.fromkeys((".jpg", ".jpeg"), (_JPEG,)),
    **dict.fromkeys((".tif", ".tiff"), (_TIFF,)),
    ".bmp": (_BMP,),
}
"""What a name promises: the kinds its content may be."""
READABLE_SUFFIXES = tuple(_KINDS_BY_SUFFIX)
"""Names that promise a document this stage reads."""

_SAVE_AS = "请用 Word、Excel 或 WPS 另存为 .docx 或 .xlsx 后再试。"
_PICTURE = "暂不支持 GIF 图片。请存为 .png 或 .jpg，或提供 .docx、.xlsx 原文件。"
_REFUSED_BY_START = (
    (b"GIF8", _PICTURE),
    (b"Rar!", "暂不支持 RAR 压缩包。请解压后再试。"),
    (b"7z\xbc\xaf", "暂不支持 7z 压缩包。请解压后再试。"),
    (b"\x1f\x8b", "暂不支持 gzip 压缩包。请解压后再试。"),
)

_CONVERTED_BY_START: tuple[tuple[bytes, tuple[str, str, str]], ...] = (
    (b"{\\rtf", ("RTF 文件", "rtf", _RTF)),
    (b"\xdb\xa5", ("Word 2.0 文档", "doc", _DOC)),
    (b"\x09\x00\x04\x00", ("Excel 2 工作表", "xls", _XLS)),
    (b"\x09\x02\x06\x00", ("Excel 3 工作表", "xls", _XLS)),
    (b"\x09\x04\x06\x00", ("Excel 4 工作表", "xls", _XLS)),
)
"""What is read by way of LibreOffice: how it begins, what it is, the suffix and the media type."""
_WORKS = "Works 文档（.wps）"
_OLD_WORD = "Word 95 或更早的文档"

_IMAGE_STARTS = (
    (b"\x89PNG", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
)
_BMP_START = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF_WITHIN = 1024
_LOOKED_AT = 4096
_PAGE = re.compile(
    r"\s*<(?:(?:!doctype\s+)?html|head|body|table|meta|title|style|div|center|p|h[1-6]|!--)[\s>-]",
    re.IGNORECASE,
)
_XML = re.compile(r"\s*<(?:\?xml|!doctype|svg)", re.IGNORECASE)
_XHTML = re.compile(r"<html[\s>]", re.IGNORECASE)
_MAIL_HEAD = re.compile(
    rb"\s*(?:from|subject|date|mime-version|content-type|snapshot-content-location|x-[\w-]{1,40}):",
    re.IGNORECASE,
)


def read_document(source: SourceFile) -> Document:
    """Read a file: Word, Excel, WPS, OpenDocument, PDF, a web page, an image or plain text.

    Blank paragraphs are counted, so that ``P17`` is the file's seventeenth, but are no blocks.

    Args:
        source: The file's name and bytes. The content decides what it is; a name that promises something else
            is reported as a problem ``suffix_mismatch``.

    Raises:
        DocumentError: The file is empty, damaged, encrypted, too large, or of a kind that is not read.
    """
    if not source.content:
        raise DocumentError(source.name, "文件是空的（0 字节）。请重新导出或重新上传。")
    promised = _KINDS_BY_SUFFIX.get(PurePosixPath(source.name).suffix.lower(), ())
    assembly = Assembly()
    if source.content.startswith(OLE_START):
        media_type = _read_ole(source, assembly)
    elif source.content.startswith(_ZIP_STARTS):
        media_type = _read_package(source, assembly)
    elif older := _older(source):
        media_type = _read_converted(source, assembly, *older)
    else:
        media_type = _kind_of_text(source, promised)
        _read_text(source, media_type, assembly)
    if promised and media_type not in promised:
        found = _KIND_WORDS[media_type]
        assembly.problem("suffix_mismatch", f"扩展名与内容不符：内容是{found}，已按内容读取。", "")
    return assembly.document(source, media_type)


def _older(source: SourceFile) -> tuple[str, str, str] | None:
    """Return what a file outside of containers is, its suffix and media type, where it is converted."""
    return next((older for start, older in _CONVERTED_BY_START if source.content.startswith(start)), None)


def _read_converted(source: SourceFile, assembly: Assembly, kind: str, suffix: str, media_type: str) -> str:
    """Read a file by way of LibreOffice, and return its media type."""
    target = "xlsx" if media_type == _XLS else "docx"
    _read_package(office().convert(source, kind, suffix, target), assembly)
    if assembly.is_blank():
        raise DocumentError(source.name, f"{kind}转换后没有内容，可能已损坏。{_SAVE_AS}")
    assembly.problem("converted", f"{kind}，由 LibreOffice 转换后读取。", "")
    return media_type


def _kind_of_text(source: SourceFile, promised: tuple[str, ...]) -> str:
    """Return the media type of a file that is no container of the office programs."""
    content = source.content
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return _PDF
    if kind := _kind_of_image(content):
        return kind
    for start, reason in _REFUSED_BY_START:
        if content.startswith(start):
            raise DocumentError(source.name, reason)
    if _MAIL_HEAD.match(content) and b"multipart/related" in content[:_LOOKED_AT].lower():
        return _MHT
    head = decode_page(content[:_LOOKED_AT])
    if _PAGE.match(head) or (_XML.match(head) and _XHTML.search(head)):
        return _HTML
    if _XML.match(head):
        raise DocumentError(source.name, f"这是 XML 文件，暂不支持。{_SAVE_AS}")
    by_name = {_HTML, _CSV, _MARKDOWN}.intersection(promised)
    return by_name.pop() if by_name else _TEXT


def _kind_of_image(content: bytes) -> str:
    """Return the media type of an image; "" for what is none."""
    found = next((kind for start, kind in _IMAGE_STARTS if content.startswith(start)), "")
    return _BMP if _BMP_START.match(content) else found


def _read_text(source: SourceFile, media_type: str, assembly: Assembly) -> None:
    if media_type == _HTML:
        check_size(source)
        read_html(decode_page(source.content), assembly)
        return
    if media_type.startswith("image/"):
        read_image(source, assembly)
        return
    readers = {_PDF: read_pdf, _MHT: read_mht, _CSV: read_csv, _MARKDOWN: read_markdown, _TEXT: read_text}
    readers[media_type](source, assembly)


def _read_ole(source: SourceFile, assembly: Assembly) -> str:
    """Read an OLE compound file, and return its media type."""
    ole = OleFile(source)
    if ole.has("EncryptedPackage"):
        raise ole.error("文件设有打开密码，无法读取。请取消密码后另存再试。")
    if ole.has(WORD_STREAM):
        if is_older(ole):
            return _read_converted(source, assembly, _OLD_WORD, "doc", _DOC)
        read_doc(ole, assembly)
        return _DOC
    if any(map(ole.has, WORKBOOK_STREAMS)):
        read_xls(ole, assembly)
        return _XLS
    if PurePosixPath(source.name).suffix.lower() == ".wps":
        return _read_converted(source, assembly, _WORKS, "wps", _DOC)
    raise ole.error(f"暂不支持这种旧版文件。{_SAVE_AS}")


def _read_package(source: SourceFile, assembly: Assembly) -> str:
    """Read a zip that should be an office file, and return its media type."""
    package = Package(source)
    if package.has("mimetype") and package.has("content.xml"):
        return read_odf(package, assembly)
    part = next((path for kind, path in package.related("").values() if kind == "officeDocument"), "")
    if not part:
        raise package.error(f"压缩包里没有 Word 或 Excel 文档。如是打包的材料请解压后再试；否则{_SAVE_AS}")
    if part.lower().startswith("xl/") and part.lower().endswith(".xml"):
        read_xlsx(package, part, assembly)
        return _XLSX
    if part.lower().endswith(".xml") and not part.lower().startswith("ppt/"):
        read_docx(package, part, assembly)
        return _DOCX
    raise package.error(f"暂不支持这种 Office 文件（{shown(part)}）。{_SAVE_AS}")
