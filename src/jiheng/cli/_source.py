"""What a writing command starts from: a report in JSON, or files of any kind that can be read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import jiheng
from jiheng.cli._screen import Screen
from jiheng.cli._show_doubts import hint
from jiheng.errors import DocumentError
from jiheng.render import package_from_json
from jiheng.reports import Package

STDIN = "-"


def load_source(files: Sequence[str], screen: Screen) -> tuple[Package, bool]:
    """Return the package that the files of a call are, and whether all of it could be read.

    What could not be read, and that something is in doubt, is told on the way. A JSON that breaks the
    contract gives an empty package.
    """
    try:
        package = _report(files) or jiheng.read(*files)
    except DocumentError as failure:
        screen.problem(str(failure))
        return Package("", (), (), ()), False
    for unread in package.failures:
        screen.problem(str(unread))
    for problem in package.problems:
        screen.note(problem.text)
    screen.note(hint(package))
    return package, not package.failures


def _report(files: Sequence[str]) -> Package | None:
    """Return the package of a JSON file; None where the files are documents."""
    if len(files) != 1:
        return None
    named = files[0]
    if named == STDIN:
        content = sys.stdin.buffer.read()
        return package_from_json(content, "标准输入")
    if Path(named).suffix.lower() != ".json":
        return None
    try:
        content = Path(named).read_bytes()
    except OSError as error:
        raise DocumentError(named, f"无法打开（{error.strerror}）。") from error
    return package_from_json(content, Path(named).name)
