r"""Reads the plain-text export of a word processor: a cell a line behind a tab, an empty line ends a row.

Takes the bytes of a ``.txt``; gives paragraphs and ragged grids. The export has no column positions and no
spans: a column is the cell's ordinal in its row, and a cell that only continues a merge is a blank cell.

How lines become rows: the text is cut into chunks at lines that are *exactly* empty (a line of spaces is
text). In a chunk, a line that starts with a tab is a cell; lines after it without a tab continue that cell;
lines before the first cell are paragraphs. A chunk of cells is one row, rows in neighbouring chunks are one
grid, and anything else between them ends the grid. One exception: a cell may itself hold an empty paragraph,
which breaks its row in two. The halves are joined only where the widths of the rows around them prove it (see
``_is_broken_row``); otherwise text between two rows is a paragraph between two grids.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Cell, SourceFile
from jiheng.errors import DocumentError

MAX_TEXT_BYTES = 64 * 1024 * 1024
"""A package is some hundred kilobytes; beyond this the file is something else."""

MAX_LINES = 1_000_000
"""Each may become a cell; a real package has some thousands."""

MAX_STRAY_LINES = 4
"""A cell broken by an empty paragraph has a few short lines left; more is prose between two tables."""

_DAMAGED_AFTER = 8
"""Text in GB18030 fails as UTF-8 within a few characters; after this many good ones it is damaged UTF-8."""

_CONTROL_SHARE = 0.1
_FEW_CONTROLS = 16
_LOOKED_AT = 65536
"""A text that begins with more control characters than this is a binary file that happens to decode."""

_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c]")
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")


class _Chunk(NamedTuple):
    """Lines between two empty lines: paragraphs first, then the cells of a row."""

    paragraphs: list[str]
    cells: list[str]


_BLANK = _Chunk([], [])
"""Stands for every empty line after another, and is never filled."""


def read_text(source: SourceFile, assembly: Assembly) -> None:
    """Read a text export into the assembly.

    Raises:
        DocumentError: The file is too large, or its encoding is none of UTF-8, UTF-16 (marked) and GB18030.
    """
    if len(source.content) > MAX_TEXT_BYTES:
        raise DocumentError(
            source.name,
            f"文本超过 {MAX_TEXT_BYTES // 1024 // 1024} MB，不像绩效自评材料。请确认文件，或拆分后再试。",
        )
    chunks = _chunks(source, _decode(source))
    rows: list[list[str]] = []
    for index, chunk in enumerate(chunks):
        if chunk.cells and rows and _is_broken_row(rows, chunks, index):
            rows[-1][-1] = "\n".join([rows[-1][-1], "", *chunk.paragraphs])
            rows[-1].extend(chunk.cells)
            continue
        if chunk.paragraphs or not chunk.cells:
            _close(rows, assembly)
            rows = []
        for line in chunk.paragraphs:
            assembly.paragraph(line)
        if chunk.cells:
            rows.append(chunk.cells)
        elif index < len(chunks) - 1:
            assembly.paragraph("")
    _close(rows, assembly)


def _is_broken_row(rows: list[list[str]], chunks: list[_Chunk], index: int) -> bool:
    """Whether chunk ``index`` is the second half of the row before it, which an empty paragraph broke.

    With text left over from the cell, the halves together must be as wide as the row before and the row
    after, as far as there are such. With nothing left over (the cell ended in the empty paragraph) the row
    before proves nothing, so the cell must run over lines already and the row after must be as wide as the
    halves.
    """
    chunk = chunks[index]
    if len(chunk.paragraphs) > MAX_STRAY_LINES:
        return False
    joined = len(rows[-1]) + len(chunk.cells)
    after = _widths_at(chunks, index + 1)
    if not chunk.paragraphs:
        return "\n" in rows[-1][-1] and joined in after and len(chunk.cells) not in after
    before = {len(rows[-2])} if len(rows) > 1 else set()
    return bool(before or after) and all(joined in widths for widths in (before, after) if widths)


def _widths_at(chunks: list[_Chunk], index: int) -> set[int]:
    """Return how wide the row that begins at ``index`` may be: as it stands, or joined with a second half."""
    if index >= len(chunks) or chunks[index].paragraphs or not chunks[index].cells:
        return set()
    widths = {len(chunks[index].cells)}
    if index + 1 < len(chunks) and 0 < len(chunks[index + 1].paragraphs) <= MAX_STRAY_LINES:
        widths.add(len(chunks[index].cells) + len(chunks[index + 1].cells))
    return widths


def _close(rows: list[list[str]], assembly: Assembly) -> None:
    if rows:
        cells = [
            Cell(row, column, text.strip())
            for row, texts in enumerate(rows, 1)
            for column, text in enumerate(texts, 1)
        ]
        assembly.close_grid(assembly.open_grid(), cells, ragged=True)


def _chunks(source: SourceFile, text: str) -> list[_Chunk]:
    lines = _LINE_END.split(text)
    if len(lines) > MAX_LINES:
        raise DocumentError(
            source.name, f"文本超过 {MAX_LINES} 行，不像绩效自评材料。请确认文件，或拆分后再试。"
        )
    chunks: list[_Chunk] = []
    paragraphs: list[str] = []
    cells: list[str] = []
    pending: list[str] = []  # the lines of the cell being read, joined once: a cell of 1e6 lines stays linear
    for line in [*lines, ""]:
        if line and not line.startswith("\t"):
            (pending or paragraphs).append(line)
            continue
        if pending:
            cells.append("\n".join(pending))
            pending = []
        if line:
            pending.append(line[1:])
        elif paragraphs or cells:
            chunks.append(_Chunk(paragraphs, cells))
            paragraphs, cells = [], []
        else:
            chunks.append(_BLANK)
    return chunks


def _decode(source: SourceFile) -> str:
    """Return the text: marked UTF-16, then UTF-8, then GB18030."""
    content = source.content
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = _decode_unmarked(source)
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


def _decode_unmarked(source: SourceFile) -> str:
    try:
        return source.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = source.content[: error.start].decode()
        if sum(not character.isascii() for character in good[:4096]) >= _DAMAGED_AFTER:
            raise
    return source.content.decode("gb18030")
