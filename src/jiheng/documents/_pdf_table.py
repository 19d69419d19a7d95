"""A table of a PDF while it is being put together, and the text of its cells.

Takes a lattice and the lines of its cells; gives a table that may still grow over page breaks, and its
``Cell`` records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from operator import attrgetter, sub

from jiheng.documents._model import Cell
from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_lines import Line, goes_on, join

_PLACE = attrgetter("row", "column")

_WIDER = 1.4
"""Lines this many times further apart than usual are paragraphs."""


@dataclass(slots=True)
class PdfCell:
    """A cell, counted from 0; its lines may come from several pages."""

    row: int
    column: int
    rows: int
    columns: int
    lines: list[Line]
    left: float
    right: float
    bottom: float
    joints: frozenset[int] = frozenset()
    """Lines after which a page ended."""

    @property
    def plain(self) -> str:
        """Return the text without regard to where it was wrapped."""
        lines = self.lines
        return lines[0].text if len(lines) == 1 else "".join([line.text for line in lines])

    @property
    def slack(self) -> float:
        """Return the room between the last line of text and the cell's lower line."""
        return self.bottom - self.lines[-1].bottom if self.lines else inf

    def steps(self) -> list[float]:
        """Return how far each line is from the next, 0 over a page break."""
        bottoms = [line.bottom for line in self.lines]
        steps = list(map(sub, bottoms[1:], bottoms))
        for place in self.joints:
            steps[place] = 0.0
        return steps


@dataclass(slots=True)
class PdfTable:
    """A table, of one page or of several."""

    xs: list[float]
    top: float
    bottom: float
    first_row: float
    """Height of its first row."""
    rows: int
    cells: list[PdfCell]
    open_top: bool
    open_bottom: bool
    slack: float
    """The least room a row leaves between its text and its lower line, the last row left aside."""


def table_of(lattice: Lattice, texts: list[list[Line]]) -> PdfTable:
    """Return the table of one page from its lattice and each cell's lines."""
    xs, ys = lattice.xs, lattice.ys
    cells = [
        PdfCell(*span, lines, xs[span.column], xs[span.column + span.columns], ys[span.row + span.rows])
        for span, lines in zip(lattice.cells, texts, strict=True)
    ]
    height = len(ys) - 1
    slack = min(
        [
            cell.bottom - cell.lines[-1].bottom
            for cell in cells
            if cell.lines and cell.row + cell.rows < height
        ],
        default=inf,
    )
    return PdfTable(
        xs=xs,
        top=ys[0],
        bottom=ys[-1],
        first_row=ys[1] - ys[0],
        rows=height,
        cells=cells,
        open_top=lattice.open_top,
        open_bottom=lattice.open_bottom,
        slack=slack,
    )


def cells_of(table: PdfTable) -> list[Cell]:
    """Return the finished table's cells with their texts, in row, then column order."""
    padding, usual = _padding(table), _usual_step(table)
    return [
        Cell(
            cell.row + 1,
            cell.column + 1,
            join(_wraps(cell, padding, usual)) if len(cell.lines) > 1 else cell.plain,
            cell.rows,
            cell.columns,
        )
        for cell in sorted(table.cells, key=_PLACE)
    ]


def _padding(table: PdfTable) -> float:
    """Return the least distance of text from the lines beside it."""
    filled = [cell for cell in table.cells if cell.lines]
    before = min([line.left - cell.left for cell in filled for line in cell.lines], default=0.0)
    behind = min([cell.right - line.right for cell in filled for line in cell.lines], default=0.0)
    return max(0.0, min(before, behind))


def _usual_step(table: PdfTable) -> float:
    """Return the most frequent distance of lines in the table's cells."""
    tall = [cell for cell in table.cells if len(cell.lines) > 1]
    tenths = Counter([int(10 * step + 0.5) for cell in tall for step in cell.steps() if step > 0])
    return max(tenths, key=lambda step: (tenths[step], -step)) / 10 if tenths else inf


def _wraps(cell: PdfCell, padding: float, usual: float) -> Iterator[tuple[Line, bool]]:
    """Yield lines with whether each goes on in the next."""
    left, right = cell.left + padding, cell.right - padding
    for line, after, step in zip(cell.lines, cell.lines[1:], cell.steps(), strict=False):
        yield line, step < _WIDER * usual and goes_on(line, after, left, right)
    yield cell.lines[-1], False


def whole_texts(tables: Iterable[PdfTable]) -> frozenset[str]:
    """Return the texts of all cells that are more than figures."""
    texts = {cell.plain for table in tables for cell in table.cells if cell.lines}
    return frozenset(text for text in texts if not text.isascii())
