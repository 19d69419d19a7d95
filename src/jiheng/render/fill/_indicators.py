"""Which indicator of a report goes into which row of a template, and where rows have to be added.

Rows belong to groups (一级指标, 二级指标). An indicator goes into a row of its group; rows are added behind a
group that has too few, in the way the template prints levels: merged over the group's rows, on every row, or
once. What remains of a group's rows is cleared and left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from jiheng.errors import RenderError
from jiheng.forms import FilledRow, label_key, split_points
from jiheng.render.fill._form import FormFilling
from jiheng.render.fill._plan import AddedRow, Place, Value, place_of
from jiheng.render.fill._words import word
from jiheng.reports import Indicator
from jiheng.values import squeeze

_LEVELS = ("category", "subcategory")
_PLACEHOLDER = re.compile(r"[….·]+|指标\d+[:：]?")
_SUFFIX = re.compile(r"指标等?$")
_TARGET = re.compile(r"(?P<sign>[≥≤><=＞＜＝≧≦⩾⩽]?)(?P<number>-?\d[\d.,]*)(?P<unit>[^\d]*)")

_T = TypeVar("_T")
Key = tuple[str, str]
_FREE: Key = ("", "")
_SIGN_NUMBER_UNIT = 3


class Levels(Enum):
    """How a template prints the levels of several rows."""

    MERGED = "merged"
    REPEATED = "repeated"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the template with the levels that hold for it."""

    filled: FilledRow
    place: Place
    category: str
    subcategory: str

    @property
    def key(self) -> Key:
        return level_key(self.category), level_key(self.subcategory)


def fill_indicators(filling: FormFilling, indicators: Sequence[Indicator]) -> None:
    """Put the indicators of a report into a template's form.

    Raises:
        RenderError: The template has indicators' rows no new one can be made after, or rows share a cell
            that would have to hold different values.
    """
    rows = list(_rows(filling))
    if not rows:
        if indicators:
            raise RenderError(filling.template, "绩效指标", "模板的指标表里没有可以填写的行。")
        return
    _Filler(filling, rows).fill(indicators)


def _rows(filling: FormFilling) -> Iterator[_Row]:
    category = subcategory = ""
    at = ""
    for filled in filling.rows("indicators"):
        place = place_of(filled.at)
        if place is None:
            continue
        printed = filled.cells.get("category")
        if printed is not None and squeeze(printed.text):
            if printed.at != at:
                subcategory = ""
            category, at = printed.text, printed.at
        level = filled.cells.get("subcategory")
        if level is not None and squeeze(level.text):
            subcategory = level.text
        yield _Row(filled, place, category, subcategory)


def level_key(text: str) -> str:
    """Return a level's name for comparison: without its marks, and without 指标 at its end."""
    return _SUFFIX.sub("", label_key(split_points(text)[0]))


class _Filler:
    def __init__(self, filling: FormFilling, rows: list[_Row]) -> None:
        self._filling = filling
        self._rows = rows
        self._has = {name: any(name in row.filled.cells for row in rows) for name in _LEVELS}
        self._style = self._levels()
        self._used: set[Place] = set()
        self._extra: list[tuple[_Row, Indicator]] = []
        self._new: list[list[Indicator]] = []
        self._last: Indicator | None = None
        """The indicator of the row before."""

    def fill(self, indicators: Sequence[Indicator]) -> None:
        for group, wanted in self._pairs(indicators):
            if group is None:
                self._new.append(wanted)
                continue
            for row, indicator in zip(group, wanted, strict=False):
                self._place(row, indicator)
            self._extra += [(group[-1], indicator) for indicator in wanted[len(group) :]]
        for row, indicator in self._extra:
            self._add_to_group(row, indicator)
        for wanted in self._new:
            self._add_group(wanted)
        self._print_again()
        self._clear_rest()

    def _print_again(self) -> None:
        """Print a level that only a row above prints which itself stays blank: nobody would read it there."""
        shown = dict.fromkeys(_LEVELS, "")
        for row in self._rows:
            if row.place not in self._used:
                continue
            for name, standing in zip(_LEVELS, (row.category, row.subcategory), strict=True):
                cell = row.filled.cells.get(name)
                place = place_of(cell.at) if cell else None
                if cell is None or place is None:
                    continue
                value = self._filling.values.get(place)
                text = value.text if value else cell.text
                if not squeeze(text) and standing and level_key(shown[name]) != level_key(standing):
                    text = standing
                    self._filling.put(cell.at, text, word(name))
                if squeeze(text):
                    shown = {**shown, "subcategory": ""} if name == "category" else shown
                    shown[name] = text

    def _pairs(self, indicators: Sequence[Indicator]) -> Iterator[tuple[list[_Row] | None, list[Indicator]]]:
        """Yield the report's groups with the template's rows for each; None where there are none."""
        runs = _runs([(row.key, row) for row in self._rows])
        wanted = _runs([(self._key_of(indicator), indicator) for indicator in indicators])
        if [key for key, _ in runs] == [key for key, _ in wanted]:
            yield from ((rows, found) for (_, rows), (_, found) in zip(runs, wanted, strict=True))
            return
        by_key: dict[Key, list[_Row]] = defaultdict(list)
        for key, rows in runs:
            by_key[key] += rows
        together: dict[Key, list[Indicator]] = defaultdict(list)
        for key, found in wanted:
            together[key] += found
        unnamed = [key for key in together if key not in by_key or key == _FREE]
        yield from ((by_key[key], found) for key, found in together.items() if key not in unnamed)
        for key in unnamed:
            found = together[key]
            room = self._room(by_key, key)
            yield from self._into_room(room, found)

    def _room(self, by_key: dict[Key, list[_Row]], key: Key) -> list[_Row]:
        """Return rows that are of no group yet, or only of the category."""
        for candidate in ((key[0], ""), _FREE):
            free = [row for row in by_key.get(candidate, ()) if row.place not in self._used]
            if free:
                return free
        return []

    def _into_room(
        self, room: list[_Row], found: list[Indicator]
    ) -> Iterator[tuple[list[_Row] | None, list[Indicator]]]:
        taken = room[: len(found)]
        self._used |= {row.place for row in taken}
        if taken:
            yield taken, found
        else:
            yield None, found

    def _key_of(self, indicator: Indicator) -> Key:
        category = level_key(indicator.category.text) if self._has["category"] else ""
        return category, level_key(indicator.subcategory.text) if self._has["subcategory"] else ""

    def _levels(self) -> Levels:
        places = [
            place_of(row.filled.cells[n].at) for row in self._rows for n in _LEVELS if n in row.filled.cells
        ]
        cells = [self._filling.cell(place) for place in places if place]
        if any(cell is not None and cell.row_span > 1 for cell in cells):
            return Levels.MERGED
        for before, row in zip(self._rows, self._rows[1:], strict=False):
            if before.key == row.key and row.key != _FREE:
                own = row.filled.cells.get("category") or row.filled.cells.get("subcategory")
                return Levels.REPEATED if own is not None and squeeze(own.text) else Levels.ONCE
        return Levels.MERGED

    # Rows that are there -----------------------------------------------------------------------------

    def _place(self, row: _Row, indicator: Indicator) -> None:
        self._used.add(row.place)
        for name, text in (
            ("category", indicator.category.text),
            ("subcategory", indicator.subcategory.text),
        ):
            self._put_level(row, name, text, indicator)
        for place, value in self._cells(row.filled, indicator):
            self._filling.put(place.address if place else "", value.text, value.words)
        self._last = indicator

    def _put_level(self, row: _Row, name: str, text: str, indicator: Indicator) -> None:
        points = indicator.category_max_score.text if name == "category" else ""
        standing = row.category if name == "category" else row.subcategory
        words = f"{_words(indicator)}的{word(name)}"
        cell = row.filled.cells.get(name)
        if cell is None:
            if text:
                self._filling.missing.append(words)
            return
        own_text = cell.text if squeeze(cell.text) else ""
        if standing and level_key(standing) == level_key(text):
            printed = split_points(own_text)[1]
            if own_text and points and printed != points:
                self._filling.put(cell.at, _with_points(text, points), words)
            return
        if self._last is not None and not standing:
            levels = _LEVELS[: _LEVELS.index(name) + 1]
            if all(getattr(self._last, level).text == getattr(indicator, level).text for level in levels):
                return  # printed once for the rows under it
        new = _with_points(text, points)
        self._filling.put(cell.at, new, words)

    def _cells(self, row: FilledRow, indicator: Indicator) -> Iterator[tuple[Place | None, Value]]:
        """Yield what stands in the cells of an indicator's row, its levels aside."""
        called = _words(indicator)
        yield from self._target(row, indicator)
        for name, text in (
            ("name", indicator.name.text),
            ("achieved", indicator.achieved.text),
            ("max_score", indicator.max_score.text),
            ("score", indicator.score.text),
            ("deviation_reason", indicator.deviation_reason.text),
        ):
            parts = self._filling.parts(row, name)
            words = f"{called}的{word(name)}"
            yield (parts[0] if parts else None), Value(text, words)
            yield from ((part, Value("", words)) for part in parts[1:])

    def _target(self, row: FilledRow, indicator: Indicator) -> Iterator[tuple[Place | None, Value]]:
        """Yield the target, parted into sign, number and unit where the template has columns for them."""
        text = indicator.target.text
        words = f"{_words(indicator)}的{word('target')}"
        parts = self._filling.parts(row, "target")
        sign, unit = (self._filling.parts(row, name)[:1] for name in ("target_sign", "target_unit"))
        if not sign and not unit and len(parts) == _SIGN_NUMBER_UNIT:
            sign, parts, unit = parts[:1], parts[1:2], parts[2:]
        found = _TARGET.fullmatch(text)
        pieces = {"sign": "", "number": text, "unit": ""} if found is None else found.groupdict()
        if not sign:
            pieces = {**pieces, "sign": "", "number": pieces["sign"] + pieces["number"]}
        if not unit:
            pieces = {**pieces, "number": pieces["number"] + pieces["unit"], "unit": ""}
        yield from ((place, Value(pieces["sign"], words)) for place in sign)
        yield (parts[0] if parts else None), Value(pieces["number"], words)
        yield from ((part, Value("", words)) for part in parts[1:])
        yield from ((place, Value(pieces["unit"], words)) for place in unit)

    # Rows that are added -----------------------------------------------------------------------------

    def _add_to_group(self, row: _Row, indicator: Indicator) -> None:
        """Add a row to the group of a row that is there."""
        columns = self._level_columns(row.filled)
        values = dict(self._columns(row.filled, indicator))
        continued = self._captions(row)
        if self._style is Levels.MERGED:
            continued |= set(columns.values())
        elif self._style is Levels.REPEATED:
            texts = {"category": indicator.category.text, "subcategory": indicator.subcategory.text}
            values |= {c: Value(texts[n], word(n)) for n, c in columns.items()}
        self._filling.added.append(AddedRow(row.place, values, frozenset(continued)))

    def _add_group(self, wanted: list[Indicator]) -> None:
        """Add the rows of a group that the template does not have, behind its category or the last row."""
        category = self._key_of(wanted[0])[0]
        same = [row for row in self._rows if row.key[0] == category and category]
        row = (same or self._rows)[-1]
        columns = self._level_columns(row.filled)
        for number, indicator in enumerate(wanted):
            values = dict(self._columns(row.filled, indicator))
            continued = self._captions(row)
            for name, text in (
                ("category", indicator.category.text),
                ("subcategory", indicator.subcategory.text),
            ):
                column = columns.get(name)
                if column is None:
                    self._filling.missing += [f"{_words(indicator)}的{word(name)}"] if text else []
                    continue
                goes_on = number > 0 or (name == "category" and bool(same))
                if goes_on and name == "category" and not number and self._style is Levels.ONCE:
                    goes_on = False  # the row that prints it may be one of those that stay blank
                if goes_on and self._style is Levels.MERGED:
                    continued.add(column)
                elif not goes_on or self._style is Levels.REPEATED:
                    points = indicator.category_max_score.text if name == "category" else ""
                    values[column] = Value(_with_points(text, points), f"{_words(indicator)}的{word(name)}")
            self._filling.added.append(AddedRow(row.place, values, frozenset(continued)))

    def _columns(self, row: FilledRow, indicator: Indicator) -> Iterator[tuple[int, Value]]:
        for place, value in self._cells(row, indicator):
            if place is not None:
                yield place.column, value
            elif value.text:
                self._filling.missing.append(value.words)

    def _level_columns(self, row: FilledRow) -> dict[str, int]:
        places = {name: place_of(row.cells[name].at) for name in _LEVELS if name in row.cells}
        return {name: place.column for name, place in places.items() if place}

    def _captions(self, row: _Row) -> set[int]:
        """Return the columns left of the levels (绩效指标), which go on over a new row."""
        columns = [place.column for cell in row.filled.cells.values() if (place := place_of(cell.at))]
        first = min(columns)
        layout = self._filling.layout(row.place.grid)
        found: set[int] = set()
        for column in range(1, first):
            cell = layout.get((row.place.row, column))
            if cell is not None and (cell.row_span > 1 or self._style is Levels.MERGED):
                found.add(cell.column)
        return found

    # Rows that are left ------------------------------------------------------------------------------

    def _clear_rest(self) -> None:
        left = [row for row in self._rows if row.place not in self._used]
        for row in left:
            for name in row.filled.cells.keys() - set(_LEVELS):
                for place in self._filling.parts(row.filled, name):
                    cell = self._filling.cell(place)
                    shared = place in self._filling.values
                    if cell and not shared and squeeze(cell.text) and not _is_placeholder(cell.text):
                        self._filling.put(place.address, "", f"多余行的{word(name)}")
        if left:
            rows = "、".join(row.place.address for row in left)
            self._filling.notes.append(f"模板的指标行多于报告，{rows} 留空，未删除。")


def _runs(items: Sequence[tuple[Key, _T]]) -> list[tuple[Key, list[_T]]]:
    """Return neighbours of one key together."""
    runs: list[tuple[Key, list[_T]]] = []
    for key, item in items:
        if runs and runs[-1][0] == key:
            runs[-1][1].append(item)
        else:
            runs.append((key, [item]))
    return runs


def _is_placeholder(text: str) -> bool:
    return bool(_PLACEHOLDER.fullmatch(squeeze(text)))


def _words(indicator: Indicator) -> str:
    return f"指标“{indicator.name.text}”"


def _with_points(text: str, points: str) -> str:
    return f"{text}（{points}分）" if text and points else text
