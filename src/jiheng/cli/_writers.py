"""Where results go, by format: text for people, JSON a line, an HTML page or a workbook per package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from jiheng.audit import Audit, Comparison, Severity, Trace, compare, fiscal_year, trace_of
from jiheng.cli._options import Wanted
from jiheng.cli._output_file import open_output_file
from jiheng.cli._screen import Paper, Screen, plain_console
from jiheng.cli._settings import settings_of
from jiheng.cli._show_audit import OverviewRow, overview_row, print_audit, print_overview
from jiheng.cli._show_comparison import print_comparison
from jiheng.cli._show_doubts import hint, refusals
from jiheng.cli._show_findings import print_fixes
from jiheng.cli._show_read import print_package
from jiheng.cli._show_score import print_scores
from jiheng.cli._usage import WrongCall
from jiheng.errors import DocumentError
from jiheng.render import (
    OverviewEntry,
    overview_entry,
    render_comparison,
    render_html,
    render_json,
    render_overview,
    render_sarif_run,
    render_xlsx,
    sarif_log,
)
from jiheng.render.official import opinion, write_official


@dataclass(frozen=True, slots=True)
class Look:
    """How results are to look, settled before the first package, as other processes may render them."""

    many: bool
    limit: int | None
    all_steps: bool
    paper: Paper


@dataclass(frozen=True, slots=True)
class Result:
    """One package done, and only what is still needed: the records of many would fill the memory."""

    name: str
    rendered: str
    """The text, the JSON line or the HTML page; "" where packages share a table."""
    row: OverviewRow | None
    """The row of the package in the table that many share."""
    failures: tuple[DocumentError, ...]
    has_errors: bool
    refusals: tuple[str, ...] = ()
    """Why it is not written, where no doubt is wanted and there is some."""
    hint: str = ""
    """That something is in doubt, where what is written does not show it."""
    year: int | None = None
    """The fiscal year, for the order of two packages."""
    trace: Trace | None = None
    """What the package leaves behind for comparing it with the others; None where nothing is compared."""
    entry: OverviewEntry | None = None
    """The row of the package on the page that leads to the pages of many; None where there is none."""
    book: bytes = b""
    """The workbook or the opinion; empty where another format is wanted."""


_WORTH_COMPARING = 5
"""Packages from which on they are compared unasked, where a person reads the result."""

_OVERVIEW = "index.html"
"""The page that leads to the pages of many packages."""

_FILES: Mapping[str, Callable[[Audit], bytes]] = {
    "xlsx": render_xlsx,
    "docx": lambda audit: write_official(opinion(audit), ".docx"),
}
"""Formats that are written to files only."""

Write = Callable[[Result], None]


def render(wanted: Wanted, look: Look, audit: Audit) -> Result:
    """Return a package as it is asked for."""
    shares_table = wanted.command == "audit" and wanted.format == "text" and look.many and not wanted.fixes
    refused = refusals(audit.package) if wanted.strict else ()
    hides_doubts = wanted.format == "text" and wanted.command != "read"
    return Result(
        audit.package.name,
        "" if shares_table or refused or wanted.format in _FILES else _rendered(wanted, look, audit),
        overview_row(audit) if shares_table and not refused else None,
        audit.package.failures,
        audit.count(Severity.ERROR) > 0,
        refused,
        hint(audit.package) if hides_doubts and not refused else "",
        fiscal_year(audit.package),
        trace_of(audit.package, audit.score_sheets) if shares_table or wanted.peers else None,
        _entry(audit, refused) if wanted.format == "html" and look.many else None,
        _FILES[wanted.format](audit) if wanted.format in _FILES and not refused else b"",
    )


def _entry(audit: Audit, refused: tuple[str, ...]) -> OverviewEntry:
    """Return the row of a package; one that is refused is named, and nothing of it is shown as a result."""
    entry = overview_entry(audit)
    if not refused:
        return entry
    return replace(
        OverviewEntry(entry.name, entry.unit, entry.year, entry.digest, (), "未采用：有读得没把握之处"),
        doubts=entry.doubts,
        unread=entry.unread,
    )


def without_result(name: str, failure: DocumentError) -> Result:
    """Return what stands for a package that nothing could be done with, so that it is not just missing."""
    name = name or failure.document
    entry = OverviewEntry(name, name, "", "", (), failure.reason, unread=(failure.document,))
    return Result(name, "", None, (failure,), has_errors=False, entry=entry)


def _rendered(wanted: Wanted, look: Look, audit: Audit) -> str:
    if wanted.format == "json":
        findings = audit.findings if wanted.command == "audit" else None
        line = render_json(
            audit.package,
            score_sheets=audit.score_sheets,
            findings=findings,
            profile=audit.profile,
            switched_off=audit.switched_off,
        )
        return line + "\n"
    if wanted.format == "sarif":
        return render_sarif_run(audit)
    if wanted.format == "html":
        return render_html(audit)
    console, text = look.paper.console()
    if wanted.command == "read":
        print_package(console, audit.package)
    elif wanted.command == "score":
        print_scores(console, audit, all_steps=look.all_steps)
    elif wanted.fixes:
        print_fixes(console, audit)
    else:
        print_audit(console, audit, look.limit)
    return text.getvalue()


@contextmanager
def open_writer(wanted: Wanted, screen: Screen, look: Look) -> Iterator[Write]:
    """Give a function that writes one package; what has to stand at the end is written on leaving.

    Raises:
        WrongCall: The output cannot be written, or is no folder where there has to be one; or packages are to
            be compared where there is only one, or on pages that each show one.
    """
    _check_peers(wanted, look)
    if wanted.format in _FILES:
        yield _books(wanted, screen, look)
        return
    if wanted.format == "html" and look.many:
        entries: list[OverviewEntry] = []
        left: list[Trace] = []
        yield _html_folder(wanted.output, screen, entries, left)
        compared = compare(left, settings_of(wanted)) if wanted.peers else None
        _write_page(Path(wanted.output), _OVERVIEW, render_overview(entries, compared), screen)
        return
    if wanted.format == "sarif":
        runs: list[str] = []
        with _open_output(wanted.output, screen) as stream:
            yield lambda result: runs.append(result.rendered) if result.rendered else None
            stream.write(sarif_log(runs))
        return
    rows: list[OverviewRow] = []
    traces: list[Trace] = []
    with _open_output(wanted.output, screen) as stream:

        def write(result: Result) -> None:
            if result.refusals:
                return
            if result.row is not None:
                rows.append(result.row)
            if result.trace is not None:
                traces.append(result.trace)
            stream.write(result.rendered)

        yield write
        if rows:
            print_overview(screen.out if stream is sys.stdout else plain_console(stream), rows)
        if wanted.peers or len(traces) >= _WORTH_COMPARING:
            _write_comparison(wanted, look, compare(traces, settings_of(wanted)), stream, screen)


def _check_peers(wanted: Wanted, look: Look) -> None:
    if wanted.peers and not look.many:
        raise WrongCall("--peers 要比较几套材料，这里只有一套。", "请给出存放几套材料的文件夹。")
    if wanted.peers and wanted.format in {"sarif", *_FILES}:
        raise WrongCall(
            f"--peers 的比较不能写成 {wanted.format.upper()}。", "请用 --format text、json 或 html。"
        )


def _write_comparison(
    wanted: Wanted, look: Look, comparison: Comparison, stream: TextIO, screen: Screen
) -> None:
    if wanted.format == "json":
        stream.write(render_comparison(comparison) + "\n")
    else:
        console = screen.out if stream is sys.stdout else plain_console(stream)
        print_comparison(console, comparison, everything=look.limit is None)


@contextmanager
def _open_output(path: str, screen: Screen) -> Iterator[TextIO]:
    if not path:
        yield sys.stdout
        return
    with open_output_file(path, screen) as stream:
        yield stream


def _books(wanted: Wanted, screen: Screen, look: Look) -> Write:
    """Return what writes each workbook or opinion: one to the file, many into the folder."""
    if not wanted.output:
        raise WrongCall(
            f"{wanted.format.upper()} 要写到文件，不能显示在这里。",
            "请用 --output 给出文件；材料不止一套时给出文件夹。",
        )
    if look.many:
        folder = _made_folder(wanted.output)
        taken: set[str] = set()

        def write_one(result: Result) -> None:
            if result.book:
                _write_book(folder / _page_name(result.name, taken, wanted.format), result.book, screen)

        return write_one

    def write(result: Result) -> None:
        if result.book:
            _write_book(Path(wanted.output), result.book, screen)

    return write


def _write_book(path: Path, book: bytes, screen: Screen) -> None:
    try:
        path.write_bytes(book)
    except OSError as error:
        # Office programs keep a workbook locked while it is open, which is the likeliest reason.
        raise WrongCall(
            f"无法写入 {path}：{error.strerror}。", "请检查文件夹是否存在、文件是否正被打开。"
        ) from error
    screen.note(f"已写入 {path}")


def _made_folder(output: str) -> Path:
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongCall(f"无法写入文件夹 {output}：{error.strerror}。", "请换一个路径。") from error
    return folder


def _html_folder(output: str, screen: Screen, entries: list[OverviewEntry], traces: list[Trace]) -> Write:
    if not output:
        raise WrongCall("材料不止一套，不能写在一个 HTML 里。", "请用 --output 给出一个文件夹。")
    folder = _made_folder(output)
    taken = {_OVERVIEW}

    def write(result: Result) -> None:
        page = _page_name(result.name, taken, "html") if result.rendered else ""
        if page:
            _write_page(folder, page, result.rendered, screen)
        if result.trace is not None and not result.refusals:
            traces.append(result.trace)
        if result.entry is not None:
            entries.append(replace(result.entry, page=page))

    return write


def _page_name(named: str, taken: set[str], suffix: str) -> str:
    """Return a file name for a package's page that no other has, upper and lower case alike."""
    stem = "".join("-" if character in '/\\:*?"<>|' else character for character in named)
    stem = stem.strip(". ") or "材料"
    name = f"{stem}.{suffix}"
    count = 1
    while name.lower() in taken:
        count += 1
        name = f"{stem}-{count}.{suffix}"
    taken.add(name.lower())
    return name


def _write_page(folder: Path, name: str, text: str, screen: Screen) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    screen.note(f"已写入 {path}")
