"""What is to be put where in a template: records only.

Addresses are those of the template as it was read (``T3R12C5``); rows that are added are said by the row
they follow. How a container does it is for ``_docx`` and ``_xlsx``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiheng.errors import RenderError

_ADDRESS = re.compile(r"T(\d+)R(\d+)(?:C(\d+))?")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of a template by grid, row and layout column; column 0 stands for the whole row."""

    grid: int
    row: int
    column: int = 0

    @property
    def address(self) -> str:
        """Return ``T3R12C5``."""
        return f"T{self.grid}R{self.row}" + (f"C{self.column}" if self.column else "")


def place_of(address: str) -> Place | None:
    """Return the place of an address; None where it is none of a grid (a paragraph, "")."""
    found = _ADDRESS.fullmatch(address)
    return Place(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


@dataclass(frozen=True, slots=True)
class Value:
    """A text for a cell, and what it is called in messages (指标“参会人数”的实际完成值)."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A row to be added behind another, in its style."""

    after: Place
    values: Mapping[int, Value]
    """Layout column → what stands in the new cell; other cells of the row are blank."""
    continued: frozenset[int]
    """Layout columns in which the cell above reaches down over the new row."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to be done to a template."""

    values: Mapping[Place, Value]
    added: tuple[AddedRow, ...]
    """In the order in which they are to stand."""

    def rows_before(self, place: Place) -> int:
        """Return how many rows are added above a place of the template."""
        return sum(row.after.grid == place.grid and row.after.row < place.row for row in self.added)

    def moved(self, place: Place) -> Place:
        """Return where a place of the template is to be found afterwards."""
        return Place(place.grid, place.row + self.rows_before(place), place.column)

    def written(self) -> dict[Place, Value]:
        """Return every value by where it is to be found afterwards."""
        found = {self.moved(place): value for place, value in self.values.items()}
        behind: dict[Place, int] = {}
        for row in self.added:
            number = behind[row.after] = behind.get(row.after, 0) + 1
            at = self.moved(row.after)
            found |= {Place(at.grid, at.row + number, c): value for c, value in row.values.items()}
        return found


Refusal = tuple[Place, Value, str]
"""A cell, what was to be put in, and why it cannot."""


def refusal_of(template: str, refused: Sequence[Refusal]) -> RenderError:
    """Return the error that names every cell that cannot take its value."""
    words = [f"{place.address}（{value.words}）：{reason}" for place, value, reason in refused]
    first, _, reason = words[0].partition("：")
    return RenderError(template, first, "".join([reason, *(f"{word}" for word in words[1:])]))


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose text became another."""

    at: str
    """Where it stands in the filled file."""
    words: str
    old: str
    new: str
