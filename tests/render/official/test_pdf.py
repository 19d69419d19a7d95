"""What is written as PDF is accessible, whole, and read back by a reader of PDF files."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiheng
from jiheng.documents import Cell, Grid, Paragraph, SourceFile, read_document
from jiheng.errors import RenderError
from jiheng.render.official import Line, Look, OfficialDocument, Sheet, Style, Table, compose
from jiheng.render.official._pdf import write_pdf
from tests.conftest import EXAMPLE
from tests.render.official._documents import one_table, shape_of, shape_read

CODE = '#set text(red) $x^2$ *b* _i_ @ref <label> "q" \\ \\u{4e2d} `raw` // /* [x] = - + ~ --- \'s'


def text_of(content: bytes) -> str:
    """What PDFium reads on the pages, without the white space that a line end makes."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return re.sub(r"\s|\ufffe", "", "".join(pages))


def asked(tool: str, content: bytes, folder: Path) -> str:
    """What a public tool says about a file."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    (folder / "x.pdf").write_bytes(content)
    return subprocess.run([tool, "x.pdf"], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def example() -> bytes:
    return write_pdf(compose(jiheng.read(EXAMPLE / "department-2024.docx")).document)


def test_pages_are_tagged_and_titled(example: bytes, tmp_path: Path) -> None:
    said = asked("pdfinfo", example, tmp_path)
    assert re.search(r"^Tagged: +yes$", said, re.MULTILINE)
    assert re.search(r"^Title: +示例市工业和信息化局$", said, re.MULTILINE)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in example
    assert re.search(rb"/Lang ?\(zh-CN\)", example)


def test_header_rows_are_tagged_as_such() -> None:
    table = one_table("指标|得分", "甲|1").sheets[0].blocks[0]
    assert isinstance(table, Table)
    labels = (*(Look(strong=True),) * 2, Look(), Look())
    for headed in (replace(table, looks=labels), replace(table, repeated_rows=frozenset({1}))):
        assert write_pdf(OfficialDocument("", (Sheet("一", (headed,)),))).count(b"/S/TH") == 2 + 1  # THead


def test_all_fonts_are_embedded(example: bytes, tmp_path: Path) -> None:
    fonts = asked("pdffonts", example, tmp_path).splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes yes yes +\d+ +0$", font) for font in fonts)


def test_bookmarks_are_the_sheets(example: bytes) -> None:
    document = compose(jiheng.read(EXAMPLE / "department-2024.docx")).document
    with pypdfium2.PdfDocument(example) as pdf:
        marks = [mark.get_title() for mark in pdf.get_toc() if mark.level == 0]
    assert [mark for mark in marks if mark in {sheet.name for sheet in document.sheets}] == [
        sheet.name for sheet in document.sheets
    ]


def test_the_same_document_gives_the_same_bytes(example: bytes) -> None:
    write_pdf(one_table("甲|乙"))
    assert write_pdf(compose(jiheng.read(EXAMPLE / "department-2024.docx")).document) == example


def test_text_is_never_code() -> None:
    line = Line(CODE, Style.BODY)
    document = one_table(f"{CODE}|正常", widths=(120, 30))
    sheet = replace(document.sheets[0], blocks=(line, *document.sheets[0].blocks), name=CODE)
    content = write_pdf(OfficialDocument(CODE, (sheet,)))
    assert text_of(content).count(re.sub(r"\s", "", CODE)) == 2
    with pypdfium2.PdfDocument(content) as pdf:
        assert pdf.get_metadata_value("Title") == CODE
        assert [mark.get_title() for mark in pdf.get_toc()] == [CODE]


_WORDS = st.text("项目支出绩效自评年度总体目标甲乙丙，。（）、《》%0123456789abcXYZ#$*_@\\\"'", max_size=40)


@settings(max_examples=15)
@given(st.lists(st.tuples(_WORDS, _WORDS, _WORDS), min_size=1, max_size=12))
def test_pdfium_reads_every_cell(rows: list[tuple[str, str, str]]) -> None:
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1))
    looks = tuple(Look(strong=cell.row == 1) for cell in cells)
    table = Table(Grid(1, cells), (50, 50, 50), looks, frozenset({1}))
    seen = text_of(write_pdf(OfficialDocument("自评", (Sheet("自评", (table,)),))))
    for cell in cells:
        assert cell.text in seen


def test_our_reader_reads_the_same_grid() -> None:
    rows = ("指标|目标值|完成值|得分", "新增企业数|≥40家|116家|4", "增长率|≥7%|10.4%|4", "满意度||94.99%|10")
    document = one_table(*rows, widths=(50, 30, 30, 30))
    read = [block for block in shape_read("自评.pdf", write_pdf(document)) if not isinstance(block, str)]
    assert read == shape_of(document)  # beside the page number there is nothing but the table


@pytest.mark.parametrize("text", ["甲\U000f0000", "\u0378乙"])
def test_a_character_without_a_font_is_refused_by_its_cell(text: str) -> None:
    with pytest.raises(RenderError, match=r"自评表：T1R2C1：.*没有一种字体有这个字.*U\+(F0000|0378)"):
        write_pdf(one_table("指标|得分", f"{text}|1"))


def test_a_row_of_many_pages_is_parted_and_short_ones_are_whole() -> None:
    long = "说明情况。" * 900
    content = write_pdf(one_table("指标|说明", f"甲|{long}", widths=(50, 100)))
    assert text_of(content).count("说明情况。") >= 890  # a page number may stand within one
    with pypdfium2.PdfDocument(content) as pdf:
        assert len(pdf) > 2


def test_sixty_indicators_with_a_merged_label_fill_pages_with_the_head_on_each() -> None:
    cells = [Cell(1, 1, "绩效"), Cell(1, 2, "三级指标"), Cell(2, 1, "绩效指标（100分）", 60, 1)]
    cells += [Cell(row, 2, f"指标{row}") for row in range(2, 62)]
    looks = tuple(Look(vertical=cell.row_span > 1) for cell in cells)
    table = Table(Grid(1, tuple(cells)), (12, 140), looks, frozenset({1}))
    content = write_pdf(OfficialDocument("自评", (Sheet("自评", (table,)),)))
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) > 1
    assert all("三级指标" in page for page in pages)
    seen = text_of(content)
    assert all(f"指标{row}" in seen for row in range(2, 62))


def test_sheets_have_their_paper() -> None:
    sheets = (Sheet("竖", (Line("甲", Style.BODY),)), Sheet("横", (Line("乙", Style.BODY),), landscape=True))
    with pypdfium2.PdfDocument(write_pdf(OfficialDocument("", sheets))) as pdf:
        sizes = [(round(page.get_width()), round(page.get_height())) for page in pdf]
    assert sizes == [(595, 842), (842, 595)]


def test_a_change_shows_both_texts() -> None:
    seen = text_of(write_pdf(one_table("得分|8", look=Look(was="9"))))
    assert "98" in seen


@pytest.mark.parametrize("above", range(24, 36))
def test_rows_and_labels_at_a_page_break_are_read_as_written(above: int) -> None:
    # Three labels of one, two and three rows come to stand at the break, a little further down each time.
    rows = [("甲类", f"事项{n}", "已完成") for n in range(1, above + 1)]
    rows += [
        (label, f"{label}事项{n}", "未完成")
        for label, n in zip("乙丙丙丁丁丁", (1, 1, 2, 1, 2, 3), strict=True)
    ]
    spans = {1: above, above + 1: 1, above + 2: 2, above + 4: 3}
    cells = [Cell(r, c, t) for r, row in enumerate(rows, 1) for c, t in enumerate(row, 1) if c > 1]
    cells += [Cell(row, 1, rows[row - 1][0], span, 1) for row, span in spans.items()]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    table = Table(Grid(1, tuple(cells)), (20, 60, 60), (Look(),) * len(cells))
    document = OfficialDocument("题", (Sheet("页", (table,)),))
    assert shape_read("x.pdf", write_pdf(document)) == shape_of(document)


@pytest.mark.parametrize("times", [150, 300, 700])
def test_a_row_cut_twice_beside_rows_that_say_the_same_is_one_row(times: int) -> None:
    rows = ("指标|说明", "甲|无", f"乙|{'说明情况，' * times}", "丙|无", "丁|无")
    document = one_table(*rows, widths=(40, 60))
    assert shape_read("x.pdf", write_pdf(document)) == shape_of(document)


def test_our_reader_keeps_characters_beyond_the_first_plane() -> None:
    table = Table(Grid(1, (Cell(1, 1, "甲𠮷乙"), Cell(1, 2, "丙"))), (40, 40), (Look(), Look()))
    document = OfficialDocument("题", (Sheet("页", (Line("𠮷野，𠮷。", Style.BODY), table)),))
    blocks = read_document(SourceFile("x.pdf", write_pdf(document))).blocks
    texts = [cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells]
    assert texts == ["甲𠮷乙", "丙"]
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text == "𠮷野，𠮷。"
