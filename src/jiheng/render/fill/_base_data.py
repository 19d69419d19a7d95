"""A department's base data → what goes into which cell of a template's form.

Lines of the form are told by their labels. Under a line with rows of the author's own (a project a row) the
report's rows take the place of the template's; rows are added where there are too few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from jiheng.forms import FilledRow, label_key
from jiheng.render.fill._form import FormFilling
from jiheng.render.fill._plan import AddedRow, Place, Value, place_of
from jiheng.render.fill._words import word
from jiheng.reports import BaseData, ExpenditureRow
from jiheng.values import squeeze

_AMOUNTS = ("previous_actual", "budget", "actual")
_STAFF = ("authorized_headcount", "serving_staff", "control_rate")
_BUILDINGS = (
    "approved_scale",
    "actual_scale",
    "scale_control_rate",
    "budgeted_investment",
    "actual_investment",
    "investment_control_rate",
)
_OWN_ROWS = frozenset({"project_expenditure", "project_operations", "project_maintenance", "special_funds"})
"""Lines under which each row names a project: last year's give way to this year's."""


def fill_base_data(filling: FormFilling, report: BaseData) -> None:
    """Put base data into a template's form.

    Raises:
        RenderError: Rows share a cell that would have to hold different values.
    """
    _one_row(filling, "staff", {name: getattr(report.staff, name).text for name in _STAFF})
    _Expenditure(filling, report).fill()
    _one_row(filling, "buildings", {name: getattr(report.buildings, name).text for name in _BUILDINGS})
    measures = filling.field_at("austerity_measures")
    filling.keep_or_put(measures, report.austerity_measures.text, word("austerity_measures"))


def _one_row(filling: FormFilling, block: str, texts: Mapping[str, str]) -> None:
    rows = filling.rows(block)
    for name, text in texts.items():
        cell = rows[0].cells.get(name) if rows else None
        filling.put(cell.at if cell else "", text, word(name))


class _Expenditure:
    def __init__(self, filling: FormFilling, report: BaseData) -> None:
        self._filling = filling
        self._report = report
        self._rows = filling.rows("expenditure")
        self._line_of: dict[str, FilledRow] = {}
        self._own: dict[str, list[FilledRow]] = defaultdict(list)
        """What the line above is → the rows under it that are no known line."""
        above = ""
        for row in self._rows:
            if row.line:
                above = row.line
                self._line_of.setdefault(above, row)
            else:
                self._own[above].append(row)

    def fill(self) -> None:
        wanted: dict[str, list[ExpenditureRow]] = defaultdict(list)
        above = ""
        for row in self._report.expenditure:
            if row.term:
                above = row.term
                self._put(self._line_of.get(above), row)
            else:
                wanted[above].append(row)
        for line in [*wanted, *(line for line in self._own if line not in wanted)]:
            self._fill_own(line, wanted.get(line, []))
        printed = {row.term for row in self._report.expenditure}
        for line, filled in self._line_of.items():
            if line not in printed:
                self._clear(filled)

    def _put(self, row: FilledRow | None, values: ExpenditureRow) -> None:
        for column in _AMOUNTS:
            cell = row.cells.get(column) if row else None
            text: str = getattr(values, column).text
            self._filling.put(cell.at if cell else "", text, f"“{values.label.text}”的{word(column)}")

    def _fill_own(self, line: str, wanted: Sequence[ExpenditureRow]) -> None:
        """Fill the rows under a line: first those of the same label, then the others in order."""
        rows = list(self._own[line])
        waiting: list[ExpenditureRow] = []
        for values in wanted:
            same = next((row for row in rows if _same_label(row, values)), None)
            if same is None:
                waiting.append(values)
            else:
                rows.remove(same)
                self._put(same, values)
        free = [row for row in rows if line in _OWN_ROWS or not squeeze(row.label.text)]
        for row, values in zip(free, waiting, strict=False):
            self._filling.put(row.label.at, values.label.text, f"“{values.label.text}”的名称")
            self._put(row, values)
        for row in free[len(waiting) :]:
            self._filling.put(row.label.at, "", "多余行的名称")
            self._clear(row)
        for row in rows:
            if row not in free:
                self._clear(row)
        self._add(line, waiting[len(free) :])
        if len(free) > len(waiting) and line in _OWN_ROWS:
            self._filling.notes.append(f"模板的项目行多于报告，{len(free) - len(waiting)} 行留空，未删除。")

    def _add(self, line: str, rows: Sequence[ExpenditureRow]) -> None:
        """Add rows behind the last one under a line."""
        head = self._line_of.get(line)
        under = self._own[line] or ([head] if head else [])
        for values in rows:
            like = under[-1] if under else None
            after = place_of(like.at) if like else None
            label = place_of(like.label.at) if like else None
            if like is None or after is None or label is None:
                self._filling.missing.append(f"“{values.label.text}”一行")
                continue
            called = f"“{values.label.text}”"
            texts: dict[int, Value] = {label.column: Value(values.label.text, f"{called}的名称")}
            for column in _AMOUNTS:
                text: str = getattr(values, column).text
                cell = like.cells.get(column)
                place = place_of(cell.at) if cell else None
                if place is not None:
                    texts[place.column] = Value(text, f"{called}的{word(column)}")
                elif text:
                    self._filling.missing.append(f"{called}的{word(column)}")
            self._filling.added.append(AddedRow(after, texts, self._captions(after, label.column)))

    def _captions(self, after: Place, label: int) -> frozenset[int]:
        layout = self._filling.layout(after.grid)
        cells = (layout.get((after.row, column)) for column in range(1, label))
        return frozenset(cell.column for cell in cells if cell is not None and cell.row_span > 1)

    def _clear(self, row: FilledRow) -> None:
        for column in _AMOUNTS:
            if column in row.cells:
                self._filling.put(row.cells[column].at, "", f"“{row.label.text}”的{word(column)}")


def _same_label(row: FilledRow, values: ExpenditureRow) -> bool:
    label = squeeze(row.label.text)
    return bool(label) and label_key(row.label.text) == label_key(values.label.text)
