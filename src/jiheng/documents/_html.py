"""Reads a web page (``.html``, and what calls itself ``.doc`` or ``.xls`` but is one).

Takes the page's text; writes paragraphs and grids into an assembly in reading order.

- Every table is a grid; a table inside a cell follows as a grid of its own, the outer cell keeps its text.
- White space is collapsed as a browser does, ``<br>`` is a line break, a blank ``<p>`` is counted. A line
  break of the source is a space, except between Chinese characters in pages that Microsoft Office wrote: it
  breaks lines there without regard to words.
- Struck out by a tracked change (``<del>``): left out. Not noticed: hiding by a style. Not read: forms,
  pictures, scripts.
"""

from __future__ import annotations

import re

from jiheng.documents._assembly import Assembly
from jiheng.documents._html_table import PageCell, PageRow, close_page_table, span_of
from jiheng.documents._html_tokens import attribute, tokens

MAX_DEPTH = 64
"""Tables inside tables; pages laid out by tables have some six."""

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "li", "main", "menu", "nav", "ol"),
        *("option", "p", "pre", "section", "summary", "ul"),
    }
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""What counts as a paragraph even where it is blank."""
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"del", "rt", "rp"})
_TABLE_PARTS = _GROUPS | _CELLS | {"table", "tr"}

_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_SOURCE_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*+[\r\n][ \t\r\n]*+(?={_WIDE})")
_OFFICE = re.compile("generator[^>]{1,40}Microsoft|urn:schemas-microsoft-com:office", re.IGNORECASE).search
_HEAD = 4096
_SPACES = re.compile("[ \t\r\n\f]+")
_LINE, _KEPT_SPACE = "\x0b", "\x0e"
"""Stand for a line break and for a space of ``<pre>`` until white space is collapsed."""
_SHOWN = str.maketrans({_KEPT_SPACE: " ", "\u2011": "-", "\xad": ""})
"""Hyphens as Word's own elements for the unbreakable and the soft one are read."""
_AROUND_LINE = re.compile(f" ?{_LINE} ?")
_KEPT = str.maketrans({"\n": _LINE, " ": _KEPT_SPACE, "\t": "\t"})


def read_html(page: str, assembly: Assembly) -> None:
    """Read a page into the assembly."""
    reader = _Reader(assembly)
    if _OFFICE(page, 0, _HEAD):
        page = _SOURCE_BREAK.sub("", page)
    for name, text, is_end in tokens(page):
        if not name:
            reader.text(text)
        elif name == "<":
            assembly.problem("damaged_markup", text, assembly.next_paragraph_address())
        elif is_end:
            reader.end(name)
        else:
            reader.start(name, text)
    reader.finish()


class _Table:
    """A table being read."""

    def __init__(self) -> None:
        self.number = 0
        """0 until its first cell: what stands before it, a caption, comes before the grid."""
        self.rows: list[PageRow] = []
        self.group = 0
        self.has_row = False
        self.spans: tuple[int, int] | None = None
        """Those of the open cell; None outside cells."""
        self.lines: list[str] = []
        self.outer_depth = 0


class _Reader:
    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._tables: list[_Table] = []
        self._too_deep = 0
        self._pieces: list[str] = []
        self._in_paragraph = False
        self._silent = 0
        self._kept = 0

    def text(self, text: str) -> None:
        if not self._silent:
            self._pieces.append(text.replace("\r\n", "\n").translate(_KEPT) if self._kept else text)

    def start(self, name: str, attributes: str) -> None:
        if name == "br":
            self.text("\n" if self._kept else _LINE)
        elif name in _SILENT:
            self._silent += 1
        elif name in _TABLE_PARTS:
            self._start_table_part(name, attributes)
        elif name in _BLOCKS:
            self._break()
            self._in_paragraph = name in _PARAGRAPHS
            self._kept += name == "pre"

    def end(self, name: str) -> None:
        if name in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif name in _TABLE_PARTS:
            self._end_table_part(name)
        elif name in _BLOCKS:
            self._break()
            self._kept = max(self._kept - (name == "pre"), 0)

    def finish(self) -> None:
        """Close what the page left open."""
        self._break()
        while self._tables:
            self._close_table()

    def _break(self) -> None:
        """End the paragraph being read."""
        text = _collapsed("".join(self._pieces).strip(" \t\r\n\f")) if self._pieces else ""
        if text or self._in_paragraph:
            self._put(text)
        self._pieces = []
        self._in_paragraph = False
        self._silent = 0

    def _put(self, text: str) -> None:
        """Give a paragraph to the innermost open cell, or to the document."""
        table = next((table for table in reversed(self._tables) if table.spans), None)
        if table is None:
            self._assembly.paragraph(text)
        else:
            table.lines.append(text)

    def _start_table_part(self, name: str, attributes: str) -> None:
        self._break()
        if name == "table":
            self._open_table()
        elif self._tables and not self._too_deep:
            table = self._tables[-1]
            self._close_cell()
            if name in _CELLS:
                self._open_cell(attributes)
            else:
                table.has_row = False
                table.group += name in _GROUPS
                if name == "tr":
                    self._open_row()

    def _end_table_part(self, name: str) -> None:
        self._break()
        if name == "table" and self._too_deep:
            self._too_deep -= 1
        elif self._tables and not self._too_deep:
            table = self._tables[-1]
            self._close_cell()
            if name == "table":
                self._close_table()
            elif name not in _CELLS:
                table.has_row = False
                table.group += name in _GROUPS

    def _open_table(self) -> None:
        if (
            self._tables and not self._tables[-1].spans
        ):  # a table cannot stand between cells: the last one was left open
            self._close_table()
        if len(self._tables) < MAX_DEPTH:
            self._tables.append(_Table())
            return
        if not self._too_deep:
            place = self._assembly.next_paragraph_address()
            self._assembly.problem(
                "nested_too_deep", f"表格嵌套超过 {MAX_DEPTH} 层，更深的按文字读取。", place
            )
        self._too_deep += 1

    def _open_row(self) -> None:
        table = self._tables[-1]
        if not table.number:
            table.number = self._assembly.open_grid()
        table.rows.append(PageRow(table.group, []))
        table.has_row = True

    def _open_cell(self, attributes: str) -> None:
        table = self._tables[-1]
        if not table.has_row:
            self._open_row()
        table.spans = 1, 1
        if "span" in attributes.lower():
            row_span, column_span = (span_of(attribute(attributes, name)) for name in ("rowspan", "colspan"))
            table.spans = row_span, max(column_span, 1)

    def _close_cell(self) -> None:
        table = self._tables[-1]
        if table.spans:
            table.rows[-1].cells.append(PageCell("\n".join(table.lines).strip(), *table.spans))
            table.lines, table.spans = [], None

    def _close_table(self) -> None:
        self._close_cell()
        table = self._tables.pop()
        if table.number:
            close_page_table(self._assembly, table.number, table.rows)


def _collapsed(text: str) -> str:
    """Return a text with white space as a browser shows it; most are printable, which is quick to ask."""
    if text.isprintable() and "  " not in text and "\u2011" not in text:
        return text.strip()
    spaced = _SPACES.sub(" ", text)
    return _AROUND_LINE.sub("\n", spaced).translate(_SHOWN).strip()
