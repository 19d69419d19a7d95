"""Reads a document of Word 97 to 2003 (``.doc``, WPS ``.wps``).

Takes the opened compound file; writes paragraphs and grids into an assembly in reading order.

- A nested table becomes a grid of its own after the outer one; the outer cell keeps its own paragraphs.
- Text boxes come after the main text: the file keeps them apart.
- Tracked changes are read as accepted. Field codes are left out, field results kept.
- Hidden text is kept, because it is in the file, and reported.
- Not read: headers, footers, notes, comments, pictures, automatic numbering, hiding by a style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.documents._assembly import Assembly
from jiheng.documents._doc_file import WordFile, whole_characters
from jiheng.documents._doc_properties import Mark, ParagraphPlace, Properties
from jiheng.documents._doc_table import Row, raw_rows
from jiheng.documents._docx_names import symbol_text
from jiheng.documents._docx_table import close_table
from jiheng.documents._ole import OleFile

_CELL_MARK, _PAGE_BREAK, _PARAGRAPH_MARK = "\x07", "\x0c", "\r"
_PARAGRAPH_END = re.compile("[\x07\x0c\r]")
_FIELD = re.compile("([\x13-\x15])")
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_SECTIONS = 0x00CA
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x1f", ""),  # pictures, notes, soft hyphens
        **dict.fromkeys("\x0b\x0c\x0e", "\n"),
        "\x1e": "-",
    }
)
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_SYMBOL_PLACE = "("
"""The character that stands in the text for a symbol of another font."""


def read_doc(ole: OleFile, assembly: Assembly) -> None:
    """Read a Word document into the assembly.

    Raises:
        DocumentError: It is damaged, encrypted, or older than Word 97.
    """
    file = WordFile(ole)
    walk = _Walk(file, assembly)
    walk.story(0, file.main_end)
    walk.story(*file.boxes)


class _Table:
    """A table being read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[Row] = []
        self.texts: list[str] = []
        self.lines: list[str] = []

    def here(self) -> str:
        """Return about where the cell being read will be: its column is known when the table is."""
        return f"T{self.number}R{len(self.rows) + 1}C{len(self.texts) + 1}"


class _Walk:
    def __init__(self, file: WordFile, assembly: Assembly) -> None:
        self._text = file.text
        self._assembly = assembly
        self._properties = Properties(file)
        self._marks = self._properties.marks()
        self._mark = 0
        self._fields: list[bool] = []  # open fields, innermost last: is its code being read?
        self._carried = ""  # text of a paragraph whose closing mark was deleted
        self._tables: list[_Table] = []
        self._section_ends = _section_ends(file)

    def story(self, start: int, stop: int) -> None:
        """Read the text between two positions."""
        for end in self._paragraph_ends(start, stop):
            text = self._carried + self._shown(start, end)
            self._carried = ""
            start = end + 1
            if self._text[end] == _PARAGRAPH_MARK and self._is_deleted(end):
                self._carried = text
                continue
            self._fields = [False] * len(self._fields)  # a code ends with its paragraph: lose no more
            self._paragraph(text, self._text[end], self._properties.place_of(end))
        if rest := self._carried + self._shown(start, stop):
            self._paragraph(rest, "", ParagraphPlace())
        self._carried = ""
        self._close_tables(0)

    def _paragraph_ends(self, start: int, stop: int) -> Iterator[int]:
        for match in _PARAGRAPH_END.finditer(self._text, start, stop):
            if match[0] != _PAGE_BREAK or match.end() in self._section_ends:
                yield match.start()

    def _paragraph(self, text: str, mark: str, place: ParagraphPlace) -> None:
        self._close_tables(place.depth)
        while len(self._tables) < place.depth:
            self._tables.append(_Table(self._assembly.open_grid()))
        if not place.depth:
            self._assembly.paragraph(text)
            return
        table = self._tables[-1]
        if place.ends_row:
            table.rows.append(Row(table.texts, place.plan))
            table.texts, table.lines = [], []
            return
        table.lines.append(text)
        if place.ends_inner_cell or mark == _CELL_MARK:
            table.texts.append("\n".join(table.lines).strip())
            table.lines = []

    def _close_tables(self, depth: int) -> None:
        while len(self._tables) > depth:
            table = self._tables.pop()
            if table.lines:
                table.texts.append("\n".join(table.lines).strip())
            if table.texts:
                table.rows.append(
                    Row(table.texts, table.rows[-1].plan if table.rows else ParagraphPlace().plan)
                )
            close_table(self._assembly, table.number, raw_rows(table.rows))

    def _is_deleted(self, position: int) -> bool:
        mark = self._next_mark(position)
        return mark is not None and mark.start <= position and mark.is_deleted

    def _next_mark(self, position: int) -> Mark | None:
        """Return the mark at or after a position; positions only grow within a story."""
        while self._mark < len(self._marks) and self._marks[self._mark].end <= position:
            self._mark += 1
        return self._marks[self._mark] if self._mark < len(self._marks) else None

    def _shown(self, start: int, end: int) -> str:
        """Return what a stretch of text shows."""
        if not self._marks:
            return whole_characters(self._plain(self._text[start:end]))
        pieces: list[str] = []
        while start < end:
            mark = self._next_mark(start)
            if mark is None or mark.start >= end:
                pieces.append(self._plain(self._text[start:end]))
                break
            if mark.start > start:
                pieces.append(self._plain(self._text[start : mark.start]))
            stop = min(mark.end, end)
            if not mark.is_deleted:
                pieces.append(self._marked(mark, self._text[max(mark.start, start) : stop]))
            start = stop
        return whole_characters("".join(pieces))

    def _marked(self, mark: Mark, text: str) -> str:
        if mark.code is not None:
            text = text.replace(_SYMBOL_PLACE, symbol_text(mark.font, f"{mark.code:X}"))
        elif mark.font:
            text = _PRIVATE.sub(lambda match: symbol_text(mark.font, f"{ord(match[0]):X}"), text)
        shown = self._plain(text)
        if mark.is_hidden and shown.strip():
            where = self._tables[-1].here() if self._tables else self._assembly.next_paragraph_address()
            self._assembly.problem("hidden_text", shown.strip(), where)
        return shown

    def _plain(self, text: str) -> str:
        """Return a text without field codes and the characters that stand for something else."""
        if self._fields or _FIELD_BEGIN in text:
            text = self._without_codes(text)
        return text.translate(_CHARACTERS)

    def _without_codes(self, text: str) -> str:
        kept: list[str] = []
        for piece in _FIELD.split(text):
            if piece == _FIELD_BEGIN:
                self._fields.append(True)
            elif piece == _FIELD_SEPARATOR and self._fields:
                self._fields[-1] = False
            elif piece == _FIELD_END and self._fields:
                self._fields.pop()
            elif not any(self._fields):
                kept.append(piece)
        return "".join(kept)


def _section_ends(file: WordFile) -> frozenset[int]:
    """Return the positions behind section marks, which end a paragraph; other page breaks do not."""
    table = file.table(_SECTIONS)
    count = max((len(table) - 4) // 16, 0)
    return frozenset(int.from_bytes(table[at : at + 4], "little") for at in range(4, 4 * (count + 1), 4))
