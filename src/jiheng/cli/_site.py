"""The commands of the web application: what each may be given. The application itself does the work.

It is an extra, and stands beside the command line: it is looked up by name when a command needs it.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer

from jiheng.cli._usage import ChineseCommand, ChineseGroup, WrongCall

_HOME = "jiheng-data"
Home = Annotated[
    Path,
    typer.Option(
        "--home", metavar="文件夹", envvar="JIHENG_HOME", help="数据文件夹：数据库、附件、日志都在里面。"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="文件已经存在时覆盖它。")]
_EPILOG = "退出状态：0 已完成；1 日志校验不符；2 命令写错，或目标已存在；3 数据读不出来，或没有装网站部分。"


class _Commands(Protocol):
    """What ``jiheng_web.commands`` offers; each returns an exit status."""

    def serve(self, home: Path, *, host: str, port: int, demo: bool) -> int: ...
    def administrator(self, home: Path) -> int: ...
    def backup(self, home: Path, output: Path, *, force: bool) -> int: ...
    def restore(self, home: Path, source: Path, *, force: bool) -> int: ...
    def verify_journal(self, home: Path, file: Path | None) -> int: ...
    def export_journal(self, home: Path, output: Path, *, force: bool) -> int: ...


def _site() -> _Commands:
    if find_spec("django") is None or find_spec("granian") is None:
        raise WrongCall("没有安装网站部分。", "安装：pip install 'jiheng[web]'。")
    return cast("_Commands", import_module("jiheng_web.commands"))


def add_site_commands(app: typer.Typer) -> None:
    """Add ``serve``, ``backup``, ``restore``, ``administrator`` and ``journal``."""
    add = app.command
    add("serve", help="网站：启动填报和审核网站，第一次启动时自动建库。", cls=ChineseCommand, epilog=_EPILOG)(
        _serve
    )
    add("administrator", help="管理员：在终端里建立一名系统管理员。", cls=ChineseCommand, epilog=_EPILOG)(
        _administrator
    )
    add(
        "backup",
        help="备份：把数据库、附件和密钥写成一个文件，网站不用停。",
        cls=ChineseCommand,
        epilog=_EPILOG,
    )(_backup)
    add("restore", help="恢复：把备份恢复到一个空的数据文件夹。", cls=ChineseCommand, epilog=_EPILOG)(
        _restore
    )
    journal = typer.Typer(cls=ChineseGroup, no_args_is_help=True, rich_markup_mode=None)
    journal.command("verify", help="校验日志链，指出从哪一条起被改动。", cls=ChineseCommand, epilog=_EPILOG)(
        _verify
    )
    journal.command("export", help="导出日志，供审计人员在别处校验。", cls=ChineseCommand, epilog=_EPILOG)(
        _export
    )
    app.add_typer(journal, name="journal", help="日志：校验、导出办理日志。")


def _serve(
    home: Home = Path(_HOME),
    host: Annotated[str, typer.Option("--host", metavar="地址", help="在哪个地址上服务。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", min=1, max=65535, help="端口。")] = 8000,
    *,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="第一次启动时建一座示例城市：各种角色的人、两个年度、各个环节的材料。"),
    ] = False,
) -> int:
    return _site().serve(home, host=host, port=port, demo=demo)


def _administrator(home: Home = Path(_HOME)) -> int:
    return _site().administrator(home)


def _backup(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="路径", help="写到哪个 .zip 文件。")],
    home: Home = Path(_HOME),
    *,
    force: Force = False,
) -> int:
    return _site().backup(home, output, force=force)


def _restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="jiheng backup 写出的文件。")],
    home: Home = Path(_HOME),
    *,
    force: Annotated[bool, typer.Option("--force", help="文件夹里已有数据时，先改名留存再恢复。")] = False,
) -> int:
    return _site().restore(home, source, force=force)


def _verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="导出的日志；不写时校验数据库里的日志。")
    ] = None,
    home: Home = Path(_HOME),
) -> int:
    return _site().verify_journal(home, file)


def _export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="路径", help="写到哪个 .jsonl 文件。")],
    home: Home = Path(_HOME),
    *,
    force: Force = False,
) -> int:
    return _site().export_journal(home, output, force=force)
