"""One call of ``read``, ``score`` or ``audit``: packages in, text, JSON or HTML out, exit status back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from rich.progress import Progress

import jiheng
from jiheng.audit import Audit, Severity
from jiheng.batch import Outcome, PackageFiles, Plan, load_package, plan_packages, run_batch
from jiheng.cli._options import Wanted
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._show_doubts import hint, refuse
from jiheng.cli._usage import WRONG_CALL
from jiheng.cli._writers import Result, open_writer, render
from jiheng.errors import DocumentError

FINDINGS = 1
UNREADABLE = 3
DEBUG = "JIHENG_DEBUG"
"""Where this variable is set, a fault of ours also shows where it happened."""


def run(wanted: Wanted, *, limit: int | None = None, all_steps: bool = False) -> int:
    """Do the call and return its exit status: 2 before 3 before 1 before 0."""
    screen = open_screen(quiet=wanted.quiet)
    plan = plan_packages(wanted.files, output=wanted.output)
    for wrong in plan.wrong:
        screen.problem(str(wrong))
    outcomes = run_batch(_load(screen, plan, wanted), partial(_work, wanted))
    first = list(islice(outcomes, 2))
    many = len(first) > 1
    seen: set[int] = {WRONG_CALL} if plan.wrong else set()
    with open_writer(wanted, screen, many=many, limit=limit, all_steps=all_steps) as write:
        for outcome in chain(first, outcomes):
            seen |= _report(screen, outcome, plan.wrong)
            if outcome.result is None:
                continue
            if wanted.strict and refuse(screen, outcome.result.audit.package):
                seen.add(UNREADABLE)
                continue
            write(outcome.result)
            if wanted.format == "text" and wanted.command != "read":  # JSON and HTML hold the doubts
                hint(screen, outcome.result.audit.package)
    return next((status for status in (WRONG_CALL, UNREADABLE, FINDINGS) if status in seen), 0)


def _load(screen: Screen, plan: Plan, wanted: Wanted) -> Iterator[PackageFiles]:
    """Yield the packages one at a time, so that only one is in memory; show how far the call has come."""
    visible = len(plan.packages) > 1 and screen.err.is_terminal and not screen.quiet
    with Progress(console=screen.err, transient=True, disable=not visible) as progress:
        for planned in progress.track(plan.packages, description="处理材料"):
            yield from load_package(planned, sys.stdin.buffer, separate=wanted.separate)


def _work(wanted: Wanted, files: PackageFiles) -> Result:
    """Do what the command asks and render it, so that a fault in one package stays there."""
    audit = _audit(wanted, files)
    return Result(audit, render(wanted, audit))


def _audit(wanted: Wanted, files: PackageFiles) -> Audit:
    """Return what the command asks for; one that asks for less leaves the rest empty."""
    package = jiheng.read(*files.files, name=files.name)
    package = replace(package, failures=(*files.failures, *package.failures))
    if wanted.command == "read":
        return Audit(package, (), ())
    if wanted.command == "score":
        return Audit(package, jiheng.score(package, standard=wanted.standard), ())
    return jiheng.audit(package, standard=wanted.standard)


def _report(screen: Screen, outcome: Outcome[Result], known: Iterable[DocumentError]) -> set[int]:
    """Tell what could not be read, a line each, and return the exit statuses that apply."""
    for note in outcome.files.notes:
        screen.note(note)
    audit = outcome.result.audit if outcome.result else None
    failures = [*(audit.package.failures if audit else ()), *((outcome.failure,) if outcome.failure else ())]
    fresh = [failure for failure in failures if failure not in known]
    for failure in fresh:
        screen.problem(str(failure))
    if outcome.trace and os.environ.get(DEBUG):
        screen.err.print(outcome.trace, soft_wrap=True)
    seen = {UNREADABLE} if fresh else set()
    if audit and audit.count(Severity.ERROR):
        seen.add(FINDINGS)
    return seen
