"""Times other programs that read PDF, on the same file as ours; left out where they are not installed.

In interleaved rounds, in processor time, after a call that does not count. Of the others only pdfplumber
finds tables.

    python -m benchmarks.pdf_peers FILE.pdf
"""

from __future__ import annotations

import importlib
import io
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import pypdfium2

from benchmarks.read_documents import OURS, Row
from benchmarks.read_other import processor_seconds
from jiheng.documents import SourceFile, read_document

CALLS = 3
FLOOR = "floor: PDFium, text only"


def _text_only(content: bytes) -> object:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def _ours(content: bytes) -> object:
    return read_document(SourceFile("file.pdf", content))


def _pdfplumber(content: bytes) -> list[object]:
    with importlib.import_module("pdfplumber").open(io.BytesIO(content)) as document:
        return [page.extract_tables() for page in document.pages]


def _pdftotext(content: bytes) -> object:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, check=True, capture_output=True)


WAYS: dict[str, Callable[[bytes], object]] = {
    FLOOR: _text_only,
    OURS: _ours,
    "pdfplumber, tables": _pdfplumber,
    "pdftotext -layout (text, no cells)": _pdftotext,
}


def measure(path: Path) -> list[Row]:
    """Time every way that can be gone here on one file, in interleaved rounds."""
    missing = [] if find_spec("pdfplumber") else ["pdfplumber"]
    missing += [] if shutil.which("pdftotext") else ["pdftotext"]
    content = path.read_bytes()
    times: dict[str, list[float]] = {way: [] for way in WAYS if not way.startswith(tuple(missing))}
    for call in range(CALLS + 1):
        for way, taken in times.items():
            start = processor_seconds()
            WAYS[way](content)
            if call:
                taken.append(processor_seconds() - start)
    medians = {way: statistics.median(taken) for way, taken in times.items()}
    return [Row(path.name, way, taken * 1000, taken / medians[FLOOR]) for way, taken in medians.items()]


def pdfplumber_page(path: Path) -> float | None:
    """Return what pdfplumber takes for a page of a file in milliseconds, or None where it is not installed.

    It is all Python, as our engine is: a measure of the machine for other parts.
    """
    if find_spec("pdfplumber") is None:
        return None
    content, times = path.read_bytes(), []
    for _ in range(CALLS):
        start = processor_seconds()
        pages = len(_pdfplumber(content))
        times.append((processor_seconds() - start) / pages)
    return 1000 * statistics.median(times)


def as_markdown(rows: Sequence[Row], pages: int) -> str:
    """Return the rows as a table."""
    lines = ["| way | ms | ms a page | × floor |", "|---|---:|---:|---:|"]
    lines += [
        f"| {row.way} | {row.milliseconds:.0f} | {row.milliseconds / pages:.2f} | {row.ratio or 0:.2f} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1])
    print(as_markdown(measure(path), len(pypdfium2.PdfDocument(path))))


if __name__ == "__main__":
    main()
