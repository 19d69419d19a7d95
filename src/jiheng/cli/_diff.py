"""``jiheng diff``: what changed between two versions or two years of a package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table
from rich.text import Text

from jiheng.cli._output_file import check_free, write_whole
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._usage import WrongCall
from jiheng.cli._write import DONE, REFUSED, check_suffix
from jiheng.errors import RenderError
from jiheng.render.official import Change, PackageComparison, compare_packages, families, write_official

CHANGED = 1


@dataclass(frozen=True, slots=True)
class Comparing:
    """What a call of ``diff`` asks for."""

    before: str
    after: str
    output: str = ""
    layout: str = ""
    force: bool = False
    quiet: bool = False


def run(asked: Comparing) -> int:
    """Show or write the comparison; status 1 says that something changed, as of other programs that compare.

    Raises:
        WrongCall: No such suffix or layout, or the file stands there already.
    """
    screen = open_screen(quiet=asked.quiet)
    if asked.layout and asked.layout not in families():
        raise WrongCall(f"没有版式 {asked.layout}。", f"可用：{'、'.join(families())}。")
    suffix = check_suffix(asked.output) if asked.output else ""
    if asked.output:
        check_free(asked.output, force=asked.force)
    before, is_first_whole = load_source((asked.before,), screen)
    after, is_second_whole = load_source((asked.after,), screen)
    if not (before.forms and after.forms):
        return REFUSED
    try:
        comparison = compare_packages(before, after, asked.layout)
        content = write_official(comparison.document, suffix) if suffix else b""
    except RenderError as error:
        screen.problem(str(error))
        return REFUSED
    if suffix:
        write_whole(asked.output, content, screen, force=asked.force)
        screen.note(_total(comparison))
    else:
        _show(comparison, screen)
    if not (is_first_whole and is_second_whole):
        return REFUSED
    is_changed = comparison.changes or comparison.only_before or comparison.only_after
    return CHANGED if is_changed else DONE


def _total(comparison: PackageComparison) -> str:
    if not (comparison.changes or comparison.only_before or comparison.only_after):
        return "没有不同。"
    parts = [f"{len(comparison.changes)} 处不同"] if comparison.changes else []
    parts += [f"多出 {len(comparison.only_after)} 张表"] if comparison.only_after else []
    parts += [f"少了 {len(comparison.only_before)} 张表"] if comparison.only_before else []
    return f"共 {'，'.join(parts)}。"


def _show(comparison: PackageComparison, screen: Screen) -> None:
    out = screen.out
    for title, names in (
        ("后一份没有的表", comparison.only_before),
        ("前一份没有的表", comparison.only_after),
    ):
        if names:
            out.print(Text(title, style="bold"))
            for name in names:
                out.print(f"  {name}", markup=False)
            out.print()
    for sheet, changes in groupby(comparison.changes, key=lambda change: change.sheet):
        out.print(Text(sheet, style="bold"))
        out.print(_table(tuple(changes)))
        out.print()
    out.print(_total(comparison), markup=False)


def _table(changes: Sequence[Change]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("  位置", "原来", "现在"):
        table.add_column(heading, overflow="fold", ratio=1)
    for change in changes:
        before = Text(change.before or "（空）", style="red" if change.before else "dim")
        after = Text(change.after or "（空）", style="green" if change.after else "dim")
        table.add_row(Text(f"  {change.where}"), before, after)
    return table
