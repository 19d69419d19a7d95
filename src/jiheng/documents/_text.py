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

import re
from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._encoding import decode_text
from jiheng.documents._model import Cell, SourceFile
from jiheng.errors import DocumentError

MAX_LINES = 1_000_000
"""Each may become a cell; a real package has some thousands."""

MAX_STRAY_LINES = 4
"""A cell broken by an empty paragraph has a few short lines left; more is prose between two tables."""

_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c]")


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
    chunks = _chunks(source, decode_text(source))
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
    """Return how wide the row that begins at ``index`` may be: as it stands, or joined with a second half.

    The joined width counts only where the row after the halves has it: two rows that are both doubtful prove
    nothing about each other.
    """
    whole = _plain_width(chunks, index)
    if not whole:
        return set()
    second = chunks[index + 1] if index + 1 < len(chunks) else _BLANK
    joined = whole + len(second.cells)
    if 0 < len(second.paragraphs) <= MAX_STRAY_LINES and joined == _plain_width(chunks, index + 2):
        return {whole, joined}
    return {whole}


def _plain_width(chunks: list[_Chunk], index: int) -> int:
    """Return how many cells chunk ``index`` has, 0 where it is no row or has text before its cells."""
    plain = index < len(chunks) and not chunks[index].paragraphs
    return len(chunks[index].cells) if plain else 0


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
