"""Takes from a tagged PDF which rows of a table stand at the top and at the bottom of a page.

Takes an open document and page indices; gives the rows by their place in the document's structure. A row that
a page break cuts is one row there, on both pages, and a merged cell begins in one row alone: what no line on
the paper tells. Texts and figures are not taken from the structure, so that nothing is read that is not seen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

if TYPE_CHECKING:
    import pypdfium2

    _Element = ctypes._Pointer[raw.fpdf_structelement_t__]  # noqa: SLF001  # the only name of a pointer's type

MAX_ELEMENTS = 500_000
"""Elements looked at in one document; tables of some hundred pages have fewer."""

_MAX_DEPTH = 24
_TYPE_BYTES = 64
"""Room for a type's name in UTF-16; a longer one is no table's."""
_ROW, _TABLE = "TR", "Table"
_SECTIONS = frozenset({"THead", "TBody", "TFoot"})
_OWN = -1
"""Section of rows that stand in their table itself."""


class TaggedRow(NamedTuple):
    """A row of which the page shows a cell that belongs to no other row."""

    section: int
    """Place among its table's parts (THead, TBody)."""
    place: int
    cells: int
    """How many cells begin in it."""


class TaggedTable(NamedTuple):
    """What a page shows of a table."""

    path: tuple[int, ...]
    """Places from the root of the structure down to the table."""
    first: TaggedRow
    last: TaggedRow


class PageTables(NamedTuple):
    """The first and the last table of a page; the same where there is one."""

    first: TaggedTable
    last: TaggedTable


class TagReader:
    """Reads the structure of pages, as long as there is not too much of it."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        """Take an open document, which stays its owner's."""
        self._document = document
        self._left = MAX_ELEMENTS if raw.FPDFCatalog_IsTagged(document) else 0
        self._buffer = ctypes.create_string_buffer(_TYPE_BYTES)

    def read(self, index: int) -> PageTables | None:
        """Return the outermost tables of a page; None where there are none, or no structure."""
        if self._left <= 0:
            return None
        page = self._document[index]
        tree = raw.FPDF_StructTree_GetForPage(page)
        try:
            tables = list(self._tables_of(tree)) if tree else []
        finally:
            if tree:
                raw.FPDF_StructTree_Close(tree)
            page.close()
        return PageTables(tables[0], tables[-1]) if tables and self._left > 0 else None

    def _tables_of(self, tree: object) -> Iterator[TaggedTable]:
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            if child := raw.FPDF_StructTree_GetChildAtIndex(tree, place):
                yield from self._tables(child, (place,))

    def _tables(self, element: _Element, path: tuple[int, ...]) -> Iterator[TaggedTable]:
        if self._type(element) == _TABLE:
            if rows := sorted(self._rows(element)):
                yield TaggedTable(path, rows[0], rows[-1])
        elif len(path) < _MAX_DEPTH:
            for place, child in self._children(element):
                yield from self._tables(child, (*path, place))

    def _rows(self, table: _Element) -> Iterator[TaggedRow]:
        for place, child in self._children(table):
            kind = self._type(child)
            if kind == _ROW:
                yield from self._row(child, _OWN, place)
            elif kind in _SECTIONS:
                for index, row in self._children(child):
                    if self._type(row) == _ROW:
                        yield from self._row(row, place, index)

    def _row(self, row: _Element, section: int, index: int) -> Iterator[TaggedRow]:
        if any(not _covers_more(cell) for _, cell in self._children(row)):
            yield TaggedRow(section, index, raw.FPDF_StructElement_CountChildren(row))

    def _children(self, element: _Element) -> Iterator[tuple[int, _Element]]:
        """Yield the children that the page shows something of, with their places among all."""
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            self._left -= 1
            if self._left <= 0:
                return
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
                yield place, child

    def _type(self, element: _Element) -> str:
        size = raw.FPDF_StructElement_GetType(element, self._buffer, _TYPE_BYTES)
        name = self._buffer.raw[:size] if size <= _TYPE_BYTES else b""
        return name.decode("utf-16-le", "replace").rstrip("\0")


def _covers_more(cell: _Element) -> bool:
    """Whether a cell is merged over several rows."""
    number = ctypes.c_float()
    for place in range(max(0, raw.FPDF_StructElement_GetAttributeCount(cell))):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(cell, place)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, b"RowSpan") if attribute else None
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, number) and number.value > 1:
            return True
    return False
