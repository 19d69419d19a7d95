"""Times checks of table rows by ours, pandera and frictionless: one run, the same rows, the same checks.

The rows are the indicators of a package's scored tables with the table each stands in. Every program checks
that a score is at most its weight and at least nothing, that what goes with a weight is filled in, that
weight and score are numbers, and that scores add up to the table's total. Not comparable: ours works on the
whole package as it was read, knows marks for what does not apply, and writes findings with law and remedy;
the others get rows made ready for them, cleared of strokes and with figures as binary numbers, and say no
more than which row fails which check. What most of our rules say, of targets, texts and money, is left out.

    python -m benchmarks.audit_peers
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from types import ModuleType

from benchmarks.audit import sample
from benchmarks.read_documents import ROOT
from jiheng.audit import RuleSetting, Settings, all_rules, audit_package
from jiheng.reports import Package
from jiheng.scoring import score_package

sys.path.append(str(ROOT / ".cache" / "bench"))
CALLS = 9
SLACK = 0.01
"""Marks are printed with two decimals at most."""
CHECKS = frozenset({"SCO-001", "SCO-002", "SCO-006", "IND-014", "IND-015", "WGT-004"})
"""Score above weight, below nothing, total; achieved value, target and score where there is a weight."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Indicator rows as columns, and the marks that the tables' totals leave to them."""

    columns: dict[str, list[str | float | int | None]]
    left: dict[int, float]


@dataclass(frozen=True, slots=True)
class Timing:
    """One program's median."""

    program: str
    milliseconds: float


def rows_of(package: Package) -> Rows:
    """Return the rows of a package's scored tables that carry a weight."""
    names = ("table", "name", "target", "achieved", "max_score", "score")
    columns: dict[str, list[str | float | int | None]] = {name: [] for name in names}
    left: dict[int, float] = {}
    for index, form in package.evaluations():
        total, funds = form.total.score.value, form.fund("total")
        execution = funds.score.value if funds and funds.score.unit != "%" else Decimal(10)
        left[index] = float((total or Decimal(0)) - (execution or Decimal(0)))
        for row in form.indicators:
            if row.max_score.value is None:
                continue
            score = row.score.value
            texts = [cell.text or None for cell in (row.name, row.target, row.achieved)]
            marks = [float(row.max_score.value), None if score is None else float(score)]
            for name, value in zip(names, (index, *texts, *marks), strict=True):
                columns[name].append(value)
    return Rows(columns, left)


def _ours(package: Package) -> Callable[[], int]:
    others = [rule.code for rule in all_rules() if rule.code not in CHECKS]
    settings = Settings(rules=tuple(RuleSetting(code, True, None, {}, "") for code in others))  # noqa: FBT003 - off
    sheets = score_package(package)
    return lambda: len(audit_package(package, sheets, settings=settings).findings)


def _pandera(rows: Rows) -> Callable[[], int]:
    pandas, pandera = importlib.import_module("pandas"), importlib.import_module("pandera.pandas")
    frame, left = pandas.DataFrame(rows.columns), pandas.Series(rows.left)
    column, check = pandera.Column, pandera.Check
    schema = pandera.DataFrameSchema(
        {
            "table": column(int),
            "name": column(str),
            "target": column(str),
            "achieved": column(str),
            "max_score": column(float, check.ge(0)),
            "score": column(float, check.ge(0)),
        },
        checks=[
            check(lambda df: df["score"] <= df["max_score"]),
            check(lambda df: df.groupby("table")["score"].sum().sub(left).abs() < SLACK),
        ],
    )

    def run() -> int:
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as found:
            return len(found.failure_cases)
        return 0

    return run


def _frictionless(rows: Rows) -> Callable[[], int]:
    library = importlib.import_module("frictionless")
    texts = [
        {"name": name, "type": "string", "constraints": {"required": True}} for name in ("name", "target")
    ]
    marks = [
        {"name": name, "type": "number", "constraints": {"required": True, "minimum": 0}}
        for name in ("max_score", "score")
    ]
    achieved = {"name": "achieved", "type": "string", "constraints": {"required": True}}
    fields = [{"name": "table", "type": "integer"}, *texts, achieved, *marks]
    schema = library.Schema.from_descriptor({"fields": fields})
    names = list(rows.columns)
    table = [names, *(list(row) for row in zip(*rows.columns.values(), strict=True))]

    checks = [library.checks.row_constraint(formula="score <= max_score"), _sums(library, rows)]

    def run() -> int:
        resource = library.Resource(table, schema=schema)
        return int(resource.validate(library.Checklist(checks=checks)).stats["errors"])

    return run


def _sums(library: ModuleType, rows: Rows) -> object:
    """Return frictionless' own kind of check for what no ready-made one says: sums by table."""
    sums = dict.fromkeys(rows.left, Decimal(0))

    def validate_start(_check: object) -> Iterator[object]:
        sums.update(dict.fromkeys(rows.left, Decimal(0)))
        yield from ()

    def validate_row(_check: object, row: Mapping[str, Decimal]) -> Iterator[object]:
        sums[int(row["table"])] += row["score"] or Decimal(0)
        yield from ()

    def validate_end(_check: object) -> Iterator[object]:
        for table, left in rows.left.items():
            if abs(float(sums[table]) - left) >= SLACK:
                yield library.errors.TableError(note=f"table {table}")

    own = {"type": "sums", "Errors": [library.errors.TableError]}
    methods = (validate_start, validate_row, validate_end)
    return type("Sums", (library.Check,), {**own, **{method.__name__: method for method in methods}})()


def measure() -> tuple[int, list[Timing]]:
    """Return the number of rows, and the median of every program that is here, in interleaved calls."""
    package = sample()
    rows = rows_of(package)
    runs = {f"jiheng audit, {len(CHECKS)} rules": _ours(package)}
    runs |= {"pandera": _pandera(rows)} if find_spec("pandera") and find_spec("pandas") else {}
    runs |= {"frictionless": _frictionless(rows)} if find_spec("frictionless") else {}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for call in range(CALLS + 1):
        for name, run in runs.items():
            start = time.process_time()
            run()
            if call:
                times[name].append(time.process_time() - start)
    count = len(rows.columns["table"])
    return count, [Timing(name, 1000 * statistics.median(taken)) for name, taken in times.items()]


def as_markdown(timings: Sequence[Timing]) -> str:
    """Return the timings as a table."""
    ours = timings[0].milliseconds
    lines = ["| program | ms of processor time | × ours |", "|---|---:|---:|"]
    lines += [f"| {t.program} | {t.milliseconds:.1f} | {t.milliseconds / ours:.1f} |" for t in timings]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    count, timings = measure()
    print(f"{count} rows", as_markdown(timings), sep="\n\n")


if __name__ == "__main__":
    main()
