"""Times the reader of PDF against its floor: PDFium taking the bare text of every page, no tables.

Between the two stands what is asked of PDFium for tables: a box for each character, the kind of each object
and the bounds of each line. All ways run in turn in one process, after a warm-up call; the figures are
medians of processor time, so that other programs on the machine weigh less. Without a file it takes the real
package where that lies beside the repository, and otherwise draws one.

    python -m benchmarks.read_pdf [FILE.pdf …]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from jiheng.documents import SourceFile, read_document
from jiheng.documents._pdf_page import PageReader
from tests.documents.pdf_pages import Page, pdf

SEED = Path(__file__).parents[2] / "shared" / "seed" / "department-2024.pdf"
CALLS = 11
PAGES = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One measured file."""

    file: str
    pages: int
    floor_milliseconds: float
    asked_milliseconds: float
    milliseconds: float


def drawn() -> bytes:
    """Return a package of pages full of cells."""
    xs, ys = range(50, 546, 55), range(780, 59, -24)
    pages = []
    for number in range(PAGES):
        page = Page().text(200, 800, f"项目支出绩效自评表{number}", 16).grid(xs, ys)
        for top in ys[:-1]:
            for place, left in enumerate(xs[:-1]):
                page.text(left + 2, top - 14, "100%" if place % 2 else "数量指标")
        pages.append(page)
    return pdf(*pages)


def text_only(content: bytes) -> int:
    """Take the text of every page, and return how many characters there are."""
    document = pypdfium2.PdfDocument(content)
    total = sum(len(page.get_textpage().get_text_range()) for page in document)
    document.close()
    return total


def asked(content: bytes) -> int:
    """Take all that the reader asks PDFium for, and return how many lines there are."""
    document = pypdfium2.PdfDocument(content)
    reader = PageReader(document)
    pages = [reader.read(index) for index in range(len(document))]
    document.close()
    return sum(len(page.horizontal) + len(page.vertical) for page in pages)


def ours(content: bytes) -> object:
    """Read the file as Jiheng does."""
    return read_document(SourceFile("file.pdf", content))


def measure(name: str, content: bytes) -> Row:
    """Time both ways on one file."""
    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    document.close()
    times: dict[Callable[[bytes], object], list[float]] = {text_only: [], asked: [], ours: []}
    for call in range(CALLS + 1):
        for way, taken in times.items():
            start = time.process_time()
            way(content)
            if call:
                taken.append(1000 * (time.process_time() - start))
    medians = [statistics.median(times[way]) for way in (text_only, asked, ours)]
    return Row(name, pages, *medians)


def sample_files() -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the files to measure."""
    paths = [Path(argument) for argument in sys.argv[1:]] or ([SEED] if SEED.exists() else [])
    for path in paths:
        yield path.name, path.read_bytes()
    if not paths:
        yield "drawn", drawn()


def main() -> None:
    """Print the table."""
    print(
        "| file | pages | PDFium, text only, ms | all that is asked, ms | Jiheng, ms | ms a page | × floor |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    for row in (measure(name, content) for name, content in sample_files()):
        floor, whole = row.floor_milliseconds, row.milliseconds
        print(
            f"| {row.file} | {row.pages} | {floor:.0f} | {row.asked_milliseconds:.0f} | {whole:.0f} "
            f"| {whole / row.pages:.2f} | {whole / floor:.2f} |"
        )


if __name__ == "__main__":
    main()
