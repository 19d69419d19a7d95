"""Help and wrong calls in Chinese: what is wrong, what was probably meant, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer._click import Command, Context, Parameter  # typer ships no public names for these
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
)
from typer.core import TyperCommand, TyperGroup

from jiheng.cli._prose import Prose
from jiheng.cli._screen import open_screen

WRONG_CALL = 2

_BUILT_IN_HELP = {
    "--help": "显示这页说明。",
    "--install-completion": "为当前的命令行安装自动补全。",
    "--show-completion": "显示自动补全脚本，供自行安装。",
}


class WrongCall(typer.TyperException):
    """The call itself is wrong; nothing is wrong with a document."""

    exit_code = WRONG_CALL

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese."""

    def get_help(self, ctx: Context) -> str:
        """Return the help page."""
        return _help_text(self, ctx)


class ChineseGroup(TyperGroup):
    """The command ``jiheng`` itself."""

    def get_help(self, ctx: Context) -> str:
        """Return the help page."""
        return _help_text(self, ctx)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Find the command named first, or say which ones there are.

        Raises:
            WrongCall: There is no such command.
        """
        word = args[0]
        if not word.startswith("-") and self.get_command(ctx, word) is None:
            known = tuple(self.commands)
            raise WrongCall(
                f"没有命令 {word}。",
                f"{suggest(word, known)}可用：{'、'.join(known)}。用 jiheng --help 查看用法。",
            )
        return super().resolve_command(ctx, args)


def _help_text(command: Command, ctx: Context) -> str:
    console = open_screen().out
    with console.capture() as page:
        console.print(help_page(command, ctx))
    return "\n".join(line.rstrip() for line in page.get().rstrip().splitlines())


def help_page(command: Command, ctx: Context) -> RenderableType:
    """Return a command's help: usage, purpose, arguments, options, commands."""
    parts: list[RenderableType] = [
        Text.assemble(("用法：", "bold"), f"{ctx.command_path} {_usage(command, ctx)}"),
        Text(),
        Text("\n".join(line.strip() for line in (command.help or "").strip().splitlines())),
    ]
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for parameter in command.get_params(ctx):
        if getattr(parameter, "hidden", False):
            continue
        row = (_names(parameter), _help(parameter))
        (arguments if parameter.param_type_name == "argument" else options).append(row)
    commands = []
    if isinstance(command, TyperGroup):
        commands = [
            (name, _first_line(entry.help)) for name, entry in command.commands.items() if not entry.hidden
        ]
    for title, rows in (("命令", commands), ("参数", arguments), ("选项", options)):
        if rows:
            parts += [Text(), Text(title, style="bold"), Padding(_two_columns(rows), (0, 0, 0, 2))]
    if command.epilog:
        parts += [Text(), Text(command.epilog)]
    return Group(*parts)


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if text else ""


def _usage(command: Command, ctx: Context) -> str:
    arguments = (p for p in command.get_params(ctx) if p.param_type_name == "argument")
    words = [f"{_metavar(p)}{'…' if p.nargs != 1 else ''}" for p in arguments]
    return " ".join(["命令 [选项]"] if isinstance(command, TyperGroup) else [*words, "[选项]"])


def _metavar(parameter: Parameter) -> str:
    return str(getattr(parameter, "metavar", None) or parameter.name or "").upper()


def _names(parameter: Parameter) -> str:
    if parameter.param_type_name == "argument":
        return _metavar(parameter)
    value = getattr(parameter, "metavar", None)
    return ", ".join(sorted(parameter.opts, key=len)) + (f" {value}" if value else "")


def _help(parameter: Parameter) -> str:
    built_in = (_BUILT_IN_HELP[name] for name in parameter.opts if name in _BUILT_IN_HELP)
    return next(built_in, getattr(parameter, "help", None) or "")


def _two_columns(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True, style="bold cyan")
    table.add_column()
    for row in rows:
        table.add_row(row[0], Prose(row[1]))
    return table


def suggest(word: str, known: Sequence[str]) -> str:
    """Return “您是不是要用 …？” for the nearest known words, or ""."""
    near = get_close_matches(word.lower(), [name.lower() for name in known], n=3, cutoff=0.5)
    matches = [name for name in known if name.lower() in near]
    return f"是不是要用 {'、'.join(matches)}？" if matches else ""


def explain_wrong_call(error: typer.TyperException) -> str:
    """Return a wrong call as one line: what is wrong and what to do next."""
    if isinstance(error, WrongCall):
        return f"{error.message}{error.advice}"
    ctx: Context | None = getattr(error, "ctx", None)
    where = ctx.command_path if ctx else "jiheng"
    advice = f"用 {where} --help 查看用法。"
    if isinstance(error, NoSuchOption):
        options = [name for p in ctx.command.get_params(ctx) for name in p.opts] if ctx else []
        return f"没有选项 {error.option_name}。{suggest(error.option_name, options)}{advice}"
    if isinstance(error, MissingParameter):
        name = _metavar(error.param) if error.param else ""
        return f"缺少{f'参数 {name}' if name else '参数'}。{advice}"
    if isinstance(error, BadOptionUsage):
        return f"选项 {error.option_name} 用法不对：缺少值，或给了不该有的值。{advice}"
    if isinstance(error, BadParameter) and error.param is not None:
        return f"{_names(error.param)} 的值不对。{_help(error.param)}{advice}"
    return f"参数太多或不完整。{advice}"


def is_bare_call(error: typer.TyperException) -> bool:
    """Whether nothing was given, so that the help page was the answer."""
    return isinstance(error, NoArgsIsHelpError)
