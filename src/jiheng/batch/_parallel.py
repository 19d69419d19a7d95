"""Runs work over packages in several processes.

Packages go to the workers as they are loaded, a few ahead of what has been taken, so that memory does not
grow with their number. A worker that is ended from outside (memory, a fault in a library) ends its pool: what
was under way is then done again, each package alone, and only one that ends its process again is a failure.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

from jiheng.batch._run import Outcome, failed, outcome_of, run_serial
from jiheng.batch._sources import PackageFiles

T = TypeVar("T")

_AHEAD = 3
"""Packages under way or waiting to be taken, for each worker."""

_ENDED = "处理这套材料的进程意外中断（可能是内存不足），未能完成。请减少 --jobs，或单独处理这套材料。"


def run_batch(
    packages: Iterable[PackageFiles], work: Callable[[PackageFiles], T], *, jobs: int = 1
) -> Iterator[Outcome[T]]:
    """Yield one outcome per package, in order.

    Args:
        packages: Taken one after another, a few ahead.
        work: What to do with each; with more than one job it has to be picklable, and so does its result.
        jobs: How many processes; with one the work is done in this process.

    Raises:
        JihengError: The work raised one that concerns the whole call.
    """
    if jobs == 1:
        yield from run_serial(packages, work)
        return
    crew = _Crew(work, jobs)
    under_way: deque[tuple[PackageFiles, Future[Outcome[T]]]] = deque()
    try:
        for files in packages:
            under_way.append((files, crew.begin(files)))
            if len(under_way) >= jobs * _AHEAD:
                yield crew.outcome(*under_way.popleft())
        while under_way:
            yield crew.outcome(*under_way.popleft())
    except BaseException:  # also Ctrl-C, and a caller who wants no more
        crew.abandon()
        raise
    crew.dismiss()


class _Crew(Generic[T]):
    """Worker processes, replaced where they break."""

    def __init__(self, work: Callable[[PackageFiles], T], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._pool = _pool(jobs)
        self._single: ProcessPoolExecutor | None = None

    def begin(self, files: PackageFiles) -> Future[Outcome[T]]:
        """Hand a package to the workers."""
        try:
            return self._pool.submit(outcome_of, files, self._work)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = _pool(self._jobs)
            return self._pool.submit(outcome_of, files, self._work)

    def outcome(self, files: PackageFiles, future: Future[Outcome[T]]) -> Outcome[T]:
        """Wait for the outcome of a package."""
        try:
            return future.result()
        except BrokenProcessPool:
            return self._alone(files)

    def _alone(self, files: PackageFiles) -> Outcome[T]:
        self._single = self._single or _pool(1)
        try:
            return self._single.submit(outcome_of, files, self._work).result()
        except BrokenProcessPool:
            self._single.shutdown(wait=False)
            self._single = None
            return failed(files, _ENDED)

    def dismiss(self) -> None:
        """Let the workers go; there is nothing left to do."""
        for pool in filter(None, (self._pool, self._single)):
            pool.shutdown()

    def abandon(self) -> None:
        """End the workers at once, whatever they are at."""
        for pool in filter(None, (self._pool, self._single)):
            pool.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():
            worker.terminate()


def _pool(jobs: int) -> ProcessPoolExecutor:
    # A fork would copy locks that other threads hold, such as the one that shows the progress.
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that was called, which ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
