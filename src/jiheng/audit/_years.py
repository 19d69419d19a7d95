"""Last year's package beside this year's: which form, which indicator, which line of the base data is which.

Forms and rows are tied by name, years and amounts put aside; what is left by names that closely resemble each
other, one to one. A name that stands twice in a form ties nothing: which is which could only be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from jiheng.audit._dossier import Cell, Dossier, Row, Scored
from jiheng.audit._types import Elsewhere
from jiheng.reports import BaseData, ExpenditureRow, FormKind, Package, SelfEvaluation, name_key
from jiheng.values import collapse, halve

T = TypeVar("T")
_RESEMBLES = 0.8
_YEAR = re.compile(r"20\d\d年?度?|（[^（）]*）|\([^()]*\)")
_NUMBERING = re.compile(r"^(?:其中[:：])?(?:\d+[、.．])?")
_TITLES = {
    FormKind.BASE_DATA: "基础数据表",
    FormKind.DEPARTMENT: "部门整体自评表",
    FormKind.PROJECT: "项目表",
}


@dataclass(frozen=True, slots=True)
class FormPair:
    """A scored form, the one of last year, and the indicators that both have."""

    now: Scored
    before: Scored
    rows: tuple[tuple[Row, Row], ...]
    dropped: tuple[Row, ...]
    """Indicators of last year that this year's form does not have."""


@dataclass(frozen=True, slots=True)
class BasePair:
    """This year's base data and last year's, each with its index, and the lines that both have."""

    now: tuple[int, BaseData]
    before: tuple[int, BaseData]
    lines: tuple[tuple[ExpenditureRow, ExpenditureRow], ...]


def form_pairs(dossier: Dossier) -> tuple[FormPair, ...]:
    """Return the scored forms that last year's package has too; () where there is none."""
    if dossier.previous is None:
        return ()
    pairs = []
    for kind in (FormKind.DEPARTMENT, FormKind.PROJECT):
        now = [entry for entry in dossier.scored if entry.form.kind is kind]
        before = [entry for entry in dossier.previous.scored if entry.form.kind is kind]
        if kind is FormKind.DEPARTMENT and len(now) == len(before) == 1:
            pairs += [(now[0], before[0])]  # a unit that was renamed is still the unit
        else:
            pairs += tied(now, before, lambda entry: name_key(entry.form.name.text))
    return tuple(_form_pair(*pair) for pair in sorted(pairs, key=lambda pair: pair[0].index))


def _form_pair(now: Scored, before: Scored) -> FormPair:
    rows = tied(now.rows, before.rows, lambda row: _YEAR.sub("", halve(row.name)) or row.name)
    kept = {id(row) for _, row in rows}
    return FormPair(now, before, tuple(rows), tuple(row for row in before.rows if id(row) not in kept))


def base_pair(dossier: Dossier) -> BasePair | None:
    """Return the base data of both years, or None where one of them has none, or several."""
    now, before = dossier.base_data, dossier.previous.base_data if dossier.previous else None
    if now is None or before is None:
        return None
    lines = tied(now[1].expenditure, before[1].expenditure, _line_key)
    return BasePair(now, before, tuple(lines))


def _line_key(row: ExpenditureRow) -> str:
    return row.term or name_key(_NUMBERING.sub("", halve(row.label.text)))


def tied(now: Sequence[T], before: Sequence[T], key: Callable[[T], str]) -> list[tuple[T, T]]:
    """Return what both years have: by equal keys, then by keys that resemble no other as much."""
    own, other = _unique(now, key), _unique(before, key)
    same = [name for name in own if name in other]
    left = {name: own[name] for name in own if name not in other}
    free = {name: other[name] for name in other if name not in own}
    found = [(own[name], other[name]) for name in same]
    for name, item in left.items():
        close = sorted(((_resemblance(name, earlier), earlier) for earlier in free), reverse=True)
        if close and close[0][0] >= _RESEMBLES and (len(close) == 1 or close[1][0] < close[0][0]):
            found.append((item, free.pop(close[0][1])))
    return found


def _resemblance(left: str, right: str) -> float:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _RESEMBLES else 0.0


def _unique(items: Sequence[T], key: Callable[[T], str]) -> dict[str, T]:
    found: dict[str, T] = {}
    twice: set[str] = set()
    for item in items:
        name = key(item)
        if name in found:
            twice.add(name)
        found[name] = item
    return {name: item for name, item in found.items() if name and name not in twice}


def fiscal_year(package: Package) -> int | None:
    """Return the year a package reports on: the one most of its forms print."""
    scored = [form.fiscal_year for _, form in package.evaluations()]
    years = [year for year in (*scored, *(form.fiscal_year for _, form in package.base_data())) if year]
    return max(sorted(set(years)), key=years.count) if years else None


def elsewhere(package: Package, form: int, *cells: Cell) -> tuple[Elsewhere, ...]:
    """Return cells of another package as places of a finding."""
    name, where = package_words(package), form_words(package, form)
    return tuple(Elsewhere(name, where, form, cell.at, cell.text) for cell in cells if cell.at)


def package_words(package: Package) -> str:
    """Return what to call another package: its name and year, ``示例市工信局（2023年度）``."""
    year = fiscal_year(package)
    years = f"{year}年度" if year else "上年"
    return f"{package.name}（{years}）" if package.name else f"{years}材料"


def form_words(package: Package, index: int) -> str:
    """Return a form in words: ``项目表《会务服务》``."""
    form = package.forms[index]
    named = isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT
    name = collapse(form.name.text) if named and isinstance(form, SelfEvaluation) else ""
    return f"项目表《{name}》" if name else _TITLES.get(form.kind, "表")
