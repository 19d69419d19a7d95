"""Reading uploaded files in a process of its own: what a hostile or huge file breaks is that process alone.

The child (``python -m jiheng_web.reading``) reads files through the engine and writes what it found as JSON,
whole or not at all. It knows no database and no settings; memory and time are bounded by the system.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from jiheng import read
from jiheng.documents import Document, Grid, Paragraph, SourceFile, expand_archive, is_archive
from jiheng.errors import DocumentError
from jiheng.render import form_name, render_json
from jiheng.reports import BaseData, Package, SelfEvaluation
from jiheng_web.filings.content import KINDS, FormJson, fields_of, from_contract, groups_of, lists_of, rows_of
from jiheng_web.report_texts import escaped

SECONDS = 300
"""How long reading may take; scans are the slowest."""
_MEMORY = 6 * 1024**3
_TABLES_SHOWN = 400
_CUT = 4000


class ReadDoubt(msgspec.Struct, frozen=True):
    """A place that has to be compared with the original."""

    form: int | None
    """Index into ``ReadPackage.forms``."""
    at: str
    field: str
    text: str
    heading: str
    why: str
    remedy: str


class ReadCell(msgspec.Struct, frozen=True):
    """A cell of a table of the original."""

    at: str
    row: int
    text: str
    rows: int
    columns: int


class ReadGrid(msgspec.Struct, frozen=True):
    """A table of the original, row by row."""

    title: str
    rows: tuple[tuple[ReadCell, ...], ...]


class ReadForm(msgspec.Struct, frozen=True):
    """A form that was read: its contents with ids in its rows, and where each cell stands."""

    kind: str
    title: str
    fiscal_year: int | None
    content: FormJson
    at: dict[str, str]
    """Path of a cell → its address in the original."""
    grids: tuple[ReadGrid, ...]
    paragraphs: tuple[tuple[str, str], ...]
    """Address and text of the paragraphs its report is made of."""
    row_labels: tuple[str, ...]
    """For a project: the base data's rows that the engine finds it reports on."""
    document: str


class ReadPackage(msgspec.Struct, frozen=True):
    """All that was read of the files of one upload."""

    forms: tuple[ReadForm, ...]
    doubts: tuple[ReadDoubt, ...]
    failures: tuple[tuple[str, str], ...]
    """File and reason."""
    left: tuple[str, ...]
    """What was read and is none of the three forms, in words."""


def read_apart(files: Sequence[tuple[str, Path]], target: Path) -> ReadPackage:
    """Read files in a child process, and keep what was found at ``target``.

    Args:
        files: Name and place of each.
        target: Where the JSON is kept.
    """
    given = [part for name, path in files for part in (name, str(path))]
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "PYTHONPATH") if key in os.environ}
    call = [sys.executable, "-m", "jiheng_web.reading", str(target), *given]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; names are arguments, never a shell's words
            call,
            env={**kept, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        reason = "" if done.returncode == 0 else "读取时程序中断：文件可能已损坏，或内容过大。请另存后再试。"
    except subprocess.TimeoutExpired:
        reason = f"{SECONDS // 60} 分钟没有读完，已停止。请分成几份上传，或提供 .docx、.xlsx 原文件。"
    if reason:
        _write(ReadPackage((), (), tuple((name, reason) for name, _ in files), ()), target)
    return load(target)


def load(target: Path) -> ReadPackage:
    """Return what was read.

    Raises:
        FileNotFoundError: Nothing yet.
    """
    return msgspec.json.decode(target.read_bytes(), type=ReadPackage)


def _write(found: ReadPackage, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(msgspec.json.encode(found))
    unfinished.replace(target)


def main(arguments: Sequence[str]) -> None:
    """Read the files named and write what was found.

    Args:
        arguments: Where to write, then name and place of each file.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    target, *given = arguments
    files = [
        SourceFile(name, Path(path).read_bytes()) for name, path in zip(given[::2], given[1::2], strict=True)
    ]
    opened, failures = _opened(files)
    found = described(read(*opened))
    _write(msgspec.structs.replace(found, failures=(*failures, *found.failures)), Path(target))


def _opened(files: Sequence[SourceFile]) -> tuple[list[SourceFile], list[tuple[str, str]]]:
    """Return files with the members of archives in their place, and the archives that cannot be opened."""
    opened: list[SourceFile] = []
    failures: list[tuple[str, str]] = []
    for file in files:
        try:
            opened += expand_archive(file) if is_archive(file) else (file,)
        except DocumentError as failure:
            failures.append((failure.document, failure.reason))
    return opened, failures


def described(package: Package) -> ReadPackage:
    """Return a package as it is shown beside what the filing holds."""
    entries = json.loads(render_json(package))["forms"]
    labels = _row_labels(package)
    numbers: dict[int, int] = {}
    forms: list[ReadForm] = []
    for index, record in enumerate(package.forms):
        if entries[index]["kind"] in KINDS and isinstance(record, BaseData | SelfEvaluation):
            numbers[index] = len(forms)
            forms.append(_form(package, record, entries[index], labels.get(index, ())))
    doubts = tuple(
        ReadDoubt(
            None if doubt.form is None else numbers.get(doubt.form),
            doubt.at,
            doubt.field,
            doubt.text[:_CUT],
            doubt.cause.heading,
            doubt.why,
            doubt.cause.remedy,
        )
        for doubt in package.doubts()
    )
    failures = tuple((one.document, one.reason) for one in package.failures)
    left = (*(form_name(form) for _, form in package.context()), *(one.text for one in package.problems))
    return ReadPackage(tuple(forms), doubts, failures, left)


def _row_labels(package: Package) -> Mapping[int, tuple[str, ...]]:
    found = {}
    for match in package.matches:
        base = package.forms[match.base_data]
        if isinstance(base, BaseData):
            found[match.form] = tuple(base.expenditure[row].label.text for row in match.rows)
    return found


def _form(
    package: Package,
    record: BaseData | SelfEvaluation,
    entry: Mapping[str, object],
    row_labels: tuple[str, ...],
) -> ReadForm:
    content = from_contract(entry)
    for row in rows_of(content, "narrative"):
        row["text"] = escaped(str(row["text"]))
    document = package.documents[record.document]
    at = dict(_addresses(record, content))
    return ReadForm(
        kind=str(entry["kind"]),
        title=form_name(record),
        fiscal_year=record.fiscal_year,
        content=content,
        at=at,
        grids=_grids(document, record.tables),
        paragraphs=_paragraphs(document, {one for one in at.values() if one.startswith("P")}, record),
        row_labels=row_labels,
        document=document.name,
    )


def _addresses(record: BaseData | SelfEvaluation, content: FormJson) -> list[tuple[str, str]]:
    """Return path and address of every cell that stands somewhere."""
    kind = str(content["kind"])
    found = [(name, _at(record, name)) for name in fields_of(kind)]
    for group, names in groups_of(kind).items():
        found += [(f"{group}/{name}", _at(getattr(record, group), name)) for name in names]
    for name, columns in lists_of(kind).items():
        for row, part in zip(rows_of(content, name), getattr(record, name), strict=True):
            found += [(f"{name}/{row['id']}/{column}", _at(part, column)) for column in columns]
    return [(path, at) for path, at in found if at]


def _at(record: object, name: str) -> str:
    """Return the address of a record's field; a section's text stands at its first paragraph."""
    paragraphs = getattr(record, "paragraphs", ())
    leaf = paragraphs[0] if name == "text" and paragraphs else getattr(record, name, None)
    return str(getattr(leaf, "at", ""))


def _grids(document: Document, tables: Sequence[int]) -> tuple[ReadGrid, ...]:
    return tuple(
        ReadGrid(
            block.title,
            tuple(
                tuple(
                    ReadCell(block.address(cell), cell.row, cell.text[:_CUT], cell.row_span, cell.column_span)
                    for cell in row
                )
                for row in block.rows()[:_TABLES_SHOWN]
            ),
        )
        for block in document.blocks
        if isinstance(block, Grid) and block.number in tables
    )


def _paragraphs(
    document: Document, known: set[str], record: BaseData | SelfEvaluation
) -> tuple[tuple[str, str], ...]:
    sections = record.narrative if isinstance(record, SelfEvaluation) else ()
    wanted = known | {paragraph.at for section in sections for paragraph in section.paragraphs}
    return tuple(
        (block.address, block.text[:_CUT])
        for block in document.blocks
        if isinstance(block, Paragraph) and block.address in wanted
    )


if __name__ == "__main__":
    main(sys.argv[1:])
