"""Reads the reworded forms of other places and compares every value with the truth by hand.

    python -m benchmarks.accuracy [--write]

``--write`` puts the table into docs/explanation/accuracy.md, between its markers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import jiheng
from jiheng.reports import BaseData, Form, FormKind, SelfEvaluation
from jiheng.values import STROKES, halve

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
PAGE = ROOT / "docs" / "explanation" / "accuracy.md"
BEGIN, END = "<!-- corpus:begin -->", "<!-- corpus:end -->"

_FUNDS = {
    "initial": "original_budget",
    "adjusted": "final_budget",
    "executed": "actual_expenditure",
    "weight": "max_score",
    "rate": "execution_rate",
    "score": "score",
}
_INDICATOR = {
    "level1": "category",
    "level2": "subcategory",
    "target": "target",
    "actual": "achieved",
    "weight": "max_score",
    "score": "score",
}
_STAFF = {"编制数": "authorized_headcount", "实际在职人数": "serving_staff", "控制率": "control_rate"}
_EXPENDITURE = ("previous_actual", "budget", "actual")

MENDED = {
    ("017", "林地管护当期完成率.target"): "90%",
    ("017", "火灾受害率.target"): "0.9%",
    ("017", "有害生物成灾率.target"): "0.4%",
}
"""The truth leaves out the unit here, which has a column of its own (计量单位) as in the other forms."""

MISSES: Mapping[tuple[str, str], str] = {
    ("017", "department"): "recognition made 主管部n of its label and joined it with the title",
}
"""(Form, value) → why it is not read. A test holds the corpus to exactly these."""

LAYOUTS = {
    "001": "target in three columns, reasons merged over the funds; a cell a line",
    "003": "header in two rows, levels below; bars",
    "005": "weight before target, no original budget; cells touching",
    "008": "department; indicators numbered; bars",
    "009": "no weights, marks per block and in headings; bars",
    "011": "columns of label and amount, header in two rows; a row a line",
    "012": "the national form; bars",
    "014": "two forms on a page, the first without its head; bars",
    "016": "labels broken over lines, placeholders; a cell a line",
    "017": "department; recognised from a scan, signs lost, digits touching",
    "019": "base data and department, amounts inside label cells; a cell a line",
}

Truth = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Compared:
    """A value: what it is, what is printed, what was read."""

    form: str
    what: str
    truth: str
    read: str

    @property
    def is_right(self) -> bool:
        """Whether what is printed was read."""
        return self.read == self.truth

    @property
    def is_wrong(self) -> bool:
        """Whether something else was read, or something where nothing is printed."""
        return self.read not in {self.truth, ""}


def compare_all() -> tuple[Compared, ...]:
    """Read every form of the corpus and compare it; blank cells are compared too."""
    return tuple(
        value
        for path in sorted((CORPUS / "truth").glob("*.json"))
        for value in _compared(path.stem, json.loads(path.read_text(encoding="utf-8")))
    )


def _compared(name: str, truth: Truth) -> Iterator[Compared]:
    package = jiheng.read(CORPUS / str(truth["truth_for"]))
    pairs = [(truth, _scored(package.forms, truth["project_name"]))]
    if following := cast("Truth | None", truth.get("next_form")):
        pairs.append((following, _scored(package.forms, following["project_name"])))
    for number, (one, form) in enumerate(pairs):
        for what, expected, read in _of_form(one, form):
            label = f"{'next form: ' if number else ''}{what}"
            yield Compared(name, label, _plain(MENDED.get((name, what), expected)), _plain(read))
    if base := cast("Truth | None", truth.get("base_data")):
        annex = next((form for form in package.forms if isinstance(form, BaseData)), None)
        for what, expected, read in _of_base_data(base, annex):
            yield Compared(name, f"base data: {what}", _plain(expected), _plain(read))


def _scored(forms: Sequence[Form], name: object) -> SelfEvaluation | None:
    scored = [form for form in forms if isinstance(form, SelfEvaluation)]
    if any(form.kind is FormKind.DEPARTMENT for form in scored):
        return scored[0]
    return next((form for form in scored if _plain(form.name.text) == _plain(name)), None)


def _of_form(truth: Truth, form: SelfEvaluation | None) -> Iterator[tuple[str, object, str]]:
    is_department = form is not None and form.kind is FormKind.DEPARTMENT
    own = {"department": "name"} if is_department else _PROJECT
    for key, field in own.items():
        yield key, truth.get(key), getattr(form, field).text if form else ""
    yield "total_score", truth.get("total_score"), form.total.score.text if form else ""
    yield from _of_funds(cast("Truth", truth["funds"]), form)
    rows = {_plain(row.name.text): row for row in form.indicators} if form else {}
    for entry in cast("list[Truth]", truth["indicators"]):
        row = rows.get(_plain(entry["name"]))
        for key, field in _INDICATOR.items():
            yield f"{entry['name']}.{key}", entry[key], getattr(row, field).text if row else ""


_PROJECT = {
    "project_name": "name",
    "department": "supervising_department",
    "unit": "implementing_unit",
}


def _of_funds(truth: Truth, form: SelfEvaluation | None) -> Iterator[tuple[str, object, str]]:
    total = form.fund("total") if form else None
    for key, field in _FUNDS.items():
        expected = cast("Truth", truth["total"])[key]
        yield f"total.{key}", expected, getattr(total, field).text if total else ""
    lines = (
        {_plain(line.label.text).removeprefix("其中").strip(":："): line for line in form.funds}
        if form
        else {}
    )
    for label, figures in cast("Truth", truth["by_source"]).items():
        line = lines.get(_plain(label))
        if isinstance(figures, Mapping):
            for key, field in _FUNDS.items():
                yield f"{label}.{key}", figures.get(key), getattr(line, field).text if line else ""
        else:
            yield label, figures, line.amount.text if line else ""


def _of_base_data(truth: Truth, form: BaseData | None) -> Iterator[tuple[str, object, str]]:
    for label, field in _STAFF.items():
        yield label, truth[label], getattr(form.staff, field).text if form else ""
    rows = (
        {_plain(row.label.text).removeprefix("其中").strip(":："): row for row in form.expenditure}
        if form
        else {}
    )
    for label, figures in truth.items():
        if label in {*_STAFF, "columns"}:
            continue
        row = rows.get(_plain(label))
        for field, figure in zip(_EXPENDITURE, cast("list[object]", figures), strict=True):
            yield f"{label}.{field}", figure, getattr(row, field).text if row else ""


def _plain(text: object) -> str:
    """Return a text for comparison: width and spacing aside, a stroke as nothing."""
    plain = halve(str(text or "")).replace("(", "（").replace(")", "）").replace("指标等", "指标")
    return "" if plain in STROKES else plain


def report() -> Iterator[str]:
    """Yield the table, a line a form, and the misses with their reasons."""
    compared = compare_all()
    yield "| form | layout | printed values | right | missing | wrong |"
    yield "|---|---|---:|---:|---:|---:|"
    for name in sorted({value.form for value in compared}):
        yield _row(name, LAYOUTS[name], [value for value in compared if value.form == name])
    yield _row("all", "", compared)
    yield ""
    missing = [value for value in compared if not value.is_right]
    if not missing:
        yield "Nothing printed in the visible part of the forms is missed."
    for value in missing:
        reason = MISSES.get((value.form, value.what), "not explained")
        yield f"- {value.form}, {value.what}: printed “{value.truth}”, read “{value.read}”: {reason}"


def _row(name: str, layout: str, values: Sequence[Compared]) -> str:
    printed = [value for value in values if value.truth]
    right = sum(value.is_right for value in printed)
    wrong = sum(value.is_wrong for value in values)
    missing = sum(not value.read for value in printed)
    share = f"{right} ({right / len(printed):.1%})"
    return f"| {name} | {layout} | {len(printed)} | {share} | {missing} | {wrong} |"


def main() -> None:
    """Print the table; write it into the documentation where asked."""
    lines = list(report())
    print("\n".join(lines))
    if "--write" in sys.argv:
        head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, tail = rest.partition(END)
        table = "\n".join(lines)
        PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
