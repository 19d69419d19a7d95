"""Walks a grid row by row with a form card in hand and says which cell is which field.

A label finds its value, a position never does: a header row gives the columns of the rows under it, a label
gives the cell behind it. In ragged grids (text exports) a column is the cell's ordinal in its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jiheng.documents import Cell, Grid
from jiheng.forms._column_pairs import label_and_amount_cells, points_of_heading, read_column_pairs
from jiheng.forms._evidence import is_title
from jiheng.forms._headers import pairs_of, upper_columns
from jiheng.forms._labels import label_and_amount, label_key, plain, without_year
from jiheng.forms._types import Block, FilledRow, FormCard, RowStyle
from jiheng.values import Printed, read_figure, squeeze

_PLACEHOLDER = re.compile(r"[….·]+|指标\d+[:：]?")
MONEY_UNIT = re.compile(r"(?:（|单位[:：]|，)(亿元|万元|千元|元)")
_ASIDE = re.compile(r"填[表报]日期|填[表报]人[:：]|^附件\d*$|^说明[:：]")
_LABEL_LENGTH = 40
_MARKS = ("max_score", "score")

_key = lru_cache(maxsize=4096)(label_key)


def short_key(text: str) -> str:
    """Return the label key of a text short enough to be a label, else ""."""
    return _key(text) if len(text) <= _LABEL_LENGTH else ""


@dataclass(slots=True)
class Walk:
    """What has been found so far; one walk may run over several grids of one form."""

    card: FormCard
    fields: dict[str, Printed] = field(default_factory=dict)
    rows: list[FilledRow] = field(default_factory=list)
    total: dict[str, Printed] = field(default_factory=dict)
    unread: list[Printed] = field(default_factory=list)
    loose: list[Printed] = field(default_factory=list)
    """Full-width lines of the grid that are no table (titles, notes, the filing line in a workbook)."""
    blank: list[FilledRow] = field(default_factory=list)
    """Rows in which nothing is filled in yet."""
    units: dict[str, str] = field(default_factory=dict)
    block: Block | None = None
    records: Block | None = None
    """The records that a text under its own label has ended: their total may still follow."""
    unmerged: bool = False
    """Whether the grid has columns and no merges at all: a table of separated text."""
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Field → (first column, width) of the header in force."""
    points: dict[str, Printed] = field(default_factory=dict)
    """The weight that a header prints in brackets instead of a column."""
    header_length: int = 0
    header: Sequence[Cell] = ()
    """The header's cells, while no row has been read under it: a second row may name more columns."""

    def run(self, grid: Grid, first: int, last: int) -> None:
        """Walk the rows first … last (1-based, inclusive) of a grid."""
        rows = grid.rows()
        layout = grid.layout()
        self.unmerged = not grid.ragged and all(c.row_span == c.column_span == 1 for c in grid.cells)
        for number in range(first, last + 1):
            _Row(self, grid, number, rows[number - 1], layout).read()


@dataclass(slots=True)
class _Row:
    """One row of the grid while it is being read."""

    walk: Walk
    grid: Grid
    number: int
    cells: Sequence[Cell]
    layout: Mapping[tuple[int, int], Cell]
    used: set[int] = field(default_factory=set)

    def read(self) -> None:
        header = self.walk.header
        if not any(squeeze(cell.text) for cell in self.cells) and self.walk.block is None:
            return
        for step in (self._loose, self._header, self._line, self._total, self._identity, self._record):
            if step():
                break
        if self.walk.header is header:
            self.walk.header = ()
        self._leave_rest()

    @property
    def at(self) -> str:
        return f"T{self.grid.number}R{self.number}"

    def _printed(self, cell: Cell) -> Printed:
        return Printed(cell.text, self.grid.address(cell))

    def _filled(self) -> list[Cell]:
        return [cell for cell in self.cells if squeeze(cell.text)]

    def _use(self, cell: Cell) -> None:
        self.used.add(id(cell))

    def _leave_rest(self) -> None:
        """List what no step used; captions of the block are understood without being a field."""
        captions = self.walk.block.captions if self.walk.block else frozenset()
        for cell in self.cells:
            if id(cell) not in self.used and squeeze(cell.text) and short_key(cell.text) not in captions:
                self.walk.unread.append(self._printed(cell))

    # The steps: each returns whether it took the row ------------------------------------------------

    def _loose(self) -> bool:
        """A row with a single cell that spans the grid is a title or a note, not part of the table."""
        filled = self._filled()
        if (
            len(filled) != 1
            or not self._is_loose(filled[0])
            or self.walk.card.field_of(short_key(filled[0].text))
        ):
            return False
        if self.walk.block is not None and self.walk.block.style is RowStyle.LINES and self._amount_lines():
            return True
        self.walk.loose.append(self._printed(filled[0]))
        self._use(filled[0])
        return True

    def _is_loose(self, cell: Cell) -> bool:
        """One cell across the grid, or a title or filing line beside blank cells that were never merged."""
        return len(self.cells) == 1 or is_title(cell.text) or bool(_ASIDE.search(cell.text))

    def _header(self) -> bool:
        """A row that holds enough of a block's labels opens the block."""
        best: Block | None = None
        found: dict[str, Cell] = {}
        for block in self.walk.card.blocks:
            labels = self._labels_of(block)
            if len(labels) >= block.at_least and len(labels) > len(found):
                best, found = block, labels
        if best is None:
            return False
        walk = self.walk
        columns = {name: (cell.column, cell.column_span) for name, cell in found.items()}
        upper = walk.header if walk.block is best else ()
        walk.columns = upper_columns(best, walk.columns, upper, self.cells, ragged=self.grid.ragged) | columns
        walk.block, walk.header = best, self.cells
        walk.header_length = len(self.cells)
        for cell in found.values():
            self._use(cell)
        walk.points = points_of_heading([self._printed(cell) for cell in self.cells], best, walk.columns)
        if unit := MONEY_UNIT.search("，".join(plain(cell.text) for cell in self.cells)):
            walk.units[best.name] = unit[1]
        return True

    def _labels_of(self, block: Block) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        years: dict[str, int] = {}
        for cell in self.cells:
            key = short_key(cell.text)
            bare, when = without_year(key)
            name = block.columns.get(key) or block.columns.get(bare)
            if name is None:
                continue
            if name in found and block.twice:
                found[f"{block.twice}{name}"], found[name] = found[name], cell
            elif name in found:
                # 2023年决算数 and 2024年决算数: the earlier one is the year before.
                older = found[name] if years[name] <= when else cell
                found[f"previous_{name}"] = older
                found[name] = cell if older is not cell else found[name]
            else:
                found[name] = cell
            years[name] = max(when, years.get(name, 0))
        return found

    def _line(self) -> bool:
        block = self.walk.block
        if block is not None and block.style is RowStyle.COLUMN_PAIRS:
            return self._column_pairs(block)
        if block is None or block.style is not RowStyle.LINES:
            return False
        if self._amount_lines():
            return True
        first_value = min(column for column, _ in self.walk.columns.values())
        left = [cell for cell in self._filled() if cell.column < first_value]
        labels = [cell for cell in left if short_key(cell.text) not in block.captions]
        known = next((cell for cell in labels if short_key(cell.text) in block.lines), None)
        label = known or (labels[-1] if labels else None)
        if label is None or (known is None and any(map(self._belongs_elsewhere, left))):
            place = [cell for cell in self.cells if cell.column < first_value and not squeeze(cell.text)]
            if place and not self._filled():
                at = self._printed(place[-1])
                self.walk.blank.append(FilledRow(block.name, "", at, self._values(), self.at))
            return False
        self._use(label)
        line = block.lines.get(short_key(label.text), "")
        values = self._values() | self.walk.points
        self.walk.points = {}
        self.walk.rows.append(FilledRow(block.name, line, self._printed(label), values, self.at))
        return True

    def _column_pairs(self, block: Block) -> bool:
        """Take a label and its amount from every column."""
        columns = sorted(self.walk.columns, key=lambda name: self.walk.columns[name])
        starts = [self.walk.columns[name][0] for name in columns]
        cells = list(label_and_amount_cells(self.cells, [] if self.grid.ragged else starts))
        start = next((i for i, cell in enumerate(cells) if short_key(cell.text) in block.lines), len(cells))
        cells = cells[start:]
        row = read_column_pairs([cell.text for cell in cells], block, columns)
        if row is None:
            return False
        shown = {name: cells[at] for name, at in row.cells.items() if name not in block.unreported}
        values = {name: self._printed(cell) for name, cell in shown.items()}
        amounts = set(row.cells.values())
        for at, cell in enumerate(cells[: row.length]):
            if at not in amounts or cell in shown.values():
                self._use(cell)
        label = self._printed(cells[0])
        self.walk.rows.append(FilledRow(block.name, row.line, label, values, self.at))
        return True

    def _belongs_elsewhere(self, label: Cell) -> bool:
        key = short_key(label.text)
        return bool(self.walk.card.field_of(key)) or key in self.walk.card.total

    def _amount_lines(self) -> bool:
        """Read a row of labels that end in a colon, with an amount or nothing behind it (其他资金：29.75)."""
        block = self.walk.block
        if block is None:
            return False
        lines: list[tuple[Cell, str, str, str]] = []
        others = 0
        for cell in self._filled():
            found = label_and_amount(cell.text)
            line = block.lines.get(short_key(found[0])) if found else None
            if found and line and (found[1] or short_key(found[0]) not in block.captions):
                lines.append((cell, line, *found))
            elif short_key(cell.text) not in block.captions:
                others += 1
        is_blank = len(lines) == 1 and not lines[0][-1] and len(self.cells) > len(self.walk.columns)
        if not lines or others or is_blank:  # a colon alone, with a blank in every column, tells nothing
            return False
        for cell, line, label, amount in lines:
            at = self.grid.address(cell)
            amounts = {"amount": Printed(amount, at)}
            self.walk.rows.append(FilledRow(block.name, line, Printed(label, at), amounts, self.at))
            self._use(cell)
        return True

    def _total(self) -> bool:
        block = self.walk.block or self.walk.records
        filled = self._filled()
        if block is None or block.style is not RowStyle.RECORDS or not filled:
            return False
        if short_key(filled[0].text) not in self.walk.card.total:
            return False
        self._use(filled[0])
        marks = tuple(name for name in _MARKS if name in self.walk.columns) or _MARKS
        values = {} if self.grid.ragged else self._values(marks, behind=filled[0])
        if len({value.at for value in values.values()}) < len(marks):
            values = self._marks_behind(filled[0], marks)
        self.walk.total.update(values)
        self.walk.block = self.walk.records = None
        return True

    def _marks_behind(self, label: Cell, marks: Sequence[str]) -> dict[str, Printed]:
        """Merged otherwise than the header: behind the label stand the weight, then the marks."""
        behind = [cell for cell in self.cells if cell.column > label.column]
        figures = [cell for cell in behind if read_figure(cell.text, "").value is not None]
        chosen = figures if len(figures) == len(marks) else behind[: len(marks)]
        for cell in chosen:
            self._use(cell)
        return dict(zip(marks, map(self._printed, chosen), strict=False))

    def _identity(self) -> bool:
        """Take label → next cell pairs."""
        if self.walk.block is not None and self.walk.block.style is RowStyle.RECORDS:
            if not self._is_section():
                return False
            self.walk.block, self.walk.records = None, self.walk.block
        taken = self._pairs()
        for label, value in zip(self.cells, self._behind(), strict=True):
            if self._total_above(label, value):
                taken = True
                continue
            name = self.walk.card.field_of(short_key(label.text))
            if not name or id(label) in self.used:
                continue
            self._use(label)
            taken = True
            if value is not None and not self.walk.card.field_of(short_key(value.text)):
                self._use(value)
                self.walk.fields.setdefault(name, self._printed(value))
        return taken

    def _total_above(self, label: Cell, value: Cell | None) -> bool:
        """Take a total that stands above the table (自评总分 97.93): it is the score."""
        if self.walk.block is not None or value is None or short_key(label.text) not in self.walk.card.total:
            return False
        if read_figure(value.text, "").value is None:
            return False
        self._use(label)
        self._use(value)
        self.walk.total["score"] = self._printed(value)
        return True

    def _behind(self) -> list[Cell | None]:
        """Return for every cell the one behind it; where merges are lost, blank cells may lie between."""
        following: list[Cell | None] = [*self.cells[1:], None]
        if not self.walk.unmerged:
            return following
        last: Cell | None = None
        for at in range(len(self.cells) - 1, -1, -1):
            blank = following[at] is not None and not squeeze(self.cells[at + 1].text)
            last = last if blank else following[at]
            following[at] = last or following[at]
        return following

    def _is_section(self) -> bool:
        """Whether the row is a text behind its own label and no record (说明 and its text)."""
        filled = self._filled()
        return (
            len(filled) in {1, 2}
            and filled[0].column == 1
            and bool(self.walk.card.field_of(short_key(filled[0].text)))
        )

    def _pairs(self) -> bool:
        """Take labels of lines with their amounts behind them, several in a row."""
        for block in self.walk.card.blocks:
            pairs = pairs_of(block, self.cells) if block.style is RowStyle.PAIRS else ()
            for pair in pairs:
                label = Printed(pair.label_text, self.grid.address(pair.label))
                cells: dict[str, Printed] = {}
                self._use(pair.label)
                if pair.amount is not None:
                    cells["amount"] = Printed(pair.amount_text, self.grid.address(pair.amount))
                    self._use(pair.amount)
                self.walk.rows.append(FilledRow(block.name, pair.line, label, cells, self.at))
            if pairs:
                self.walk.block = block
                return True
        return False

    def _record(self) -> bool:
        block = self.walk.block
        if block is None or block.style in {RowStyle.LINES, RowStyle.PAIRS}:
            return False
        values = self._values()
        shown = [squeeze(v.text) for name, v in values.items() if name not in block.carried]
        if all(not text or _PLACEHOLDER.fullmatch(text) for text in shown):
            self.walk.blank.append(FilledRow(block.name, "", Printed("", ""), values, self.at))
            return True
        self.walk.rows.append(FilledRow(block.name, "", Printed("", ""), values, self.at))
        if block.style is RowStyle.ONE:
            self.walk.block = None
        return True

    def _values(self, names: tuple[str, ...] = (), behind: Cell | None = None) -> dict[str, Printed]:
        """Return the row's cells under the header's columns, in every column a header spans."""
        shift = self._shift()
        values: dict[str, Printed] = {}
        for name, (column, width) in self.walk.columns.items():
            if names and name not in names:
                continue
            cells = self._under(column + shift, 1 if self.grid.ragged else width)
            if self.walk.block is not None and name in self.walk.block.unreported:
                continue
            if behind is not None and behind in cells:
                return {}
            for cell in cells:
                self._use(cell)
            if cells:
                values[name] = _joined([self._printed(cell) for cell in cells])
        return values

    def _under(self, column: int, width: int) -> list[Cell]:
        cells: list[Cell] = []
        for position in range(column, column + width):
            cell = self.layout.get((self.number, position))
            if cell is not None and cell not in cells:
                cells.append(cell)
        return cells

    def _shift(self) -> int:
        """In a ragged grid, blank leading cells that the header did not have push the row to the right."""
        extra = len(self.cells) - self.walk.header_length
        if not self.grid.ragged or extra <= 0 or any(squeeze(cell.text) for cell in self.cells[:extra]):
            return 0
        return extra


def _joined(parts: list[Printed]) -> Printed:
    """Join the cells under one header (符号, 值, 单位); the address is that of the first with text."""
    filled = [part for part in parts if squeeze(part.text)] or parts[:1]
    return Printed("".join(part.text for part in filled), filled[0].at)
