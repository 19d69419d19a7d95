"""One call of ``read``, ``score`` or ``audit``: packages in, text, JSON or HTML out, exit status back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Self

from rich.progress import Progress

import jiheng
from jiheng.audit import Audit, Settings
from jiheng.batch import Outcome, PackageFiles, Plan, load_package, plan_packages, run_batch
from jiheng.cli._options import Wanted
from jiheng.cli._previous import check_years, read_previous
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._settings import settings_of
from jiheng.cli._usage import WRONG_CALL
from jiheng.cli._writers import Look, Result, open_writer, render, without_result
from jiheng.errors import DocumentError
from jiheng.reports import Package

FINDINGS = 1
UNREADABLE = 3
INTERRUPTED = 128 + 2
"""As shells report a program that Ctrl-C has ended."""
WORTH_JOBS = 16
"""Packages from which on several processes are quicker; each takes a second to start."""
MOST_JOBS = 4
"""Processes that are used unasked; each may start the recognition of pictures, which takes a gigabyte."""
DEBUG = "JIHENG_DEBUG"
"""Where this variable is set, a fault of ours also shows where it happened."""


def run(wanted: Wanted, *, limit: int | None = None, all_steps: bool = False) -> int:
    """Do the call and return its exit status: 2 before 3 before 1 before 0."""
    screen = open_screen(quiet=wanted.quiet)
    try:
        return _run(screen, wanted, limit=limit, all_steps=all_steps)
    except KeyboardInterrupt:
        screen.problem("已中断，没有处理完。")
        return INTERRUPTED


def _run(screen: Screen, wanted: Wanted, *, limit: int | None, all_steps: bool) -> int:
    plan = plan_packages(wanted.files, output=wanted.output)
    for wrong in plan.wrong:
        screen.problem(str(wrong))
    seen: set[int] = {WRONG_CALL} if plan.wrong else set()
    with _Progress(screen, len(plan.packages)) as progress:
        packages = _load(plan, wanted, progress)
        first = list(islice(packages, 2))
        look = Look(len(first) > 1, limit, all_steps, screen.paper(to_file=bool(wanted.output)))
        previous, is_partial = read_previous(wanted.previous, screen, many=look.many)
        seen |= {UNREADABLE} if is_partial else set()
        work = partial(_work, wanted, look, Against(previous, settings_of(wanted)))
        with open_writer(wanted, screen, look) as write:
            for outcome in run_batch(chain(first, packages), work, jobs=_jobs(wanted, plan)):
                progress.advance()
                seen |= _report(screen, outcome, plan.wrong)
                if outcome.result is not None:
                    check_years(outcome.result.year, previous)
                    write(outcome.result)
                    screen.note(outcome.result.hint)
                elif outcome.failure is not None:
                    write(without_result(outcome.name, outcome.failure))
    return next((status for status in (WRONG_CALL, UNREADABLE, FINDINGS) if status in seen), 0)


class _Progress:
    """How far a call has come, where a person can see it and there is more than one package."""

    def __init__(self, screen: Screen, packages: int) -> None:
        visible = packages > 1 and screen.err.is_terminal and not screen.quiet
        self._bar = Progress(console=screen.err, transient=True, disable=not visible)
        self._packages = packages
        self._task = self._bar.add_task("处理材料", total=packages)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bar.stop()

    def advance(self) -> None:
        """Count a package that is done."""
        self._bar.advance(self._task)

    def more(self, packages: int) -> None:
        """Count packages that were not planned."""
        self._packages += packages
        self._bar.update(self._task, total=self._packages)


def _load(plan: Plan, wanted: Wanted, progress: _Progress) -> Iterator[PackageFiles]:
    """Yield the packages one at a time, so that only those under way are in memory."""
    for planned in plan.packages:
        for number, files in enumerate(load_package(planned, sys.stdin.buffer, separate=wanted.separate)):
            if number:
                progress.more(1)
            yield files


def _jobs(wanted: Wanted, plan: Plan) -> int:
    """Return how many processes to use: as asked, else several where their start is worth it."""
    if wanted.jobs:
        return wanted.jobs
    count = sum(len(planned.paths) for planned in plan.packages) if wanted.separate else len(plan.packages)
    return min(len(os.sched_getaffinity(0)), MOST_JOBS) if count >= WORTH_JOBS else 1


@dataclass(frozen=True, slots=True)
class Against:
    """What every package of a call is audited against."""

    previous: Package | None
    settings: Settings


def _work(wanted: Wanted, look: Look, against: Against, files: PackageFiles) -> Result:
    """Do what the command asks and render it, so that a fault in one package stays there."""
    return render(wanted, look, _audit(wanted, against, files))


def _audit(wanted: Wanted, against: Against, files: PackageFiles) -> Audit:
    """Return what the command asks for; one that asks for less leaves the rest empty."""
    package = jiheng.read(*files.files, name=files.name)
    package = replace(package, failures=(*files.failures, *package.failures))
    if wanted.command == "read":
        return Audit(package, (), ())
    if wanted.command == "score":
        return Audit(package, jiheng.score(package, standard=wanted.standard), ())
    return jiheng.audit(
        package, standard=wanted.standard, previous=against.previous, settings=against.settings
    )


def _report(screen: Screen, outcome: Outcome[Result], known: Iterable[DocumentError]) -> set[int]:
    """Tell what could not be read, a line each, and return the exit statuses that apply."""
    for note in outcome.notes:
        screen.note(note)
    result = outcome.result
    failures = [*(result.failures if result else ()), *((outcome.failure,) if outcome.failure else ())]
    known_words = {str(failure) for failure in known}  # what comes from another process is a copy
    fresh = [failure for failure in failures if str(failure) not in known_words]
    refusals = result.refusals if result else ()
    for problem in (*map(str, fresh), *refusals):
        screen.problem(problem)
    if outcome.trace and os.environ.get(DEBUG):
        screen.err.print(outcome.trace, soft_wrap=True)
    seen = {UNREADABLE} if fresh or refusals else set()
    if result and result.has_errors:
        seen.add(FINDINGS)
    return seen
