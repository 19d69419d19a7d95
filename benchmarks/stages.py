"""Times the stages behind the readers, and the whole command.

One package, medians of several rounds in one process; the whole command in processes of its own, with the
most memory any of them held.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiheng.audit import audit_package
from jiheng.documents import Document, SourceFile, read_document
from jiheng.forms import find_forms
from jiheng.render import render_html
from jiheng.reports import build_report, read_package
from jiheng.scoring import score_package

ROUNDS = 15
COMMAND_ROUNDS = 5
KIBIBYTES_A_MEBIBYTE = 1024
WEIGH = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Weighs a command from a small process: a child's peak begins with the size of what started it, and
the peak of all children here would be that of another library."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """One measured stage."""

    stage: str
    milliseconds: float
    per_report: float | None
    """Milliseconds a scored report, where the stage works report by report."""


def median_of(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of several rounds in milliseconds, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _reports(document: Document) -> int:
    return sum(build_report(form, 0) is not None for form in find_forms(document).forms)


def measure(path: Path) -> tuple[StageRow, ...]:
    """Time every stage on one file."""
    source = SourceFile(path.name, path.read_bytes())
    document = read_document(source)
    package = read_package([source])
    sheets = score_package(package)
    audit = audit_package(package, sheets)
    count = len(sheets)
    works: tuple[tuple[str, Callable[[], object], bool], ...] = (
        ("bytes → Document", lambda: read_document(source), False),
        ("Document → reports", lambda: _reports(document), True),
        ("reports → score sheets", lambda: score_package(package), True),
        ("package + sheets → findings", lambda: audit_package(package, sheets), True),
        ("score + audit", lambda: audit_package(package, score_package(package)), True),
        ("audit → HTML report", lambda: render_html(audit), False),
    )
    rows = []
    for stage, work, by_report in works:
        took = median_of(work)
        rows.append(StageRow(stage, took, took / count if by_report else None))
    return tuple(rows)


def measure_command(path: Path) -> tuple[float, float]:
    """Return (median wall time in milliseconds, peak memory in MiB) of ``jiheng audit --format json``."""
    command = [sys.executable, "-m", "jiheng", "audit", "--format", "json", "--quiet", str(path)]
    took = median_of(lambda: subprocess.run(command, check=False, stdout=subprocess.DEVNULL), COMMAND_ROUNDS)
    weighed = subprocess.run([sys.executable, "-c", WEIGH, *command], check=True, capture_output=True)
    return took, int(weighed.stdout) / KIBIBYTES_A_MEBIBYTE
