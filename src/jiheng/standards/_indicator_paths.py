"""Addresses of cells in indicator cards, checked against the records when a card is loaded."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import get_type_hints

from jiheng.cards import Card
from jiheng.reports import Buildings, ExpenditureRow, FundLine, Staff
from jiheng.standards._indicator_types import CellPath, Root
from jiheng.terms import all_terms
from jiheng.values import Figure

_PATH = re.compile(r"(\w+)\.(\w+)(?:\[(\w+)\])?\.(\w+)")
_BASE_BLOCKS = MappingProxyType({"staff": Staff, "buildings": Buildings, "expenditure": ExpenditureRow})
_BLOCKS = MappingProxyType(
    {
        Root.BASE_DATA: _BASE_BLOCKS,
        Root.PREVIOUS_BASE_DATA: _BASE_BLOCKS,
        Root.DEPARTMENT: MappingProxyType({"funds": FundLine}),
    }
)
_LISTS = frozenset({"expenditure", "funds"})
_TOTAL = "total"
"""The source of the line that sums all funds; no term of the glossary, since it is not a kind of money."""


def read_path(card: Card, key: str, text: str) -> CellPath:
    """Check an address and return it.

    Raises:
        StandardError: No record has such a cell.
    """
    found = _PATH.fullmatch(text)
    root = next((root for root in Root if found and root.value == found[1]), None)
    if found is None or root is None:
        known = ", ".join(root.value for root in Root)
        raise card.error(key, f"{text!r} is no path form.block.cell; forms: {known}")
    block, line, field = found[2], found[3] or "", found[4]
    record = _BLOCKS[root].get(block)
    if record is None:
        raise card.error(key, f"{root.value} has no block {block!r}; known: {', '.join(_BLOCKS[root])}")
    if (block in _LISTS) != bool(line):
        raise card.error(key, f"write {block}[term]" if block in _LISTS else f"{block} has no lines")
    if line and line != _TOTAL and line not in all_terms():
        raise card.error(key, f"unknown line {line!r} of {block}")
    if field not in {name for name, kind in get_type_hints(record).items() if kind is Figure}:
        raise card.error(key, f"{block} has no figure {field!r}")
    return CellPath(text, root, block, line, field)
