"""What is written as plain text is read back with its cells whole."""

from __future__ import annotations

from hypothesis import given, settings

import jiheng
from jiheng.documents import Cell, Grid
from jiheng.render.official import Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import compose
from jiheng.render.official._text import write_text
from tests.conftest import EXAMPLE
from tests.render.official._documents import Shape, as_read, documents, one_table, shape_read


def listed(document: OfficialDocument) -> Shape:
    """Paragraph lines, and cells by their place in their row; what a merge covers below is a blank cell."""
    shape: Shape = []
    for sheet in document.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table):
                shape.append(_cells(block.grid))
            else:
                shape += [as_read(line) for line in as_read(block.text).split("\n") if as_read(line)]
    return shape


def _cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    layout = grid.layout()
    found: list[tuple[int, int, int, int, str]] = []
    for row in range(1, len(grid.rows()) + 1):
        columns = [column for r, column in sorted(layout) if r == row]
        anchors = [layout[row, column] for column in columns if layout[row, column].column == column]
        texts = [as_read(cell.text) if cell.row == row else "" for cell in anchors]
        found += [(row, place, 1, 1, squeezed(text)) for place, text in enumerate(texts, 1)]
    return found


def squeezed(text: str) -> str:
    """A text without what may become of its white space."""
    return "".join(text.split())


def without_space(shape: Shape) -> Shape:
    return [
        block if isinstance(block, str) else [(*cell[:4], squeezed(cell[4])) for cell in block]
        for block in shape
    ]


@settings(max_examples=200)
@given(documents())
def test_our_reader_reads_the_same_cells(document: OfficialDocument) -> None:
    assert without_space(shape_read("自评.txt", write_text(document))) == listed(document)


def test_the_example_package_is_read_back_as_it_was() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    document = compose(package).document
    assert without_space(shape_read("自评.txt", write_text(document))) == listed(document)


def test_the_shape_is_that_of_a_word_processor() -> None:
    cells = (Cell(1, 1, "绩效指标", 2), Cell(1, 2, "产出", 1, 2), Cell(2, 2, "数量"), Cell(2, 3, "10"))
    table = Table(Grid(1, cells), (20, 20, 20), (Look(),) * 4)
    sheet = Sheet("一", (Line("附件2", Style.ATTACHMENT), table, Line("填表人：", Style.SIGNATURE)))
    written = write_text(OfficialDocument("", (sheet,))).decode("utf-8-sig")
    assert written == "附件2\n\n\t绩效指标\n\t产出\n\n\t\n\t数量\n\t10\n\n填表人：\n\n"


def test_lines_in_a_cell_stay_lines() -> None:
    read = shape_read("自评.txt", write_text(one_table("第一行\n第二行|10", "原因\n\n措施|9")))
    assert read == [
        [
            (1, 1, 1, 1, "第一行\n第二行"),
            (1, 2, 1, 1, "10"),
            (2, 1, 1, 1, "原因\n \n措施"),
            (2, 2, 1, 1, "9"),
        ]
    ]


def test_a_row_that_looks_broken_is_not_joined_with_the_next() -> None:
    cells = (
        *(Cell(1, 1, "甲", 1, 2), Cell(1, 3, "乙\n丙")),
        *(Cell(2, 1, "丁", 1, 3),),
        *(Cell(3, column, "戊") for column in (1, 2, 3)),
    )
    table = Table(Grid(1, cells), (20, 20, 20), (Look(),) * len(cells))
    read = shape_read("自评.txt", write_text(OfficialDocument("", (Sheet("一", (table,)),))))
    rows = {cell[0]: cell[4] for cell in read[0]}
    assert rows == {1: "乙 丙", 2: "丁", 3: "戊"}


def test_two_tables_in_a_row_stay_two() -> None:
    table = one_table("甲|乙").sheets[0].blocks[0]
    assert isinstance(table, Table)
    document = OfficialDocument("", (Sheet("一", (table, table)), Sheet("二", (table,))))
    assert [len(grid) for grid in shape_read("自评.txt", write_text(document))] == [2, 2, 2]


def test_a_change_shows_the_new_text_alone() -> None:
    assert shape_read("对照.txt", write_text(one_table("8", look=Look(was="9")))) == [[(1, 1, 1, 1, "8")]]
