"""Official documents made up at random, and what must come back when one is written and read."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from jiheng.documents import Cell, Document, Grid, Paragraph, SourceFile, read_document
from jiheng.render.official import Align, Line, Look, OfficialDocument, Sheet, Style, Table

Shape = list[str | list[tuple[int, int, int, int, str]]]
"""Paragraphs, and grids as (row, column, row span, column span, text)."""

_PIECES = (
    *("年度总体目标", "“小巨人”企业数", "≥40家", "97.08％", "（一）", "418.85", "/", "&amp;", "<td>", "]]>"),
    *('"quoted"', "a\u00a0b", "　　缩进", "  两个空格  ", "\u2011", "\u00ad", "㎡", "𠮷", "👍🏽", "e\u0301"),
    *("\n", "\t", "\n\n", "\r\n", "\x00", "\x0b", "\x1f", "\x85", "\ud800", "\ufeff", "\uffff", "\u2028"),
    *("</w:t>", "[bookmark: _GoBack]", "-->", "{name}", "#$*_@\\", "|", "|---|", "＝SUM（A1）", "=1+1"),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=5).map("".join),
    st.text(max_size=12),
    st.sampled_from(("", "", "10", "产出指标（40分）", "偏差原因：" + "说明情况。" * 80)),
)
"""Any text a document of unknown origin may hold, long ones included."""


@st.composite
def grids(draw: st.DrawFn, number: int = 1) -> Grid:
    """A grid whose cells cover every position, some of them merged both ways."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    free = {(row, column) for row in range(1, height + 1) for column in range(1, width + 1)}
    cells: list[Cell] = []
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        tall, wide = 1, 1
        if draw(st.integers(0, 3)) == 0:
            wide = draw(st.integers(1, width - column + 1))
            while any((row, column + w) not in free for w in range(wide)):
                wide -= 1
            tall = draw(st.integers(1, height - row + 1))
        free -= {(row + t, column + w) for t in range(tall) for w in range(wide)}
        cells.append(Cell(row, column, draw(TEXTS), tall, wide))
    return Grid(number, tuple(cells))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    grid = draw(grids())
    height = max(cell.row + cell.row_span - 1 for cell in grid.cells)
    width = max(cell.column + cell.column_span - 1 for cell in grid.cells)
    look = st.builds(Look, st.sampled_from(Align), st.booleans(), st.booleans())
    looks = draw(st.lists(look, min_size=len(grid.cells), max_size=len(grid.cells)))
    widths = draw(st.lists(st.integers(1, 26), min_size=width, max_size=width))
    repeated = draw(st.frozensets(st.integers(1, height), max_size=3))
    return Table(grid, tuple(widths), tuple(looks), repeated)


_LINES = st.builds(Line, TEXTS, st.sampled_from(Style))


@st.composite
def documents(draw: st.DrawFn) -> OfficialDocument:
    """A document of one to three sheets, its grids numbered through."""
    sheets: list[Sheet] = []
    number = 0
    for index in range(draw(st.integers(1, 3))):
        blocks: list[Line | Table] = []
        for block in draw(st.lists(st.one_of(_LINES, _tables()), max_size=4)):
            if isinstance(block, Table):
                number += 1
                grid = Grid(number, block.grid.cells)
                blocks.append(Table(grid, block.widths, block.looks, block.repeated_rows))
            else:
                blocks.append(block)
        sheets.append(Sheet(f"附件{index} {draw(TEXTS)}", tuple(blocks), draw(st.booleans())))
    return OfficialDocument(draw(TEXTS), tuple(sheets))


_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def as_read(text: str) -> str:
    """What the readers say they make of a text: no control characters, converters' markers, outer space."""
    return re.sub(r"\[bookmark: \w{1,40}\]", "", _NO_TEXT.sub("", text).strip()).strip()


def shape_of(document: OfficialDocument) -> Shape:
    """What must be read from the file of a document."""
    shape: Shape = []
    for sheet in document.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table):
                shape.append(_cells(block.grid))
            elif text := as_read(block.text):
                shape.append(text)
    return shape


def _cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, as_read(c.text)) for c in grid.cells]


def shape_read(name: str, content: bytes) -> Shape:
    """What our reader reads from a file; it must have no complaint."""
    read = read_document(SourceFile(name, content))
    assert read.problems == ()
    return _shape(read)


def _shape(read: Document) -> Shape:
    numbers = [block.number for block in read.blocks if isinstance(block, Grid)]
    assert numbers == list(range(1, len(numbers) + 1))
    return [block.text if isinstance(block, Paragraph) else _cells(block) for block in read.blocks]


def one_table(*rows: str, widths: tuple[int, ...] = (), look: Look | None = None) -> OfficialDocument:
    """A document of one table without merges; cells of a row stand between bars."""
    texts = [row.split("|") for row in rows]
    cells = tuple(Cell(r, c, text) for r, row in enumerate(texts, 1) for c, text in enumerate(row, 1))
    looks = (look or Look(),) * len(cells)
    table = Table(Grid(1, cells), widths or (20,) * len(texts[0]), looks)
    return OfficialDocument("自评", (Sheet("自评表", (table,)),))
