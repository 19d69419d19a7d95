"""A reference's tree → the value it stands for in the records of one form and its package."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from jiheng.render.text._grammar import Computation, Node, ReferenceWrong, Route, Step
from jiheng.render.text._print import Amount, Value, Words
from jiheng.render.text._records import LEAVES, Leaf, element, field_named, fields_of, find_form
from jiheng.reports import Package, SelfEvaluation
from jiheng.values import (
    STROKES,
    AchievedText,
    Changed,
    Direction,
    Figure,
    Measured,
    NumericTarget,
    Printed,
    TargetText,
    collapse,
    convert,
    halve,
    squeeze,
)

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The records that references are looked up in."""

    form: SelfEvaluation
    package: Package

    def value(self, node: Node) -> Value:
        """Return what a reference stands for.

        Raises:
            ReferenceWrong: It names nothing, or what it names has no value, or cannot be computed with.
        """
        if isinstance(node, Route):
            return self._follow(node)
        amounts = [self._amount(operand) for operand in node.operands]
        return _compute(node, amounts)

    def _amount(self, node: Node) -> Amount:
        value = self.value(node)
        if isinstance(value, Amount):
            return value
        said = value.text if isinstance(value, Words) else str(value)
        raise ReferenceWrong(f"“{said}”不是一个数，不能计算")

    def _follow(self, route: Route) -> Value:
        steps = list(route.steps)
        part: object = self.form
        if steps[0].name not in fields_of(self.form):
            other = find_form(steps[0], self.package)
            if other is not None:
                part = other
                steps.pop(0)
        while steps:
            owner = part
            part, taken = _go(owner, steps)
            steps = steps[taken:]
            if isinstance(part, LEAVES):
                if steps:
                    raise ReferenceWrong(f"{steps[0].name} 前面已经是一个值，后面不能再写栏目")
                return _value_of(part, owner)
            if isinstance(part, int | dt.date) or part is None:
                return _plain(part, steps)
        raise ReferenceWrong(f"还要写明哪一栏，例如 .{_example(part)}")


def _go(owner: object, steps: list[Step]) -> tuple[object, int]:
    """Return what the next step leads to, and how many steps that took: ``funds.total`` takes two."""
    step = steps[0]
    name = field_named(owner, step.name)
    part: object = getattr(owner, name)
    if not isinstance(part, tuple):
        if step.key is not None:
            raise ReferenceWrong(f"{step.name} 不是几行中的一行，不用写 [{step.key}]")
        return part, 1
    if name == "funds" and step.key is None and len(steps) > 1:
        line = steps[1]
        if line.key is not None:
            raise ReferenceWrong(f"{line.name} 后面不用写 [{line.key}]")
        return element(Step(step.name, line.name), part), 2
    return element(step, part), 1


def _plain(part: object, rest: list[Step]) -> dt.date | int:
    if rest:
        raise ReferenceWrong(f"{rest[0].name} 前面已经是一个值，后面不能再写栏目")
    if isinstance(part, dt.date | int):
        return part
    raise ReferenceWrong("表里没有填，不能写进报告")


def _example(part: object) -> str:
    return next(iter(fields_of(part)), "name")


def _value_of(leaf: Leaf, owner: object) -> Value:
    """Return what a cell says; what is blank, a stroke or unreadable says nothing.

    Raises:
        ReferenceWrong: It says nothing.
    """
    text = collapse(leaf.text)
    where = f"（{leaf.at}）" if leaf.at else ""
    if not text:
        raise ReferenceWrong(f"表里是空白{where}，不能写进报告")
    if squeeze(text) in STROKES:
        raise ReferenceWrong(f"表里填的是“{text}”{where}，不能写进报告")
    if isinstance(leaf, Printed):
        return Words(text)
    amount = amount_of(leaf, owner)
    if amount is None:
        if isinstance(leaf, Figure):
            raise ReferenceWrong(f"“{text}”{where}读不成数")
        return Words(text)
    return amount


def amount_of(leaf: Leaf, owner: object) -> Amount | None:
    """Return the number that a cell says with its unit, or None where it says none, or only a bound.

    An achieved value without a unit has its target's.
    """
    if isinstance(leaf, Figure):
        return _amount(leaf.value, leaf.unit, leaf.text)
    if isinstance(leaf, TargetText):
        reading = leaf.reading
        if not isinstance(reading, NumericTarget) or reading.upper is not None:
            return None
        # The number alone: ≥40家 is written 目标40家, the comparator in words.
        return Amount(reading.number, reading.unit, _number_in(leaf.text, reading.unit))
    return _achieved(leaf, owner) if isinstance(leaf, AchievedText) else None


def _achieved(leaf: AchievedText, owner: object) -> Amount | None:
    achieved = leaf.reading
    if isinstance(achieved, Changed) and achieved.number is not None:
        sign = 1 if achieved.direction is Direction.UP else -1
        return Amount(sign * achieved.number, achieved.unit, change="增减")
    if not isinstance(achieved, Measured) or achieved.bound is not None:
        return None
    unit = achieved.unit
    target = getattr(owner, "target", None)
    if not unit and isinstance(target, TargetText) and isinstance(target.reading, NumericTarget):
        unit = target.reading.unit
    return _amount(achieved.number, unit, leaf.text)


def _amount(number: Decimal | None, unit: str, text: str) -> Amount | None:
    if number is None:
        return None
    printed = halve(text)
    # 两家 and 1.2万人次 say a number that their digits do not.
    digits = printed.removesuffix(unit).replace(",", "")
    return Amount(number, unit, printed if digits == f"{number:f}" else "")


def _number_in(text: str, unit: str) -> str:
    return halve(text).lstrip("≥≤=><＞＜").removesuffix(unit)


def _compute(node: Computation, amounts: list[Amount]) -> Amount:
    first, *rest = amounts
    numbers = [first.number, *(_same(amount, first) for amount in rest)]
    if node.name == "sum":
        return Amount(sum(numbers, Decimal(0)), first.unit)
    now, before = numbers
    if node.name == "difference":
        return Amount(now - before, first.unit)
    if not before:
        raise ReferenceWrong("除数是 0，算不出来")
    if node.name == "rate":
        return Amount(now / before * _PERCENT, "%")
    if before < 0:
        raise ReferenceWrong(f"上年数是负数（{before:f}），算不出增长率")
    return Amount((now - before) / before * _PERCENT, "%", change="同比")


def _same(amount: Amount, first: Amount) -> Decimal:
    number = convert(amount.number, amount.unit, first.unit)
    if number is None:
        raise ReferenceWrong(f"单位不同（“{first.unit or '无'}”与“{amount.unit or '无'}”），不能一起算")
    return number
