"""Damaged and malicious workbooks: impossible places, sizes and numbers, quickly and in little memory."""

import io
import zipfile

import pytest

from jiheng.documents import Cell
from jiheng.documents._assembly import MAX_PROBLEMS
from jiheng.documents._xlsx import MAX_SHEETS
from tests.documents.office import only_grid, read_sheet, refusal, xlsx, zipped

pytestmark = pytest.mark.usefixtures("bounded")

GOOD_XLSX = xlsx({"表": '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'})


def test_cells_at_opposite_corners_of_a_sheet() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    document = read_sheet(rows)
    assert only_grid(document) == (Cell(1, 1, "1"), Cell(1_048_576, 16_384, "2"))
    assert [problem.code for problem in document.problems] == ["sparse_sheet"]


def test_a_merge_of_the_whole_sheet() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (anchor,) = only_grid(read_sheet('<row r="1"><c r="A1"><v>1</v></c></row>', merged))
    assert anchor == Cell(1, 1, "1", 1000, 256)


def test_many_large_overlapping_merges() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="IV900"><v>2</v></c></row>'
    merged = "".join(f'<mergeCell ref="A{number}:IV900"/>' for number in range(1, 800))
    document = read_sheet(rows, f"<mergeCells>{merged}</mergeCells>")
    assert any(problem.code == "merge_ignored" for problem in document.problems)


@pytest.mark.parametrize("place", ['r="ZZZZ1"', 'r="A99999999"', 'r="A0"', 'r=""', 'r="1A"', 'r="阿1"'])
def test_impossible_cell_addresses(place: str) -> None:
    document = read_sheet(f'<row r="3"><c {place}><v>1</v></c></row>')
    assert only_grid(document) == (Cell(3, 1, "1"),)


@pytest.mark.parametrize("row", ["0", "-5", "99999999999999", "x", ""])
def test_impossible_row_numbers(row: str) -> None:
    assert only_grid(read_sheet(f'<row r="{row}"><c><v>1</v></c></row>')) == (Cell(1, 1, "1"),)


@pytest.mark.parametrize("value", ["1e999", "-1e999", "9" * 400, "0." + "0" * 300 + "1", "1e-999"])
@pytest.mark.parametrize("code", ["0.00", "%" * 300 + "0", "0." + "0" * 400, "yyyy/m/d", "0.0E+0", "[hhhh]"])
def test_extreme_numbers_under_extreme_formats(value: str, code: str) -> None:
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="170"/></cellXfs>'
    )
    document = read_sheet(
        f'<row><c s="0"><v>{value}</v></c><c t="inlineStr"><is><t>甲</t></is></c></row>', styles=styles
    )
    assert only_grid(document)[0].text


def test_too_many_sheets() -> None:
    sheets = {str(number): "" for number in range(MAX_SHEETS + 1)}
    assert "工作表有" in refusal(xlsx(sheets), "a.xlsx")
    assert refusal(xlsx({str(number): "" for number in range(3_000)}), "a.xlsx")


def test_ten_thousand_sheets_that_are_one_part() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD_XLSX)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parts["xl/workbook.xml"]
    listed = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    parts["xl/workbook.xml"] = book.replace(listed, listed * 10_000)
    assert "10000 张" in refusal(zipped(parts), "a.xlsx")


def test_a_sheet_part_that_is_missing() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD_XLSX)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    assert "缺少部件" in refusal(zipped(parts), "a.xlsx")


def test_a_flood_of_problems_is_counted() -> None:
    rows = "".join('<row><c t="e"><v>#REF!</v></c></row>' for _ in range(MAX_PROBLEMS + 5))
    document = read_sheet(rows)
    assert len(document.problems) == MAX_PROBLEMS + 1
    assert document.problems[-1].text == "另有 5 处问题未列出。"
