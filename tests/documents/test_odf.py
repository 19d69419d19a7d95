from pathlib import Path

import pytest

from jiheng.documents import Document, Grid, SourceFile, _odf, _sheet, read_document
from jiheng.errors import DocumentError
from tests.documents.legacy import only_grid
from tests.documents.office import paragraphs, problems, zipped

FILES = Path(__file__).parent / "files"
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)
TYPE = "application/vnd.oasis.opendocument."


def odf(kind: str, body: str, *, styles: str = "", manifest: str = "", head: str = "") -> Document:
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    parts = {"mimetype": TYPE + kind, "content.xml": xml}
    if manifest:
        parts["META-INF/manifest.xml"] = manifest
    return read_document(SourceFile("材料.ods" if kind == "spreadsheet" else "材料.odt", zipped(parts)))


def sheet(rows: str) -> Document:
    return odf("spreadsheet", f'<table:table table:name="表">{rows}</table:table>')


def shape(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    return [(c.row, c.column, c.text, c.row_span, c.column_span) for c in grid.cells]


def test_text() -> None:
    document = odf(
        "text",
        "<text:tracked-changes><text:p>删去</text:p></text:tracked-changes>"
        '<text:h>题</text:h><text:p/><text:p>甲 \n <text:span>乙</text:span><text:s text:c="2"/>丙'
        "<text:tab/>丁"
        "<text:line-break/>戊<text:note><text:p>注</text:p></text:note><office:annotation><text:p>批</text:p>"
        "</office:annotation><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zì</text:ruby-text>"
        "</text:ruby>\u2011\xad末</text:p>"
        "<text:list><text:list-item><text:p>项</text:p></text:list-item></text:list>"
        "<text:section><text:p>框前<draw:frame><draw:text-box><text:p>框内</text:p></draw:text-box></draw:frame>"
        "框后</text:p></text:section>",
    )
    assert document.media_type == TYPE + "text"
    assert paragraphs(document) == ["题", "甲 乙  丙\t丁\n戊字-末", "项", "框前框后", "框内"]
    assert [block.number for block in document.blocks] == [1, 3, 4, 5, 6]


def test_tables_in_text() -> None:
    cell, covered = "<table:table-cell><text:p>{}</text:p></table:table-cell>", "<table:covered-table-cell/>"
    inner = f"<table:table><table:table-row>{cell.format('内')}</table:table-row></table:table>"
    document = odf(
        "text",
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>一</text:p>'
        f"<text:p>二</text:p></table:table-cell>{covered}{cell.format('右')}</table:table-row>"
        f"</table:table-header-rows><table:table-row><table:covered-table-cell><text:p>盖住</text:p>"
        f"</table:covered-table-cell>{covered}<table:table-cell>{inner}<text:p>外</text:p></table:table-cell>"
        "</table:table-row></table:table>",
    )
    outer, nested = (block for block in document.blocks if isinstance(block, Grid))
    assert shape(outer) == [(1, 1, "一\n二", 2, 2), (1, 3, "右", 1, 1), (2, 3, "外", 1, 1)]
    assert shape(nested) == [(1, 1, "内", 1, 1)]
    assert problems(document) == [("covered_text", "盖住", "T1R2C1")]


def test_sheets_as_displayed() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="percentage" office:value="0.9375">'
        '<text:p>93.75%</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"><text:p>甲</text:p>'
        "<text:p>乙</text:p></table:table-cell></table:table-row>"
        '<table:table-row><table:table-cell office:value-type="float" office:value="7.8"/></table:table-row>'
    )
    grid = only_grid(sheet(rows))
    assert grid.title == "表"
    assert [found for found in shape(grid) if found[2]] == [
        (3, 1, "93.75%", 1, 1),
        (3, 4, "甲\n乙", 2, 1),
        (4, 1, "7.8", 1, 1),
    ]


def test_repeated_cells_and_rows() -> None:
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3">'
    )
    grid = only_grid(sheet(f"{row}<text:p>x</text:p></table:table-cell></table:table-row>"))
    assert [(row, column) for row, column, *_ in shape(grid)] == [(r, c) for r in (1, 2) for c in (1, 2, 3)]


def test_hidden_sheets_are_read_and_reported() -> None:
    style = (
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    row = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    body = f'<table:table table:name="密" table:style-name="ta2">{row}</table:table>'
    assert problems(odf("spreadsheet", body, styles=style)) == [("hidden_sheet", "密", "T1")]


@pytest.mark.parametrize("count", [10**6, 10**9, 10**30])
def test_repetitions_are_bounded(count: int) -> None:
    row = (
        f'<table:table-row table:number-rows-repeated="{count}"><table:table-cell '
        f'table:number-columns-repeated="{count}"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    document = sheet(row * 3)
    assert len(only_grid(document).cells) <= _odf.MAX_CELLS + 3 * _odf.MAX_COLUMN
    assert "repetition_cut" in {problem.code for problem in document.problems}
    in_text = odf("text", f"<table:table>{row * 3}</table:table>")
    assert len(only_grid(in_text).cells) <= 2 * _odf.MAX_CELLS + 3


def test_blank_cells_between_repeated_ones_are_bounded() -> None:
    cell = "<table:table-cell><text:p>x</text:p></table:table-cell>"
    rows = (
        f'<table:table-row>{cell}<table:table-cell table:number-columns-repeated="17"/>'
        f"{cell}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    )
    document = sheet(rows)
    assert len(only_grid(document).cells) <= _odf.MAX_CELLS + _sheet.MAX_BLANK
    assert {"repetition_cut", "sparse_sheet"} <= {problem.code for problem in document.problems}


def test_huge_spans_and_spaces_are_bounded() -> None:
    cell = (
        '<table:table-cell table:number-columns-spanned="999999999" table:number-rows-spanned="999999999">'
        '<text:p>x<text:s text:c="999999999"/>y</text:p></table:table-cell>'
    )
    body = f"<table:table-row>{cell}</table:table-row>"
    for document in (sheet(body), odf("text", f"<table:table>{body}</table:table>")):
        grid = only_grid(document)
        assert sum(c.row_span * c.column_span for c in grid.cells) < 1_000_000
        assert len(grid.cells[0].text) < 2000


def test_refused_with_words() -> None:
    with pytest.raises(DocumentError, match="取消密码"):
        odf("text", "", manifest="<manifest:encryption-data/>")
    with pytest.raises(DocumentError, match="DTD"):
        odf("text", "", head="<!DOCTYPE a>")
    with pytest.raises(DocumentError, match="不是文字或表格"):
        odf("presentation", "")
    with pytest.raises(DocumentError, match="512"):
        odf("spreadsheet", "<table:table/>" * 513)
    with pytest.raises(DocumentError, match="无法解析"):
        odf("text", "<text:section>" * 400 + "</text:section>" * 400)


def test_the_example_from_libreoffice() -> None:
    """It drops blank paragraphs that only end a section, so numbers may differ, texts and cells may not."""
    text, word, sheets, book = (
        read_document(SourceFile(name, (FILES / name).read_bytes()))
        for name in ("package.odt", "package.docx", "package.ods", "package.xlsx")
    )
    assert paragraphs(text) == paragraphs(word)
    for ours, theirs in ((text, word), (sheets, book)):
        assert [shape(b) for b in ours.blocks if isinstance(b, Grid)] == [
            shape(b) for b in theirs.blocks if isinstance(b, Grid)
        ]
    assert sheets.blocks == book.blocks
