"""Runs work over packages, in this process or in several: one outcome each, in order, never an exception."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from jiheng.batch._sources import PackageFiles
from jiheng.errors import DocumentError, JihengError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of a package: a result, or why there is none. Holds none of its bytes."""

    name: str
    notes: tuple[str, ...]
    result: T | None
    failure: DocumentError | None = None
    trace: str = ""
    """Where our own code failed, for whoever mends it; "" otherwise."""


def outcome_of(files: PackageFiles, work: Callable[[PackageFiles], T]) -> Outcome[T]:
    """Do the work on one package.

    A fault of ours (any exception that the engine does not declare) becomes that package's failure, so that
    the others are still done. Declared exceptions that concern the whole call pass through.
    """
    try:
        return Outcome(files.name, files.notes, work(files))
    except DocumentError as failure:
        return Outcome(files.name, files.notes, None, failure)
    except JihengError:
        raise
    except Exception as fault:  # noqa: BLE001 - here, and only here, a fault must not stop the others
        reason = f"程序内部出错（{type(fault).__name__}：{fault}）。这不是文件的问题，请反馈给维护人员。"
        return failed(files, reason, traceback.format_exc())


def failed(files: PackageFiles, reason: str, trace: str = "") -> Outcome[T]:
    """Return the outcome of a package that could not be worked on."""
    name = files.name or "、".join(file.name for file in files.files)
    return Outcome(files.name, files.notes, None, DocumentError(name, reason), trace)


def run_serial(packages: Iterable[PackageFiles], work: Callable[[PackageFiles], T]) -> Iterator[Outcome[T]]:
    """Yield one outcome per package, in order; only one package is in memory at a time."""
    for files in packages:
        yield outcome_of(files, work)
