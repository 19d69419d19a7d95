"""The commands and the entry point."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Annotated

import typer
from typer.main import get_command

from jiheng.cli import _cards, _packages
from jiheng.cli._documents import add_document_commands
from jiheng.cli._options import (
    Files,
    Fixes,
    Format,
    Jobs,
    Output,
    Peers,
    Previous,
    Profile,
    Quiet,
    Separate,
    SettingsFile,
    Standard,
    Strict,
    Wanted,
    check_call,
)
from jiheng.cli._screen import open_screen
from jiheng.cli._site import add_site_commands
from jiheng.cli._usage import (
    WRONG_CALL,
    ChineseCommand,
    ChineseGroup,
    WrongCall,
    explain_wrong_call,
    is_bare_call,
    suggest,
)
from jiheng.errors import StandardUnknown

_EPILOG = (
    "退出状态：0 没有错误；1 查出错误；2 命令写错；"
    "3 有文件读不出来（其余照常处理），或加了 --strict 而读得没有把握。"
)

app = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_EPILOG,
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if wanted:
        open_screen().out.print(f"绩衡 jiheng {version('jiheng')}")
        raise typer.Exit


@app.callback(help="绩衡：读取、重新评分、审核部门整体支出绩效自评材料。")
def _jiheng(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="显示版本。", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options of ``jiheng`` itself."""


@app.command(
    help="审核：列出发现的问题，由重到轻，写明位置、依据和处理办法。", cls=ChineseCommand, epilog=_EPILOG
)
def audit(  # noqa: PLR0913 - one parameter per option
    files: Files,
    format: Format = "",  # noqa: A002 - the option's name
    output: Output = "",
    standard: Standard = "",
    *,
    separate: Separate = False,
    strict: Strict = False,
    jobs: Jobs = 0,
    previous: Previous = "",
    peers: Peers = False,
    profile: Profile = "",
    settings: SettingsFile = "",
    fixes: Fixes = False,
    quiet: Quiet = False,
    limit: Annotated[int, typer.Option("--limit", metavar="条数", min=1, help="最多列出几条发现。")] = 20,
    all_findings: Annotated[bool, typer.Option("--all", help="列出全部发现。")] = False,
) -> int:
    """Audit packages."""
    chosen = check_call("audit", files, format, output)
    asked = Wanted("audit", tuple(files), chosen, output, separate, quiet, standard or None, strict, jobs)
    wanted = replace(asked, previous=previous, peers=peers, profile=profile, settings=settings, fixes=fixes)
    return _packages.run(wanted, limit=None if all_findings else limit)


@app.command(help="评分：逐项重新计算得分，与填报得分对照，写明算式。", cls=ChineseCommand, epilog=_EPILOG)
def score(  # noqa: PLR0913 - one parameter per option
    files: Files,
    format: Format = "",  # noqa: A002 - the option's name
    output: Output = "",
    standard: Standard = "",
    *,
    separate: Separate = False,
    strict: Strict = False,
    jobs: Jobs = 0,
    quiet: Quiet = False,
    steps: Annotated[
        bool, typer.Option("--steps", help="每一项都写出计算步骤；不写时只写不一致的项。")
    ] = False,
) -> int:
    """Score packages anew."""
    chosen = check_call("score", files, format, output)
    wanted = Wanted("score", tuple(files), chosen, output, separate, quiet, standard or None, strict, jobs)
    return _packages.run(wanted, all_steps=steps)


@app.command(
    help="读取：先列出没有把握、需要核对的地方，再把找到的表列成文字表格。",
    cls=ChineseCommand,
    epilog=_EPILOG,
)
def read(  # noqa: PLR0913 - one parameter per option
    files: Files,
    format: Format = "",  # noqa: A002 - the option's name
    output: Output = "",
    *,
    separate: Separate = False,
    strict: Strict = False,
    jobs: Jobs = 0,
    quiet: Quiet = False,
) -> int:
    """Read packages."""
    chosen = check_call("read", files, format, output)
    return _packages.run(
        Wanted("read", tuple(files), chosen, output, separate, quiet, strict=strict, jobs=jobs)
    )


add_document_commands(app)
add_site_commands(app)


@app.command(help="列出全部审核规则。", cls=ChineseCommand)
def rules(
    severity: Annotated[
        str,
        typer.Option(
            "--severity", metavar="程度", help="只列一种：error（错误）、warning（存疑）、info（提示）。"
        ),
    ] = "",
) -> int:
    """List the audit rules."""
    return _cards.list_rules(open_screen(), severity)


@app.command(help="说明一条审核规则：依据、理由、处理办法和例子。", cls=ChineseCommand)
def explain(rule: Annotated[str, typer.Argument(metavar="RULE", help="规则编号，例如 SCO-003。")]) -> int:
    """Explain one rule."""
    return _cards.explain_rule(open_screen(), rule)


@app.command(help="列出评分标准，或说明其中一个。", cls=ChineseCommand)
def standards(
    standard: Annotated[
        str, typer.Argument(metavar="[编号]", help="只看一个标准的细则，例如 cn/hunan。")
    ] = "",
) -> int:
    """List the standards, or explain one."""
    return _cards.show_standards(open_screen(), standard)


@app.command(help="输出 --format json 的 JSON Schema。", cls=ChineseCommand)
def schema() -> int:
    """Print the JSON schema."""
    return _cards.print_schema()


def run(arguments: Sequence[str]) -> int:
    """Run one call and return its exit status; never raises for what a caller did wrong."""
    screen = open_screen()
    try:
        status = get_command(app).main(args=list(arguments), prog_name="jiheng", standalone_mode=False)
    except StandardUnknown as error:
        screen.problem(f"{error}{suggest(error.standard, error.known)}")
        return WRONG_CALL
    except typer.TyperException as error:
        if is_bare_call(error):
            screen.err.print(error.format_message(), soft_wrap=True)
        else:
            screen.problem(explain_wrong_call(error))
        return WRONG_CALL
    return status if isinstance(status, int) else 0


def main() -> None:
    """Run the call of this process and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows a question mark instead of failing.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # the process's own streams are text files
    try:
        status = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`): leave without a word, as other tools do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 128 + 13
    sys.exit(status)


__all__ = ["WrongCall", "app", "main", "run"]
