import io
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Cell, SourceFile, read_document
from tests.documents.office import grids, only_grid, problems, read_sheet, xlsx

STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0&quot;万元&quot;"/>'
    '<numFmt numFmtId="165" formatCode=";;;"/><numFmt numFmtId="166" formatCode="0;-0;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/>'
    '<xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
)
STRINGS = (
    "<si><t>执行率</t></si><si><r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r>"
    '<rPh sb="0" eb="1"><t>フ</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000D_\nb_x005F_x</t></si>'
)


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def texts(rows: str, after: str = "") -> dict[tuple[int, int], str]:
    document = read_sheet(rows, after, styles=STYLES, strings=STRINGS)
    return {(cell.row, cell.column): cell.text for cell in only_grid(document) if cell.text}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A1"><v>418.85000000000002</v></c>', "418.85"),
        ('<c r="A1" t="n"><v>96</v></c>', "96"),
        ('<c r="A1"><v>0.1</v></c>', "0.1"),
        ('<c r="A1"><v>1E-3</v></c>', "0.001"),
        ('<c r="A1" s="1"><v>0.9375</v></c>', "93.75%"),
        ('<c r="A1" s="2"><v>418.85</v></c>', "418.9万元"),
        ('<c r="A1" s="3"><v>45428</v></c>', "2024/5/16"),
        ('<c r="A1" s="999"><v>5</v></c>', "5"),
        ('<c r="A1" s="x"><v>5</v></c>', "5"),
        ('<c r="A1" t="s"><v>0</v></c>', "执行率"),
        ('<c r="A1" t="s"><v>1</v></c>', "富文本"),
        ('<c r="A1" t="s"><v>2</v></c>', "a\nb_x"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 内 </t></is></c>', "内"),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ('<c r="A1" t="str"><f>A2&amp;""</f><v>文</v></c>', "文"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="d"><v>2024-05-16</v></c>', "2024-05-16"),
        ('<c r="A1" t="d"><v>2024-05-16T08:30:00Z</v></c>', "2024-05-16 08:30:00"),
        ("<c><v>7</v></c>", "7"),
    ],
)
def test_cells_as_displayed(cell: str, shown: str) -> None:
    assert texts(row(1, cell)) == {(1, 1): shown}


def test_cells_without_addresses_follow_each_other() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r="4"><c r="B4"><v>3</v></c><c><v>4</v></c></row>'
    )
    assert texts(rows) == {(1, 1): "1", (1, 3): "2", (4, 2): "3", (4, 3): "4"}


@pytest.mark.parametrize(
    ("cell", "shown", "problem"),
    [
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", ("cell_error", "#DIV/0!", "T1R1C2")),
        ('<c r="B1" t="e"><v>#REF!</v></c>', "#REF!", ("cell_error", "#REF!", "T1R1C2")),
        ('<c r="B1"><f>SUM(A1:A9)</f></c>', "", ("formula_without_value", "=SUM(A1:A9)", "T1R1C2")),
        ('<c r="B1"><f>A1</f><v></v></c>', "", ("formula_without_value", "=A1", "T1R1C2")),
        ('<c r="B1" t="s"><v>99</v></c>', "", ("unreadable_cell", "99", "T1R1C2")),
        ('<c r="B1"><v>many</v></c>', "many", ("unreadable_cell", "many", "T1R1C2")),
        ('<c r="B1"><v>nan</v></c>', "nan", ("unreadable_cell", "nan", "T1R1C2")),
        ('<c r="B1" s="4"><v>5.5</v></c>', "5.5", ("hidden_text", "5.5", "T1R1C2")),
        ('<c r="B1" s="5"><v>0</v></c>', "", ("hidden_text", "0", "T1R1C2")),
        (
            '<c r="B1" t="inlineStr"><is><t>a_x0001_b</t></is></c>',
            "ab",
            ("control_characters", "ab", "T1R1C2"),
        ),
    ],
)
def test_odd_cells_are_reported(cell: str, shown: str, problem: tuple[str, str, str]) -> None:
    document = read_sheet(row(1, '<c r="A1"><v>1</v></c>', cell), styles=STYLES, strings=STRINGS)
    assert problems(document) == [problem]
    assert [c.text for c in only_grid(document) if c.column == 2] in ([shown], [] if not shown else [shown])


def test_an_empty_text_of_a_formula_is_no_problem() -> None:
    assert read_sheet(row(1, '<c r="A1" t="str"><f>""</f><v></v></c>')).problems == ()


def test_merged_ranges_are_spans_and_blank_cells_are_there() -> None:
    rows = row(2, '<c r="B2"><v>1</v></c>', '<c r="C2"/>', '<c r="D2"><v>2</v></c>') + row(
        4, '<c r="D4"><v>3</v></c>'
    )
    merged = '<mergeCells count="2"><mergeCell ref="B2:C3"/><mergeCell ref="B4:C4"/></mergeCells>'
    assert only_grid(read_sheet(rows, merged)) == (
        Cell(2, 2, "1", 2, 2),
        Cell(2, 4, "2"),
        Cell(3, 4, ""),
        Cell(4, 2, "", 1, 2),
        Cell(4, 4, "3"),
    )


def test_a_title_merged_beyond_what_is_written() -> None:
    rows = row(1, '<c r="A1"><v>1</v></c>')
    assert only_grid(read_sheet(rows, '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')) == (
        Cell(1, 1, "1", 1, 3),
    )


def test_blank_merges_beside_what_is_written_are_no_cells() -> None:
    rows = row(2, '<c r="B2"><v>1</v></c>')
    merged = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="D5:E9"/></mergeCells>'
    assert only_grid(read_sheet(rows, merged)) == (Cell(2, 2, "1"),)


def test_values_under_a_merge_are_reported() -> None:
    rows = row(1, '<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>')
    document = read_sheet(rows, '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    assert only_grid(document) == (Cell(1, 1, "1", 1, 2),)
    assert problems(document) == [("covered_text", "2", "T1R1C1")]


def test_impossible_merges_are_reported() -> None:
    rows = row(1, '<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>')
    merged = "".join(
        f'<mergeCell ref="{ref}"/>' for ref in ("A1:A2", "A2:B2", "B1:A1", "XX", "A0:A1", "A1:ZZZ1")
    )
    document = read_sheet(rows, f"<mergeCells>{merged}</mergeCells>")
    assert {problem.code for problem in document.problems} == {"merge_ignored"}
    assert len(document.problems) == 5


def test_every_sheet_is_a_grid_and_hidden_ones_are_reported() -> None:
    content = "<sheetData>" + row(1, '<c r="A1"><v>1</v></c>') + "</sheetData>"
    book = xlsx(
        {"基础数据": content, "空": "<sheetData/>", "暗": content, "更暗": content},
        states={"暗": "hidden", "更暗": "veryHidden"},
    )
    document = read_document(SourceFile("a.xlsx", book))
    assert [(grid.number, grid.title, len(grid.cells)) for grid in grids(document)] == [
        (1, "基础数据", 1),
        (2, "空", 0),
        (3, "暗", 1),
        (4, "更暗", 1),
    ]
    assert problems(document) == [("hidden_sheet", "暗", "T3"), ("hidden_sheet", "更暗", "T4")]
    assert document.media_type.endswith("spreadsheetml.sheet")


def test_days_since_1904() -> None:
    content = {"表": "<sheetData>" + row(1, '<c r="A1" s="3"><v>43966</v></c>') + "</sheetData>"}
    book = xlsx(content, styles=STYLES, workbook='<workbookPr date1904="1"/>')
    assert only_grid(read_document(SourceFile("a.xlsx", book))) == (Cell(1, 1, "2024/5/16"),)


def test_a_workbook_of_openpyxl() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["A2"] = "项目", 0.9375, datetime(2024, 5, 16)  # noqa: DTZ001  # a cell has no zone
    sheet["B1"].number_format = "0.00%"
    sheet["B2"] = "=B1*2"
    stream = io.BytesIO()
    made.save(stream)
    document = read_document(SourceFile("a.xlsx", stream.getvalue()))
    assert [cell.text for cell in only_grid(document)] == ["项目", "93.75%", "2024-05-16 0:00:00", ""]
    assert problems(document) == [("formula_without_value", "=B1*2", "T1R2C2")]


VALUES = st.one_of(
    st.text("甲乙 <&>_x0041_\n", min_size=1, max_size=8).filter(str.strip),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2).map(float),
    st.booleans(),
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[dict[tuple[int, int], str | float], list[tuple[int, int, int, int]]]:
    values: dict[tuple[int, int], str | float] = {}
    merges: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(draw(st.integers(1, 8))):
        top, left = draw(st.integers(0, 5)), draw(st.integers(0, 5))
        bottom, right = top + draw(st.integers(0, 2)), left + draw(st.integers(0, 2))
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if area & taken:
            continue
        taken |= area
        values[top, left] = draw(VALUES)
        if len(area) > 1:
            merges.append((top, left, bottom, right))
    return values, merges


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_workbooks_of_xlsxwriter(
    made: tuple[dict[tuple[int, int], str | float], list[tuple[int, int, int, int]]],
) -> None:
    values, merges = made
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    for merge in merges:
        sheet.merge_range(*merge, "")
    for (top, left), value in values.items():
        if isinstance(value, str):
            sheet.write_string(top, left, value)
        elif isinstance(value, bool):
            sheet.write_boolean(top, left, value)
        else:
            sheet.write_number(top, left, value)
    book.close()
    document = read_document(SourceFile("a.xlsx", stream.getvalue()))
    found = {
        (c.row - 1, c.column - 1): (c.text, (c.row_span, c.column_span))
        for c in only_grid(document)
        if c.text
    }
    expected = {place: (shown(value), spans.get(place, (1, 1))) for place, value in values.items()}
    assert found == expected
    assert document.problems == ()


def shown(value: str | float) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value or 0:.2f}".rstrip("0").rstrip(".")
