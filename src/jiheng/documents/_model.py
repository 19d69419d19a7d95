"""What every container becomes: paragraphs and grids in reading order, each cell addressed.

Addresses: paragraph ``P17``, cell ``T3R12C5`` (grid 3, row 12, layout column 5), all counted from 1 within
one document. In a workbook each sheet is a grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Origin(StrEnum):
    """How a value was obtained, the plainest first."""

    CELL = "cell"
    """As the container holds it."""
    MERGED = "merged"
    """One cell that answers for several rows: merged over them, or printed once at the first of them."""
    JOINED = "joined"
    """Put together from two pages."""
    SPLIT = "split"
    """Parted from others on a line of text whose table has lost its borders."""
    RECOGNIZED = "ocr"
    """Recognised on a picture."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text at one address was obtained, and how sure that is."""

    origin: Origin = Origin.CELL
    confidence: Decimal | None = None
    """0.00 to 1.00, of its least certain character; None where nothing was recognised."""
    note: str = ""
    """What else there is to know, in plain Chinese."""
    certain: bool = True
    """False where it has to be compared with the original."""

    def combined(self, other: Reading) -> Reading:
        """Return both in one: a value that was recognised and then parted is no surer than either."""
        # What is doubtful says why; how the rest was obtained would only stand in the way.
        told = [reading for reading in (self, other) if reading.certain is (self.certain and other.certain)]
        sure = [reading.confidence for reading in (self, other) if reading.confidence is not None]
        return Reading(
            max(self.origin, other.origin, key=list(Origin).index),
            min(sure, default=None),
            "；".join(dict.fromkeys(part for one in told for part in one.note.split("；") if part)),
            self.certain and other.certain,
        )


PLAIN = Reading()
"""How nearly every value of a Word or Excel file is obtained."""


class Cell(Struct, frozen=True, gc=False):
    """A cell at its anchor; it covers ``row_span`` × ``column_span`` layout positions."""

    # There are thousands in a document: a frozen dataclass takes ten times as long to make.

    row: int
    column: int
    text: str
    """As displayed, line breaks kept as ``\\n``, control characters removed, outer white space kept out."""
    row_span: int = 1
    column_span: int = 1


class Paragraph(Struct, frozen=True, gc=False):
    """Text outside grids. ``number`` counts paragraphs of the document from 1."""

    number: int
    text: str

    @property
    def address(self) -> str:
        """Return ``P17``."""
        return f"P{self.number}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A layout grid. ``cells`` are the anchors in row, then column order; blank cells are present too.

    ``ragged`` says that the container had no column positions (text exports): a cell's column is then its
    ordinal in the row, and rows may differ in length.
    """

    number: int
    cells: tuple[Cell, ...]
    title: str = ""
    """The sheet's name; "" outside workbooks."""
    ragged: bool = False

    def address(self, cell: Cell) -> str:
        """Return ``T3R12C5`` for a cell of this grid."""
        return f"T{self.number}R{cell.row}C{cell.column}"

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the anchors row by row; a row that only continues vertical merges is empty.

        The tuple's index is the row number less one. Linear in the number of cells.
        """
        height = max((cell.row + cell.row_span - 1 for cell in self.cells), default=0)
        lines: list[list[Cell]] = [[] for _ in range(height)]
        for cell in self.cells:
            lines[cell.row - 1].append(cell)
        return tuple(tuple(line) for line in lines)

    def layout(self) -> dict[tuple[int, int], Cell]:
        """Return every covered (row, column) with the anchor that answers for it."""
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a user's document that could not be read as it should; never an exception."""

    code: str
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file as paragraphs and grids in reading order."""

    name: str
    sha256: str
    media_type: str
    blocks: tuple[Paragraph | Grid, ...]
    problems: tuple[Problem, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """Address → how the text there was obtained; an address that is not here was read plainly."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Bytes with the name a person knows them by."""

    name: str
    content: bytes
