"""Turns the written cells and merged ranges of a sheet into one grid, whatever workbook they come from.

Takes texts by (row, column), both from 1 as in the sheet, and merged ranges; fills one grid of the assembly.
Rows and columns keep their numbers, so ``T2R12C5`` is cell E12 of the second sheet. Blank cells are given for
the whole rectangle around what is written, unless the sheet is so sparse that this would cost memory out of
proportion to its content. Does not read any file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Cell

MAX_MERGED_ROWS = 1000
MAX_MERGED_COLUMNS = 256
"""How far a merged range may reach beyond what is written: whole-column merges are no content."""
MAX_MERGED_POSITIONS = 1_000_000
"""Positions that all merged ranges of a sheet may cover together."""
DENSE_POSITIONS = 50_000
"""Up to this size the rectangle is always filled with blank cells."""
DENSE_SHARE = 20
"""Beyond it, only where at least one cell in this many is written."""
MAX_BLANK = 1_000_000
"""Blank cells that are filled in at most, however much is written."""

Position = tuple[int, int]


class Merge(NamedTuple):
    """A merged range, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    def positions(self) -> Iterator[Position]:
        """Return every (row, column) of the range, row by row."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))


class SheetLayout:
    """What is written in one sheet."""

    def __init__(self, assembly: Assembly, number: int) -> None:
        self._assembly = assembly
        self._number = number
        self.texts: dict[Position, str] = {}

    def problem(self, code: str, text: str, position: Position) -> None:
        """Note something odd about the cell at a position."""
        self._assembly.problem(code, text, f"T{self._number}R{position[0]}C{position[1]}")

    def close(self, title: str, merges: Sequence[Merge]) -> None:
        """Fill the grid: what is written, with its spans, and the blank cells between."""
        self._assembly.close_grid(self._number, self._cells(merges), title=title)

    def _cells(self, merges: Sequence[Merge]) -> list[Cell]:
        texts = self.texts
        if not texts:
            return []
        reach = [
            (min(m.bottom, m.top + MAX_MERGED_ROWS - 1), min(m.right, m.left + MAX_MERGED_COLUMNS - 1))
            for m in merges
            if (m.top, m.left) in texts
        ]
        top, left = min(row for row, _ in texts), min(column for _, column in texts)
        bottom = max(row for row, _ in [*texts, *reach])
        right = max(column for _, column in [*texts, *reach])
        anchors, covered = self._spans(merges, Merge(top, left, bottom, right))
        area = (bottom - top + 1) * (right - left + 1)
        filled = len(texts) + len(covered)
        if area <= max(DENSE_POSITIONS, min(DENSE_SHARE * filled, filled + MAX_BLANK)):
            positions = list(Merge(top, left, bottom, right).positions())
        else:
            self._assembly.problem("sparse_sheet", "内容过于分散，空白单元格未全部列出。", f"T{self._number}")
            positions = sorted({*texts, *anchors})
        return [
            Cell(*position, texts.get(position, ""), *anchors[position])
            if position in anchors
            else Cell(*position, texts.get(position, ""))
            for position in positions
            if position not in covered
        ]

    def _spans(self, merges: Sequence[Merge], box: Merge) -> tuple[dict[Position, Position], set[Position]]:
        """Return the spans of anchors, and the positions that merged ranges cover beside their anchors."""
        anchors: dict[Position, Position] = {}
        covered: set[Position] = set()
        total = 0
        for top, left, unclipped_bottom, unclipped_right in merges:
            bottom, right = min(unclipped_bottom, box.bottom), min(unclipped_right, box.right)
            if top < box.top or left < box.left or top > bottom or left > right:
                continue  # a blank range beside what is written
            anchor, span = (top, left), (bottom - top + 1, right - left + 1)
            total += span[0] * span[1]
            is_free = total <= MAX_MERGED_POSITIONS and anchor not in covered
            area = set(Merge(top, left, bottom, right).positions()) if is_free else set()
            if not area or not area.isdisjoint(covered) or anchors.keys() & area:
                self.problem("merge_ignored", "合并区域过大或互相重叠，按未合并读取。", anchor)
                continue
            area.remove(anchor)
            anchors[anchor] = span
            covered |= area
            for position in sorted([position for position in area if position in self.texts]):
                self.problem("covered_text", self.texts[position], anchor)
        return anchors, covered
