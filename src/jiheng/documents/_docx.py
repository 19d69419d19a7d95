"""Reads the body of a Word document (``.docx``, ``.docm``, ``.dotx``).

Takes an opened package; writes paragraphs and grids into an assembly. What is read and what is not is said in
``_docx_walk``.
"""

from __future__ import annotations

from lxml import etree

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._docx_names import STRICT, TRANSITIONAL
from jiheng.documents._docx_scan import Scanned, scan
from jiheng.documents._docx_table import close_table
from jiheng.documents._docx_walk import walk, walk_from


def read_docx(package: Package, part: str, assembly: Assembly) -> None:
    """Read the main part of a Word document into the assembly.

    Raises:
        DocumentError: The part is damaged or is no Word document.
    """
    xml = package.part(part)
    found = scan(xml)
    if found is not None:
        _write(found, assembly)
        return
    root = package.parse(part, xml)
    name = etree.QName(root)
    if name.localname != "document" or name.namespace not in {TRANSITIONAL, STRICT}:
        raise package.error("不是 Word 文档的正文。请用 Word 或 WPS 另存为 .docx 后再试。")
    walk(root, str(name.namespace), assembly)


def _write(found: Scanned, assembly: Assembly) -> None:
    walk = walk_from(found.odd, TRANSITIONAL, assembly)
    odd = list(found.odd)
    for block in found.blocks:
        if isinstance(block, str):
            assembly.paragraph(block)
        elif isinstance(block, int):
            walk.block(odd[block])
        else:
            number = assembly.open_grid()
            for cell in block.odd:
                lines: list[str] = []
                for line in cell.lines:
                    if isinstance(line, str):
                        lines.append(line)
                    else:
                        walk.paragraph_at(odd[line], block.address(number, cell), lines.append)
                block.put(cell, "\n".join(lines).strip())
            close_table(assembly, number, block.rows)
