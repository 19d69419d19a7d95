"""``jiheng write``: a package as the official document it is filed as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._usage import WrongCall
from jiheng.cli._whole_file import check_free, write_whole
from jiheng.errors import RenderError
from jiheng.render.official import WRITERS, compose, families, write_official

DONE, REFUSED = 0, 3


@dataclass(frozen=True, slots=True)
class Order:
    """What a call of ``write`` asks for."""

    files: tuple[str, ...]
    output: str
    layout: str = ""
    form: int = 0
    """Number of the one form to write, from 1; 0 for all."""
    force: bool = False
    quiet: bool = False


def run(order: Order) -> int:
    """Write the document and return the exit status.

    Raises:
        WrongCall: No such suffix or layout, or the file stands there already.
    """
    screen = open_screen(quiet=order.quiet)
    suffix = check_suffix(order.output)
    if order.layout and order.layout not in families():
        raise WrongCall(f"没有版式 {order.layout}。", f"可用：{'、'.join(families())}。")
    check_free(order.output, force=order.force)
    package, is_whole = load_source(order.files, screen)
    if not package.forms:
        return REFUSED
    try:
        composed = compose(package, order.layout, order.form - 1 if order.form else None)
        content = write_official(composed.document, suffix)
    except RenderError as error:
        screen.problem(str(error))
        return REFUSED
    tell_left_out(composed.left_out, screen)
    write_whole(order.output, content, screen, force=order.force)
    return DONE if is_whole else REFUSED


def check_suffix(output: str) -> str:
    """Return the suffix that chooses the writer.

    Raises:
        WrongCall: There is no writer for it.
    """
    suffix = Path(output).suffix.lower()
    if suffix not in WRITERS:
        wanted = f"不能写出 {suffix} 文件。" if suffix else f"{output} 没有后缀，不知道写成哪一种文件。"
        raise WrongCall(wanted, f"可以写出：{'、'.join(WRITERS)}。")
    return suffix


def tell_left_out(left_out: Sequence[str], screen: Screen) -> None:
    """Tell what the layout has no place for: it stays in the source and is not in the document."""
    for words in left_out:
        screen.note(f"没有写出：{words}。")
