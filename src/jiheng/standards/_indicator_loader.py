"""``department/*.yaml`` of a standard's folder → IndicatorPack. A wrong card is refused here, never at use.

``department/pack.yaml`` says what the pack is, which packages follow it, and in which order its indicators
stand; any other file is one indicator.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType

from jiheng.cards import Card, read_card, read_citations
from jiheng.standards._indicator_paths import read_path
from jiheng.standards._indicator_types import (
    AllOrNothing,
    Band,
    Banded,
    Bound,
    ChosenBy,
    DeductPerPoint,
    Formula,
    IndicatorCard,
    IndicatorCase,
    IndicatorPack,
    Limit,
    Method,
    Operand,
    Proportional,
    Scheme,
)
from jiheng.standards._types import Dated, VersionDate

FOLDER = "department"
_PACK = "pack.yaml"
_SUFFIX = ".yaml"


@cache
def all_packs() -> tuple[IndicatorPack, ...]:
    """Return every pack of department-level indicators, by id.

    Raises:
        StandardError: A card is wrong.
    """
    found = _folders(files("jiheng.standards") / "cn", "cn")
    return tuple(read_pack(folder, name) for name, folder in found)


def find_pack(id: str) -> IndicatorPack | None:  # noqa: A002 - the record's own word for it
    """Return the pack with an id, or None."""
    return next((pack for pack in all_packs() if pack.id == id), None)


def read_pack(folder: Traversable, name: str) -> IndicatorPack:
    """Read the pack of one ``department`` folder; ``name`` becomes its id.

    Raises:
        StandardError: Naming the file, line and key that is wrong.
    """
    card = read_card(folder / _PACK, f"{name}/{FOLDER}/{_PACK}")
    names = card.texts("indicators")
    found = {file.name.removesuffix(_SUFFIX) for file in folder.iterdir() if file.name.endswith(_SUFFIX)}
    if {*names, _PACK.removesuffix(_SUFFIX)} != found or len(set(names)) < len(names):
        raise card.error("indicators", f"name each card once; cards: {', '.join(sorted(found))}")
    pack = IndicatorPack(
        id=name,
        title=card.text("title"),
        citation=read_citations(card),
        version_date=card.choice("version_date", VersionDate),
        chosen_by=tuple(_chosen_by(card, text) for text in card.texts("chosen_by")),
        indicators=tuple(
            read_indicator(code, read_card(folder / f"{code}{_SUFFIX}", f"{name}/{FOLDER}/{code}{_SUFFIX}"))
            for code in names
        ),
    )
    card.close()
    return pack


def _folders(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name == FOLDER:
            yield name, entry
        elif entry.is_dir():
            yield from _folders(entry, f"{name}/{entry.name}")


def _chosen_by(card: Card, text: str) -> ChosenBy:
    for member in ChosenBy:
        if member.value == text:
            return member
    known = ", ".join(member.value for member in ChosenBy)
    raise card.error("chosen_by", f"{text!r} is none of: {known}")


def read_indicator(code: str, card: Card) -> IndicatorCard:
    """Read one indicator's card; ``code`` is its file's stem.

    Raises:
        StandardError: A key is missing, unknown or wrong, a path names no cell, or a case is wanting.
    """
    operands = _operands(card)
    indicator = IndicatorCard(
        code=code,
        title=card.text("title"),
        also_called=card.texts("also_called"),
        citation=read_citations(card),
        note=card.text("note", ""),
        operands=operands,
        formula=_formula(card, operands),
        printed=tuple(read_path(card, "printed", text) for text in card.texts("printed")),
        marks=_marks(card) if "marks" in card else None,
        cases=_cases(card, operands),
    )
    card.close()
    return indicator


def _operands(card: Card) -> tuple[Operand, ...]:
    nested = card.card("operands")
    operands = []
    for name in nested.keys():  # noqa: SIM118 - a card is not a dict
        entry = nested.card(name)
        operands.append(Operand(name, entry.text("label"), read_path(entry, "cell", entry.text("cell"))))
        entry.close()
    return tuple(operands)


def _formula(card: Card, operands: tuple[Operand, ...]) -> Formula:
    figure = card.card("figure")
    if ("ratio_of" in figure) == ("change_of" in figure):
        raise card.error("figure", "give one of ratio_of, change_of")
    if "change_of" in figure:
        change = figure.card("change_of")
        before = change.text("before")
        formula = Formula((change.text("after"),), (before,), before)
        change.close()
    else:
        ratio = figure.card("ratio_of")
        formula = Formula(ratio.texts("sum"), ratio.texts("less"), ratio.text("under"))
        ratio.close()
    figure.close()
    used, given = {*formula.plus, *formula.minus, formula.under}, {operand.name for operand in operands}
    if used != given or not formula.plus:
        raise card.error("figure", f"uses {', '.join(sorted(used))}, given are {', '.join(sorted(given))}")
    return formula


def _marks(card: Card) -> Dated[Scheme]:
    nested = card.card("marks")
    entries: list[tuple[dt.date, Scheme]] = []
    for name in nested.keys():  # noqa: SIM118 - a card is not a dict
        try:
            day = dt.date.fromisoformat(name)
        except ValueError as cause:
            raise nested.error(name, "the first day in force must be a date (YYYY-MM-DD)") from cause
        if entries and day <= entries[-1][0]:
            raise nested.error(name, "days in force must rise, oldest first")
        scheme = nested.card(name)
        entries.append((day, _scheme(scheme)))
        scheme.close()
    if not entries:
        raise card.error("marks", "no day in force is given")
    return Dated(tuple(entries))


def _scheme(card: Card) -> Scheme:
    most = _above_zero(card, "max_score")
    name = card.text("method")
    if name not in _METHODS:
        raise card.error("method", f"{name!r} is none of: {', '.join(_METHODS)}")
    method = _METHODS[name](card)
    if isinstance(method, Banded):
        scores = [*(band.score for band in method.bands), method.above]
        if max(scores) != most or min(scores) < 0:
            raise card.error("bands", f"marks must lie between 0 and max_score {most}, and reach it")
    return Scheme(most, method)


def _limit(card: Card) -> Limit:
    given = [bound for bound in Bound if bound.value in card]
    if len(given) != 1:
        raise card.error("method", "give one of full_at_most, full_at_least")
    return Limit(given[0], card.decimal(given[0].value))


def _proportional(card: Card) -> Proportional:
    limit = _limit(card)
    if limit.rate <= 0:
        raise card.error(limit.bound.value, "no proportion to a limit of 0 or less exists")
    return Proportional(limit)


def _deduct(card: Card) -> DeductPerPoint:
    return DeductPerPoint(_limit(card), _above_zero(card, "step"), _above_zero(card, "deduct"))


def _banded(card: Card) -> Banded:
    bands = []
    for entry in card.cards("bands"):
        bands.append(Band(entry.decimal("at_most"), entry.decimal("score")))
        entry.close()
    if not bands or any(later.at_most <= band.at_most for band, later in pairwise(bands)):
        raise card.error("bands", "bands must rise, the lowest rate first")
    below = card.decimal("silent_below") if "silent_below" in card else None
    return Banded(tuple(bands), card.decimal("above"), below)


_METHODS: MappingProxyType[str, Callable[[Card], Method]] = MappingProxyType(
    {
        "all_or_nothing": lambda card: AllOrNothing(_limit(card)),
        "proportional": _proportional,
        "deduct_per_point": _deduct,
        "banded": _banded,
    }
)


def _above_zero(card: Card, key: str) -> Decimal:
    number = card.decimal(key)
    if not number.is_finite() or number <= 0:
        raise card.error(key, f"{card.text(key)!r} is not above 0")
    return number


def _cases(card: Card, operands: tuple[Operand, ...]) -> tuple[IndicatorCase, ...]:
    names = tuple(operand.name for operand in operands)
    cases = []
    for entry in card.cards("cases"):
        texts = entry.pairs("cells")
        if tuple(name for name, _ in texts) != names:
            raise entry.error("cells", f"give {', '.join(names)}, in this order")
        cases.append(IndicatorCase(entry.text("name"), texts, entry.text("result"), entry.text("marks", "")))
        entry.close()
    if not any(case.result.endswith("%") for case in cases) or all(
        case.result.endswith("%") for case in cases
    ):
        raise card.error("cases", "an indicator needs a case with a rate and one without")
    return tuple(cases)
