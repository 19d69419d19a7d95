"""Runs work over packages: one outcome each, never an exception."""

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
    """What came of a package: a result, or why there is none."""

    files: PackageFiles
    result: T | None
    failure: DocumentError | None = None
    trace: str = ""
    """Where our own code failed, for whoever mends it; "" otherwise."""


def run_batch(packages: Iterable[PackageFiles], work: Callable[[PackageFiles], T]) -> Iterator[Outcome[T]]:
    """Yield one outcome per package, in order.

    A fault of ours in one package (any exception that the engine does not declare) becomes that package's
    failure, so that the others are still done. Declared exceptions that concern the whole call pass through.
    """
    for files in packages:
        try:
            yield Outcome(files, work(files))
        except DocumentError as failure:
            yield Outcome(files, None, failure)
        except JihengError:
            raise
        except Exception as fault:  # noqa: BLE001 - here, and only here, a fault must not stop the others
            name = files.name or "、".join(file.name for file in files.files)
            reason = f"程序内部出错（{type(fault).__name__}：{fault}）。这不是文件的问题，请反馈给维护人员。"
            yield Outcome(files, None, DocumentError(name, reason), traceback.format_exc())
