"""The quick way through a Word document: one regular expression over the bytes, no tree.

Takes ``word/document.xml``; gives its paragraphs and tables. A paragraph or table in which there is anything
that this way could read wrongly is cut out (``_docx_cut``), and only of those a tree is built and walked
(``_docx_walk``), which is always right. Where that does not do, as where a good part of the document is odd,
it gives None, and all of it is walked. Tests hold both ways to the same result.

Building a tree costs several times what reading it takes, and nearly all of it goes into run properties that
say nothing. The expression steps over those: it stops only at text, at the four elements that make paragraphs
and tables, at merges, and at everything on the list of what needs the tree. Elements that only wrap others
(content controls, hyperlinks, insertions) need no stop. XML faults inside skipped markup are not noticed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from jiheng.documents._docx_cut import Cuts, OddCell, Table
from jiheng.documents._docx_names import MARKUP_COMPATIBILITY, MATH, TRANSITIONAL
from jiheng.documents._docx_table import CONTINUE, RawCell, RawRow, span_of
from jiheng.documents._references import NeedsTree, resolve


class Scanned(NamedTuple):
    """What there is in a document."""

    blocks: list[str | Table | int]
    """Paragraphs and tables; numbers stand for odd ones, here and among the lines of cells."""
    odd: etree._Element
    """The tree whose children those are."""


_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"']UTF-8[\"'])?[^<>]{0,40}\?>)?\s*"
    rb"<w:document ([^<>]*)>",
    re.IGNORECASE,
)
_ATTRIBUTES = rb"(?:[\s/][^<>]*)?"
_SPAN, _MERGE = rb'gridSpan w:val="(?P<%b>[0-9]+)"\s*/>', rb'vMerge(?: w:val="(?P<%b>[a-z]+)")?\s*/>(?P<%b>)'
_CHARACTER_DATA = rb"[^<\x00-\x08\x0b-\x1f]*+"
_TEXT = rb't(?: xml:space="preserve")?>(?P<%b>' + _CHARACTER_DATA + rb")</w:t>"
_MORE_TEXT = rb't(?: xml:space="preserve")?>' + _CHARACTER_DATA + rb"</w:t>"
_ODD = (
    rb"vMerge|grid(?:Span|Before)|ptab|br|cr|cellDel|del|moveFrom|fldChar|rt|sym|vanish|hMerge|altChunk|"
    rb"noBreakHyphen"
)
_UNNAMED = rb"[!?]|m(?::t|c:AlternateContent)"
_STOPS = (
    rb"w:(?:t(?:[\s>]|c(?:[\s/>]|PrChange)|r[\s/>]|bl[\s/>]|ab\s*/>|xbxContent)|p[\s/>]|" + _ODD + rb")|"
    rb"/w:(?:p>|t(?:c>|r>|bl>))|" + _UNNAMED
)
_REST = rb"[^<]*+(?:<(?!" + _STOPS + rb")[^<]*+)*+"
"""All up to the next of the elements that count."""
_OPEN_ONLY = rb"(?:\s[^<>]*)?(?<!/)>" + _REST
_BARE = (
    rb"c>(?:<w:tcPr>(?:<w:tcW [^<>]*/>)?+</w:tcPr>)?+<w:p(?:>(?:<w:r><w:"
    + _TEXT % b"bare_text"
    + rb"</w:r>)?+</w:p>|/>)</w:tc>(?P<bare>)"
)
"""A cell as programs write it, with hardly any properties: there is next to nothing to step over."""
_CELL = (
    (rb"c" + _OPEN_ONLY + rb"(?:<w:" + _SPAN % b"cell_span" + _REST + rb")?+")
    + (rb"(?:<w:" + _MERGE % (b"cell_kind", b"cell_merge") + _REST + rb")?+")
    + (rb"<w:p" + _OPEN_ONLY)
    + (rb"(?:<w:" + _TEXT % b"first" + rb"(?:</w:r>(?=</w:p>)|" + _REST + rb")")
    + (rb"(?P<more>(?:<w:" + _MORE_TEXT + _REST + rb")*+))?+</w:p>")
    + (rb"(?:(?=</w:tc>)|" + _REST + rb")</w:tc>(?P<cell>)")
)
"""A cell of one paragraph of nothing but text, as nearly all are: whole, in one step."""
_SILENT = (
    (
        rb"del(?:\s[^<>]*)?(?<!/)>\s*<w:r[\s>][^<]*+(?:<(?!/w:del>|"
        + _STOPS.replace(b"|del|", b"|del(?!Text)|")
    )
    + (rb")[^<]*+)*+</w:del>(?P<silent>)|")
    + (rb'fldChar [^<>]*w:fldCharType="(?:end"[^<>]*>|begin"[^<>]*>' + _REST)
    + (rb'<w:fldChar [^<>]*w:fldCharType="(?:separate|end)"[^<>]*>)(?P<field>)|')
)
"""A deletion of what is text in itself, and a field whose code holds none: no part of what is shown."""
_TOKEN = re.compile(
    (rb"<(?:w:(?:t(?:" + _BARE + rb"|" + _TEXT[1:] % b"text" + rb"|" + _CELL + rb"|")
    + (rb"c" + _ATTRIBUTES + rb">(?P<tc>)|r" + _ATTRIBUTES + rb">(?P<tr>)|bl" + _ATTRIBUTES + rb">(?P<tbl>)|")
    + rb"ab\s*/>(?P<tab>)|"  # a tab stop, which is a property, has attributes
    + (rb"(?:\s(?!\s*/>)|>|xbxContent|cPrChange)())|p" + _ATTRIBUTES + rb">(?P<p>)|")
    + (_SPAN % b"span" + rb"|" + _MERGE % (b"kind", b"merge") + rb"|")
    + (rb'br(?: w:type="\w+")?\s*/>(?P<br>)|cr\s*/>(?P<cr>)|' + _SILENT + rb"(?:" + _ODD + rb")())|")
    + rb"/w:(?:p>(?P<end_p>)|t(?:c>(?P<end_tc>)|r>(?P<end_tr>)|bl>(?P<end_tbl>)))|"
    + (rb"(?:" + _UNNAMED + rb")())")
)
"""Unnamed groups mark what needs the tree. The order and the shared first letters are for speed: this is
tried at every ``<`` of the document, and a plain list of alternatives takes two to three times as long."""

_MORE = re.compile(_MORE_TEXT.replace(_CHARACTER_DATA, b"(" + _CHARACTER_DATA + b")"))
_PARTS = tuple(_TOKEN.groupindex[name] for name in ("first", "more", "cell_span", "cell_kind", "cell_merge"))
_Parts = tuple[bytes | None, ...]
_NOTHING = {"silent", "field"}
_CHARACTERS = {"tab": b"\t", "br": b"\n", "cr": b"\n"}
_PARENTS = {"p": ("", "tc"), "tc": ("tr",), "tr": ("tbl",), "tbl": ("",)}
_ENDS = {"end_p": "p", "end_tc": "tc", "end_tr": "tr", "end_tbl": "tbl"}

_PREFIXES = {
    TRANSITIONAL.encode(): b"w",
    MARKUP_COMPATIBILITY.encode(): b"mc",
    **dict.fromkeys((namespace.encode() for namespace in MATH), b"m"),
}


def scan(xml: bytes) -> Scanned | None:
    """Return a document's paragraphs and tables, or None where the tree of all of it is needed."""
    head = _HEAD.match(xml)
    if head is None or f'xmlns:w="{TRANSITIONAL}"'.encode() not in head[1] or _rebinds(xml, head):
        return None
    try:
        return _Scan(Cuts(xml, head[1])).scanned(head.end())
    except NeedsTree:
        return None


def _rebinds(xml: bytes, head: re.Match[bytes]) -> bool:
    """Whether ``w:``, ``m:`` and ``mc:`` might not be, everywhere, the names they usually are."""
    declared = re.findall(rb"xmlns:?([\w.\-]*)\s*=\s*[\"']([^\"']*)[\"']", head[1])
    if any(_PREFIXES.get(namespace, prefix) != prefix for prefix, namespace in declared):
        return True
    return xml.find(b"xmlns", head.end()) >= 0 or not xml.rstrip().endswith(b"</w:document>")


class _Odd(Exception):
    """Something in the open paragraph or table needs the tree."""


class _Scan:
    def __init__(self, cuts: Cuts) -> None:
        self._cuts = cuts
        self._blocks: list[str | Table | int] = []
        self._open = [""]
        self._begun = {"p": 0, "tc": 0, "tr": 0, "tbl": 0}
        self._table = Table([], [])
        self._cells: list[RawCell] = []
        self._lines: list[str | int] = []
        self._pieces: list[bytes] = []
        self._bare = _BareCells()
        self._whole = _WholeCells()
        self._span = 1
        self._vertical = ""

    def scanned(self, start: int) -> Scanned:
        position: int | None = start
        while position is not None:
            position = self._read_on(position)
        if self._open != [""]:
            raise NeedsTree
        return Scanned(self._blocks, self._cuts.tree())

    def _read_on(self, start: int) -> int | None:
        """Read to the next odd markup; return where to go on behind the block it is in, None at the end."""
        pieces = self._pieces
        try:
            for match in _TOKEN.finditer(self._cuts.xml, start):
                name = match.lastgroup
                if name == "bare":
                    self._cell(self._bare[match["bare_text"]])
                elif name == "cell":
                    self._cell(self._whole[match.group(*_PARTS)])
                elif name == "text":
                    pieces.append(match["text"])
                elif name in _ENDS:
                    self._end(_ENDS[name])
                elif name in _PARENTS:
                    self._start(name, match)
                else:
                    self._setting(match)
        except _Odd:
            return self._cut()
        return None

    def _cut(self) -> int:
        """Cut out the paragraph that is open, or else the table, and return where it ends."""
        if self._open[-1] == "p":
            self._open.pop()
            number, end = self._cuts.cut("p", self._begun["p"])
            if self._open[-1] == "tc":
                self._lines.append(number)
            else:
                self._blocks.append(number)
        elif len(self._open) > 1:
            self._open = [""]
            number, end = self._cuts.cut("tbl", self._begun["tbl"])
            self._blocks.append(number)
        else:
            raise NeedsTree
        return end

    def _start(self, name: str, match: re.Match[bytes]) -> None:
        if self._open[-1] not in _PARENTS[name]:
            raise _Odd
        self._open.append(name)
        self._begun[name] = match.start()
        if name == "p":
            self._pieces.clear()
        elif name == "tc":
            self._lines, self._span, self._vertical = [], 1, ""
        elif name == "tr":
            self._cells = []
        else:
            self._table = Table([], [])
        if match[0].endswith(b"/>"):
            self._end(name)

    def _end(self, name: str) -> None:
        if self._open.pop() != name:
            raise NeedsTree
        if name == "p":
            text = _text(b"".join(self._pieces))
            if self._open[-1] == "tc":
                self._lines.append(text)
            else:
                self._blocks.append(text)
        elif name == "tc":
            self._end_cell()
        elif name == "tr":
            self._table.rows.append(RawRow(0, self._cells))
        else:
            self._blocks.append(self._table)

    def _cell(self, cell: RawCell) -> None:
        if self._open[-1] != "tr":
            raise _Odd
        self._cells.append(cell)

    def _end_cell(self) -> None:
        lines = [line for line in self._lines if isinstance(line, str)]
        if len(lines) < len(self._lines):
            self._table.odd.append(OddCell(len(self._table.rows), len(self._cells), self._lines))
        self._cells.append(RawCell("\n".join(lines).strip(), self._span, self._vertical))

    def _setting(self, match: re.Match[bytes]) -> None:
        """Note a character or a cell's merge; anything else is what needs the tree."""
        if match.lastgroup in _CHARACTERS:
            self._pieces.append(_CHARACTERS[match.lastgroup])
        elif match.lastgroup in _NOTHING and self._open[-1] == "p":
            return
        elif self._open[-1] != "tc" or self._lines:
            raise _Odd
        elif match.lastgroup == "span":
            self._span = span_of(match["span"].decode())
        elif match.lastgroup == "merge":
            self._vertical = (match["kind"] or CONTINUE.encode()).decode()
        else:
            raise _Odd


class _BareCells(dict[bytes | None, RawCell]):
    """Cells by their text in the file: many say the same, and are the same then."""

    def __missing__(self, raw: bytes | None) -> RawCell:
        cell = self[raw] = RawCell(_text(raw or b"").strip())
        return cell


class _WholeCells(dict[_Parts, RawCell]):
    """Cells by what the expression found of them."""

    def __missing__(self, parts: _Parts) -> RawCell:
        first, more, span, kind, merge = parts
        text = _text(b"".join([first or b"", *_MORE.findall(more or b"")])).strip()
        vertical = "" if merge is None else (kind or CONTINUE.encode()).decode()
        cell = self[parts] = RawCell(text, 1 if span is None else span_of(span.decode()), vertical)
        return cell


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NeedsTree from error
    return resolve(text)
