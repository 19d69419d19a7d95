"""One form of a template while it is decided what goes into which of its cells.

Takes a filled form as ``jiheng.forms`` found it; collects values and rows for a plan. What the form has no
cell for is collected too; whether that is an error is for the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from jiheng.documents import Cell
from jiheng.errors import RenderError
from jiheng.forms import FilledForm, FilledRow, label_key
from jiheng.render.fill._plan import AddedRow, Place, Value, place_of
from jiheng.values import Printed, squeeze

_LABEL_LENGTH = 40


@dataclass(slots=True)
class FormFilling:
    """A template's form and what has been put into it so far."""

    template: str
    """The file's name."""
    form: FilledForm
    values: dict[Place, Value] = field(default_factory=dict)
    added: list[AddedRow] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What the report has and the form has no cell for."""
    notes: list[str] = field(default_factory=list)
    has_chapters: bool = False
    """Whether the report has a text that stands outside the table."""
    _layouts: dict[int, Mapping[tuple[int, int], Cell]] = field(default_factory=dict)
    _widths: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def put(self, at: str, text: str, words: str) -> None:
        """Put a text into the cell at an address; without one it is noted as missing.

        Raises:
            RenderError: Another text has been put there already.
        """
        place = place_of(at)
        if place is None or not place.column:
            if text:
                self.missing.append(words)
            return
        before = self.values.get(place)
        if before is not None and before.text and text and squeeze(before.text) != squeeze(text):
            raise RenderError(
                self.template,
                f"{at}（{words}）",
                f"模板里这一格由几行共用，而报告里各行不同：“{before.text}”和“{text}”。请拆分单元格后再填。",
            )
        if before is None or text:
            self.values[place] = Value(text, words)

    def keep_or_put(self, at: str, text: str, words: str) -> None:
        """Put a text, or keep what the template has where the report has none."""
        old = self.text_at(at)
        if text or not old:
            self.put(at, text, words)
        else:
            self.notes.append(f"报告里没有“{words}”，{at} 保留模板原有的“{old}”。")

    def text_at(self, at: str) -> str:
        """Return what the template has at an address."""
        place = place_of(at)
        cell = self.cell(place) if place else None
        return cell.text if cell else ""

    def cell(self, place: Place) -> Cell | None:
        """Return the cell that answers for a place."""
        return self.layout(place.grid).get((place.row, place.column))

    def layout(self, number: int) -> Mapping[tuple[int, int], Cell]:
        """Return a grid's layout."""
        if number not in self._layouts:
            grid = next((grid for grid in self.form.grids if grid.number == number), None)
            self._layouts[number] = grid.layout() if grid else {}
        return self._layouts[number]

    def field_at(self, name: str) -> str:
        """Return where the value of an identity field or a section stands; "" where the form has none."""
        known = self.form.fields.get(name)
        if known is not None:
            return known.at
        return next((at for key, at in self._behind_labels() if self.form.card.field_of(key) == name), "")

    def total_at(self) -> str:
        """Return the blank cell behind a total that stands above the table."""
        return next((at for key, at in self._behind_labels() if key in self.form.card.total), "")

    def _behind_labels(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of labels with a blank cell behind them, and that cell's address."""
        for grid in self.form.grids:
            for cells in grid.rows():
                for label, behind in pairwise(cells):
                    if squeeze(label.text) and not squeeze(behind.text) and len(label.text) <= _LABEL_LENGTH:
                        yield label_key(label.text), grid.address(behind)

    def rows(self, block: str) -> list[FilledRow]:
        """Return the rows of a block, filled and blank, from top to bottom."""
        blank = (row for row in self.form.blank_rows if row.block == block)
        rows = sorted((*self.form.of(block), *blank), key=lambda row: place_of(row.at) or Place(0, 0))
        columns: dict[tuple[int, str], int] = {}
        for row in rows:
            for name, cell in row.cells.items():
                place = place_of(cell.at)
                if place is not None and cell.at != row.label.at:
                    columns.setdefault((place.grid, name), place.column)
        return [self._with_columns(row, columns) for row in rows]

    def _with_columns(self, row: FilledRow, columns: Mapping[tuple[int, str], int]) -> FilledRow:
        """Give a row that holds nothing but a label with a colon (项目支出：) the columns of its block.

        While its cells are blank such a row looks like one that prints its amount behind the colon.
        """
        amount = row.cells.get("amount")
        place = place_of(row.at)
        if amount is None or place is None or len(row.cells) > 1 or squeeze(amount.text):
            return row
        if amount.at != row.label.at:
            return row
        layout = self.layout(place.grid)
        found: dict[str, Printed] = {}
        for (grid, name), column in columns.items():
            cell = layout.get((place.row, column)) if grid == place.grid else None
            if cell is not None and not squeeze(cell.text) and cell.row == place.row:
                found[name] = Printed("", Place(place.grid, cell.row, cell.column).address)
        return replace(row, cells={**row.cells, **found})

    def parts(self, row: FilledRow, name: str) -> list[Place]:
        """Return the cells of a row that stand under the header of a field; several where it spans them."""
        value = row.cells.get(name)
        first = place_of(value.at) if value else None
        here = place_of(row.at)
        if first is None or here is None:
            return []
        header = self._header(row, name, first)
        if header is None or header.column_span == 1:
            return [first]
        layout = self.layout(first.grid)
        found: dict[Place, None] = {}
        for column in range(header.column, header.column + header.column_span):
            cell = layout.get((here.row, column))
            if cell is not None:
                found[Place(first.grid, cell.row, cell.column)] = None
        named = {place_of(cell.at) for other, cell in row.cells.items() if other != name}
        return [place for place in found if place not in named] or [first]

    def _header(self, row: FilledRow, name: str, place: Place) -> Cell | None:
        """Return the header's cell above a place that names the field."""
        columns = [block.columns for block in self.form.card.blocks if block.name == row.block]
        layout = self.layout(place.grid)
        for above in range(place.row - 1, 0, -1):
            cell = layout.get((above, place.column))
            if cell is None or len(cell.text) > _LABEL_LENGTH:
                continue
            key = label_key(cell.text)
            if any(labels.get(key) == name for labels in columns):
                return cell
        return None
