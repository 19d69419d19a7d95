"""Form cards (what an official form looks like) and filled forms (which cell is which field)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jiheng.cards import Citation
from jiheng.documents import Grid, Paragraph, Problem
from jiheng.values import Printed


class RowStyle(StrEnum):
    """How the rows of a block are laid out."""

    LINES = "lines"
    """A label at the left says what the row is (funds, expenditure)."""
    RECORDS = "records"
    """Every row is a record of the header's columns (indicators)."""
    ONE = "one"
    """One row of values under the header (staff, buildings, objectives)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A header row and the rows under it."""

    name: str
    style: RowStyle
    captions: frozenset[str]
    """Keys of cells that only name the block or a part of it (项目资金, 绩效指标)."""
    columns: Mapping[str, str]
    """Label key → field."""
    at_least: int
    """How many of its columns make a row this block's header."""
    lines: Mapping[str, str]
    """Label key → what the line is; lines only."""
    carried: tuple[str, ...]
    """Fields that hold until the next value (一级指标 printed once for several rows)."""


@dataclass(frozen=True, slots=True)
class FormCard:
    """An official form as its labels say it."""

    code: str
    kind: str
    title: str
    citations: tuple[Citation, ...]
    titles: tuple[str, ...]
    """Words of the title line, any of which names the form."""
    identity: Mapping[str, str]
    """Label key → field whose value stands in the next cell (项目名称 → name)."""
    key_fields: frozenset[str]
    """Identity fields that tell this form from its neighbours."""
    blocks: tuple[Block, ...]
    total: frozenset[str]
    levels: Mapping[str, int]
    """Base data: what a line is → its level."""
    groups: frozenset[str]
    """Base data: lines under which authors add rows of their own."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of a block: what it is, and its cells by field."""

    block: str
    line: str
    """What the line is (``carry_over``), or "" where the label is not known or the block has none."""
    label: Printed
    cells: Mapping[str, Printed]
    at: str
    """The row, ``T3R12``."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A recognised form: every non-empty cell is in a field, a row, a caption, or listed as unread."""

    card: FormCard
    grids: tuple[Grid, ...]
    title: Printed
    fields: Mapping[str, Printed]
    rows: tuple[FilledRow, ...]
    total: Mapping[str, Printed]
    notes: tuple[Printed, ...]
    unread: tuple[Printed, ...]
    before: tuple[Paragraph, ...]
    """Paragraphs between the form before and this one."""
    after: tuple[Paragraph, ...]
    """Paragraphs between this form and the next."""
    problems: tuple[Problem, ...]
    units: Mapping[str, str]
    """Block → the money unit printed in its header (万元, 元); absent where none is printed."""

    def of(self, block: str) -> tuple[FilledRow, ...]:
        """Return the rows of one block."""
        return tuple(row for row in self.rows if row.block == block)
