"""Computed indicators → their entries of the contract. Copies and renames only."""

from __future__ import annotations

from decimal import Decimal

from jiheng.render import _contract as contract
from jiheng.scoring import ComputedIndicator, IndicatorTable
from jiheng.values import collapse, round_half_up, squeeze

_PLACES = 6


def computed_entries(table: IndicatorTable) -> tuple[contract.ComputedIndicatorEntry, ...]:
    """Copy the indicators of a table."""
    return tuple(map(_indicator, table.rows))


def computed_by_entry(table: IndicatorTable) -> contract.IndicatorTableEntry:
    """Copy what a table says of itself."""
    return contract.IndicatorTableEntry(table.pack, table.title, table.chosen_because, table.left_out)


def _indicator(row: ComputedIndicator) -> contract.ComputedIndicatorEntry:
    return contract.ComputedIndicatorEntry(
        code=row.code,
        name=row.title,
        formula=row.formula,
        cells=tuple(
            contract.UsedCellEntry(
                cell.label, squeeze(cell.text), cell.form if cell.form >= 0 else None, cell.at, cell.missing
            )
            for cell in row.cells
        ),
        value=_text(row.value),
        working=row.working,
        max_score=_text(row.max_score),
        low=_text(row.low),
        high=_text(row.high),
        why=row.why,
        printed=tuple(
            contract.PrintedRateEntry(collapse(rate.text), rate.form, rate.at, rate.agrees)
            for rate in row.printed
        ),
        basis=row.basis,
        note=row.note,
    )


def _text(number: Decimal | None) -> str:
    return "" if number is None else format(round_half_up(number, _PLACES), "f")
