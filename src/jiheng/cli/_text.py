"""``jiheng text``: a report's text from a source with references, or such a source from a finished report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from jiheng.cli._output_file import check_free, write_whole
from jiheng.cli._screen import Screen, open_screen
from jiheng.cli._source import load_source
from jiheng.cli._usage import WRONG_CALL, WrongCall, suggest
from jiheng.errors import DocumentError
from jiheng.render import form_name
from jiheng.render.text import Linked, Unlinked, link_text, resolve_text
from jiheng.reports import Package, SelfEvaluation
from jiheng.values import halve

DONE, REFUSED = 0, 3
_FEWEST_FILES = 2
_MOST_CANDIDATES = 4
_SUFFIX = ".md"

Chosen = tuple[int, SelfEvaluation]


@dataclass(frozen=True, slots=True)
class TextOrder:
    """What a call of ``text`` asks for."""

    files: tuple[str, ...]
    link: bool = False
    form: str = ""
    """Number of the form in the package, from 1, or its name; "" where there is only one it can be."""
    output: str = ""
    force: bool = False
    quiet: bool = False


def run(order: TextOrder) -> int:
    """Print or write what is asked for and return the exit status.

    Raises:
        WrongCall: A file is missing from the call, there is no such form, or the output stands there already.
    """
    screen = open_screen(quiet=order.quiet)
    return _link(order, screen) if order.link else _resolve(order, screen)


def _resolve(order: TextOrder, screen: Screen) -> int:
    if len(order.files) < _FEWEST_FILES:
        raise WrongCall(
            "要给出材料和报告文本两样。", "例如 jiheng text report.json 报告.md；由成稿生成文本用 --link。"
        )
    *files, named = order.files
    if order.output:
        check_free(order.output, force=order.force)
    package, is_whole = load_source(files, screen)
    if not package.forms:
        return REFUSED
    (_, form), *others = _chosen(package, order.form)
    if others:
        raise WrongCall("材料里的自评表不止一张，不知道文本是哪一张的。", f"请加 --form。{_known(package)}")
    try:
        source = read_source(named)
    except DocumentError as failure:
        screen.problem(str(failure))
        return REFUSED
    resolved = resolve_text(source, form, package)
    if resolved.wrong:
        for wrong in resolved.wrong:
            screen.problem(f"{named} {wrong}")
        screen.problem(f"{named} 有 {len(resolved.wrong)} 处不对，没有生成文本。")
        return WRONG_CALL
    _give(order, f"{resolved.text}\n", screen)
    return DONE if is_whole else REFUSED


def _link(order: TextOrder, screen: Screen) -> int:
    package, is_whole = load_source(order.files, screen)
    if not package.forms:
        return REFUSED
    chosen = [(number, form) for number, form in _chosen(package, order.form) if form.narrative]
    if not chosen:
        raise WrongCall("这些自评表都没有报告正文，没有可链接的数。")
    linked = [(number, form, link_text(form, package)) for number, form in chosen]
    if len(linked) == 1 and not Path(order.output or "?").is_dir():
        if order.output:
            check_free(order.output, force=order.force)
        _give(order, linked[0][2].source, screen)
        _summary(linked, screen, in_notes=not order.output)
    else:
        if order.output:
            _write_all(linked, Path(order.output), order, screen)
        _summary(linked, screen, in_notes=False)
        if not order.output:
            screen.note("没有写出文本：加 -o 文件夹 写出各表的文本，或加 --form 只取一张表。")
    return DONE if is_whole else REFUSED


def _write_all(
    linked: list[tuple[int, SelfEvaluation, Linked]], folder: Path, order: TextOrder, screen: Screen
) -> None:
    """Write a source for each form into a folder; nothing where one of the files stands there already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongCall(f"无法写入文件夹 {folder}：{error.strerror}。", "请换一个路径。") from error
    named = [(str(folder / _file_name(number, form)), found) for number, form, found in linked]
    for path, _ in named:
        check_free(path, force=order.force)
    for path, found in named:
        write_whole(path, found.source.encode(), screen, force=order.force)


def _file_name(number: int, form: SelfEvaluation) -> str:
    name = "".join("-" if sign in '/\\:*?"<>|' or not sign.isprintable() else sign for sign in form.name.text)
    return f"{number:02d} {name[:60].strip('. ')}".strip() + _SUFFIX


def _give(order: TextOrder, text: str, screen: Screen) -> None:
    if order.output:
        write_whole(order.output, text.encode(), screen, force=order.force)
    else:
        screen.out.print(text, soft_wrap=True, end="")


def _summary(linked: list[tuple[int, SelfEvaluation, Linked]], screen: Screen, *, in_notes: bool) -> None:
    """Tell what became of the figures: on the screen, or as notes where the source itself goes there."""
    if in_notes and screen.quiet:
        return
    out = screen.err if in_notes else screen.out
    for number, form, found in linked:
        counts = (
            f"已链接 {len(found.linked)}，对应不止一处 {len(found.ambiguous)}，表中没有 {len(found.unlinked)}"
        )
        out.print(Text(f"第{number}张 {form_name(form)}：{counts}", style="bold"), soft_wrap=True)
        for one in found.ambiguous:
            out.print(f"  ？{_words(one)}：{_candidates(one)}", soft_wrap=True)
        for one in found.unlinked:
            out.print(f"  －{_words(one)}", soft_wrap=True)
    totals = [
        sum(len(part) for part in parts) for parts in zip(*(_parts(one) for _, _, one in linked), strict=True)
    ]
    out.print(f"共 {sum(totals)} 个数：已链接 {totals[0]}，对应不止一处 {totals[1]}，表中没有 {totals[2]}。")


def _parts(found: Linked) -> tuple[tuple[object, ...], ...]:
    return found.linked, found.ambiguous, found.unlinked


def _words(one: Unlinked) -> str:
    return " ".join(part for part in (one.at, f"{one.before}{one.text}") if part)


def _candidates(one: Unlinked) -> str:
    shown = "、".join(f"{{{reference}}}" for reference in one.candidates[:_MOST_CANDIDATES])
    more = len(one.candidates) - _MOST_CANDIDATES
    return f"{shown} 等 {len(one.candidates)} 处" if more > 0 else shown


def _chosen(package: Package, asked: str) -> list[Chosen]:
    """Return the forms that a call means, with their numbers in the package.

    Raises:
        WrongCall: There is none.
    """
    forms = [(index + 1, form) for index, form in package.evaluations()]
    if not forms:
        raise WrongCall("材料里没有自评表。", "报告文本是部门或项目自评表的文本。")
    if not asked:
        return forms
    wanted = [one for one in forms if str(one[0]) == asked]
    wanted = wanted or [one for one in forms if halve(one[1].name.text) == halve(asked)]
    if not wanted:
        raise WrongCall(
            f"没有自评表“{asked}”。{suggest(asked, [f.name.text for _, f in forms])}", _known(package)
        )
    return wanted


def _known(package: Package) -> str:
    known = "、".join(f"{index + 1} {form_name(form)}" for index, form in package.evaluations())
    return f"现有：{known}。"


def read_source(named: str) -> str:
    """Return a source's text.

    Raises:
        DocumentError: It cannot be opened, or is no text in UTF-8.
    """
    try:
        return Path(named).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DocumentError(named, f"无法打开（{error.strerror}）。") from error
    except UnicodeDecodeError as error:
        raise DocumentError(named, "不是 UTF-8 编码的文本，请另存为 UTF-8。") from error
