"""Fills the tables of a Word document.

Takes the file's bytes and a plan; gives the file with the plan's cells filled and rows added. Only
``word/document.xml`` is written anew, and of it only the filled cells, the added rows, and the merges that
reach down over these.
"""

from __future__ import annotations

from collections import defaultdict

from jiheng.documents import Document, Grid
from jiheng.errors import RenderError
from jiheng.render.fill._docx_cell import CellRefuses, fill_cell
from jiheng.render.fill._docx_grid import Table, find_tables
from jiheng.render.fill._docx_rows import add_rows
from jiheng.render.fill._parts import Parts
from jiheng.render.fill._plan import AddedRow, Place, Plan, Refusal, refusal_of
from jiheng.render.fill._xml import Element, Source, XmlUnusual, parse

_UNUSUAL = "文件的写法特殊，不能保证其余内容原样不动。请用 Word 或 WPS 打开并另存为 .docx 后再填。"


class WordTemplate:
    """A Word document to be filled."""

    def __init__(self, parts: Parts, document: Document) -> None:
        """Find the document's tables and check that it may be filled.

        Raises:
            RenderError: It is protected, or its tables cannot be told among its bytes.
        """
        self._name = document.name
        self._parts = parts
        self._check_protection()
        self._part = parts.main()
        try:
            self._source = Source(parts.read(self._part))
        except XmlUnusual as error:
            raise RenderError(self._name, "全文", _UNUSUAL) from error
        self._tables = find_tables(self._source.root)
        grids = [block for block in document.blocks if isinstance(block, Grid)]
        if len(grids) != len(self._tables) or not all(map(_agree, grids, self._tables)):
            raise RenderError(self._name, "表格", _UNUSUAL)

    def fill(self, plan: Plan, *, replace_formulas: bool) -> bytes:
        """Return the file with the plan carried out.

        Raises:
            RenderError: A cell cannot take its value; it names all such cells.
        """
        refused: list[Refusal] = []
        for place, value in plan.values.items():
            table = self._tables[place.grid - 1]
            cell = table.at(place.row, place.column)
            if cell is None:
                refused.append((place, value, "模板里没有这一格。"))
                continue
            try:
                fill_cell(self._source, cell.element, value.text, replace_fields=replace_formulas)
            except CellRefuses as refusal:
                refused.append((place, value, str(refusal)))
        if refused:
            raise refusal_of(self._name, refused)
        by_row: dict[Place, list[AddedRow]] = defaultdict(list)
        for row in plan.added:
            by_row[row.after].append(row)
        for after, rows in by_row.items():
            add_rows(self._source, self._tables[after.grid - 1], rows)
        if not self._source.changed:
            return self._parts.content
        return self._parts.replaced({self._part: self._source.result()})

    def _check_protection(self) -> None:
        """Refuse a document that must not be changed, or whose signature a change would break."""
        self._parts.check_signatures()
        settings = self._parts.related_part("settings")
        if not settings:
            return
        try:
            root = parse(self._parts.read(settings))
        except XmlUnusual as error:
            raise RenderError(self._name, "全文", _UNUSUAL) from error
        for setting in root.children:
            if setting.local == "documentProtection" and _is_enforced(setting):
                raise RenderError(
                    self._name,
                    "全文",
                    "文档设有编辑限制（受保护）。请在 Word“审阅－限制编辑”中停止保护后再填。",
                )
            if setting.local == "writeProtection" and (setting.get("hash") or setting.get("hashValue")):
                raise RenderError(self._name, "全文", "文档设有修改密码。请取消密码后另存再填。")


def _is_enforced(setting: Element) -> bool:
    return setting.get("enforcement") in {"1", "true", "on"} and setting.get("edit") != "none"


def _agree(grid: Grid, table: Table) -> bool:
    """Whether the reader and the scanner see the same cells."""
    read = {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells}
    found = {(cell.row, cell.column, cell.row_span, cell.span) for cell in table.anchors()}
    return read == found and grid.number == table.number
