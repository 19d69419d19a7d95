"""Rules that hold a report's figures against the table of the same form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Generic, TypeVar

from jiheng.audit._amounts import equal_slack
from jiheng.audit._dossier import Dossier, Hit, Params, Row, Scored
from jiheng.audit._texts import texts_of
from jiheng.audit._types import Evidence
from jiheng.audit.functions._across import group_by_name, plain_name
from jiheng.audit.functions._readings import same_unit
from jiheng.audit.prose import Bound, Kind, Quantity, Thing, one_of, read_quantities, thing_of
from jiheng.values import Measured, NumericTarget, Printed, convert

T = TypeVar("T")
_LONG = 8
_SHARE = 0.8
_ALONE = 4
_SHORTEST = 2
_RATE_LENGTH = 3
_FAMILIAR = 6
_FEWEST = 10
"""A smaller number may be the same by chance."""
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def text_figure_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The text gives one figure of an indicator, the table another; city-wide figures in any table."""
    measured = {entry.index: _measured_rows(entry) for entry in dossier.scored}
    city_wide: dict[str, list[Named]] = {}
    for named in chain.from_iterable(measured.values()):
        if name := _city_wide(named[0].name):
            city_wide.setdefault(name, []).append(named)
    for entry in dossier.scored:
        index = _Names(measured[entry.index])
        own = {"", str(entry.form.fiscal_year)}
        for place in texts_of(entry.form):
            for quantity in read_quantities(place.text, place.at):
                if not quantity.unit or quantity.upper or quantity.period not in own:
                    continue
                what = quantity.what
                found = index.rows_of(quantity, what) or city_wide.get(_city_wide(what), [])
                differs = bool(found) and all(_differs(quantity, row, reading) for row, reading in found)
                if differs and _is_said(quantity):
                    yield _hit(entry, found[0][0], quantity)


Named = tuple[Row, Measured]


def _measured_rows(entry: Scored) -> list[Named]:
    """Return the rows whose achieved value is one exact figure with a unit."""
    return [
        (row, reading)
        for row in entry.rows
        if isinstance(reading := row.indicator.achieved.reading, Measured)
        and reading.bound is None
        and reading.unit
    ]


def _is_said(quantity: Quantity) -> bool:
    """Whether a figure is said of the whole of what was done in the year."""
    plain = quantity.bound in {Bound.EXACT, Bound.FLOOR} and not (quantity.goal or quantity.loose)
    return plain and not (quantity.part or quantity.cumulative)


def _hit(entry: Scored, row: Row, quantity: Quantity) -> Hit:
    hit = row.hit({"said": f"{quantity.what}{quantity.text}"}, row.indicator.achieved)
    return Hit(hit.figures, (*hit.at, Evidence(entry.index, quantity.at, quantity.text)))


def _city_wide(name: str) -> str:
    """Return the one name of a city-wide figure that tables and texts call by several, or ""."""
    said = f"{name.removesuffix('增长')}增速" if name.endswith("增长") else plain_name(name)
    return group_by_name().get(said, "")


class _Names(Generic[T]):
    """The indicators of a form by what they measure."""

    def __init__(self, named: list[tuple[Row, T]]) -> None:
        self._by_thing: dict[str, list[tuple[Row, T]]] = {}
        for row, reading in named:
            self._by_thing.setdefault(thing_of(row.name).of, []).append((row, reading))
        self._long = [of for of in self._by_thing if len(of) >= _LONG * _SHARE]

    def rows_of(self, quantity: Quantity, what: str) -> list[tuple[Row, T]]:
        """Return the rows that a figure's words name: the same thing, and one action where both say one."""
        said = thing_of(what)
        if len(said.of) < _SHORTEST:
            return []
        found = self._by_thing.get(said.of)
        if found is None and len(said.of) >= _LONG:
            near = next((of for of in self._long if _resemble(of, said.of)), "")
            found = self._by_thing.get(near)
        return [entry for entry in found or () if _is_same(thing_of(entry[0].name), said, quantity)]


def _resemble(left: str, right: str) -> bool:
    """Whether one long name holds the other and little else."""
    shorter, longer = sorted((left, right), key=len)
    return len(shorter) >= _LONG and shorter in longer and len(shorter) >= _SHARE * len(longer)


def _is_same(name: Thing, said: Thing, quantity: Quantity) -> bool:
    if quantity.kind is Kind.RATE:
        return len(said.of) >= _RATE_LENGTH
    if name.actions and said.actions:
        return not name.actions.isdisjoint(said.actions)
    return len(said.of) >= _ALONE


def _differs(quantity: Quantity, row: Row, reading: Measured) -> bool:
    """Whether a figure is neither the achieved value, nor the target, nor a rounding of it."""
    if not same_unit(quantity.unit, reading.unit):
        return False
    number = convert(quantity.number, quantity.unit, reading.unit)
    number = quantity.number if number is None else number
    if quantity.bound is Bound.FLOOR:
        return number > reading.number
    target = row.indicator.target.reading
    if isinstance(target, NumericTarget) and target.number == number:
        return False
    return abs(number - reading.number) > equal_slack(number, reading.number)


def objective_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The annual objective promises one figure, the indicator's target another."""
    for entry in dossier.scored:
        rows = [
            (row, target)
            for row in entry.rows
            if isinstance(target := row.indicator.target.reading, NumericTarget) and target.unit
        ]
        index = _Names(rows)
        for goal in entry.form.objectives if rows else ():
            for quantity in read_quantities(goal.expected.text, goal.expected.at):
                named = index.rows_of(quantity, quantity.what) if quantity.unit and not quantity.upper else []
                if named and all(_is_other(quantity, target) for _, target in named) and not quantity.loose:
                    row = named[0][0]
                    said = Printed(quantity.text, quantity.at)
                    words = {"said": f"{quantity.what}{quantity.text}"}
                    yield row.hit(words, row.indicator.target, said)


def _is_other(quantity: Quantity, target: NumericTarget) -> bool:
    number = convert(quantity.number, quantity.unit, target.unit)
    number = quantity.number if number is None else number
    same = same_unit(quantity.unit, target.unit)
    return same and target.upper is None and number != target.number


def text_counts_other_thing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The text counts 495家企业 where the indicator counts 495个项目."""
    for entry in dossier.scored:
        parted = [(row, reading, *_counted(row.name)) for row, reading in _measured_rows(entry)]
        rows = [parts for parts in parted if parts[-1]]
        for quantity in _own_figures_with_noun(entry) if rows else ():
            noun = _leading(quantity.after)
            for row, reading, rest, counted in rows:
                same = quantity.number == reading.number >= _FEWEST and quantity.unit != reading.unit
                if same and noun != counted and _share_words(rest, quantity.after):
                    words = {"said": f"{quantity.text}{noun}", "counted": counted}
                    yield row.hit(words, row.indicator.achieved, Printed(quantity.text, quantity.at))


def _own_figures_with_noun(entry: Scored) -> Iterator[Quantity]:
    for place in texts_of(entry.form):
        for quantity in read_quantities(place.text, place.at):
            counts = quantity.kind is Kind.COUNT and quantity.number >= _FEWEST
            if counts and _leading(quantity.after) and quantity.is_exact:
                yield quantity


def _share_words(name: str, text: str) -> bool:
    pieces = (name[i : i + _FAMILIAR] for i in range(len(name) - _FAMILIAR + 1))
    return any(piece in text for piece in pieces)


@cache
def _nouns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    noun = one_of("counted_nouns")
    return re.compile(f"{noun}"), re.compile(f"({noun})(?:数|数量|个数|家数)?$")


def _leading(after: str) -> str:
    found = _nouns()[0].match(after)
    return found[0] if found else ""


def _counted(name: str) -> tuple[str, str]:
    """Part an indicator's name into what is said of the things and the things: 纳入项目库 and 项目."""
    bare = _BRACKETS.sub("", name)
    found = _nouns()[1].search(bare)
    return (bare[: found.start()], found[1]) if found else (bare, "")
