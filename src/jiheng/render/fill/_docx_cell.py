"""Puts a text into a cell of a Word document; what is no text in the cell stays as it is.

Takes the part and a ``w:tc``; notes edits. The text goes where the cell's first text stood, with that run's
properties; other texts of the cell are taken out, with runs and paragraphs that held nothing else. Pictures,
seals, bookmarks, comments, content controls, numbering and paragraph settings stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from jiheng.render.fill._xml import Element, Source

_TEXTS = frozenset({"t", "tab", "ptab", "br", "cr", "noBreakHyphen", "softHyphen", "sym"})
_CODES = frozenset({"fldChar", "instrText"})
_SILENT = frozenset({"rPr", "lastRenderedPageBreak"})
_OUTSIDE = frozenset(
    {
        *("tcPr", "pPr", "rPr", "sdtPr", "sdtEndPr", "tbl", "drawing", "pict", "object", "AlternateContent"),
        *("del", "moveFrom", "ruby", "oMath", "oMathPara", "altChunk"),
    }
)
_LOCKED = frozenset({"contentLocked", "sdtContentLocked"})
_NOT_CARRIED = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange"})
"""What the properties of a paragraph's mark say of changes to the mark, not of how text looks."""


class CellRefuses(Exception):
    """A cell cannot take a text; the reason is in plain Chinese."""


@dataclass(slots=True)
class _Content:
    """What of a cell is text."""

    paragraphs: list[Element] = field(default_factory=list)
    texts: list[Element] = field(default_factory=list)
    codes: list[Element] = field(default_factory=list)
    simple_fields: list[Element] = field(default_factory=list)
    controls: list[Element] = field(default_factory=list)


def text_markup(text: str, prefix: bytes) -> bytes:
    """Return a text as content of a run: line breaks and tabs as elements of their own."""
    p = prefix.decode()
    pieces: list[str] = []
    for number, line in enumerate(text.split("\n")):
        pieces += [f"<{p}br/>"] if number else []
        for place, piece in enumerate(line.split("\t")):
            pieces += [f"<{p}tab/>"] if place else []
            pieces += [f'<{p}t xml:space="preserve">{escape(piece)}</{p}t>'] if piece else []
    return "".join(pieces).encode()


def fill_cell(source: Source, cell: Element, text: str, *, replace_fields: bool) -> None:
    """Note the edits that put a text into a cell.

    Raises:
        CellRefuses: The cell is locked, bound to other content, or computed.
    """
    content = _content(cell)
    for control in _controls_around(cell, content.controls):
        _check_control(control, text)
        _unveil(source, control)
    if (content.codes or content.simple_fields) and not replace_fields:
        raise CellRefuses(
            "单元格里是域（自动计算或更新的内容），填入会把它换掉。确要替换请加 --replace-formulas。"
        )
    for simple in content.simple_fields:
        source.replace_range(simple.start, source.open_end(simple), b"")
        source.replace_range(simple.closing, source.end(simple), b"")
    first = next((node for node in content.texts if node.local == "t"), None)
    if first is None:
        _put_into_blank(source, content, text)
    else:
        source.replace(first, text_markup(text, source.prefix(first)))
    _take_out(source, content, first)


def _content(cell: Element) -> _Content:
    content = _Content()
    for element in _inside(cell):
        local = element.local
        if local == "p":
            content.paragraphs.append(element)
        elif local in _TEXTS and element.parent is not None and element.parent.local == "r":
            content.texts.append(element)
        elif local in _CODES:
            content.codes.append(element)
        elif local == "fldSimple":
            content.simple_fields.append(element)
        elif local == "sdt":
            content.controls.append(element)
    return content


def _inside(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.local not in _OUTSIDE:
            yield child
            yield from _inside(child)


def _controls_around(cell: Element, inside: list[Element]) -> Iterator[Element]:
    """Yield the content controls in a cell and those it lies in itself, up to its table."""
    yield from inside
    above = cell.parent
    while above is not None and above.local != "tbl":
        if above.local == "sdt":
            yield above
        above = above.parent


def _check_control(control: Element, text: str) -> None:
    properties = control.find("sdtPr")
    if properties is None:
        return
    for setting in properties.children:
        if setting.local == "lock" and setting.get("val") in _LOCKED:
            raise CellRefuses("单元格里的内容控件已锁定。请在 Word 中解除锁定后再填。")
        if setting.local == "dataBinding":
            raise CellRefuses(
                "单元格里的内容控件与文档属性或数据绑定，填入的内容一打开就会被换回。请先解除绑定。"
            )
        if setting.local == "checkbox":
            raise CellRefuses("单元格里是复选框，不能填文字。")
        if setting.local == "dropDownList":
            choices = [item.get("displayText") or item.get("value") for item in setting.children]
            if text and text not in choices:
                raise CellRefuses(f"单元格里是下拉列表，没有“{text}”这一项（有：{'、'.join(choices)}）。")


def _unveil(source: Source, control: Element) -> None:
    """What was shown in place of a content is content now: without this Word takes it for a hint."""
    properties = control.find("sdtPr")
    hint = properties.find("showingPlcHdr") if properties is not None else None
    if hint is None:
        return
    source.replace(hint, b"")
    for element in control.iter():
        if element.local == "rStyle" and "placeholder" in element.get("val").lower():
            source.replace(element, b"")


def _put_into_blank(source: Source, content: _Content, text: str) -> None:
    """Put a text into a cell without any: into its first empty run, else a new one in its first paragraph."""
    if not text:
        return
    if not content.paragraphs:
        raise CellRefuses("单元格里没有段落，文件不完整。")
    paragraph = content.paragraphs[0]
    prefix = source.prefix(paragraph)
    for run in paragraph.children:
        if run.local == "r" and all(child.local in _SILENT for child in run.children):
            source.append(run, text_markup(text, prefix))
            return
    source.append(paragraph, new_run(text, prefix, mark_properties(source, paragraph)))


def new_run(text: str, prefix: bytes, properties: bytes) -> bytes:
    """Return a run with a text."""
    return b"<" + prefix + b"r>" + properties + text_markup(text, prefix) + b"</" + prefix + b"r>"


def mark_properties(source: Source, paragraph: Element) -> bytes:
    """Return how a paragraph's mark looks, as properties of a run: text typed there would look like it."""
    settings = paragraph.find("pPr")
    mark = settings.find("rPr") if settings is not None else None
    if mark is None:
        return b""
    carried = b"".join(source.outer(child) for child in mark.children if child.local not in _NOT_CARRIED)
    name = source.prefix(mark) + b"rPr>"
    return b"<" + name + carried + b"</" + name if carried else b""


def _take_out(source: Source, content: _Content, kept: Element | None) -> None:
    """Take out every text but one, with runs and paragraphs that held nothing else."""
    gone = {id(node) for node in (*content.texts, *content.codes) if node is not kept}
    target = kept.parent if kept is not None else None
    emptied: set[int] = set()
    runs: dict[int, Element] = {}
    for node in (*content.texts, *content.codes):
        if node.parent is not None:
            runs.setdefault(id(node.parent), node.parent)
    for run in runs.values():
        if run is not target and all(c.local in _SILENT or id(c) in gone for c in run.children):
            source.replace(run, b"")
            emptied.add(id(run))
            continue
        for child in run.children:
            if id(child) in gone:
                source.replace(child, b"")
    keeps = _paragraph_of(kept) if kept is not None else content.paragraphs[0] if content.paragraphs else None
    for paragraph in content.paragraphs:
        held = [child for child in paragraph.children if child.local not in {"pPr", "proofErr"}]
        cell_level = paragraph.parent is not None and paragraph.parent.local == "tc"
        if paragraph is not keeps and cell_level and held and all(id(child) in emptied for child in held):
            source.replace(paragraph, b"")


def _paragraph_of(element: Element) -> Element | None:
    above: Element | None = element
    while above is not None and above.local != "p":
        above = above.parent
    return above
