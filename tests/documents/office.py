"""Makes small office files on the fly, from XML written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from jiheng.documents import Cell, Document, Grid, Paragraph, SourceFile, read_document
from jiheng.errors import DocumentError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{identifier}" Type="{R}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def document_xml(body: str) -> str:
    return f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'


def docx(xml: str | bytes) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": xml,
        }
    )


def read_body(body: str) -> Document:
    return read_document(SourceFile("材料.docx", docx(document_xml(body))))


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def xlsx(
    sheets: Mapping[str, str],
    *,
    styles: str = "",
    strings: str = "",
    workbook: str = "",
    states: Mapping[str, str] | None = None,
) -> bytes:
    """Make a workbook; ``sheets`` maps a name to the XML inside ``worksheet``."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{states.get(name, "visible")}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    targets = {
        f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)
    }
    targets |= {"rIdS": ("styles", "styles.xml"), "rIdT": ("sharedStrings", "/xl/sharedStrings.xml")}
    return zipped(
        {
            "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": (
                f'{DECLARATION}<workbook xmlns="{S}" xmlns:r="{R}">'
                f"{workbook}<sheets>{listed}</sheets></workbook>"
            ),
            "xl/_rels/workbook.xml.rels": relationships(targets),
            "xl/styles.xml": f'{DECLARATION}<styleSheet xmlns="{S}">{styles}</styleSheet>',
            "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{S}">{strings}</sst>',
        }
        | {
            f"xl/worksheets/sheet{number}.xml": f'{DECLARATION}<worksheet xmlns="{S}">{content}</worksheet>'
            for number, content in enumerate(sheets.values(), 1)
        }
    )


def read_sheet(rows: str, after: str = "", **parts: str) -> Document:
    content = {"表": f"<sheetData>{rows}</sheetData>{after}"}
    return read_document(
        SourceFile("表.xlsx", xlsx(content, styles=parts.get("styles", ""), strings=parts.get("strings", "")))
    )


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def only_grid(document: Document) -> tuple[Cell, ...]:
    (grid,) = grids(document)
    return grid.cells


def problems(document: Document) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.text, problem.at) for problem in document.problems]


def read(content: bytes, name: str = "材料.docx") -> Document:
    return read_document(SourceFile(name, content))


def refusal(content: bytes, name: str = "材料.docx") -> str:
    with pytest.raises(DocumentError) as caught:
        read(content, name)
    assert caught.value.document == name
    assert "\n" not in caught.value.reason
    return caught.value.reason
