import io

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Cell, Grid, Paragraph, SourceFile, read_document
from tests.documents.office import (
    cell,
    document_xml,
    docx,
    grids,
    only_grid,
    paragraph,
    paragraphs,
    problems,
    read_body,
    table,
)

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def run(content: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def text_of(content: str) -> str:
    """The text of one paragraph that holds ``content``."""
    (text,) = paragraphs(read_body(f"<w:p>{content}</w:p>"))
    return text


def test_paragraphs_and_tables_in_reading_order() -> None:
    document = read_body(paragraph("前") + table(cell("甲") + cell("乙")) + paragraph("") + paragraph("后"))
    assert [type(block) for block in document.blocks] == [Paragraph, Grid, Paragraph]
    assert [block.address for block in document.blocks if isinstance(block, Paragraph)] == ["P1", "P3"]
    assert document.media_type.endswith("wordprocessingml.document")


def test_spans() -> None:
    document = read_body(
        table(
            cell("甲", RESTART) + cell("乙", span(2)),
            cell("", CONTINUE) + cell("丙") + cell("丁"),
            cell("", CONTINUE) + cell("戊", span(2)),
            cell("己") + cell("") + cell("庚"),
        )
    )
    assert only_grid(document) == (
        Cell(1, 1, "甲", 3, 1),
        Cell(1, 2, "乙", 1, 2),
        Cell(2, 2, "丙"),
        Cell(2, 3, "丁"),
        Cell(3, 2, "戊", 1, 2),
        Cell(4, 1, "己"),
        Cell(4, 2, ""),
        Cell(4, 3, "庚"),
    )


def test_two_merges_side_by_side_and_one_below_the_other() -> None:
    row = cell("甲", RESTART + span(2)) + cell("乙", RESTART)
    below = cell("", CONTINUE + span(2)) + cell("", CONTINUE)
    assert only_grid(read_body(table(row, below, row))) == (
        Cell(1, 1, "甲", 2, 2),
        Cell(1, 3, "乙", 2, 1),
        Cell(3, 1, "甲", 1, 2),
        Cell(3, 3, "乙"),
    )


def test_a_continuing_cell_with_nothing_above_stands_for_itself() -> None:
    assert only_grid(read_body(table(cell("甲", CONTINUE)))) == (Cell(1, 1, "甲"),)
    wider = table(cell("甲", RESTART) + cell("乙"), cell("丙", CONTINUE + span(2)))
    assert only_grid(read_body(wider))[-1] == Cell(2, 1, "丙", 1, 2)


def test_text_under_a_merge_is_reported() -> None:
    document = read_body(table(cell("甲", RESTART), cell("看不见", CONTINUE)))
    assert only_grid(document) == (Cell(1, 1, "甲", 2, 1),)
    assert problems(document) == [("covered_text", "看不见", "T1R1C1")]


def test_legacy_horizontal_merges() -> None:
    restart, goes_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    document = read_body(table(cell("甲", restart) + cell("", goes_on) + cell("隐", goes_on) + cell("乙")))
    assert only_grid(document) == (Cell(1, 1, "甲", 1, 3), Cell(1, 4, "乙"))
    assert problems(document) == [("covered_text", "隐", "T1R1C1")]


def test_columns_left_out_before_and_after_a_row() -> None:
    before = '<w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="1"/></w:trPr>'
    document = read_body(table(cell("甲") * 4, before + cell("乙")))
    assert only_grid(document)[-1] == Cell(2, 3, "乙")


def test_deleted_rows_and_cells_are_gone() -> None:
    gone = '<w:trPr><w:del w:id="1"/></w:trPr>'
    document = read_body(
        table(cell("甲"), gone + cell("乙"), cell("丙", '<w:cellDel w:id="2"/>') + cell("丁"))
    )
    assert only_grid(document) == (Cell(1, 1, "甲"), Cell(2, 1, "丁"))


def test_paragraphs_of_a_cell_are_lines() -> None:
    content = (
        f"<w:tc><w:tcPr/>{paragraph('产出指标')}{paragraph('')}{paragraph('（40分）')}{paragraph(' ')}</w:tc>"
    )
    assert only_grid(read_body(table(content))) == (Cell(1, 1, "产出指标\n\n（40分）"),)


def test_a_nested_table_is_a_grid_after_the_outer_one() -> None:
    inner = table(cell("内1"), cell("内2"))
    deep = f"<w:tc><w:tcPr/>{paragraph('上')}{inner}{paragraph('下')}</w:tc>"
    document = read_body(table(deep + cell("旁")) + paragraph("后") + table(cell("末")))
    assert [[(c.row, c.column, c.text) for c in grid.cells] for grid in grids(document)] == [
        [(1, 1, "上\n下"), (1, 2, "旁")],
        [(1, 1, "内1"), (2, 1, "内2")],
        [(1, 1, "末")],
    ]
    assert [grid.number for grid in grids(document)] == [1, 2, 3]
    assert paragraphs(document) == ["后"]


BOX = f"<w:txbxContent>{paragraph('框一')}{table(cell('框表'))}{paragraph('框二')}</w:txbxContent>"
DRAWN = (
    f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    document = read_body(f"<w:p>{run('<w:t>正</w:t>')}{DRAWN}{run('<w:t>文</w:t>')}</w:p>{paragraph('后')}")
    assert paragraphs(document) == ["正文", "框一", "框二", "后"]
    assert only_grid(document) == (Cell(1, 1, "框表"),)


def test_a_text_box_in_a_cell_is_part_of_its_text() -> None:
    document = read_body(table(f"<w:tc><w:p>{run('<w:t>正文</w:t>')}{DRAWN}</w:p></w:tc>{cell('旁')}"))
    assert [grid.cells for grid in grids(document)] == [
        (Cell(1, 1, "正文\n框一\n框二"), Cell(1, 2, "旁")),
        (Cell(1, 1, "框表"),),
    ]


def test_alternatives_around_blocks_and_rows() -> None:
    def either(choice: str, fallback: str) -> str:
        return (
            f"<mc:AlternateContent><mc:Choice Requires='x'>{choice}</mc:Choice>"
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        )

    row = f"<w:tr>{cell('甲')}</w:tr>"
    body = either(paragraph("选"), paragraph("备")) + f"<w:tbl>{either(row, row)}</w:tbl>" + either("", "")
    document = read_body(body)
    assert paragraphs(document) == ["选"]
    assert only_grid(document) == (Cell(1, 1, "甲"),)


def test_a_fallback_is_taken_where_the_choice_holds_no_text() -> None:
    empty = DRAWN.replace(BOX, "", 1)
    assert paragraphs(read_body(f"<w:p>{empty}</w:p>")) == ["框一", "框二"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("<w:t>a</w:t><w:tab/><w:t>b</w:t>"), "a\tb"),
        (run("<w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t>"), "a\nb\nc"),
        (run('<w:t>a</w:t><w:br w:type="page" w:clear="all"/><w:t>b</w:t>'), "a\nb"),
        (run("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t>"), "a-bc"),
        (run("<w:t>a</w:t><w:ptab/><w:t>b</w:t>"), "a\tb"),
        (run("<w:t>是</w:t>") + run('<w:sym w:font="Wingdings" w:char="F0FE"/>'), "是☑"),
        (run('<w:sym w:font="Wingdings 2" w:char="00A3"/><w:t>否</w:t>'), "□否"),
        (run('<w:t>x</w:t><w:sym w:font="Symbol" w:char="zz"/>'), "x"),
        ("<w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>" + run("<w:t>a</w:t>"), "a"),
        (run("<w:t>≥90&amp;&lt;&#x4E2D;&#25991;&gt;&quot;&apos;</w:t>"), "≥90&<中文>\"'"),
        (run('<w:t xml:space="preserve"> a </w:t>') + run("<w:t>b</w:t>"), "a b"),
        ("<w:hyperlink>" + run("<w:t>链接</w:t>") + "</w:hyperlink>", "链接"),
        ("<w:ins>" + run("<w:t>增</w:t>") + "</w:ins>" + run("<w:t>留</w:t>"), "增留"),
        ("<w:moveTo>" + run("<w:t>增</w:t>") + "</w:moveTo>" + run("<w:t>留</w:t>"), "增留"),
        ("<w:del>" + run("<w:delText>删</w:delText>") + "</w:del>" + run("<w:t>留</w:t>"), "留"),
        ("<w:moveFrom>" + run("<w:t>走</w:t>") + "</w:moveFrom>" + run("<w:t>留</w:t>"), "留"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("<w:t>控件</w:t>") + "</w:sdtContent></w:sdt>", "控件"),
        ("<w:smartTag><w:smartTagPr/>" + run("<w:t>标</w:t>") + "</w:smartTag>", "标"),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt>" + run("<w:t>jì</w:t>") + "</w:rt>"
            "<w:rubyBase>" + run("<w:t>绩</w:t>") + "</w:rubyBase></w:ruby></w:r>",
            "绩",
        ),
        ("<w:fldSimple w:instr='PAGE'>" + run("<w:t>3</w:t>") + "</w:fldSimple>", "3"),
        ("<!-- 注 --><?pi x?>" + run("<w:t>a<!-- 注 -->b<?pi x?>c</w:t>"), "abc"),
        (run("<w:t>a<![CDATA[<w:p>&]]></w:t>"), "a<w:p>&"),
    ],
)
def test_what_stands_for_text(content: str, expected: str) -> None:
    assert text_of(content) == expected


def test_field_codes_are_left_out_and_results_kept() -> None:
    def step(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = (
        step("begin")
        + run("<w:instrText>IF </w:instrText>")
        + step("begin")
        + run("<w:instrText>A</w:instrText>")
        + step("separate")
        + run("<w:t>条件</w:t>")
        + step("end")
        + step("separate")
        + run("<w:t>结果</w:t>")
        + step("end")
        + run("<w:t>后</w:t>")
    )
    assert text_of(nested) == "结果后"
    unclosed = f"<w:p>{step('begin')}{run('<w:t>码</w:t>')}</w:p>{paragraph('不可丢')}"
    assert paragraphs(read_body(unclosed)) == ["不可丢"]


def test_a_result_over_several_paragraphs_is_kept() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText>'
        f'<w:fldChar w:fldCharType="separate"/></w:r>{run("<w:t>一</w:t>")}</w:p>{paragraph("二")}'
        '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert paragraphs(read_body(body)) == ["一", "二"]


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    body = f"<w:p>{mark}{run('<w:t>前半</w:t>')}</w:p>{paragraph('后半')}{paragraph('另')}"
    assert paragraphs(read_body(body)) == ["前半后半", "另"]
    last = table(f"<w:tc><w:p>{mark}{run('<w:t>格</w:t>')}</w:p></w:tc>")
    assert only_grid(read_body(last)) == (Cell(1, 1, "格"),)


def test_hidden_text_is_kept_and_reported() -> None:
    visible = run("<w:t>明</w:t>", '<w:vanish w:val="0"/>')
    hidden = f"<w:p>{run('<w:t>暗</w:t>', '<w:vanish/>')}{visible}</w:p>"
    document = read_body(paragraph("甲") + hidden + table(f"{cell('a')}<w:tc>{hidden}</w:tc>"))
    assert paragraphs(document) == ["甲", "暗明"]
    assert problems(document) == [("hidden_text", "暗", "P2"), ("hidden_text", "暗", "T1R1C2")]


def test_content_controls_around_rows_cells_and_blocks() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    first = f"<w:tr>{control(cell('甲'))}{cell('乙')}</w:tr>"
    second = control(f"<w:tr>{cell('丙')}</w:tr>")
    document = read_body(control(paragraph("前") + f"<w:tbl>{first}{second}</w:tbl>"))
    assert paragraphs(document) == ["前"]
    assert only_grid(document) == (Cell(1, 1, "甲"), Cell(1, 2, "乙"), Cell(2, 1, "丙"))


def test_what_lies_elsewhere_is_reported() -> None:
    assert problems(read_body(f"{paragraph('甲')}<w:altChunk/>")) == [
        ("foreign_part", "嵌入的其他文件未读取。", "P2")
    ]


def test_the_strict_namespace() -> None:
    xml = document_xml(paragraph("甲") + table(cell("乙", span(2)))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    document = read_document(SourceFile("a.docx", docx(xml)))
    assert paragraphs(document) == ["甲"]
    assert only_grid(document) == (Cell(1, 1, "乙", 1, 2),)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """A table's size and rectangles of it that do not overlap, to be merged."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    merges = []
    for _ in range(draw(st.integers(0, 4))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(area) > 1 and not area & taken:
            taken |= area
            merges.append((top, left, bottom, right))
    return height, width, merges


@settings(max_examples=40, deadline=None)
@given(layouts())
def test_merges_made_by_python_docx(layout: tuple[int, int, list[tuple[int, int, int, int]]]) -> None:
    height, width, merges = layout
    made = python_docx.Document()
    grid = made.add_table(height, width)
    covered = set()
    expected = {}
    for top, left, bottom, right in merges:
        grid.cell(top, left).merge(grid.cell(bottom, right)).text = f"合{top}.{left}"
        expected[top, left] = (f"合{top}.{left}", bottom - top + 1, right - left + 1)
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    for row in range(height):
        for column in range(width):
            if (row, column) not in covered:
                grid.cell(row, column).text = f"{row}.{column}"
                expected[row, column] = (f"{row}.{column}", 1, 1)
    stream = io.BytesIO()
    made.save(stream)
    document = read_document(SourceFile("a.docx", stream.getvalue()))
    found = {(c.row - 1, c.column - 1): (c.text, c.row_span, c.column_span) for c in only_grid(document)}
    assert found == expected
    assert document.problems == ()
