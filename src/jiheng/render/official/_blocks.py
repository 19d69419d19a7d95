"""An official document before it is a file: sheets of lines and tables, with no word on any container.

The layout cards make it from records, the audit makes its opinion of it, and each writer turns it into one
kind of file. A table is the same ``Grid`` that readers give, so what is written can be read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jiheng.documents import Grid


class Style(StrEnum):
    """What a line is; writers know the type that official documents set it in."""

    ATTACHMENT = "attachment"
    """附件1, above the title on the left: 黑体, 16 pt."""
    TITLE = "title"
    """The document's name, centred: 小标宋, 22 pt."""
    SUBTITLE = "subtitle"
    """（2024年度） below the title, centred: 楷体, 16 pt."""
    ADDRESSEE = "addressee"
    """Whom a letter is to (主送机关), on the left above its text: 仿宋, 16 pt."""
    HEADING_1 = "heading_1"
    """一、: 黑体, 16 pt."""
    HEADING_2 = "heading_2"
    """（一）: 楷体, 16 pt."""
    BODY = "body"
    """Running text: 仿宋, 16 pt, first line indented by two characters, 28 pt apart."""
    NOTE = "note"
    """Small print below a table (说明：…): 仿宋, 10.5 pt."""
    SIGNATURE = "signature"
    """填表人：  填报日期：  …, below a table: 仿宋, 12 pt."""
    SEAL = "seal"
    """单位（盖章） and the day, on the right, with room for the seal above: 仿宋, 16 pt."""


class Align(StrEnum):
    """Where text stands in its cell; it is always centred from top to bottom."""

    CENTER = "center"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables."""

    text: str
    style: Style
    was: str | None = None
    """The text before a change, shown struck through before the new one; None where nothing changed."""
    new_page: bool = False
    """Begins a page of its own, where the container has pages."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks."""

    align: Align = Align.CENTER
    vertical: bool = False
    """Characters one below the other, as in narrow merged cells (绩效指标)."""
    strong: bool = False
    """A label or header: 黑体."""
    was: str | None = None
    """The text before a change, shown struck through before the new one; None where nothing changed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid with the width of its columns and the look of its cells."""

    grid: Grid
    widths: tuple[int, ...]
    """Millimetres, one a column; their sum is the width of the type area."""
    looks: tuple[Look, ...]
    """One for each of ``grid.cells``, in their order."""
    repeated_rows: frozenset[int] = frozenset()
    """Rows (from 1) that a page break repeats, where the container can."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What starts on a page of its own, and is a worksheet of its own in a workbook."""

    name: str
    """Short and unique in the document: 附件2 整体自评表. A bookmark, or a worksheet's name."""
    blocks: tuple[Line | Table, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A whole document: A4, Chinese, its sheets in reading order."""

    title: str
    sheets: tuple[Sheet, ...]
