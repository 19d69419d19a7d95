"""Reads the body of a Word document (``.docx``, ``.docm``, ``.dotx``).

Takes an opened package; writes paragraphs and grids into an assembly. What is read and what is not is said in
``_docx_walk``.
"""

from __future__ import annotations

from lxml import etree

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._docx_names import STRICT, TRANSITIONAL
from jiheng.documents._docx_scan import Block, scan
from jiheng.documents._docx_table import close_table
from jiheng.documents._docx_walk import walk


def read_docx(package: Package, part: str, assembly: Assembly) -> None:
    """Read the main part of a Word document into the assembly.

    Raises:
        DocumentError: The part is damaged or is no Word document.
    """
    xml = package.part(part)
    blocks = scan(xml)
    if blocks is not None:
        _write(blocks, assembly)
        return
    root = package.parse(part, xml)
    name = etree.QName(root)
    if name.localname != "document" or name.namespace not in {TRANSITIONAL, STRICT}:
        raise package.error("不是 Word 文档的正文。请用 Word 或 WPS 另存为 .docx 后再试。")
    walk(root, str(name.namespace), assembly)


def _write(blocks: list[Block], assembly: Assembly) -> None:
    for block in blocks:
        if isinstance(block, str):
            assembly.paragraph(block)
        else:
            close_table(assembly, assembly.open_grid(), block)
