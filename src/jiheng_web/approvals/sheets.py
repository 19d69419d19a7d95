"""Forms laid out for reading: the tables of a form as rows of cells, each cell named by its path.

Pure: takes contents and what the engine and reviewers said of them; gives what templates print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.scoring import ScoreLine
from jiheng_web.filings.content import FormJson, RowJson

_Columns = tuple[tuple[str, str, bool], ...]
"""Name in the row, heading, whether it is a figure."""

_EXPENDITURE: _Columns = (
    ("label", "经费", False),
    ("previous_actual", "上年决算数", True),
    ("budget", "本年预算数", True),
    ("actual", "本年决算数", True),
)
_FUNDS: _Columns = (
    ("label", "资金", False),
    ("original_budget", "年初预算数", True),
    ("final_budget", "全年预算数", True),
    ("actual_expenditure", "全年执行数", True),
    ("max_score", "分值", True),
    ("execution_rate", "执行率", True),
    ("score", "得分", True),
)
_OBJECTIVES: _Columns = (("expected", "预期目标", False), ("achieved", "实际完成情况", False))
_INDICATORS: _Columns = (
    ("category", "一级指标", False),
    ("subcategory", "二级指标", False),
    ("name", "三级指标", False),
    ("target", "年度指标值", False),
    ("achieved", "实际完成值", False),
    ("max_score", "分值", True),
    ("score", "得分", True),
    ("deviation_reason", "偏差原因分析及改进措施", False),
)
_SCORED = frozenset({"funds", "indicators"})
_LISTS: Mapping[str, tuple[tuple[str, str, _Columns], ...]] = {
    "base_data": (("expenditure", "经费控制情况（万元）", _EXPENDITURE),),
    "evaluation": (
        ("funds", "资金（万元）", _FUNDS),
        ("objectives", "年度总体目标", _OBJECTIVES),
        ("indicators", "绩效指标", _INDICATORS),
    ),
}
_SINGLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "base_data": (
        ("staff/authorized_headcount", "编制数"),
        ("staff/serving_staff", "实际在职人数"),
        ("staff/control_rate", "控制率"),
        ("buildings/approved_scale", "楼堂馆所批复规模"),
        ("buildings/actual_scale", "楼堂馆所实际规模"),
        ("buildings/scale_control_rate", "规模控制率"),
        ("buildings/budgeted_investment", "预算投资"),
        ("buildings/actual_investment", "实际投资"),
        ("buildings/investment_control_rate", "投资概算控制率"),
        ("austerity_measures", "厉行节约保障措施"),
    ),
    "evaluation": (
        ("name", "名称"),
        ("supervising_department", "主管部门"),
        ("implementing_unit", "实施单位"),
        ("filing_date", "填报日期"),
        ("total/max_score", "总分"),
        ("total/score", "自评总分"),
    ),
}


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
    family = "base_data" if form["kind"] == "base_data" else "evaluation"
    before = cells_of(notes.before) if notes.before is not None else None
    reader = _Reader(notes, before)
    singles = tuple(reader.cell(path, heading, _single(form, path)) for path, heading in _SINGLES[family])
    tables = tuple(reader.table(form, *one) for one in _LISTS[family])
    sections = tuple(reader.section(row) for row in rows_of(form, "narrative"))
    return Sheet(singles, tables, sections)


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


def rows_of(form: FormJson, name: str) -> Sequence[RowJson]:
    """Return the rows of a list; none where the form has no such list."""
    rows = form.get(name)
    return rows if isinstance(rows, list) else ()


def _single(form: FormJson, path: str) -> str:
    group, _, name = path.partition("/")
    value = form.get(group)
    if isinstance(value, dict):
        return value.get(name, "")
    return value if isinstance(value, str) else ""


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
