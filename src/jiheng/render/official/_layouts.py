r"""Layout cards: how a place prints a form, as a table of cells with names where values go.

Reads ``layouts/*.yaml`` and refuses at load what could not be drawn. A row ``| … |`` stands once; ``@funds``,
``@amounts``, ``@objectives``, ``@indicators``, ``@expenditure`` stand once for each of their records, and
``@amount_heads`` once where there are amounts. ``<`` continues the cell on the left, ``^`` the one above,
``{…}`` is a value, ``[[…]]`` is dropped where a value in it is blank, ``\n`` breaks the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from jiheng.cards import Card, Citation, read_citations, read_folder
from jiheng.reports import Buildings, ExpenditureRow, FormKind, FundLine, Indicator, Objective, Staff

LEFT, ABOVE = "<", "^"
REFERENCE = re.compile(r"\{([^{}]*)\}")
_TYPE_AREA = {"portrait": 156, "landscape": 243}
"""Millimetres between the margins of official documents (28 and 26 mm) on A4."""


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A row of a layout, its cells one a column."""

    block: str
    """The records it stands for, "" where it stands once."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One place's print of one form."""

    code: str
    kind: FormKind
    family: str
    title: str
    citations: tuple[Citation, ...]
    attachment: str
    heading: str
    subheading: str
    landscape: bool
    widths: tuple[int, ...]
    repeated_rows: frozenset[int]
    rows: tuple[LayoutRow, ...]
    amounts_left: Mapping[str, str]
    amounts_right: Mapping[str, str]
    fund_lines: tuple[str, ...]
    note: str
    signature: str


@cache
def all_layouts() -> Mapping[str, Layout]:
    """Return every layout by its code, in the order of the files.

    Raises:
        StandardError: A card is wrong: an unknown name, a row of another width, widths that do not fit.
    """
    folder = files("jiheng.render.official") / "layouts"
    return {code: layout_from_card(code, card) for code, card in read_folder(folder)}


def layout_of(kind: FormKind, family: str) -> Layout | None:
    """Return a family's layout of a form, or None where it has none."""
    return next((one for one in all_layouts().values() if (one.kind, one.family) == (kind, family)), None)


def families() -> tuple[str, ...]:
    """Return the ids of the families there are."""
    return tuple(dict.fromkeys(layout.family for layout in all_layouts().values()))


def layout_from_card(code: str, card: Card) -> Layout:
    """Return the layout that a card says.

    Raises:
        StandardError: It is wrong.
    """
    orientation = card.text("orientation")
    layout = Layout(
        code=code,
        kind=card.choice("kind", FormKind),
        family=card.text("family"),
        title=card.text("title"),
        citations=read_citations(card),
        attachment=card.text("attachment"),
        heading=card.text("heading"),
        subheading=card.text("subheading", ""),
        landscape=orientation == "landscape",
        widths=tuple(int(width) for width in card.texts("widths")),
        repeated_rows=frozenset(int(row) for row in card.texts("repeated_rows")),
        rows=tuple(_rows(card)),
        amounts_left=dict(card.pairs("amounts_left")),
        amounts_right=dict(card.pairs("amounts_right")),
        fund_lines=card.texts("fund_lines"),
        note=card.text("note", ""),
        signature=card.text("signature"),
    )
    if sum(layout.widths) > _TYPE_AREA.get(orientation, 0):
        raise card.error("widths", f"wider than the type area of {orientation} A4")
    _check(layout, card)
    card.close()
    return layout


def _rows(card: Card) -> Iterator[LayoutRow]:
    for line in card.text("table").splitlines():
        block, _, cells = line.partition("|")
        if not cells.endswith("|"):
            raise card.error("table", f"a row ends in |: {line}")
        texts = tuple(cell.strip().replace("\\n", "\n") for cell in cells[:-1].split("|"))
        yield LayoutRow(block.strip().removeprefix("@"), texts)


_FORM = frozenset(
    {
        "name",
        "supervising_department",
        "implementing_unit",
        "fiscal_year",
        "previous_year",
        "filing_date",
        "austerity_measures",
        "total.max_score",
        "total.score",
        *(f"staff.{one.name}" for one in fields(Staff)),
        *(f"buildings.{one.name}" for one in fields(Buildings)),
    }
)
_RECORDS: Mapping[str, frozenset[str]] = {
    "": frozenset(),
    "funds": frozenset(one.name for one in fields(FundLine)),
    "amount_heads": frozenset(),
    "amounts": frozenset({"left", "right"}),
    "objectives": frozenset(one.name for one in fields(Objective)),
    "indicators": frozenset(one.name for one in fields(Indicator))
    | {"ordinal", "target_sign", "target_number", "target_unit"},
    "expenditure": frozenset(one.name for one in fields(ExpenditureRow)),
}


def _check(layout: Layout, card: Card) -> None:
    for row in layout.rows:
        if row.block not in _RECORDS:
            raise card.error("table", f"unknown rows @{row.block}")
        if len(row.cells) != len(layout.widths):
            raise card.error("table", f"{len(row.cells)} cells, {len(layout.widths)} widths: {row.cells}")
        for cell in row.cells:
            _check_names(card, "table", cell, _RECORDS[row.block] or _FORM)
    for key in ("heading", "subheading", "signature", "note"):
        _check_names(card, key, getattr(layout, key), _FORM)


def _check_names(card: Card, key: str, text: str, known: frozenset[str]) -> None:
    for name in REFERENCE.findall(text):
        if name not in known and not (known is _FORM and name.startswith("section.")):
            raise card.error(key, f"unknown value {{{name}}}")
