"""Printed forms → files of every kind a form arrives in, made with others' libraries where there are."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable, Sequence

import docx
import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from jiheng.documents import Cell, Grid
from tests.forms.printing import Printed

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_ODF = f'xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}" xmlns:table="{_TABLE}"'


def _width(grid: Grid) -> int:
    return max(cell.column + cell.column_span - 1 for cell in grid.cells)


def _unmerged(grid: Grid) -> list[list[str]]:
    """Return every layout position's text; what a merge covers is blank."""
    anchors = {(cell.row, cell.column): cell.text for cell in grid.cells}
    return [
        [anchors.get((row, column), "") for column in range(1, _width(grid) + 1)]
        for row in range(1, len(grid.rows()) + 1)
    ]


def as_docx(papers: Sequence[Printed]) -> bytes:
    document = docx.Document()
    for paper in papers:
        for line in paper.lines:
            document.add_paragraph(line)
        table = document.add_table(len(paper.grid.rows()), _width(paper.grid))
        table.style = "Table Grid"
        cells = [table.row_cells(row) for row in range(len(paper.grid.rows()))]
        for cell in paper.grid.cells:
            anchor = cells[cell.row - 1][cell.column - 1]
            if cell.row_span * cell.column_span > 1:
                last = cells[cell.row + cell.row_span - 2][cell.column + cell.column_span - 2]
                anchor = anchor.merge(last)
            anchor.text = cell.text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(papers: Sequence[Printed]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("自评表")
    row = 0
    for paper in papers:
        for line in paper.lines:
            sheet.merge_range(row, 0, row, _width(paper.grid) - 1, line)
            row += 1
        for cell in paper.grid.cells:
            top, left = row + cell.row - 1, cell.column - 1
            if cell.row_span * cell.column_span > 1:
                bottom, right = top + cell.row_span - 1, left + cell.column_span - 1
                sheet.merge_range(top, left, bottom, right, cell.text)
            else:
                sheet.write_string(top, left, cell.text)
        row += len(paper.grid.rows())
    book.close()
    return out.getvalue()


def as_html(papers: Sequence[Printed]) -> bytes:
    def cell(one: Cell) -> str:
        text = html.escape(one.text).replace("\n", "<br>")
        return f'<td rowspan="{one.row_span}" colspan="{one.column_span}">{text}</td>'

    parts = ["<html><meta charset='utf-8'><body>"]
    for paper in papers:
        parts += [f"<p>{html.escape(line)}</p>" for line in paper.lines]
        parts.append("<table border=1>")
        parts += [f"<tr>{''.join(map(cell, row))}</tr>" for row in paper.grid.rows()]
        parts.append("</table>")
    return "".join([*parts, "</body></html>"]).encode()


def _odf_table(grid: Grid) -> str:
    anchors = {(cell.row, cell.column): cell for cell in grid.cells}
    rows = []
    for row in range(1, len(grid.rows()) + 1):
        cells = []
        for column in range(1, _width(grid) + 1):
            cell = anchors.get((row, column))
            if cell is None:
                cells.append("<table:covered-table-cell/>")
                continue
            height, width = cell.row_span, cell.column_span
            spans = f'table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
            lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in cell.text.split("\n"))
            cells.append(f'<table:table-cell office:value-type="string" {spans}>{lines}</table:table-cell>')
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return "".join(rows)


def _odf(kind: str, body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        content = f"<office:body>{body}</office:body>"
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {_ODF}>{content}</office:document-content>',
        )
    return out.getvalue()


def as_odt(papers: Sequence[Printed]) -> bytes:
    parts = []
    for number, paper in enumerate(papers, 1):
        parts += [f"<text:p>{html.escape(line)}</text:p>" for line in paper.lines]
        parts.append(f'<table:table table:name="表{number}">{_odf_table(paper.grid)}</table:table>')
    return _odf("text", f"<office:text>{''.join(parts)}</office:text>")


def as_ods(papers: Sequence[Printed]) -> bytes:
    sheets = []
    for number, paper in enumerate(papers, 1):
        lines = "".join(
            "<table:table-row><table:table-cell office:value-type='string' "
            f"table:number-columns-spanned='{_width(paper.grid)}'><text:p>{html.escape(line)}</text:p>"
            f"</table:table-cell>{'<table:covered-table-cell/>' * (_width(paper.grid) - 1)}</table:table-row>"
            for line in paper.lines
        )
        rows = lines + _odf_table(paper.grid)
        sheets.append(f'<table:table table:name="表{number}">{rows}</table:table>')
    return _odf("spreadsheet", f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet>")


def as_csv(papers: Sequence[Printed]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for paper in papers:
        blanks = [""] * (_width(paper.grid) - 1)
        writer.writerows([[line, *blanks] for line in paper.lines])
        writer.writerows(_unmerged(paper.grid))
    return out.getvalue().encode("utf-8-sig")


def as_markdown(papers: Sequence[Printed]) -> bytes:
    lines: list[str] = []
    for paper in papers:
        lines += [*paper.lines, ""]
        first, *rest = [f"| {' | '.join(row)} |".replace("\n", "<br>") for row in _unmerged(paper.grid)]
        lines += [first, f"|{'---|' * _width(paper.grid)}", *rest, ""]
    return "\n".join(lines).encode()


def as_tabs(papers: Sequence[Printed]) -> bytes:
    """A word processor's text export: a tab before every cell, an empty line behind every row."""
    lines: list[str] = []
    for paper in papers:
        lines += [*paper.lines, ""]
        layout = paper.grid.layout()
        for row in range(1, len(paper.grid.rows()) + 1):
            for column in range(1, _width(paper.grid) + 1):
                cell = layout[row, column]
                if cell.column == column:
                    lines.append(f"\t{cell.text if cell.row == row else ''}")
            lines.append("")
    return "\n".join(lines).encode()


def _anchors(paper: Printed) -> list[list[str]]:
    return [[cell.text.replace("\n", "") for cell in row] for row in paper.grid.rows()]


def as_bars(papers: Sequence[Printed]) -> bytes:
    lines: list[str] = []
    for paper in papers:
        lines += [f"{line} |" for line in paper.lines]
        lines += [f"{' | '.join(row)} |" for row in _anchors(paper)]
    return "\n".join(lines).encode()


def as_cells(papers: Sequence[Printed]) -> bytes:
    lines: list[str] = []
    for paper in papers:
        lines += paper.lines
        lines += [line for row in paper.grid.rows() for cell in row for line in cell.text.split("\n")]
    return "\n".join(lines).encode()


def as_rows(papers: Sequence[Printed]) -> bytes:
    lines: list[str] = []
    for paper in papers:
        lines += paper.lines
        lines += [" ".join(text for text in row if text) for row in _anchors(paper)]
    return "\n".join(lines).encode()


def as_run_on(papers: Sequence[Printed]) -> bytes:
    text = "".join(
        "".join(paper.lines) + "".join("".join(row) for row in _anchors(paper)) for paper in papers
    )
    return text.encode()


Container = Callable[[Sequence[Printed]], bytes]

BORDERED: dict[str, Container] = {
    "自评.docx": as_docx,
    "自评.xlsx": as_xlsx,
    "自评.html": as_html,
    "自评.odt": as_odt,
    "自评.ods": as_ods,
    "自评.csv": as_csv,
    "自评.md": as_markdown,
    "自评.txt": as_tabs,
}
BORDERLESS: dict[str, Container] = {
    "竖线.txt": as_bars,
    "一格一行.txt": as_cells,
    "一行一排.txt": as_rows,
    "连排.txt": as_run_on,
}
