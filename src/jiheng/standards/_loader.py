"""``standard.yaml`` → Standard. A wrong card is refused here, with file, line and key, and never at use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import TypeVar

from jiheng.cards import Card, read_card, read_citations
from jiheng.errors import StandardUnknown
from jiheng.reports import FormKind
from jiheng.standards._types import (
    AtMostMethod,
    Bands,
    Category,
    Cited,
    Dated,
    Grades,
    Missed,
    Standard,
    VersionDate,
)

_FILE = "standard.yaml"
_SCORED_KINDS = {kind.value: kind for kind in (FormKind.PROJECT, FormKind.DEPARTMENT)}
_GRADES = ("优", "良", "中", "差")
T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class _Weights(Enum):
    """What a form's weights say about its standard."""

    IDENTIFY = "identify"
    USUAL = "usual"


@cache
def all_standards() -> tuple[Standard, ...]:
    """Return every standard, by id.

    Raises:
        StandardError: A card is wrong.
    """
    found = _folders(files("jiheng.standards") / "cn", "cn")
    return tuple(read_standard(folder, name) for name, folder in found)


def load_standard(id: str) -> Standard:  # noqa: A002 - the record's own word for it
    """Return the standard with an id such as ``cn/hunan``.

    Raises:
        StandardUnknown: There is none.
        StandardError: A card is wrong.
    """
    for standard in all_standards():
        if standard.id == id:
            return standard
    raise StandardUnknown(id, tuple(standard.id for standard in all_standards()))


def read_standard(folder: Traversable, name: str) -> Standard:
    """Read the standard of one folder; ``name`` becomes its id.

    Raises:
        StandardError: Naming the file, line and key that is wrong.
    """
    card = read_card(folder / _FILE, f"{name}/{_FILE}")
    chosen_by = _chosen_by(card)
    standard = Standard(
        id=name,
        title=card.text("title"),
        citation=read_citations(card),
        applies=_kinds(card),
        version_date=card.choice("version_date", VersionDate),
        form_numbers=chosen_by[0],
        places=chosen_by[1],
        identified_by_weights=chosen_by[2],
        notes=_notes(card),
        total=_cited(card, "total", _positive),
        grades=_cited(card, "grades", _grades),
        weights=_cited(card, "weights", _weights),
        at_most_exceeded=_cited(card, "at_most_exceeded", _one_of(AtMostMethod)),
        missed_deadline=_cited(card, "missed_deadline", _one_of(Missed)),
        missed_direction=_cited(card, "missed_direction", _one_of(Missed)),
        bands=_cited(card, "bands", _bands),
        overshoot_needs_reason_above=_cited(card, "overshoot_needs_reason_above", _positive),
        execution_needs_reason_below=_cited(card, "execution_needs_reason_below", _positive)
        if "execution_needs_reason_below" in card
        else None,
    )
    card.close()
    _check_sums(card, standard)
    return standard


def _folders(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _folders(entry, f"{name}/{entry.name}")
        elif entry.name == _FILE:
            yield name, folder


def _chosen_by(card: Card) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    if "chosen_by" not in card:
        return (), (), False
    markers = card.card("chosen_by")
    result = (
        markers.texts("form_numbers"),
        markers.texts("places"),
        markers.choice("weights", _Weights, _Weights.USUAL) is _Weights.IDENTIFY,
    )
    markers.close()
    return result


def _kinds(card: Card) -> tuple[FormKind, ...]:
    names = card.texts("applies")
    if not names:
        raise card.error("applies", "a standard must apply to some form")
    return tuple(_kind(card, "applies", name) for name in names)


def _kind(card: Card, key: str, name: str) -> FormKind:
    if name not in _SCORED_KINDS:
        raise card.error(key, f"{name!r} is none of: {', '.join(_SCORED_KINDS)}")
    return _SCORED_KINDS[name]


def _notes(card: Card) -> tuple[tuple[FormKind, str], ...]:
    return tuple((_kind(card, "notes", name), text) for name, text in card.pairs("notes"))


def _cited(card: Card, key: str, read: Callable[[Card, str], T]) -> Cited[T]:
    """Read ``{citation: […], value: {first day in force: value}}``."""
    rule = card.card(key)
    citation = read_citations(rule)
    values = rule.card("value")
    entries: list[tuple[dt.date, T]] = []
    for name in values.keys():  # noqa: SIM118 - a card is not a dict
        try:
            day = dt.date.fromisoformat(name)
        except ValueError as cause:
            raise values.error(name, "the first day in force must be a date (YYYY-MM-DD)") from cause
        if entries and day <= entries[-1][0]:
            raise values.error(name, "days in force must rise, oldest first")
        entries.append((day, read(values, name)))
    if not entries:
        raise rule.error("value", "no day in force is given")
    rule.close()
    return Cited(Dated(tuple(entries)), citation)


def _positive(card: Card, key: str) -> Decimal:
    number = _number(card, key)
    if number <= 0:
        raise card.error(key, f"{card.text(key)!r} is not above 0")
    return number


def _number(card: Card, key: str) -> Decimal:
    number = card.decimal(key)
    if not number.is_finite():
        raise card.error(key, f"{card.text(key)!r} is not a number")
    return number


def _one_of(kind: type[E]) -> Callable[[Card, str], E]:
    return partial(_choice, kind)


def _choice(kind: type[E], card: Card, key: str) -> E:
    return card.choice(key, kind)


def _grades(card: Card, key: str) -> Grades:
    limits = card.card(key)
    grades = tuple((name, _number(limits, name)) for name in _GRADES)
    limits.close()
    numbers = [limit for _, limit in grades]
    if any(higher <= lower for higher, lower in pairwise(numbers)):
        raise card.error(key, "grade limits must fall from 优 to 差")
    return Grades(grades)


def _weights(card: Card, key: str) -> tuple[tuple[Category, Decimal], ...]:
    given = card.card(key)
    weights = []
    for name in given.keys():  # noqa: SIM118 - a card is not a dict
        category = next((category for category in Category if category.value == name), None)
        if category is None:
            known = "、".join(category.value for category in Category)
            raise given.error(name, f"unknown category; known: {known}")
        weights.append((category, _positive(given, name)))
    return tuple(weights)


def _bands(card: Card, key: str) -> Bands:
    given = card.card(key)
    bands = Bands(_number(given, "met_from"), _number(given, "partly_from"))
    given.close()
    if not 0 < bands.partly_from < bands.met_from < 1:
        raise card.error(key, "bands must lie between 0 and 100 %, partly below met")
    return bands


def _check_sums(card: Card, standard: Standard) -> None:
    """Refuse weights that do not add up to the total of their day."""
    for day, weights in standard.weights.value.entries:
        given, total = sum(weight for _, weight in weights), standard.total.value.on(day)
        if given != total:
            raise card.error("weights", f"weights from {day} add up to {given}, not {total}")
