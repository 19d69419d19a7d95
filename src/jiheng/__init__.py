"""Jiheng (绩衡): reads, re-scores and audits performance self-evaluation packages (部门整体支出绩效自评).

The public API, whole::

    package = jiheng.read("材料.docx")    # what the files say, and what could not be read
    sheets = jiheng.score(package)        # a ScoreSheet per scored form
    audit = jiheng.audit(package)         # package, sheets and findings, worst first

Files are paths (of files, folders, archives), or ``SourceFile(name, content)`` for bytes at hand.
"""

from __future__ import annotations

import io
from pathlib import Path

from jiheng.audit import Audit, Settings, audit_package
from jiheng.batch import load_package, plan_packages
from jiheng.documents import SourceFile
from jiheng.errors import DocumentError
from jiheng.reports import Package, read_package
from jiheng.scoring import ScoreSheet, score_package

__version__ = "0.1.0"

__all__ = ["Audit", "Package", "ScoreSheet", "Settings", "SourceFile", "audit", "read", "score"]


def read(*files: str | Path | SourceFile, name: str = "") -> Package:
    """Read files as one package.

    Args:
        files: Paths of files, folders or archives, or bytes with a name.
        name: The package's name; the budget unit's by default.

    Returns:
        What was read. A file that cannot be opened or read, or holds no form, is in ``failures``; the others
        are still read.
    """
    sources = [file for file in files if isinstance(file, SourceFile)]
    failures: list[DocumentError] = []
    plan = plan_packages([str(file) for file in files if not isinstance(file, SourceFile)])
    for planned in plan.packages:
        for loaded in load_package(planned, io.BytesIO()):
            sources += loaded.files
            failures += loaded.failures
    failures += (failure for failure in plan.wrong if failure not in failures)
    return read_package(sources, name, tuple(failures))


def score(package: Package, *, standard: str | None = None) -> tuple[ScoreSheet, ...]:
    """Score every department and project table of a package.

    Args:
        package: What ``read`` gave.
        standard: Id of the standard to use (``cn/hunan``); chosen by form, place and year by default.

    Raises:
        StandardUnknown: There is no such standard.
    """
    return score_package(package, standard)


def audit(
    package: Package,
    *,
    standard: str | None = None,
    previous: Package | None = None,
    settings: Settings | None = None,
) -> Audit:
    """Score and audit a package.

    Args:
        package: What ``read`` gave.
        standard: Id of the standard to use (``cn/hunan``); chosen by form, place and year by default.
        previous: The same unit's package of the year before, to hold this one against.
        settings: For whom findings are chosen, and a project's own settings of rules.

    Returns:
        The package, its score sheets and its findings, worst first.

    Raises:
        StandardUnknown: There is no such standard.
    """
    earlier = Audit(previous, score_package(previous, standard), ()) if previous else None
    return audit_package(package, score_package(package, standard, previous), earlier, settings)
