"""Filled documents → blank templates as they may have been made from, by other means than the filler's."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from lxml import etree

from jiheng.documents import SourceFile, read_document
from jiheng.forms import FilledForm, find_forms

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LEVELS = ("category", "subcategory")


def forms_of(name: str, content: bytes) -> tuple[FilledForm, ...]:
    return find_forms(read_document(SourceFile(name, content))).forms


def value_cells(name: str, content: bytes, *, levels: bool = False) -> dict[str, str]:
    """Return the addresses of a document's values, with what is to be left there (一般公共预算：)."""
    found: dict[str, str] = {}
    for form in forms_of(name, content):
        for cell in (*form.fields.values(), *form.total.values()):
            found[cell.at] = ""
        for row in form.rows:
            for field, cell in row.cells.items():
                if levels or field not in _LEVELS:
                    found[cell.at] = f"{row.label.text}：" if cell.at == row.label.at else ""
            if row.block == "expenditure" and not row.line:
                found[row.label.at] = ""
    return {at: text for at, text in found.items() if at.startswith("T")}


def rewritten(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a zip with every member passed through a function."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, change(entry.filename, old.read(entry)))
    return out.getvalue()


def blank_docx(content: bytes, *, levels: bool = False) -> bytes:
    """Take the values out of a Word document; run and paragraph properties stay."""
    cells = value_cells("材料.docx", content, levels=levels)

    def change(name: str, member: bytes) -> bytes:
        if name != "word/document.xml":
            return member
        root = etree.fromstring(member)
        for number, table in enumerate(root.iter(f"{W}tbl"), 1):
            for row, line in enumerate(table.iter(f"{W}tr"), 1):
                column = 1
                for cell in line.iter(f"{W}tc"):
                    left = cells.get(f"T{number}R{row}C{column}")
                    if left is not None:
                        _leave(cell, left)
                    span = cell.find(f"{W}tcPr/{W}gridSpan")
                    column += int(span.get(f"{W}val", "1")) if span is not None else 1
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return rewritten(content, change)


def _leave(cell: etree._Element, text: str) -> None:
    nodes = list(cell.iter(f"{W}t", f"{W}br"))
    for number, node in enumerate(nodes):
        parent = node.getparent()
        if number == 0 and text and node.tag == f"{W}t":
            node.text = text
        elif parent is not None:
            parent.remove(node)


def blank_xlsx(content: bytes, *, levels: bool = False) -> bytes:
    """Take the values out of a workbook; formulas and styles stay."""
    cells = value_cells("材料.xlsx", content, levels=levels)

    def change(name: str, member: bytes) -> bytes:
        sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        if sheet is None:
            return member
        root = etree.fromstring(member)
        for cell in root.iter(f"{S}c"):
            row, column = _position(cell.get("r", ""))
            left = cells.get(f"T{sheet[1]}R{row}C{column}")
            if left is None or cell.find(f"{S}f") is not None:
                continue
            for child in list(cell):
                cell.remove(child)
            cell.attrib.pop("t", "")
            if left:
                cell.set("t", "inlineStr")
                etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = left
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return rewritten(content, change)


def _position(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]), column
