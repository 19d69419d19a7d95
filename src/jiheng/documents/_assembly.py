"""Collects the blocks of one document in reading order, numbers them, and notes what was odd.

Every reader writes into an ``Assembly``; numbering, trimming and the removal of what is no text (control
characters, and the ``[bookmark: _GoBack]`` that converters print for an invisible bookmark) are therefore the
same whatever the container. Does not know any container.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from jiheng.documents._model import Cell, Document, Grid, Paragraph, Problem, Reading, SourceFile

MAX_PROBLEMS = 1000
"""A hostile file may have a fault in every cell; what comes after this many is counted, not listed."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKER = re.compile(r"\[bookmark: \w{1,40}\]")  # converters print invisible bookmarks like this: no text
_UNWANTED = re.compile(f"{_CONTROL.pattern}|{_MARKER.pattern}")


class Assembly:
    """The growing document: paragraphs, grids and problems."""

    def __init__(self) -> None:
        self._blocks: list[Paragraph | Grid | None] = []
        self._problems: list[Problem] = []
        self._readings: dict[str, Reading] = {}
        self._unlisted = 0
        self._paragraphs = 0
        self._slots: list[int] = []

    def paragraph(self, text: str) -> None:
        """Add a paragraph. A blank one is counted, so that numbers match the file, but is not a block."""
        self._paragraphs += 1
        stripped = text.strip()
        if _is_unclean(stripped):
            stripped = self._wanted(stripped, f"P{self._paragraphs}")
        if stripped:
            self._blocks.append(Paragraph(self._paragraphs, stripped))

    def open_grid(self) -> int:
        """Reserve the next place in reading order for a grid and return its number."""
        self._slots.append(len(self._blocks))
        self._blocks.append(None)
        return len(self._slots)

    def close_grid(
        self, number: int, cells: Iterable[Cell], *, title: str = "", ragged: bool = False
    ) -> None:
        """Fill the place reserved under ``number``; texts are expected stripped."""
        finished = tuple(cells)
        # Nearly all grids are clean, which one look at all their text says.
        if _is_unclean("".join([cell.text for cell in finished]).replace("\n", "")):
            finished = tuple(
                self._clean_cell(number, cell) if _is_unclean(cell.text) else cell for cell in finished
            )
        self._blocks[self._slots[number - 1]] = Grid(number, finished, title, ragged)

    def next_paragraph_address(self) -> str:
        """Return the address the next paragraph will have."""
        return f"P{self._paragraphs + 1}"

    def is_blank(self) -> bool:
        """Whether nothing was read: neither text nor a table."""
        return not self._blocks

    def problem(self, code: str, text: str, at: str) -> None:
        """Note something that could not be read as it should."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(Problem(code, text, at))
        else:
            self._unlisted += 1

    def reading(self, at: str, reading: Reading) -> None:
        """Note how the text at an address was obtained, beside what was noted of it before."""
        before = self._readings.get(at)
        self._readings[at] = before.combined(reading) if before else reading

    def document(self, source: SourceFile, media_type: str) -> Document:
        """Return what was collected as one record."""
        problems = tuple(self._problems)
        if self._unlisted:
            problems += (Problem("more_problems", f"另有 {self._unlisted} 处问题未列出。", ""),)
        return Document(
            name=source.name,
            sha256=hashlib.sha256(source.content).hexdigest(),
            media_type=media_type,
            blocks=tuple(block for block in self._blocks if block is not None),
            problems=problems,
            readings=self._readings,
        )

    def _clean_cell(self, number: int, cell: Cell) -> Cell:
        text = self._wanted(cell.text, f"T{number}R{cell.row}C{cell.column}")
        return Cell(cell.row, cell.column, text, cell.row_span, cell.column_span)

    def _wanted(self, text: str, at: str) -> str:
        """Return the text without control characters, which are reported, and converters' markers."""
        printable = _CONTROL.sub("", text)
        if printable != text:
            self.problem("control_characters", printable.strip(), at)
        return _MARKER.sub("", printable).strip()


def _is_unclean(text: str) -> bool:
    """Whether a text holds something that is no text; most are printable, which is quick to ask."""
    if text.isprintable() and "[" not in text:
        return False
    return _UNWANTED.search(text) is not None
