"""Damaged and malicious files: refused in words or read with a problem, quickly and in little memory."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import msoffcrypto.format.ooxml
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Cell, _archive, _text
from jiheng.documents._encoding import MAX_TEXT_BYTES
from jiheng.errors import DocumentError
from tests.documents.office import (
    DECLARATION,
    cell,
    document_xml,
    docx,
    grids,
    only_grid,
    paragraph,
    paragraphs,
    read,
    read_body,
    refusal,
    relationships,
    table,
    xlsx,
    zipped,
)

MIB = 1024 * 1024

pytestmark = pytest.mark.usefixtures("bounded")


GOOD_DOCX = docx(document_xml(paragraph("甲") + table(cell("乙") + cell("丙"))))
GOOD_XLSX = xlsx({"表": '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'})


def test_the_good_ones_are_good() -> None:
    assert read(GOOD_DOCX).problems == read(GOOD_XLSX, "a.xlsx").problems == ()


def test_empty_file() -> None:
    assert "0 字节" in refusal(b"")
    assert "0 字节" in refusal(b"", "a.txt")


def test_zip_without_entries() -> None:
    assert "没有 Word 或 Excel 文档" in refusal(b"PK\x05\x06" + bytes(18))


def test_a_text_that_begins_like_a_zip() -> None:
    assert paragraphs(read(b"PK 1", "a.txt")) == ["PK 1"]


@pytest.mark.parametrize("kept", [4, 100, 0.5, 0.9, -1])
def test_truncated_zip(kept: float) -> None:
    end = int(len(GOOD_DOCX) * kept) if isinstance(kept, float) else int(kept)
    assert "已损坏" in refusal(GOOD_DOCX[:end])


def test_bomb_by_declared_size() -> None:
    too_large = docx(b" " * (_archive.MAX_PART_BYTES + 1))
    assert len(too_large) < MIB
    assert "解压后过大" in refusal(too_large)


def test_bomb_by_ratio() -> None:
    assert "解压后过大" in refusal(docx(b" " * (_archive.RATIO_FREE_BYTES + 1)))


def test_bomb_by_many_parts_that_inflate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive, "MAX_TOTAL_BYTES", 4000)
    rows = "".join(f"<row><c><v>{number}</v></c></row>" for number in range(50))
    sheets = {str(number): f"<sheetData>{rows}</sheetData>" for number in range(9)}
    assert "解压后过大" in refusal(xlsx(sheets), "a.xlsx")


def test_bomb_that_lies_about_its_size() -> None:
    content = bytearray(docx(b" " * (32 * MIB)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.rfind(signature)
        struct.pack_into("<I", content, at + offset, 1000)
    assert "已损坏" in refusal(bytes(content))


def test_too_many_parts() -> None:
    parts = {f"word/{number}.xml": "" for number in range(_archive.MAX_PARTS + 1)}
    assert "部件超过" in refusal(zipped(parts))


def test_too_much_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive, "MAX_MARKUP", 100)
    assert "内容过多" in refusal(docx(document_xml("<w:p/>" * 101)))


def test_too_large_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive, "MAX_FILE_BYTES", 100)
    assert "文件超过" in refusal(GOOD_DOCX)


@pytest.mark.parametrize("second", ["word/document.xml", "WORD/Document.XML"])
def test_a_part_that_is_there_twice(second: str) -> None:
    stream = io.BytesIO(GOOD_DOCX)
    with zipfile.ZipFile(stream, "a") as archive:
        if second == "word/document.xml":
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(second, document_xml(paragraph("另一个")))
        else:
            archive.writestr(second, document_xml(paragraph("另一个")))
    assert "出现两次" in refusal(stream.getvalue())


@pytest.mark.parametrize(
    "target",
    ["../../../etc/passwd", "file:///etc/passwd", "//example.invalid/a.xml", "word/缺.xml", "%00.xml"],
)
def test_relationships_that_lead_elsewhere(target: str) -> None:
    parts = {"_rels/.rels": relationships({"rId1": ("officeDocument", target)})}
    assert refusal(zipped(parts))


def test_an_external_main_part_is_not_fetched() -> None:
    rels = relationships({"rId1": ("officeDocument", "http://example.invalid/a.xml")})
    rels = rels.replace("/>", ' TargetMode="External"/>')
    assert "没有 Word 或 Excel 文档" in refusal(zipped({"_rels/.rels": rels}))


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'


def with_doctype(xml: str, doctype: str) -> str:
    return xml.replace("?>", f"?>{doctype}", 1)


@pytest.mark.parametrize("doctype", [LAUGHS, EXTERNAL, REMOTE, "<!DOCTYPE x>"])
def test_document_types_are_refused_in_word_documents(doctype: str) -> None:
    xml = with_doctype(document_xml(paragraph("&m;" if "ENTITY m" in doctype else "甲")), doctype)
    assert "DTD" in refusal(docx(xml))
    assert refusal(docx(xml.replace("UTF-8", "UTF-16").encode("utf-16")))


def test_entities_in_attributes_do_not_grow() -> None:
    xml = with_doctype(document_xml('<w:p w:x="&m;"/>'), LAUGHS)
    assert refusal(docx(xml))


@pytest.mark.parametrize(
    "part",
    ["_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"],
)
def test_document_types_are_refused_in_every_part(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD_XLSX)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[part] = with_doctype(parts[part], LAUGHS)
    assert "DTD" in refusal(zipped(parts), "a.xlsx")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"\x00\x01",
        b"<w:document",
        document_xml(paragraph("甲"))[:-20].encode(),
        document_xml("<w:p>").encode(),
        document_xml(paragraph("&undefined;")).encode(),
        document_xml(paragraph("\x00")).encode(),
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_malformed_xml(xml: bytes) -> None:
    assert "无法解析" in refusal(docx(xml))


def test_xml_that_is_no_document() -> None:
    assert "不是 Word 文档" in refusal(docx(f"{DECLARATION}<html/>"))
    parts = {
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": "<x/>",
    }
    assert "不是 Excel 工作簿" in refusal(zipped(parts), "a.xlsx")


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deeply_nested_xml(depth: int) -> None:
    body = "<w:sdt>" * depth + "<!-- -->" + "</w:sdt>" * depth
    assert "无法解析" in refusal(docx(document_xml(body)))


def test_nesting_up_to_the_limit_is_read() -> None:
    tables, inlines = 60, 200
    body = "<w:tbl><w:tr><w:tc>" * tables + paragraph("底") + "</w:tc></w:tr></w:tbl>" * tables
    assert [grid.cells for grid in grids(read_body(body))][-1] == (Cell(1, 1, "底"),)
    body = f"<w:p>{'<w:ins>' * inlines}<w:r><w:t>底</w:t><w:noBreakHyphen/></w:r>{'</w:ins>' * inlines}</w:p>"
    assert paragraphs(read_body(body)) == ["底-"]


@pytest.mark.parametrize(
    ("span", "columns"),
    [("1000000", 63), ("9" * 5000, 63), ("0", 1), ("-3", 1), ("", 1), ("2.5", 1), ("٣", 1), ("0x10", 1)],
)
def test_impossible_column_spans(span: str, columns: int) -> None:
    document = read_body(table(cell("甲", f'<w:gridSpan w:val="{span}"/>') + cell("乙")))
    assert only_grid(document) == (Cell(1, 1, "甲", 1, columns), Cell(1, columns + 1, "乙"))


@pytest.mark.parametrize(("before", "column"), [("1000000", 64), ("-1", 1), ("x", 1)])
def test_impossible_columns_before_a_row(before: str, column: int) -> None:
    row = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>{cell("甲")}'
    assert only_grid(read_body(table(row))) == (Cell(1, column, "甲"),)


@pytest.mark.parametrize("size", [MAX_TEXT_BYTES + 1, 200 * MIB])
def test_text_that_is_too_large(size: int) -> None:
    assert "超过 64 MB" in refusal(b"a" * size, "a.txt")


def test_a_line_of_ten_megabytes() -> None:
    document = read(b"\t" + b"a" * (10 * MIB) + b"\n\tb\n", "a.txt")
    assert [len(c.text) for c in only_grid(document)] == [10 * MIB, 1]


def test_text_of_too_many_lines() -> None:
    assert "1000000 行" in refusal(b"\n" * (_text.MAX_LINES + 1), "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "\tx\n" * 50_000,
        "\tx" + "\ny" * 200_000,
        "\tx\n\ny\n" * 20_000,
        "\n" * 100_000,
        "[bookmark: " * 200_000,
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    assert read(text.encode(), "a.txt")


def test_binary_that_decodes_is_no_text() -> None:
    assert "不是文本文件" in refusal(bytes(range(1, 32)) * 100, "a.txt")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def encrypted() -> bytes:
    stream = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(GOOD_DOCX)).encrypt("password", stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (encrypted, "取消密码"),
        (lambda: OLE + "WordDocument".encode("utf-16-le"), "已损坏或不完整"),
        (lambda: OLE + "Workbook".encode("utf-16-le"), "已损坏或不完整"),
        (lambda: OLE, "已损坏或不完整"),
        (lambda: b"%PDF-1.7\n", "PDF"),
        (lambda: b"\n\n%PDF-1.7\n", "PDF"),
        (lambda: b"\x89PNG\r\n\x1a\n", "图片"),
        (lambda: b"Rar!\x1a\x07", "RAR"),
        (lambda: b"\xef\xbb\xbf<?xml version='1.0'?><w:wordDocument/>", "XML"),
        (lambda: zipped({"a.txt": "甲"}), "没有 Word 或 Excel 文档"),
        (lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "没有 Word 或 Excel 文档"),
        (
            lambda: zipped({"_rels/.rels": relationships({"a": ("officeDocument", "xl/workbook.bin")})}),
            "暂不支持这种 Office 文件",
        ),
        (
            lambda: zipped({"_rels/.rels": relationships({"a": ("officeDocument", "ppt/presentation.xml")})}),
            "暂不支持这种 Office 文件",
        ),
    ],
)
@pytest.mark.parametrize("name", ["材料.docx", "材料.xlsx", "材料.txt", "材料"])
def test_other_kinds_are_refused_whatever_their_name(
    make: Callable[[], bytes], words: str, name: str
) -> None:
    assert words in refusal(make(), name)


def test_zip_encryption() -> None:
    content = bytearray(GOOD_DOCX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 1)
    assert "加密" in refusal(bytes(content))


def test_compression_nobody_uses() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("_rels/.rels", relationships({"rId1": ("officeDocument", "word/document.xml")}))
    assert "已损坏" in refusal(stream.getvalue())


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (GOOD_DOCX, "a.txt", "wordprocessingml"),
        (GOOD_DOCX, "a.doc", "wordprocessingml"),
        (GOOD_DOCX, "a.xlsx", "wordprocessingml"),
        (GOOD_XLSX, "a.docx", "spreadsheetml"),
        (GOOD_XLSX, "a.xls", "spreadsheetml"),
        ("甲".encode(), "a.docx", "text/plain"),
        ("甲".encode(), "A.PDF", "text/plain"),
    ],
)
def test_content_decides_and_a_wrong_name_is_reported(content: bytes, name: str, kind: str) -> None:
    document = read(content, name)
    assert kind in document.media_type
    assert [problem.code for problem in document.problems] == ["suffix_mismatch"]
    assert document.blocks


@pytest.mark.parametrize("name", ["a.docx", "a.DOCM", "a", "-", "a.2024年"])
def test_right_and_unknown_names_are_no_problem(name: str) -> None:
    assert read(GOOD_DOCX, name).problems == ()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([GOOD_DOCX, GOOD_XLSX]), st.integers(0, 2**32), st.integers(1, 8))
def test_bytes_changed_at_random(content: bytes, seed: int, changes: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret, a reproducible damage
    damaged = bytearray(content)
    for _ in range(changes):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    try:
        read(bytes(damaged))
    except DocumentError as error:
        assert error.reason  # noqa: PT017  # either outcome is right, as long as it is one of the two


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.docx"]))
def test_any_bytes(content: bytes, name: str) -> None:
    try:
        read(content, name)
    except DocumentError as error:
        assert error.reason  # noqa: PT017  # either outcome is right, as long as it is one of the two


@pytest.mark.parametrize("mark", ["\u2028", "\n", "\x1b[2J", "\r", "\x85"])
def test_names_inside_of_a_file_cannot_break_a_message(mark: str) -> None:
    rels = relationships({"rId1": ("officeDocument", f"word/缺{quote(mark)}.xml")})
    reason = refusal(zipped({"_rels/.rels": rels}))
    assert reason.startswith("缺少部件 word/缺?")
    assert reason.isprintable()
    long = relationships({"rId1": ("officeDocument", f"word/{'长' * 5000}.xml")})
    assert len(refusal(zipped({"_rels/.rels": long}))) < 150
