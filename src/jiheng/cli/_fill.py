"""``jiheng fill``: the bureau's own file, blank or last year's, filled with a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from jiheng.cli._later import import_later
from jiheng.cli._options import Quiet
from jiheng.cli._output_file import check_free, write_whole
from jiheng.cli._screen import Screen, grid, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._usage import ChineseCommand, WrongCall
from jiheng.documents import SourceFile
from jiheng.errors import DocumentError, RenderError

if TYPE_CHECKING:
    from jiheng.render import fill
else:
    fill = import_later("jiheng.render.fill")

DONE, REFUSED = 0, 3
_SUFFIXES = (".docx", ".xlsx")
_LONGEST = 30
_HELP = "填模板：把报告填进财政局发的 .docx 或 .xlsx 模板（空白的或上年的），只动填的格，其余一字不改。"
_EPILOG = "退出状态：0 已填好；2 命令写错，或文件已存在；3 有材料读不出来，或模板不能填。"


@dataclass(frozen=True, slots=True)
class FillOrder:
    """What a call of ``fill`` asks for."""

    template: str
    files: tuple[str, ...]
    output: str
    options: fill.Options
    force: bool = False
    all_changes: bool = False
    quiet: bool = False


def add_fill_command(app: typer.Typer) -> None:
    """Add ``fill``."""
    app.command("fill", help=_HELP, cls=ChineseCommand, epilog=_EPILOG)(_fill_command)


def _fill_command(  # noqa: PLR0913 - one parameter per option
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="模板：.docx 或 .xlsx，空白的或上年的。")
    ],
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="REPORT",
            help="报告：jiheng read --format json 的结果（- 表示标准输入），或能读取的任何材料。",
        ),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="路径", help="填好的文件写到哪里。")],
    project: Annotated[
        str,
        typer.Option(
            "--project", metavar="名称或序号", help="模板只有一张项目表而报告有几个项目时，填哪一个。"
        ),
    ] = "",
    *,
    replace_formulas: Annotated[
        bool, typer.Option("--replace-formulas", help="公式和域也用报告中的数替换；不写时遇到公式就停下。")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="模板没有的栏目略过并列出；不写时遇到就停下。")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="文件已经存在时覆盖它。")] = False,
    all_changes: Annotated[
        bool, typer.Option("--all", help="列出填的每一格；不写时只列换掉旧内容的。")
    ] = False,
    quiet: Quiet = False,
) -> int:
    options = fill.Options(project, replace_formulas, partial)
    return run(FillOrder(template, tuple(files), output, options, force, all_changes, quiet))


def run(order: FillOrder) -> int:
    """Fill the template and return the exit status.

    Raises:
        WrongCall: The output stands there already, is the template itself, or is of another kind than it.
    """
    screen = open_screen(quiet=order.quiet)
    _check_paths(order)
    try:
        content = Path(order.template).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongCall(f"无法打开模板 {order.template}：{reason}。", "请检查路径。") from error
    package, is_whole = load_source(order.files, screen)
    if not package.forms:
        return REFUSED
    try:
        filled = fill.fill_template(SourceFile(Path(order.template).name, content), package, order.options)
    except (DocumentError, RenderError) as error:
        screen.problem(str(error))
        return REFUSED
    write_whole(order.output, filled.content, screen, force=order.force)
    if not order.quiet:
        _tell(filled, screen, all_changes=order.all_changes)
    return DONE if is_whole else REFUSED


def _check_paths(order: FillOrder) -> None:
    suffix = Path(order.output).suffix.lower()
    if suffix not in _SUFFIXES:
        raise WrongCall(
            f"不能写成 {suffix or '没有后缀的'} 文件。", f"可以写成：{'、'.join(_SUFFIXES)}，与模板相同。"
        )
    if suffix != Path(order.template).suffix.lower():
        raise WrongCall(
            f"模板 {order.template} 与 {order.output} 不是同一种文件。", "填好的文件与模板同一种后缀。"
        )
    target = Path(order.output)
    if target.exists() and Path(order.template).exists() and target.samefile(order.template):
        raise WrongCall("填好的文件会把模板覆盖。", "请换一个文件名，模板留着明年还要用。")
    check_free(order.output, force=order.force)


def _tell(filled: fill.Filled, screen: Screen, *, all_changes: bool) -> None:
    """Tell what was filled, what gave way, and what to look at."""
    # A label that stands in its value's own cell (一般公共预算：) is no old value.
    replaced = [change for change in filled.changes if change.old and not change.new.startswith(change.old)]
    rows = f"，加了 {filled.added_rows} 行" if filled.added_rows else ""
    count = len(filled.changes)
    screen.out.print(
        Text(f"填了 {len(filled.forms)} 张表、{count} 格{rows}；其中 {len(replaced)} 格换掉了旧内容。"),
        soft_wrap=True,
    )
    shown = list(filled.changes) if all_changes else replaced
    if shown:
        screen.out.print(_table(shown))
    for note in filled.notes:
        screen.note(note)


def _table(changes: list[fill.Change]) -> Table:
    table = grid("位置", "栏目", "原内容", "现内容")
    for change in changes:
        table.add_row(change.at, change.words, _short(change.old), _short(change.new))
    return table


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
