"""One unit's package made ready for rules: forms with their indices, rows with their score lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Protocol

from jiheng.audit._types import Elsewhere, Evidence
from jiheng.reports import BaseData, FormKind, Indicator, Package, SelfEvaluation
from jiheng.scoring import LineKind, ScoreLine, ScoreSheet
from jiheng.values import (
    AchievedText,
    Figure,
    Measured,
    NumericTarget,
    Printed,
    TargetText,
    halve,
    squeeze,
)

_LEAVES = (Printed, Figure, TargetText, AchievedText)


Changeable = Figure | TargetText | AchievedText
_NO_RECORDS = frozenset({str, int, type(None)})
_BETWEEN = "\0"
_NO_WEIGHT = Decimal(0)
_ALPHANUMERIC = re.compile(r"[^\W_]")


class Cell(Protocol):
    """Anything printed at an address: Printed, Figure, TargetText, AchievedText."""

    @property
    def text(self) -> str:
        """The text as printed."""

    @property
    def at(self) -> str:
        """The address, "" where no cell exists."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fires: the figures for its message and where they stand, the main cell first."""

    figures: Mapping[str, str]
    at: tuple[Evidence, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Params:
    """The words and numbers that a rule card gives its function."""

    values: Mapping[str, tuple[str, ...]]

    def number(self, name: str) -> Decimal:
        """Return a parameter as an exact number; ``130%`` is 1.3."""
        return _number(self.values[name][0])

    def words(self, name: str) -> tuple[str, ...]:
        """Return a parameter as a list of words."""
        return self.values[name]


@cache
def _number(text: str) -> Decimal:
    """Return what a card's parameter says; rules ask for it row by row."""
    number = Decimal(text.removesuffix("%"))
    return number.scaleb(-2) if text.endswith("%") else number


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator that is one (no stroke), with its score line where the form was scored."""

    form: int
    indicator: Indicator
    line: ScoreLine | None
    name: str
    """The indicator's name without white space, for comparing."""
    second: str
    """Its second level likewise."""
    weight: Decimal
    """The row's weight; 0 where none is printed."""
    numbers: tuple[NumericTarget, Measured] | None
    """Target and achieved value where both are numbers."""

    @property
    def has_reason(self) -> bool:
        """Whether a deviation reason is written."""
        return has_words(self.indicator.deviation_reason.text)

    @property
    def has_full_marks(self) -> bool:
        """Whether the reported score is the whole weight."""
        score = self.indicator.score.value
        return score is not None and score == self.indicator.max_score.value

    @property
    def completion(self) -> Decimal | None:
        """Achieved over target as the scoring found it, or None."""
        return self.line.completion if self.line else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met as the scoring found it, or None."""
        return self.line.met if self.line else None

    def hit(self, words: Mapping[str, str], *cells: Cell) -> Hit:
        """Return a hit on this row with its cells in words, the main cell first."""
        indicator = self.indicator
        figures = {
            "name": indicator.name.text,
            "subcategory": indicator.subcategory.text,
            "target": indicator.target.text,
            "achieved": indicator.achieved.text or "空白",
            "max_score": indicator.max_score.text,
            "score": indicator.score.text,
            "reason": indicator.deviation_reason.text,
        }
        return Hit({**figures, **words}, evidence(self.form, *cells))


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored form with its sheet and rows."""

    index: int
    form: SelfEvaluation
    sheet: ScoreSheet | None
    rows: tuple[Row, ...]

    @property
    def execution(self) -> ScoreLine | None:
        """The score line of the budget's execution, or None."""
        lines = self.sheet.lines if self.sheet else ()
        return next((line for line in lines if line.kind is LineKind.EXECUTION), None)


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Every cell of a form that stands somewhere, with its text at half width; all of them in one text."""

    cells: tuple[tuple[Cell, str], ...]
    joined: str

    @classmethod
    def of(cls, form: object) -> FormTexts:
        """Return the texts of a form."""
        cells = [cell for cell in _cells_of(form) if cell.at]
        # One text for all is made half width at once; no reader leaves this sign in a text.
        texts = halve(_BETWEEN.join([cell.text.replace(_BETWEEN, "") for cell in cells])).split(_BETWEEN)
        return cls(tuple(zip(cells, texts, strict=True)), "\n".join(texts))


@dataclass(frozen=True)
class Dossier:
    """A package and its score sheets, arranged once for all rules."""

    package: Package
    sheets: tuple[ScoreSheet, ...]
    previous: Dossier | None = None
    """The same unit's package of an earlier year, where one was given."""

    @cached_property
    def scored(self) -> tuple[Scored, ...]:
        """Every scored form, in the package's order."""
        sheets = {sheet.form: sheet for sheet in self.sheets}
        return tuple(
            Scored(index, form, sheets.get(index), tuple(_rows(index, form, sheets.get(index))))
            for index, form in self.package.evaluations()
        )

    @property
    def projects(self) -> tuple[Scored, ...]:
        """The project tables."""
        return tuple(entry for entry in self.scored if entry.form.kind is FormKind.PROJECT)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every indicator row of every scored form."""
        return tuple(row for entry in self.scored for row in entry.rows)

    @cached_property
    def texts(self) -> dict[int, FormTexts]:
        """Every cell of every audited form, for rules on whatever stands anywhere."""
        return {index: FormTexts.of(form) for index, form in self.package.audited()}

    @cached_property
    def walked(self) -> dict[tuple[str, int], list[tuple[int, object]]]:
        """What paths lead to from a form, by path and form: many rules start from the same elements."""
        return {}

    @cached_property
    def reached(self) -> dict[tuple[str, int], list[object]]:
        """The same without the forms it stands in, for paths that end at cells."""
        return {}

    @cached_property
    def ways(self) -> dict[int, Mapping[str, list[tuple[str, Changeable]]]]:
        """The cells that fixes may change by form and address, with the ways to them: read when asked for."""
        return {}

    @property
    def base_data(self) -> tuple[int, BaseData] | None:
        """The base data where there is exactly one."""
        found = self.package.base_data()
        return found[0] if len(found) == 1 else None


def _rows(index: int, form: SelfEvaluation, sheet: ScoreSheet | None) -> Iterator[Row]:
    lines = {line.at: line for line in sheet.lines} if sheet else {}
    for indicator in form.indicators:
        if not indicator.is_stroke:
            name, second = squeeze(indicator.name.text), squeeze(indicator.subcategory.text)
            weight = indicator.max_score.value or _NO_WEIGHT
            line, pair = lines.get(indicator.at), _numbers(indicator)
            yield Row(index, indicator, line, name, second, weight, pair)


def _numbers(indicator: Indicator) -> tuple[NumericTarget, Measured] | None:
    target, achieved = indicator.target.reading, indicator.achieved.reading
    if isinstance(target, NumericTarget) and isinstance(achieved, Measured):
        return target, achieved
    return None


def _cells_of(part: object) -> list[Cell]:
    """Return every cell of a record, in the order of its fields."""
    record: type = type(part)
    parts = part if isinstance(part, tuple) else [getattr(part, name) for name in fields_of(record)]
    found: list[Cell] = []
    for inner in parts:
        if isinstance(inner, _LEAVES):
            found.append(inner)
        elif inner.__class__ not in _NO_RECORDS:
            found += _cells_of(inner)
    return found


@cache
def fields_of(record: type) -> tuple[str, ...]:
    """Return the names of a record's fields, read once a type; () for what is no record."""
    return tuple(field.name for field in fields(record)) if is_dataclass(record) else ()


def evidence(form: int, *cells: Cell) -> tuple[Evidence, ...]:
    """Return the cells of a form that exist as evidence."""
    return tuple(Evidence(form, cell.at, cell.text) for cell in cells if cell.at)


@lru_cache(maxsize=2048)
def has_words(text: str) -> bool:
    """Whether a text cell says something: letters, not only marks or a figure, and more than 无."""
    return any(character.isalpha() for character in text) and not is_blank(text)


@lru_cache(maxsize=2048)
def is_blank(text: str) -> bool:
    """Whether a text cell holds nothing but white space, a stroke or stray marks."""
    return not _ALPHANUMERIC.search(text) or text.strip() in {"无", "不适用"}
