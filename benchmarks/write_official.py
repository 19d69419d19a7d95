"""Times writing official documents beside other programs, on one form of 8 columns × 25 rows with merges.

Every way gets the same document, with all cell texts new in every call, and gives a file's bytes. In
interleaved rounds, in processor time (children included), after a call that does not count and is told
separately. Ways that are not installed here are left out (``make bench`` installs the libraries). docxtpl
fills rows of a template and merges nothing, so it makes less than the others.

    python -m benchmarks.write_official
"""

from __future__ import annotations

import io
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import docx as python_docx
import xlsxwriter  # type: ignore[import-untyped]  # the library ships no types
from docx.table import _Cell
from openpyxl import Workbook

from benchmarks.read_documents import ROOT
from benchmarks.read_other import processor_seconds
from jiheng import read
from jiheng.documents import Cell, Grid
from jiheng.render.official import Align, Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import compose
from jiheng.render.official._docx import write_docx
from jiheng.render.official._html import write_html
from jiheng.render.official._pdf import write_pdf
from jiheng.render.official._text import write_text
from jiheng.render.official._xlsx import write_xlsx

sys.path.append(str(ROOT / ".cache" / "bench"))
EXAMPLE = Path(__file__).parents[1] / "examples" / "package" / "department-2024.docx"
SOFFICE = "soffice"
OURS = "Jiheng"
CALLS = 15
SLOW_CALLS = 3
COLUMNS, ROWS = 8, 25
HEADS = 2
"""Rows of labels."""
WIDTHS = (12, 20, 22, 34, 20, 20, 12, 16)

Write = Callable[[OfficialDocument], bytes]


@dataclass(frozen=True, slots=True)
class Way:
    """One program's way to one kind of file."""

    kind: str
    name: str
    write: Write
    needs: str = ""
    """A command without which it cannot be gone."""
    calls: int = CALLS


@dataclass(frozen=True, slots=True)
class Timing:
    """What a way took, in milliseconds."""

    way: Way
    first: float
    median: float
    size: int


def form(call: int) -> OfficialDocument:
    """Return the form; no cell text is the same in two calls."""
    cells: list[Cell] = []
    for row in range(1, ROWS + 1):
        if row == 1:
            cells += [Cell(1, 1, f"项目名称{call}", 1, 3), Cell(1, 4, f"示例项目{call}", 1, 5)]
            continue
        first = (row - 2) % 8 == 0
        if first:
            cells.append(Cell(row, 1, f"产出指标{call}（{row}分）", min(8, ROWS - row + 1)))
        cells += [Cell(row, column, f"第{row}行第{column}列{call}") for column in range(2, COLUMNS)]
        cells.append(Cell(row, COLUMNS, f"偏差原因分析及改进措施{call}"))
    looks = tuple(Look(Align.CENTER, vertical=cell.row_span > 1, strong=cell.row <= HEADS) for cell in cells)
    table = Table(Grid(1, tuple(cells)), WIDTHS, looks)
    title = Line(f"项目支出绩效自评表{call}", Style.TITLE)
    return OfficialDocument(f"自评{call}", (Sheet("附件3", (title, table)),))


def package() -> OfficialDocument:
    """Return the example package as one document."""
    return compose(read(EXAMPLE)).document


def _python_docx(document: OfficialDocument, *, cached: bool) -> bytes:
    opened = python_docx.Document()
    for sheet in document.sheets:
        for block in sheet.blocks:
            if isinstance(block, Line):
                opened.add_paragraph(block.text)
            else:
                _python_docx_table(opened.add_table(ROWS, len(block.widths)), block, cached=cached)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def _python_docx_table(made: python_docx.table.Table, table: Table, *, cached: bool) -> None:
    made.style = "Table Grid"
    rows = [list(row.cells) for row in made.rows] if cached else []

    def at(row: int, column: int) -> _Cell:
        return rows[row - 1][column - 1] if cached else made.cell(row - 1, column - 1)

    for cell in table.grid.cells:
        anchor = at(cell.row, cell.column)
        if cell.row_span * cell.column_span > 1:
            anchor = anchor.merge(at(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1))
        anchor.text = cell.text


def _openpyxl(document: OfficialDocument) -> bytes:
    book = Workbook()
    for sheet in document.sheets:
        page = book.create_sheet(sheet.name)
        for table in (block for block in sheet.blocks if isinstance(block, Table)):
            for cell in table.grid.cells:
                last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
                page.cell(cell.row, cell.column, cell.text)
                if last != (cell.row, cell.column):
                    page.merge_cells(None, cell.row, cell.column, *last)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsxwriter(document: OfficialDocument) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    look = book.add_format({"border": 1, "text_wrap": True})
    for sheet in document.sheets:
        page = book.add_worksheet(sheet.name)
        for table in (block for block in sheet.blocks if isinstance(block, Table)):
            for cell in table.grid.cells:
                row, column = cell.row - 1, cell.column - 1
                if cell.row_span * cell.column_span > 1:
                    last = (row + cell.row_span - 1, column + cell.column_span - 1)
                    page.merge_range(row, column, *last, cell.text, look)
                else:
                    page.write_string(row, column, cell.text, look)
    book.close()
    return out.getvalue()


@cache
def _template() -> bytes:
    """Return a template of docxtpl: a table with one row that repeats."""
    made = python_docx.Document()
    made.add_paragraph("{{ title }}")
    table = made.add_table(3, COLUMNS)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    for column in range(COLUMNS):
        table.cell(1, column).text = f"{{{{ row[{column}] }}}}"
    table.cell(2, 0).text = "{%tr endfor %}"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _docxtpl(document: OfficialDocument) -> bytes:
    from docxtpl import DocxTemplate  # noqa: PLC0415 - installed by `make bench` alone

    template = DocxTemplate(io.BytesIO(_template()))
    (table,) = (block for block in document.sheets[0].blocks if isinstance(block, Table))
    layout = table.grid.layout()
    rows = [[layout[row, column].text for column in range(1, COLUMNS + 1)] for row in range(1, ROWS + 1)]
    template.render({"title": document.title, "rows": rows})
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _weasyprint(document: OfficialDocument) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 - installed by `make bench` alone

    return bytes(HTML(string=write_html(document).decode()).write_pdf())


class Office:
    """LibreOffice, a new process a call, with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def convert(self, content: bytes, suffix: str, kind: str) -> bytes:
        """Return a file made into another kind."""
        path = self._folder / f"form{suffix}"
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        out = self._folder / "out"
        command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return (out / f"form.{kind.partition(':')[0]}").read_bytes()


def ways(folder: Path) -> Iterator[Way]:
    """Yield every way; the first of a kind is ours."""
    office = Office(folder)

    def from_page(document: OfficialDocument) -> bytes:
        return office.convert(write_html(document), ".html", "docx:MS Word 2007 XML")

    def to_pdf(document: OfficialDocument) -> bytes:
        return office.convert(write_docx(document), ".docx", "pdf")

    yield Way(".docx", OURS, write_docx)
    yield Way(".docx", "python-docx, cells of a row kept", partial(_python_docx, cached=True))
    yield Way(".docx", "python-docx, `table.cell`", partial(_python_docx, cached=False), calls=SLOW_CALLS)
    yield Way(".docx", "LibreOffice from our .html, new process", from_page, SOFFICE, SLOW_CALLS)
    if find_spec("docxtpl"):
        yield Way(".docx", "docxtpl, rows without merges", _docxtpl)
    yield Way(".xlsx", OURS, write_xlsx)
    yield Way(".xlsx", "XlsxWriter alone, texts and merges in one look", _xlsxwriter)
    yield Way(".xlsx", "openpyxl, texts and merges without looks", _openpyxl)
    yield Way(".pdf", OURS, write_pdf)
    if find_spec("weasyprint"):
        yield Way(".pdf", "WeasyPrint from our .html", _weasyprint, calls=SLOW_CALLS)
    yield Way(".pdf", "LibreOffice from our .docx, new process", to_pdf, SOFFICE, SLOW_CALLS)
    yield Way(".html", OURS, write_html)
    yield Way(".txt", OURS, write_text)


def measure() -> list[Timing]:
    """Time every way that can be gone here, in interleaved rounds."""
    with tempfile.TemporaryDirectory() as folder:
        gone = [way for way in ways(Path(folder)) if not way.needs or shutil.which(way.needs)]
        taken: dict[int, list[float]] = {number: [] for number in range(len(gone))}
        sizes = [0] * len(gone)
        for call in range(CALLS + 1):
            document = form(call)
            for number, way in enumerate(gone):
                if call <= way.calls:
                    start = processor_seconds()
                    sizes[number] = len(way.write(document))
                    taken[number].append((processor_seconds() - start) * 1000)
    return [
        Timing(way, taken[number][0], statistics.median(taken[number][1:]), sizes[number])
        for number, way in enumerate(gone)
    ]


def measure_package() -> list[Timing]:
    """Time writing the whole example package; no writer remembers a text, so only the title is new."""
    document = package()
    own = [way for way in ways(Path()) if way.name == OURS]
    timings = []
    for way in own:
        taken = []
        size = 0
        for call in range(SLOW_CALLS + 1):
            changed = replace(document, title=f"{document.title}{call}")
            start = processor_seconds()
            size = len(way.write(changed))
            taken.append((processor_seconds() - start) * 1000)
        timings.append(Timing(way, taken[0], statistics.median(taken[1:]), size))
    return timings


def as_markdown(timings: Sequence[Timing]) -> str:
    """Return timings as a table, each beside ours of its kind."""
    ours = {one.way.kind: one.median for one in reversed(timings) if one.way.name == OURS}
    lines = ["| file | way | ms | first call ms | KB | × Jiheng |", "|---|---|---:|---:|---:|---:|"]
    lines += [
        f"| {one.way.kind} | {one.way.name} | {one.median:.1f} | {one.first:.0f} | {one.size / 1000:.0f} "
        f"| {one.median / ours[one.way.kind]:.1f} |"
        for one in timings
    ]
    return "\n".join(lines)


def main() -> None:
    """Print both tables."""
    print(as_markdown(measure()))
    print()
    print(as_markdown(measure_package()))


if __name__ == "__main__":
    main()
