"""Bytes of a text file → text: marked UTF-16, then UTF-8, then GB18030; of a web page also what it declares.

Does not know what the text is.
"""

from __future__ import annotations

import codecs
import re

from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_TEXT_BYTES = 64 * 1024 * 1024
"""A package is some hundred kilobytes; beyond this the file is something else."""

_MIB = 1024 * 1024
_DAMAGED_AFTER = 8
"""Text in GB18030 fails as UTF-8 within a few characters; after this many good ones it is damaged UTF-8."""

_CONTROL_SHARE = 0.1
_FEW_CONTROLS = 16
_LOOKED_AT = 65536
"""A text that begins with more control characters than this is a binary file that happens to decode."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb18030", "cp936", "windows-936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "windows-1252", "us-ascii"), "cp1252"),
}


def decode_text(source: SourceFile) -> str:
    """Return the text of a file that does not declare its encoding.

    Raises:
        DocumentError: It is too large, in none of the three encodings, or no text.
    """
    content = source.content
    check_size(source)
    try:
        text = content.decode("utf-16") if content.startswith(_UTF_16_MARKS) else _unmarked(content)
    except UnicodeDecodeError as error:
        raise DocumentError(
            source.name,
            f"文字编码无法识别（第 {error.start + 1} 字节起）。请用记事本打开，另存为 UTF-8 编码后再试。",
        ) from error
    looked_at = text[:_LOOKED_AT]
    if len(_BINARY.findall(looked_at)) > max(_FEW_CONTROLS, _CONTROL_SHARE * len(looked_at)):
        raise DocumentError(
            source.name, "不是文本文件，也不是可识别的文档。请提供 .docx、.xlsx 或 .txt 文件。"
        )
    return text


def decode_page(content: bytes, declared: str = "") -> str:
    """Return the text of a web page; a byte that is wrong in every encoding becomes U+FFFD.

    Args:
        content: The page.
        declared: The encoding that came with the page; by default what the page itself says.
    """
    if content.startswith(_UTF_16_MARKS):
        return content.decode("utf-16", "replace")
    match = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    said = declared or (match[1].decode("ascii", "replace") if match else "")
    first = _ENCODINGS.get(said.strip().lower(), "utf-8")
    for encoding in (first, "utf-8", "gb18030"):
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return content.decode(first, "replace").removeprefix("\ufeff")


def check_size(source: SourceFile) -> None:
    """Refuse a text larger than the limit.

    Raises:
        DocumentError: It is.
    """
    if len(source.content) > MAX_TEXT_BYTES:
        raise DocumentError(
            source.name,
            f"文本超过 {MAX_TEXT_BYTES // _MIB} MB，不像绩效自评材料。请确认文件，或拆分后再试。",
        )


def _unmarked(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = content[: error.start].decode()
        if sum(not character.isascii() for character in good[:4096]) >= _DAMAGED_AFTER:
            raise
    return content.decode("gb18030")
