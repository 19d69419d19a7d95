"""Forms laid out for reading: the tables of a form as rows of cells, each cell named by its path.

Pure: takes contents and what the engine and reviewers said of them; gives what templates print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.scoring import ScoreLine
from jiheng_web.filings import layouts
from jiheng_web.filings.content import FormJson, RowJson, rows_of
from jiheng_web.filings.layouts import layout_of

_Columns = Sequence[tuple[str, str, bool]]
"""Name in the row, heading, whether it is a figure."""

_LEVELS = (("category", "一级指标", False), ("subcategory", "二级指标", False))
_SCORED = frozenset({"funds", "indicators"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    path: str
    heading: str
    text: str
    is_figure: bool = False
    was: str | None = None
    """What stood there in the version compared with; None where the same."""
    remarks: tuple[int, ...] = ()
    """Numbers of the points pinned to it, as printed beside them."""
    severity: str = ""
    """The worst finding on it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is what the engine says of its marks, None where it is not scored."""

    id: str
    cells: tuple[Cell, ...]
    line: ScoreLine | None = None
    is_new: bool = False
    level: int = 1
    """How deep a row of the base data stands."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list of a form."""

    name: str
    title: str
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...]
    is_scored: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the report text with its paragraphs."""

    path: str
    heading: str
    paragraphs: tuple[str, ...]
    was: str | None
    remarks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form laid out."""

    singles: tuple[Cell, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of a form's cells, each by its path."""

    before: FormJson | None = None
    """The version compared with."""
    remarks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, ScoreLine] = field(default_factory=dict)
    """By the row's id."""


def sheet_of(form: FormJson, notes: Notes) -> Sheet:
    """Return a form laid out for reading."""
    before = cells_of(notes.before) if notes.before is not None else None
    reader, kept = _Reader(notes, before), cells_of(form)
    year = form["fiscal_year"]
    parts = layout_of(str(form["kind"]), year if isinstance(year, int) else None)
    singles = tuple(
        reader.cell(one.name, one.title, kept.get(one.name, ""))
        for part in parts
        if not part.list
        for one in part.columns
    )
    tables = tuple(reader.table(form, part.list, part.title, _columns(part)) for part in parts if part.list)
    sections = tuple(reader.section(row) for row in rows_of(form, "narrative"))
    return Sheet(singles, tables, sections)


def _columns(part: layouts.Section) -> _Columns:
    """Return a list's columns as the editor has them; groups, which it prints as headings, as columns."""
    own = tuple((one.name, one.title, one.kind in {"figure", "marks"}) for one in part.columns)
    return (*_LEVELS, *own) if part.is_grouped else own


def cells_of(form: FormJson) -> dict[str, str]:
    """Return every cell's text by its path."""
    found: dict[str, str] = {}
    for name, value in form.items():
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, dict):
            found.update({f"{name}/{key}": text for key, text in value.items()})
        elif isinstance(value, list):
            for row in value:
                found.update({f"{name}/{row['id']}/{key}": str(text) for key, text in row.items()})
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    notes: Notes
    before: Mapping[str, str] | None

    def cell(self, path: str, heading: str, text: str, *, is_figure: bool = False) -> Cell:
        was = None if self.before is None else self.before.get(path, "")
        return Cell(
            path=path,
            heading=heading,
            text=text,
            is_figure=is_figure,
            was=None if was == text else was,
            remarks=self.notes.remarks.get(path, ()),
            severity=self.notes.severities.get(path, ""),
        )

    def table(self, form: FormJson, name: str, title: str, columns: _Columns) -> Table:
        rows = tuple(self._row(name, columns, row) for row in rows_of(form, name))
        headings = tuple((heading, is_figure) for _, heading, is_figure in columns)
        return Table(name, title, headings, rows, name in _SCORED)

    def _row(self, name: str, columns: _Columns, row: RowJson) -> Row:
        start = f"{name}/{row['id']}"
        cells = tuple(
            self.cell(f"{start}/{column}", heading, str(row[column]), is_figure=is_figure)
            for column, heading, is_figure in columns
        )
        is_new = self.before is not None and f"{start}/id" not in self.before
        return Row(
            str(row["id"]), cells, self.notes.lines.get(str(row["id"])), is_new, int(row.get("level", 1))
        )

    def section(self, row: RowJson) -> Section:
        path = f"narrative/{row['id']}/text"
        shown = self.cell(path, "", str(row["text"]))
        paragraphs = tuple(part for part in shown.text.split("\n") if part.strip())
        return Section(path, str(row["heading"]), paragraphs, shown.was, shown.remarks)
