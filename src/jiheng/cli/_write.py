"""``jiheng write``: a package as the official document it is filed as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jiheng.cli._output_file import check_free, write_whole
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._text import read_source
from jiheng.cli._usage import WrongCall
from jiheng.errors import DocumentError, RenderError
from jiheng.render.official import WRITERS, compose, families, write_official
from jiheng.render.text import render_text
from jiheng.reports import FormKind, Package, SelfEvaluation

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
    text: str = ""
    """The report text with references that takes the place of the form's own; "" for that one."""


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
        if order.text:
            package = _with_text(package, order)
        composed = compose(package, order.layout, order.form - 1 if order.form else None)
        content = write_official(composed.document, suffix)
    except (RenderError, DocumentError) as error:
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


def _with_text(package: Package, order: Order) -> Package:
    """Return the package with its project's report text made from the source.

    Raises:
        WrongCall: It is not said which of several projects the text is of.
        DocumentError: The source cannot be read.
        RenderError: A reference of the source is wrong.
    """
    projects = [index for index, _ in package.evaluations(FormKind.PROJECT)]
    chosen = [index for index in projects if order.form in {0, index + 1}]
    if len(chosen) != 1:
        raise WrongCall(
            "报告文本是一个项目的，不知道是哪一个。", "请用 --form 写明项目表的序号，序号见 jiheng read。"
        )
    form = package.forms[chosen[0]]
    assert isinstance(form, SelfEvaluation)  # noqa: S101 - what ``evaluations`` counts
    narrative = render_text(read_source(order.text), form, package)
    forms = (*package.forms[: chosen[0]], replace(form, narrative=narrative), *package.forms[chosen[0] + 1 :])
    return replace(package, forms=forms)
