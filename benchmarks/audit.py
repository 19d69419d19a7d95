"""Times scoring and auditing: one package cold, and hundreds that a seeded generator varies.

Cold means that the cards are read, as they are once a process, and that nothing is remembered of the package:
what the engine keeps of texts is cleared before every round. Processor time, so that what else runs on the
machine does not count; it still slows the processor's caches down.

    python -m benchmarks.audit [COUNT …]
"""

from __future__ import annotations

import functools
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from benchmarks.pdf_peers import pdfplumber_page
from benchmarks.read_documents import FLOOR, floor_of, sample_files
from jiheng.audit import Settings, all_rules, audit_package, compare, trace_of
from jiheng.documents import SourceFile
from jiheng.render import package_from_json, render_json
from jiheng.reports import FormKind, Package, SelfEvaluation, read_package
from jiheng.scoring import score_package
from jiheng.values import AchievedText, Measured, Printed

ROUNDS = 25
COUNTS = (100, 300, 1000)
SEED = 20241231
BUDGET = 40.0
"""Milliseconds for scoring and auditing a package of twenty tables."""
FLOOR_WHEN_SET, PAGE_WHEN_SET = 69.6, 27.0
"""Milliseconds that the yardsticks took on the real package where the budget was set."""
_KEPT_SENTENCES = 0.3
_CHANGED_VALUES = 0.5
_HANZI = "市县区企业项目资金培训服务平台建设完成组织开展工作管理安全检查提升产业创新发展支持政策"


@dataclass(frozen=True, slots=True)
class Cold:
    """Medians for one package, in milliseconds of processor time."""

    scored: int
    rules: int
    score: float
    audit: float
    together: float


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What other work takes on the same package in the same run: a measure of the machine."""

    work: str
    milliseconds: float
    budget: float
    """How many times the work the budget was, on the machine and the package that it was set with."""


@dataclass(frozen=True, slots=True)
class Step:
    """Medians of one step on one table, in milliseconds of processor time."""

    step: str
    first: float
    """With nothing remembered of it."""
    again: float
    """The same table again, as after a pause in typing."""


@dataclass(frozen=True, slots=True)
class Series:
    """Seconds of processor time over a number of packages."""

    count: int
    each: float
    """Scoring, auditing and keeping what comparing needs, package by package."""
    compared: float
    """Holding the packages against each other, near-duplicate search included."""
    findings: int


def forget() -> Callable[[], None]:
    """Return a function that clears what the engine remembers of texts; what it keeps of its cards stays."""
    caches = [
        kept
        for kept in gc.get_objects()
        if isinstance(kept, functools._lru_cache_wrapper)  # noqa: SLF001 - its only name
        and str(kept.__module__).startswith("jiheng.")
        and kept.cache_parameters()["maxsize"] is not None
    ]

    def clear() -> None:
        for kept in caches:
            kept.cache_clear()

    return clear


def sample() -> Package:
    """Return the package that is measured: the real one where it lies beside the repository."""
    return _read(_sample_path())


def _sample_path() -> Path:
    return next(path for path in sample_files() if path.suffix == ".docx")


def _read(path: Path) -> Package:
    return read_package([SourceFile(path.name, path.read_bytes())])


def measure_one(package: Package) -> Cold:
    """Time one package, cold, by the default profile."""
    audit_package(package, score_package(package))
    clear, scores, audits = forget(), [], []
    for _ in range(ROUNDS):
        clear()
        start = time.process_time()
        sheets = score_package(package)
        scored = time.process_time()
        audit_package(package, sheets)
        scores.append(scored - start)
        audits.append(time.process_time() - scored)
    together = [score + audit for score, audit in zip(scores, audits, strict=True)]
    score, audit, both = (1000 * statistics.median(times) for times in (scores, audits, together))
    rules = len(Settings().apply(all_rules()))
    return Cold(len(score_package(package)), rules, score, audit, both)


def yardsticks() -> list[Yardstick]:
    """Measure the machine by work that is not ours: lxml, in C, and pdfplumber, in Python, if here."""
    found = [Yardstick(f"{FLOOR} of its .docx", floor_of(_sample_path()), BUDGET / FLOOR_WHEN_SET)]
    pdf = _sample_path().with_suffix(".pdf")
    page = pdfplumber_page(pdf) if pdf.exists() else None
    if page is not None:
        found.append(Yardstick("pdfplumber, tables of a page of its .pdf", page, BUDGET / PAGE_WHEN_SET))
    return found


def measure_table(package: Package) -> list[Step]:
    """Time one project's table from JSON to findings, step by step."""
    form = next(form for _, form in package.evaluations(FormKind.PROJECT))
    alone = replace(package, forms=(replace(form, document=0),), matches=(), problems=())
    content = render_json(replace(alone, documents=package.documents[:1])).encode()
    clear = forget()
    first, again = ([_steps(content, before) for _ in range(ROUNDS)] for before in (clear, lambda: None))
    names = ("JSON → report", "score", "audit", "together")
    return [
        Step(name, *(1000 * statistics.median(round_[i] for round_ in rounds) for rounds in (first, again)))
        for i, name in enumerate(names)
    ]


def _steps(content: bytes, before: Callable[[], None]) -> tuple[float, ...]:
    before()
    times = [time.process_time()]
    package = package_from_json(content)
    times.append(time.process_time())
    sheets = score_package(package)
    times.append(time.process_time())
    audit_package(package, sheets)
    times.append(time.process_time())
    return (*(later - earlier for earlier, later in pairwise(times)), times[-1] - times[0])


def measure_many(package: Package, counts: Sequence[int] = COUNTS) -> Iterator[Series]:
    """Time numbers of varied packages: each scored, audited and traced, then all held against each other."""
    for count in counts:
        traces, each, dice = [], 0.0, random.Random(SEED)  # noqa: S311 - nothing secret
        for number in range(count):
            one = varied(package, number, dice)
            start = time.process_time()
            sheets = score_package(one)
            audit_package(one, sheets)
            traces.append(trace_of(one, sheets))
            each += time.process_time() - start
        start = time.process_time()
        found = compare(traces)
        yield Series(count, each, time.process_time() - start, len(found.findings))


def varied(package: Package, number: int, dice: random.Random) -> Package:
    """Return a package like another one, of another unit, with other sentences and results.

    Three sentences in ten stay, so that near-duplicates are there to be found; half of the exact results move
    by up to a third.
    """
    unit = f"单位{number:04d}"
    forms = tuple(
        _varied_form(form, unit, dice) if isinstance(form, SelfEvaluation) else form for form in package.forms
    )
    return replace(package, name=unit, forms=forms)


def _varied_form(form: SelfEvaluation, unit: str, dice: random.Random) -> SelfEvaluation:
    sections = tuple(
        replace(section, paragraphs=tuple(_other_words(cell, dice) for cell in section.paragraphs))
        for section in form.narrative
    )
    rows = tuple(replace(row, achieved=_other_result(row.achieved, dice)) for row in form.indicators)
    department = replace(form.supervising_department, text=unit)
    return replace(form, supervising_department=department, narrative=sections, indicators=rows)


def _other_words(cell: Printed, dice: random.Random) -> Printed:
    said = (
        sentence if dice.random() < _KEPT_SENTENCES else _sentence(sentence, dice)
        for sentence in cell.text.split("。")
    )
    return replace(cell, text="。".join(said))


def _sentence(sentence: str, dice: random.Random) -> str:
    """Return a sentence of the same length: figures and marks as they stand, other words between."""
    return "".join(dice.choice(_HANZI) if "一" <= sign <= "龥" else sign for sign in sentence)


def _other_result(cell: AchievedText, dice: random.Random) -> AchievedText:
    reading = cell.reading
    if not isinstance(reading, Measured) or reading.bound is not None or dice.random() >= _CHANGED_VALUES:
        return cell
    number = (reading.number * Decimal(dice.randint(67, 133)) / 100).quantize(reading.number)
    return AchievedText(f"{number}{reading.unit}", cell.at, replace(reading, number=number))


def as_markdown(cold: Cold) -> str:
    """Return one package's times as a table."""
    return "\n".join(
        (
            "| step | ms of processor time |",
            "|---|---:|",
            f"| score {cold.scored} tables | {cold.score:.1f} |",
            f"| audit by {cold.rules} rules | {cold.audit:.1f} |",
            f"| together | {cold.together:.1f} |",
        )
    )


def yardsticks_as_markdown(together: float, measured: Sequence[Yardstick]) -> str:
    """Return how many times other work scoring and auditing is, and how many times it the budget was."""
    lines = [
        "| other work in the same run | ms | score + audit | budget when set |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {one.work} | {one.milliseconds:.1f} | × {together / one.milliseconds:.2f} | × {one.budget:.2f} |"
        for one in measured
    ]
    return "\n".join(lines)


def table_as_markdown(steps: Sequence[Step]) -> str:
    """Return the times of one table."""
    lines = ["| step | ms of processor time, first | again |", "|---|---:|---:|"]
    return "\n".join(lines + [f"| {step.step} | {step.first:.1f} | {step.again:.1f} |" for step in steps])


def series_as_markdown(rows: Sequence[Series]) -> str:
    """Return the times over many packages as a table, and what ten times as many cost."""
    lines = [
        "| packages | score + audit + trace, s | ms each | compare, s | ms each | findings among them |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.count} | {row.each:.1f} | {1000 * row.each / row.count:.1f} "
        f"| {row.compared:.2f} | {1000 * row.compared / row.count:.2f} | {row.findings} |"
        for row in rows
    ]
    first, last = rows[0], rows[-1]
    grown = (last.each + last.compared) / (first.each + first.compared)
    lines += ["", f"{last.count / first.count:.1f} times as many packages take {grown:.1f} times as long."]
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    package = sample()
    cold = measure_one(package)
    print(as_markdown(cold), yardsticks_as_markdown(cold.together, yardsticks()), sep="\n\n")
    print(table_as_markdown(measure_table(package)))
    counts = [int(argument) for argument in sys.argv[1:]] or COUNTS
    print(series_as_markdown(list(measure_many(package, counts))))


if __name__ == "__main__":
    main()
