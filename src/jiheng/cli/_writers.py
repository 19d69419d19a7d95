"""Where results go, by format: text for people, JSON a line per package, one HTML page per package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console

from jiheng.audit import Audit
from jiheng.cli._options import Wanted
from jiheng.cli._screen import Screen, plain_console
from jiheng.cli._show_audit import print_audit, print_overview
from jiheng.cli._show_read import print_package
from jiheng.cli._show_score import print_scores
from jiheng.cli._usage import WrongCall
from jiheng.render import render_html, render_json


@dataclass(frozen=True, slots=True)
class Result:
    """One package done: the records, and the JSON line or HTML page where one was asked for."""

    audit: Audit
    rendered: str


Write = Callable[[Result], None]


def render(wanted: Wanted, audit: Audit) -> str:
    """Return a package as JSON or HTML; "" where it is printed for people."""
    if wanted.format == "json":
        findings = audit.findings if wanted.command == "audit" else None
        return render_json(audit.package, score_sheets=audit.score_sheets, findings=findings)
    return render_html(audit) if wanted.format == "html" else ""


@contextmanager
def open_writer(
    wanted: Wanted, screen: Screen, *, many: bool, limit: int | None, all_steps: bool
) -> Iterator[Write]:
    """Give a function that writes one package; what has to stand at the end is written on leaving.

    Raises:
        WrongCall: The output cannot be written, or is no folder where there has to be one.
    """
    if wanted.format == "html" and many:
        yield _html_folder(wanted.output, screen)
        return
    with _open_output(wanted.output) as stream:
        if wanted.format != "text":
            yield lambda result: print(result.rendered, file=stream)
        else:
            console = screen.out if stream is sys.stdout else plain_console(stream)
            with _text(console, wanted, many=many, limit=limit, all_steps=all_steps) as write:
                yield write
    if wanted.output:
        screen.note(f"已写入 {wanted.output}")


@contextmanager
def _open_output(path: str) -> Iterator[TextIO]:
    if not path:
        yield sys.stdout
        return
    try:
        stream = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - only opening it is a wrong call; closed below
    except OSError as error:
        raise WrongCall(
            f"无法写入 {path}：{error.strerror}。", "请检查文件夹是否存在、是否有写入权限。"
        ) from error
    with stream:
        yield stream


@contextmanager
def _text(
    console: Console, wanted: Wanted, *, many: bool, limit: int | None, all_steps: bool
) -> Iterator[Write]:
    if wanted.command == "read":
        yield lambda result: print_package(console, result.audit.package)
    elif wanted.command == "score":
        yield lambda result: print_scores(console, result.audit, all_steps=all_steps)
    elif not many:
        yield lambda result: print_audit(console, result.audit, limit)
    else:
        audits: list[Audit] = []
        yield lambda result: audits.append(result.audit)
        print_overview(console, audits)


def _html_folder(output: str, screen: Screen) -> Write:
    if not output:
        raise WrongCall("材料不止一套，不能写在一个 HTML 里。", "请用 --output 给出一个文件夹。")
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongCall(f"无法写入文件夹 {output}：{error.strerror}。", "请换一个路径。") from error
    taken: set[str] = set()

    def write(result: Result) -> None:
        named = result.audit.package.name
        stem = "".join("-" if character in '/\\:*?"<>|' else character for character in named)
        name = stem = stem.strip(". ") or "材料"
        count = 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        path = folder / f"{name}.html"
        path.write_text(result.rendered, encoding="utf-8")
        screen.note(f"已写入 {path}")

    return write
