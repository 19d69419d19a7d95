"""Fills the sheets of a workbook.

Takes the file's bytes and a plan; gives the file with the plan's cells filled and rows added. Only sheets in
which something changes are written anew, of them only the filled cells; where rows are added, also what names
rows: formulas of every sheet, defined names, drawings, comments and the list of computed cells. The shared
strings stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.documents import Document, Grid
from jiheng.errors import RenderError
from jiheng.render.fill._parts import Parts
from jiheng.render.fill._plan import AddedRow, Place, Plan, Refusal, Value, refusal_of
from jiheng.render.fill._sheet import Sheet, Style, column_letters, number_in, position_of
from jiheng.render.fill._sheet_rows import RowWriter, move_references, replace_attribute
from jiheng.render.fill._sheet_shift import Shift
from jiheng.render.fill._xml import Element, Source, XmlUnusual, parse

_UNUSUAL = "文件的写法特殊，不能保证其余内容原样不动。请用 Excel 或 WPS 打开并另存为 .xlsx 后再填。"
_LONGEST = 32_767
"""Characters that Excel takes in one cell."""
_CODES = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
_CODES |= dict.fromkeys((14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47), "yyyy-mm-dd")
_MOVED_PARTS = frozenset({"drawing", "comments", "vmlDrawing", "threadedComment"})
_WITHOUT_ROWS = frozenset({"printerSettings", "customProperty", "hyperlink", "image"})
_VML_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_ANCHOR_ROWS = (2, 6)


@dataclass(frozen=True, slots=True)
class _SheetPart:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    identifier: str


class WorkbookTemplate:
    """A workbook to be filled."""

    def __init__(self, parts: Parts, document: Document) -> None:
        """Find the sheets and check that the workbook may be changed.

        Raises:
            RenderError: It is signed or has a password against changes, or its parts are unusual.
        """
        self._name = document.name
        self._parts = parts
        parts.check_signatures()
        self._workbook = parts.main()
        try:
            self._root = parse(parts.read(self._workbook))
            self._styles = self._read_styles()
        except XmlUnusual as error:
            raise RenderError(self._name, "全文", _UNUSUAL) from error
        sharing = self._root.find("fileSharing")
        if sharing is not None and (sharing.get("reservationPassword") or sharing.get("hashValue")):
            raise RenderError(self._name, "全文", "工作簿设有修改密码。请取消密码后另存再填。")
        self._sheets = self._list_sheets()
        grids = [block for block in document.blocks if isinstance(block, Grid)]
        if [grid.title for grid in grids] != [sheet.name for sheet in self._sheets]:
            raise RenderError(self._name, "工作表", _UNUSUAL)

    def fill(
        self, plan: Plan, *, replace_formulas: bool, as_text: frozenset[Place] = frozenset()
    ) -> tuple[bytes, tuple[str, ...]]:
        """Return the file with the plan carried out, and what a person should know.

        Args:
            plan: What is to be put where.
            replace_formulas: Whether formulas give way to values.
            as_text: Places, afterwards, at which a number would be displayed as something else.

        Raises:
            RenderError: A cell cannot take its value; it names all such cells.
        """
        job = _Job(plan, as_text, replace_formulas)
        try:
            contents = self._filled(job)
        except XmlUnusual as error:
            raise RenderError(self._name, "工作表", _UNUSUAL) from error
        if job.refused:
            raise refusal_of(self._name, job.refused)
        return (self._parts.replaced(contents) if contents else self._parts.content), tuple(job.notes)

    def _filled(self, job: _Job) -> dict[str, bytes]:
        shifts = {n: _shift(sheet.name, job.plan, n) for n, sheet in enumerate(self._sheets, 1)}
        moved = {n: shift for n, shift in shifts.items() if shift}
        contents: dict[str, bytes] = {}
        removed: dict[str, set[str]] = {}
        for number, listed in enumerate(self._sheets, 1):
            values = {place: value for place, value in job.plan.values.items() if place.grid == number}
            if not values and not moved:
                continue
            sheet = Sheet(self._parts.read(listed.part), shifts[number])
            removed[listed.identifier] = self._put(sheet, listed, values, job)
            added = [row for row in job.plan.added if row.after.grid == number]
            if added:
                self._add(sheet, listed, added, job)
                contents |= self._related(listed, shifts[number])
            for other, shift in moved.items():
                if other != number:
                    move_references(sheet.source, shift, own=False)
            if sheet.source.changed:
                contents[listed.part] = sheet.source.result()
        if moved:
            contents |= self._workbook_moved(list(moved.values()))
        return contents | self._calculation_chain(removed, moved)

    def _put(self, sheet: Sheet, listed: _SheetPart, values: Mapping[Place, Value], job: _Job) -> set[str]:
        """Fill cells, and return the addresses whose formula was replaced."""
        protected = _is_protected(sheet)
        replaced: set[str] = set()
        for place, value in values.items():
            style = self._style(sheet.style_of(place.row, place.column))
            reason = _refusal(sheet, place, value, job)
            if protected and style.locked:
                reason = "工作表受保护，这一格已锁定。请先撤销工作表保护。"
            if reason:
                cell = f"{column_letters(place.column)}{place.row}"
                job.refused.append((place, value, f"（工作表“{listed.name}”{cell}）{reason}"))
                continue
            if sheet.formula(place.row, place.column) is not None:
                replaced.add(f"{column_letters(place.column)}{place.row}")
            number = "" if job.plan.moved(place) in job.as_text else number_in(value.text, style.code)
            sheet.put(place.row, place.column, value.text, number)
        return replaced

    def _add(self, sheet: Sheet, listed: _SheetPart, added: Sequence[AddedRow], job: _Job) -> None:
        first = added[0]
        reason = self._why_no_rows(sheet, listed)
        if reason:
            words = next((value.words for value in first.values.values() if value.text), "新增的行")
            raise RenderError(self._name, f"{first.after.address} 之后（{words}）", reason)
        number = first.after.grid
        as_text = frozenset((p.row, p.column) for p in job.as_text if p.grid == number)
        RowWriter(sheet, self._styles, as_text).add(added)
        if any(sheet.formula(row.after.row, c) is not None for row in added for c in row.values):
            job.notes.append(f"工作表“{listed.name}”中新增的行没有复制上一行的公式。")

    def _why_no_rows(self, sheet: Sheet, listed: _SheetPart) -> str:
        """Return why rows cannot be added to a sheet; "" where they can."""
        protection = sheet.source.root.find("sheetProtection")
        if (
            protection is not None
            and _is_protected(sheet)
            and protection.get("insertRows") not in {"0", "false"}
        ):
            return "工作表受保护，不能加行。请先撤销工作表保护。"
        kinds = {kind for kind, _ in self._parts.related(listed.part).values()}
        if unknown := kinds - _MOVED_PARTS - _WITHOUT_ROWS:
            named = "、".join(sorted(unknown))
            return f"工作表里有随行移动的其他内容（{named}），不能加行。请在模板中先加好空行。"
        for element in sheet.source.root.iter():
            if element.local == "f" and element.get("t") in {"shared", "array"} and element.get("ref"):
                last = position_of(element.get("ref").rpartition(":")[2])
                if last is None or last[0] > sheet.shift.first:
                    return "加行会移动共享公式或数组公式。请在模板中先加好空行。"
        return ""

    # What names rows outside the sheet ----------------------------------------------------------------

    def _related(self, listed: _SheetPart, shift: Shift) -> dict[str, bytes]:
        """Return the drawings and comments of a sheet with their rows moved."""
        found: dict[str, bytes] = {}
        for kind, part in self._parts.related(listed.part).values():
            if kind not in _MOVED_PARTS:
                continue
            xml = self._parts.read(part)
            if kind == "vmlDrawing":
                moved = _moved_vml(xml, shift)
            else:
                source = Source(xml)
                _move_anchors(source, shift)
                moved = source.result()
            if moved != xml:
                found[part] = moved
            for inner, chart in self._parts.related(part).values():
                if inner == "chart":
                    source = Source(self._parts.read(chart))
                    move_references(source, shift, own=False)
                    if source.changed:
                        found[chart] = source.result()
        return found

    def _workbook_moved(self, shifts: Sequence[Shift]) -> dict[str, bytes]:
        """Return the workbook with its defined names (print areas and titles among them) moved."""
        xml = self._parts.read(self._workbook)
        for shift in shifts:
            source = Source(xml)
            move_references(source, shift, own=False)
            xml = source.result()
        return {self._workbook: xml} if xml != self._parts.read(self._workbook) else {}

    def _calculation_chain(
        self, removed: Mapping[str, set[str]], moved: Mapping[int, Shift]
    ) -> dict[str, bytes]:
        """Return the list of computed cells without those that are computed no more, the others moved."""
        part = self._parts.related_part("calcChain")
        if not part:
            return {}
        by_identifier = {self._sheets[n - 1].identifier: shift for n, shift in moved.items()}
        source = Source(self._parts.read(part))
        sheet = ""
        for entry in source.root.children:
            sheet = entry.get("i") or sheet
            reference = entry.get("r")
            if reference in removed.get(sheet, ()):
                source.replace(entry, b"")
            elif sheet in by_identifier and by_identifier[sheet].reference(reference) != reference:
                replace_attribute(source, entry, "r", by_identifier[sheet].reference(reference))
        return {part: source.result()} if source.changed else {}

    # The workbook itself ------------------------------------------------------------------------------

    def _list_sheets(self) -> list[_SheetPart]:
        related = self._parts.related(self._workbook)
        found: list[_SheetPart] = []
        listed = self._root.find("sheets")
        for element in listed.children if listed is not None else ():
            kind, part = related.get(element.get("id"), ("", ""))
            if kind == "worksheet":
                found.append(_SheetPart(element.get("name"), part, element.get("sheetId")))
        return found

    def _style(self, index: int) -> Style:
        return self._styles[index] if index < len(self._styles) else Style()

    def _read_styles(self) -> list[Style]:
        part = self._parts.related_part("styles")
        if not part:
            return []
        root = parse(self._parts.read(part))
        codes = dict(_CODES)
        formats = root.find("numFmts")
        for element in formats.children if formats is not None else ():
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "General")
        styles = root.find("cellXfs")
        found = []
        for element in styles.children if styles is not None else ():
            protection = element.find("protection")
            locked = protection is None or protection.get("locked", "1") not in {"0", "false"}
            found.append(Style(codes.get(int(element.get("numFmtId", "0")), "General"), locked))
        return found


@dataclass(slots=True)
class _Job:
    """One filling under way."""

    plan: Plan
    as_text: frozenset[Place]
    replace_formulas: bool
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _shift(name: str, plan: Plan, number: int) -> Shift:
    added: dict[int, int] = defaultdict(int)
    for row in plan.added:
        if row.after.grid == number:
            added[row.after.row] += 1
    return Shift(name, added)


def _is_protected(sheet: Sheet) -> bool:
    protection = sheet.source.root.find("sheetProtection")
    return protection is not None and protection.get("sheet") in {"1", "true"}


def _refusal(sheet: Sheet, place: Place, value: Value, job: _Job) -> str:
    """Return why a cell cannot take a value; "" where it can."""
    formula = sheet.formula(place.row, place.column)
    if formula is not None:
        if not job.replace_formulas:
            return "是公式，不覆盖。要用报告中的数替换公式，请加 --replace-formulas。"
        if formula.get("t") in {"shared", "array", "dataTable"} and formula.get("ref"):
            return "公式与其他单元格共用（共享公式或数组公式），不能替换。"
    if len(value.text) > _LONGEST:
        return f"超过 Excel 单元格的上限 {_LONGEST} 个字符。"
    return ""


def _move_anchors(source: Source, shift: Shift) -> None:
    """Move the rows that drawings and comments stand at."""
    for element in source.root.iter():
        if element.local == "row" and element.parent is not None and element.parent.local in {"from", "to"}:
            _move_zero_based(source, element, shift)
        elif element.local in {"comment", "threadedComment"}:
            moved = shift.reference(element.get("ref"))
            if moved != element.get("ref"):
                replace_attribute(source, element, "ref", moved)


def _move_zero_based(source: Source, element: Element, shift: Shift) -> None:
    start = source.open_end(element)
    row = source.xml[start : element.closing].strip()
    if row.isdigit():
        moved = str(shift.row(int(row) + 1) - 1).encode()
        if moved != row:
            source.replace_range(start, element.closing, moved)


def _moved_vml(xml: bytes, shift: Shift) -> bytes:
    """Return the old drawings of comments, which need not be XML, with their rows moved."""

    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(shift.row(int(found[2]) + 1) - 1).encode() + found[3]

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = found[2].decode().split(",")
        for at in _ANCHOR_ROWS:
            if at < len(numbers) and numbers[at].strip().isdigit():
                numbers[at] = f" {shift.row(int(numbers[at]) + 1) - 1}"
        return found[1] + ",".join(numbers).encode() + found[3]

    return _VML_ANCHOR.sub(anchor, _VML_ROW.sub(row, xml))
