"""``--previous``: the package of the year before, read once and checked against the call."""

from __future__ import annotations

import sys

import jiheng
from jiheng.audit import fiscal_year
from jiheng.batch import load_package, plan_packages
from jiheng.cli._screen import Screen
from jiheng.cli._usage import WrongCall
from jiheng.reports import Package


def read_previous(path: str, screen: Screen, *, many: bool) -> tuple[Package | None, bool]:
    """Return last year's package, None where none is asked for or nothing of it could be read.

    What cannot be read is told, and whether there was any is returned as well.

    Args:
        path: A file, folder or archive; "" where none is asked for.
        screen: Where to say it.
        many: Whether the call is about several packages.

    Raises:
        WrongCall: There is no such file, it holds several packages, or the call does.
    """
    if not path:
        return None, False
    if many:
        raise WrongCall("--previous 只能与一套材料对照，这里给出了几套。", "请一次审核一套材料。")
    plan = plan_packages([path])
    if plan.wrong:
        raise WrongCall(f"--previous {plan.wrong[0]}", "请检查上年材料的路径。")
    loaded = [files for planned in plan.packages for files in load_package(planned, sys.stdin.buffer)]
    if len(loaded) != 1:
        raise WrongCall(f"--previous 指向的 {path} 里有 {len(loaded)} 套材料。", "请指明其中一套。")
    package = jiheng.read(*loaded[0].files, name=loaded[0].name)
    failures = (*loaded[0].failures, *package.failures)
    for failure in failures:
        screen.problem(f"上年材料：{failure}")
    return (package if package.forms else None), bool(failures)


def check_years(now: int | None, previous: Package | None) -> None:
    """Refuse a package that is not of an earlier year; where a year is not printed nothing can be said.

    Raises:
        WrongCall: Last year's package is of the same year, or a later one.
    """
    before = fiscal_year(previous) if previous else None
    if now is not None and before is not None and before >= now:
        raise WrongCall(
            f"--previous 给出的是{before}年度的材料，不早于要审核的{now}年度。", "请核对两套材料是否放反。"
        )
