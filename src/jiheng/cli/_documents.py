"""The commands that write documents: what each may be given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.cli._fill import add_fill_command
from jiheng.cli._later import import_later
from jiheng.cli._options import Quiet
from jiheng.cli._publish import add_publish_command
from jiheng.cli._usage import ChineseCommand
from jiheng.render.official import WRITERS, families

if TYPE_CHECKING:
    from jiheng.cli import _diff, _text, _write
else:
    _diff, _text, _write = (import_later(f"jiheng.cli.{name}") for name in ("_diff", "_text", "_write"))

_SUFFIXES = "、".join(WRITERS)
_EPILOG = "退出状态：0 已写出；2 命令写错，或文件已存在；3 有材料读不出来，或有内容写不进去。"
_DIFF_EPILOG = "退出状态：0 没有不同；1 有不同；2 命令写错，或文件已存在；3 有材料读不出来，或写不进去。"
_TEXT_HELP = "报告文本：把文本里 {…} 处换成表中的数；加 --link 时反过来，把成稿里与表一致的数换成 {…}。"
_TEXT_EPILOG = "退出状态：0 已生成；2 命令写错、文本里有不对的 {…}，或文件已存在；3 有材料读不出来。"

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help="jiheng read --format json 的结果（- 表示标准输入），或能读取的任何材料。",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="文件已经存在时覆盖它。")]
LayoutFamily = Annotated[
    str, typer.Option("--layout", metavar="版式", help=f"按哪里的样式：{'、'.join(families())}。")
]


def add_document_commands(app: typer.Typer) -> None:
    """Add ``write``, ``diff``, ``text``, ``fill`` and ``publish``."""
    add = app.command
    add("write", help=f"写出：把材料写成官方样式的文件（{_SUFFIXES}）。", cls=ChineseCommand, epilog=_EPILOG)(
        _write_command
    )
    add("diff", help="对比：两份或两年的材料逐格对照，列出改动。", cls=ChineseCommand, epilog=_DIFF_EPILOG)(
        _diff_command
    )
    add("text", help=_TEXT_HELP, cls=ChineseCommand, epilog=_TEXT_EPILOG)(_text_command)
    add_fill_command(app)
    add_publish_command(app)


def _write_command(  # noqa: PLR0913 - one parameter per option
    files: Sources,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="路径", help=f"写到哪里；后缀决定种类：{_SUFFIXES}。")
    ],
    layout: LayoutFamily = "",
    *,
    form: Annotated[
        int, typer.Option("--form", metavar="序号", min=0, help="只写第几张表；不写时写出整套材料。")
    ] = 0,
    text: Annotated[
        str,
        typer.Option("--text", metavar="路径", help="项目报告的文本，{…} 换成表中的数，见 jiheng text。"),
    ] = "",
    force: Force = False,
    quiet: Quiet = False,
) -> int:
    return _write.run(_write.Order(tuple(files), output, layout, form, force, quiet, text))


def _diff_command(
    before: Annotated[str, typer.Argument(metavar="前一份", help="较早的一份：文件、文件夹或 JSON。")],
    after: Annotated[str, typer.Argument(metavar="后一份", help="较晚的一份。")],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="路径", help=f"写成带修改标记的文件（{_SUFFIXES}）；不写时列在屏幕上。"
        ),
    ] = "",
    layout: LayoutFamily = "",
    *,
    force: Force = False,
    quiet: Quiet = False,
) -> int:
    return _diff.run(_diff.Comparing(before, after, output, layout, force, quiet))


def _text_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="材料（文件或 JSON），最后一个是报告文本；加 --link 时都是材料。"
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="路径",
            help="写到文件；--link 有几张表时写到这个文件夹，一张表一个文件。",
        ),
    ] = "",
    form: Annotated[
        str, typer.Option("--form", metavar="序号或名称", help="哪张自评表；材料里只有一张时不用写。")
    ] = "",
    *,
    link: Annotated[bool, typer.Option("--link", help="由成稿生成带 {…} 的文本，列出对不上的数。")] = False,
    force: Force = False,
    quiet: Quiet = False,
) -> int:
    return _text.run(_text.TextOrder(tuple(files), link, form, output, force, quiet))
