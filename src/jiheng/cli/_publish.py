"""``jiheng publish``: the version of a package that is made public, in a folder of its own."""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.cli._later import import_later
from jiheng.cli._options import Quiet
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._usage import ChineseCommand, WrongCall
from jiheng.errors import RenderError
from jiheng.render import form_name
from jiheng.render.official import families
from jiheng.reports import Package

if TYPE_CHECKING:
    from jiheng.render import publish
else:
    publish = import_later("jiheng.render.publish")

DONE, REFUSED = 0, 3
_NAMES = frozenset({"report.pdf", "report.docx", "data.json", "data.csv"})
_HELP = "公开：遮盖电话、身份证号、账号、姓名，写成可公开的 PDF、Word 和数据文件，放进一个文件夹。"
_EPILOG = "退出状态：0 已写出；2 命令写错，或文件夹已存在；3 有材料读不出来，或有内容写不进去。"


@dataclass(frozen=True, slots=True)
class PublishOrder:
    """What a call of ``publish`` asks for."""

    files: tuple[str, ...]
    output: str
    layout: str = ""
    force: bool = False
    quiet: bool = False


def add_publish_command(app: typer.Typer) -> None:
    """Add ``publish``."""
    app.command("publish", help=_HELP, cls=ChineseCommand, epilog=_EPILOG)(_publish_command)


def _publish_command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="材料：任何能读取的文件，或 jiheng read --format json 的结果。"),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="文件夹", help="写到哪个文件夹。")],
    layout: Annotated[
        str, typer.Option("--layout", metavar="版式", help=f"按哪里的样式：{'、'.join(families())}。")
    ] = "",
    *,
    force: Annotated[bool, typer.Option("--force", help="文件夹是上次公开的结果时换成新的。")] = False,
    quiet: Quiet = False,
) -> int:
    return run(PublishOrder(tuple(files), output, layout, force, quiet))


def run(order: PublishOrder) -> int:
    """Write the folder and return the exit status.

    Raises:
        WrongCall: No such layout, or the folder stands there already.
    """
    screen = open_screen(quiet=order.quiet)
    if order.layout and order.layout not in families():
        raise WrongCall(f"没有版式 {order.layout}。", f"可用：{'、'.join(families())}。")
    _check_folder(order.output, force=order.force)
    package, is_whole = load_source(order.files, screen)
    if not is_whole or not package.forms:
        # What was not read has not been looked at, and half a package is not made public.
        screen.problem("有材料读不出来，没有写出公开版。")
        return REFUSED
    masked, maskings = publish.mask_package(package)
    try:
        files, left_out = publish.public_files(masked, order.layout)
    except RenderError as error:
        screen.problem(str(error))
        return REFUSED
    _tell(maskings, package, screen)
    for words in left_out:
        screen.note(f"没有写出：{words}。")
    _write_folder(order.output, files)
    screen.note(f"已写入 {order.output}：{'、'.join(files)}")
    return DONE


def _tell(maskings: Sequence[publish.Masking], package: Package, screen: Screen) -> None:
    """List what was masked: this is for the one who publishes, and stands in no file."""
    for one in maskings:
        where = form_name(package.forms[one.form]) if one.form >= 0 else "材料"
        screen.out.print(
            f"{where} {one.at}　{one.kind}：{one.before} → {one.after}", soft_wrap=True, markup=False
        )
    kinds = Counter(one.kind for one in maskings)
    counted = "、".join(f"{kind} {count} 处" for kind, count in kinds.most_common())
    told = f"：{counted}" if counted else ""
    screen.note(f"遮盖了 {len(maskings)} 处{told}。请通读公开版：从未标明身份的人名不在其内。")


def _check_folder(path: str, *, force: bool) -> None:
    target = Path(path)
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise WrongCall(f"{path} 已经存在，没有改动。", "换一个文件夹，或加 --force 换成新的。")
    if not target.is_dir() or target.is_symlink():
        raise WrongCall(f"{path} 不是文件夹。", "请写一个文件夹名。")
    strange = sorted(one.name for one in target.iterdir() if one.name not in _NAMES)
    if strange:
        raise WrongCall(f"{path} 里有别的文件（{strange[0]}），没有改动。", "换一个文件夹。")


def _write_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Put the files into a folder beside the place, then the folder into the place: all of them or none.

    Raises:
        WrongCall: The folder cannot be written.
    """
    target = Path(path).absolute()
    mark = secrets.token_hex(8)
    beside, old = (target.with_name(f".jiheng-{mark}.{end}") for end in ("tmp", "old"))
    try:
        beside.mkdir()
        for name, content in files.items():
            (beside / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        try:
            beside.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongCall(
            f"无法写入 {path}：{reason}。", "请检查上级文件夹是否存在、磁盘是否已满、是否有写入权限。"
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
