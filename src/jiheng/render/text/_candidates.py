"""Every figure of a form's table with the reference that stands for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jiheng.render.text._evaluate import Evaluation, amount_of
from jiheng.render.text._grammar import ReferenceWrong, can_be_key, parse_reference
from jiheng.render.text._print import Amount
from jiheng.render.text._records import LEAVES, chinese_of, fields_of, is_unique
from jiheng.reports import BaseData, FormKind, SelfEvaluation
from jiheng.values import AchievedText, Printed, TargetText, round_half_up, squeeze

_SOURCE = re.compile(r"[a-z_]+")
_YEARS = {"previous_actual": "上年决算数", "budget": "本年预算数", "actual": "本年决算数"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of a table."""

    reference: str
    amount: Amount
    row: str
    """The printed name of its row; "" where it has none that a sentence would use."""
    column: str
    """What its column says: 全年预算数."""
    is_target: bool = False
    is_total: bool = False
    """Whether it stands in the line of the whole year's funds."""
    is_score: bool = False


def candidates_of(evaluation: Evaluation) -> tuple[Candidate, ...]:
    """Return the figures of a form's own table; for a department's form those of the base data as well."""
    form = evaluation.form
    found = [*_funds(form, evaluation), *_indicators(form), *_leaves(form.total, "total", "总分")]
    bases = evaluation.package.base_data()
    if form.kind is FormKind.DEPARTMENT and len(bases) == 1:
        found += _base_data(bases[0][1])
    return tuple(found)


def _funds(form: SelfEvaluation, evaluation: Evaluation) -> Iterator[Candidate]:
    for number, line in enumerate(form.funds, 1):
        single = sum(other.source == line.source for other in form.funds) == 1
        step = f"funds.{line.source}" if single and _SOURCE.fullmatch(line.source) else f"funds[{number}]"
        is_total = line.source == "total"
        yield from _leaves(line, step, line.label.text, is_total=is_total)
        if line.execution_rate.value is None:
            reference = f"rate({step}.actual_expenditure, {step}.final_budget)"
            rate = _computed(reference, evaluation)
            if rate is not None:
                yield Candidate(reference, rate, squeeze(line.label.text), "执行率", is_total=is_total)


def _indicators(form: SelfEvaluation) -> Iterator[Candidate]:
    names = [row.name.text for row in form.indicators]
    for number, row in enumerate(form.indicators, 1):
        yield from _leaves(row, f"indicators[{_key(row.name.text, number, names)}]", row.name.text)


def _base_data(base: BaseData) -> Iterator[Candidate]:
    yield from _leaves(base.staff, "base_data.staff", "财政供养人员")
    yield from _leaves(base.buildings, "base_data.buildings", "楼堂馆所")
    names = [row.label.text for row in base.expenditure]
    for number, row in enumerate(base.expenditure, 1):
        step = f"base_data.expenditure[{_key(row.label.text, number, names)}]"
        yield from _leaves(row, step, row.label.text)


def _key(name: str, number: int, names: Iterable[str]) -> str:
    return name if can_be_key(name) and is_unique(name, names) else str(number)


def _leaves(record: object, step: str, row: str, *, is_total: bool = False) -> Iterator[Candidate]:
    for name in fields_of(record):
        leaf: object = getattr(record, name)
        if not isinstance(leaf, LEAVES) or isinstance(leaf, Printed):
            continue
        amount = amount_of(leaf, record)
        if amount is None:
            continue
        column = _YEARS.get(name) or chinese_of().get(name, name)
        yield Candidate(
            f"{step}.{name}",
            amount,
            squeeze(row),
            "" if isinstance(leaf, AchievedText) else column,
            is_target=isinstance(leaf, TargetText),
            is_total=is_total,
            is_score=name.endswith("score"),
        )


def _computed(reference: str, evaluation: Evaluation) -> Amount | None:
    """Return a rate as it is printed, which is rounded; None where it cannot be computed."""
    try:
        value = evaluation.value(parse_reference(reference)[0])
    except ReferenceWrong:
        return None
    return replace(value, number=round_half_up(value.number, 2)) if isinstance(value, Amount) else None
