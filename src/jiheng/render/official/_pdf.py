"""Writes an official document as an accessible PDF: tagged, titled, in Chinese, with bookmarks (PDF/UA-1).

Takes an ``OfficialDocument``; gives the file. The typesetter is compiled code and stays loaded between calls.
Control and format characters are left out; a character that no font has is refused by its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from jiheng.errors import RenderError
from jiheng.render.official._blocks import Line, OfficialDocument, Table
from jiheng.render.official._fonts import installed_faces
from jiheng.render.official._typst import plain, typeset_data

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).with_name("official.typ")
_MADE = 315_532_800
"""When files say they were made, the start of 1980: the same document gives the same bytes."""
_MISSING = re.compile(
    r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed|codepoint `"((?:[^"\\]|\\.)+)"`'
)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_ONE_AT_A_TIME = Lock()
"""A compiler keeps what it has worked out for the next call, and is no thread's own."""


def write_pdf(document: OfficialDocument) -> bytes:
    """Return the PDF file of a document.

    Raises:
        RenderError: There is no Chinese font, or none has a character; a table is too wide for its paper.
    """
    from typst import TypstError  # noqa: PLC0415 - slow to load, and only PDF needs it

    data = typeset_data(document, installed_faces())
    try:
        with _ONE_AT_A_TIME:
            content = _compiler().compile(
                format="pdf", sys_inputs={"document": data}, pdf_standards="ua-1", timestamp=_MADE
            )
    except TypstError as error:
        raise _refusal(document, error) from error
    if not isinstance(content, bytes):  # of several pages as pictures there would be several files
        raise RenderError(document.title, "PDF", "排版程序没有给出文件")
    return content


@cache
def _compiler() -> Compiler:
    from typst import Compiler  # noqa: PLC0415 - slow to load, and only PDF needs it

    return Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent))


def _refusal(document: OfficialDocument, error: Exception) -> RenderError:
    """Return what the typesetter complains of in the words of the document."""
    told = str(getattr(error, "diagnostic", error))
    for match in _MISSING.finditer(told):
        text = _unescaped(match[1] or match[2])
        for sheet, place, words in _texts(document):
            if text in words:
                marks = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in text)
                reason = f"这台机器上没有一种字体有这个字：{marks}。请安装有它的字体，或改用 .docx"
                return RenderError(sheet, place, reason)
    return RenderError(document.title, "PDF", f"排版程序不能排出这份文件：{error}")


def _unescaped(text: str) -> str:
    """Return what the typesetter quotes in its messages."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)


def _texts(document: OfficialDocument) -> Iterator[tuple[str, str, str]]:
    """Give every text with its sheet and place."""
    for sheet in document.sheets:
        for block in sheet.blocks:
            if isinstance(block, Line):
                yield sheet.name, f"“{block.text[:10]}”", plain((block.was or "") + block.text)
            elif isinstance(block, Table):
                for cell, look in zip(block.grid.cells, block.looks, strict=True):
                    yield sheet.name, block.grid.address(cell), plain((look.was or "") + cell.text)
