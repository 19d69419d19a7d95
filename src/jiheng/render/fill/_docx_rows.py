"""New rows of a Word table, in the style of the row they follow.

Takes a table and what is to stand in the new rows; notes edits. A new row has the row's settings, the cells'
settings and the look of their text, and nothing else of it: no picture, bookmark or comment is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiheng.render.fill._docx_cell import mark_properties, new_run
from jiheng.render.fill._docx_grid import CONTINUE, RESTART, Table, TableCell
from jiheng.render.fill._plan import AddedRow
from jiheng.render.fill._xml import Element, Source

_IDENTITY = re.compile(rb"""\s[\w.\-]+:(?:paraId|textId)\s*=\s*(?:"[^"]*"|'[^']*')""")
_BEFORE_MERGE = frozenset({"cnfStyle", "tcW", "gridSpan", "hMerge"})
_ROW_CHANGES = frozenset({"ins", "del", "trPrChange"})


def add_rows(source: Source, table: Table, rows: Sequence[AddedRow]) -> None:
    """Note the edits that add rows behind one row.

    Args:
        source: The part.
        table: The table.
        rows: The new rows in their order; all follow the same row.
    """
    number = rows[0].after.row
    like = table.rows[number - 1]
    through = {cell.column for cell in like.cells if _reaches_below(cell)}
    first = rows[0].continued
    for cell in like.cells:
        if cell.column in first and not cell.vertical and cell.column not in through:
            _set_merge(source, cell.element, RESTART)
    added = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        continued = row.continued | through
        begins = (following.continued if following else frozenset()) - continued
        added.append(_row(source, table, row, continued, begins))
    source.insert(source.end(like.element), b"".join(added))


def _reaches_below(cell: TableCell) -> bool:
    return cell.top.row + cell.top.row_span - 1 > cell.row


def _row(
    source: Source, table: Table, row: AddedRow, continued: frozenset[int] | set[int], begins: frozenset[int]
) -> bytes:
    like = table.rows[row.after.row - 1]
    element = like.element
    prefix = source.prefix(element)
    pieces = [_opening(source, element)]
    for child in element.children:
        if child.local == "tblPrEx":
            pieces.append(source.outer(child))
        elif child.local == "trPr":
            pieces.append(_without(source, child, _ROW_CHANGES))
    for cell in like.cells:
        merge = CONTINUE if cell.column in continued else RESTART if cell.column in begins else ""
        value = row.values.get(cell.column)
        pieces.append(_cell(source, cell, merge, value.text if value else ""))
    pieces.append(b"</" + prefix + b"tr>")
    return b"".join(pieces)


def _opening(source: Source, element: Element) -> bytes:
    """Return a start tag without what names just this one element."""
    tag = _IDENTITY.sub(b"", source.start_tag(element))
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def _without(source: Source, element: Element, left_out: frozenset[str]) -> bytes:
    """Return an element without some of its children."""
    if source.is_empty_tag(element):
        return source.outer(element)
    kept = [source.outer(child) for child in element.children if child.local not in left_out]
    return source.start_tag(element) + b"".join(kept) + source.xml[element.closing : source.end(element)]


def _cell(source: Source, cell: TableCell, merge: str, text: str) -> bytes:
    element = cell.element
    prefix = source.prefix(element)
    model = cell.top.element if merge != CONTINUE else element
    name = prefix + b"tc>"
    return (
        _opening(source, element)
        + _properties(source, element, merge)
        + _paragraph(source, model, text, prefix)
        + b"</"
        + name
    )


def _properties(source: Source, cell: Element, merge: str) -> bytes:
    """Return a cell's properties with another part in a vertical merge."""
    prefix = source.prefix(cell)
    setting = _merge_setting(prefix, merge)
    properties = cell.find("tcPr")
    if properties is None or source.is_empty_tag(properties):
        return b"<" + prefix + b"tcPr>" + setting + b"</" + prefix + b"tcPr>" if setting else b""
    kept = [child for child in properties.children if child.local not in {"vMerge", "tcPrChange", "cellIns"}]
    before = [source.outer(child) for child in kept if child.local in _BEFORE_MERGE]
    behind = [source.outer(child) for child in kept if child.local not in _BEFORE_MERGE]
    end = source.xml[properties.closing : source.end(properties)]
    return source.start_tag(properties) + b"".join([*before, setting, *behind]) + end


def _merge_setting(prefix: bytes, merge: str) -> bytes:
    if merge == RESTART:
        return b"<" + prefix + b"vMerge " + prefix + b'val="restart"/>'
    return b"<" + prefix + b"vMerge/>" if merge == CONTINUE else b""


def _set_merge(source: Source, cell: Element, merge: str) -> None:
    """Make an existing cell the first of a vertical merge."""
    prefix = source.prefix(cell)
    setting = _merge_setting(prefix, merge)
    properties = cell.find("tcPr")
    if properties is None:
        source.insert(source.open_end(cell), b"<" + prefix + b"tcPr>" + setting + b"</" + prefix + b"tcPr>")
        return
    before = [child for child in properties.children if child.local in _BEFORE_MERGE]
    if before:
        source.insert(source.end(before[-1]), setting)
    elif source.is_empty_tag(properties):
        source.append(properties, setting)
    else:
        source.insert(source.open_end(properties), setting)


def _paragraph(source: Source, cell: Element, text: str, prefix: bytes) -> bytes:
    """Return a paragraph that looks like a cell's first one, with another text."""
    model = next((node for node in cell.iter() if node.local == "p"), None)
    if model is None:
        run = new_run(text, prefix, b"") if text else b""
        return b"<" + prefix + b"p>" + run + b"</" + prefix + b"p>"
    settings = model.find("pPr")
    pieces = [_opening(source, model)]
    if settings is not None:
        pieces.append(_without(source, settings, frozenset({"sectPr", "pPrChange"})))
    if text:
        pieces.append(new_run(text, prefix, _run_properties(source, model)))
    pieces.append(b"</" + source.prefix(model) + b"p>")
    return b"".join(pieces)


def _run_properties(source: Source, paragraph: Element) -> bytes:
    """Return the properties of a paragraph's first run with text; else those of its mark."""
    for node in paragraph.iter():
        if node.local == "r" and node.find("t") is not None:
            properties = node.find("rPr")
            return _without(source, properties, frozenset({"rPrChange"})) if properties is not None else b""
    return mark_properties(source, paragraph)
