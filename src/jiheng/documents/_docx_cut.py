"""Cuts odd paragraphs and tables out of a Word document, so that only of those a tree is built.

Takes the bytes and where something odd begins; gives the trees of all that was cut out. A cut
is held to be right only if every piece is one whole element, and where the rest is whole as well.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec
from lxml import etree

from jiheng.documents._docx_names import TRANSITIONAL, Names
from jiheng.documents._docx_table import RawRow
from jiheng.documents._docx_walk import is_joined_to_next
from jiheng.documents._references import NeedsTree

_SHARE, _ALLOWANCE = 0.25, 0.125
"""Where more is odd than this part of what was looked at, and this part of all besides, building all of the
tree takes no longer, and so the sooner it is begun the better."""

_TAGS = {name: re.compile(rb"<(/)?w:%b(?: [^<>]*)?>" % name.encode()) for name in ("p", "tbl")}
_UNSEEN = re.compile(rb"<[!?]")
"""Comments and the like: what looks like a tag in them is none."""

_SLASH = ord("/")


class OddCell(NamedTuple):
    """A cell in which some paragraphs are odd: where it is, and its lines, with numbers for those."""

    row: int
    place: int
    """Both counted from 0, as the file has them."""
    lines: list[str | int]


class Table(NamedTuple):
    """The rows of a table, in which the texts of some cells are still to be read."""

    rows: list[RawRow]
    odd: list[OddCell]

    def address(self, number: int, cell: OddCell) -> str:
        """Return the address of a cell, if the table has this number."""
        column = 1 + sum(before.span for before in self.rows[cell.row].cells[: cell.place])
        return f"T{number}R{cell.row + 1}C{column}"

    def put(self, cell: OddCell, text: str) -> None:
        """Give a cell its text."""
        cells = self.rows[cell.row].cells
        cells[cell.place] = msgspec.structs.replace(cells[cell.place], text=text)


class Cuts:
    """What was cut out of one document."""

    def __init__(self, xml: bytes, attributes: bytes) -> None:
        """Take the document, and the attributes of its root, which say what prefixes mean."""
        self.xml = xml
        self._attributes = attributes
        self._pieces: list[bytes] = []
        self._left = _ALLOWANCE * len(xml)

    def cut(self, name: str, start: int) -> tuple[int, int]:
        """Cut out the element that starts here; return its number, and where it ends.

        Raises:
            NeedsTree: It has no end, there may be what only looks like tags in it, or too much is odd.
        """
        end = self._end(name, start)
        self._left -= end - start
        if self._left + _SHARE * end < 0 or _UNSEEN.search(self.xml, start, end):
            raise NeedsTree
        self._pieces.append(self.xml[start:end])
        return len(self._pieces) - 1, end

    def _end(self, name: str, start: int) -> int:
        depth = 0
        for tag in _TAGS[name].finditer(self.xml, start):
            if tag[1]:
                depth -= 1
            elif self.xml[tag.end() - 2] != _SLASH:
                depth += 1
            if depth == 0:
                return tag.end()
        raise NeedsTree

    def tree(self) -> etree._Element:
        """Return a tree whose children are what was cut out, by number.

        Raises:
            NeedsTree: A cut was wrong, or a paragraph goes on in the next one.
        """
        pieces = b"".join(self._pieces)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(b"<w:document %b>%b</w:document>" % (self._attributes, pieces), parser)
        except etree.XMLSyntaxError as error:
            raise NeedsTree from error
        names = Names(TRANSITIONAL)
        if len(root) != len(self._pieces) or any(is_joined_to_next(tree, names) for tree in root):
            raise NeedsTree
        return root
