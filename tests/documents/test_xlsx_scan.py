"""The quick way through a worksheet and the tree must never disagree."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Document, SourceFile, read_document
from jiheng.documents._xlsx_format import show_general
from jiheng.documents._xlsx_scan import RawCell, scan
from jiheng.documents._xlsx_sheet import _SHORT
from tests.documents.office import DECLARATION, S, only_grid, read_sheet, xlsx

STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="0.00%"/>'
    '<numFmt numFmtId="171" formatCode="@&quot;元&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/><xf numFmtId="171"/></cellXfs>'
)
STRINGS = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r></si>"
SLOWLY = "<!-- -->"
"""A comment among the rows is left to the tree and says nothing."""


def sheet(rows: str, head: str = DECLARATION) -> bytes:
    return f'{head}<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def read(rows: str) -> Document:
    merged = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    return read_sheet(rows, merged, styles=STYLES, strings=STRINGS)


def is_quick_and_right(rows: str) -> bool:
    """Whether the quick way was taken; what it gives must be what the tree gives."""
    quick, slow = read(rows), read(SLOWLY + rows)
    assert (quick.blocks, quick.problems) == (slow.blocks, slow.problems)
    assert scan(sheet(SLOWLY + rows)) is None
    return scan(sheet(rows)) is not None


def sheets_of(book: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]


def changed(book: bytes, change: Callable[[bytes], bytes]) -> Document:
    """Read a workbook after a change to the XML of its sheets."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as archive, zipfile.ZipFile(stream, "w") as other:
        for name in archive.namelist():
            part = archive.read(name)
            other.writestr(name, change(part) if name.startswith("xl/worksheets/sheet") else part)
    return read_document(SourceFile("a.xlsx", stream.getvalue()))


def test_the_real_package(seed: Path) -> None:
    content = (seed / "department-2024.xlsx").read_bytes()
    assert all(scan(xml) for xml in sheets_of(content))
    quick = read_document(SourceFile("a.xlsx", content))
    slow = changed(content, lambda xml: xml.replace(b"<sheetData>", f"<sheetData>{SLOWLY}".encode()))
    assert quick.blocks == slow.blocks


def test_sheets_of_usual_writers_are_read_quickly() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    page = made.active
    assert page is not None
    page.append(["项目", 0.5, None, True, "<&>"])
    page.merge_cells("A2:C3")
    made.save(stream)
    assert all(scan(xml) for xml in sheets_of(stream.getvalue()))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page_of_writer = book.add_worksheet()
        page_of_writer.write_row(0, 0, ["项目", 0.5, True])
        page_of_writer.write_formula(1, 0, "=A1", None, "3")
        page_of_writer.merge_range(2, 0, 3, 2, "甲")
    assert all(scan(xml) for xml in sheets_of(stream.getvalue()))


def test_cells_are_cut_out() -> None:
    rows = (
        '<row r="1" spans="1:3"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1"/>'
        '<c r="C1"><f>A1</f><v>3</v></c></row>'
        '<row r="2" ht="15"/>\n<row><c r="A3" t="inlineStr"><is><t>&lt;&#30002;&#x7532;</t></is></c></row>'
    )
    assert scan(sheet(rows)) == (
        sheet(""),
        [
            RawCell("A1", "2", "s", "0", ""),
            RawCell("C1", "", "n", "3", ""),
            RawCell("A3", "", "inlineStr", "", "<甲甲"),
        ],
    )


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c></row>",
        '<row><c r="A1"><f>B1</f></c></row>',
        '<row><c r="A1" t="inlineStr"><is><r><t>甲</t></r></is></c></row>',
        '<row><c r="A1" t="str"><v>&unknown;</v></c></row>',
        '<row><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row><c r="A1" t="str"><v>&#xD800;</v></c></row>',
        '<row><c r="A1"><v><![CDATA[1]]></v></c></row>',
        '<row><c r="A1" xmlns="urn:other"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c>',
        '<c r="A1"><v>1</v></c>',
        "<row></row></row>",
        "<row><row></row>",
        "<row>甲</row>",
        '<row><c r="A1"><v>\r\n1</v></c></row>',
    ],
)
def test_unusual_markup_is_left_to_the_tree(rows: str) -> None:
    assert scan(sheet(rows)) is None


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<worksheet/>",
        sheet("").replace(b"<sheetData>", b"<x:sheetData>"),
        sheet("") + b"<!-- <sheetData></sheetData> -->",
        sheet('<row><c r="A1" t="str"><v>sheetData</v></c></row>'),
        sheet("").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        sheet('<row><c r="A1" t="str"><v>甲</v></c></row>')[:-60]
        + b"\xff</v></c></row></sheetData></worksheet>",
    ],
)
def test_unusual_parts_are_left_to_the_tree(xml: bytes) -> None:
    assert scan(xml) is None


ONE = xlsx({"表": '<sheetData><row><c r="A1" t="str"><v>é</v></c></row></sheetData>'})


def test_cells_in_a_comment_are_none() -> None:
    def commented(xml: bytes) -> bytes:
        return xml.replace(b"<sheetData>", b"<!--<sheetData>").replace(b"</sheetData>", b"</sheetData>-->")

    assert only_grid(changed(ONE, commented)) == ()


def test_cells_of_another_namespace_are_none() -> None:
    assert only_grid(changed(ONE, lambda xml: xml.replace(S.encode(), b"urn:other"))) == ()


def test_a_declared_encoding_is_kept_to() -> None:
    (cell,) = only_grid(changed(ONE, lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1")))
    assert cell.text == "é".encode().decode("latin-1")


CONTENTS = st.one_of(
    st.sampled_from(
        [
            "",
            "<v/>",
            "<v></v>",
            "<f>A1</f>",
            '<f t="shared" si="0"/><v>2</v>',
            "<f>A1</f><v>0.9375</v>",
            "<is><t>甲&amp;乙</t></is>",
            '<is><t xml:space="preserve"> 甲 </t></is>',
            "<is><r><t>甲</t></r><rPh><t>读</t></rPh></is>",
            "<is/>",
        ]
    ),
    st.sampled_from(
        ["0", "1", "7", "-0", "007", "0.5", "418.85", "1e3", "-.5", "甲", "_x000D_", "&#30002;"]
    ).map(lambda value: f"<v>{value}</v>"),
)
CELLS = st.tuples(
    st.sampled_from(["", *(f' r="{address}"' for address in ("A1", "B1", "B2", "D4", "C9", "A0", "ZZZ1"))]),
    st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="99"', ' s="x"']),
    st.sampled_from(["", *(f' t="{kind}"' for kind in ("n", "s", "str", "inlineStr", "b", "e", "d", "odd"))]),
    CONTENTS,
).map(lambda made: f"<c{made[0]}{made[1]}{made[2]}>{made[3]}</c>")
ROWS = st.lists(CELLS, max_size=4).map(lambda cells: f"<row>{''.join(cells)}</row>")


@settings(max_examples=300, deadline=None)
@given(st.lists(ROWS, max_size=3).map("".join))
def test_both_ways_give_the_same(rows: str) -> None:
    is_quick_and_right(rows)


@pytest.mark.parametrize("kind", ["n", "s", "str", "b", "e", "d"])
@pytest.mark.parametrize("value", ["1", "0.5", "2024-05-16", "_x000D_甲", "&lt;"])
@pytest.mark.parametrize("style", ["0", "1", "2", "3"])
def test_kinds_are_read_quickly(kind: str, value: str, style: str) -> None:
    rows = f'<row r="1"><c r="A1" s="{style}" t="{kind}"><v>{value}</v></c></row>'
    assert is_quick_and_right(rows)


@given(st.from_regex(_SHORT, fullmatch=True))
def test_numbers_that_stand_as_general_shows_them(written: str) -> None:
    assert show_general(Decimal(f"{float(written):.15g}")) == written
