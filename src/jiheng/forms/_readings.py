"""Notes of a form's values how they were obtained, beyond what its document knows.

Takes filled forms; gives them back with readings: values parted from text without borders, and cells that
answer for several rows. Decides nothing about any field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from jiheng.documents import PLAIN, Document, Origin, Paragraph, Reading
from jiheng.forms._runon import is_run_on
from jiheng.forms._types import Block, FilledForm, FilledRow, RowStyle
from jiheng.values import Printed, squeeze

_CELL = re.compile(r"T\d+R(\d+)C\d+")
_ROW = re.compile(r"T\d+R(\d+)")
_OF_ONE_ROW = frozenset({"target", "achieved", "max_score", "score"})
"""What every indicator has of its own: where two rows share one, it may be meant for both together."""

_SPLIT = Reading(Origin.SPLIT, note="从没有表格线的文字中分出")
_RUN_ON = Reading(Origin.SPLIT, note="各格连在一起，按唯一可能的分法分开", certain=False)


def with_readings(forms: Iterable[FilledForm], document: Document) -> tuple[FilledForm, ...]:
    """Return a document's forms so that they say how their values were obtained. Linear in cells."""
    return tuple(_with_readings(form, document) for form in forms)


def _with_readings(form: FilledForm, document: Document) -> FilledForm:
    readings = dict(form.readings)
    found = _merged(form) if form.grids else _from_text(form, document)
    for at, reading in (*found, *_printed_once(form)):
        before = readings.get(at, PLAIN)
        readings[at] = before if reading is _SPLIT and not before.certain else before.combined(reading)
    return replace(form, readings=readings)


def _values(form: FilledForm) -> Iterator[Printed]:
    yield from form.fields.values()
    yield from form.total.values()
    for row in form.rows:
        yield row.label
        yield from row.cells.values()


def _from_text(form: FilledForm, document: Document) -> Iterator[tuple[str, Reading]]:
    """Yield the lines whose cells had lost their borders, or even the spaces between them."""
    run_on = any(isinstance(block, Paragraph) and is_run_on(block) for block in document.blocks)
    for at in dict.fromkeys(value.at for value in _values(form)):
        if at:
            yield at, _RUN_ON if run_on else _SPLIT


def _merged(form: FilledForm) -> Iterator[tuple[str, Reading]]:
    """Yield cells that stand above the row they answer for, with the rows."""
    rows: dict[str, list[int]] = {}
    doubtful: set[str] = set()
    records = {block.name for block in form.card.blocks if block.style is RowStyle.RECORDS}
    for row in form.rows:
        at = _ROW.fullmatch(row.at)
        for name, value in row.cells.items():
            cell = _CELL.fullmatch(value.at)
            if at is None or cell is None or cell[1] == at[1] or not squeeze(value.text):
                continue
            rows.setdefault(value.at, [int(cell[1])]).append(int(at[1]))
            if row.block in records and name in _OF_ONE_ROW:
                doubtful.add(value.at)
    for at_cell, covered in rows.items():
        last = covered[-1]
        note = f"合并单元格，第{covered[0]}至{last}行共用"
        note += "，不能确定是各行的还是合计的" if at_cell in doubtful else ""
        yield at_cell, Reading(Origin.MERGED, note=note, certain=at_cell not in doubtful)


def _printed_once(form: FilledForm) -> Iterator[tuple[str, Reading]]:
    """Yield levels that hold for rows in which their own cell is blank."""
    for block in form.card.blocks:
        for at in dict.fromkeys(_levels_above(block, form.of(block.name))):
            yield at, Reading(Origin.MERGED, note="只在第一行写明，以下各行沿用")


def _levels_above(block: Block, rows: tuple[FilledRow, ...]) -> Iterator[str]:
    standing: dict[str, Printed] = {}
    for row in rows:
        for place, name in enumerate(block.carried):
            value = row.cells.get(name)
            if value is None or not squeeze(value.text):
                if name in standing:
                    yield standing[name].at
            elif standing.get(name) != value:
                for lower in block.carried[place:]:
                    standing.pop(lower, None)
                standing[name] = value
