"""A filing in a place's layout → the grid it prints, and where each of its values must be found again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from jiheng.documents import Grid
from jiheng.forms import label_key
from jiheng.reports import BaseData, Form, SelfEvaluation
from jiheng.values import STROKES, squeeze
from tests.builders import grid
from tests.forms.filings import Filing, Fund, Row
from tests.forms.layouts import DEPARTMENT, Layout

Values = dict[str, str]
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FUNDS = {
    "original": "original_budget",
    "final": "final_budget",
    "actual": "actual_expenditure",
    "rate": "execution_rate",
    "weight": "max_score",
    "score": "score",
}
_ROW = {"category", "subcategory", "target", "achieved", "weight", "score", "reason", "points"}
_INDICATOR = (
    "category",
    "category_max_score",
    "subcategory",
    "target",
    "achieved",
    "max_score",
    "score",
    "deviation_reason",
)
_FIELDS = {"weight": "max_score", "reason": "deviation_reason", "points": "category_max_score"}
_TOP = {
    "unit": "implementing_unit",
    "expected": "objective.expected",
    "done": "objective.achieved",
    "total_weight": "total.max_score",
    "total_score": "total.score",
    "authorized": "staff.authorized_headcount",
    "serving": "staff.serving_staff",
    "control": "staff.control_rate",
}


@dataclass
class Printed:
    """A form on paper."""

    lines: list[str]
    grid: Grid
    expected: Values
    aside: set[str] = field(default_factory=set)
    """Values that nothing is said about: a cell shared by several rows."""


def printed(layout: Layout, filing: Filing, number: int = 1) -> Printed:
    """Print a filing in a layout."""
    top = _top(filing)
    out = Printed([], grid("| |"), {})
    rows: list[str] = []
    for line in layout.table.strip("\n").splitlines():
        mark, _, texts = line.partition("|")
        rows.extend(_lines(layout, filing, mark.strip(), f"|{texts}", out))
    drawn = grid("\n".join(rows), number)
    cells = tuple(structs.replace(cell, text=cell.text.replace("\\n", "\n")) for cell in drawn.cells)
    out.grid = replace(drawn, cells=cells)
    out.expected |= layout.says
    out.lines = [text.format(**top) for text in (layout.title, *layout.above)]
    return out


def _top(filing: Filing) -> Values:
    return {
        "year": filing.year,
        "previous_year": str(int(filing.year) - 1),
        "name": filing.name,
        "department": filing.department,
        "unit": filing.unit,
        "expected": filing.expected,
        "done": filing.done,
        "total_weight": "100",
        "total_score": filing.total_score,
        "authorized": filing.staff[0],
        "serving": filing.staff[1],
        "control": filing.staff[2],
    }


def _lines(layout: Layout, filing: Filing, mark: str, cells: str, out: Printed) -> Iterator[str]:
    """Yield the lines of the table that one line of the layout stands for, and note what they say."""
    if mark == "@row":
        yield from _rows(filing, cells, out)
    elif mark.startswith("@expense"):
        name = mark.removeprefix("@expense ")
        values = dict(zip(("previous", "budget", "spent"), filing.expenses[name], strict=True))
        fields = {"previous": "previous_actual", "budget": "budget", "spent": "actual"}
        out.expected |= {f"expenditure.{name}.{fields[key]}": text for key, text in values.items()}
        yield cells.format(**values)
    elif mark:
        yield _fund(filing.funds[mark.removeprefix("@")], cells, out)
    else:
        for key in _PLACEHOLDER.findall(cells):
            name = _TOP.get(key, "")
            if key in {"name", "department"}:
                name = "name" if key == "name" or layout.kind == DEPARTMENT else "supervising_department"
            if name:
                out.expected[name] = _top(filing)[key]
        yield cells.format(**_top(filing))


def _fund(fund: Fund, cells: str, out: Printed) -> str:
    values = {key: str(getattr(fund, key)) for key in _FUNDS}
    texts = [text.strip() for text in cells.strip("| ").split("|")]
    label = next(text for text in texts if text not in {"^", "<", ""})
    for text in texts:
        for key in _PLACEHOLDER.findall(text):
            before = text.partition("{")[0]
            name = f"{label_key(label)}.{_FUNDS[key]}"
            if before:
                name = f"{label_key(before)}.amount"
            out.expected.setdefault(f"funds.{name}", values[key])
    return cells.format(**values)


def _rows(filing: Filing, cells: str, out: Printed) -> Iterator[str]:
    before: Row | None = None
    ordinal = 0
    for row in filing.rows:
        same = before is not None and before.subcategory == row.subcategory
        ordinal = ordinal + 1 if same else 1
        values = {key: str(getattr(row, key)) for key in (*vars(row), "target")}
        values |= {"indicator": row.name, "ordinal": str(ordinal), "shared_score": row.score}
        texts = [
            "^" if before is not None and _repeats(text, before, row) else text.format(**values)
            for text in cells.strip().strip("|").split("|")
        ]
        _expect(row, {*_PLACEHOLDER.findall(cells)}, out, shares=same)
        before = row
        yield f"|{'|'.join(texts)}|"


def _repeats(text: str, before: Row, row: Row) -> bool:
    if "{category}" in text:
        return before.category == row.category
    if "{subcategory}" in text or "{shared_score}" in text:
        return (before.category, before.subcategory) == (row.category, row.subcategory)
    return False


def _expect(row: Row, names: set[str], out: Printed, *, shares: bool) -> None:
    names = {"target" if name == "number" else name for name in names}
    for name in sorted(names & _ROW):
        out.expected[f"row.{row.name}.{_FIELDS.get(name, name)}"] = str(getattr(row, name))
    key = f"row.{row.name}.score"
    if "shared_score" in names and shares:
        out.aside.add(key)
    elif "shared_score" in names:
        out.expected[key] = row.score


def values_of(form: Form) -> Values:
    """Return what was read, under the names of ``Printed.expected``."""
    assert isinstance(form, BaseData | SelfEvaluation)
    values = _of_base_data(form) if isinstance(form, BaseData) else _of_evaluation(form)
    return {key: squeeze(text) for key, text in values if squeeze(text) not in {*STROKES, ""}}


def _of_base_data(form: BaseData) -> Iterator[tuple[str, str]]:
    for name in ("authorized_headcount", "serving_staff", "control_rate"):
        yield f"staff.{name}", getattr(form.staff, name).text
    for line in form.expenditure:
        for name in ("previous_actual", "budget", "actual"):
            yield f"expenditure.{label_key(line.label.text)}.{name}", getattr(line, name).text


def _of_evaluation(form: SelfEvaluation) -> Iterator[tuple[str, str]]:
    for name in ("name", "supervising_department", "implementing_unit"):
        yield name, getattr(form, name).text
    for fund in form.funds:
        for name in (*_FUNDS.values(), "amount"):
            yield f"funds.{label_key(fund.label.text)}.{name}", getattr(fund, name).text
    for objective in form.objectives:
        yield "objective.expected", objective.expected.text
        yield "objective.achieved", objective.achieved.text
    for row in form.indicators:
        for name in _INDICATOR:
            yield from ((f"row.{row.name.text}.{name}", getattr(row, name).text) for name in _INDICATOR)
    yield "total.max_score", form.total.max_score.text
    yield "total.score", form.total.score.text


@dataclass(frozen=True)
class Verdict:
    """What became of a form's values."""

    right: int
    missing: tuple[str, ...]
    wrong: tuple[tuple[str, str, str], ...]
    """Value, printed, read."""


def judge(paper: Printed, read: Mapping[str, str]) -> Verdict:
    """Compare what was read with what is printed; a value where none is printed is wrong."""
    right = 0
    missing, wrong = [], []
    literal = {"funds.单位资金", "funds.上年结转资金"}
    for key in sorted({*paper.expected, *read} - paper.aside):
        truth, found = squeeze(paper.expected.get(key, "")), read.get(key, "")
        if truth == found:
            right += bool(truth)
        elif key.rpartition(".")[0] in literal or truth in STROKES:
            continue
        elif not found:
            missing.append(key)
        else:
            wrong.append((key, truth, found))
    return Verdict(right, tuple(missing), tuple(wrong))
