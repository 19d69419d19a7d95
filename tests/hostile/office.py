"""Hostile office files: entities, outside references, macros, objects, nesting, empty sheets, passwords."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial

import msoffcrypto.format.ooxml

from tests.documents import legacy
from tests.documents.legacy import ole, record, word, workbook
from tests.documents.office import (
    document_xml,
    docx,
    paragraph,
    relationships,
    xlsx,
    zipped,
)
from tests.hostile.attack import Attack, either, harmless, refused
from tests.hostile.small import content_xml, odf, small, typed
from tests.hostile.zips import encrypted_odf

ROWS = 1_048_576
_REPEATED = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}"/>'
    "</table:table-row>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
SQUARED = f'<!DOCTYPE x [<!ENTITY a "{"哈" * 50_000}">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p.dtd"> %p;]>'
DOCTYPES = {
    "laughs": LAUGHS,
    "squared": SQUARED,
    "external": EXTERNAL,
    "remote": REMOTE,
    "parameter": PARAMETER,
}
USES = {"laughs": "&m;", "squared": "&a;" * 1000, "external": "&m;"}
ADDRESS = "http://127.0.0.1:9/x"
SECRET = "root:x:0"  # noqa: S105  # the beginning of a public file
"""What a program that follows a reference to the list of users would show."""


def attacks() -> Iterator[Attack]:
    """Yield every hostile office file."""
    yield from _entities()
    yield from _references()
    yield from _programs()
    yield from _nesting()
    yield from _empty_sheets()
    yield from _passwords()


def _entities() -> Iterator[Attack]:
    for what in DOCTYPES:
        for kind, part in (
            ("docx", "word/document.xml"),
            ("docx", "_rels/.rels"),
            ("xlsx", "xl/workbook.xml"),
            ("xlsx", "xl/sharedStrings.xml"),
            ("xlsx", "xl/worksheets/sheet1.xml"),
            ("odt", "content.xml"),
            ("ods", "content.xml"),
        ):
            name = f"{kind}-entities-{what}-{part.rpartition('/')[2].partition('.')[0] or 'rels'}.{kind}"
            yield refused(name, partial(_with_doctype, kind, part, what), "DTD")


def _parts(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(small()[kind])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_doctype(kind: str, part: str, what: str) -> bytes:
    parts = _parts(kind)
    xml = parts[part].decode().replace("?>", f"?>{DOCTYPES[what]}", 1)
    use = USES.get(what, "")
    parts[part] = (xml if part == "_rels/.rels" else xml.replace("甲", use, 1)).encode()
    return zipped(parts)


def _references() -> Iterator[Attack]:
    for kind in ("docx", "xlsx", "odt", "ods"):
        yield harmless(
            f"{kind}-references.{kind}", partial(_referring, kind), "2922.7" if kind == "docx" else "", SECRET
        )
    yield refused("docx-main-part-outside.docx", _outside_main)
    yield harmless("docx-include-field.docx", _include_field, "甲", SECRET)
    yield harmless("xlsx-dde-and-web.xlsx", _dde, "甲", SECRET)


def _referring(kind: str) -> bytes:
    """Return a file that refers to addresses and files outside of it in every way there is."""
    parts = _parts(kind)
    if kind in {"docx", "xlsx"}:
        folder, main = ("word", "document.xml") if kind == "docx" else ("xl", "workbook.xml")
        path = f"{folder}/_rels/{main}.rels"
        kinds = (
            "attachedTemplate",
            "oleObject",
            "aFChunk",
            "image",
            "externalLink",
            "hyperlink",
            "subDocument",
            "frame",
        )
        added = "".join(
            f'<Relationship Id="x{n}" Type="http://x/{what}" Target="{target}" TargetMode="External"/>'
            for n, (what, target) in enumerate(
                (what, target)
                for what in kinds
                for target in (ADDRESS, "file:///etc/passwd", "\\\\\\\\127.0.0.1\\\\x")
            )
        )
        rels = parts.get(path, relationships({}).encode()).decode()
        parts[path] = rels.replace("</Relationships>", f"{added}</Relationships>").encode()
        return zipped(parts)
    links = (
        f'<text:p><draw:frame xmlns:xlink="http://www.w3.org/1999/xlink"><draw:image '
        f'xlink:href="{ADDRESS}.png" '
        'xlink:actuate="onLoad"/><draw:object xlink:href="file:///etc/passwd"/></draw:frame></text:p>'
    )
    parts["content.xml"] = (
        parts["content.xml"].decode().replace("<table:table ", f"{links}<table:table ", 1).encode()
    )
    return zipped(parts)


def _outside_main() -> bytes:
    rels = relationships({"rId1": ("officeDocument", ADDRESS)}).replace("/>", ' TargetMode="External"/>')
    return typed(zipped({"_rels/.rels": rels}))


def _include_field() -> bytes:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDETEXT "file:///etc/passwd"</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="DDEAUTO cmd /c calc"><w:r>'
        "<w:t>甲</w:t></w:r>"
        "</w:fldSimple></w:p>"
    )
    return docx(document_xml(field))


def _dde() -> bytes:
    rows = (
        f'<row r="1"><c r="A1" t="str"><f>WEBSERVICE("{ADDRESS}")</f><v>甲</v></c><c r="B1" t="str">'
        "<f>cmd|'/c calc'!A0</f><v></v></c><c r=\"C1\"><f>[1]表!A1</f><v>1</v></c></row>"
    )
    return typed(xlsx({"表": f"<sheetData>{rows}</sheetData>"}))


def _programs() -> Iterator[Attack]:
    macro = ole({"VBA": b'Attribute VB_Name\r\nSub AutoOpen()\r\nShell "calc"\r\nEnd Sub', "PROJECT": b"x"})
    for kind, suffix, folder in (
        ("docx", "docm", "word"),
        ("xlsx", "xlsm", "xl"),
        ("odt", "odt", "Basic"),
        ("ods", "ods", "Scripts"),
    ):
        extra = {
            f"{folder}/vbaProject.bin": macro,
            f"{folder}/embeddings/oleObject1.bin": macro,
            f"{folder}/activeX/a.bin": macro,
        }
        yield harmless(f"{kind}-macros-and-objects.{suffix}", partial(_beside, kind, extra))
    yield harmless("doc-macros-and-objects.doc", partial(_ole_beside, "doc"), "2922.7")
    yield harmless("xls-macros-and-objects.xls", partial(_ole_beside, "xls"), "年度资金总额")
    yield refused(
        "doc-macros-alone.doc", lambda: ole({"Macros": b"Sub AutoOpen()", "_VBA_PROJECT_CUR": b"x"}), "旧版"
    )


def _beside(kind: str, extra: dict[str, bytes]) -> bytes:
    return zipped(_parts(kind) | extra)


def _ole_beside(kind: str) -> bytes:
    """Return an old file with streams of macros and objects beside its text."""
    from jiheng.documents import SourceFile  # noqa: PLC0415  # the reader of the container, to take it apart
    from jiheng.documents._ole import OleFile  # noqa: PLC0415  # the same

    names = {"doc": ("WordDocument", "0Table"), "xls": ("Workbook",)}[kind]
    opened = OleFile(SourceFile("a", small()[kind]))
    streams = {name: opened.stream(name) for name in names}
    macro = b'Attribute VB_Name\r\nSub Auto_Open()\r\nShell "calc"\r\nEnd Sub'
    return ole(
        {**streams, "Macros": macro, "_VBA_PROJECT_CUR": macro, "\1Ole10Native": macro, "ObjectPool": macro}
    )


def _nesting() -> Iterator[Attack]:
    for depth in (50, 5_000, 200_000):
        make = harmless if depth == 50 else refused
        yield make(f"docx-tables-{depth}-deep.docx", partial(_deep_docx, depth))
        yield make(f"odt-tables-{depth}-deep.odt", partial(_deep_odf, "text", depth))
        yield make(f"ods-tables-{depth}-deep.ods", partial(_deep_odf, "spreadsheet", depth))
    yield harmless("doc-tables-deeper-than-the-text.doc", _deep_doc)
    yield refused("xlsx-groups-deep.xlsx", lambda: typed(xlsx({"表": "<x>" * 200_000 + "</x>" * 200_000})))


def _deep_docx(depth: int) -> bytes:
    return docx(
        document_xml("<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth)
    )


def _deep_odf(kind: str, depth: int) -> bytes:
    inner = "<table:table><table:table-row><table:table-cell>" * depth + "<text:p>底</text:p>"
    return odf(kind, content_xml(kind, inner + "</table:table-cell></table:table-row></table:table>" * depth))


def _deep_doc() -> bytes:
    text = "甲\x07乙\x07\x07"
    deep = legacy.IN_TABLE + legacy.modifier(0x6649, struct.pack("<I", 0x7FFFFFFF))
    return word(text, paragraphs=dict.fromkeys(range(len(text)), deep))


def _empty_sheets() -> Iterator[Attack]:
    yield harmless("xlsx-rows-with-nothing.xlsx", _empty_xlsx)
    yield harmless("xlsx-cells-with-nothing.xlsx", _empty_cells)
    yield harmless("xlsx-corners.xlsx", _corners, "末")
    yield harmless("xls-rows-with-nothing.xls", _empty_xls)
    yield harmless(
        "ods-rows-repeated.ods",
        partial(
            _empty_ods,
            _REPEATED.format(ROWS, 16384),
        ),
    )
    yield refused(
        "ods-rows-with-nothing.ods",
        partial(_empty_ods, "<table:table-row><table:table-cell/></table:table-row>" * ROWS),
        "解压后过大",
    )
    yield harmless("odt-rows-repeated.odt", _empty_odt)
    yield harmless(
        "docx-rows-with-nothing.docx", lambda: docx(document_xml(f"<w:tbl>{'<w:tr/>' * 300_000}</w:tbl>"))
    )


def _empty_xlsx() -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(1, ROWS + 1))
    return typed(xlsx({"表": f'<dimension ref="A1:XFD{ROWS}"/><sheetData>{rows}</sheetData>'}))


def _empty_cells() -> bytes:
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(1, 400_000))
    return typed(xlsx({"表": f"<sheetData>{rows}</sheetData>"}))


def _corners() -> bytes:
    rows = (
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{ROWS}"><c r="XFD{ROWS}" t="str"><v>末</v></c></row>'
    )
    return typed(xlsx({"表": f"<sheetData>{rows}</sheetData>"}))


def _empty_xls() -> bytes:
    rows = b"".join(
        record(0x0208, struct.pack("<HHHHHHI", row, 0, 256, 255, 0, 0, 0x100)) for row in range(65536)
    )
    blanks = b"".join(record(0x0201, struct.pack("<HHH", row, 255, 0)) for row in range(65536))
    return ole({"Workbook": workbook(rows + blanks)})


def _empty_ods(rows: str) -> bytes:
    return odf(
        "spreadsheet", content_xml("spreadsheet", f'<table:table table:name="表">{rows}</table:table>')
    )


def _empty_odt() -> bytes:
    row = _REPEATED.format(ROWS, ROWS)
    return odf("text", content_xml("text", f"<table:table>{row}</table:table>"))


def _passwords() -> Iterator[Attack]:
    for kind in ("docx", "xlsx"):
        yield refused(f"{kind}-password.{kind}", partial(_encrypted, kind), "密码")
    yield refused("doc-password.doc", lambda: word("甲\r", flags=0x0100), "密码")
    yield refused("xls-password.xls", _filepass, "密码")
    for kind, name in (("text", "odt"), ("spreadsheet", "ods")):
        yield refused(f"{name}-password.{name}", partial(encrypted_odf, kind), "密码")
    yield either("docx-password-file-cut.docx", lambda: _encrypted("docx")[:-700])


def _encrypted(kind: str) -> bytes:
    stream = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(small()[kind])).encrypt("password", stream)
    return stream.getvalue()


def _filepass() -> bytes:
    return ole({"Workbook": workbook(b"", book=record(0x002F, b"\1\0" + bytes(52)))})
