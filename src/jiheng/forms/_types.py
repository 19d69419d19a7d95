"""Form cards (what an official form looks like) and filled forms (which cell is which field)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jiheng.cards import Citation
from jiheng.documents import Grid, Paragraph, Problem, Reading
from jiheng.values import Printed

SECTION = "section:"
"""Marks fields that hold a text under its own label."""


class RowStyle(StrEnum):
    """How the rows of a block are laid out."""

    LINES = "lines"
    """A label at the left says what the row is (funds, expenditure)."""
    RECORDS = "records"
    """Every row is a record of the header's columns (indicators)."""
    ONE = "one"
    """One row of values under the header (staff, buildings, objectives)."""
    COLUMN_PAIRS = "column_pairs"
    """A label and its amount in every column (预算数 6.84 | 到位数 6.84); a rate stands alone."""
    PAIRS = "pairs"
    """Labels of lines, each with its amount behind it, and no header (年度资金总额 | 30)."""


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
    parts: Mapping[str, tuple[str, ...]]
    """Field → the fields, itself among them, that a second header row may split its column into."""
    unreported: frozenset[str]
    """Columns that forms print and the report has no field for: their cells are listed as unread."""
    spans: frozenset[str] = frozenset()
    """Keys of labels that head several columns, named in the row below (偏差原因分析)."""
    twice: str = ""
    """Prefix of the left one where a header names its columns twice (中期 | 年度)."""
    optional: bool = False
    """Whether a form without this block is whole."""


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
    sections: frozenset[str]
    """Keys of labels whose text belongs to the report (评价结论)."""
    blocks: tuple[Block, ...]
    total: frozenset[str]
    levels: Mapping[str, int]
    """Base data: what a line is → its level."""
    categories: frozenset[str]
    """Names of first-level groups (产出指标) as keys."""
    subcategories: frozenset[str]
    """Names of second-level groups (数量指标) as keys."""
    groups: frozenset[str]
    """Base data: lines under which authors add rows of their own."""
    needs: frozenset[str] = frozenset()
    """Keys of labels that only this kind prints: one of them must be there, whatever the title says."""
    without: frozenset[str] = frozenset()
    """Keys of labels that this kind never prints: none of them may be there."""
    needs_borders: bool = False
    """Whether the form is not read from text in which its tables have lost their borders."""

    def field_of(self, key: str) -> str:
        """Return the field whose value stands behind the label with this key, or ""."""
        return self.identity.get(key) or (f"{SECTION}{key}" if key in self.sections else "")

    def labels(self) -> frozenset[str]:
        """Return the keys of every label of the form."""
        keys = {*self.identity, *self.sections, *self.total, *self.categories, *self.subcategories}
        for block in self.blocks:
            keys |= {*block.columns, *block.lines, *block.captions, *block.spans}
        return frozenset(keys)


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
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """Address → how the value there was obtained, where that is not how its document has it."""
    blank_rows: tuple[FilledRow, ...] = ()
    """Rows of a block in which nothing but levels and a template's placeholders (……) is filled in; the
    addresses say where their values would stand."""

    @property
    def sections(self) -> tuple[tuple[str, Printed], ...]:
        """Texts of the form that belong to the report, as (heading, text)."""
        return tuple(
            (name.removeprefix(SECTION), text)
            for name, text in self.fields.items()
            if name.startswith(SECTION)
        )

    def of(self, block: str) -> tuple[FilledRow, ...]:
        """Return the rows of one block."""
        return tuple(row for row in self.rows if row.block == block)
