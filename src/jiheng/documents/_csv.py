"""Reads a table of separated values (``.csv``, ``.tsv``): one grid.

Takes the file; finds out by itself whether commas, tabs, semicolons or bars part the cells. There are no
spans: a cell that a merge covered is a blank cell.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from jiheng.documents._assembly import Assembly
from jiheng.documents._encoding import decode_text
from jiheng.documents._model import SourceFile
from jiheng.documents._sheet import SheetLayout
from jiheng.errors import DocumentError

MAX_CELLS = 2_000_000
"""A real table has some thousands."""

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT_ROWS = 100


def read_csv(source: SourceFile, assembly: Assembly) -> None:
    """Read the table into the assembly.

    Raises:
        DocumentError: It is too large, its encoding is unknown, or a quotation mark is never closed.
    """
    text = decode_text(source)
    layout = SheetLayout(assembly, assembly.open_grid())
    count = 0
    row = 0
    try:
        for row, fields in enumerate(_rows(text, _delimiter(text)), 1):
            count += len(fields)
            if count > MAX_CELLS:
                raise DocumentError(source.name, f"单元格超过 {MAX_CELLS} 个。请确认文件，或拆分后再试。")
            for column, field in enumerate(fields, 1):
                if shown := field.replace("\r\n", "\n").strip():
                    layout.texts[row, column] = shown
    except csv.Error as error:  # a field of over 128 KB
        raise DocumentError(
            source.name, f"第 {row + 1} 行的引号没有配对，无法分列。请用 Excel 另存为 .xlsx 后再试。"
        ) from error
    layout.close("", ())


def _rows(text: str, delimiter: str) -> csv._reader:  # type: ignore[name-defined]  # typeshed hides it
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """Return the delimiter under which most of the first rows have the same number of cells, above one."""

    def agreement(delimiter: str) -> int:
        try:
            widths = Counter(len(row) for row in islice(_rows(text, delimiter), _LOOKED_AT_ROWS) if row)
        except csv.Error:
            return 0
        return max((count for width, count in widths.items() if width > 1), default=0)

    return max(_DELIMITERS, key=agreement)
