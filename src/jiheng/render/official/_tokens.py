"""Rows of texts with ``<`` and ``^`` → a grid with spans, and how each of its cells looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiheng.documents import Cell, Grid
from jiheng.render.official._blocks import Align, Look, Table
from jiheng.render.official._layouts import ABOVE, LEFT

_LONG = 16
"""Characters from which on a text is read more easily from the margin than centred."""
_NARROW_MM = 12
_FEW_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a row: a text, or ``<`` or ``^``."""

    text: str
    is_label: bool = False
    """Printed by the form itself, not filled in."""
    is_mark: bool = False
    """``<`` and ``^`` continue a cell; a text that only looks like one does not."""
    at_start: bool = False
    name: str = ""
    """The value of the layout that stands here, "" for the form's own words."""
    was: str | None = None
    """The text before a change; None where nothing changed."""


def mark(sign: str) -> Token:
    """Return a token that continues a cell."""
    return Token(sign, is_mark=True)


def draw(
    rows: Sequence[Sequence[Token]], widths: tuple[int, ...], number: int, repeated: frozenset[int]
) -> Table:
    """Return the table that rows of tokens say.

    Args:
        rows: One token a column, row by row.
        widths: Millimetres of the columns.
        number: The number of the grid in its document.
        repeated: Rows that a page break repeats.
    """
    drawn: list[tuple[Cell, Look]] = []
    for r, row in enumerate(rows, start=1):
        for c, token in enumerate(row, start=1):
            if not token.is_mark:
                wide = _run(row[c:], LEFT)
                tall = _run([below[c - 1] for below in rows[r:]], ABOVE)
                cell = Cell(r, c, token.text, 1 + tall, 1 + wide)
                drawn.append((cell, _look(token, cell, sum(widths[c - 1 : c + wide]))))
    cells, looks = tuple(cell for cell, _ in drawn), tuple(look for _, look in drawn)
    return Table(Grid(number, cells), widths, looks, repeated)


def _run(tokens: Sequence[Token], sign: str) -> int:
    """Return how many tokens from the first one on continue the cell."""
    return next((i for i, t in enumerate(tokens) if not (t.is_mark and t.text == sign)), len(tokens))


def _look(token: Token, cell: Cell, width: int) -> Look:
    upright = (
        token.is_label
        and width <= _NARROW_MM
        and cell.row_span > 1
        and 1 < len(token.text) <= _FEW_CHARACTERS
    )
    start = token.at_start or (not token.is_label and len(token.text) >= _LONG)
    return Look(
        Align.START if start else Align.CENTER, vertical=upright, strong=token.is_label, was=token.was
    )
