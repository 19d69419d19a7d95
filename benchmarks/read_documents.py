"""Times the readers against the parsing floor and against other libraries, on the same files.

Each way runs in a process of its own, after a warm-up call, in interleaved rounds; the figure is the median
of all calls of all rounds. (In one process a parser's freed tree slows down whatever runs next.) The floor is
inflating the container and having lxml build the trees of the parts that hold the content.

    python benchmarks/read_documents.py [FILE.docx FILE.xlsx FILE.txt …]
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import mammoth
import openpyxl
import python_calamine
from docx2python import docx2python
from lxml import etree

from jiheng.documents import SourceFile, read_document

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT.parent / "shared" / "seed", ROOT / "examples" / "package")
ROUNDS = 3
CALLS_IN_A_ROUND = 7
SLOW_SECONDS = 0.5
"""A way slower than this is called once a round."""

FLOOR = "floor: inflate + lxml.etree.fromstring"
OURS = "jiheng read_document"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured way of reading one file."""

    file: str
    way: str
    milliseconds: float
    ratio: float | None
    """Times the floor; None where the kind of file has none."""


def _floor(prefixes: tuple[str, ...]) -> Callable[[bytes], object]:
    def parse(content: bytes) -> object:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [
                etree.fromstring(archive.read(name))
                for name in archive.namelist()
                if name.startswith(prefixes) and name.endswith(".xml")
            ]

    return parse


def _ours(suffix: str) -> Callable[[bytes], object]:
    return lambda content: read_document(SourceFile(f"file{suffix}", content))


def _python_docx(content: bytes) -> object:
    """Read the way most programs do: every cell of every row of every table."""
    document = docx.Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return [paragraph.text for paragraph in document.paragraphs], tables


def _docx2python(content: bytes) -> object:
    with docx2python(io.BytesIO(content)) as document:
        return document.body


def _mammoth(content: bytes) -> object:
    return mammoth.convert_to_html(io.BytesIO(content)).value


def _openpyxl(content: bytes) -> object:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def _calamine(content: bytes) -> object:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    return [(sheet.to_python(), sheet.merged_cell_ranges) for sheet in sheets]


WAYS: dict[str, dict[str, Callable[[bytes], object]]] = {
    ".docx": {
        FLOOR: _floor(("word/document",)),
        OURS: _ours(".docx"),
        "python-docx, tables × rows × cells": _python_docx,
        "docx2python": _docx2python,
        "mammoth to HTML": _mammoth,
    },
    ".xlsx": {
        FLOOR: _floor(("xl/worksheets/sheet", "xl/sharedStrings", "xl/styles")),
        OURS: _ours(".xlsx"),
        "python-calamine (values without formats)": _calamine,
        "openpyxl, normal mode": _openpyxl,
    },
    ".txt": {OURS: _ours(".txt")},
}


def sample_files() -> tuple[Path, ...]:
    """Return the real package's files where they are present, else the example's."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), FOLDERS[-1])
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in WAYS))


def measure(paths: Sequence[Path] = (), rounds: int = ROUNDS) -> list[Row]:
    """Time every way on every file.

    Args:
        paths: Files of the suffixes in ``WAYS``; the sample files by default.
        rounds: How often to go round all the ways.
    """
    rows: list[Row] = []
    for path in paths or sample_files():
        times: dict[str, list[float]] = {way: [] for way in WAYS[path.suffix]}
        for _ in range(rounds):
            for way, taken in times.items():
                taken.extend(_times_in_a_process(path, way))
        medians = {way: statistics.median(taken) for way, taken in times.items()}
        floor = medians.get(FLOOR)
        rows.extend(
            Row(path.name, way, taken * 1000, taken / floor if floor else None)
            for way, taken in medians.items()
        )
    return rows


def floor_of(path: Path, rounds: int = ROUNDS) -> float:
    """Return what the floor takes on one file in milliseconds: a measure of the machine for other parts."""
    times = [taken for _ in range(rounds) for taken in _times_in_a_process(path, FLOOR)]
    return statistics.median(times) * 1000


def _times_in_a_process(path: Path, way: str) -> list[float]:
    finished = subprocess.run(
        [sys.executable, __file__, "--one", way, str(path)], check=True, capture_output=True, text=True
    )
    return [float(taken) for taken in json.loads(finished.stdout)]


def _times(path: Path, way: str) -> list[float]:
    """Call one way a few times on one file and return the seconds each call took."""
    content, read = path.read_bytes(), WAYS[path.suffix][way]
    taken: list[float] = []
    for call in range(CALLS_IN_A_ROUND + 1):
        start = time.perf_counter()
        read(content)
        seconds = time.perf_counter() - start
        if call:
            taken.append(seconds)
            if seconds > SLOW_SECONDS:
                break
    return taken


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a table."""
    lines = ["| file | way | ms | × floor |", "|---|---|---:|---:|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"| {row.file} | {row.way} | {row.milliseconds:.1f} | {ratio} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the table, or with ``--one WAY FILE`` the seconds of one way."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(_times(Path(arguments[2]), arguments[1])))
    else:
        print(as_markdown(measure([Path(argument) for argument in arguments])))


if __name__ == "__main__":
    main(sys.argv[1:])
